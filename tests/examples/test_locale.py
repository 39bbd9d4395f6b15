# SPDX-License-Identifier: GPL-3.0-or-later
"""The same bytes in a locale that writes a decimal comma and separates thousands by points."""
import os
import subprocess
import sys
import tempfile
import unittest

from program import ProgramTest, SANITIZERS, SEED

HOST = os.environ["RECKON_LOCALE_HOST"]


def comma_locale(folder):
    """The environment of German in a folder of its own, or None."""
    try:
        subprocess.run(["localedef", "-i", "de_DE", "-f", "UTF-8", os.path.join(folder, "de_DE.UTF-8")],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True, timeout=120)
    except (OSError, subprocess.SubprocessError):
        return None
    return {"LOCPATH": folder, "LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"}


FOLDER = tempfile.TemporaryDirectory()
GERMAN = comma_locale(FOLDER.name)


class CommaLocale(ProgramTest):
    def host(self, environment, mark):
        done = subprocess.run([HOST, SEED, mark], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False,
                              env={**os.environ, **SANITIZERS, **environment}, timeout=120)
        self.assertEqual((done.returncode, done.stderr), (0, b""), mark)
        return done.stdout

    def test_the_program(self):
        for arguments in (["--compare"], ["--compare", "--format=json"], ["--format=csv"], ["--format=gnuplot"],
                          ["--level=0.85", "--set=drift=0.25", "--probabilities=0.1,0.9"], ["methods"], ["--help"]):
            if arguments[0] not in ("methods", "--help"):
                arguments = [*arguments, SEED]
            plain = self.answer(*arguments, environment={"LC_ALL": "C"})
            german = self.answer(*arguments, environment=GERMAN)
            self.assertEqual(plain.out, german.out, arguments)

    def test_a_comma_is_no_number_there_either(self):
        self.refuse(2, "--level", "0,9", SEED, environment=GERMAN)

    def test_a_host_that_sets_the_locale(self):
        plain = self.host({"LC_ALL": "C"}, "point")
        self.assertGreater(len(plain), 10000)
        self.assertEqual(self.host(GERMAN, "comma"), plain)


if __name__ == "__main__":
    if not GERMAN:
        print("SKIPPED: localedef cannot make a comma locale here (Debian: locales)")
        sys.exit(77)
    unittest.main()
