#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# r.sh SOURCE_DIR INCLUDE_DIR LIBRARY WORK_DIR: builds R's glue against a library that is not installed, runs the tests of
# the R functions and the example. Exit 77, skipped, where R is missing.
set -eu

source_dir=$1 include_dir=$2 library=$3 work_dir=$4

if ! command -v Rscript >/dev/null 2>&1 || ! command -v R >/dev/null 2>&1; then
    echo "SKIPPED: R is not installed (Debian: r-base-core), so the R functions were not tested" >&2
    exit 77
fi

library_dir=$(dirname "$library")
mkdir -p "$work_dir"
cp "$source_dir/examples/r/reckon_glue.c" "$work_dir/"
cd "$work_dir"
PKG_CFLAGS="-I$source_dir/include -I$include_dir -Wall -Wextra -Werror" \
    PKG_LIBS="-L$library_dir -lreckon -Wl,-rpath,$library_dir" R CMD SHLIB --preclean reckon_glue.c
export RECKON_R_GLUE="$work_dir/reckon_glue.so"

for language in C C.UTF-8; do
    LC_ALL=$language Rscript --vanilla "$source_dir/tests/bindings/test_r.R" "$source_dir" "$RECKON_R_GLUE"
done
cd "$source_dir/examples/r"
Rscript --vanilla example.R >"$work_dir/example.out"
cat "$work_dir/example.out"
grep -q '^date at /estimates/1/date' "$work_dir/example.out"
