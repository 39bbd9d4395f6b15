# SPDX-License-Identifier: GPL-3.0-or-later
"""
check_symbols.py LIBRARY INCLUDE LIST [--update]: the shared library exports exactly what the public headers declare with
RECKON_EXPORT, every name begins with reckon_, and the names equal the list kept with the tests. A name that leaves the
list is a break of the ABI (docs/versioning.md); --update writes the list anew after such a decision.
"""
import glob
import os
import re
import subprocess
import sys

from tree import code_only


def exported(library):
    run = subprocess.run(["nm", "-D", "--defined-only", "--format=posix", library], stdout=subprocess.PIPE, text=True, check=True)
    return {line.split()[0].split("@")[0] for line in run.stdout.splitlines() if line.strip()}


def declared(include):
    names = set()
    for path in glob.glob(os.path.join(include, "**", "*.h"), recursive=True):
        with open(path, encoding="utf-8") as file:
            code = code_only(file.read())
        names.update(re.findall(r"\bRECKON_EXPORT\b[^;{(]*?\b(\w+)\s*[(;\[=]", code))
    return names


def compare(found, wanted, what_extra, what_missing):
    for name in sorted(found - wanted):
        yield f"{name}: {what_extra}"
    for name in sorted(wanted - found):
        yield f"{name}: {what_missing}"


def main(arguments):
    library, include, listing = arguments[:3]
    found = exported(library)
    promised = declared(include) if os.path.exists(listing) else declared(include) & found
    problems = list(compare(found, promised, "exported, but no public header declares it",
                            "declared in a public header, but not exported"))
    problems += [f"{name}: does not begin with reckon_" for name in sorted(found) if not name.startswith("reckon_")]
    if "--update" in arguments:
        with open(listing, "w", encoding="utf-8") as file:
            file.write("".join(f"{name}\n" for name in sorted(found)))
    if os.path.exists(listing):
        with open(listing, encoding="utf-8") as file:
            problems += compare(found, set(file.read().split()), "exported, but not in the list (check_symbols.py --update)",
                                "in the list, but no longer exported: this breaks the ABI")
    for problem in problems:
        print(problem)
    print(f"{len(found)} exported symbols, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
