#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# check_format.sh ROOT: every C file is as clang-format 14 writes it. Other versions write other things, so only 14 judges;
# without it, exit 77 (skipped).
set -eu
cd "$1"
for program in clang-format-14 clang-format; do
    if command -v "$program" >/dev/null 2>&1 && "$program" --version | grep -q 'version 14\.'; then
        find lib include examples tests -name '*.[ch]' -exec "$program" --dry-run -Werror {} + && exit 0
        echo "run: clang-format -i FILE" && exit 1
    fi
done
echo "SKIPPED: there is no clang-format 14 here"
exit 77
