#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds what the program really writes against the result schema: every method on every bundled population, and a comparison.

check_results.py SOURCE_DIR PROGRAM    exit 0 all fit, 1 one does not, 77 python3-jsonschema is not there
"""
import json
import pathlib
import subprocess
import sys

try:
    import jsonschema
except ImportError:
    print("SKIPPED: python3-jsonschema is not installed")
    sys.exit(77)


def run(program, *arguments):
    return subprocess.run([program, *arguments], capture_output=True, check=True, text=True).stdout


def methods_of(program):
    """The ids of every method, from a comparison of the smallest question."""
    root = pathlib.Path(sys.argv[1])
    compared = json.loads(run(program, "--compare", "--at", "2005", "--format", "json",
                              str(root / "examples/evidence/north-koreans-in-china.json")))
    return compared, [result["method"]["id"] for result in compared]


def consistent(result):
    """What the schema cannot say: rows fit the probabilities, regions lie inside low..high, and nothing is out of order."""
    for row in result["series"]:
        quantiles = row["quantiles"]
        if quantiles is not None and len(quantiles) != len(result["probabilities"]):
            yield f"{row['date']}: {len(quantiles)} quantiles"
        ends = [row[key] for key in ("low", "central", "high") if row[key] is not None]
        if ends != sorted(ends):
            yield f"{row['date']}: {ends} out of order"
        if row["outcome"] in ("ok", "boundary") and not row["regions"]:
            yield f"{row['date']}: no region"


def main(root, program):
    schema = json.loads((root / "docs/schema/reckon-result-1.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    compared, methods = methods_of(program)
    checked, faults = 0, []
    for result in compared:
        faults += [f"comparison, {result['method']['id']}: {error.message[:200]}" for error in validator.iter_errors(result)]
    for path in sorted((root / "examples/evidence").glob("*.json")):
        for population in json.loads(path.read_text(encoding="utf-8"))["populations"]:
            for method in methods:
                result = json.loads(run(program, "--population", population["id"], "--method", method, "--format", "json",
                                        str(path)))
                where = f"{path.name}, {population['id']}, {method}"
                faults += [f"{where}: {error.json_path}: {error.message[:200]}" for error in validator.iter_errors(result)]
                faults += [f"{where}: {fault}" for fault in consistent(result)]
                checked += 1
    for fault in faults[:40]:
        print(fault)
    print(f"{checked} results, {len(faults)} faults")
    return 1 if faults or checked < 50 else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]), sys.argv[2]))
