#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# locale.sh ANSWERS FOLDER FILE...: the same bytes where decimals have commas. Skipped (77) without such a locale.
answers=$1 folder=$2
shift 2
mkdir -p "$folder" || exit 1
"$answers" "$@" >"$folder/plain" || exit 1
"$answers" --locale de_DE "$@" >"$folder/comma"
case $? in
0) cmp "$folder/plain" "$folder/comma" && echo "$(wc -c <"$folder/plain") bytes are the same" ;;
77) tail -n 1 "$folder/comma" && exit 77 ;;
*) exit 1 ;;
esac
