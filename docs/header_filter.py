# SPDX-License-Identifier: GPL-3.0-or-later
"""
header_filter.py HEADER: the header as Doxygen should read it. The headers are written for readers: a plain comment behind
a field or a function describes it, and one comment above a run of declarations is meant for all of them. Here the first
becomes a documentation comment, and the second is repeated for each declaration of the run.
"""
import re
import sys

BEHIND = re.compile(r"^(\s*[^/*#\s].*[;,])\s*/\* (.*)$")


def filtered(lines):
    block, reading, declaring = [], False, False
    for line in lines:
        if line.startswith("/**") and not line.startswith("/**<"):
            block, reading = [], True
        if reading:
            block.append(line)
            reading = "*/" not in line
            declaring = False
        elif not line.strip() or line.startswith(("#", "typedef", "}")):
            block = []
        elif line.startswith("RECKON_EXPORT"):
            if declaring and block and not BEHIND.match(line):
                yield from block
            declaring = True
        yield BEHIND.sub(r"\1 /**< \2", line)


def main(path):
    with open(path, encoding="utf-8") as header:
        sys.stdout.writelines(line + "\n" for line in filtered(header.read().splitlines()))


if __name__ == "__main__":
    main(sys.argv[1])
