#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the JSON Schemas in docs/schema/ against the files they describe.

check_schemas.py SOURCE_DIR [RESULT.json ...]

- both schemas are themselves valid;
- every file in examples/evidence/ and every valid fixture passes the evidence schema, and what a schema cannot say
  (unique and known ids, ends in order, shares below 1, no circle of derivations) holds too;
- every malformed fixture that is JSON and whose fault a schema can see is refused by it;
- results given on the command line pass the result schema.

Exits 0 when all is well, 1 with one line a fault, and 77 (skipped) where python3-jsonschema is missing.
"""
import json
import math
import pathlib
import sys

try:
    import jsonschema
except ImportError:
    print("SKIPPED: python3-jsonschema is not installed, so no file was held against its schema", file=sys.stderr)
    sys.exit(77)

# Codes of the manifest whose faults stop a plain JSON reader, that the schema alone must see, and that a reader of the
# format finds but nothing here does (a day that does not exist, a limit on size).
UNREADABLE = {"syntax", "duplicate", "limit", "value"}
OF_SCHEMA = {"format", "type", "missing", "unknown-key"}
UNSEEN = {"limit", "date"}


def load(path):
    """Python's reader takes NaN, overflow, duplicate keys, lone surrogates and NUL in text; all are errors here."""

    def refuse_constant(word):
        raise ValueError(f"{word} is not a JSON number")

    def finite(digits):
        if math.isinf(float(digits)):
            raise ValueError(f"{digits} is too large")
        return float(digits)

    def refuse_duplicates(pairs):
        keys = [key for key, _ in pairs]
        if len(keys) != len(set(keys)):
            raise ValueError("a key occurs twice")
        return dict(pairs)

    text = path.read_bytes().decode("utf-8-sig")
    document = json.loads(
        text, parse_constant=refuse_constant, parse_float=finite, object_pairs_hook=refuse_duplicates)
    plain = json.dumps(document, ensure_ascii=False)
    plain.encode("utf-8")
    if "\\u0000" in plain:
        raise ValueError("text holds a NUL")
    return document


def unique(items, what):
    ids = [item["id"] for item in items]
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        yield f"{what} \"{name}\" occurs twice"


def in_order(estimate, share):
    low, high, best = (estimate.get(key) for key in ("low", "high", "best"))
    if low is not None and high is not None and low > high:
        yield "low is above high"
    if best is not None and not low < best < high:
        yield "best is outside low and high"
    for key in ("value", "low", "high", "best"):
        if share and estimate.get(key, 0.5) > 1:
            yield f"{key} of a share is above 1"
    open_low = low is None or (low == 0 and high != 0)
    open_high = high is None or (share and high == 1 and low != 1)
    if estimate.get("value") is None and open_low and open_high and not estimate.get("text"):
        yield "nothing is said but open ends"
    if estimate.get("value") == 0 and (estimate.get("approximate") or estimate.get("precision")):
        yield "a width relative to 0"
    if estimate.get("language") and not estimate.get("text"):
        yield "a language without words"


def has_circle(estimates, key):
    parents = {estimate["id"]: estimate.get(key, []) for estimate in estimates}

    def reaches(start, name, seen):
        for parent in parents.get(name, []):
            if parent == start or (parent not in seen and reaches(start, parent, seen | {parent})):
                return True
        return False

    return any(reaches(name, name, {name}) for name in parents)


def mixed_totals(evidence, populations):
    """Totals of one population since different dates, with no estimate that could bridge them (seen by year alone)."""
    for name, population in populations.items():
        totals = [estimate for estimate in evidence["estimates"]
                  if estimate["population"] == name and population["measure"] == "cumulative"
                  and not estimate.get("exclude") and not estimate.get("check")]
        starts = {str(estimate.get("since") or population.get("since"))[:4] for estimate in totals}
        ends = {estimate["date"].split("/")[-1][:4] for estimate in totals}
        bridged = starts & (ends | {str(int(end) + 1) for end in ends if end.isdigit()})
        if len(starts) > 1 and ("None" in starts or not bridged):
            yield f"{name}: totals since {sorted(starts)}"


def beyond_schema(evidence):
    """The rules of the evidence format that join one place of a file to another."""
    populations = {population["id"]: population for population in evidence["populations"]}
    sources = {source["id"] for source in evidence["sources"]}
    estimates = {estimate["id"] for estimate in evidence["estimates"]}
    measure_of = {
        estimate["id"]: populations[estimate["population"]]["measure"]
        for estimate in evidence["estimates"] if estimate["population"] in populations}
    population_of = {estimate["id"]: estimate["population"] for estimate in evidence["estimates"]}
    for what in ("populations", "sources", "estimates"):
        yield from unique(evidence[what], what)
    for estimate in evidence["estimates"]:
        name = estimate["id"]
        if estimate["population"] not in populations:
            yield f"{name}: unknown population"
            continue
        if estimate["source"] not in sources:
            yield f"{name}: unknown source"
        if estimate.get("origin") is not None and estimate["origin"] not in sources:
            yield f"{name}: unknown origin"
        measure = measure_of.get(name)
        if estimate.get("since") is not None and measure != "cumulative":
            yield f"{name}: \"since\" of a {measure}"
        if estimate.get("per") is not None and (measure != "flow" or estimate["per"] == "P"):
            yield f"{name}: \"per\" of a {measure}"
        for key in ("derived_from", "supersedes"):
            if len(set(estimate.get(key, []))) < len(estimate.get(key, [])):
                yield f"{name}: {key} names the same estimate twice"
            for parent in estimate.get(key, []):
                if parent not in estimates:
                    yield f"{name}: {key} names the unknown \"{parent}\""
                elif measure_of.get(parent) != measure:
                    yield f"{name}: {key} names \"{parent}\", which is of another measure"
        for parent in estimate.get("supersedes", []):
            if population_of.get(parent) != estimate["population"]:
                yield f"{name}: supersedes \"{parent}\", which is of another population"
        share = measure_of.get(name) == "share"
        yield from (f"{name}: {fault}" for fault in in_order(estimate, share))
    for key in ("derived_from", "supersedes"):
        if has_circle(evidence["estimates"], key):
            yield f"estimates name one another under {key} in a circle"
    yield from mixed_totals(evidence, populations)


def faults_of(validator, document):
    for error in validator.iter_errors(document):
        where = "/" + "/".join(str(part) for part in error.absolute_path)
        yield f"{where}: {error.message[:200]}"


def check_good(validator, path, also=lambda document: ()):
    try:
        document = load(path)
    except (ValueError, OSError) as fault:
        return [f"{path}: {fault}"]
    found = list(faults_of(validator, document))
    if not found:
        found = list(also(document))
    return [f"{path}: {fault}" for fault in found]


def check_bad(validator, folder):
    """Every malformed fixture is listed, and is refused where a schema (or these rules) can see the fault."""
    manifest = load(folder / "manifest.json")
    listed = [entry["file"] for entry in manifest]
    present = sorted(path.name for path in folder.iterdir() if path.name != "manifest.json")
    if sorted(listed) != present:
        yield f"{folder}: manifest and folder differ: {sorted(set(listed) ^ set(present))}"
    for entry in manifest:
        path = folder / entry["file"]
        try:
            document = load(path)
        except (ValueError, RecursionError, OSError):
            if entry["code"] not in UNREADABLE:
                yield f"{path}: is not even JSON, yet its fault is said to be \"{entry['code']}\""
            continue
        if entry["code"] == "syntax":
            yield f"{path}: is said to be no JSON, and it is"
            continue
        refused = list(faults_of(validator, document))
        if entry["pointer"].endswith(("/text", "/language")) and entry["code"] != "type":
            continue  # what words say is beyond a schema
        if entry["code"] in OF_SCHEMA and not refused:
            yield f"{path}: the schema does not refuse it"
        elif entry["code"] not in UNSEEN and not refused and not list(beyond_schema(document)):
            yield f"{path}: nothing refuses it"


def validator_for(path):
    schema = load(path)
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


def main(root, results):
    evidence = validator_for(root / "docs/schema/reckon-evidence-1.schema.json")
    result = validator_for(root / "docs/schema/reckon-result-1.schema.json")
    good = sorted((root / "examples/evidence").glob("*.json")) + sorted((root / "tests/evidence_good").glob("*.json"))
    faults = [fault for path in good for fault in check_good(evidence, path, beyond_schema)]
    if not good:
        faults.append("there are no evidence files to check")
    faults += check_bad(evidence, root / "tests/evidence_bad")
    results = [root / "tests/schema/result_example.json", *results]
    faults += [fault for path in results for fault in check_good(result, pathlib.Path(path))]
    print("\n".join(faults) or f"{len(good)} evidence files and {len(results)} results fit their schemas")
    return 1 if faults else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: check_schemas.py SOURCE_DIR [RESULT.json ...]")
    sys.exit(main(pathlib.Path(sys.argv[1]), sys.argv[2:]))
