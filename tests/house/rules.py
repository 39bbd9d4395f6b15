# SPDX-License-Identifier: GPL-3.0-or-later
"""
The rules of the house that can be read off the files. A rule is a function of the project's root that yields
violations as "path:line: what is wrong"; check.py runs one, test_rules.py shows that each really fails.
"""
import os
import re

from tree import code_only, includes, project_files, read

# One way through the house: what each folder of lib/ may include besides itself.
FAMILIES = ("interval", "pool", "meta", "temporal")
LAYERS = {"core": (), "words": ("core",), "evidence": ("core", "words")}
LAYERS.update({family: ("core",) for family in FAMILIES})
LAYERS["methods"] = ("core", "evidence") + FAMILIES
LAYERS["result"] = ("core", "evidence", "methods")
LAYERS["reconcile"] = LAYERS["methods"] + ("methods", "result")
LAYERS["explain"] = LAYERS["reconcile"] + ("reconcile",)
LAYERS["json"] = ("core", "words", "evidence", "methods", "result", "reconcile", "explain")
LAYERS["sheet"] = ("core", "words", "evidence", "json")
LAYERS["door"] = LAYERS["reconcile"] + ("words", "reconcile", "explain", "json", "sheet")
LAYERS["batch"] = LAYERS["door"] + ("door",)

# Public headers that are not named after their folder.
HEADER_FOLDER = {"range": "core", "date": "core", "export": "core", "gsl": "core", "outcome": "core",
                 "status": "core", "version": "core", "option": "core", "method": "methods",
                 "progress": "core", "limits": "core", "readings": "evidence", "reading": "evidence", "text": "door",
                 "picture": "result"}

C_STANDARD = {"stddef.h", "stdbool.h", "stdint.h", "limits.h", "float.h"}

TOP_LEVEL = {"lib", "include", "examples", "tests", "docs", "CMakeLists.txt", "README.md", "LICENSE", "CHANGELOG.md",
             "CMakePresets.json"}

MAX_FILE_LINES = 600
MAX_FUNCTION_LINES = 80


def c_files(root, *folders):
    for path in project_files(root):
        if path.endswith((".c", ".h")) and path.split("/")[0] in folders:
            yield path


def text_files(root):
    for path in project_files(root):
        if path.endswith((".c", ".h", ".py", ".sh", ".R", ".r", ".cmake", ".md", ".in", ".txt", ".cpp")):
            yield path


def included_folder(path, kind, target):
    """The folder of lib/ that an #include in lib/ reaches, or None for what is no part of the project."""
    if kind == '"':
        return target.split("/")[0] if "/" in target else path.split("/")[1]
    if target.startswith("reckon/"):
        stem = target[len("reckon/"):-len(".h")]
        return HEADER_FOLDER.get(stem, stem)
    return None


def one_way_includes(root):
    """core < words < evidence, families < methods < result < reconcile < explain < json, sheet < door."""
    edges = {}
    for path in c_files(root, "lib"):
        folder = path.split("/")[1]
        if folder not in LAYERS:
            yield f"{path}:1: lib/{folder} is not a folder of the house (LAYERS in tests/house/rules.py)"
            continue
        for line, kind, target in includes(read(root, path)):
            reached = included_folder(path, kind, target)
            if ".." in target or target.split("/")[0] in ("tests", "examples", "lib", "include"):
                yield f"{path}:{line}: lib/ includes nothing by way of '{target}'"
            elif target == "reckon.h" or target == "jansson.h" and folder != "json":
                yield f"{path}:{line}: {target} is not for lib/{folder}"
            elif kind == "<" and reached == "result" and folder == "reconcile":
                pass  # the front door hands out results, whose handle the public header declares
            elif reached is not None and reached != folder:
                edges.setdefault(folder, {}).setdefault(reached, f"{path}:{line}")
                if reached not in LAYERS[folder]:
                    yield f"{path}:{line}: lib/{folder} may not include {target} (lib/{reached})"
    for folder in edges:
        for reached in edges[folder]:
            if folder < reached and folder in edges.get(reached, {}):
                yield f"{edges[folder][reached]}: lib/{folder} and lib/{reached} include each other"


def public_headers(root):
    """Installed headers include installed headers and a few standard ones, without cycles, and never jansson or GSL."""
    reached = {}
    for path in c_files(root, "include"):
        name = path[len("include/"):]
        reached[name] = set()
        text = read(root, path)
        for line, kind, target in includes(text):
            if kind == "<" and target.startswith("reckon/"):
                reached[name].add(target)
                if target != "reckon/export.h" and not os.path.exists(os.path.join(root, "include", target)):
                    yield f"{path}:{line}: there is no public header {target}"
            elif not (kind == "<" and target in C_STANDARD):
                yield f"{path}:{line}: a public header may not include {target}"
        if name != "reckon.h" and 'extern "C"' not in text and "RECKON_EXPORT" in text:
            yield f'{path}:1: no extern "C"'
    for name in sorted(reached):
        seen, queue = set(), list(reached[name])
        while queue:
            step = queue.pop()
            if step not in seen:
                seen.add(step)
                queue.extend(reached.get(step, ()))
        if name in seen:
            yield f"include/{name}:1: includes itself by way of other headers"


def umbrella(root):
    """include/reckon.h includes every public header, and nothing else."""
    path = "include/reckon.h"
    if not os.path.exists(os.path.join(root, path)):
        return
    text = code_only(read(root, path))
    named = {target for _, _, target in includes(read(root, path))}
    for header in c_files(root, "include"):
        if header != path and header[len("include/"):] not in named:
            yield f"{path}:1: does not include <{header[len('include/'):]}>"
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield f"{path}:{number}: the umbrella only includes"


# Calls that have no place in the library, and the one file where each may stand.
MEMORY = "lib/core/memory.c"
FORBIDDEN = {
    "memory only through lib/core/memory.h": (r"malloc|calloc|realloc|free|strdup|strndup|alloca|aligned_alloc", {MEMORY}),
    "the library prints nothing": (r"printf|vprintf|puts|putchar|perror|vfprintf", set()),
    "the library never ends the process": (r"exit|_exit|quick_exit|abort|assert|raise|signal|longjmp|setjmp", set()),
    "the library does not look at its surroundings": (r"getenv|secure_getenv|setenv|system|popen", set()),
    "the library does not touch the locale": (r"setlocale|uselocale|newlocale|freelocale|localeconv",
                                               {"lib/json/c_locale.c"}),
    "no clock": (r"time|clock|gettimeofday|clock_gettime|localtime|gmtime|mktime", set()),
    "no hidden state (lgamma writes signgam)": (r"lgamma|rand|srand|random|drand48|strtok|json_object_seed|json_set_alloc_funcs2?", set()),
    "numbers are read and written by lib/core/text.h, which knows no locale": (r"strtod|strtof|atof|sscanf|fscanf",
                                                                             {"lib/core/text.c", "lib/json/emit.c"}),
    "a GSL allocation that fails reaches the host's handler": (r"gsl_\w+_c?alloc", set()),
    "GSL's handler is the host's": (r"gsl_set_error_handler(?:_off)?|gsl_error", {"lib/core/gsl_handler.c"}),
}


def forbidden_calls(root):
    """What the library must not call: memory outside the seam, printing, exit, environment, locale, clock."""
    for path in c_files(root, "lib", "include"):
        code = code_only(read(root, path))
        for reason, (names, allowed) in FORBIDDEN.items():
            if path in allowed:
                continue
            for match in re.finditer(rf"(?<![\w.>])({names})[ \t]*\(", code):
                yield f"{path}:{code.count(chr(10), 0, match.start()) + 1}: {match.group(1)}(): {reason}"
        for match in re.finditer(r"\b(stdout|stderr)\b", code):
            yield f"{path}:{code.count(chr(10), 0, match.start()) + 1}: {match.group(1)}: the library prints nothing"


# The places that may: they pass over the locale's mark.
OWN_FLOATS = {"lib/core/text.c", "lib/result/figure.c", "lib/json/emit.c"}


def no_float_conversions(root):
    """Numbers in texts and messages are written by rk_number_text: printf's own conversions follow the locale."""
    for path in c_files(root, "lib"):
        if path in OWN_FLOATS:
            continue
        for number, line in enumerate(read(root, path).splitlines(), 1):
            for match in re.finditer(r'"(?:[^"\\]|\\.)*"', line):
                if re.search(r"(?<!%)(?:%%)*%[-+ #0]*[0-9*]*(?:\.[0-9*]*)?[lL]?[aefgAEFG]", match.group(0)):
                    yield f"{path}:{number}: {match.group(0)} writes a number as the locale does"


def top_level(root):
    """Beside dot-files, the top level holds only the conventional entries."""
    for entry in sorted({path.split("/")[0] for path in project_files(root)}):
        if not entry.startswith(".") and entry not in TOP_LEVEL:
            yield f"{entry}:1: does not belong on the top level"


def file_length(root):
    """No source file over 600 lines, no function in lib/ over 80, and none called utils."""
    for path in project_files(root):
        if not path.endswith((".c", ".h", ".py", ".sh", ".R", ".cpp")):
            continue
        lines = read(root, path).splitlines()
        if len(lines) > MAX_FILE_LINES:
            yield f"{path}:{MAX_FILE_LINES + 1}: {len(lines)} lines; split it by subject"
        if re.search(r"(^|[/_])(utils?|helpers?|misc|common)\.\w+$", path):
            yield f"{path}:1: name the file after its subject"
        if path.endswith(".c") and path.startswith("lib/"):
            yield from long_functions(path, lines)


def long_functions(path, lines):
    start = None
    for number, line in enumerate(lines, 1):
        if line == "{":
            start = number
        elif line == "}" and start is not None:
            if number - start > MAX_FUNCTION_LINES:
                yield f"{path}:{start}: a function of {number - start} lines"
            start = None


# Written in two halves so that this file passes its own rule.
BANNED = [("TO" + "DO"), ("FIX" + "ME"), ("XX" + "X"), ("st" + "ub"), ("not yet " + "implemented"), ("lorem " + "ipsum")]
PLACES = [("/wo" + "rk/"), ("/ho" + "me/"), ("/ro" + "ot/")]


def banned_words(root):
    """Nothing unfinished is committed, and no path of one machine."""
    words = re.compile(r"\b(" + "|".join(BANNED) + r")\b")
    places = re.compile(r"(?<![\w.$}])(" + "|".join(PLACES) + ")")
    for path in text_files(root):
        for number, line in enumerate(read(root, path).splitlines(), 1):
            for pattern, what in ((words, "unfinished work"), (places, "a path of one machine")):
                match = pattern.search(line)
                if match:
                    yield f"{path}:{number}: '{match.group(1)}' is {what}"


def licence_lines(root):
    """Every source file says its licence in its first three lines."""
    for path in project_files(root):
        name = os.path.basename(path)
        if path.endswith((".c", ".h", ".py", ".sh", ".R", ".cpp", ".cmake")) or name == "CMakeLists.txt":
            head = "\n".join(read(root, path).splitlines()[:3])
            if "SPDX-License-Identifier: GPL-3.0-or-later" not in head:
                yield f"{path}:1: no SPDX-License-Identifier: GPL-3.0-or-later"


def sources_listed(root):
    """Every source of lib/ is named in its folder's CMakeLists.txt and every public header in lib's; no flags are set."""
    for path in c_files(root, "lib"):
        folder, name = os.path.split(path)
        lists = os.path.join(folder, "CMakeLists.txt")
        if name.endswith(".c") and not (os.path.exists(os.path.join(root, lists)) and
                                        re.search(rf"(?<![\w.]){re.escape(name)}(?![\w.])", read(root, lists))):
            yield f"{path}:1: not named in {lists}"
    for path in c_files(root, "include"):
        if not re.search(rf"(?<![\w.]){re.escape(path[len('include/'):])}(?![\w.])", read(root, "lib/CMakeLists.txt")):
            yield f"{path}:1: not named in lib/CMakeLists.txt, so it is not installed"
    for path in project_files(root):
        if os.path.basename(path) != "CMakeLists.txt" and not path.endswith(".cmake"):
            continue
        for number, line in enumerate(read(root, path).splitlines(), 1):
            if re.search(r"^\s*(set|string|list)\s*\(\s*(APPEND\s+|PREPEND\s+)?CMAKE_(C|CXX)_FLAGS", line):
                yield f"{path}:{number}: flags belong to targets or to the presets"


def links_resolve(root):
    """Every relative link in a Markdown page leads to a file."""
    for path in project_files(root):
        if not path.endswith(".md"):
            continue
        for number, line in enumerate(read(root, path).splitlines(), 1):
            for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`]*`", "", line)):
                place = target.split("#")[0]
                if place and not re.match(r"[a-z]+:", place) and \
                        not os.path.exists(os.path.join(root, os.path.dirname(path), place)):
                    yield f"{path}:{number}: the link to {target} leads nowhere"


def one_version(root):
    """The version that include/reckon/version.h says is the one that the citation and the manual page say."""
    if not os.path.exists(os.path.join(root, "include/reckon/version.h")):
        return
    version = re.search(r'RECKON_VERSION_STRING "([^"]+)"', read(root, "include/reckon/version.h")).group(1)
    for path, pattern in (("docs/CITATION.cff", r"(?m)^version: (\S+)$"), ("docs/man/reconcile.1", r'(?m)^\.TH .*"reckon ([^"]+)"')):
        if os.path.exists(os.path.join(root, path)):
            said = re.search(pattern, read(root, path))
            if not said or said.group(1) != version:
                yield f"{path}:1: says {said.group(1) if said else 'no version'}, include/reckon/version.h says {version}"


RULES = {rule.__name__: rule for rule in (one_way_includes, public_headers, umbrella, forbidden_calls,
                                          no_float_conversions, top_level, file_length,
                                          banned_words, licence_lines, sources_listed, links_resolve, one_version)}
