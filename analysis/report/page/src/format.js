// SPDX-License-Identifier: Apache-2.0
// Numbers, dates and names as they read in a sentence.

const minus = (text) => text.replace(/-/g, "\u2212");

/// Three significant digits.
export function number(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return "\u2013";
  if (typeof value !== "number") return String(value);
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e7) return minus(value.toExponential(1));
  const digits = Math.max(0, 2 - Math.floor(Math.log10(size)));
  return minus(size >= 1000 ? Math.round(value).toLocaleString("en-GB") : String(Number(value.toFixed(Math.min(digits, 6)))));
}

export const signed = (value) => (value > 0 ? `+${number(value)}` : number(value));
export const percent = (value) => (value > 0 && value < 0.005 ? "<1 %" : `${Math.round(100 * value)} %`);

/// "0.52 [0.51, 0.53]". An estimate: {estimate, low, high}.
export function estimate(e, show = number) {
  if (!e || e.estimate === null || e.estimate === undefined) return "\u2013";
  if (e.low === null || e.low === undefined) return show(e.estimate);
  return `${show(e.estimate)} [${show(e.low)}, ${show(e.high)}]`;
}

/// "95 %: 0.51 to 0.53", or why there is no interval. An estimate: {low, high, note}.
export function interval(e, show = number) {
  if (e.low === null || e.low === undefined) return e.note ? `no interval: ${e.note}` : "no interval";
  return `95 %: ${show(e.low)} to ${show(e.high)}`;
}

/// A date some hours after the start, which is "2023-01-28T00:00".
export function dateAt(start, hours) {
  return new Date(Date.parse(`${start}Z`) + hours * 3600e3);
}
export const day = (date) => date.toISOString().slice(0, 10);
export const minute = (date) => date.toISOString().slice(0, 16).replace("T", " ");
export const month = (date) => date.toISOString().slice(0, 7);

/// A name as it reads in a sentence.
export const spoken = (name) => String(name).replace(/[_-]/g, " ");
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

export function duration(hours) {
  if (hours === null || hours === undefined) return "\u2013";
  return hours < 72 ? `${number(hours)} h` : `${number(hours / 24)} days`;
}
