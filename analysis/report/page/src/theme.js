// SPDX-License-Identifier: Apache-2.0
// Colours: those of Okabe and Ito (2008), which readers with any colour vision tell apart; light or dark.

const dark = window.matchMedia("(prefers-color-scheme: dark)");
let chosen = null; // by the reader, over the system
const listeners = [];

export const isDark = () => (printing ? false : chosen === null ? dark.matches : chosen === "dark");
let printing = false;

function apply() {
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
  for (const listener of listeners) listener();
}

export function onTheme(listener) {
  listeners.push(listener);
}
export function toggleTheme() {
  chosen = isDark() ? "light" : "dark";
  apply();
}
/// Paper is white.
export function setPrinting(on) {
  printing = on;
  apply();
}
dark.addEventListener("change", apply);
apply();

const SERIES = {
  light: ["#D55E00", "#0072B2", "#009E73", "#CC79A7", "#B07C00", "#56B4E9", "#444444", "#8C6BB1"],
  dark: ["#FF8A3D", "#56B4E9", "#2BC79A", "#E6A0C4", "#E6B422", "#9AD0F5", "#CFCFCF", "#B9A3E3"],
};
export const SYMBOLS = ["circle", "rect", "triangle", "diamond", "roundRect", "pin", "arrow", "circle"];

export function theme() {
  const name = isDark() ? "dark" : "light";
  const series = SERIES[name];
  return {
    name,
    series,
    colour: (k) => series[k % series.length],
    symbol: (k) => SYMBOLS[k % SYMBOLS.length],
    actors: name === "dark" ? ["#56B4E9", "#FF8A3D"] : ["#0072B2", "#D55E00"],
    text: name === "dark" ? "#E8E8E6" : "#1D1F22",
    faint: name === "dark" ? "#9DA3AB" : "#626A73",
    line: name === "dark" ? "#3A3F47" : "#DADDE1",
    back: name === "dark" ? "#1B1E23" : "#FFFFFF",
    // From little to much; and from below over nothing to above.
    sequential: name === "dark"
      ? ["#10243F", "#31446B", "#666970", "#958F78", "#CBBA69", "#FFEA46"]
      : ["#FDF6D8", "#F3D98B", "#D9B25F", "#9A8C78", "#4B5A86", "#0B2A5B"],
    diverging: name === "dark"
      ? ["#56B4E9", "#2F6E96", "#23272E", "#A3592A", "#FF8A3D"]
      : ["#0072B2", "#8CC1E0", "#F4F4F2", "#EDAE80", "#D55E00"],
  };
}
