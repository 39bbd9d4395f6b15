#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# builds.sh ROOT FOLDER GENERATOR ANSWERS FILE...: builds the library with gcc and clang, unoptimised and optimised, and compares
# what every method says about every file, to the last digit printed, with what ANSWERS (the program of the build under test,
# fully optimised) prints. A compiler that is not there is left out, and said so.
root=$1 folder=$2 generator=$3 answers=$4
shift 4
compared=0
"$answers" "$@" >"$folder/first.txt" || exit 1
for variant in gcc-O0 gcc-O2 clang-O2; do
    compiler=${variant%-*} level=${variant#*-}
    if ! command -v "$compiler" >/dev/null 2>&1; then
        echo "SKIPPED: $variant: there is no $compiler"
        continue
    fi
    rm -rf "${folder:?}/$variant"
    cmake -S "$root" -B "$folder/$variant" -G "$generator" -DCMAKE_C_COMPILER="$compiler" -DCMAKE_C_FLAGS="-$level" \
        -DCMAKE_BUILD_TYPE= -DRECKON_BUILD_EXAMPLES=OFF -DRECKON_BUILD_BENCH=OFF >"$folder/$variant.log" 2>&1 &&
        cmake --build "$folder/$variant" -j "${RECKON_JOBS:-2}" --target answers >>"$folder/$variant.log" 2>&1 ||
        { cat "$folder/$variant.log" && exit 1; }
    "$folder/$variant/tests/variants/answers" "$@" >"$folder/$variant.txt" || exit 1
    rm -rf "${folder:?}/$variant"
    if ! cmp "$folder/first.txt" "$folder/$variant.txt"; then
        diff "$folder/first.txt" "$folder/$variant.txt" | head -n 20
        differs=yes
    fi
    compared=$((compared + 1))
done
[ "$compared" -gt 0 ] || exit 77
echo "this build and $compared others: $(wc -c <"$folder/first.txt") bytes each"
[ -z "${differs:-}" ]
