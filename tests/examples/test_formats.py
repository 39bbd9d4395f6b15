# SPDX-License-Identifier: GPL-3.0-or-later
"""What comes out can be read by others: JSON by its schema, CSV by any reader, and the same bytes on every run."""
import csv
import io
import json
import math
import os
import unittest

from program import EVIDENCE, ProgramTest, SEED, SOURCE, method_ids

try:
    import jsonschema
except ImportError:
    jsonschema = None


def strict(text):
    """JSON without NaN, Infinity or doubled keys."""
    def no_constant(name):
        raise ValueError(f"{name} is not JSON")

    def no_double(pairs):
        assert len({key for key, _ in pairs}) == len(pairs), pairs
        return dict(pairs)
    return json.loads(text, parse_constant=no_constant, object_pairs_hook=no_double)


def questions():
    """Every population of every bundled file."""
    for name in sorted(os.listdir(EVIDENCE)):
        if name.endswith(".json"):
            path = os.path.join(EVIDENCE, name)
            with open(path, encoding="utf-8") as file:
                for population in json.load(file)["populations"]:
                    yield path, population["id"]


class Formats(ProgramTest):
    @classmethod
    def setUpClass(cls):
        path = os.path.join(SOURCE, "docs", "schema", "reckon-result-1.schema.json")
        with open(path, encoding="utf-8") as file:
            cls.schema = json.load(file)
        cls.validator = jsonschema.Draft202012Validator(cls.schema) if jsonschema else None

    def check_result(self, result):
        self.assertEqual(result["format"], "reckon-result/1")
        if self.validator:
            faults = [f"{list(fault.path)}: {fault.message[:200]}" for fault in self.validator.iter_errors(result)]
            self.assertEqual(faults, [])
        for row in result["series"]:
            numbers = [row["low"], row["central"], row["high"]]
            self.assertFalse(any(isinstance(n, float) and not math.isfinite(n) for n in numbers), row)
            present = [n for n in numbers if n is not None]
            self.assertEqual(present, sorted(present), row)

    def test_every_question_by_every_method(self):
        if not jsonschema:
            print("SKIPPED: jsonschema is not installed (Debian: python3-jsonschema): results are not held against the schema")
        ids = method_ids()
        for path, population in questions():
            with self.subTest(path=path, population=population):
                done = self.answer("--compare", "--format", "json", "--population", population, path)
                results = strict(done.text)
                results = results if isinstance(results, list) else results["results"]
                self.assertEqual([result["method"]["id"] for result in results], ids)
                for result in results:
                    self.check_result(result)
                self.answer("--compare", "--population", population, path)

    def test_explanations(self):
        """By the schema; leaving a figure out is the answer to the evidence with that figure excluded."""
        with open(os.path.join(SOURCE, "docs", "schema", "reckon-explanation-1.schema.json"), encoding="utf-8") as file:
            validator = jsonschema.Draft202012Validator(json.load(file)) if jsonschema else None
        for method in method_ids():
            told = strict(self.answer("explain", "--method", method, "--at=2005", "--format=json", SEED).text)
            if validator:
                faults = [f"{list(fault.path)}: {fault.message[:200]}" for fault in validator.iter_errors(told)]
                self.assertEqual(faults, [], method)
            self.answer("explain", "--method", method, "--at=2005", SEED)
        with open(SEED, encoding="utf-8") as file:
            evidence = json.load(file)
        told = strict(self.answer("explain", "--method=log-pool", "--at=2005", "--format=json", SEED).text)
        self.assertEqual(len(told["figures"]), 6)
        for row in told["figures"]:
            less = json.loads(json.dumps(evidence))
            for estimate in less["estimates"]:
                if estimate["id"] == row["estimate"]:
                    estimate["exclude"] = "left out"
            alone = strict(self.answer("--method=log-pool", "--at=2005", "--format=json", "-", stdin=json.dumps(less).encode()).text)
            for key in ("low", "high"):
                self.assertAlmostEqual(row["dates"][0][key] / alone["series"][0][key], 1, delta=1e-9)

    def test_one_alone_is_as_in_the_comparison(self):
        together = strict(self.answer("--compare", "--at=2005", "--format=json", SEED).text)
        together = together if isinstance(together, list) else together["results"]
        for result in together:
            alone = self.answer("--method", result["method"]["id"], "--at=2005", "--format=json", SEED)
            self.assertEqual(strict(alone.text), result)

    def test_csv_says_the_same_as_json(self):
        for method in method_ids():
            rows = list(csv.reader(io.StringIO(self.answer("--method", method, "--format=csv", SEED).text, newline=""),
                                   strict=True))
            result = strict(self.answer("--method", method, "--format=json", SEED).text)
            head, rows = rows[0], rows[1:]
            self.assertEqual(len(rows), len(result["series"]))
            for cells, row in zip(rows, result["series"]):
                cells = dict(zip(head, cells, strict=True))
                self.assertEqual(cells["date"], row["date"])
                self.assertEqual(cells["method"], method)
                self.assertEqual(int(cells["estimates_used"]), row["estimates_used"])
                for name in ("low", "central", "high"):
                    self.assertEqual(float(cells[name]) if cells[name] else None, row[name], (method, row["date"]))

    def test_csv_of_a_comparison(self):
        rows = list(csv.DictReader(io.StringIO(self.answer("--compare", "--format=csv", SEED).text, newline="")))
        self.assertEqual(sorted({row["method"] for row in rows}), sorted(method_ids()))
        self.assertFalse(any(None in row or None in row.values() for row in rows))

    def test_awkward_text_goes_through(self):
        evidence = {
            "format": "reckon-evidence/1",
            "populations": [{"id": "a,\"b\"\n\u8131\u5317\u8005", "name": "x\ty \\ 'z' {q}", "measure": "stock",
                             "unit": "per,sons \"here\""}],
            "sources": [{"id": "s;'`$(x)`\r\n\u00e9"}],
            "estimates": [{"id": "e\n1", "population": "a,\"b\"\n\u8131\u5317\u8005", "source": "s;'`$(x)`\r\n\u00e9",
                           "date": "2005", "low": 10, "high": 20}]}
        text = json.dumps(evidence).encode()
        result = strict(self.answer("--format=json", "--at=2005", "-", stdin=text).text)
        self.assertEqual(result["population"], evidence["populations"][0]["id"])
        self.assertEqual(result["readings"][0]["estimate"], "e\n1")
        rows = list(csv.DictReader(io.StringIO(self.answer("--format=csv", "--at=2005", "-", stdin=text).text, newline="")))
        self.assertEqual(rows[0]["unit"], evidence["populations"][0]["unit"])
        table = self.answer("--at=2005", "-", stdin=text).text
        self.assertFalse([c for c in table if ord(c) < 32 and c != "\n"], "control characters in a table")

    def test_same_bytes_on_every_run(self):
        for arguments in (["--compare"], ["--compare", "--format=json"], ["--compare", "--format=csv"],
                          ["--format=gnuplot"], ["--format=json"], []):
            first = self.answer(*arguments, SEED).out
            self.assertEqual(first, self.answer(*arguments, SEED, environment={"MALLOC_PERTURB_": "173"}).out)

    def test_a_table_for_eyes(self):
        for arguments in ([], ["--compare"], ["--method=consensus"]):
            text = self.answer(*arguments, SEED).text
            self.assertIn("North Koreans", text)
            self.assertIn("125,000", text)
            self.assertIn("humanitarian-2005", text)
            self.assertFalse([line for line in text.splitlines() if line.endswith(" ")])
            self.assertTrue(text.endswith("\n"))

    def test_an_outcome_that_is_not_ok_is_still_an_answer(self):
        done = self.answer("--method=intersection", SEED)
        self.assertIn("empty", done.text)
        result = strict(self.answer("--method=intersection", "--format=json", SEED).text)
        self.assertEqual(result["outcome"]["status"], "empty")


if __name__ == "__main__":
    unittest.main()
