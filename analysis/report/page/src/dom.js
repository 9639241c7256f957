// SPDX-License-Identifier: Apache-2.0
// Elements made by hand: text is always text, so that nothing in the data can become markup.

/// An element with properties, attributes (with a hyphen, or "role"), listeners ("onclick") and children.
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name.includes("-") || name === "role" || name === "for" || name === "scope") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

let lastId = 0;
export const newId = (stem) => `${stem}-${++lastId}`;

/// A labelled choice. `options`: [value, text]; calls `changed(value)`.
export function choice(label, options, value, changed) {
  const id = newId("choice");
  const select = el("select", { id, onchange: () => changed(select.value) },
    options.map(([key, text]) => el("option", { value: key, textContent: text, selected: key === value })));
  return el("span", { className: "choice" }, el("label", { for: id, textContent: label }), select);
}

export function checkbox(label, checked, changed) {
  const id = newId("check");
  const input = el("input", { id, type: "checkbox", checked, onchange: () => changed(input.checked) });
  return el("span", { className: "choice" }, input, el("label", { for: id, textContent: label }));
}

export function button(text, clicked, properties = {}) {
  return el("button", { type: "button", textContent: text, onclick: clicked, ...properties });
}

/// Offers `content` (a string or a Blob) as a file.
export function download(name, content, type) {
  const blob = content instanceof Blob ? content : new Blob([content], { type });
  const url = URL.createObjectURL(blob);
  const link = el("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/// Copies text, also where a page that was opened from a file may not use the clipboard interface.
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = el("textarea", { value: text, className: "offscreen" });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

/// A button that says for a moment that it has done its work.
export function copyButton(text, content) {
  const self = button(text, async () => {
    await copy(content());
    self.textContent = "Copied";
    setTimeout(() => { self.textContent = text; }, 1500);
  });
  return self;
}
