# SPDX-License-Identifier: GPL-3.0-or-later
# %% [markdown]
# # How many North Koreans lived in China?
#
# A notebook in percent format: open it in an editor that knows cells, or run it as a script. It needs `libreckon`; numpy
# makes columns arrays, matplotlib is not needed.

# %%
import pathlib

import reckon

here = pathlib.Path(__file__).resolve().parent if "__file__" in globals() else pathlib.Path.cwd()
evidence = here.parent / "evidence" / "north-koreans-in-china.json"
print("reckon", reckon.version())

# %% [markdown]
# ## What is in the evidence

# %%
told = reckon.check(evidence)
for population in told["populations"]:
    print(f"{population['name']}: {population['estimates']} estimates, {population['first']} to {population['last']}")

# %% [markdown]
# ## One method
# The table shows in a notebook as one; the columns are arrays.

# %%
result = reckon.reconcile(evidence, method="random-effects", grid=("2000", "2012", "P2Y"), level=0.9)
print(result)
widest = max(range(len(result.dates)), key=lambda i: result.high[i] / result.low[i])
print("widest at", result.dates[widest])

# %% [markdown]
# ## How each figure was read
# Nothing is used or left out silently.

# %%
for reading in result["readings"]:
    print(f"{reading['estimate']:42} {reading['kind']:12} {'used' if reading['used'] else reading['reason']}")

# %% [markdown]
# ## What was assumed
# Every option after defaulting is in the result; giving `result["method"]` back asks the same again.

# %%
again = reckon.reconcile(evidence, method=result["method"], grid=("2000", "2012", "P2Y"), level=0.9)
assert again.to_dict() == result.to_dict()
slower = reckon.reconcile(evidence, method="random-effects", options={"drift": 0.05}, at="2012", level=0.9)
print(f"drift {result['method']['options']['drift']}: {result.low[-1]:,.0f} to {result.high[-1]:,.0f}")
print(f"drift 0.05: {slower.low[0]:,.0f} to {slower.high[0]:,.0f}")

# %% [markdown]
# ## Every method
# The spread between methods is itself a finding.

# %%
print(reckon.compare(evidence, at="2012"))

# %% [markdown]
# ## Evidence from Python
# A dict will do, and so will numbers of numpy or dates of pandas. What is wrong with it comes with a JSON Pointer.

# %%
mine = {
    "format": "reckon-evidence/1",
    "populations": [{"id": "camp", "measure": "stock"}],
    "sources": [{"id": "ministry", "bias": {"direction": "understates"}}, {"id": "aid", "reliability": "B"}],
    "estimates": [
        {"id": "count", "population": "camp", "source": "ministry", "date": "2010", "value": 10000, "approximate": True},
        {"id": "survey", "population": "camp", "source": "aid", "date": "2011-06", "low": 30000, "high": 60000, "level": 0.95},
    ],
}
print(reckon.reconcile(mine, at=["2010", "2012"], method="random-effects"))

mine["estimates"][0]["date"] = "June 2010"
try:
    reckon.reconcile(mine, at="2012")
except reckon.ReckonError as error:
    print(error.code, "at", error.pointer)

# %% [markdown]
# ## Help
# It comes from the library, so it is about the version in use.

# %%
print(reckon.describe("random-effects"))
