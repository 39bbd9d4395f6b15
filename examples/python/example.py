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
# ## The default method
# One latent population over time, sources with biases of their own. The table shows in a notebook as one; the columns are
# arrays.

# %%
result = reckon.reconcile(evidence, grid=("2000", "2012", "P2Y"), level=0.9)
print(result)
widest = max(range(len(result.dates)), key=lambda i: result.high[i] / result.low[i])
print("widest at", result.dates[widest])

# %% [markdown]
# ## Sources, and how each figure was read
# Nothing is used or left out silently.

# %%
for source in result["sources"]:
    bias = source["bias"]
    said = f"figures {bias['ratio']:.2f} times the truth ({bias['low']:+.2f} to {bias['high']:+.2f} on the log scale)" if bias else ""
    print(f"{source['id']:24} weight {source['weight']:.2f}  {said}")
for reading in result["readings"]:
    print(f"{reading['estimate']:42} {reading['kind']:12} {'used' if reading['used'] else reading['reason']}")

# %% [markdown]
# ## What was assumed
# Every option after defaulting is in the result; giving `result["method"]` back asks the same again.

# %%
again = reckon.reconcile(evidence, method=result["method"], grid=("2000", "2012", "P2Y"), level=0.9)
assert again.to_dict() == result.to_dict()
for drift in (0.05, 0.5):
    fixed = reckon.reconcile(evidence, options={"drift": drift}, at="2012-01-01", level=0.9)
    print(f"drift fixed at {drift}: {fixed.low[0]:,.0f} to {fixed.high[0]:,.0f} in 2012")

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
print(reckon.reconcile(mine, at=["2010", "2012"]))

mine["estimates"][0]["date"] = "June 2010"
try:
    reckon.check(mine)
except reckon.ReckonError as error:
    print(error.code, "at", error.pointer)

# %% [markdown]
# ## Help
# It comes from the library, so it is about the version in use.

# %%
print(reckon.describe("temporal"))
