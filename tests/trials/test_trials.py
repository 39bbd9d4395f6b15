#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small evidence files, each made so that one kind of fault would show, with answers worked out by hand or from a
published figure (expected.json). Every line is a run of the program; a check is a list of what must hold:

date: which row (else every row)   holds: the row's range has this number inside
low_at_least, low_at_most, high_..., central_between, ratio_at_least (high over low), low_null, central_null, high_null
status_in, status_not_in, note_contains_any: of the outcome    rises: no end falls from row to row
same_as: another run says the same of that date                wider_than: another run is narrower
any_of: one of these checks is enough
"""
import functools
import json
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "examples"))
from program import run  # noqa: E402

FOLDER = os.path.dirname(os.path.abspath(__file__))


@functools.lru_cache(maxsize=None)
def result(file, *arguments):
    done = run(*arguments, "--format", "json", os.path.join(FOLDER, file))
    if done.status != 0:
        raise AssertionError(f"{file} {arguments}: {done}")
    return json.loads(done.text)


def rows_of(answer, date):
    rows = [row for row in answer["series"] if date is None or row["date"].startswith(date)]
    if not rows:
        raise AssertionError(f"there is no row of {date}")
    return rows


def notes_of(answer):
    notes = answer["outcome"]["notes"]
    return " | ".join(note if isinstance(note, str) else f"{note['code']}: {note['text']}" for note in notes)


def width(row):
    return row["high"] / row["low"]


def above(number, bound):
    return number is not None and number >= bound


def below(number, bound):
    return number is not None and number <= bound


def close(one, other, within):
    return all((one[key] is None and other[key] is None) or
               (one[key] is not None and other[key] is not None and abs(one[key] - other[key]) <= within * abs(other[key]))
               for key in ("low", "central", "high"))


ROW_CHECKS = {
    "holds": lambda row, wanted: below(row["low"], wanted) and above(row["high"], wanted),
    "central_between": lambda row, wanted: above(row["central"], wanted[0]) and below(row["central"], wanted[1]),
    "low_at_least": lambda row, wanted: above(row["low"], wanted),
    "low_at_most": lambda row, wanted: below(row["low"], wanted),
    "high_at_least": lambda row, wanted: above(row["high"], wanted),
    "high_at_most": lambda row, wanted: below(row["high"], wanted),
    "ratio_at_least": lambda row, wanted: width(row) >= wanted,
    "low_null": lambda row, wanted: (row["low"] is None) == wanted,
    "central_null": lambda row, wanted: (row["central"] is None) == wanted,
    "high_null": lambda row, wanted: (row["high"] is None) == wanted,
}


def status_of(answer):
    return answer["outcome"]["status"]


WHOLE_CHECKS = {
    "status_in": lambda answer, wanted: status_of(answer) in wanted,
    "status_not_in": lambda answer, wanted: status_of(answer) not in wanted,
    "note_contains_any": lambda answer, wanted: any(part in notes_of(answer) for part in wanted),
    "rises": lambda answer, wanted: all(
        before[key] <= after[key] for key in ("low", "central", "high")
        for before, after in zip(answer["series"], answer["series"][1:])),
}


def faults(file, answer, check):
    """What of a check does not hold, in words."""
    rows = rows_of(answer, check.get("date"))
    for key, wanted in check.items():
        if key == "date":
            continue
        if key == "any_of":
            tried = [list(faults(file, answer, choice)) for choice in wanted]
            if all(tried):
                yield "none of: " + "; ".join(text for texts in tried for text in texts)
        elif key in WHOLE_CHECKS:
            if not WHOLE_CHECKS[key](answer, wanted):
                yield f"{key} {wanted}: {status_of(answer)}, notes: {notes_of(answer)}"
        elif key in ("same_as", "wider_than"):
            others = rows_of(result(file, *wanted["args"]), check.get("date"))
            good = all(close(row, other, wanted["within"]) if key == "same_as" else width(row) > width(other)
                       for row, other in zip(rows, others))
            if not good or len(rows) != len(others):
                yield f"{key} {wanted}: {rows} against {others}"
        else:
            for row in rows:
                if not ROW_CHECKS[key](row, wanted):
                    yield f"{key} {wanted}: {row['date']} {row['low']} - {row['central']} - {row['high']}"


class Trials(unittest.TestCase):
    def test_every_line(self):
        with open(os.path.join(FOLDER, "expected.json"), encoding="utf-8") as file:
            lines = json.load(file)
        self.assertGreater(len(lines), 30)
        for number, line in enumerate(lines):
            with self.subTest(file=line["file"], line=number, right=line["right"]):
                answer = result(line["file"], *line["args"])
                checks = line["check"] if isinstance(line["check"], list) else [line["check"]]
                found = [fault for check in checks for fault in faults(line["file"], answer, check)]
                self.assertEqual(found, [])

    def test_every_file_is_tried_or_cannot_be(self):
        """Two kinds cannot be said in evidence yet: a total with its parts, families times their size."""
        with open(os.path.join(FOLDER, "expected.json"), encoding="utf-8") as file:
            tried = {line["file"] for line in json.load(file)}
        present = {name for name in os.listdir(FOLDER) if name.endswith(".json")} - {"expected.json"}
        self.assertEqual(present - tried, {"20-total-and-parts.json", "21-families.json"})


if __name__ == "__main__":
    unittest.main()
