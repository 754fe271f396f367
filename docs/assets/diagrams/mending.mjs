// SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
// SPDX-License-Identifier: MIT

// Keeps an author's colours where they can be seen, and mends them where not: words have 4.5:1 to what they stand on, lines
// and the edges of shapes 3:1.

// One of the two has 4.5:1 to any colour.
const INKS = [[0, 0, 0], [255, 255, 255]];
/** Drawn by hand, a shape is hatching and then its outline. */
export const HATCHING = "[data-look='handDrawn'] path:has(+ path)";

/** Mends a drawing that is laid out and will stand on `paper`, a colour as red, green and blue. */
export function mend(drawing, paper) {
  // What is painted so far: the last that covers a place is what is seen there.
  const painted = [];
  const at = (x, y) => painted.reduce((below, { color, covers }) => (covers(x, y) ? over(color, below) : below), paper);
  for (const element of drawing.querySelectorAll("rect, circle, ellipse, polygon, polyline, path, line, text:not(.sequenceNumber), tspan")) {
    const style = getComputedStyle(element);
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const [fill, stroke] = ["fill", "stroke"].map((name) => parse(style[name], style[`${name}Opacity`]));
    const paint = (name, color, behind, least) => {
      if (color && contrast(color, behind) < least) element.style.setProperty(name, mended(color, behind, least), "important");
    };
    if (element.closest("marker")) {
      for (const [name, color] of Object.entries({ fill, stroke })) paint(name, color, paper, 3);
    } else if (element.closest("defs") || left + top === right + bottom || style.opacity === "0") {
      continue;
    } else if (element.localName.startsWith("t")) {
      if ([...element.childNodes].some(({ data }) => data?.trim())) paint("fill", fill, at((left + right) / 2, (top + bottom) / 2), 4.5);
    } else {
      const hatched = element.matches(HATCHING);
      const toScreen = element.getScreenCTM();
      if (!hatched && parseFloat(style.strokeWidth)) {
        const { x, y } = element.getPointAtLength(element.getTotalLength() / 2).matrixTransform(toScreen);
        const behind = at(x, y);
        if (!fill || element.localName === "line" || contrast(fill, behind) < 3) paint("stroke", stroke, behind, 3);
      }
      const color = hatched ? stroke : fill;
      const inside = (x, y) => hatched || element.isPointInFill(new DOMPoint(x, y).matrixTransform(toScreen.inverse()));
      const covers = (x, y) => x > left && x < right && y > top && y < bottom && inside(x, y);
      if (color) painted.push({ color, covers });
    }
  }
}

/** Red, green, blue and how much of it covers; undefined where nothing is painted, or what is no colour. */
function parse(text, opacity) {
  const [red, green, blue, alpha = 1] = /^rgb/.test(text) ? text.match(/[\d.]+/g).map(Number) : [0, 0, 0, 0];
  return alpha * opacity ? [red, green, blue, alpha * opacity] : undefined;
}

const over = (color, below) => below.map((part, index) => part + (color[index] - part) * (color[3] ?? 1));

function contrast(color, behind) {
  const [light, dark] = [over(color, behind), behind].map((parts) => {
    const [red, green, blue] = parts.map((part) => (part <= 10.31 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.05 + 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }).sort((one, other) => other - one);
  return light / dark;
}

/** The colour moved toward black or white, as far as it must. */
function mended(color, behind, least) {
  const [ink] = INKS.toSorted((one, other) => contrast(other, behind) - contrast(one, behind));
  const steps = [0.25, 0.5, 0.75].map((share) => over([...ink, share], color.slice(0, 3)));
  return `rgb(${(steps.find((step) => contrast(step, behind) >= least) ?? ink).map(Math.round).join(" ")})`;
}
