#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds reckon and answers the question it was written for. See --help.
set -u

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd) || exit 1
. "$root/lib/package/debian.sh"

usage() {
    cat <<'END'
usage: sh examples/run.sh [--no-install] [--help]

Installs the Debian packages that are missing (apt-get, with sudo when not root; nothing when all are there), builds an
optimised library and the example programs in build/release, and runs
  reconcile examples/evidence/north-koreans-in-china.json
which prints how many North Koreans were in China, year by year, as far as the published figures can say.
Afterwards `cmake --install build/release --prefix FOLDER` installs the library and the program.
Safe to run again; offline once the packages are there.

  --no-install   install nothing: stop with exit 1 and the names when a package is missing
  --help         this text

RECKON_JOBS sets how many things are built at once (default: one for each processor).
Exit: 0 the table was printed, 1 something failed or is missing, 2 bad usage.
END
}

install=yes
for argument in "$@"; do
    case $argument in
    --no-install) install=no ;;
    --help | -h) usage && exit 0 ;;
    *) usage >&2 && exit 2 ;;
    esac
done

cd "$root" || exit 1
say "looking for what the build needs"
need_packages build "$install" || exit 1

# The tests need more packages than the examples do; where those are missing, this build goes without tests.
tests=OFF
[ -n "$(missing_packages test)" ] || tests=ON
say "configuring build/release"
configure release -DRECKON_BUILD_TESTS="$tests" || exit 1
say "building the library and the program"
cmake --build build/release -j "$(job_count)" --target product || exit 1
say "build/release/examples/reconcile examples/evidence/north-koreans-in-china.json"
exec build/release/examples/reconcile examples/evidence/north-koreans-in-china.json
