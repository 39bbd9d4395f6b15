# SPDX-License-Identifier: GPL-3.0-or-later
"""Running the example programs and saying what every run must keep to. RECKON_EXAMPLES is the folder of the programs,
RECKON_SOURCE the project's root; CTest sets both, and by hand the build in build/dev is meant."""
import atexit
import os
import re
import shutil
import subprocess
import tempfile
import unittest

SOURCE = os.environ.get("RECKON_SOURCE") or os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
EXAMPLES = os.environ.get("RECKON_EXAMPLES") or os.path.join(SOURCE, "build", "dev", "examples")
EVIDENCE = os.path.join(SOURCE, "examples", "evidence")
SEED = os.path.join(EVIDENCE, "north-koreans-in-china.json")
SHARES = os.path.join(EVIDENCE, "north-korean-refugee-shares.json")

# A sanitizer's finding must not pass for the program's own exit 1.
SANITIZERS = {"ASAN_OPTIONS": "exitcode=99", "LSAN_OPTIONS": "exitcode=98", "UBSAN_OPTIONS": "exitcode=97"}


class Run:
    """What a program did: status, standard output as bytes, standard error as text."""

    def __init__(self, status, out, err):
        self.status, self.out, self.err = status, out, err

    @property
    def text(self):
        return self.out.decode("utf-8")

    def __repr__(self):
        return f"exit {self.status}\n--- out\n{self.out[:2000]!r}\n--- err\n{self.err[:2000]}"


def run(*arguments, program="reconcile", folder=EXAMPLES, stdin=b"", environment=None, **options):
    settings = {**os.environ, **SANITIZERS, **(environment or {})}
    options.setdefault("stdout", subprocess.PIPE)
    done = subprocess.run([os.path.join(folder, program), *arguments], input=stdin, stderr=subprocess.PIPE,
                          env=settings, timeout=120, check=False, **options)
    return Run(done.returncode, done.stdout or b"", done.stderr.decode("utf-8", "backslashreplace"))


def as_nobody():
    """
    Options for run(): another user than root, who may read and write anything. The program is copied to where everybody may
    run it, because the project may lie in a folder that only its owner may enter.
    """
    if os.geteuid() != 0:
        return {}
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder)
    os.chmod(folder, 0o755)
    program = shutil.copy(os.path.join(EXAMPLES, "reconcile"), folder)
    linked = subprocess.run(["ldd", program], stdout=subprocess.PIPE, check=True).stdout.decode()
    for library in re.findall(r"=> (\S*/libreckon\S*) ", linked):
        shutil.copy(library, folder)
    return {"user": 65534, "folder": folder, "environment": {"LD_LIBRARY_PATH": folder}}


class ProgramTest(unittest.TestCase):
    def answer(self, *arguments, **options):
        """A run with a result: exit 0, nothing on the standard error."""
        done = run(*arguments, **options)
        self.assertEqual((done.status, done.err), (0, ""), f"{arguments}: {done}")
        return done

    def refuse(self, status, *arguments, **options):
        """A run that ends with one line on the standard error and no answer; that line."""
        done = run(*arguments, **options)
        self.assertEqual(done.status, status, f"{arguments}: {done}")
        self.assertEqual(done.out, b"", f"{arguments}: {done}")
        self.assertTrue(done.err.endswith("\n"), f"{arguments}: {done}")
        self.assertEqual(done.err.count("\n"), 1, f"{arguments}: {done}")
        self.assertFalse(any(ord(c) < 32 for c in done.err[:-1]), f"{arguments}: {done}")
        return done.err[:-1]


def method_ids():
    """The methods that the program says it has."""
    lines = run("methods").text.splitlines()
    starts = [line.split(" ")[0] for before, line in zip(lines, lines[1:]) if not before and line[:1].islower()]
    return starts
