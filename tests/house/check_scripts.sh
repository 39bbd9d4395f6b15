#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# check_scripts.sh SOURCE: what examples/run.sh and tests/run.sh do about missing packages, tried in a world where apt-get and
# sudo only write down how they were called.
set -u
source=$1
. "$source/lib/package/debian.sh"
fake=$(mktemp -d)
log=$fake/log
trap 'rm -rf "$fake"' EXIT

fail() {
    echo "FAILED: $*" >&2
    cat "$log.said" "$log" >&2
    exit 1
}

# The replaced world: the words in the file absent name what is not there; installing empties it, unless "broken".
has_library() {
    ! grep -qx -e "$1" "$fake/absent"
}
has_command() {
    has_library "$1"
}
has_python_modules() {
    has_library "$1"
}
has_clang_tool() {
    has_library "$1"
}
has_locale_sources() {
    has_library de_DE
}
has_cmake() {
    has_library cmake
}
user=0
id() {
    echo "$user"
}
cat >"$fake/apt-get" <<END
#!/bin/sh
echo "apt-get \$*" >>"$log"
case "\$*" in *install*) grep -qx broken "$fake/absent" || : >"$fake/absent" ;; esac
END
cat >"$fake/sudo" <<END
#!/bin/sh
echo sudo >>"$log"
exec "\$@"
END
chmod +x "$fake/apt-get" "$fake/sudo"
PATH=$fake:$PATH

# expect STATUS LOG KIND INSTALL
expect() {
    : >"$log"
    echo "$absent" | tr " " "\n" >"$fake/absent"
    need_packages "$3" "$4" >"$log.said" 2>&1
    status=$?
    [ "$status" -eq "$1" ] || fail "status $status where $1 was expected"
    [ "$(tr '\n' ';' <"$log")" = "$2" ] || fail "called: $(tr '\n' ';' <"$log"), expected: $2"
}

flags="-q -y install --no-install-recommends"
absent=""
expect 0 "" build yes
expect 0 "" test no
absent="gsl"; expect 0 "apt-get -q update;apt-get $flags libgsl-dev;" build yes
absent="cmocka jsonschema Rscript"; expect 0 "" build yes
absent="cmocka jsonschema"; expect 0 "apt-get -q update;apt-get $flags libcmocka-dev python3-jsonschema;" test yes
absent="Rscript numpy clang-tidy"
expect 0 "apt-get -q update;apt-get $flags python3-numpy r-base-core clang-tidy-14;" test yes
absent="de_DE"; expect 0 "apt-get -q update;apt-get $flags locales;" test yes
absent="cc gcc"; expect 0 "apt-get -q update;apt-get $flags gcc libc6-dev;" build yes
absent="make"; expect 0 "" build yes # ninja will do
user=1000
absent="jansson"; expect 0 "sudo;apt-get -q update;sudo;apt-get $flags libjansson-dev;" build yes
absent="jansson sudo"; expect 1 "" build yes
grep -q "As root, run: " "$log.said" || fail "does not say what to run as root"
user=0
absent="cmake gsl"; expect 1 "" build no
grep -q "cmake libgsl-dev" "$log.said" || fail "does not name what is missing"
absent="doxygen apt-get"; expect 1 "" test yes
grep -q "doxygen" "$log.said" && grep -q "not a Debian system" "$log.said" || fail "does not say what to do elsewhere"
absent="gsl broken"; expect 1 "apt-get -q update;apt-get $flags libgsl-dev;" build yes
grep -q "still not found: libgsl-dev" "$log.said" || fail "takes a failed installation for a success"

# Of several python3, the first that has the modules: RECKON_PYTHON, PATH, Debian's.
fake_python() {
    printf '#!/bin/sh\ncase "$*" in *"import sys"*) echo %s ;; *json*) exit %s ;; esac\n' "$1" "$2" >"$1"
    chmod +x "$1"
}
fake_python "$fake/python3" 0
fake_python "$fake/mine" 0
[ "$(python_with json)" = "$fake/python3" ] || fail "python3 on PATH has the module and is not taken"
[ "$(RECKON_PYTHON=$fake/mine python_with json)" = "$fake/mine" ] || fail "RECKON_PYTHON is not taken"
fake_python "$fake/mine" 1
[ "$(RECKON_PYTHON=$fake/mine python_with json)" = "$fake/python3" ] || fail "a python3 without the module is taken"
fake_python "$fake/python3" 1
case $(python_with json || echo none) in
"$fake"/*) fail "a python3 without the module is taken" ;;
*) ;;
esac
rm "$fake/python3"

# What was left out is found, whole tests and parts of tests; words about other things are not.
cat >"$fake/summary" <<'END'
The following tests did not run:
	 12 - bindings.r (Skipped)
	 13 - unit.gone (Not Run)
END
cat >"$fake/details" <<'END'
1/3 Test: unit.json
[  PASSED  ] 3 test(s).
2/3 Test: unit.number
SKIPPED: no locale ps_AF
3/3 Test: examples.files
Ran 12 tests in 3.0s
OK (skipped=2)
-- Check for working C compiler: cc - skipped
END
[ "$(skipped_tests "$fake/summary" "$fake/details" | tr '\n' ' ')" = "bindings.r examples.files unit.number " ] ||
    fail "skipped tests: $(skipped_tests "$fake/summary" "$fake/details")"

for script in "$source/examples/run.sh" "$source/tests/run.sh"; do
    for shell in sh dash; do
        command -v "$shell" >/dev/null 2>&1 || continue
        "$shell" "$script" --help | grep -q "^usage: sh " || fail "$script --help"
        "$shell" "$script" --no-such-option >/dev/null 2>&1
        [ $? -eq 2 ] || fail "$script takes an option it does not know"
    done
done
echo "the scripts install what is missing, and nothing else"
