# SPDX-License-Identifier: GPL-3.0-or-later
"""
The back-test: crises whose number was counted later, every method of the registry on the figures that were known before.

    python3 tests/backtest/backtest.py build/release/examples/reconcile           prints the tables
    python3 tests/backtest/backtest.py build/release/examples/reconcile --write   puts them into docs/truth.md

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

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(HERE, "crises")
PAGE = os.path.join(HERE, os.pardir, os.pardir, "docs", "truth.md")
LEVELS = (0.5, 0.8, 0.9, 0.95)
PROBABILITIES = [i / 200 for i in range(1, 200)]


def crises():
    for name in sorted(os.listdir(FOLDER)):
        path = os.path.join(FOLDER, name)
        with open(path, encoding="utf-8") as file:
            yield name[:-len(".json")], path, json.load(file)


def later_count(evidence):
    return next(estimate for estimate in evidence["estimates"] if estimate.get("check"))


# The options of `temporal` that give the likelihood and the prior of the first edition.
FIRST_EDITION = ("common_bias_sd=0", "common_bias_tail_weight=0", "gross_error=0", "shocks=none", "anchor_error=1",
                 "drift_prior=half-normal", "drift_scale=0.3")


def ask(program, path, date, *arguments):
    """The results of the program's methods for a file, at a date."""
    probabilities = ",".join(str(p) for p in PROBABILITIES)
    done = subprocess.run([program, "--quiet", *arguments, "--at", date, "--probabilities", probabilities, "--format",
                           "json", path], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if done.returncode:
        raise SystemExit(f"{path}: {done.stderr.decode()}")
    results = json.loads(done.stdout)
    return results if isinstance(results, list) else [results]


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
DEFAULT = "temporal"


def run(program, every_method=True):
    """({method: Score}, [(title, count, row, outcome)] of the default method)."""
    scores, rows, details = {}, [], []
    for _, path, evidence in crises():
        check = later_count(evidence)
        count, date = check["value"], check["date"]
        rows.append((median_log(evidence), count))
        for result in ask(program, path, date, *(["--compare"] if every_method else ["--method", DEFAULT])):
            method, row = result["method"]["id"], result["series"][0]
            scores.setdefault(method, Score()).add(row, count)
            if method == DEFAULT:
                details.append((evidence["title"], count, row, result["outcome"]["status"]))
        if every_method:
            settings = [word for option in FIRST_EDITION for word in ("--set", option)]
            first = ask(program, path, date, "--method", DEFAULT, *settings)[0]
            scores.setdefault("first edition's assumptions", Score()).add(first["series"][0], count)
    scores["naive analyst"] = naive(rows)
    return scores, details


def method_table(scores):
    lines = ["| " + " | ".join(HEAD) + " |", "|" + "---|" * len(HEAD)]
    return lines + ["| " + " | ".join(score.line(name)) + " |" for name, score in scores.items()]


def crisis_table(details):
    lines = ["| crisis | later count | low | central | high | held | outcome |", "|" + "---|" * 7]
    for title, count, row, outcome in details:
        shown = ["none" if row[key] is None else f"{float(f'{row[key]:.3g}'):,.0f}" for key in ("low", "central", "high")]
        held = (row["low"] or 0) <= count <= (row["high"] or math.inf)
        lines.append(f"| {title} | {count:,} | {' | '.join(shown)} | {'yes' if held else '**no**'} | {outcome} |")
    return lines


def written(page, tables):
    """The page with each table between its two marks."""
    for name, lines in tables.items():
        start, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
        before, rest = page.split(start)
        page = before + start + "\n".join(lines) + "\n" + end + rest.split(end)[1]
    return page


def main():
    scores, details = run(sys.argv[1])
    tables = {"methods": method_table(scores), "crises": crisis_table(details)}
    if "--write" not in sys.argv:
        print("\n\n".join("\n".join(lines) for lines in tables.values()))
        return
    with open(PAGE, encoding="utf-8") as file:
        page = file.read()
    with open(PAGE, "w", encoding="utf-8") as file:
        file.write(written(page, tables))


if __name__ == "__main__":
    main()
