# SPDX-License-Identifier: GPL-3.0-or-later
"""The files of the project, and C text with its comments and strings taken out."""
import os
import re
import subprocess


def project_files(root):
    """Paths of the project's files relative to `root`, sorted: what git tracks or would track, else what is there."""
    listed = subprocess.run(["git", "-C", root, "ls-files", "--cached", "--others", "--exclude-standard"],
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False) \
        if os.path.exists(os.path.join(root, ".git")) else None
    if listed is not None and listed.returncode == 0 and listed.stdout:
        paths = listed.stdout.splitlines()
    else:
        paths = list(walk(root))
    return sorted(path for path in paths if os.path.isfile(os.path.join(root, path)))


def walk(root):
    for folder, folders, files in os.walk(root):
        folders[:] = [f for f in folders if f not in (".git", "__pycache__")
                      and not (folder == root and (f == "build" or f.startswith("build-")))]
        for name in files:
            yield os.path.relpath(os.path.join(folder, name), root)


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8", errors="replace") as file:
        return file.read()


TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)


def code_only(text):
    """C text with comments blanked and string and character literals emptied; line numbers stay."""
    def blank(match):
        token = match.group(0)
        if token[0] in "\"'":
            return token[0] * 2
        return "\n" * token.count("\n") or " "
    return TOKEN.sub(blank, text)


INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)


def includes(text):
    """(line, '<' or '"', path) of each #include, not counting those inside comments."""
    uncommented = re.sub(r"/\*.*?\*/", lambda m: "\n" * m.group(0).count("\n"), text, flags=re.DOTALL)
    return [(uncommented.count("\n", 0, match.start()) + 1, match.group(1), match.group(2))
            for match in INCLUDE.finditer(uncommented)]
