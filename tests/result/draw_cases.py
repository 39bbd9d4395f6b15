# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws every hand-made result to SVG and PNG with gnuplot, and looks at what came out."""
import os
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree


def draw(gnuplot, script, terminal, picture, folder):
    done = subprocess.run([gnuplot, "-e", f"set terminal {terminal}; set output '{picture}'", script], cwd=folder,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=False)
    assert done.returncode == 0 and not done.stdout, f"{script}: {done.returncode} {done.stdout.decode()}"


def svg_text(path):
    return " ".join("".join(element.itertext()) for element in ElementTree.parse(path).iter()
                    if element.tag.endswith("text"))


def check_case(gnuplot, script, folder):
    name = os.path.splitext(os.path.basename(script))[0]
    svg, png = os.path.join(folder, name + ".svg"), os.path.join(folder, name + ".png")
    draw(gnuplot, script, "svg size 960,560 background 'white'", svg, folder)
    draw(gnuplot, script, "png size 960,560", png, folder)
    assert "method" in svg_text(svg), f"{name}: the title is missing"
    with open(png, "rb") as file:
        head = file.read(24)
    assert head[:8] == b"\x89PNG\r\n\x1a\n" and int.from_bytes(head[16:20], "big") == 960, f"{name}: no PNG"
    return name


def main():
    program, gnuplot = sys.argv[1], shutil.which("gnuplot")
    if not gnuplot:
        print("SKIPPED: gnuplot is not installed (Debian: gnuplot-nox), so no picture was drawn")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([program, folder], check=True, timeout=60)
        scripts = sorted(name for name in os.listdir(folder) if name.endswith(".gp"))
        names = [check_case(gnuplot, os.path.join(folder, script), folder) for script in scripts]
        assert len(names) >= 12, names
        left = set(os.listdir(folder)) - {name + end for name in names for end in (".gp", ".svg", ".png")}
        assert not left, f"text from a result was run: {left}"
        wild = svg_text(os.path.join(folder, "wild-names.svg"))
        for words in ("`touch pwned`", "{/Bold x}^2 100%", "@m_x{^y}%d"):
            assert words in wild, f"{words} is not shown as it stands: {wild}"
    print(f"{len(names)} scripts drawn to SVG and PNG")
    return 0


if __name__ == "__main__":
    sys.exit(main())
