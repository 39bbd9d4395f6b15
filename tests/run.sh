#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds reckon and passes its whole test suite. See --help.
set -u

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd) || exit 1
. "$root/lib/package/debian.sh"

usage() {
    cat <<'END'
usage: sh tests/run.sh [--no-install] [--fast | --fuzz] [--allow-skips] [--help]

Installs the Debian packages that are missing (apt-get, with sudo when not root; nothing when all are there), then
  1. builds an optimised library and runs every test, the slow ones too;
  2. builds with AddressSanitizer and UndefinedBehaviorSanitizer and runs the suite again, but for the slow tests;
  3. builds with ThreadSanitizer and runs the thread tests;
  4. builds the fuzzers with clang and runs each for a moment (at most 5 s).
Each build stands in build/<preset>. Safe to run again; offline once the packages are there.
A test that was skipped fails the run: what was not looked at has not passed.

  --no-install   install nothing: stop with exit 1 and the names when a package is missing
  --fast         step 1 only
  --fuzz         step 4 only; RECKON_FUZZ_SECONDS says for how long each fuzzer runs
  --allow-skips  a skipped test is named and does not fail the run
  --help         this text

RECKON_JOBS sets how many things are done at once (default: one for each processor), RECKON_PYTHON the python3 that the
tests run (default: the first that has their modules, of the one on PATH and /usr/bin/python3).
Exit: 0 every test passed, 1 something failed or is missing, 2 bad usage.
END
}

install=yes
allow_skips=no
presets="release asan tsan fuzz"
for argument in "$@"; do
    case $argument in
    --no-install) install=no ;;
    --fast) presets="release" ;;
    --fuzz) presets="fuzz" ;;
    --allow-skips) allow_skips=yes ;;
    --help | -h) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
    esac
done

cd "$root" || exit 1
say "looking for what the build and the tests need"
need_packages test "$install" || exit 1
jobs=$(job_count)
python=$(python_with $test_modules)
closing=""
failed=0

# run_preset PRESET: configure, build, test; the runner's closing lines are kept for the end.
run_preset() {
    say "$1: configuring"
    set -- "$1" -DRECKON_BUILD_TESTS=ON -DPython3_EXECUTABLE="$python"
    if [ "$1" = fuzz ] && [ -n "${RECKON_FUZZ_SECONDS:-}" ]; then
        set -- "$@" -DRECKON_FUZZ_SECONDS="$RECKON_FUZZ_SECONDS" -DRECKON_FUZZ_RUNS=-1
    fi
    configure "$@" || return 1
    say "$1: building in build/$1"
    cmake --build --preset "$1" -j "$jobs" || return 1
    say "$1: testing"
    log="build/$1/Testing/run.log"
    mkdir -p "build/$1/Testing" && rm -f "$log.status"
    { ctest --preset "$1" -j "$jobs"; echo $? >"$log.status"; } 2>&1 | tee "$log"
    closing="$closing$(printf '\n%s: ' "$1")$(grep -E 'tests passed|tests failed|^Total Test time' "$log" | tr '\n' ' ')"
    skipped=$(skipped_tests "$log" "build/$1/Testing/Temporary/LastTest.log")
    if [ -n "$skipped" ]; then
        closing="$closing$(printf '\n%s: skipped:' "$1")$(echo "$skipped" | sed 's/^/ /' | tr -d '\n')"
        [ "$allow_skips" = yes ] || return 1
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
    case $closing in *": skipped:"*) [ "$allow_skips" = yes ] || say "a skipped test fails the run; --allow-skips lets it pass" ;; esac
    exit 1
fi
say "passed: $presets"
