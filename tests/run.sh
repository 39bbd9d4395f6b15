#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds reckon and passes its whole test suite. See --help.
set -u

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd) || exit 1
. "$root/lib/package/debian.sh"

usage() {
    cat <<'END'
usage: sh tests/run.sh [--no-install] [--fast] [--help]

Installs the Debian packages that are missing (apt-get, with sudo when not root; nothing when all are there), then
  1. builds an optimised library and runs every test, the slow ones too;
  2. builds with AddressSanitizer and UndefinedBehaviorSanitizer and runs the suite again, but for the slow tests;
  3. builds with ThreadSanitizer and runs the thread tests;
  4. builds the fuzzers with clang and runs each for a moment (at most 10 s).
Each build stands in build/<preset>. Safe to run again; offline once the packages are there.

  --no-install   install nothing: stop with exit 1 and the names when a package is missing
  --fast         step 1 only
  --help         this text

RECKON_JOBS sets how many things are done at once (default: one for each processor).
Exit: 0 every test passed, 1 something failed or is missing, 2 bad usage.
END
}

install=yes
presets="release asan tsan fuzz"
for argument in "$@"; do
    case $argument in
    --no-install) install=no ;;
    --fast) presets="release" ;;
    --help | -h) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
    esac
done

cd "$root" || exit 1
say "looking for what the build and the tests need"
need_packages test "$install" || exit 1
jobs=$(job_count)
closing=""
failed=0

# run_preset PRESET: configure, build, test; the runner's closing lines are kept for the end.
run_preset() {
    say "$1: configuring"
    configure "$1" -DRECKON_BUILD_TESTS=ON || return 1
    say "$1: building in build/$1"
    cmake --build --preset "$1" -j "$jobs" || return 1
    say "$1: testing"
    log="build/$1/Testing/run.log"
    mkdir -p "build/$1/Testing" && rm -f "$log.status"
    { ctest --preset "$1" -j "$jobs"; echo $? >"$log.status"; } 2>&1 | tee "$log"
    closing="$closing$(printf '\n%s: ' "$1")$(grep -E 'tests passed|tests failed|^Total Test time' "$log" | tr '\n' ' ')"
    if grep -q '(Skipped)$' "$log"; then
        closing="$closing$(printf '\n%s: skipped:' "$1")$(grep -E '^[[:space:]]+[0-9]+ - .*\(Skipped\)$' "$log" |
            sed 's/^ *[0-9]* - / /; s/ (Skipped)//' | tr -d '\n')"
    fi
    return "$(cat "$log.status")"
}

for preset in $presets; do
    run_preset "$preset" && continue
    failed=1
    break
done

say "closing lines$closing"
if [ "$failed" -ne 0 ]; then
    say "FAILED: $preset"
    exit 1
fi
say "passed: $presets"
