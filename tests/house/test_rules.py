# SPDX-License-Identifier: GPL-3.0-or-later
"""Each rule of the house passes a small clean house and fails on a planted violation, in the file where it was planted."""
import os
import tempfile
import unittest

from rules import BANNED, FORBIDDEN, PLACES, RULES

SPDX = "/* SPDX-License-Identifier: GPL-3.0-or-later */\n"
GUARDED = '#ifdef __cplusplus\nextern "C" {\n#endif\nRECKON_EXPORT int reckon_x(void);\n'
CLEAN = {
    "CMakeLists.txt": "# SPDX-License-Identifier: GPL-3.0-or-later\nproject(reckon)\n",
    "README.md": "# reckon\nSee [docs](docs/methods.md#one) and [elsewhere](https://example.org/).\n",
    "docs/methods.md": "# Methods\n",
    "include/reckon.h": SPDX + "#ifndef R\n#define R\n#include <reckon/status.h>\n#include <reckon/pool.h>\n#endif\n",
    "include/reckon/status.h": SPDX + "#include <stddef.h>\n#include <reckon/export.h>\n" + GUARDED,
    "include/reckon/pool.h": SPDX + "#include <reckon/export.h>\n#include <reckon/status.h>\n" + GUARDED,
    "lib/CMakeLists.txt": "# SPDX-License-Identifier: GPL-3.0-or-later\nset(reckon.h reckon/pool.h reckon/status.h)\n",
    "lib/core/CMakeLists.txt": "# SPDX-License-Identifier: GPL-3.0-or-later\nadd(memory.c status.c)\n",
    "lib/core/memory.c": SPDX + '#include "core/memory.h"\n#include <stdlib.h>\nvoid f(void *p)\n{\n    free(p);\n}\n',
    "lib/core/memory.h": SPDX,
    "lib/core/status.c": SPDX + '#include "status.h"\n/* free(p), printf("x") */\nconst char *s = "exit(1) stderr";\n',
    "lib/core/status.h": SPDX + "#include <reckon/status.h>\n",
    "lib/pool/CMakeLists.txt": "# SPDX-License-Identifier: GPL-3.0-or-later\nadd(linear.c)\n",
    "lib/pool/linear.c": SPDX + '#include <reckon/pool.h>\n#include "core/memory.h"\n#include <gsl/gsl_cdf.h>\n'
                                "int g(struct s *p)\n{\n    return p->free(1) + snprintf(0, 0, \"\");\n}\n",
    "lib/json/CMakeLists.txt": "# SPDX-License-Identifier: GPL-3.0-or-later\nadd(reader.c)\n",
    "lib/json/reader.c": SPDX + "#include <jansson.h>\n#include <reckon/status.h>\n",
    "tests/core/test_status.c": SPDX + "#include <stdlib.h>\n",
}


class Rules(unittest.TestCase):
    def violations(self, rule, planted):
        with tempfile.TemporaryDirectory() as root:
            for path, text in {**CLEAN, **planted}.items():
                os.makedirs(os.path.join(root, os.path.dirname(path)), exist_ok=True)
                with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                    file.write(text)
            return list(RULES[rule](root))

    def fails(self, rule, path, text, at=None):
        found = self.violations(rule, {path: text})
        self.assertTrue(found, f"{rule} did not see what was planted in {path}")
        for violation in found:
            self.assertTrue(violation.startswith(at or path), violation)
        return found

    def test_a_clean_house_passes_every_rule(self):
        for rule in RULES:
            self.assertEqual(self.violations(rule, {}), [], rule)

    def test_every_rule_is_tried_here(self):
        tried = {name.split("__")[0][len("test_"):] for name in dir(self) if "__" in name}
        self.assertLessEqual(set(RULES), tried)

    def test_one_way_includes__upwards(self):
        for path, text in (("lib/core/date.c", '#include "pool/linear.h"\n'),
                           ("lib/pool/log.c", "#include <reckon/meta.h>\n"),
                           ("lib/meta/dl.c", '#include "evidence/readings.h"\n'),
                           ("lib/evidence/check.c", '#include "json/emit.h"\n'),
                           ("lib/reconcile/grid.c", '#include "json/emit.h"\n'),
                           ("lib/pool/log.c", "#include <jansson.h>\n"),
                           ("lib/pool/log.c", '#include "../core/memory.h"\n'),
                           ("lib/pool/log.c", "  # include <reckon.h>\n"),
                           ("lib/pool/log.c", '#include "tests/support/check.h"\n'),
                           ("lib/attic/log.c", "\n")):
            self.fails("one_way_includes", path, text)

    def test_one_way_includes__cycle(self):
        planted = {"lib/result/table.c": '#include "core/text.h"\n'}
        self.assertEqual(self.violations("one_way_includes", planted), [])
        planted["lib/core/writer.c"] = '#include "result/table.h"\n'  # the wrong way, and a circle
        self.assertEqual(len(self.violations("one_way_includes", planted)), 2)

    def test_one_way_includes__comments_do_not_count(self):
        self.assertEqual(self.violations("one_way_includes", {"lib/core/x.c": '/*\n#include "pool/linear.h"\n*/\n'}), [])

    def test_public_headers__foreign_include(self):
        for line in ("#include <jansson.h>", "#include <gsl/gsl_math.h>", '#include "core/memory.h"', "#include <stdio.h>",
                     "#include <reckon/absent.h>"):
            self.fails("public_headers", "include/reckon/pool.h", SPDX + line + "\n" + GUARDED)
        self.fails("public_headers", "include/reckon/pool.h", SPDX + "RECKON_EXPORT int reckon_y(void);\n")

    def test_public_headers__cycle(self):
        found = self.violations("public_headers", {"include/reckon/status.h": "#include <reckon/pool.h>\n"})
        self.assertEqual(len(found), 2)

    def test_umbrella__incomplete_or_more(self):
        self.fails("umbrella", "include/reckon/meta.h", GUARDED, at="include/reckon.h")
        self.fails("umbrella", "include/reckon.h", CLEAN["include/reckon.h"] + "int reckon_y(void);\n")

    def test_no_float_conversions__each(self):
        for text in ('"%g"', '"of %zu: %.3f"', '"%%%-8.*e"', '"%Lg"'):
            self.fails("no_float_conversions", "lib/pool/log.c", f"int f(void) {{ return g({text}, 1.0); }}\n")
        good = 'int f(void) { return g("%%g, %s of %zu" + 0 * h("100 %% fine"), "x"); }\n'
        self.assertEqual(self.violations("no_float_conversions", {"lib/pool/log.c": good}), [])
        self.assertEqual(self.violations("no_float_conversions", {"lib/core/text.c": 'int x = g("%.17g");\n'}), [])

    def test_forbidden_calls__each(self):
        for names, allowed in FORBIDDEN.values():
            for name in names.split("|"):
                name = name.replace(r"\w+", "vector").replace("_c?", "_c").replace("2?", "2").replace("(?:_off)?", "_off")
                self.fails("forbidden_calls", "lib/pool/log.c", f"int x;\nvoid f(void)\n{{\n    {name} (x);\n}}\n")
                for path in allowed:
                    self.assertEqual(self.violations("forbidden_calls", {path: f"int y = {name}(1);\n"}), [])
        found = self.fails("forbidden_calls", "lib/pool/log.c", "/* a\n b */\nint a = fputs(x, stderr);\n")
        self.assertIn(":3:", found[0])

    def test_top_level__stray_file(self):
        self.fails("top_level", "notes.txt", "x")
        self.fails("top_level", "src/x.c", "x", at="src")
        self.assertEqual(self.violations("top_level", {".editorconfig": "x", "LICENSE": "x", "build/x.c": "x"}), [])

    def test_file_length__long(self):
        self.fails("file_length", "lib/pool/log.c", "int x;\n" * 601)
        self.fails("file_length", "tests/pool/test_log.c", "int x;\n" * 601)
        self.fails("file_length", "lib/pool/log.c", "int f(void)\n{\n" + "    ;\n" * 81 + "}\n")
        self.fails("file_length", "lib/pool/utils.c", "int x;\n")
        self.assertEqual(self.violations("file_length", {"lib/pool/a.c": "int f(void)\n{\n" + "    ;\n" * 79 + "}\n"}), [])

    def test_banned_words__each(self):
        for word in BANNED:
            self.fails("banned_words", "docs/page.md", f"One\n{word}: more\n")
        for place in PLACES:
            self.fails("banned_words", "tests/x.sh", f"cd {place}reckon\n")
        self.assertEqual(self.violations("banned_words", {"docs/page.md": "stubborn ${HOME}/work/x build/work/y\n"}), [])

    def test_licence_lines__missing(self):
        for path in ("lib/pool/log.c", "tests/run.sh", "tests/pool/CMakeLists.txt", "examples/python/reckon.py"):
            self.fails("licence_lines", path, "x\n")

    def test_sources_listed__forgotten(self):
        self.fails("sources_listed", "lib/pool/log.c", SPDX)
        self.fails("sources_listed", "lib/pool/inear.c", SPDX)
        self.fails("sources_listed", "include/reckon/meta.h", SPDX)
        self.fails("sources_listed", "CMakeLists.txt", 'set(CMAKE_C_FLAGS "${CMAKE_C_FLAGS} -O3")\n')
        self.fails("sources_listed", "lib/pool/CMakeLists.txt", CLEAN["lib/pool/CMakeLists.txt"] + "string(APPEND CMAKE_CXX_FLAGS x)\n")

    def test_one_version__another(self):
        header = '#define RECKON_VERSION_STRING "1.2.3"\n'
        for path, good in (("docs/CITATION.cff", "type: software\nversion: 1.2.3\n"), ("docs/man/reconcile.1", '.TH X 1 "" "reckon 1.2.3"\n')):
            self.assertEqual(self.violations("one_version", {"include/reckon/version.h": header, path: good}), [])
            self.assertEqual(len(self.violations("one_version", {"include/reckon/version.h": header, path: good.replace("2", "4")})), 1)

    def test_links_resolve__dead(self):
        self.fails("links_resolve", "docs/page.md", "see [this](methods.html)\n")
        self.assertEqual(self.violations("links_resolve", {"docs/page.md": "see [this](methods.md) and `[1](2)`\n"}), [])


if __name__ == "__main__":
    unittest.main()
