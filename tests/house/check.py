# SPDX-License-Identifier: GPL-3.0-or-later
"""check.py RULE [ROOT]: prints the violations of one rule of the house and returns 1 if there are any."""
import os
import sys

from rules import RULES


def main(arguments):
    if not arguments or arguments[0] not in RULES:
        print("usage: check.py RULE [ROOT], RULE one of: " + " ".join(RULES), file=sys.stderr)
        return 2
    root = arguments[1] if len(arguments) > 1 else os.path.join(os.path.dirname(__file__), "..", "..")
    rule = RULES[arguments[0]]
    violations = list(rule(os.path.abspath(root)))
    for violation in violations:
        print(violation)
    print(f"{rule.__name__}: {rule.__doc__.strip()} {len(violations)} violations")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
