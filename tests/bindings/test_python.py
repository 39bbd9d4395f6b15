# SPDX-License-Identifier: GPL-3.0-or-later
"""
The Python binding: test_python.py SOURCE_DIR, with the library in RECKON_LIBRARY. Runs with and without numpy: those
who have it get arrays, and every test but the one on arrays passes either way.
"""
import datetime
import io
import json
import math
import os
import pathlib
import resource
import signal
import subprocess
import sys
import threading
import time
import unittest

ROOT = pathlib.Path(sys.argv[1])
if "--no-numpy" in sys.argv:
    sys.modules["numpy"] = None
sys.path.insert(0, str(ROOT / "examples" / "python"))
import reckon  # noqa: E402

SEED = ROOT / "examples" / "evidence" / "north-koreans-in-china.json"

RANGES = {
    "format": "reckon-evidence/1", "title": "Two ranges",
    "populations": [{"id": "p", "name": "Peuple <é>", "measure": "stock"}], "sources": [{"id": "s"}, {"id": "t"}],
    "estimates": [{"id": "a", "population": "p", "source": "s", "date": "2000", "low": 10000, "high": 30000},
                  {"id": "b", "population": "p", "source": "t", "date": "2000", "low": 20000, "high": 50000}]}


def envelope(evidence=RANGES, **asked):
    """Without drift the answer is known: the lowest low, the highest high."""
    return reckon.reconcile(evidence, method="envelope", options={"drift": 0}, **{"at": "2000", **asked})


def needs(condition):
    """A test that has no meaning otherwise, in a run with numpy or in one without."""
    return lambda test: test if condition else None


class Results(unittest.TestCase):
    def test_known_answers(self):
        result = envelope()
        self.assertEqual(len(result.low), 1)
        self.assertAlmostEqual(result.low[0], 10000, delta=1e-8)
        self.assertAlmostEqual(result.high[0], 50000, delta=1e-8)
        both = reckon.reconcile(RANGES, method="intersection", options={"drift": 0}, at=2000)
        self.assertAlmostEqual(both.low[0], 20000, delta=1e-8)
        self.assertAlmostEqual(both.high[0], 30000, delta=1e-8)
        self.assertEqual(result.outcome, "ok")
        self.assertEqual(result.method, "envelope")
        self.assertTrue(all(math.isnan(value) for value in result.quantiles[0]))

    def test_mapping(self):
        result = envelope()
        self.assertEqual(result["format"], "reckon-result/1")
        self.assertEqual(len(result), len(list(result)))
        self.assertEqual(result["readings"][1]["estimate"], "b")
        self.assertEqual(dict(result), result.to_dict())
        self.assertEqual(result.series, result["series"])
        with self.assertRaises(KeyError):
            result["nothing"]

    def test_every_way_to_give_evidence(self):
        text = SEED.read_bytes()
        wanted = reckon.reconcile(SEED, method="random-effects").to_dict()
        for evidence in (str(SEED), text, bytearray(text), json.loads(text), io.BytesIO(text), io.StringIO(text.decode())):
            self.assertEqual(reckon.reconcile(evidence, method="random-effects").to_dict(), wanted)
        with open(SEED, encoding="utf-8") as file:
            self.assertEqual(reckon.reconcile(file, method="random-effects").to_dict(), wanted)

    def test_every_way_to_give_dates(self):
        for at in ("2005-03-14", datetime.date(2005, 3, 14), datetime.datetime(2005, 3, 14, 23, 59), ["2005-03-14"],
                   (datetime.date(2005, 3, 14),)):
            self.assertEqual(envelope(at=at).dates, ["2005-03-14"])
        self.assertEqual(envelope(at=2005).dates, ["2005-07-02"])
        self.assertEqual(envelope(at=[2005, "2006"]).dates, ["2005-07-02", "2006-07-02"])
        years = ["2000-01-01", "2001-01-01", "2002-01-01"]
        for grid in (("2000", "2002"), (2000, datetime.date(2002, 12, 31), "P1Y"), {"from": "2000", "to": "2002"}):
            self.assertEqual(envelope(at=None, grid=grid).dates, years)
        for wrong in (True, 20.5, object()):
            with self.assertRaises(TypeError):
                envelope(at=[wrong])
        for wrong in ("2000/2002", ["2000"], [1, 2, 3, 4]):
            with self.assertRaises(TypeError):
                envelope(at=None, grid=wrong)

    def test_levels_and_probabilities(self):
        result = reckon.reconcile(SEED, method="random-effects", level=0.5, probabilities=(0.25, 0.5, 0.75), at=2010)
        for quantile, value in zip(result.quantiles[0], (result.low[0], result.central[0], result.high[0])):
            self.assertAlmostEqual(quantile / value, 1, delta=1e-9)
        self.assertEqual(result.probabilities, [0.25, 0.5, 0.75])
        self.assertEqual(result["level"], 0.5)

    def test_a_result_can_be_asked_again(self):
        first = reckon.reconcile(SEED, method="random-effects", options={"tau2": "DL", "horizon": None})
        again = reckon.reconcile(SEED, method=first["method"])
        self.assertEqual(first.to_dict(), again.to_dict())

    def test_compare(self):
        results = reckon.compare(SEED, at="2010")
        self.assertEqual(list(results), list(reckon.methods()))
        self.assertEqual(len(results), len(reckon.methods()))
        alone = reckon.reconcile(SEED, at="2010", method="endpoint-mean")
        self.assertEqual(results["endpoint-mean"].to_dict(), alone.to_dict())

    def test_tables(self):
        result = envelope()
        self.assertIn("10,000", str(result))
        self.assertIn("50,000", str(result))
        self.assertIn("envelope", repr(result))
        self.assertIn("<td>10,000</td>", result._repr_html_())
        self.assertIn("Peuple &lt;é&gt;", result._repr_html_())
        results = reckon.compare(RANGES, at=2000)
        self.assertIn("random-effects", str(results))
        self.assertIn("<td>random-effects</td>", results._repr_html_())
        self.assertEqual(reckon._figure(None), "-")
        self.assertEqual([reckon._figure(value) for value in (0.1234, 12.34, 999.9, 1234.5, 123456)],
                         ["0.123", "12.3", "1,000", "1,230", "123,000"])

    def test_check(self):
        told = reckon.check(RANGES)
        self.assertEqual(told["populations"][0]["name"], "Peuple <é>")
        self.assertEqual((told["sources"], told["estimates"]), (2, 2))

    def test_a_sheet(self):
        told = reckon.read(b"Source,Date,Figure\nA,2019,up to 500\nB,2020,about 400\nTotal,,900\n", name="People")
        self.assertEqual([row["status"] for row in told["rows"]], ["read", "read", "skipped"])
        self.assertEqual(told["rows"][0]["statement"], {"high": 500})
        self.assertEqual(told["evidence"]["populations"][0]["name"], "People")
        self.assertEqual(envelope(told["evidence"], at="2019").to_dict()["population"], "population")
        with self.assertRaises(reckon.ReckonError) as caught:
            reckon.read(b"Source,Date,Figure\nA,2019,many\n")
        self.assertEqual((caught.exception.document, caught.exception.line), ("evidence", 2))
        self.assertEqual(len(reckon.read(b"Source,Date,Camp,Figure\nA,2019,X,5\nA,2019,Y,6\n", where={"Camp": "Y"})["rows"]), 1)

    def test_help_comes_from_the_registry(self):
        self.assertIn("temporal" if "temporal" in reckon.methods() else "envelope", reckon.methods())
        for method, entry in reckon.methods().items():
            text = reckon.describe(method)
            self.assertTrue(text.startswith(f"{method}: {entry['summary']}"))
            for option in entry["options"]:
                self.assertIn(option["name"], text)
                self.assertIn(option["help"], text)
        with self.assertRaises(KeyError):
            reckon.describe("median")

    def test_version(self):
        header = (ROOT / "include" / "reckon" / "version.h").read_text(encoding="utf-8")
        self.assertIn(f'"{reckon.version()}"', header)

    @needs(reckon.numpy is not None)
    def test_arrays(self):
        numpy = reckon.numpy
        result = reckon.reconcile(SEED, method="random-effects", at=numpy.array(["2005-01-01", "2006-01-01"], "datetime64[D]"),
                                  probabilities=numpy.array([0.1, 0.9]), level=numpy.float64(0.8))
        self.assertEqual(result.dates, ["2005-01-01", "2006-01-01"])
        for column in (result.years, result.low, result.central, result.high):
            self.assertIsInstance(column, numpy.ndarray)
            self.assertEqual(column.shape, (2,))
        self.assertEqual(result.quantiles.shape, (2, 2))
        self.assertTrue((result.low < result.high).all())
        numbers = json.loads(json.dumps(RANGES))
        numbers["estimates"][0]["low"] = numpy.int64(10000)
        numbers["estimates"][0]["high"] = numpy.float32(30000)
        self.assertEqual(envelope(numbers).to_dict(), envelope().to_dict())
        self.assertEqual(envelope(at=numpy.datetime64("2005-03")).dates, envelope(at="2005-03").dates)

    @needs(reckon.numpy is None)
    def test_lists(self):
        self.assertIsInstance(envelope().low, list)
        self.assertIsInstance(envelope().quantiles, list)


class Errors(unittest.TestCase):
    def refused(self, call, *arguments, **named):
        with self.assertRaises(reckon.ReckonError) as caught:
            call(*arguments, **named)
        return caught.exception

    def test_request(self):
        error = self.refused(envelope, at="2000-13")
        self.assertEqual((error.code, error.pointer, error.document), ("date", "/dates/0", "request"))
        self.assertEqual((error.line, error.column, error.path), (None, None, None))
        self.assertIn("[date]", str(error))
        self.assertIn("/dates/0", str(error))
        for named, code, pointer in (({"population": "q"}, "reference", "/population"), ({"level": 90}, "value", "/level"),
                                     ({"limits": {"max_lines": 1}}, "unknown-key", "/limits/max_lines"),
                                     ({"probabilities": [0.9, 0.1]}, "value", "/probabilities")):
            error = self.refused(envelope, **named)
            self.assertEqual((error.code, error.pointer), (code, pointer))
        error = self.refused(reckon.reconcile, RANGES, method="envelope", options={"tau2": "DL"})
        self.assertEqual((error.code, error.pointer), ("option", "/options/tau2"))
        self.assertEqual(self.refused(reckon.reconcile, RANGES, method="mean").code, "method")

    def test_every_bad_file(self):
        folder = ROOT / "tests" / "evidence_bad"
        for entry in json.loads((folder / "manifest.json").read_text(encoding="utf-8")):
            path = folder / entry["file"]
            error = self.refused(reckon.check, path)
            if b"\0" not in path.read_bytes():
                self.assertEqual((error.code, error.pointer), (entry["code"], entry["pointer"]), entry)
            self.assertEqual(error.path, str(path))
            self.assertTrue(error.line is None or error.line >= 1)
            self.assertTrue(str(error).startswith(str(path)))

    def test_place_in_a_file(self):
        text = b'{"format": "reckon-evidence/1",\n "populations": [], "sources": [],\n  "estimates": 3}'
        error = self.refused(reckon.check, text)
        self.assertEqual((error.code, error.pointer, error.line, error.column), ("type", "/estimates", 3, 16))
        self.assertEqual(error.document, "evidence")
        document = json.loads(text)
        error = self.refused(reckon.check, document)
        self.assertEqual((error.code, error.pointer, error.line), ("type", "/estimates", None))

    def test_text_with_a_nul_is_not_cut(self):
        good = json.dumps(RANGES).encode()
        for text in (good + b"\0", good + b"\n\0{", b"\0" + good):
            error = self.refused(reckon.check, text)
            self.assertEqual((error.code, error.document), ("syntax", "evidence"))
            self.assertEqual(text.splitlines(keepends=True)[error.line - 1][error.column - 1], 0)
        self.assertEqual(self.refused(envelope, population="p\0q").code, "syntax")

    def test_what_json_cannot_say(self):
        broken = json.loads(json.dumps(RANGES))
        broken["estimates"][0]["low"] = math.nan
        self.assertRaises(ValueError, reckon.check, broken)
        broken["estimates"][0]["low"] = 1j
        self.assertRaises(TypeError, reckon.check, broken)
        broken["estimates"][0]["low"] = 10 ** 400
        self.assertEqual(self.refused(reckon.check, broken).pointer, "/estimates/0/low")
        self.assertRaises(FileNotFoundError, reckon.check, "no such file.json")
        self.assertRaises(TypeError, reckon.check, None)
        self.assertRaises(TypeError, reckon.check, 3)

    def test_limits(self):
        error = self.refused(reckon.check, SEED, limits={"max_estimates": 2})
        self.assertEqual((error.code, error.pointer, error.document), ("limit", "/estimates", "evidence"))
        self.assertEqual(self.refused(reckon.check, SEED, limits={"max_bytes": 9}).code, "limit")
        self.assertEqual(self.refused(envelope, at=None, grid=("1000", "2000", "P1D")).code, "limit")

    def test_library_not_found(self):
        self.assertRaises(OSError, reckon.load, "/nowhere/libreckon.so")
        self.assertEqual(reckon.find_library(), [os.environ["RECKON_LIBRARY"]])
        self.assertEqual(envelope().outcome, "ok")  # a failed load leaves the library in use alone

    def test_loading_by_path(self):
        reckon.load(pathlib.Path(os.environ["RECKON_LIBRARY"]))
        self.assertEqual(envelope().outcome, "ok")


class Progress(unittest.TestCase):
    LONG = {"method": "random-effects", "grid": ("1900", "2050", "P1M")}

    def test_called_and_stopped(self):
        parts = []
        watched = reckon.reconcile(SEED, progress=lambda done: parts.append(done), **self.LONG)
        self.assertTrue(parts)
        self.assertEqual(parts, sorted(parts))
        self.assertTrue(all(0 <= part <= 1 for part in parts))
        self.assertEqual(watched.to_dict(), reckon.reconcile(SEED, **self.LONG).to_dict())
        with self.assertRaises(reckon.ReckonError) as caught:
            reckon.reconcile(SEED, progress=lambda done: True, **self.LONG)
        self.assertEqual(caught.exception.code, "cancelled")

    def test_exceptions_pass(self):
        def interrupt(_done):
            raise KeyboardInterrupt
        for exception, progress in ((ZeroDivisionError, lambda done: 1 / 0), (KeyboardInterrupt, interrupt)):
            with self.assertRaises(exception):
                reckon.reconcile(SEED, progress=progress, **self.LONG)
        with self.assertRaises(ZeroDivisionError):
            reckon.compare(SEED, progress=lambda done: 1 / 0, at=2000)

    def test_ctrl_c_is_heard(self):
        """A call that would take many seconds ends as KeyboardInterrupt within 0.2 s of SIGINT, with and without progress."""
        long = {"method": "random-effects", "grid": ("1000", "2050", "P1D"), "limits": {"max_dates": 400000, "max_work": 1000000000000}}
        for progress in (None, lambda done: None):
            sent = []

            def interrupt():
                sent.append(time.monotonic())
                os.kill(os.getpid(), signal.SIGINT)

            timer = threading.Timer(0.3, interrupt)
            timer.start()
            with self.assertRaises(KeyboardInterrupt):
                reckon.reconcile(SEED, progress=progress, **long)
            heard = time.monotonic() - sent[0]
            timer.join()
            self.assertLess(heard, 0.2)

    def test_progress_is_called_where_the_call_was_made(self):
        threads = set()
        reckon.reconcile(SEED, progress=lambda done: threads.add(threading.get_ident()), **self.LONG)
        self.assertEqual(threads, {threading.get_ident()})

    def test_the_callback_may_ask_something_else(self):
        inner = []
        reckon.reconcile(SEED, progress=lambda done: inner.append(envelope().low[0]) if not inner else None, **self.LONG)
        self.assertAlmostEqual(inner[0], 10000, delta=1e-8)


class Host(unittest.TestCase):
    def test_threads(self):
        """Four threads, each with questions of its own: the answers are those of one thread."""
        asked = [{"method": method, "grid": ("1990", "2020", "P1M"), "level": 0.5 + 0.1 * i}
                 for i, method in enumerate(("random-effects", "consensus", "endpoint-mean", "fixed-effect"))]
        alone = [reckon.reconcile(SEED, **question).to_dict() for question in asked]
        wrong = []

        def work(index):
            for _ in range(10):
                if reckon.reconcile(SEED, **asked[index]).to_dict() != alone[index]:
                    wrong.append(index)
                try:
                    reckon.check(b"{")
                    wrong.append("an error was lost")
                except reckon.ReckonError as error:
                    if error.code != "syntax":
                        wrong.append(error)

        threads = [threading.Thread(target=work, args=(index,)) for index in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])

    def test_the_interpreter_runs_meanwhile(self):
        """A thread inside the library does not hold the interpreter's lock, so this one ticks on."""
        started, ended = threading.Event(), threading.Event()

        def work():
            started.set()
            reckon._ask(b'{"format": "reckon-request/1", "method": "random-effects", "answer": "csv", '
                        b'"grid": {"from": "1900", "to": "2050", "step": "P4D"}}', SEED.read_bytes())
            ended.set()

        thread = threading.Thread(target=work)
        begin = time.monotonic()
        thread.start()
        started.wait(20)
        ticks = 0
        while not ended.wait(0.001):
            ticks += 1
        lasted = time.monotonic() - begin
        thread.join()
        self.assertGreater(lasted, 0.05, "too short a call to tell")
        self.assertGreater(ticks, 30)  # about 700 a second; fewer than 10 in all with the lock held

    def test_no_leak(self):
        def turn(times):
            for _ in range(times):
                envelope()
                try:
                    reckon.check(b'{"format": 1}')
                except reckon.ReckonError:
                    pass
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        before = turn(200)
        self.assertLess(turn(1500) - before, 4096)  # KiB; an answer is some 2 KiB

    def test_same_bytes_in_a_process_of_another_locale(self):
        script = ("import sys; sys.path.insert(0, sys.argv[1]); import reckon, locale\n"
                  "locale.setlocale(locale.LC_ALL, '')\n"
                  "sys.stdout.buffer.write(str(reckon.reconcile(sys.argv[2], method='random-effects').to_dict()).encode())")
        outputs = set()
        for language in ("C", "C.UTF-8"):
            run = subprocess.run([sys.executable, "-c", script, str(ROOT / "examples" / "python"), str(SEED)],
                                 env={**os.environ, "LC_ALL": language, "PYTHONUTF8": "1"}, stdout=subprocess.PIPE, check=True)
            outputs.add(run.stdout)
        self.assertEqual(len(outputs), 1)


if __name__ == "__main__":
    print("with numpy" if reckon.numpy else "WITHOUT numpy: the test on lists instead of arrays", file=sys.stderr)
    unittest.main(argv=sys.argv[:1], verbosity=2)
