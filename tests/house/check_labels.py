# SPDX-License-Identifier: GPL-3.0-or-later
"""
check_labels.py CTEST BUILD: every test is either quick or says why not, so that `ctest -L quick` misses none by accident;
and every test has a time after which it is stopped.
"""
import json
import subprocess
import sys

NOT_QUICK = {"long", "slow", "install", "bench", "fuzz", "valgrind"}


def problems(tests):
    for test in tests:
        properties = {entry["name"]: entry["value"] for entry in test.get("properties", [])}
        labels = set(properties.get("LABELS", []))
        if ("quick" in labels) == bool(labels & NOT_QUICK):
            yield f"{test['name']}: labels {sorted(labels)}: use reckon_labels() of tests/CMakeLists.txt"
        if not properties.get("TIMEOUT"):
            yield f"{test['name']}: no TIMEOUT"


def main(arguments):
    ctest, build = arguments
    shown = subprocess.run([ctest, "--test-dir", build, "--show-only=json-v1"], stdout=subprocess.PIPE, check=True)
    tests = json.loads(shown.stdout)["tests"]
    found = list(problems(tests))
    for problem in found:
        print(problem)
    print(f"{len(tests)} tests, {len(found)} problems")
    return 1 if found or not tests else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
