# SPDX-License-Identifier: GPL-3.0-or-later
"""Files in and out: what cannot be read or written is said in one line, and output is whole or not there at all."""
import os
import pty
import resource
import signal
import stat
import subprocess
import tempfile
import unittest

from program import EXAMPLES, ProgramTest, SANITIZERS, SEED, as_nobody, run

IN = ("--method", "envelope", "--at", "2005")


class Reading(ProgramTest):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(subprocess.run, ["rm", "-rf", self.folder], check=True)

    def path(self, name):
        return os.path.join(self.folder, name)

    def test_missing_file_folder_and_no_name(self):
        self.assertRegex(self.refuse(1, self.path("none.json")), "none.json cannot be read: No such file")
        self.assertRegex(self.refuse(1, self.folder), "cannot be read: Is a directory")
        self.assertRegex(self.refuse(1, ""), "cannot be read: ")
        self.assertRegex(self.refuse(1, self.path("a\nb.json")), r"a\?b.json cannot be read")
        self.assertRegex(self.refuse(1, self.path("x" * 300)), "cannot be read: File name too long")

    def test_a_file_that_gives_an_error_when_read(self):
        self.assertRegex(self.refuse(1, "/proc/self/mem"), "/proc/self/mem cannot be read: ")

    def test_unreadable_file(self):
        secret = self.path("secret.json")
        with open(secret, "w", encoding="utf-8") as file:
            file.write("{}")
        os.chmod(secret, 0)
        os.chmod(self.folder, 0o755)
        self.assertRegex(self.refuse(1, secret, **as_nobody()), "secret.json cannot be read: Permission denied")

    def test_the_standard_input(self):
        with open(SEED, "rb") as file:
            text = file.read()
        self.assertEqual(self.answer(*IN, "-", stdin=text).out, self.answer(*IN, SEED).out)
        pipe = subprocess.Popen(["cat", SEED], stdout=subprocess.PIPE)
        done = subprocess.run([os.path.join(EXAMPLES, "reconcile"), *IN, "-"], stdin=pipe.stdout, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, **SANITIZERS})
        pipe.stdout.close()
        pipe.wait()
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertEqual(done.stdout, self.answer(*IN, SEED).out)

    def test_a_closed_standard_input(self):
        done = run(*IN, "-", stdin=None, preexec_fn=lambda: os.close(0))
        self.assertEqual((done.status, done.out), (1, b""), done)
        self.assertIn("<standard input> cannot be read", done.err)

    def test_an_endless_file_ends_at_the_limit(self):
        line = self.refuse(1, "/dev/zero")
        self.assertIn("/dev/zero", line)


class Writing(ProgramTest):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(subprocess.run, ["rm", "-rf", self.folder], check=True)
        self.expected = self.answer(*IN, SEED).out

    def path(self, name):
        return os.path.join(self.folder, name)

    def content(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def left(self):
        return sorted(os.listdir(self.folder))

    def test_output_is_what_would_be_printed(self):
        for name in ("plain", "x" * 255, "with blank"):
            done = self.answer(*IN, "--output", self.path(name), SEED)
            self.assertEqual(done.out, b"")
            self.assertEqual(self.content(name), self.expected)
        self.assertEqual(len(self.left()), 3)
        self.assertEqual(self.answer(*IN, "--output", "-", SEED).out, self.expected)
        self.answer(*IN, "--output", "here", SEED, cwd=self.folder)
        self.assertEqual(self.content("here"), self.expected)

    def test_modes(self):
        def narrow():
            os.umask(0o027)
        self.answer(*IN, "--output", self.path("new"), SEED, preexec_fn=narrow)
        self.assertEqual(stat.S_IMODE(os.stat(self.path("new")).st_mode), 0o640)
        os.chmod(self.path("new"), 0o604)
        self.answer(*IN, "--output", self.path("new"), SEED, preexec_fn=narrow)
        self.assertEqual(stat.S_IMODE(os.stat(self.path("new")).st_mode), 0o604)

    def test_the_evidence_is_not_replaced(self):
        """Under its own name, another spelling of it, a symbolic link, a hard link, or as the standard input."""
        with open(SEED, "rb") as file:
            text = file.read()
        with open(self.path("in.json"), "wb") as file:
            file.write(text)
        os.symlink("in.json", self.path("soft"))
        os.link(self.path("in.json"), self.path("hard"))
        os.mkdir(self.path("folder"))
        for name in ("in.json", "folder/../in.json", "soft", "hard"):
            for read in ("in.json", "soft", "hard"):
                line = self.refuse(2, *IN, "--output", self.path(name), self.path(read))
                self.assertIn("would replace the evidence", line)
        with open(self.path("in.json"), "rb") as file:
            done = subprocess.run([os.path.join(EXAMPLES, "reconcile"), *IN, "--output", self.path("soft"), "-"], stdin=file,
                                  stderr=subprocess.PIPE, check=False, env={**os.environ, **SANITIZERS})
        self.assertEqual(done.returncode, 2)
        self.assertEqual(self.content("in.json"), text)
        self.answer(*IN, "--output", "/dev/null", self.path("in.json"))
        self.answer(*IN, "--output", self.path("out"), self.path("in.json"))

    def test_links_that_lead_nowhere_are_told(self):
        os.symlink("second", self.path("first"))
        os.symlink("first", self.path("second"))
        os.symlink("gone", self.path("dangling"))
        self.assertIn("Too many levels of symbolic links", self.refuse(1, *IN, "--output", self.path("first"), SEED))
        self.assertIn("No such file", self.refuse(1, *IN, "--output", self.path("dangling"), SEED))
        self.assertEqual(self.left(), ["dangling", "first", "second"])
        self.assertTrue(all(os.path.islink(self.path(name)) for name in self.left()))

    def test_a_read_only_file_is_told(self):
        """Also to root, who could write to it, and through a link."""
        with open(self.path("kept"), "w", encoding="utf-8") as file:
            file.write("old")
        os.chmod(self.path("kept"), 0o444)
        os.symlink("kept", self.path("link"))
        for name in ("kept", "link"):
            self.assertIn("cannot be written: Permission denied", self.refuse(1, *IN, "--output", self.path(name), SEED))
        self.assertEqual(self.content("kept"), b"old")
        os.chmod(self.folder, 0o777)
        os.chmod(self.path("kept"), 0o644)  # its owner may, another user may not, though the folder would let him
        with open(SEED, "rb") as file:
            done = run(*IN, "--output", self.path("kept"), "-", stdin=file.read(), **as_nobody())
        if os.geteuid() == 0:
            self.assertIn("cannot be written: Permission denied", done.err)
            self.assertEqual(self.content("kept"), b"old")

    def test_no_command_reaches_the_terminal(self):
        """C0, DEL, C1, bidirectional marks, and bytes that are no UTF-8."""
        for name in (b"a\x1b[2Jb", b"a\x7fb", "a\u009bb".encode(), b"a\x9bb", "a\u202eb".encode(), "a\u2066b".encode(),
                     b"a\xe2\x80b", b"a\xc0\xafb", b"a\xed"):
            done = subprocess.run([os.path.join(EXAMPLES, "reconcile").encode(), name], stderr=subprocess.PIPE, check=False,
                                  env={**os.environ, **SANITIZERS})
            line = done.stderr.decode("utf-8").rstrip("\n")
            self.assertTrue(line.startswith("reconcile: a?"), line)
            self.assertFalse(any(ord(c) < 32 or 127 <= ord(c) < 160 or c in "\u202e\u2066" for c in line), line)
        self.assertIn("pé數😀", self.refuse(1, "pé數😀"))

    def test_what_a_link_points_to_is_replaced(self):
        with open(self.path("target"), "w", encoding="utf-8") as file:
            file.write("old")
        os.symlink("target", self.path("link"))
        self.answer(*IN, "--output", self.path("link"), SEED)
        self.assertTrue(os.path.islink(self.path("link")))
        self.assertEqual(self.content("target"), self.expected)

    def test_folders_that_take_no_file(self):
        line = self.refuse(1, *IN, "--output", self.path("no/such/folder/x"), SEED)
        self.assertRegex(line, "^reconcile: .*x cannot be written: No such file")
        self.assertRegex(self.refuse(1, *IN, "--output", self.folder, SEED), "cannot be written: Is a directory")
        self.assertRegex(self.refuse(1, *IN, "--output", "", SEED), "cannot be written")
        self.assertRegex(self.refuse(1, *IN, "--output", "/proc/reckon-output", SEED), "cannot be written")
        self.assertRegex(self.refuse(1, *IN, "--output", self.path("x" * 256), SEED), "File name too long")
        self.assertEqual(self.left(), [])

    def test_a_folder_without_permission(self):
        os.chmod(self.folder, 0o555)
        with open(SEED, "rb") as file:
            text = file.read()
        try:
            done = run(*IN, "--output", self.path("x"), "-", stdin=text, **as_nobody())
        finally:
            os.chmod(self.folder, 0o755)
        self.assertEqual(done.status, 1, done)
        self.assertIn("cannot be written: Permission denied", done.err)
        self.assertEqual(self.left(), [])

    def test_a_write_that_stops_half_way_leaves_the_old_file(self):
        def small_files():
            resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
        line = self.refuse(1, *IN, "--output", self.path("x"), SEED, preexec_fn=small_files)
        self.assertIn("cannot be written: File too large", line)
        self.assertEqual(self.left(), [])
        with open(self.path("x"), "w", encoding="utf-8") as file:
            file.write("old")
        self.refuse(1, *IN, "--output", self.path("x"), SEED, preexec_fn=small_files)
        self.assertEqual((self.left(), self.content("x")), (["x"], b"old"))

    def test_bad_evidence_leaves_the_old_file(self):
        with open(self.path("x"), "w", encoding="utf-8") as file:
            file.write("old")
        self.refuse(1, "--output", self.path("x"), "-", stdin=b"{")
        self.assertEqual((self.left(), self.content("x")), (["x"], b"old"))

    def test_devices_are_written_to_not_replaced(self):
        self.answer(*IN, "--output", "/dev/null", SEED)
        self.assertTrue(stat.S_ISCHR(os.stat("/dev/null").st_mode))
        if os.path.exists("/dev/full"):
            self.assertIn("No space left", self.refuse(1, *IN, "--output", "/dev/full", SEED))

    def test_a_standard_output_that_cannot_be_written(self):
        for arguments in ((*IN, SEED), ("--help",), ("methods",), ("--version",)):
            if os.path.exists("/dev/full"):
                with open("/dev/full", "wb") as full:
                    line = self.refuse(1, *arguments, stdout=full)
                self.assertIn("standard output: No space left", line)
            line = self.refuse(1, *arguments, stdout=None, preexec_fn=lambda: os.close(1))
            self.assertIn("cannot be written to the standard output", line)

    def test_a_reader_that_goes_away(self):
        reader, writer = os.pipe()
        os.close(reader)
        # Python ignores SIGPIPE and would pass that on: the program must hold its own.
        line = self.refuse(1, *IN, SEED, stdout=writer,
                           preexec_fn=lambda: signal.signal(signal.SIGPIPE, signal.SIG_DFL))
        os.close(writer)
        self.assertIn("standard output: Broken pipe", line)


class Progress(ProgramTest):
    def run_at_terminal(self, *arguments):
        """The bytes that a terminal on the standard error sees."""
        mine, theirs = pty.openpty()
        process = subprocess.Popen([os.path.join(EXAMPLES, "reconcile"), *arguments], stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=theirs, env={**os.environ, **SANITIZERS})
        os.close(theirs)
        seen = b""
        while True:
            try:
                part = os.read(mine, 4096)
            except OSError:
                break
            if not part:
                break
            seen += part
        os.close(mine)
        self.assertEqual(process.wait(), 0, seen)
        return seen

    def test_short_work_shows_none(self):
        self.assertEqual(self.run_at_terminal(*IN, SEED), b"")

    def test_long_work_shows_and_wipes_it(self):
        for last in (1599, 3999, 8999):  # work that takes a second on any machine
            seen = self.run_at_terminal("--method", "bayes-random-effects", "--from", "1000", "--to", str(last), "--step", "P1M",
                                        "--probabilities", "0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9", SEED)
            if seen:
                break
        self.assertRegex(seen, rb"^\rreconcile: +\d+ %")
        self.assertTrue(seen.endswith(b"\r                \r"), seen[-40:])

    def test_no_terminal_no_progress(self):
        self.answer("--method", "random-effects", "--from", "1900", "--to", "2000", "--step", "P1M", SEED)


if __name__ == "__main__":
    unittest.main()
