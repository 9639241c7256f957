export const id = "X";
export const title = "X";
export const missing = "x";
export function build() { return null; }
