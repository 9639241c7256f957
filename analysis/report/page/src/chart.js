// SPDX-License-Identifier: Apache-2.0
// A chart with what belongs to it: controls, a sentence that says what it shows, its numbers as a table, its picture
// as a file. It is drawn when it first comes near the window, and again when the theme or the width changes.
import { button, download, el, newId } from "./dom.js";
import { init } from "./echarts.js";
import { table } from "./table.js";
import { onTheme, theme } from "./theme.js";

const charts = new Set();
const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries) if (entry.isIntersecting) entry.target.offrampChart?.draw();
}, { rootMargin: "300px" });

onTheme(() => { for (const chart of charts) if (chart.drawn) chart.draw(); });
let resizing = null;
window.addEventListener("resize", () => {
  clearTimeout(resizing);
  resizing = setTimeout(() => { for (const chart of charts) if (chart.drawn) chart.draw(); }, 120);
});

/// Draws what has not been looked at yet: for printing.
export function drawAll() {
  for (const chart of charts) chart.draw();
}

/// What all charts share, under what `option` says.
function base(colours) {
  return {
    animation: false,
    backgroundColor: "transparent",
    textStyle: { color: colours.text, fontFamily: "system-ui, sans-serif", fontSize: 12 },
    // Plain text: nothing in the data can become markup.
    tooltip: {
      renderMode: "richText", confine: true, backgroundColor: colours.back, borderColor: colours.line,
      textStyle: { color: colours.text, fontSize: 12 },
    },
  };
}

/// Axis settings that follow the theme.
export function axis(colours, more = {}) {
  return {
    axisLine: { lineStyle: { color: colours.faint } },
    axisLabel: { color: colours.text, hideOverlap: true, ...more.axisLabel },
    nameTextStyle: { color: colours.faint },
    splitLine: { lineStyle: { color: colours.line } },
    nameLocation: "middle",
    ...Object.fromEntries(Object.entries(more).filter(([key]) => key !== "axisLabel")),
  };
}

export function legend(colours, more = {}) {
  return { type: "plain", top: 0, left: 0, textStyle: { color: colours.text }, itemGap: 16, ...more };
}

const fileName = (title) => title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");

/// The picture as a text of its own, with a background.
function svgText(holder) {
  const svg = holder.querySelector("svg").cloneNode(true);
  const [width, height] = [holder.clientWidth, holder.clientHeight];
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  svg.setAttribute("width", width);
  svg.setAttribute("height", height);
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const back = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [key, value] of Object.entries({ width: "100%", height: "100%", fill: theme().back })) back.setAttribute(key, value);
  svg.prepend(back);
  return new XMLSerializer().serializeToString(svg);
}

async function pngBlob(holder) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgText(holder))}`;
  await image.decode();
  const canvas = el("canvas", { width: 2 * holder.clientWidth, height: 2 * holder.clientHeight });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

/// `title`; `option(colours, width)`: of ECharts; `height`: pixels, or a function of the width; `says()`: a sentence
/// that stands in for the picture; `data()`: its table; `controls`: elements; `note`: what a reader has to know.
/// The element has `redraw()`, to be called when a control changes what is shown.
export function chart({ title, option, height = 340, says, data, controls = [], note = "", clicked }) {
  const holder = el("div", { className: "chart", role: "img", id: newId("chart") });
  const sentence = el("p", { className: "says" });
  const numbers = el("div");
  const details = el("details", { ontoggle: () => { if (details.open) fillTable(); } }, el("summary", { textContent: "Table" }), numbers);
  const name = fileName(title);
  const fillTable = () => numbers.replaceChildren(table({ name, ...data() }));
  let instance = null;
  const self = {
    drawn: false,
    draw() {
      if (self.drawn && !holder.isConnected) { // taken out of the page
        charts.delete(self);
        instance?.dispose();
        return;
      }
      const width = holder.clientWidth;
      if (width === 0) return;
      const tall = typeof height === "function" ? height(width) : height;
      holder.style.height = `${tall}px`;
      instance?.dispose();
      instance = init(holder, null, { renderer: "svg", width, height: tall });
      const colours = theme();
      const shown = option(colours, width);
      const plain = base(colours);
      instance.setOption({ ...plain, ...shown, tooltip: { ...plain.tooltip, ...shown.tooltip } });
      if (clicked) instance.on("click", clicked);
      this.drawn = true;
      holder.dataset.drawn = "true";
    },
  };
  const describe = () => {
    const text = says ? says() : "";
    sentence.textContent = text;
    holder.setAttribute("aria-label", `${title}. ${text} The numbers are in the table below.`);
  };
  charts.add(self);
  holder.offrampChart = self;
  watcher.observe(holder);
  describe();
  const ready = () => { if (!self.drawn) self.draw(); };
  const figure = el("figure", {},
    el("figcaption", {}, el("h3", { textContent: title }), sentence),
    el("div", { className: "controls" }, controls),
    holder,
    note ? el("p", { className: "note", textContent: note }) : null,
    el("div", { className: "tools" },
      button("SVG", () => { ready(); download(`${name}.svg`, svgText(holder), "image/svg+xml"); }, { title: "Download the chart as SVG" }),
      button("PNG", async () => { ready(); download(`${name}.png`, await pngBlob(holder)); }, { title: "Download the chart as PNG" })),
    data ? details : null);
  figure.redraw = () => {
    if (self.drawn) self.draw();
    describe();
    if (details.open) fillTable();
  };
  return figure;
}

/// A series of horizontal or vertical intervals. `items`: [position, low, high]; `along`: the axis ("x" or "y") that
/// the interval runs along; `shift`: pixels aside.
export function whiskers(items, { colour, along = "y", shift = 0, width = 1.5, name, axisIndex = 0 }) {
  return {
    type: "custom", name, silent: true, itemStyle: { color: colour }, xAxisIndex: axisIndex, yAxisIndex: axisIndex,
    tooltip: { show: false },
    encode: along === "y" ? { x: 0, y: [1, 2] } : { y: 0, x: [1, 2] },
    data: items,
    renderItem: (_, api) => {
      const ends = [1, 2].map((k) => api.coord(along === "y" ? [api.value(0), api.value(k)] : [api.value(k), api.value(0)]));
      const place = ([x, y]) => (along === "y" ? [x + shift, y] : [x, y + shift]);
      const [a, b] = ends.map(place);
      return { type: "line", shape: { x1: a[0], y1: a[1], x2: b[0], y2: b[1] }, style: { stroke: colour, lineWidth: width } };
    },
  };
}

/// A band between two lines: [x, low, high] for each point.
export function band(points, { colour, opacity, name, axisIndex = 0 }) {
  return {
    type: "custom", name, silent: true, xAxisIndex: axisIndex, yAxisIndex: axisIndex, tooltip: { show: false },
    itemStyle: { color: colour },
    encode: { x: 0, y: [1, 2] },
    data: points,
    clip: true,
    renderItem: (context, api) => {
      if (context.context.done) return null;
      context.context.done = true;
      const upper = points.map(([x, , high]) => api.coord([x, high]));
      const lower = points.map(([x, low]) => api.coord([x, low])).reverse();
      return { type: "polygon", shape: { points: [...upper, ...lower] }, style: { fill: colour, opacity } };
    },
  };
}
