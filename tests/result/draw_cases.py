# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks at every hand-made result in every form: SVG is XML with what it must have, gnuplot draws its scripts without a
word, and Vega-Lite is JSON."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

SVG = "{http://www.w3.org/2000/svg}"


def words(root):
    return " ".join("".join(element.itertext()) for element in root.iter(SVG + "text"))


def check_svg(path):
    """A title and a description of its own, nothing that runs or is fetched; the words of it."""
    root = ElementTree.parse(path).getroot()
    assert root.get("role") == "img", path
    for name in ("title", "desc"):
        found = root.find(SVG + name)
        assert found is not None and found.text and "nuplot" not in found.text, f"{path}: {name}"
        assert found.get("id") in root.get("aria-labelledby").split(), f"{path}: {name}"
    known = {SVG + tag for tag in ("svg", "title", "desc", "g", "line", "rect", "circle", "path", "text", "clipPath")}
    assert {element.tag for element in root.iter()} <= known, path
    assert not any("href" in key or key.startswith("on") for element in root.iter() for key in element.attrib), path
    check_key_is_beside(root, path)
    return words(root)


def check_key_is_beside(root, path):
    """What follows the data (the key) stands outside of the frame that holds them, and inside the picture."""
    frame = {key: float(value) for key, value in root.find(f"{SVG}clipPath/{SVG}rect").attrib.items()}
    assert frame["width"] > 40 and frame["height"] > 20, path
    parts = list(root)
    data = next(i for i, part in enumerate(parts) if "clip-path" in part.attrib)
    for text in [part for part in parts[data + 1:] if part.tag == SVG + "text"]:
        x, y = float(text.get("x")), float(text.get("y"))
        assert x > frame["x"] + frame["width"] or y > frame["y"] + frame["height"], f"{path}: {text.text} covers data"
        assert x < float(root.get("width")) and y <= float(root.get("height")), f"{path}: {text.text} is cut off"


def check_vega(path):
    with open(path, encoding="utf-8") as file:
        spec = json.load(file)
    assert spec["$schema"].startswith("https://vega.github.io/schema/vega-lite/v5") and spec["layer"], path
    return json.dumps(spec, ensure_ascii=False)


def draw(gnuplot, script, terminal, picture, folder):
    done = subprocess.run([gnuplot, "-e", f"set terminal {terminal}; set output '{picture}'", script], cwd=folder,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60, check=False)
    assert done.returncode == 0 and not done.stdout, f"{script}: {done.returncode} {done.stdout.decode()}"


def check_script(gnuplot, script, folder):
    svg, png = script + ".gnuplot.svg", script + ".png"
    draw(gnuplot, script, "svg size 960,560 background 'white'", svg, folder)
    draw(gnuplot, script, "png size 960,560", png, folder)
    with open(png, "rb") as file:
        head = file.read(24)
    assert head[:8] == b"\x89PNG\r\n\x1a\n" and int.from_bytes(head[16:20], "big") == 960, f"{script}: no PNG"
    return words(ElementTree.parse(svg).getroot())


def main():
    gnuplot = shutil.which("gnuplot")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.argv[1], folder], check=True, timeout=60)
        files = sorted(os.listdir(folder))
        shown = {}
        for name in files:
            path = os.path.join(folder, name)
            if name.endswith(".svg"):
                shown[name] = check_svg(path)
            elif name.endswith(".json"):
                shown[name] = check_vega(path)
            elif gnuplot:
                shown[name] = check_script(gnuplot, path, folder)
        assert len(files) >= 12 * 9, files
        left = [name for name in os.listdir(folder) if not name.endswith((".svg", ".json", ".gp", ".png"))]
        assert not left, f"text from a result was run: {left}"
        for name, text in shown.items():
            if name.startswith("wild-names-fan") and not name.endswith(".json"):
                for part in ("`touch pwned`", "@m_x{^y}%d"):
                    assert part in text, f"{part} is not shown as it stands in {name}: {text}"
    print(f"{len(shown)} pictures of {len(files)} looked at")
    if not gnuplot:
        print("SKIPPED: gnuplot is not installed (Debian: gnuplot-nox), so its scripts were not drawn")
    return 0


if __name__ == "__main__":
    sys.exit(main())
