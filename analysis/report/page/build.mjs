// SPDX-License-Identifier: Apache-2.0
// Bundles template.html, style.css and src/ into one page without any outside reference, and writes it as a C++
// string for the program and as page.html for a look.
//
//   node build.mjs FOLDER
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const folder = process.argv[2];

async function bundle(entry, options) {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    charset: "ascii",
    target: ["es2020"],
    write: false,
    logLevel: "warning",
    ...options,
  });
  return result.outputFiles[0].text.trim();
}

const notice = readFileSync("node_modules/echarts/NOTICE", "utf8").trim();
const zrender = readFileSync("node_modules/zrender/LICENSE", "utf8").trim();
const version = JSON.parse(readFileSync("node_modules/echarts/package.json", "utf8")).version;
const script = await bundle("src/main.js", { format: "iife", legalComments: "none" });
const style = await bundle("style.css", {});

// Only this very script may run, nothing may be loaded from anywhere (Content Security Policy).
const hash = createHash("sha256").update(script).digest("base64");
const parts = {
  policy: `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; img-src data: blob:`,
  licences: `With Apache ECharts ${version} (Apache License 2.0, apache.org/licenses/LICENSE-2.0), zrender\n` +
    `(BSD-3-Clause) and tslib (0BSD).\n${notice}\n\nzrender: ${zrender}`,
  style,
  script,
};
// In this order: what was put in is not searched again.
const page = readFileSync("template.html", "utf8").replace(/\{\{(\w+)\}\}/g, (mark, name) => parts[name] ?? mark);

const delimiter = "offramp_page";
if (page.includes(`)${delimiter}"`)) throw new Error("the page holds the end of a C++ raw string");
writeFileSync(join(folder, "page.html"), page);
writeFileSync(
  join(folder, "page_text.cpp"),
  `#include "analysis/report/page_text.hpp"

namespace offramp {

std::string_view report_page_text() {
    return R"${delimiter}(${page})${delimiter}";
}

}  // namespace offramp
`,
);
