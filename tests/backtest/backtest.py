# SPDX-License-Identifier: GPL-3.0-or-later
"""
The back-test: crises whose number was counted later, every method of the registry on the figures that were known before.

    python3 tests/backtest/backtest.py build/release/examples/reconcile             prints the table
    python3 tests/backtest/backtest.py build/release/examples/reconcile --crises    one line a crisis, default method

For each crisis the methods answer at the date of the later count, which they do not use (`check` in the files). A
method's quantiles at 199 probabilities say how often central ranges of 50, 80, 90 and 95 % hold the count, and give a
density of log N at the count: the log score, in nats, larger is better. Beside them stands a naive analyst: the median
of the figures, and one log-normal error whose spread is the root mean square of such medians' errors in the other
crises. Methods that claim no probability have no score.
"""
import json
import math
import os
import statistics
import subprocess
import sys

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "crises")
LEVELS = (0.5, 0.8, 0.9, 0.95)
PROBABILITIES = [i / 200 for i in range(1, 200)]


def crises():
    for name in sorted(os.listdir(FOLDER)):
        path = os.path.join(FOLDER, name)
        with open(path, encoding="utf-8") as file:
            yield name[:-len(".json")], path, json.load(file)


def later_count(evidence):
    return next(estimate for estimate in evidence["estimates"] if estimate.get("check"))


def ask(program, path, date):
    probabilities = ",".join(str(p) for p in PROBABILITIES)
    done = subprocess.run([program, "--quiet", "--compare", "--at", date, "--probabilities", probabilities, "--format",
                           "json", path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if done.returncode:
        raise SystemExit(f"{path}: {done.stderr.decode()}")
    return json.loads(done.stdout)


def usable(quantiles):
    return quantiles is not None and all(q is not None and q > 0 for q in quantiles) and quantiles[0] < quantiles[-1]


def log_density(quantiles, x):
    """
    log of the density of log N at log x: the quantile function's slope over five steps, and beyond the outermost
    quantiles normal tails with the spread that these have.
    """
    logs, at = [math.log(q) for q in quantiles], math.log(x)
    normal = statistics.NormalDist()
    for end, inner, sign in ((0, 19, -1), (len(logs) - 1, len(logs) - 20, 1)):
        if sign * (at - logs[end]) >= 0:
            z = normal.inv_cdf(PROBABILITIES[end])
            spread = (logs[end] - logs[inner]) / (z - normal.inv_cdf(PROBABILITIES[inner]))
            spread = max(spread, 1e-9)
            return -0.5 * (z + (at - logs[end]) / spread) ** 2 - math.log(spread * math.sqrt(2 * math.pi))
    below = sum(q <= at for q in logs)
    low, high = max(below - 3, 0), min(below + 2, len(logs) - 1)
    return math.log((PROBABILITIES[high] - PROBABILITIES[low]) / max(logs[high] - logs[low], 1e-9))


def position(quantiles, x):
    return sum(q <= x for q in quantiles) / (len(quantiles) + 1)


class Score:
    """What one method did over all crises."""

    def __init__(self):
        self.held = {level: 0 for level in LEVELS}
        self.scores, self.errors, self.widths, self.asked, self.claimed, self.bare = [], [], [], 0, 0, 0

    def add(self, row, count):
        self.asked += 1
        if row["central"]:
            self.errors.append(abs(math.log(row["central"] / count)))
        quantiles = row.get("quantiles")
        if not usable(quantiles):
            if row["low"] or row["high"]:
                self.bare += (row["low"] or 0) <= count <= (row["high"] or math.inf)
            return
        self.claimed += 1
        self.scores.append(log_density(quantiles, count))
        for level in LEVELS:
            low = quantiles[round(100 * (1 - level)) - 1]
            high = quantiles[200 - round(100 * (1 - level)) - 1]
            self.held[level] += low <= count <= high
        self.widths.append(math.log(quantiles[189] / quantiles[9]))

    def line(self, name):
        cells = [name, f"{self.claimed}/{self.asked}"]
        cells += [f"{self.held[level] / self.claimed:.2f}" if self.claimed else "-" for level in LEVELS]
        cells.append(f"{statistics.mean(self.scores):.2f}" if self.scores else "-")
        cells.append(f"{statistics.median(self.errors):.2f}" if self.errors else "-")
        cells.append(f"{math.exp(statistics.median(self.widths)):.1f}" if self.widths else "-")
        return cells


def median_log(evidence):
    """The naive analyst's number: the median of what the figures say, on the log scale."""
    logs = []
    for estimate in evidence["estimates"]:
        if estimate.get("check"):
            continue
        ends = [estimate[key] for key in ("value", "low", "high") if key in estimate]
        logs.append(statistics.mean(math.log(end) for end in ends))
    return statistics.median(logs)


def naive(rows):
    """The naive analyst's score; rows: (log of the median, count)."""
    score, normal = Score(), statistics.NormalDist()
    errors = [center - math.log(count) for center, count in rows]
    for i, (center, count) in enumerate(rows):
        others = [e for j, e in enumerate(errors) if j != i]
        spread = math.sqrt(statistics.mean(e * e for e in others))
        quantiles = [math.exp(center + spread * normal.inv_cdf(p)) for p in PROBABILITIES]
        score.add({"central": math.exp(center), "low": None, "high": None, "quantiles": quantiles}, count)
    return score


HEAD = ["method", "answers", "50 %", "80 %", "90 %", "95 %", "log score", "median error", "width of 90 %"]


def run(program):
    scores, rows, details = {}, [], []
    for name, path, evidence in crises():
        check = later_count(evidence)
        count = check["value"]
        rows.append((median_log(evidence), count))
        for result in ask(program, path, check["date"]):
            method, row = result["method"]["id"], result["series"][0]
            scores.setdefault(method, Score()).add(row, count)
            if method == "temporal":
                details.append((name, count, row, result["outcome"]["status"]))
    scores["naive analyst"] = naive(rows)
    return scores, details


def main():
    scores, details = run(sys.argv[1])
    print("| " + " | ".join(HEAD) + " |\n|" + "---|" * len(HEAD))
    for name, score in scores.items():
        print("| " + " | ".join(score.line(name)) + " |")
    if "--crises" in sys.argv:
        for name, count, row, outcome in details:
            quantiles = row.get("quantiles")
            where = f"{position(quantiles, count):.3f} {log_density(quantiles, count):6.2f}" if usable(quantiles) else "-"
            shown = " - ".join("none" if row[key] is None else f"{row[key]:,.0f}" for key in ("low", "central", "high"))
            print(f"{name:24} {count:>10,} {shown:>40} {where} {outcome}")


if __name__ == "__main__":
    main()
