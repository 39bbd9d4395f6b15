# SPDX-License-Identifier: GPL-3.0-or-later
"""
How far ahead a register can be read: yearly registers, cut off at some year, and what they say one to five years on.

    python3 tests/backtest/registers.py build/release/lib/libreckon.so TABLE.csv [--pairs N] [--anchor] [--set NAME=VALUE ...]

TABLE.csv is UNHCR's population table (year, coo, coa, refugees, ...; https://www.unhcr.org/refugee-statistics, CC BY
4.0), which the repository does not hold. Each pair of a country of origin and one of asylum with eight yearly figures
or more is one register. All but its last five years are the evidence; the last five are what came. N pairs (200 when
not given, 0 for all) are taken at even steps from the sorted list, so two runs see the same ones. The program prints,
for each distance in years, how often the 90 % range held the next figure of the register, the mean log score of its log
(nats, larger is better) and the median width.

With --anchor the figures are read as an anchor's: what is predicted is the register itself, whatever it misses. Without,
they are a source's like any other: the ranges hold what the register may miss, and are wide.
"""
import argparse
import collections
import csv
import json
import math
import os
import pathlib
import statistics
import sys

import backtest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "examples" / "python"))
import reckon  # noqa: E402  (found by the line above)

AHEAD = 5
FEWEST = 3


def registers(path):
    """{(origin, asylum): [(year, refugees), ...]} of the pairs with enough years, in order."""
    pairs = collections.defaultdict(dict)
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            count = row["refugees"]
            if count and float(count) > 0:
                pairs[row["coo"], row["coa"]][int(row["year"])] = float(count)
    kept = {}
    for pair in sorted(pairs):
        years = sorted(pairs[pair].items())
        if len(years) >= FEWEST + AHEAD:
            kept[pair] = years
    return kept


def evidence(years, anchor):
    return {
        "format": "reckon-evidence/1",
        "populations": [{"id": "pair", "measure": "stock"}],
        "sources": [{"id": "register", "bias": {"anchor": True}} if anchor else {"id": "register"}],
        "estimates": [{"id": f"y{year}", "population": "pair", "source": "register", "date": f"{year}-12-31",
                       "value": count} for year, count in years],
    }


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    options.add_argument("library")
    options.add_argument("table")
    options.add_argument("--pairs", type=int, default=200)
    options.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    options.add_argument("--anchor", action="store_true", help="the register is an anchor: what is predicted is the register")
    asked = options.parse_args()
    reckon.load(os.path.abspath(asked.library))
    kept = registers(asked.table)
    names = list(kept)
    if asked.pairs and asked.pairs < len(names):
        names = [names[i * len(names) // asked.pairs] for i in range(asked.pairs)]
    settings = {}
    for text in asked.set:
        name, value = text.split("=", 1)
        try:
            settings[name] = json.loads(value)
        except ValueError:
            settings[name] = value
    scores = [backtest.Score() for _ in range(AHEAD)]
    outcomes = collections.Counter()
    for number, pair in enumerate(names):
        years = kept[pair]
        before, after = years[:-AHEAD], years[-AHEAD:]
        last = before[-1][0]
        result = reckon.reconcile(evidence(before, asked.anchor), at=[f"{year}-12-31" for year, _ in after],
                                  probabilities=backtest.PROBABILITIES, options=settings)
        outcomes[result["outcome"]["status"]] += 1
        for (year, count), row in zip(after, result["series"]):
            if year - last <= AHEAD:
                scores[year - last - 1].add(row, count)
        print(f"\r{number + 1} of {len(names)}", end="", file=sys.stderr)
    print(file=sys.stderr)
    print("| years ahead | registers | held by 90 % | log score | median width |\n|---|---|---|---|---|")
    for distance, score in enumerate(scores, 1):
        print(f"| {distance} | {score.claimed} | {score.held[0.9] / max(score.claimed, 1):.2f} | "
              f"{statistics.mean(score.scores):.3f} | x{math.exp(statistics.median(score.widths)):.2f} |")
    print("outcomes:", ", ".join(f"{name} {count}" for name, count in sorted(outcomes.items())))


if __name__ == "__main__":
    main()
