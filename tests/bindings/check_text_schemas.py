# SPDX-License-Identifier: GPL-3.0-or-later
"""
check_text_schemas.py SOURCE_DIR: what the text door takes and says, held against docs/schema/. The library is the one of
RECKON_LIBRARY. A request that the schema refuses the door refuses too, and the other way round where a schema can see
the fault. Exit 77: python3-jsonschema is missing.
"""
import copy
import json
import pathlib
import sys

try:
    import jsonschema
except ImportError:
    print("SKIPPED: python3-jsonschema is not installed, so the texts of the door were not held against their schemas",
          file=sys.stderr)
    sys.exit(77)

ROOT = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(ROOT / "examples" / "python"))
import reckon  # noqa: E402

EVIDENCE = {
    "format": "reckon-evidence/1", "populations": [{"id": "p", "measure": "stock"}, {"id": "none", "measure": "share"}],
    "sources": [{"id": "s"}],
    "estimates": [{"id": "a", "population": "p", "source": "s", "date": "2000", "low": 1000, "high": 3000},
                  {"id": "b", "population": "p", "source": "s", "date": "2004", "low": 2000, "high": 5000}]}

GOOD = [
    {"population": "p"},
    {"population": "p", "action": "reconcile", "method": "envelope", "level": 0.8, "probabilities": [0.1, 0.9]},
    {"population": "p", "method": {"id": "random-effects"}, "options": {"tau2": "DL", "drift": 0.3, "horizon": None}},
    {"population": "p", "method": {"id": "random-effects", "options": {"tau2": "DL"}}},
    {"population": "p", "grid": {"from": "2000", "to": "2004-06", "step": "P1Y6M"}, "dates": ["2004-02-29"]},
    {"population": "p", "grid": {"from": "2000", "to": "2004/2005"}, "probabilities": []},
    {"population": "p", "action": "compare", "dates": ["2003"]},
    {"population": "p", "action": "explain", "dates": ["2003"], "method": {"id": "envelope", "options": {}}, "answer": "json"},
    {"action": "check", "limits": {"max_bytes": 100000, "max_depth": 5, "max_estimates": 9, "max_sources": 9,
                                   "max_text": 99, "max_dates": 10, "max_work": 10}},
    {"action": "methods"},
    {"action": "read"},
    {"action": "read", "sheet": {"value": "Figure", "where": ["Camp=North"], "decimal": "comma", "date_order": "dmy",
                                 "skip_unreadable": True}},
]

# Each with a fault that a schema sees.
BAD = [
    {"format": "reckon-request/2"}, {"action": "all"}, {"more": 1}, {"population": 1}, {"population": None},
    {"method": 1}, {"method": {}}, {"method": {"id": "envelope", "name": "x"}}, {"options": []},
    {"method": {"id": "envelope", "options": {}}, "options": {}}, {"options": {"drift": True}}, {"options": {"drift": [1]}},
    {"level": "0.9"}, {"level": 0}, {"level": 1}, {"probabilities": 0.5}, {"probabilities": [0]}, {"probabilities": [1]},
    {"probabilities": [i / 2000 for i in range(1, 1001)]}, {"grid": {"from": "2000"}}, {"grid": []},
    {"grid": {"from": "2000", "to": "2001", "step": "1Y"}}, {"grid": {"from": "2000", "to": "2001", "by": "P1Y"}},
    {"grid": {"from": "0000", "to": "2001"}}, {"dates": "2000"}, {"dates": [2000]}, {"dates": ["2000-13"]},
    {"answer": "xml"}, {"evidence": []}, {"limits": {"max_text": 0}}, {"limits": {"max_text": 1.5}}, {"limits": {"max": 1}},
    {"action": "brief", "answer": "json"}, {"action": "brief", "language": "xx"}, {"language": "fr"},
    {"action": "explain", "language": "fr"}, {"action": "brief", "probabilities": [0.5]},
    {"action": "explain", "answer": "csv"}, {"action": "explain", "probabilities": [0.5]},
    {"action": "compare", "method": "envelope"}, {"action": "explain", "answer": "svg"},
    {"action": "check", "level": 0.9}, {"action": "check", "sheet": {}}, {"action": "read", "level": 0.9},
    {"action": "read", "sheet": {"decimal": "dot"}}, {"action": "read", "sheet": {"more": 1}}, {"action": "methods", "limits": {}}, {"action": "methods", "evidence": {}},
]


def schema(name):
    with open(ROOT / "docs" / "schema" / f"{name}.schema.json", encoding="utf-8") as file:
        document = json.load(file)
    kind = jsonschema.validators.validator_for(document)
    kind.check_schema(document)
    return kind(document)


def ask(request, evidence):
    """The text of the answer and whether it is an error, as the library gives them."""
    library = reckon.load()
    beside = None if request.get("action") == "methods" or "evidence" in request else json.dumps(evidence).encode()
    answer = library.reckon_ask_watched(json.dumps(request).encode(), beside, reckon._PROGRESS(), None)
    try:
        return json.loads(library.reckon_answer_text(answer)), library.reckon_answer_status(answer) != 0
    finally:
        library.reckon_answer_free(answer)


def main():
    request_schema, error_schema = schema("reckon-request-1"), schema("reckon-error-1")
    kinds = {"check": schema("reckon-check-1"), "methods": schema("reckon-methods-1"),
             "read": schema("reckon-reading-1"), "explain": schema("reckon-explanation-1")}
    result_schema = schema("reckon-result-1")
    for part in GOOD:
        request = {"format": "reckon-request/1", **part}
        request_schema.validate(request)
        answer, failed = ask(request, EVIDENCE)
        assert not failed, (part, answer)
        kinds.get(part.get("action"), result_schema).validate(answer)
        if part.get("action") != "methods":
            inside = copy.deepcopy(request)
            inside["evidence"] = EVIDENCE
            request_schema.validate(inside)
            assert ask(inside, None) == (answer, False), part
    for part in BAD:
        request = {"format": "reckon-request/1", **({} if "population" in part or part.get("action") in
                                                    ("check", "methods", "read") else {"population": "p"}), **part}
        assert not request_schema.is_valid(request), f"the schema takes {part}"
        answer, failed = ask(request, EVIDENCE)
        assert failed, f"the door takes {part}"
        error_schema.validate(answer)
    for table in sorted((ROOT / "tests" / "sheet" / "tables").glob("*.expect.json")):
        sheet = next(path for path in table.parent.glob(table.name.split(".")[0] + ".*") if path.suffix != ".json")
        try:
            kinds["read"].validate(reckon.read(sheet))
        except reckon.ReckonError as error:
            assert error.document == "evidence", error
    codes = error_schema.schema["$defs"]["error"]["properties"]["code"]["enum"]
    listed = [reckon.load().reckon_status_name(number).decode() for number in range(1, len(codes) + 2)]
    assert listed == codes + ["unknown"], "the schema's codes are not the library's"
    print(f"{len(GOOD)} good and {len(BAD)} bad requests: schema and door agree")


main()
