# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the manual page reconcile.1 from the program's own help pages, so that the two cannot differ.

    python3 docs/man/make_reconcile_1.py build/release/examples/reconcile > docs/man/reconcile.1
"""
import re
import subprocess
import sys

DESCRIPTION = """\
A government says 10,000; another between 10,000 and 30,000; aid groups as many as 300,000.
.B reconcile
reads what was published, by whom, when, and how far each source is trusted.
It answers how many there were, between what and what, at every date asked for.
Each answer comes with how each figure was read and with every assumption that was made.
.PP
.I FILE
is described in
.BR reckon-evidence (5);
\\- is the standard input, which is also read when it is a pipe and no file is named."""

STATUS = """\
.TP
.B 0
There is a result.
How its mathematics ended (ok, boundary, not-converged, empty, unresolved) is part of it, not of the status.
.TP
.B 1
The evidence or a file is at fault; the standard error says where:
.IR file : line : column :
what (at
.IR pointer ).
.TP
.B 2
The command line is at fault; one line says how.
.TP
.B 3
With
.BR \\-\\-fail :
the evidence gives no answer."""


def roff(text):
    """Text with roff's own characters made harmless."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace('"', "\\(dq").replace("'", "\\(aq")
    return re.sub(r"(?m)^\.", r"\\&.", text)


def help_page(program, *command):
    return subprocess.run([program, *command, "--help"], stdout=subprocess.PIPE, check=True, text=True).stdout


def blocks(page):
    """The parts of a help page: (heading, lines)."""
    for block in page.strip("\n").split("\n\n"):
        lines = block.splitlines()
        yield (lines[0], lines[1:]) if len(lines) > 1 and lines[1].startswith("  ") else ("", lines)


def sentence(text):
    return text[0].upper() + text[1:] + ("" if text.endswith(".") else ".")


def options(lines):
    for line in lines:
        left, text = re.match(r" +(-.*?) {1,}(?=[^ A-Z-]|\.\.\.)(.*)$", line).groups()
        yield f'.TP\n\\fB{roff(left.strip())}\\fR\n{roff(sentence(text))}'


def command_section(program, name):
    title, *_ = help_page(program, name).splitlines()
    out = [f".SS {roff(title.split(': ')[0])}", roff(title.split(": ", 1)[1].capitalize()) + "."]
    for heading, lines in blocks(help_page(program, name)):
        if heading == "Examples":
            out += [".PP", ".nf", *(roff(line.strip()) for line in lines), ".fi"]
        elif heading and heading not in ("Help", "Commands"):
            out += options(lines)
    return out


def page(program):
    version = subprocess.run([program, "--version"], stdout=subprocess.PIPE, check=True, text=True).stdout.split()[2]
    parts = list(blocks(help_page(program)))
    commands = [line.split() for heading, lines in parts if heading == "Commands" for line in lines]
    out = ['.\\" SPDX-License-Identifier: GPL-3.0-or-later', '.\\" Made by make_reconcile_1.py: change that.',
           f'.TH RECONCILE 1 "" "reckon {version}" "User Commands"', ".SH NAME",
           "reconcile \\- reconcile competing estimates of a hidden population into ranges over time",
           ".SH SYNOPSIS"]
    for heading, lines in parts:
        if heading == "Commands":
            for line in lines:
                words = re.split(r"  +", line.strip())[0].split(" ", 1)
                out += [f".B {words[0]}", roff(words[1]), ".br"]
    out += [".SH DESCRIPTION", DESCRIPTION, ".SH OPTIONS",
            "A value stands after a blank or after an equals sign (\\-\\-level 0.8, \\-\\-level=0.8).",
            "\\-\\- ends the options."]
    for heading, lines in parts:
        if heading and heading not in ("Commands", "Examples"):
            out += [f".SS {roff(heading)}", *options(lines)]
    out += [".SH COMMANDS"]
    for words in commands:
        if words[1].islower():
            out += command_section(program, words[1])
    out += [".SH EXIT STATUS", STATUS, ".SH EXAMPLES", ".nf"]
    out += [roff(line.strip()) for heading, lines in parts if heading == "Examples" for line in lines]
    out += [".fi", ".SH SEE ALSO", ".BR reckon\\-evidence (5),", ".BR gnuplot (1)", ".SH LICENCE",
            "GPL\\-3.0\\-or\\-later.", "There is no warranty, to the extent permitted by law."]
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    sys.stdout.write(page(sys.argv[1]))
