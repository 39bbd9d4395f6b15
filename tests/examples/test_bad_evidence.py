# SPDX-License-Identifier: GPL-3.0-or-later
"""Evidence that is no evidence: exit 1 and one line that says file, place and fault; nothing is written."""
import json
import os
import re
import tempfile
import unittest

from program import ProgramTest, SEED, SOURCE, run

BAD = os.path.join(SOURCE, "tests", "evidence_bad")


class BadEvidence(ProgramTest):
    def test_every_bad_file(self):
        with open(os.path.join(BAD, "manifest.json"), encoding="utf-8") as file:
            cases = json.load(file)
        self.assertGreaterEqual(len(cases), 40)
        listed = {case["file"] for case in cases}
        self.assertEqual(listed, {name for name in os.listdir(BAD) if name != "manifest.json"})
        with tempfile.TemporaryDirectory() as folder:
            for case in cases:
                with self.subTest(file=case["file"]):
                    path = os.path.join(BAD, case["file"])
                    line = self.refuse(1, "--output", os.path.join(folder, "x"), path)
                    self.check_line(line, path, case)
            self.assertEqual(os.listdir(folder), [])

    def check_line(self, line, path, case):
        self.assertTrue(line.startswith(path + ":"), line)
        rest = line[len(path):]
        place = re.match(r":(\d+):(\d+): ", rest)
        pointer = re.search(r" \(at (/.*)\)$", rest)
        self.assertTrue(place or pointer, line)
        if case["pointer"]:
            self.assertTrue(pointer and pointer.group(1) == case["pointer"], f"{line}: not at {case['pointer']}")
        if place:
            with open(path, "rb") as file:
                lines = file.read().split(b"\n")
            self.assertTrue(1 <= int(place.group(1)) <= len(lines), line)
            self.assertTrue(1 <= int(place.group(2)) <= len(lines[int(place.group(1)) - 1]) + 1, line)
        self.assertGreater(len(re.sub(r"^:\d+:\d+: | \(at .*\)$", "", rest)), 8, line)

    def test_the_same_from_the_standard_input(self):
        with open(os.path.join(BAD, "comment.json"), "rb") as file:
            line = self.refuse(1, "-", stdin=file.read())
        self.assertRegex(line, r"^<standard input>:\d+:\d+: ")
        self.assertRegex(self.refuse(1, "-", stdin=b""), r"^<standard input>:\d+:\d+: ")

    def test_every_prefix_of_the_seed_evidence(self):
        """A file cut off anywhere is refused, never half read."""
        with open(SEED, "rb") as file:
            whole = file.read().rstrip()
        for length in range(0, len(whole), max(1, len(whole) // 150)):
            line = self.refuse(1, "-", stdin=whole[:length])
            self.assertRegex(line, r"^<standard input>:\d+:\d+: ", f"cut after {length} bytes")

    def test_damaged_bytes(self):
        """One byte of the seed evidence changed: a result or one line, never anything else."""
        with open(SEED, "rb") as file:
            whole = bytearray(file.read())
        state = 12345
        for _ in range(60):
            state = (1103515245 * state + 12345) % 2 ** 31
            at = state % len(whole)
            damaged = bytes(whole[:at]) + bytes([state // 65536 % 256]) + bytes(whole[at + 1:])
            done = run("--at", "2005", "--method", "envelope", "-", stdin=damaged)
            self.assertIn(done.status, (0, 1, 2), done)
            self.assertEqual(done.err.count("\n"), 0 if done.status == 0 else 1, done)


if __name__ == "__main__":
    unittest.main()
