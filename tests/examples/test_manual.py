# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual page is the one that the help pages make, and is a manual page."""
import os
import shutil
import subprocess
import sys
import unittest

from program import EXAMPLES, ProgramTest, SOURCE

PAGES = os.path.join(SOURCE, "docs", "man")
PAGE = os.path.join(PAGES, "reconcile.1")


class Manual(ProgramTest):
    def test_it_is_made_from_the_help_pages(self):
        made = subprocess.run([sys.executable, os.path.join(PAGES, "make_reconcile_1.py"),
                               os.path.join(EXAMPLES, "reconcile")], stdout=subprocess.PIPE, check=True, timeout=60).stdout
        with open(PAGE, "rb") as file:
            self.assertEqual(file.read().decode(), made.decode(), "run docs/man/make_reconcile_1.py again")

    def test_every_option_and_command_is_there(self):
        with open(PAGE, encoding="utf-8") as file:
            plain = file.read().replace("\\-", "-")
        for word in ("--method", "--at", "--fail", "methods", "completion", "-q", "-V"):
            self.assertIn(word, plain)

    def test_it_formats(self):
        groff = shutil.which("groff")
        if not groff:
            self.skipTest("groff is not installed")
        done = subprocess.run([groff, "-man", "-Tutf8", "-ww", PAGE], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              check=False, timeout=60)
        self.assertEqual((done.returncode, done.stderr), (0, b""))


if __name__ == "__main__":
    unittest.main()
