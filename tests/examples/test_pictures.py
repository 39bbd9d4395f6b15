# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures of the bundled evidence: every figure is in them, and gnuplot draws them without a word."""
import json
import os
import re
import shutil
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

    def draw(self, kind, *arguments):
        """The picture as bytes, straight from the program."""
        picture = os.path.join(self.folder, "x.picture")
        self.answer("--format", kind, "--output", picture, *arguments)
        with open(picture, "rb") as file:
            return file.read()

    def words(self, svg):
        return " ".join("".join(element.itertext()) for element in ElementTree.fromstring(svg).iter()
                        if element.tag.endswith(("text", "title")))

    def test_the_main_question(self):
        words = self.words(self.draw("svg", SEED))
        for word in ("North Koreans", "persons", "100,000", "2004", "U.S. Department of State", "90 % range", "central",
                     "not used", "at least, at most", "beyond the figures"):
            self.assertIn(word, words)
        self.assertNotIn("us-state", re.sub("us-state-[0-9]+", "", words))

    def test_gnuplot_draws_png_and_pdf(self):
        if not GNUPLOT:
            self.skipTest("gnuplot is not installed (Debian: gnuplot-nox)")
        for picture in (["--picture=fan"], ["--picture=forest"], ["--picture=methods", "--compare"]):
            self.assertEqual(self.draw("png", *picture, SEED)[:8], b"\x89PNG\r\n\x1a\n")
            self.assertEqual(self.draw("pdf", *picture, SEED)[:5], b"%PDF-")
        small = self.draw("png", "--size", "400x300", SEED)
        self.assertEqual((small[16:20], small[20:24]), ((400).to_bytes(4, "big"), (300).to_bytes(4, "big")))

    def test_without_gnuplot_it_is_said_what_to_install(self):
        self.assertIn("gnuplot-nox", self.refuse(1, "--format", "png", SEED, environment={"PATH": self.folder}))

    def test_every_question(self):
        for name in sorted(os.listdir(EVIDENCE)):
            if not name.endswith(".json"):
                continue
            path = os.path.join(EVIDENCE, name)
            with open(path, encoding="utf-8") as file:
                evidence = json.load(file)
            for population in evidence["populations"]:
                with self.subTest(file=name, population=population["id"]):
                    self.check_question(path, evidence, population["id"])

    def check_question(self, path, evidence, population):
        """Every figure is told in the picture of its population."""
        words = self.words(self.draw("svg", "--population", population, path))
        rows = self.words(self.draw("svg", "--picture", "forest", "--population", population, path))
        json.loads(self.draw("vega", "--population", population, path))
        asked = [estimate for estimate in evidence["estimates"] if estimate["population"] == population]
        shown = [estimate for estimate in asked if estimate.get("role") != "check"]
        for estimate in shown:
            self.assertIn(estimate["id"] if "id" in estimate else estimate["source"], words)
        self.assertEqual(rows.count("not used") + rows.count("weight") >= len(shown), True, rows)

    def test_every_method(self):
        listed = json.loads(self.answer("--compare", "--at=2005", "--format=json", SEED).text)
        listed = listed if isinstance(listed, list) else listed["results"]
        compared = self.words(self.draw("svg", "--compare", "--at=2005", SEED))
        for result in listed:
            with self.subTest(method=result["method"]["id"]):
                words = self.words(self.draw("svg", "--method", result["method"]["id"], SEED))
                self.assertIn("method " + result["method"]["id"], words)
                self.assertIn(result["method"]["id"], compared)
        self.assertIn("claims no probability", compared)

    def test_one_date_and_many(self):
        kinds = ("svg", "png", "vega") if GNUPLOT else ("svg", "vega")
        for kind in kinds:
            self.draw(kind, "--at", "2005", SEED)
            self.draw(kind, "--from", "1990", "--to", "2020", "--step", "P1M", "--method=random-effects", SEED)
            self.draw(kind, "--probabilities", ",".join(f"{i / 100}" for i in range(1, 100)), SEED)


if __name__ == "__main__":
    unittest.main()
