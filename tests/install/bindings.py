# SPDX-License-Identifier: GPL-3.0-or-later
# bindings.py PREFIX EVIDENCE: the module comes from the prefix, finds the library of the prefix, and answers.
import sys

import reckon

prefix, evidence = sys.argv[1:]
if not reckon.__file__.startswith(prefix):
    sys.exit(f"the module comes from {reckon.__file__}")
result = reckon.reconcile(evidence, method="random-effects", at="2005")
if len(result.low) != 1 or not result.low[0] < result.high[0]:
    sys.exit("no range")
with open("/proc/self/maps", encoding="utf-8") as maps:
    loaded = {line.split()[-1] for line in maps if "libreckon" in line}
if not loaded or not all(name.startswith(prefix) for name in loaded):
    sys.exit(f"loaded {loaded}")
print(reckon.version(), *loaded)
