# SPDX-License-Identifier: GPL-3.0-or-later
# Read by examples/run.sh and tests/run.sh: finds out what is missing and has Debian's apt-get install it.

say() {
    printf '== %s\n' "$*"
}

has_command() {
    command -v "$1" >/dev/null 2>&1
}

has_library() {
    has_command pkg-config && pkg-config --exists "$1"
}

has_python_module() {
    has_command python3 && python3 -c "import $1" >/dev/null 2>&1
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
    [ "$1" = test ] || return 0
    has_library cmocka || echo libcmocka-dev
    has_command g++ || has_command c++ || echo g++
    has_command python3 || echo python3
    has_python_module jsonschema || echo python3-jsonschema
    has_command gnuplot || echo gnuplot-nox
    has_command doxygen || echo doxygen
    has_command clang || echo clang
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
