# SPDX-License-Identifier: GPL-3.0-or-later
"""What the docs show is what the program prints, but for the digits, which move whenever evidence or a method does, and for
lines that have come since, such as those of new methods. With --write the outputs are written into the docs anew."""
import os
import re
import subprocess
import sys
import tempfile
import unittest

from program import EXAMPLES, SANITIZERS, SOURCE

PAGES = ("README.md", "docs/using-the-program.md")
BLOCK = re.compile(r"(?ms)^```console\n(.*?)^```$")


def run_line(line, folder):
    """What a terminal would show. Files that the line writes go to a folder of its own."""
    line = re.sub(r"(?<= )fan\.(gp|svg)|(?<=')fan\.svg", lambda match: os.path.join(folder, match.group(0)), line)
    done = subprocess.run(["sh", "-c", line], cwd=SOURCE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
                          env={**os.environ, **SANITIZERS, "PATH": EXAMPLES + os.pathsep + os.environ["PATH"]})
    return done.stdout.decode("utf-8")


def fresh(block, folder):
    """The block with every command's output as it is now; commands of other programs keep theirs."""
    parts = re.split(r"(?m)^(\$ .*\n)", block)
    out = parts[0]
    for command, shown in zip(parts[1::2], parts[2::2]):
        ours = command.startswith("$ reconcile ")
        out += command + (run_line(command[2:].rstrip("\n"), folder) if ours else shown)
    return out


def shape(text):
    """Text without its digits: figures, bars and axis labels of a table in one letter each."""
    text = re.sub(r"(?m)(?<=  )[-|<>o ]*[-|<>o]+(?=( [a-z-]+)?$)", "~", text)
    text = re.sub(r"(?m)(?<=used ).*$", "axis", text)
    text = re.sub(r"[0-9][0-9,.]*(e[+-][0-9]+)?", "#", text)
    return re.sub(r" +", " ", text)


def pages():
    for page in PAGES:
        path = os.path.join(SOURCE, page)
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                yield page, path, file.read()


class Docs(unittest.TestCase):
    maxDiff = None

    def check(self, shown, printed):
        """Every line that is shown is printed, in that order."""
        rest = iter(printed)
        for line in shown:
            if line not in rest:
                self.assertEqual(shown, printed, "no longer printed: " + line + "\n"
                                 "python3 tests/examples/test_docs.py --write brings the docs up to date")

    def test_blocks(self):
        count = 0
        with tempfile.TemporaryDirectory() as folder:
            for page, _, text in pages():
                for block in BLOCK.findall(text):
                    count += 1
                    with self.subTest(page=page, block=block.splitlines()[0]):
                        self.check(shape(block).splitlines(), shape(fresh(block, folder)).splitlines())
        self.assertGreater(count, 3)


def write():
    with tempfile.TemporaryDirectory() as folder:
        for _, path, text in pages():
            new = BLOCK.sub(lambda match: "```console\n" + fresh(match.group(1), folder) + "```", text)
            with open(path, "w", encoding="utf-8") as file:
                file.write(new)


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        write()
    else:
        unittest.main()
