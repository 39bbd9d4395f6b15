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
    ! grep -qw -e "$1" "$fake/absent"
}
has_command() {
    has_library "$1"
}
has_python_module() {
    has_library "$1"
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
case "\$*" in *install*) grep -qw broken "$fake/absent" || : >"$fake/absent" ;; esac
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
    echo "$absent" >"$fake/absent"
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
absent="cmocka jsonschema"; expect 0 "" build yes
absent="cmocka jsonschema"; expect 0 "apt-get -q update;apt-get $flags libcmocka-dev python3-jsonschema;" test yes
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

for script in "$source/examples/run.sh" "$source/tests/run.sh"; do
    for shell in sh dash; do
        command -v "$shell" >/dev/null 2>&1 || continue
        "$shell" "$script" --help | grep -q "^usage: sh " || fail "$script --help"
        "$shell" "$script" --no-such-option >/dev/null 2>&1
        [ $? -eq 2 ] || fail "$script takes an option it does not know"
    done
done
echo "the scripts install what is missing, and nothing else"
