// SPDX-License-Identifier: Apache-2.0
// Labels of axes that are never cut off: long ones go on in another line.

const pen = document.createElement("canvas").getContext("2d");

function widthOf(text) {
  pen.font = "12px system-ui, sans-serif";
  return pen.measureText(text).width;
}

export const AT_BLANKS = /\S*\s+|\S+/g;
/// Paths to numbers have none.
export const IN_PATHS = /[^\s._]*[\s._]+|[^\s._]+/g;

/// The text in lines of at most `width` pixels, broken behind what `pieces` matches, and within a word where that
/// alone is too long.
export function brokenLines(text, width, pieces = AT_BLANKS) {
  const lines = [];
  let line = "";
  const put = (piece) => {
    if (line !== "" && widthOf(line + piece.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = "";
    }
    if (line === "" && widthOf(piece.trimEnd()) > width && piece.length > 1) {
      for (const letter of piece) {
        if (line !== "" && widthOf(line + letter) > width) {
          lines.push(line);
          line = "";
        }
        line += letter;
      }
    } else {
      line += piece;
    }
  };
  for (const piece of String(text).match(pieces) ?? []) put(piece);
  if (line.trimEnd() !== "" || lines.length === 0) lines.push(line.trimEnd());
  return lines;
}
