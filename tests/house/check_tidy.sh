#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# check_tidy.sh ROOT BUILD: clang-tidy 14 has nothing to say about lib/ (.clang-tidy says what it is asked). BUILD holds
# compile_commands.json. Other versions have other checks, so only 14 judges; without it, exit 77 (skipped).
set -u
cd "$1" || exit 1
for program in clang-tidy-14 clang-tidy; do
    command -v "$program" >/dev/null 2>&1 && "$program" --version | grep -q 'version 14\.' && tidy=$program && break
done
[ -n "${tidy:-}" ] || { echo "SKIPPED: there is no clang-tidy 14 here (Debian: clang-tidy-14)" && exit 77; }
[ -e "$2/compile_commands.json" ] || { echo "FAILED: no compile_commands.json in $2: configure with a preset" && exit 1; }
if find lib -name '*.c' -print0 | xargs -0 -n 8 -P 2 "$tidy" -p "$2" --quiet 2>/dev/null; then
    echo "clang-tidy is content with $(find lib -name '*.c' | wc -l) files"
    exit 0
fi
exit 1
