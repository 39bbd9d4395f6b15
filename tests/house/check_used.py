# SPDX-License-Identifier: GPL-3.0-or-later
"""
check_used.py [ROOT]: every public function is called by an example, the program, a binding, or a recipe in the docs (a block
of C). What nobody can be shown to need is not exported. The names come from the public headers.
"""
import os
import re
import sys

from check_symbols import declared
from tree import code_only, project_files, read

C_BLOCK = re.compile(r"(?ms)^```c\n(.*?)^```$")


def called(root):
    """Every name that users' code mentions, comments left out."""
    names = set()
    for path in project_files(root):
        text = read(root, path)
        if path.startswith("examples/") and path.endswith((".c", ".h")):
            names.update(re.findall(r"\breckon_\w+", code_only(text)))
        elif path.startswith("examples/") and path.endswith((".py", ".R")):
            names.update(re.findall(r"\breckon_\w+", text))
        elif path.endswith(".md") and path.split("/")[0] in ("README.md", "docs"):
            for block in C_BLOCK.findall(text):
                names.update(re.findall(r"\breckon_\w+", code_only(block)))
    return names


def main(arguments):
    root = os.path.abspath(arguments[0] if arguments else os.path.join(os.path.dirname(__file__), "..", ".."))
    public = declared(os.path.join(root, "include"))
    unused = sorted(public - called(root))
    for name in unused:
        print(f"{name}: no example, program, binding or recipe calls it: show its use, or do not export it")
    print(f"{len(public)} public functions, {len(unused)} that nothing uses")
    return 1 if unused or not public else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
