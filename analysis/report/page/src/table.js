// SPDX-License-Identifier: Apache-2.0
// Tables that can be sorted by a click, copied and saved as CSV.
import { button, copyButton, download, el } from "./dom.js";
import { number } from "./format.js";

const cellText = (value) => (value === null || value === undefined ? "" : typeof value === "number" ? String(value) : String(value));

/// RFC 4180. Text that a spreadsheet would take for a formula is set off by an apostrophe.
export function csv({ columns, rows }) {
  const field = (value) => {
    let text = cellText(value);
    if (typeof value === "string" && /^[=+\-@\t\r]/.test(text)) text = `'${text}`;
    return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  };
  const line = (cells) => cells.map(field).join(",");
  return [line(columns), ...rows.map(line)].join("\r\n") + "\r\n";
}

const tabbed = ({ columns, rows }) =>
  [columns, ...rows].map((row) => row.map((cell) => cellText(cell).replace(/[\t\n]/g, " ")).join("\t")).join("\n");

function order(rows, column, down) {
  return [...rows].sort((a, b) => {
    const [x, y] = [a[column], b[column]];
    const empty = (v) => v === null || v === undefined || v === "";
    if (empty(x) || empty(y)) return empty(x) - empty(y);
    const sign = typeof x === "number" && typeof y === "number" ? x - y : String(x).localeCompare(String(y), "en", { numeric: true });
    return down ? -sign : sign;
  });
}

/// `data`: {name, columns, rows}; numbers are numbers. `show(value, column)` writes a cell.
export function table(data, show = (value) => (typeof value === "number" ? number(value) : cellText(value))) {
  const { name, columns } = data;
  let rows = data.rows;
  let sorted = null;
  const body = el("tbody");
  const fill = () => body.replaceChildren(...rows.map((row) => el("tr", {}, row.map((value, k) =>
    el(k === 0 ? "th" : "td", { scope: k === 0 ? "row" : null, className: typeof value === "number" ? "number" : "", textContent: show(value, k) })))));
  const heads = columns.map((title, k) => {
    const head = el("th", { scope: "col", "aria-sort": "none" }, button(title, () => {
      const down = sorted?.column === k && !sorted.down;
      sorted = { column: k, down };
      rows = order(data.rows, k, down);
      for (const other of heads) other.setAttribute("aria-sort", "none");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      fill();
    }));
    return head;
  });
  fill();
  return el("div", { className: "table" },
    el("div", { className: "tools" },
      copyButton("Copy table", () => tabbed({ columns, rows })),
      button("CSV", () => download(`${name}.csv`, csv({ columns, rows }), "text/csv"), { title: "Download the table as CSV" })),
    el("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": name },
      el("table", {}, el("thead", {}, el("tr", {}, heads)), body)));
}
