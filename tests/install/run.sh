#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# run.sh STEP: one step of the tests of an installed reckon, called by CTest with these set in the environment:
#   BUILD, SOURCE  reckon's build and source folders       WORK  a folder for this only
#   CMAKE          the cmake to use                        GENERATOR, CC, CXX, VERSION, PYTHON
# The step "stage" comes first; the others read what it left.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

# configure_consumer FOLDER PREFIX BY KIND [OPTION...]
configure_consumer() {
    folder=$WORK/$1 prefix=$2 by=$3 kind=$4
    shift 4
    rm -rf "$folder"
    env -u CFLAGS -u CXXFLAGS PKG_CONFIG_PATH="$prefix/lib/pkgconfig" "$CMAKE" -S "$here/consumer" -B "$folder" -G "$GENERATOR" \
        -DCMAKE_C_COMPILER="$CC" -DCMAKE_CXX_COMPILER="$CXX" -DCMAKE_PREFIX_PATH="$prefix" \
        -DRECKON_BY="$by" -DRECKON_KIND="$kind" "$@"
}

# consume FOLDER PREFIX BY KIND [OPTION...]: configure, build, run both programs, and see which library they loaded.
consume() {
    name=$1 installed=$2 wanted=$4
    configure_consumer "$@"
    "$CMAKE" --build "$WORK/$name"
    for program in consumer_c consumer_cpp; do
        run_program "$WORK/$name/$program" "$installed" "$wanted"
    done
}

# run_program PROGRAM PREFIX KIND: with nothing but its own run path, which names this prefix when the kind is shared.
run_program() {
    env -u LD_LIBRARY_PATH "$1" || fail "$1 does not run"
    loaded=$(ldd "$1" 2>&1 | grep 'libreckon' || true)
    case $3:$loaded in
    shared:*"$2"/*) ;;
    static:) ;;
    *) fail "$1 ($3) loads '$loaded'" ;;
    esac
}

stage() {
    rm -rf "$WORK"
    mkdir -p "$WORK"
    "$CMAKE" --install "$BUILD" --prefix "$WORK/first" >"$WORK/stage.log"
}

# What must be there, and that no text file names the folder it came from.
contents() {
    for file in lib/libreckon.so lib/libreckon.a lib/pkgconfig/reckon.pc lib/cmake/reckon/reckon-config.cmake \
        lib/cmake/reckon/reckon-config-version.cmake include/reckon/export.h share/doc/reckon/LICENSE; do
        [ -e "$WORK/first/$file" ] || fail "$file is not installed"
    done
    for header in "$SOURCE"/include/*.h "$SOURCE"/include/reckon/*.h; do
        [ ! -e "$header" ] || cmp "$header" "$WORK/first/include/${header#"$SOURCE"/include/}" || fail "$header is not installed"
    done
    for folder in docs/schema examples/evidence; do
        for file in "$SOURCE/$folder"/*.json; do
            cmp "$file" "$WORK/first/share/reckon/${file#"$SOURCE"/*/}" || fail "$file is not installed"
        done
    done
    extra=$(find "$WORK/first/include" -type f ! -path '*/include/reckon/*' ! -name reckon.h)
    [ -z "$extra" ] || fail "headers that are not reckon's: $extra"
    named=$(grep -rIl -e "$SOURCE" -e "$BUILD" -e "$WORK" "$WORK/first" || true)
    [ -z "$named" ] || fail "these name the folder they came from: $named"
    if grep -rl jansson "$WORK/first/include" || grep -rl 'include <gsl' "$WORK/first/include"; then
        fail "an installed header speaks of jansson or includes GSL"
    fi
    readelf -d "$WORK/first/lib/libreckon.so" | grep -q 'SONAME.*libreckon.so.'"${VERSION%.*}" || fail "soname"
    if readelf -d "$WORK/first/lib/libreckon.so" | grep -E 'RPATH|RUNPATH|TEXTREL'; then
        fail "the library carries a run path or text relocations"
    fi
    (cd "$WORK/first" && find . -type f -exec du -b {} + | sort -k2)
}

# DESTDIR, a libdir of several levels, and a prefix that is only said at install time. Only the target `product` is built, as
# examples/run.sh does: it must be all that an installation needs. Unoptimised, because compiling is what takes the time here.
destdir() {
    rm -rf "$WORK/multi" "$WORK/dest"
    "$CMAKE" -S "$SOURCE" -B "$WORK/multi" -G "$GENERATOR" -DCMAKE_C_COMPILER="$CC" -DRECKON_BUILD_TESTS=OFF \
        -DRECKON_BUILD_EXAMPLES=ON -DCMAKE_BUILD_TYPE= -DCMAKE_C_FLAGS=-O0 -DCMAKE_INSTALL_LIBDIR=lib/some-triplet \
        -DCMAKE_INSTALL_PREFIX=/usr
    "$CMAKE" --build "$WORK/multi" -j 2 --target product
    DESTDIR=$WORK/dest "$CMAKE" --install "$WORK/multi" >/dev/null
    root=$WORK/dest/usr
    flags=$(PKG_CONFIG_PATH=$root/lib/some-triplet/pkgconfig pkg-config --cflags --libs reckon)
    echo "$flags"
    # shellcheck disable=SC2086
    "$CC" -std=c11 "$here/consumer/consumer.c" $flags -Wl,-rpath,"$root/lib/some-triplet" -o "$WORK/dest/program"
    run_program "$WORK/dest/program" "$root" shared
    for file in bin/reconcile lib/some-triplet/libreckon.so lib/some-triplet/libreckon.a share/man/man1/reconcile.1; do
        [ -e "$root/$file" ] || fail "$file is not installed"
    done
}

# The tree is moved once the consumers of the first place have been built.
moved() {
    rm -rf "$WORK/second"
    mv "$WORK/first" "$WORK/second"
    trap 'mv "$WORK/second" "$WORK/first"' EXIT
    if "$WORK/find_package-shared/consumer_c" 2>/dev/null; then
        fail "a program built against the first place still found its library"
    fi
    LD_LIBRARY_PATH=$WORK/second/lib "$WORK/find_package-shared/consumer_c"
    "$WORK/find_package-static/consumer_c"
    consume moved-cmake-shared "$WORK/second" find_package shared
    consume moved-cmake-static "$WORK/second" find_package static
    consume moved-pc-shared "$WORK/second" pkg_config shared
    consume moved-pc-static "$WORK/second" pkg_config static
    if [ -x "$WORK/second/bin/reconcile" ]; then
        env -u LD_LIBRARY_PATH "$WORK/second/bin/reconcile" methods >/dev/null || fail "the moved program does not run"
    fi
}

# refused NAME BY VERSION: asking for this version must fail, and for that reason.
refused() {
    if configure_consumer "$1" "$WORK/first" "$2" shared -DRECKON_WANTED="$3" >"$WORK/$1.log" 2>&1; then
        fail "version $3 was granted by $2"
    fi
    grep -Eq "compatible with requested version|not accepted|which is not|>= ?$3|Requested '?reckon|is required but" "$WORK/$1.log" ||
        { cat "$WORK/$1.log"; fail "$2 refused version $3 for another reason"; }
}

versions() {
    major=${VERSION%%.*}
    rest=${VERSION#*.}
    minor=${rest%%.*}
    refused too-new-major find_package "$((major + 1)).0"
    refused too-new-minor find_package "$major.$((minor + 1))"
    refused too-new-patch find_package "$major.$minor.999"
    refused too-new-pc pkg_config "$major.$((minor + 1))"
    configure_consumer exact "$WORK/first" find_package shared -DRECKON_WANTED="$VERSION" >/dev/null
    configure_consumer same-minor "$WORK/first" find_package shared -DRECKON_WANTED="$major.$minor" >/dev/null
    configure_consumer exact-pc "$WORK/first" pkg_config shared -DRECKON_WANTED="$VERSION" >/dev/null
}

# The program where it was installed: its own library, the installed evidence, the manual page.
program() {
    root=$WORK/first
    [ -x "$root/bin/reconcile" ] || { echo "SKIPPED: the program reconcile is not in this build"; exit 77; }
    env -u LD_LIBRARY_PATH ldd "$root/bin/reconcile" | grep 'libreckon' | grep -q "$root" || fail "reconcile loads another library"
    env -u LD_LIBRARY_PATH "$root/bin/reconcile" "$root/share/reckon/evidence/north-koreans-in-china.json" >"$WORK/table.txt"
    [ -s "$WORK/table.txt" ] || fail "reconcile printed nothing"
    [ -e "$root/share/man/man1/reconcile.1" ] || fail "there is no manual page"
}

# Python and R with what was installed for them, and with nothing from the environment or the source tree.
bindings() {
    root=$WORK/first
    for file in python/reckon.py r/reckon.R r/reckon_glue.c; do
        cmp "$SOURCE/examples/$file" "$root/share/reckon/$file" || fail "share/reckon/$file is not installed"
    done
    evidence=$root/share/reckon/evidence/north-koreans-in-china.json tried=
    if command -v "$PYTHON" >/dev/null 2>&1; then
        (cd "$WORK" && env -u RECKON_LIBRARY -u LD_LIBRARY_PATH PYTHONDONTWRITEBYTECODE=1 PYTHONPATH="$root/share/reckon/python" \
            "$PYTHON" -W error "$here/bindings.py" "$root" "$evidence") || fail "the installed Python module"
        tried=python
    fi
    if command -v R >/dev/null 2>&1; then
        rm -rf "$WORK/r"
        mkdir "$WORK/r"
        cp "$root"/share/reckon/r/* "$WORK/r"
        (cd "$WORK/r" && export PKG_CONFIG_PATH="$root/lib/pkgconfig" &&
            PKG_CFLAGS=$(pkg-config --cflags reckon) PKG_LIBS="$(pkg-config --libs reckon) -Wl,-rpath,$root/lib" \
                R CMD SHLIB reckon_glue.c >/dev/null &&
            env -u RECKON_R_GLUE -u LD_LIBRARY_PATH Rscript --vanilla -e 'source("reckon.R"); reckon_load()' \
                -e 'stopifnot(nrow(reckon_reconcile(commandArgs(TRUE), method = "random-effects", at = "2005")) == 1)' "$evidence") ||
            fail "the installed R functions"
        tried="$tried R"
    fi
    [ -n "$tried" ] || { echo "SKIPPED: neither Python nor R is here"; exit 77; }
    echo "tried:" "$tried"
}

host() {
    rm -rf "$WORK/host"
    env -u CFLAGS "$CMAKE" -S "$here/host" -B "$WORK/host" -G "$GENERATOR" -DCMAKE_C_COMPILER="$CC" -DRECKON_SOURCE="$SOURCE" \
        -DCMAKE_BUILD_TYPE=
    "$CMAKE" --build "$WORK/host" -j 2
    "$WORK/host/host_shared"
    "$WORK/host/host_static"
    "$CMAKE" --install "$WORK/host" --prefix "$WORK/host-installed" >/dev/null
    [ "$(cd "$WORK/host-installed" && find . -type f)" = ./bin/host_static ] || fail "reckon installed itself with its host"
    (cd "$WORK/host" && ctest -N) | grep -q 'Total Tests: 1$' || fail "the host has tests of reckon's"
}

case $1 in
stage | contents | destdir | moved | versions | program | bindings | host) "$1" ;;
consume) consume "$2-$3" "$WORK/first" "$2" "$3" ;;
*) fail "no step $1" ;;
esac
