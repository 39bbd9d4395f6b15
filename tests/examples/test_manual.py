# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual page says what --help says, and is a manual page."""
import os
import re
import shutil
import subprocess
import unittest

from program import ProgramTest, SOURCE

PAGE = os.path.join(SOURCE, "docs", "reconcile.1")


class Manual(ProgramTest):
    @classmethod
    def setUpClass(cls):
        with open(PAGE, encoding="utf-8") as file:
            cls.page = file.read()
        cls.plain = re.sub(r"\\f[BIRP]|\\&", "", cls.page).replace("\\-", "-")

    def test_the_same_options(self):
        text = self.answer("--help").text
        options = set(re.findall(r"--[a-z]+", text)) - {"--option"}
        described = set(re.findall(r"(?m)^\.BR? +\\-\\-([a-z]+)", self.page))
        self.assertEqual({"--" + name for name in described}, options)

    def test_the_same_defaults(self):
        for default in re.findall(r"default: ([^);\n]+)", self.answer("--help").text):
            self.assertIn(default, self.plain)

    def test_the_version(self):
        version = self.answer("--version").text.split()[2]
        self.assertRegex(self.page, rf'(?m)^\.TH RECONCILE 1 .*"reckon {re.escape(version)}"')

    def test_the_examples_are_those_of_help(self):
        examples = [line.strip() for line in self.answer("--help").text.split("Examples\n")[1].splitlines()]
        for line in examples:
            self.assertIn(line, self.plain.replace("\\(dq", '"').replace("\\(aq", "'"))

    def test_it_formats(self):
        groff = shutil.which("groff")
        if not groff:
            self.skipTest("groff is not installed (Debian: groff)")
        done = subprocess.run([groff, "-man", "-Tutf8", "-ww", PAGE], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              check=False, timeout=60)
        self.assertEqual((done.returncode, done.stderr), (0, b""))


if __name__ == "__main__":
    unittest.main()
