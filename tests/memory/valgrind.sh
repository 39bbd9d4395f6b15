#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# valgrind.sh PROGRAM [ARGUMENT...]: runs a test program under valgrind's memcheck; a bad access, a use of memory that was
# never written or a leak fails the test. Skipped (77) where valgrind is missing.
if ! command -v valgrind >/dev/null 2>&1; then
    echo "SKIPPED: valgrind is not installed (Debian's package valgrind has it)"
    exit 77
fi
exec valgrind --quiet --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite,indirect,possible \
    --num-callers=20 "$@"
