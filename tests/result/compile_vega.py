# SPDX-License-Identifier: GPL-3.0-or-later
"""Vega-Lite of every hand-made result, compiled and drawn by npm's vega-lite and vega: no warning, and the words are there."""
import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile

SCRIPT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "compile_vega.mjs")
PACKAGES = ("vega-lite@5", "vega@5")


def skip(why):
    print("SKIPPED:", why)
    return 77


def main():
    if not shutil.which("npm") or not shutil.which("node"):
        return skip("npm and node are not installed, so Vega-Lite was not compiled")
    with tempfile.TemporaryDirectory() as folder:
        try:
            subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", *PACKAGES], cwd=folder, check=True,
                           timeout=120, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            return skip("npm cannot install vega-lite here")
        shutil.copy(SCRIPT, folder)
        subprocess.run([sys.argv[1], folder], check=True, timeout=60)
        files = sorted(glob.glob(os.path.join(folder, "*.vl.json")))
        assert len(files) >= 3 * 12, files
        done = subprocess.run(["node", os.path.basename(SCRIPT), *files], cwd=folder, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=120, check=False)
        assert done.returncode == 0, done.stdout.decode()[-2000:]
        for line in done.stdout.decode().splitlines():
            drawn = json.loads(line)
            name = os.path.basename(drawn["path"])
            assert not drawn["warnings"], (name, drawn["warnings"])
            assert drawn["marks"] > 10 and "NaN" not in drawn["svg"], (name, drawn["marks"])
            if name == "fan-fan.vl.json":
                for words in ("90 % range", "us-state", "not used", "North Koreans"):
                    assert words in drawn["svg"], words
    print(f"{len(files)} specifications compiled and drawn")
    return 0


if __name__ == "__main__":
    sys.exit(main())
