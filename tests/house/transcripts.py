# SPDX-License-Identifier: GPL-3.0-or-later
"""
transcripts.py [--write]: what the docs show is what the programs print, to the last digit.

In every page (README.md, and all .md below docs/, lib/ and examples/) a block that begins with ```console holds commands
after "$ " and below each what it prints. Commands that begin with one of our programs (reconcile, or a numbered example), or print into one,
are run from the project's root; what others print is left as it is. With --write the pages, and the pictures that they
show, are brought up to date. RECKON_EXAMPLES is the folder of the programs; by hand the build in build/release is meant.
"""
import difflib
import os
import re
import subprocess
import sys
import tempfile

from tree import project_files

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAMS = os.environ.get("RECKON_EXAMPLES") or os.path.join(ROOT, "build", "release", "examples")
BLOCK = re.compile(r"(?ms)^```console\n(.*?)^```$")
OURS = re.compile(r"\$ (printf '[^']*' \| )?(reconcile|\d\d_\w+)\b")
PICTURES = (("docs/pictures/north-koreans-in-china.svg", ()),
            ("docs/pictures/forest.svg", ("--picture", "forest")),
            ("docs/pictures/methods.svg", ("--compare",)))
SHOWN_BY_PICTURE = "examples/evidence/north-koreans-in-china.json"
# A sanitizer's finding must not pass for the program's own exit status.
SANITIZERS = {"ASAN_OPTIONS": "exitcode=99", "LSAN_OPTIONS": "exitcode=98", "UBSAN_OPTIONS": "exitcode=97"}


def pages():
    for path in project_files(ROOT):
        if path.endswith(".md") and (path == "README.md" or path.split("/")[0] in ("docs", "lib", "examples")):
            yield path


def printed(line, folder):
    """What a terminal of 80 columns would show. Files that the line writes (fan.gp, fan.svg) go to a folder of its own."""
    line = re.sub(r"(?<=[ '])fan\.\w+", lambda match: os.path.join(folder, match.group(0)), line)
    done = subprocess.run(["sh", "-c", line], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
                          env={**os.environ, **SANITIZERS, "PATH": PROGRAMS + os.pathsep + os.environ["PATH"]})
    if done.returncode in (97, 98, 99, 126, 127):
        raise RuntimeError(f"{line}: exit status {done.returncode}\n{done.stdout.decode('utf-8', 'replace')}")
    return done.stdout.decode("utf-8").replace(folder + os.sep, "")


def fresh(block, folder):
    """The block as it should be, and how many commands of it were run."""
    parts = re.split(r"(?m)^(\$ .*\n)", block)
    out, count = parts[0], 0
    for command, shown in zip(parts[1::2], parts[2::2]):
        out += command
        if OURS.match(command):
            said = printed(command[2:].rstrip("\n"), folder)
            out += said + ("" if said.endswith("\n") or not said else "\n")
            count += 1
        else:
            out += shown
    return out, count


def renewed(text, folder):
    """A page as it should be, and how many commands of it were run."""
    count = 0

    def renew(match):
        nonlocal count
        block, commands = fresh(match.group(1), folder)
        count += commands
        return "```console\n" + block + "```"
    return BLOCK.sub(renew, text), count


def drawn():
    """The pictures of the pages: path and bytes of each."""
    for name, arguments in PICTURES:
        done = subprocess.run([os.path.join(PROGRAMS, "reconcile"), "--format", "svg", *arguments, SHOWN_BY_PICTURE], cwd=ROOT, check=True,
                              stdout=subprocess.PIPE)
        yield name, done.stdout


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def check(folder):
    stale, commands = [], 0
    for path in pages():
        text = read(path)
        new, count = renewed(text, folder)
        commands += count
        if new != text:
            stale.append(path)
            sys.stdout.writelines(difflib.unified_diff(text.splitlines(True), new.splitlines(True), path, path + " as it is now"))
    for name, new in drawn():
        path = os.path.join(ROOT, name)
        if not os.path.exists(path) or open(path, "rb").read() != new:
            stale.append(name)
    print(f"{commands} commands in the pages; out of date: {', '.join(stale) or 'none'}")
    if stale:
        print("python3 tests/house/transcripts.py --write brings them up to date")
    return 1 if stale or not commands else 0


def write(folder):
    for path in pages():
        text = read(path)
        new, _ = renewed(text, folder)
        if new != text:
            print("writing", path)
            with open(os.path.join(ROOT, path), "w", encoding="utf-8") as file:
                file.write(new)
    for name, picture in drawn():
        with open(os.path.join(ROOT, name), "wb") as file:
            file.write(picture)
    return 0


def main(arguments):
    if arguments not in ([], ["--write"]):
        print(__doc__.strip(), file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        return write(folder) if arguments else check(folder)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
