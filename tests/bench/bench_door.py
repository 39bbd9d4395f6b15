# SPDX-License-Identifier: GPL-3.0-or-later
"""
bench_door.py SOURCE_DIR [--quick]: what a call through the Python door costs, beyond the work it asks for. The library is
the one of RECKON_LIBRARY. Prints the best of several rounds, in microseconds a call.
"""
import json
import pathlib
import sys
import time

ROOT = pathlib.Path(sys.argv[1])
QUICK = "--quick" in sys.argv
sys.path.insert(0, str(ROOT / "examples" / "python"))
import reckon  # noqa: E402

SEED = (ROOT / "examples" / "evidence" / "north-koreans-in-china.json").read_bytes()
ONE = json.dumps({
    "format": "reckon-evidence/1", "populations": [{"id": "p", "measure": "stock"}], "sources": [{"id": "s"}],
    "estimates": [{"id": "a", "population": "p", "source": "s", "date": "2000", "low": 1, "high": 2}]}).encode()
EMPTY = b'{"format": "reckon-evidence/1", "populations": [], "sources": [], "estimates": []}'
CHECK = b'{"format": "reckon-request/1", "action": "check"}'


def refused():
    try:
        reckon._ask(b"{}", EMPTY)
    except reckon.ReckonError:
        pass


CASES = [
    ("a C function that returns a constant (version)", reckon.version),
    ("no-op: check empty evidence, answer as text", lambda: reckon._ask(CHECK, EMPTY)),
    ("no-op refused: an error raised", refused),
    ("reckon.check of empty evidence, answer as dict", lambda: reckon.check(EMPTY)),
    ("reckon.reconcile, one estimate, one date, envelope", lambda: reckon.reconcile(ONE, method="envelope", at="2000")),
    ("reckon.check of the seed evidence, 8 estimates", lambda: reckon.check(SEED)),
    ("reckon.reconcile, seed evidence, 14 dates, envelope", lambda: reckon.reconcile(SEED, method="envelope")),
    ("reckon.methods", reckon.methods),
]


def microseconds(call):
    calls, rounds = (2, 1) if QUICK else (500, 7)
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        for _ in range(calls):
            call()
        best = min(best, time.perf_counter() - start)
    return 1e6 * best / calls


for name, call in CASES:
    print(f"{microseconds(call):10.1f} us  {name}")
