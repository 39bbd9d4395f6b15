# SPDX-License-Identifier: GPL-3.0-or-later
"""
reckon from Python: competing estimates in, reconciled ranges over time out.

    import reckon
    result = reckon.reconcile("north-koreans-in-china.json", grid=("2000", "2012", "P1Y"), level=0.9)
    print(result)                      # a table; a notebook shows it as one
    result.low, result.high            # numpy arrays where numpy is there, lists otherwise
    result["readings"]                 # everything else, as in docs/format.md

Needs nothing but the standard library and libreckon (see find_library() for where it is looked for). Several threads
may call at once; the interpreter's lock is not held while the library works.
"""
import collections.abc
import ctypes
import ctypes.util
import datetime
import html
import json
import math
import os
import pathlib
import queue
import sys
import threading

try:
    import numpy
except ImportError:  # lists do as well
    numpy = None

__all__ = ["ReckonError", "Result", "Comparison", "reconcile", "compare", "check", "methods", "describe", "version",
           "load", "find_library"]

_ABI = "0.1"  # the library's SOVERSION that this module speaks to


class ReckonError(Exception):
    """
    What the library refused, and where. `code` is one of docs/text-door.md ("unknown-key", "date", ...); `pointer` is a
    JSON Pointer into `document`, the "evidence" or the "request"; `line` and `column` count from 1 in evidence that was
    given as text or as a file, and are None otherwise.
    """

    def __init__(self, code, message, pointer="", document="request", line=None, column=None, path=None):
        self.code, self.message, self.pointer, self.document = code, message, pointer, document
        self.line, self.column, self.path = line, column, path
        super().__init__(code, message, pointer, document, line, column, path)

    def __str__(self):
        place = str(self.path) if self.path is not None else self.document
        if self.line:
            place += f":{self.line}:{self.column}"
        return f"{place}: {self.message}" + (f" (at {self.pointer})" if self.pointer else "") + f" [{self.code}]"


# ---- the library ----------------------------------------------------------------------------------------------------

_PROGRESS = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_double)
_library = None


def _file_names():
    if sys.platform == "darwin":
        return [f"libreckon.{_ABI}.dylib", "libreckon.dylib"]
    if os.name == "nt":
        return ["reckon.dll", "libreckon.dll"]
    return [f"libreckon.so.{_ABI}", "libreckon.so"]


def _installed_files(here):
    """The libraries of the prefix that has this module in share/reckon/python."""
    if here.parts[-3:] != ("share", "reckon", "python"):
        return []
    prefix = here.parents[2]
    folders = [prefix / "lib", prefix / "lib64", *sorted(prefix.glob("lib/*/"))]
    return [str(folder / name) for folder in folders for name in _file_names() if (folder / name).exists()]


def find_library():
    """
    The names to try, in this order: the environment variable RECKON_LIBRARY (then nothing else), a file beside this
    module, the installation that this module is a part of, what the system's loader finds, and the builds of the source
    tree that this module stands in.
    """
    named = os.environ.get("RECKON_LIBRARY")
    if named:
        return [named]
    here = pathlib.Path(__file__).resolve().parent
    names = [str(here / name) for name in _file_names() if (here / name).exists()]
    names += _installed_files(here)
    names += _file_names()
    found = ctypes.util.find_library("reckon")
    names += [found] if found else []
    for preset in ("release", "dev"):
        build = here.parent.parent / "build" / preset / "lib"
        names += [str(build / name) for name in _file_names() if (build / name).exists()]
    return names


def load(path=None):
    """Loads the library: from `path`, or the first of find_library() that is there. Done by itself on first use."""
    global _library
    failures = []
    for name in [os.fspath(path)] if path is not None else find_library():
        try:
            library = ctypes.CDLL(name)
        except OSError as reason:
            failures.append(str(reason))
            continue
        _library = _declare(library)
        return library
    raise OSError("libreckon was not found: set RECKON_LIBRARY to its path (tried: " + "; ".join(failures) + ")")


def _declare(library):
    text, answer, number = ctypes.c_char_p, ctypes.c_void_p, ctypes.c_int
    signatures = {
        "reckon_version": (text, []),
        "reckon_status_name": (text, [number]),
        "reckon_ask_watched": (answer, [text, text, _PROGRESS, ctypes.c_void_p]),
        "reckon_answer_status": (number, [answer]),
        "reckon_answer_text": (text, [answer]),
        "reckon_answer_message": (text, [answer]),
        "reckon_answer_pointer": (text, [answer]),
        "reckon_answer_document": (text, [answer]),
        "reckon_answer_line": (number, [answer]),
        "reckon_answer_column": (number, [answer]),
        "reckon_answer_free": (None, [answer]),
    }
    for name, (result, arguments) in signatures.items():
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments
    return library


def _loaded():
    if _library is None:
        load()
    return _library


def version():
    """The version of the library in use."""
    return _loaded().reckon_version().decode()


# ---- one call -------------------------------------------------------------------------------------------------------

def _taken(library, answer):
    """What an answer holds, text or an error to raise; the answer is freed."""
    try:
        if library.reckon_answer_status(answer) == 0:
            return library.reckon_answer_text(answer).decode()
        return ReckonError(
            library.reckon_status_name(library.reckon_answer_status(answer)).decode(),
            library.reckon_answer_message(answer).decode(),
            library.reckon_answer_pointer(answer).decode(),
            library.reckon_answer_document(answer).decode(),
            library.reckon_answer_line(answer) or None,
            library.reckon_answer_column(answer) or None)
    finally:
        library.reckon_answer_free(answer)


class _Call:
    """
    One call of the library on a thread of its own, so that the thread which asks goes on to hear Ctrl-C: Python handles
    signals between its own steps only, never inside C. Progress is handed over and called on the thread that asks.
    """

    GRACE = 0.1  # seconds that a stopped call has to come back; one that needs longer ends unheard

    def __init__(self, library, request, evidence, progress):
        self._library, self._request, self._evidence, self._progress = library, request, evidence, progress
        self._told, self._reply = queue.SimpleQueue(), queue.SimpleQueue()
        self._stopped = False
        self._function = _PROGRESS(self._report)

    def _report(self, _context, done):
        if self._stopped:
            return 1
        if self._progress is None:
            return 0
        self._told.put(("done", done))
        return self._reply.get()

    def _work(self):
        try:
            answer = self._library.reckon_ask_watched(self._request, self._evidence, self._function, None)
            self._told.put(("answer", _taken(self._library, answer)))
        except BaseException as exception:  # nothing may keep the other thread waiting
            self._told.put(("answer", exception))

    def answer(self):
        worker = threading.Thread(target=self._work, daemon=True)
        try:
            worker.start()
            while True:
                kind, value = self._told.get()
                if kind == "answer":
                    return value
                self._reply.put(1 if self._progress(value) else 0)
        except BaseException:  # of the progress function, or Ctrl-C: the library is told to stop
            self._stopped = True
            self._reply.put(1)
            if worker.is_alive():
                worker.join(self.GRACE)
            raise


def _terminated(text, document):
    """C reads to the first NUL: text that holds one would be cut there without a word."""
    if text is not None and b"\0" in text:
        line = text.count(b"\n", 0, text.index(b"\0")) + 1
        raise ReckonError("syntax", "the text holds a NUL", document=document, line=line,
                          column=text.index(b"\0") - text.rfind(b"\n", 0, text.index(b"\0")))
    return text


def _ask(request, evidence=None, progress=None):
    """One request through the door, both as bytes; the text of the answer as str."""
    library = _loaded()
    answer = _Call(library, _terminated(request, "request"), _terminated(evidence, "evidence"), progress).answer()
    if isinstance(answer, BaseException):
        raise answer
    return answer


def _plain(value):
    """What json does not know: numpy's numbers and arrays, dates."""
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, (datetime.date, datetime.datetime)):
        return _date(value)
    if isinstance(value, collections.abc.Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} cannot be said in JSON")


_encoder = json.JSONEncoder(allow_nan=False, default=_plain)


def _json(value):
    """NaN and infinities raise ValueError here: leave out what is not known."""
    return _encoder.encode(value).encode("ascii")


def _evidence(evidence):
    """
    Evidence as (text, path): a mapping is a document, bytes are its text, a str or path names a file, and an object
    with read() is read.
    """
    if isinstance(evidence, collections.abc.Mapping):
        return _json(evidence), None
    if isinstance(evidence, (bytes, bytearray)):
        return bytes(evidence), None
    if hasattr(evidence, "read"):
        text = evidence.read()
        return text.encode() if isinstance(text, str) else text, getattr(evidence, "name", None)
    path = os.fspath(evidence)
    with open(path, "rb") as file:
        return file.read(), path


def _ask_about(evidence, request, progress=None):
    text, path = _evidence(evidence)
    try:
        return _ask(_json(request), text, progress)
    except ReckonError as error:
        if error.document == "evidence":
            error.path = path
        if error.document == "request" or isinstance(evidence, collections.abc.Mapping):
            error.line = error.column = None  # of a text that the caller has never seen
        raise


def _date(value):
    """A date as the library reads it: "2005-03", 2005, datetime.date, numpy.datetime64."""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime.datetime):
        value = value.date()
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, bool):
        raise TypeError("a date is a str, an int (a year), a date or a datetime64")
    if hasattr(value, "__index__"):
        return f"{int(value):04d}"
    if type(value).__name__ == "datetime64":
        return str(value).split("T")[0]
    raise TypeError("a date is a str, an int (a year), a date or a datetime64")


def _grid(grid):
    if isinstance(grid, collections.abc.Mapping):
        return dict(grid)
    parts = list(grid)
    if isinstance(grid, str) or not 2 <= len(parts) <= 3:
        raise TypeError("a grid is (from, to) or (from, to, step)")
    return dict(zip(("from", "to", "step"), [_date(part) for part in parts[:2]] + parts[2:]))


def _request(action, **parts):
    request = {"format": "reckon-request/1", "action": action}
    at = parts.pop("at")
    if at is not None:
        single = isinstance(at, (str, int, datetime.date)) or type(at).__name__ == "datetime64"
        request["dates"] = [_date(date) for date in ([at] if single else at)]
    if parts["grid"] is not None:
        parts["grid"] = _grid(parts["grid"])
    request.update((key, value) for key, value in parts.items() if value is not None)
    return request


def reconcile(evidence, *, population=None, method=None, options=None, at=None, grid=None, level=None,
              probabilities=None, limits=None, progress=None):
    """
    Reconciles the estimates of one population: a Result.

    evidence       a mapping (docs/format.md), a path, bytes of JSON, or an open file
    population     its id; not needed when there is only one
    method         an id of methods(); the library's default otherwise. result["method"] of an earlier result will do
    options        the method's, by name: see describe(method)
    at             a date or several: "2005-03", 2005, datetime.date, numpy.datetime64
    grid           (from, to) or (from, to, step) such as ("2000", "2012", "P6M"); a year is the step otherwise.
                   Without dates: 1 January of every year that the evidence spans,
                   the months or days of a short one, and its last date
    level          probability of low..high; 0.9
    probabilities  those of the quantiles
    limits         what the evidence may cost: see docs/limits.md
    progress       called with the part that is done, 0 to 1; a true answer stops the work (ReckonError "cancelled")

    ReckonError when evidence or request are at fault; how the mathematics ended is result.outcome.
    """
    request = _request("reconcile", population=population, method=method, options=options, at=at, grid=grid,
                       level=level, probabilities=probabilities, limits=limits)
    return Result(json.loads(_ask_about(evidence, request, progress)))


def compare(evidence, *, population=None, options=None, at=None, grid=None, level=None, probabilities=None,
            limits=None, progress=None):
    """Every method on the same evidence: a Comparison, which maps a method's id to its Result."""
    request = _request("compare", population=population, options=options, at=at, grid=grid, level=level,
                       probabilities=probabilities, limits=limits)
    return Comparison(json.loads(_ask_about(evidence, request, progress)))


def check(evidence, *, limits=None):
    """Reads the evidence and tells what is in it, as a dict; ReckonError when it is not sound."""
    request = {"format": "reckon-request/1", "action": "check"}
    if limits is not None:
        request["limits"] = limits
    return json.loads(_ask_about(evidence, request))


def read(sheet, *, value=None, low=None, high=None, date=None, source=None, where=None, decimal=None,
         date_order=None, language=None, measure=None, name=None, skip_unreadable=False):
    """
    How a sheet (a path, bytes or a file; also JSON evidence) is read, as a dict: "rows" says what became of each row,
    "evidence" is for reconcile(). where: {"column": "value"}. ReckonError when something cannot be read.
    """
    wish = {"value": value, "low": low, "high": high, "date": date, "source": source, "decimal": decimal,
            "date_order": date_order, "language": language, "measure": measure, "name": name,
            "where": [f"{column}={text}" for column, text in (where or {}).items()],
            "skip_unreadable": skip_unreadable}
    request = {"format": "reckon-request/1", "action": "read",
               "sheet": {key: part for key, part in wish.items() if part}}
    return json.loads(_ask_about(sheet, request))


def methods():
    """The library's methods by id, each a dict with summary, reference and options."""
    listed = json.loads(_ask(b'{"format": "reckon-request/1", "action": "methods"}'))
    return {method["id"]: method for method in listed["methods"]}


def describe(method):
    """Help on a method and its options, as text; KeyError when there is no such method."""
    entry = methods()[method]
    lines = [f"{entry['id']}: {entry['summary']}", f"Reference: {entry['reference']}"]
    for option in entry["options"]:
        domain = " | ".join(option["choices"]) if option["type"] == "choice" else \
            f"{option['type']} from {option['minimum']:g} to {option['maximum']:g}" + \
            (f", {option['unit']}" if option["unit"] else "")
        default = "none" if option["default"] is None else option["default"]
        lines.append(f"  {option['name']} = {default}   ({domain})\n      {option['help']}")
    return "\n".join(lines)


# ---- results --------------------------------------------------------------------------------------------------------

def _array(values):
    numbers = [math.nan if value is None else value for value in values]
    return numbers if numpy is None else numpy.array(numbers, dtype=float)


def _figure(value):
    """Three significant digits with thousands apart; shares keep their decimals."""
    if value is None or not math.isfinite(value):
        return "-"
    if abs(value) < 999.5:
        return f"{value:.3g}"
    return f"{round(value, 2 - int(math.floor(math.log10(abs(value))))):,.0f}"


class Result(collections.abc.Mapping):
    """
    One method's answer. A mapping with the keys of "reckon-result/1" (docs/format.md): result["readings"],
    result["fit"], result["assumptions"], ...; and the series as columns: dates, years, low, central, high, and
    quantiles, a row a date (NaN where there is no number).
    """

    def __init__(self, data):
        self._data = data
        series = data["series"]
        self.series = series
        self.dates = [row["date"] for row in series]
        self.years = _array([row["year"] for row in series])
        self.low = _array([row["low"] for row in series])
        self.central = _array([row["central"] for row in series])
        self.high = _array([row["high"] for row in series])
        self.probabilities = data["probabilities"]
        rows = [[math.nan if value is None else value for value in row["quantiles"] or [None] * len(self.probabilities)]
                for row in series]
        self.quantiles = rows if numpy is None else numpy.array(rows, dtype=float).reshape(
            len(series), len(self.probabilities))

    def __getitem__(self, key):
        return self._data[key]

    def __iter__(self):
        return iter(self._data)

    def __len__(self):
        return len(self._data)

    @property
    def method(self):
        """The method's id; its options after defaulting are in result["method"]["options"]."""
        return self._data["method"]["id"]

    @property
    def outcome(self):
        """How the mathematics ended: ok, boundary, not-converged, empty or unresolved."""
        return self._data["outcome"]["status"]

    @property
    def notes(self):
        return self._data["outcome"]["notes"]

    def to_dict(self):
        """The whole as it came from the library, for json.dump and the like."""
        return self._data

    def _caption(self):
        return (f"{self._data.get('name', self._data['population'])} ({self._data['unit']}), {self.method}, "
                f"{100 * self._data['level']:g} % range, outcome: {self.outcome}")

    def _rows(self):
        for row in self.series:
            yield [row["date"], *(_figure(row[key]) for key in ("low", "central", "high")), str(row["estimates_used"])]

    def __str__(self):
        return _text_table(self._caption(), _HEADS, self._rows(), self.notes)

    def __repr__(self):
        return f"<reckon.Result of {self._data['population']!r} by {self.method}, {len(self.series)} dates, {self.outcome}>"

    def _repr_html_(self):
        return _html_table(self._caption(), _HEADS, self._rows(), self.notes)


class Comparison(collections.abc.Mapping):
    """Results by method id, in the library's order. The table shows the last date: the spread is itself a finding."""

    def __init__(self, listed):
        self._results = {data["method"]["id"]: Result(data) for data in listed}

    def __getitem__(self, method):
        return self._results[method]

    def __iter__(self):
        return iter(self._results)

    def __len__(self):
        return len(self._results)

    def _table(self):
        first = next(iter(self._results.values()))
        date = first.dates[-1] if first.dates else "no date"
        rows = []
        for method, result in self._results.items():
            last = result.series[-1] if result.series else {"low": None, "central": None, "high": None}
            rows.append([method, *(_figure(last[key]) for key in ("low", "central", "high")), result.outcome])
        return f"{first['population']} at {date}, every method", ("method", "low", "central", "high", "outcome"), rows, []

    def __str__(self):
        return _text_table(*self._table())

    def _repr_html_(self):
        return _html_table(*self._table())


_HEADS = ("date", "low", "central", "high", "estimates")


def _text_table(caption, heads, rows, notes):
    table = [list(heads), *rows]
    widths = [max(len(row[column]) for row in table) for column in range(len(heads))]
    lines = [caption]
    for row in table:
        lines.append("  ".join([row[0].ljust(widths[0])] + [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]))
    return "\n".join(lines + [f"note: {note}" for note in notes])


def _html_table(caption, heads, rows, notes):
    def line(cells, tag):
        return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) + "</tr>"
    body = "\n".join(line(row, "td") for row in rows)
    remarks = "".join(f"<p>{html.escape(note)}</p>" for note in notes)
    return f"<table><caption>{html.escape(caption)}</caption>\n{line(heads, 'th')}\n{body}</table>{remarks}"
