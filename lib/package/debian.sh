# SPDX-License-Identifier: GPL-3.0-or-later
# Read by examples/run.sh and tests/run.sh: finds out what is missing, has Debian's apt-get install it, and tells what a run of
# the tests left out.

say() {
    printf '== %s\n' "$*"
}

has_command() {
    command -v "$1" >/dev/null 2>&1
}

has_library() {
    has_command pkg-config && pkg-config --exists "$1"
}

# The modules that the tests import, by the names of Python.
test_modules="jsonschema numpy"

# python_with MODULE...: the first python3 that imports them all, as a full path: the one that RECKON_PYTHON names, then
# whichever comes first on PATH, then Debian's own. A python3 of pyenv or conda on PATH has not what apt-get installs.
python_with() {
    for candidate in "${RECKON_PYTHON:-}" python3 /usr/bin/python3; do
        found=$(command -v "${candidate:-no-such-program}" 2>/dev/null) || continue
        "$found" -c "import $(echo "$*" | sed 's/ /, /g')" >/dev/null 2>&1 || continue
        "$found" -c 'import sys; print(sys.executable)'
        return 0
    done
    return 1
}

# What apt-get gives is imported by Debian's python3, whatever others are there.
has_python_modules() {
    [ -n "$(python_with "$@")" ]
}

# The tests of other decimal marks make their locales from these.
has_locale_sources() {
    [ -e /usr/share/i18n/locales/de_DE ]
}

# 3.25 is the first CMake that knows workflow presets and Debian 12's.
has_cmake() {
    has_command cmake && cmake --version | awk 'NR == 1 { split($3, v, "."); exit !(v[1] > 3 || (v[1] == 3 && v[2] >= 25)) }'
}

has_builder() {
    has_command make || has_command ninja
}

# Other versions of clang-format lay out otherwise, and of clang-tidy know other checks.
has_clang_tool() {
    has_command "$1-14" || { has_command "$1" && "$1" --version | grep -q 'version 14\.'; }
}

# libFuzzer and the sanitizers, as clang links them.
has_fuzzer() {
    has_command clang && [ -e "$(clang -print-runtime-dir)/libclang_rt.fuzzer-$(uname -m).a" ]
}

# missing_packages build|test: prints the Debian packages whose content is not there, one a line.
missing_packages() {
    has_cmake || echo cmake
    has_command cc || has_command gcc || echo gcc
    has_command cc || has_command gcc || echo libc6-dev
    has_builder || echo make
    has_command pkg-config || echo pkg-config
    has_library gsl || echo libgsl-dev
    has_library jansson || echo libjansson-dev
    [ -e /usr/include/csv.h ] || echo libcsv-dev
    [ "$1" = test ] || return 0
    has_library cmocka || echo libcmocka-dev
    has_command g++ || has_command c++ || echo g++
    has_command python3 || echo python3
    for module in $test_modules; do
        has_python_modules "$module" || echo "python3-$module"
    done
    has_command Rscript || echo r-base-core
    has_command gnuplot || echo gnuplot-nox
    has_command doxygen || echo doxygen
    has_command groff || echo groff
    has_command valgrind || echo valgrind
    has_command clang || echo clang
    has_clang_tool clang-format || echo clang-format-14
    has_clang_tool clang-tidy || echo clang-tidy-14
    has_fuzzer || echo libclang-rt-14-dev
    has_locale_sources || echo locales
}

# as_root COMMAND...: through sudo unless already root.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif has_command sudo; then
        sudo "$@"
    else
        echo "Not root, and there is no sudo. As root, run: $*" >&2
        return 1
    fi
}

# need_packages build|test yes|no: returns 0 once all is there; "no" only reports what is missing.
need_packages() {
    missing=$(missing_packages "$1" | tr '\n' ' ')
    if [ -z "$missing" ]; then
        say "every package is there; nothing to install"
        return 0
    fi
    if [ "$2" = no ] || ! has_command apt-get; then
        echo "Missing, by the names of Debian's packages: $missing" >&2
        has_command apt-get || echo "This is not a Debian system: install the same things with its own package manager, then run this again." >&2
        return 1
    fi
    say "installing with apt-get: $missing"
    as_root apt-get -q update || say "apt-get update failed; trying with the lists that are there"
    # $missing is a list of words on purpose.
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends $missing || return 1
    still=$(missing_packages "$1" | tr '\n' ' ')
    if [ -n "$still" ]; then
        echo "Installed, but still not found: $still" >&2
        return 1
    fi
}

# How many things to do at once: $RECKON_JOBS, or one for each processor.
job_count() {
    if [ -n "${RECKON_JOBS:-}" ]; then
        echo "$RECKON_JOBS"
    else
        getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2
    fi
}

# configure PRESET [OPTION...]: with ninja when it is there and the folder has no generator of its own.
configure() {
    preset=$1
    shift
    if [ ! -f "build/$preset/CMakeCache.txt" ] && has_command ninja; then
        set -- -G Ninja "$@"
    fi
    cmake --preset "$preset" --log-level=NOTICE "$@"
}

# skipped_tests SUMMARY DETAILS: the names of the tests that were skipped, whole or in part, one a line; from what ctest printed
# and from its LastTest.log.
skipped_tests() {
    {
        sed -n 's/^[[:space:]]*[0-9]* - \(.*\) (Skipped)$/\1/p' "$1"
        awk '/^[0-9]+\/[0-9]+ Test: / { name = $NF }
            /^SKIPPED: / || /^OK \(.*skipped=[1-9]/ { print name }' "$2"
    } | sort -u
}
