#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# same_digits.sh SOURCE WORK CMAKE GENERATOR: builds the program at several optimisation levels with every compiler that is
# there, lets each answer every bundled question by every method, and compares the results byte for byte.
set -eu
source=$1 work=$2 cmake=$3 generator=$4
rm -rf "$work"
mkdir -p "$work"
compared=0

# answer COMPILER FLAGS NAME: the results of one build, one file a question, in WORK/NAME.out.
answer() {
    "$cmake" -S "$source" -B "$work/$3" -G "$generator" -DCMAKE_C_COMPILER="$1" -DCMAKE_C_FLAGS="$2" -DCMAKE_BUILD_TYPE= \
        -DRECKON_BUILD_TESTS=OFF -DRECKON_INSTALL=OFF --log-level=WARNING
    "$cmake" --build "$work/$3" --target reconcile -j 2 >"$work/$3.log" 2>&1 || { cat "$work/$3.log"; exit 1; }
    mkdir "$work/$3.out"
    for evidence in "$source"/examples/evidence/*.json; do
        name=$(basename "$evidence" .json)
        for population in $(populations "$evidence"); do
            "$work/$3/examples/reconcile" --population "$population" --compare --format json "$evidence" \
                >"$work/$3.out/$name.$population.json" || exit 1
        done
    done
    rm -rf "${work:?}/$3"
}

# The ids of the populations in a file.
populations() {
    python3 -c 'import json, sys; print(*(p["id"] for p in json.load(open(sys.argv[1], encoding="utf-8"))["populations"]))' "$1"
}

# same NAME: this build's results are those of the first, to the last digit.
same() {
    diff -r "$work/first.out" "$work/$1.out" >"$work/$1.diff" || {
        head -n 20 "$work/$1.diff"
        echo "FAILED: $1 gives other digits than $first"
        exit 1
    }
    compared=$((compared + 1))
    echo "$1: the same bytes in $(find "$work/$1.out" -type f | wc -l) results"
}

for compiler in gcc clang; do
    command -v "$compiler" >/dev/null 2>&1 || { echo "SKIPPED: no $compiler here" && continue; }
    for level in -O0 -O2 -O3; do
        if [ ! -d "$work/first.out" ]; then
            first="$compiler $level"
            answer "$compiler" "$level" first
        else
            answer "$compiler" "$level" "$compiler$level"
            same "$compiler$level"
        fi
    done
done
[ "$compared" -gt 0 ] || exit 77
