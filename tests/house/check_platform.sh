#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# check_platform.sh CC SOURCE: lib/core/platform.c compiles here, and refuses by name the platforms and options on which
# the answers would differ. A refusal that this compiler cannot be asked for is skipped, loudly; 77 when all are.
set -eu
cc=$1 source=$2/lib/core/platform.c
tried=0

"$cc" -std=c11 -fsyntax-only "$source"

# refuses OPTION MESSAGE
refuses() {
    if ! echo '' | "$cc" "$1" -x c -E - >/dev/null 2>&1; then
        echo "left out: this compiler does not know $1"
        return
    fi
    if said=$("$cc" -std=c11 "$1" -fsyntax-only "$source" 2>&1); then
        echo "FAILED: compiles with $1" >&2
        exit 1
    fi
    case $said in
    *"$2"*) tried=$((tried + 1)) && echo "refused with $1" ;;
    *) echo "FAILED: $1 is refused for another reason: $said" >&2 && exit 1 ;;
    esac
}

refuses -m32 "32-bit platforms are not supported"
refuses -ffast-math "do not compile with -ffast-math"
refuses -ffinite-math-only "do not compile with -ffast-math"
[ "$tried" -gt 0 ] || exit 77
case $("$cc" --version) in
*clang*) ;; # clang takes -mfpmath=387 on x86-64 without computing any differently
*) refuses -mfpmath=387 "computed in another precision" ;;
esac
