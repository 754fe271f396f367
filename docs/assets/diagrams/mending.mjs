// SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
// SPDX-License-Identifier: MIT

// Keeps an author's colours where they can be read, and mends them where not: words have 4.5:1 to what they stand on, lines
// and edges 3:1.

const [WORDS, LINES] = [4.5, 3];
const SHAPES = "rect, circle, ellipse, polygon, polyline, path, line";
const INKS = [[34, 38, 43], [255, 255, 255]];
// Drawn by hand, a shape is hatching and then its outline.
const HATCHING = ":is(.node, .rough-node, .cluster) path:not([stroke-width='0']):has(+ path)";

/** Mends a drawing that is laid out and will stand on `paper`, a color as red, green and blue. */
export function mend(drawing, paper) {
  // What is painted so far: the last that covers a place is what is seen there.
  const painted = [];
  const at = (x, y) => painted.reduce((below, { color, covers }) => (covers(x, y) ? over(color, below) : below), paper);
  for (const element of drawing.querySelectorAll(`${SHAPES}, text, tspan`)) {
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const paint = (name, color, behind, least) => {
      if (contrast(over(color, behind), behind) < least) element.style.setProperty(name, mended(color, behind, least), "important");
    };
    const [fill, stroke] = [["fill", "fill-opacity"], ["stroke", "stroke-opacity"]].map((names) => parse(...names.map((name) => style[name])));
    if (element.closest("marker")) {
      for (const [name, color] of Object.entries({ fill, stroke })) if (color) paint(name, color, paper, LINES);
    } else if (element.closest("defs") || !(box.width + box.height) || style.opacity === "0") {
      continue;
    } else if (/^t/.test(element.localName)) {
      const own = [...element.childNodes].some(({ nodeType, data }) => nodeType === Node.TEXT_NODE && data.trim());
      if (own && fill) paint("fill", fill, at(box.x + box.width / 2, box.y + box.height / 2), WORDS);
    } else {
      const hatching = element.matches(HATCHING);
      if (stroke && !hatching && parseFloat(style.strokeWidth)) {
        const { x, y } = element.getPointAtLength(element.getTotalLength() / 2).matrixTransform(element.getScreenCTM());
        const behind = at(x, y);
        if (!fill || element.localName === "line" || contrast(over(fill, behind), behind) < LINES) paint("stroke", stroke, behind, LINES);
      }
      const color = hatching ? stroke : fill;
      const inverse = color && element.getScreenCTM().inverse();
      const inside = (x, y) => x > box.left && x < box.right && y > box.top && y < box.bottom;
      const covers = (x, y) => inside(x, y) && (hatching || element.isPointInFill(new DOMPoint(x, y).matrixTransform(inverse)));
      if (color) painted.push({ color, covers });
    }
  }
}

/** Red, green, blue and how much of it covers; undefined where nothing is painted, or what is no color. */
function parse(text, opacity) {
  const numbers = /^(?:rgb|color\(srgb)/.test(text) ? text.match(/-?[\d.]+(?:e-?\d+)?/g).map(Number) : [];
  const [red, green, blue, alpha = 1] = text.startsWith("color") ? [...numbers.slice(0, 3).map((part) => part * 255), numbers[3]] : numbers;
  return numbers.length && alpha * opacity > 0 ? [red, green, blue, alpha * opacity] : undefined;
}

const over = ([...color], below) => below.map((part, index) => part + (color[index] - part) * (color[3] ?? 1));

function contrast(...colors) {
  const [light, dark] = colors.map((color) => {
    const [red, green, blue] = color.map((part) => (part <= 10.31 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }).sort((one, other) => other - one);
  return (light + 0.05) / (dark + 0.05);
}

/** The color moved toward dark or white ink, as far as it must. */
function mended(color, behind, least) {
  const ink = INKS.reduce((one, other) => (contrast(one, behind) >= contrast(other, behind) ? one : other));
  const steps = [0.25, 0.5, 0.75].map((share) => ink.map((part, index) => Math.round(color[index] + (part - color[index]) * share)));
  return `rgb(${(steps.find((step) => contrast(step, behind) >= least) ?? ink).join(" ")})`;
}
