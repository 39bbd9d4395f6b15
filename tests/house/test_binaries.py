# SPDX-License-Identifier: GPL-3.0-or-later
"""test_binaries.py CC CXX: the checks of headers, symbols and objects each fail on a planted violation."""
import os
import subprocess
import sys
import tempfile
import unittest

import check_headers
import check_objects
import check_symbols

CC, CXX = "cc", "c++"
GOOD = "#include <stddef.h>\n#include <reckon/export.h>\nRECKON_EXPORT size_t reckon_good(size_t n);\n"
EXPORT = '#define RECKON_EXPORT __attribute__((visibility("default")))\n'


class Binaries(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        os.makedirs(self.path("include/reckon"))
        os.makedirs(self.path("build/reckon"))
        self.write("build/reckon/export.h", EXPORT)
        self.write("include/reckon/good.h", GOOD)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def compile(self, name, text, *options):
        self.write(name + ".c", text)
        subprocess.run([CC, "-I", self.path("include"), "-I", self.path("build"), "-fPIC", "-fvisibility=hidden", *options,
                        self.path(name + ".c"), "-o", self.path(name)], check=True, stderr=subprocess.DEVNULL)

    def headers(self):
        return check_headers.main([self.path("include"), self.path("build"), CC, CXX])

    def test_headers(self):
        self.assertEqual(self.headers(), 0)
        for text in ("size_t reckon_bad(void);\n",                                    # not self-contained
                     "static inline int reckon_bad(double x) { return x; }\n",        # -Wconversion
                     "#include <stddef.h>\nint reckon_bad(int class);\n",             # not C++
                     "#include <stddef.h>\nenum bad { A };\n",                        # no include guard
                     '#include "missing.h"\n'):
            self.write("include/reckon/bad.h", text)
            self.assertEqual(self.headers(), 1, text)

    def symbols(self, text, *options):
        self.compile("libx.so", text, "-shared")
        return check_symbols.main([self.path("libx.so"), self.path("include"), self.path("list"), *options])

    def test_symbols(self):
        good = "#include <reckon/good.h>\nsize_t reckon_good(size_t n)\n{\n    return n;\n}\n"
        self.assertEqual(self.symbols(good, "--update"), 0)
        self.assertEqual(self.symbols(good), 0)
        self.assertEqual(self.symbols("int x;\n"), 1)
        self.assertEqual(self.symbols(good + "RECKON_EXPORT int reckon_more(void)\n{\n    return 1;\n}\n"), 1)
        self.assertEqual(self.symbols(good + "RECKON_EXPORT int other;\n", "--update"), 1)
        self.write("include/reckon/good.h", GOOD + "RECKON_EXPORT int reckon_absent(void);\n")
        self.assertEqual(self.symbols(good), 1)

    def test_symbols_list(self):
        good = "#include <reckon/good.h>\nsize_t reckon_good(size_t n)\n{\n    return n;\n}\n"
        self.write("list", "reckon_good\nreckon_gone\n")
        self.assertEqual(self.symbols(good), 1)
        self.write("list", "")
        self.assertEqual(self.symbols(good), 1)

    def objects(self, name, text):
        self.compile(name, text, "-c")
        subprocess.run(["ar", "rcs", self.path("libx.a"), self.path(name)], check=True)
        status = check_objects.main([self.path("libx.a")])
        os.remove(self.path("libx.a"))
        return status

    def test_objects(self):
        self.assertEqual(self.objects("a.c.o", "static const char *const words[] = {\"a\", 0};\n"
                                               "const char *f(int i);\nconst char *f(int i) { return words[i]; }\n"), 0)
        for text in ("int counter;\n", "static int n = 1;\nint *f(void) { return &n; }\n",
                     "static _Thread_local int n;\nint *f(void) { return &n; }\n",
                     "void *malloc(unsigned long);\nvoid *f(void) { return malloc(9); }\n",
                     "int printf(const char *, ...);\nint f(int i) { return printf(\"%d\", i); }\n",
                     "void *gsl_vector_alloc(int);\nvoid *f(void) { return gsl_vector_alloc(9); }\n"):
            self.assertEqual(self.objects("a.c.o", text), 1, text)
        self.assertEqual(self.objects("gsl_handler.c.o", "static _Thread_local int n;\nint *f(void) { return &n; }\n"), 0)
        self.assertEqual(self.objects("memory.c.o", "void *malloc(unsigned long);\nvoid *f(void) { return malloc(9); }\n"), 0)


if __name__ == "__main__":
    CC, CXX = sys.argv[1:3]
    unittest.main(argv=sys.argv[:1])
