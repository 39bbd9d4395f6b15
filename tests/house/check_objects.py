# SPDX-License-Identifier: GPL-3.0-or-later
"""
check_objects.py ARCHIVE: what the compiled objects say about state and imports. No object keeps writable data (one
documented exception: the GSL handler), and none imports what the library must not call.
"""
import re
import subprocess
import sys

KEEPS_STATE = {"gsl_handler.c.o"}
# Constant tables that hold pointers stand in .data.rel.ro: written by the loader once, read-only afterwards.
WRITABLE = re.compile(r"^\.(data(?!\.rel\.ro)|bss|tdata|tbss|sdata|sbss)|^\*COM\*$|^COMMON$")
MEMORY = {"malloc", "calloc", "realloc", "free", "strdup", "aligned_alloc"}
FORBIDDEN = {"printf", "puts", "putchar", "perror", "exit", "_exit", "abort", "__assert_fail", "getenv", "setlocale", "time",
             "clock", "clock_gettime", "gettimeofday", "rand", "srand", "random", "stdout", "stderr", "gsl_set_error_handler",
             "gsl_set_error_handler_off", "system", "signal", "lgamma", "lgamma_r", "json_set_alloc_funcs", "json_object_seed"}
IMPORTS_OF = {"memory.c.o": MEMORY, "gsl_handler.c.o": {"gsl_set_error_handler"}}


def symbols(archive, *options):
    """(object, name, section) of each symbol that `nm` lists."""
    run = subprocess.run(["nm", "--format=sysv", *options, archive], stdout=subprocess.PIPE, text=True, check=True)
    current = ""
    for line in run.stdout.splitlines():
        heading = re.search(r"\[([^\]]+\.o)\]:?\s*$", line) or re.match(r"^(\S+\.o):$", line)
        if heading:
            current = heading.group(1)
        fields = [field.strip() for field in line.split("|")]
        if len(fields) >= 7 and fields[0] != "Name":
            yield current, fields[0].split("@")[0], fields[6]


def problems(archive):
    seen = 0
    for where, name, section in symbols(archive, "--defined-only"):
        seen += 1
        if WRITABLE.match(section) and where not in KEEPS_STATE:
            yield f"{where}: {name} is writable data ({section}): the library keeps no state"
    for where, name, _ in symbols(archive, "--undefined-only"):
        if name in (FORBIDDEN | MEMORY) - IMPORTS_OF.get(where, set()):
            yield f"{where}: calls {name}"
        if re.match(r"gsl_\w+_c?alloc$", name):
            yield f"{where}: calls {name}, whose failure reaches GSL's error handler"
    if not seen:
        yield f"{archive}: nm finds no symbols"


def main(arguments):
    found = list(problems(arguments[0]))
    for problem in found:
        print(problem)
    print(f"{arguments[0]}: {len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
