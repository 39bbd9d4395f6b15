// SPDX-License-Identifier: GPL-3.0-or-later
// Compiles and draws each Vega-Lite file named on the command line; says one line a warning, and how many marks were drawn.
import * as vegaLite from "vega-lite";
import * as vega from "vega";
import fs from "fs";

const warnings = [];
const logger = {
  level() { return this; }, info() { return this; }, debug() { return this; },
  warn(...words) { warnings.push(words.join(" ")); return this; },
  error(...words) { warnings.push(words.join(" ")); return this; },
};
for (const path of process.argv.slice(2)) {
  warnings.length = 0;
  const compiled = vegaLite.compile(JSON.parse(fs.readFileSync(path)), { logger });
  const svg = await new vega.View(vega.parse(compiled.spec), { renderer: "none", logger }).toSVG();
  const marks = (svg.match(/<(path|text|line|rect)/g) || []).length;
  console.log(JSON.stringify({ path, marks, warnings, svg }));
}
