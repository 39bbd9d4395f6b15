# SPDX-License-Identifier: GPL-3.0-or-later
"""
check_headers.py INCLUDE BUILD_INCLUDE COMPILER...: every public header compiles alone and twice, as C11 with each C
compiler and as C++17 with each C++ compiler (those whose name ends in ++), without a warning.
"""
import glob
import os
import subprocess
import sys

WARNINGS = ["-Wall", "-Wextra", "-Wconversion", "-pedantic", "-Wshadow", "-Werror", "-fsyntax-only"]


def compile_alone(compiler, include, build_include, header):
    """What the compiler says about a file that includes only this header; empty when all is well."""
    language = ["-x", "c++", "-std=c++17"] if compiler.endswith("++") else ["-x", "c", "-std=c11"]
    source = f"#include <{header}>\n#include <{header}>\nint reckon_header_is_alone;\n"
    run = subprocess.run([compiler, *language, *WARNINGS, "-I", include, "-I", build_include, "-"], input=source, text=True,
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return run.stdout if run.returncode else ""


def main(arguments):
    include, build_include, *compilers = arguments
    headers = [os.path.relpath(path, include) for path in sorted(glob.glob(os.path.join(include, "**", "*.h"), recursive=True))]
    failures = 0
    for compiler in compilers:
        for header in headers:
            said = compile_alone(compiler, include, build_include, header)
            if said:
                failures += 1
                print(f"{header} with {compiler}:\n{said}")
    print(f"{len(headers)} public headers, each alone with {', '.join(compilers)}: {failures} failures")
    return 1 if failures or not headers or not compilers else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
