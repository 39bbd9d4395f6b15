# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: what is understood, what is refused with exit 2, and what the program says about itself."""
import datetime
import json
import re
import shutil
import subprocess
import unittest

from program import EVIDENCE, ProgramTest, SEED, SHARES, method_ids, run

REFUSED = [
    (["--frobnicate", SEED], 'no option "--frobnicate"'),
    (["--metohd", "envelope", SEED], r"did you mean --method\?"),
    (["-method", "envelope", SEED], r"did you mean --method\?"),
    (["-m", "random-efects", SEED], r"did you mean random-effects\?"),
    (["-s", "drfit=1", SEED], r"did you mean drift\?"),
    (["-f", "jsn", SEED], r"did you mean json\?"),
    (["metods", SEED], r"did you mean methods\?"),
    (["methods", "temporl"], r"did you mean temporal\?"),
    (["methods", "--at", "2005"], '--at has no place in "reconcile methods"'),
    (["methods", "temporal", "envelope"], "one .ID. at a time"),
    (["completion", "tcsh"], "bash, zsh or fish"),
    (["-qx", SEED], 'no option "-x"'),
    (["-x", SEED], 'no option "-x"'),
    (["--method"], "--method needs a value"),
    (["--method", "--compare", SEED], "--method needs a value"),
    (["--meth", "envelope", SEED], r'no option "--meth" .did you mean --method\?'),
    (["--method", "marzullo", SEED], "--method: .*marzullo.*reconcile methods"),
    (["--method=", SEED], "--method: "),
    (["--method", "envelope", "--method", "consensus", SEED], "--method is given twice"),
    (["--compare=yes", SEED], "--compare takes no value"),
    (["--help=me"], "--help takes no value"),
    (["--compare", "--method", "envelope", SEED], "--compare"),
    (["--compare", "--format", "svg", "--picture", "fan", SEED], "drawn as methods side by side"),
    (["--format", "svg", "--picture", "pie", SEED], "fan, forest, methods"),
    (["--format", "svg", "--size", "100x300", SEED], "400x300"),
    (["--format", "svg", "--size", "400x300x2", SEED], "400x300"),
    (["--format", "xml", SEED], "table, json, csv, svg, png, pdf, gnuplot, vega"),
    (["--format", "JSON", SEED], "table, json, csv, svg, png, pdf, gnuplot, vega"),
    (["--from", "2000", SEED], "--from needs --to"),
    (["--to", "2000", SEED], "--to needs --from"),
    (["--step", "P1Y", SEED], "--step needs --from"),
    (["--from", "2000", "--to", "1999", SEED], "ends .* before"),
    (["--from", "yesterday", "--to", "2005", SEED], "--from: .*yesterday"),
    (["--from", "2000", "--to", "2005-13", SEED], "--to: .*2005-13"),
    (["--from", "2000", "--to", "2005", "--step", "1Y", SEED], "--step: .*1Y"),
    (["--from", "2000", "--to", "2005", "--step", "P0D", SEED], "--step: .*P0D"),
    (["--from", "0001", "--to", "9999", "--step", "P1D", SEED], "limit"),
    (["--at", "2005-02-30", SEED], "--at: .*2005-02-30"),
    (["--at", "", SEED], "--at: "),
    (["--level", "90%", SEED], "--level .*90%"),
    (["--level", "0,9", SEED], "--level .*0,9"),
    (["--level", "0.9 ", SEED], "--level"),
    (["--level", "", SEED], "--level"),
    (["--level", "nan", SEED], "--level"),
    (["--level", "inf", SEED], "--level"),
    (["--level", "0x0.8", SEED], "--level"),
    (["--level", "1", SEED], "--level: .*0.01 to 0.9999"),
    (["--level", "0", SEED], "--level: .*0.01 to 0.9999"),
    (["--level", "1e999", SEED], "--level"),
    (["--level", "-0.5", SEED], "--level"),
    (["--probabilities", "", SEED], "--probabilities"),
    (["--probabilities", "0.5,", SEED], "--probabilities"),
    (["--probabilities", "0.5,,0.6", SEED], "--probabilities"),
    (["--probabilities", "0.5;0.6", SEED], "--probabilities"),
    (["--probabilities", "0.6,0.5", SEED], "--probabilities: .*rise"),
    (["--probabilities", "0,0.5", SEED], "--probabilities: "),
    (["--probabilities", "0.5,0.5", SEED], "--probabilities: "),
    (["--probabilities", ",".join(f"{i / 2000}" for i in range(1, 1500)), SEED], "--probabilities: .*999"),
    (["--set", "drift", SEED], "NAME=VALUE"),
    (["--set", "=1", SEED], "NAME=VALUE"),
    (["--set", "wobble=1", SEED], "wobble"),
    (["--method", "envelope", "--set", "tau2=REML", SEED], "tau2"),
    (["--method", "random-effects", "--set", "tau2=reml", SEED], "tau2 .*one of DL"),
    (["--method", "random-effects", "--set", "drift=0,3", SEED], "drift .*number"),
    (["--method", "random-effects", "--set", "drift=-1", SEED], "drift .*from 0"),
    (["--method", "random-effects", "--set", "drift=", SEED], "drift"),
    (["--method", "consensus", "--set", "faults=1.5", SEED], "faults .*whole number"),
    (["--compare", "--set", "tau2=XX", SEED], "tau2"),
    ([SEED, SEED], "one file at a time"),
    ([SEED, "--", "--compare"], "one file at a time"),
    (["--population", "x", SEED], 'no population "x".*north-koreans-in-china'),
    ([SHARES], "5 populations.*share-of-women.*share-in-poverty"),
    (["--output", "a", "--output", "b", SEED], "--output is given twice"),
]


class Usage(ProgramTest):
    def test_refused(self):
        for arguments, expected in REFUSED:
            with self.subTest(arguments=arguments):
                line = self.refuse(2, *arguments)
                self.assertRegex(line, expected)
                self.assertTrue(line.startswith("reconcile: "), line)
                self.assertTrue(line.endswith("(try reconcile --help)"), line)

    def test_control_characters_stay_out_of_the_message(self):
        line = self.refuse(2, "--method", "a\nb\x1b[31mc", SEED)
        self.assertIn("a?b?[31mc", line)

    def test_values_stand_apart_or_after_an_equals_sign(self):
        apart = self.answer("--method", "random-effects", "--set", "tau2=DL", "--at", "2005", "--level", "0.8", SEED)
        joined = self.answer("--method=random-effects", "--set=tau2=DL", "--at=2005", "--level=0.8", "--", SEED)
        after = self.answer(SEED, "--level=.8e0", "--at=2005", "--set=tau2=DL", "--method=random-effects")
        self.assertEqual(apart.out, joined.out)
        self.assertEqual(apart.out, after.out)

    def test_what_is_asked_reaches_the_result(self):
        done = self.answer("--method", "random-effects", "--population", "north-koreans-in-china", "--from", "2000-03",
                           "--to", "2001", "--step", "P6M", "--at", "2012-02-29", "--at", "1995", "--level", "0.5",
                           "--probabilities", "0.1,0.5,9e-1", "--set", "tau2=PM", "--set", "drift=0.4", "--set",
                           "horizon=3", "--format", "json", SEED)
        result = json.loads(done.text)
        self.assertEqual(result["method"]["id"], "random-effects")
        self.assertEqual(result["level"], 0.5)
        self.assertEqual(result["probabilities"], [0.1, 0.5, 0.9])
        options = result["method"]["options"]
        self.assertEqual((options["tau2"], options["drift"], options["horizon"]), ("PM", 0.4, 3))
        self.assertEqual([row["date"] for row in result["series"]],
                         ["1995-07-02", "2000-03-01", "2000-09-01", "2001-03-01", "2001-09-01", "2012-02-29"])

    def test_default_grid_and_default_method(self):
        result = json.loads(self.answer("--format=json", SEED).text)
        dates = [row["date"] for row in result["series"]]
        self.assertEqual(dates[0], "2000-01-01")
        last = max(reading["time"] for reading in result["readings"])
        others = [row["year"] for row in result["series"] if not row["date"].endswith("-01-01")]
        self.assertEqual(len(others), 1, dates)
        self.assertAlmostEqual(others[0], last, delta=0.003)  # a day
        self.assertIn(result["method"]["id"] + " (when no method is named)", run("methods").text)

    def test_a_population_is_chosen(self):
        result = json.loads(self.answer("--population=share-of-women", "--format=json", SHARES).text)
        self.assertEqual(result["population"], "share-of-women")
        self.assertTrue(all(0 < row["low"] <= row["high"] < 1 for row in result["series"]))

    def test_help_methods_and_version(self):
        for flag, words in (("--help", ["reconcile FILE", "--probabilities", "Examples", "default: 0.9"]),
                            ("-h", ["--method ID", "today"]),
                            ("-V", ["reconcile (reckon) "]),
                            ("--version", ["reconcile (reckon) ", "GPL-3.0-or-later"]),
                            ("methods", ["consensus", "Marzullo 1984", "tau2", "REML", "log units per sqrt(year)"])):
            done = self.answer(flag)
            for word in words:
                self.assertIn(word, done.text)
            self.assertTrue(done.text.endswith("\n"))
            self.assertLessEqual(max(len(line) for line in done.text.splitlines()), 120)
        self.assertEqual(self.answer("--help", "--frobnicate").out, self.answer("--help").out)

    def test_help_fits_a_screen(self):
        lines = self.answer("--help").text.splitlines()
        self.assertLessEqual(max(len(line) for line in lines), 96)
        self.assertLessEqual(len(lines), 68)
        self.assertLess(lines.index("Examples"), lines.index("What is asked"))

    def test_short_options_are_the_long_ones(self):
        long = self.answer("--method", "random-effects", "--set", "tau2=DL", "--at", "2005", "--format", "csv", SEED)
        self.assertEqual(long.out, self.answer("-m", "random-effects", "-stau2=DL", "-a2005", "-fcsv", SEED).out)
        self.assertEqual(long.out, self.answer("-qmrandom-effects", "-s", "tau2=DL", "-a=2005", "-f=csv", SEED).out)

    def test_what_is_piped_in_is_read(self):
        with open(SEED, "rb") as file:
            text = file.read()
        self.assertEqual(self.answer("--at=2005", stdin=text).out, self.answer("--at=2005", SEED).out)

    def test_today(self):
        before = datetime.date.today().isoformat()
        rows = json.loads(self.answer("--at=today", "--format=json", SEED).text)["series"]
        self.assertIn(rows[0]["date"], (before, datetime.date.today().isoformat()))

    def test_fail_tells_an_answer_from_none(self):
        self.assertEqual(run("--fail", "--at=2005", SEED).status, 0)
        done = run("--fail", "--method=intersection", "--at=2005", SEED)
        self.assertEqual((done.status, done.err), (3, ""), done)
        self.assertIn("empty", done.text)
        self.assertEqual(run("--method=intersection", "--at=2005", SEED).status, 0)

    def test_one_method(self):
        text = self.answer("methods", "random-effects").text
        self.assertIn("tau2", text)
        self.assertNotIn("envelope", text)

    def test_completion_knows_what_the_program_knows(self):
        options = set(re.findall(r"--[a-z-]+", self.answer("--help").text)) - {"--compare."}
        for shell in ("bash", "zsh", "fish"):
            text = self.answer("completion", shell).text
            for method in method_ids():
                self.assertIn(method, text)
            for option in options:
                self.assertIn(option.lstrip("-"), text)
        if shutil.which("bash"):
            script = self.answer("completion", "bash").text + (
                'COMP_WORDS=(reconcile --method rand); COMP_CWORD=2; _reconcile; echo "${COMPREPLY[@]}"\n'
                'COMP_WORDS=(reconcile --prob); COMP_CWORD=1; _reconcile; echo "${COMPREPLY[@]}"\n'
                'COMP_WORDS=(reconcile meth); COMP_CWORD=1; _reconcile; echo "${COMPREPLY[@]}"\n')
            done = subprocess.run(["bash", "-c", script], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
                                  text=True, timeout=20)
            self.assertEqual(done.stdout.splitlines()[:3], ["random-effects", "--probabilities", "methods"])

    def test_every_method_of_the_list_runs(self):
        ids = method_ids()
        self.assertGreaterEqual(len(ids), 12, ids)
        for method in ids:
            result = json.loads(self.answer("--method", method, "--at", "2005", "--format", "json", SEED).text)
            self.assertEqual(result["method"]["id"], method)
        compared = json.loads(self.answer("--compare", "--at", "2005", "--format", "json", SEED).text)
        compared = compared if isinstance(compared, list) else compared["results"]
        self.assertEqual([result["method"]["id"] for result in compared], ids)

    def test_a_file_whose_name_starts_with_a_dash(self):
        line = self.refuse(1, "--", "--no-such-file.json")
        self.assertIn("--no-such-file.json", line)

    def test_options_echo_what_help_says(self):
        """Defaults in methods are those that results echo."""
        text = run("methods").text
        result = json.loads(self.answer("--method=random-effects", "--at=2005", "--format=json", SEED).text)
        for name, value in result["method"]["options"].items():
            shown = "none" if value is None else f"{value:g}" if isinstance(value, (int, float)) else value
            self.assertRegex(text, rf"(?m)^  {name} +{shown} ", name)

    def test_the_bundled_evidence_is_all_readable(self):
        line = self.refuse(2, f"{EVIDENCE}/arrests-and-returns.json")
        self.assertIn("3 populations", line)


if __name__ == "__main__":
    unittest.main()
