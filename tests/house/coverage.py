# SPDX-License-Identifier: GPL-3.0-or-later
"""
coverage.py report BUILD SOURCE | reset BUILD: prints line and branch coverage of lib/, file by file and in all, from a
build of the preset coverage whose tests have run; "reset" forgets earlier runs. Exit 1 below the project's targets.
"""
import json
import os
import subprocess
import sys

LINE_TARGET, BRANCH_TARGET = 95.0, 85.0


def reset(build):
    for folder, _, files in os.walk(build):
        for name in files:
            if name.endswith(".gcda"):
                os.remove(os.path.join(folder, name))


def percent(covered, total):
    return 100.0 * covered / total if total else 100.0


def row(name, entry):
    lines, branches = (percent(entry[f"{kind}_covered"], entry[f"{kind}_total"]) for kind in ("line", "branch"))
    print(f"{name:44} {entry['line_total']:7} {lines:7.1f}  {entry['branch_total']:9} {branches:7.1f}")
    return lines, branches


def report(build, source):
    out = os.path.join(build, "coverage.json")
    subprocess.run(["gcovr", "--root", source, "--object-directory", os.path.join(build, "lib"), "--filter",
                    os.path.join(source, "lib") + "/", "--exclude-unreachable-branches", "--json-summary", out, "--html-details", os.path.join(build, "coverage.html"), os.path.join(build, "lib")], check=True)
    with open(out, encoding="utf-8") as file:
        summary = json.load(file)
    print(f"{'file':44} {'lines':>7} {'%':>7}  {'branches':>9} {'%':>7}")
    for entry in sorted(summary["files"], key=lambda entry: entry["filename"]):
        row(entry["filename"], entry)
    lines, branches = row("lib/ in all", summary)
    print(f"lines {lines:.1f} % (target {LINE_TARGET:.0f}), branches {branches:.1f} % (target {BRANCH_TARGET:.0f}); "
          f"line by line in {os.path.relpath(os.path.join(build, 'coverage.html'), source)}")
    return 0 if lines >= LINE_TARGET and branches >= BRANCH_TARGET else 1


def main(arguments):
    if len(arguments) == 2 and arguments[0] == "reset":
        reset(arguments[1])
        return 0
    if len(arguments) == 3 and arguments[0] == "report":
        return report(arguments[1], arguments[2])
    print(__doc__.strip(), file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
