# SPDX-License-Identifier: GPL-3.0-or-later
"""The gnuplot scripts of the bundled evidence draw: to SVG and to PNG, without a word, and with what must be seen."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

from program import EVIDENCE, ProgramTest, SEED

GNUPLOT = shutil.which("gnuplot")


class Pictures(ProgramTest):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def draw(self, terminal, *arguments):
        script, picture = os.path.join(self.folder, "x.gp"), os.path.join(self.folder, "x.picture")
        self.answer("--format", "gnuplot", "--output", script, *arguments)
        done = subprocess.run([GNUPLOT, "-e", f"set terminal {terminal} size 960,560; set output '{picture}'", script],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=False)
        self.assertEqual((done.returncode, done.stdout), (0, b""), arguments)
        with open(picture, "rb") as file:
            return file.read()

    def words(self, svg):
        return " ".join("".join(element.itertext()) for element in ElementTree.fromstring(svg).iter()
                        if element.tag.endswith("text"))

    def test_the_main_question(self):
        words = self.words(self.draw("svg", SEED))
        for word in ("North Koreans", "persons", "100,000", "2004", "us-state", "humanitarian", "90 % range", "central",
                     "not used", "at least, at most"):
            self.assertIn(word, words)
        self.assertEqual(self.draw("png", SEED)[:8], b"\x89PNG\r\n\x1a\n")

    def test_every_question(self):
        for name in sorted(os.listdir(EVIDENCE)):
            if not name.endswith(".json"):
                continue
            path = os.path.join(EVIDENCE, name)
            with open(path, encoding="utf-8") as file:
                evidence = json.load(file)
            for population in evidence["populations"]:
                with self.subTest(file=name, population=population["id"]):
                    words = self.words(self.draw("svg", "--population", population["id"], path))
                    for estimate in evidence["estimates"]:
                        if estimate["population"] == population["id"]:
                            self.assertIn(estimate["source"], words)

    def test_every_method(self):
        listed = json.loads(self.answer("--compare", "--at=2005", "--format=json", SEED).text)
        listed = listed if isinstance(listed, list) else listed["results"]
        for result in listed:
            with self.subTest(method=result["method"]["id"]):
                words = self.words(self.draw("svg", "--method", result["method"]["id"], SEED))
                self.assertIn("method " + result["method"]["id"], words)

    def test_one_date_and_many(self):
        self.draw("svg", "--at", "2005", SEED)
        self.draw("svg", "--from", "1990", "--to", "2020", "--step", "P1M", "--method=random-effects", SEED)
        self.draw("svg", "--probabilities", ",".join(f"{i / 100}" for i in range(1, 100)), SEED)


if __name__ == "__main__":
    if not GNUPLOT:
        print("SKIPPED: gnuplot is not installed (Debian: gnuplot-nox), so no picture was drawn")
        sys.exit(77)
    unittest.main()
