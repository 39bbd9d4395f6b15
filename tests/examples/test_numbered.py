# SPDX-License-Identifier: GPL-3.0-or-later
"""The numbered examples run, and what they print is right."""
import json
import os
import re
import unittest

from program import EVIDENCE, ProgramTest, SEED, method_ids


class Numbered(ProgramTest):
    def test_01_build_evidence(self):
        lines = self.answer(program="01_build_evidence").text.splitlines()
        self.assertRegex(lines[0], "^method temporal, outcome ")
        rows = [re.fullmatch(r"(\d{4})-01-01 +(\d+) \.\. +(\d+)  central +(\d+)  from (\d) estimates", line)
                for line in lines[1:5]]
        self.assertTrue(all(rows), lines)
        self.assertEqual([row[1] for row in rows], ["2000", "2002", "2004", "2006"])
        for row in rows:
            low, high, central, used = (int(row[i]) for i in range(2, 6))
            self.assertTrue(3000 < low < central < high < 600000, row[0])
            self.assertEqual(used, 4)
        self.assertGreater(int(rows[0][4]), int(rows[3][4]))  # the figures fall, and so does the answer
        self.assertEqual([line.split()[-3:] for line in lines[5:]],
                         [["range", "weight", "0.70"], ["range", "weight", "0.70"], ["range", "weight", "0.80"],
                          ["at_most", "weight", "0.50"]])

    def test_02_one_method(self):
        """R's metafor gives these figures: rma(yi, vi, test = "knha"), predict(), exp()."""
        lines = self.answer(program="02_one_method").text.splitlines()
        figures = "mean 28449, of the sources 5826 .. 138921, of a new source 839 .. 964374"
        self.assertEqual(lines[0], "arrays:     " + figures)
        self.assertEqual(lines[1], "            tau2 0.9774, I2 98.6 %, outcome ok")
        self.assertEqual(lines[2], "front door: " + figures)

    def test_03_compare(self):
        lines = self.answer(SEED, "2005", program="03_compare").text.splitlines()
        self.assertEqual(lines[0].split(), ["method", "low", "central", "high", "outcome"])
        self.assertEqual([line.split()[0] for line in lines[1:]], method_ids())
        rows = {line.split()[0]: line.split()[1:] for line in lines[1:]}
        self.assertEqual(rows["intersection"], ["-", "-", "-", "empty"])
        self.assertEqual(rows["envelope"][:2], ["-", "-"])  # "up to 300,000" leaves it open below
        low, central, high = (int(figure) for figure in rows["fixed-effect"][:3])
        self.assertTrue(10000 < low < central < high < 60000)

    def test_03_compare_refuses(self):
        self.refuse(2, program="03_compare")
        self.refuse(1, "none.json", "2005", program="03_compare")
        self.refuse(1, SEED, "2005-13", program="03_compare")

    def test_04_read_and_write_json(self):
        for name in sorted(os.listdir(EVIDENCE)):
            with open(os.path.join(EVIDENCE, name), "rb") as file:
                text = file.read()
            if len(json.loads(text)["populations"]) == 1:
                self.check_summary(json.loads(self.answer(program="04_read_and_write_json", stdin=text).text))

    def check_summary(self, summary):
        result = summary["result"]
        self.assertEqual(result["format"], "reckon-result/1")
        self.assertEqual(summary["outcome"], result["outcome"]["status"])
        self.assertEqual([row["date"] for row in summary["summary"]], [row["date"] for row in result["series"]])
        for short, whole in zip(summary["summary"], result["series"]):
            for end in ("low", "high"):
                if whole[end] is None:
                    self.assertIsNone(short[end])
                else:
                    self.assertAlmostEqual(short[end] / whole[end], 1, delta=0.051)
        self.assertEqual(set(summary["not_used"]), {r["estimate"] for r in result["readings"] if not r["used"]})

    def test_04_refuses(self):
        self.assertRegex(self.refuse(1, program="04_read_and_write_json", stdin=b"{"), r"^\d+:\d+: .*\(syntax\)")


if __name__ == "__main__":
    unittest.main()
