// SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
// SPDX-License-Identifier: MIT

// Makes SVG text of the labels that Mermaid has laid out as HTML: the same words in the same places, but ones that every
// browser draws, exports and copies alike, and in which nothing can load or run. What stays of HTML is bold, italic, code,
// line breaks and links; a formula stays the MathML that it is.

const SVG = "http://www.w3.org/2000/svg";
const fonts = new Map();

/** Exchanges the labels of a drawing that is laid out, at its full size, in this document. */
export function drawLabels(drawing) {
  // All is measured before anything is changed: the browser lays out once.
  const labels = [...drawing.querySelectorAll("foreignObject")].filter((box) => !box.querySelector("math"));
  for (const [box, parts] of labels.map((box) => [box, [...backgroundsOf(box), ...linesOf(box).map((line) => drawLine(line, box))]])) {
    const label = create("g", { class: "label-text" });
    // Between blocks of text a space parts the words where they are heard or copied.
    label.append(...parts.flatMap((part) => [part, " "]));
    box.replaceWith(label);
  }
}

/** Keeps each line as long as it was laid out, whatever spacing between letters or other font a reader has. */
export function holdLines(drawing) {
  const lines = [...drawing.querySelectorAll("text:not(:has(tspan[x])), tspan[x]:not(:has(tspan[x]))")];
  for (const [line, length] of lines.map((line) => [line, line.getComputedTextLength()])) {
    if (length) line.setAttribute("textLength", Math.ceil(length * 10) / 10);
  }
}

function create(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) element.setAttribute(key, value);
  return element;
}

/** From the window to the coordinates in which a label stands. */
function placed(box, x, y) {
  return new DOMPoint(x, y).matrixTransform(box.getScreenCTM().inverse());
}

function* backgroundsOf(box) {
  for (const element of box.querySelectorAll("*")) {
    const { backgroundColor: fill } = getComputedStyle(element);
    const { left, top, width, height } = element.getBoundingClientRect();
    if (/, 0\)$/.test(fill) || !width || !element.textContent.trim()) continue;
    const { x, y } = placed(box, left, top);
    yield create("rect", { class: "background", x, y, width, height, fill });
    return;
  }
}

/** The lines of a label, each of them runs of one look: words, baseline and extent in the window. */
function linesOf(box) {
  const lines = [];
  const range = document.createRange();
  const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    const look = lookOf(text.parentElement);
    const add = (start, end) => {
      range.setStart(text, start);
      range.setEnd(text, end);
      const rects = [...range.getClientRects()].filter(({ width }) => width);
      // A word that is broken stands in two lines.
      if (rects.length > 1 && end - start > 1) for (let at = start; at < end; at += 1) add(at, at + 1);
      else if (rects.length) put(lines, text.data.slice(start, end), rects[0], text, look);
    };
    for (const { index, 0: word } of text.data.matchAll(/\s+|\S+/g)) add(index, index + word.length);
  }
  return lines;
}

function lookOf(element) {
  const style = getComputedStyle(element);
  if (!fonts.has(style.font)) {
    const pen = (lookOf.pen ??= document.createElement("canvas").getContext("2d"));
    pen.font = style.font;
    const { fontBoundingBoxAscent: above, fontBoundingBoxDescent: below } = pen.measureText("x");
    fonts.set(style.font, above / (above + below));
  }
  return { element, style, ascent: fonts.get(style.font) };
}

function put(lines, words, { left, right, top, height }, text, { element, style, ascent }) {
  const baseline = top + height * ascent;
  let line = lines.at(-1);
  if (!line || Math.abs(line.middle - top - height / 2) > height / 2) {
    lines.push(line = { runs: [], left, middle: top + height / 2 });
  }
  line.right = right;
  const last = line.runs.at(-1);
  if (last?.text === text) last.words += words;
  else line.runs.push({ text, words, baseline, element, style });
}

function drawLine({ runs, left, right }, box) {
  const [{ baseline, style }] = runs;
  const { x, y } = placed(box, (left + right) / 2, baseline);
  const line = create("text", { x, y, "text-anchor": "middle", "font-size": style.fontSize, style: `fill:${style.color};stroke:none` });
  let above = baseline;
  for (const run of runs) {
    const words = run.words.replace(/\s+/g, " ");
    const marks = {
      "font-weight": Number(run.style.fontWeight) >= 600 ? "bold" : undefined,
      "font-style": run.style.fontStyle === "italic" ? "italic" : undefined,
      "font-family": run.element.closest("code, kbd, pre") ? "monospace" : undefined,
      "font-size": run.style.fontSize === style.fontSize ? undefined : run.style.fontSize,
      style: run.style.color === style.color ? undefined : `fill:${run.style.color}`,
      dy: Math.abs(run.baseline - above) > 0.5 ? run.baseline - above : undefined,
    };
    above = run.baseline;
    const link = box.closest("a") ? null : run.element.closest("a[href]");
    const plain = Object.values(marks).every((mark) => mark === undefined);
    const part = plain ? words : create("tspan", marks);
    if (!plain) part.textContent = words;
    if (!link) line.append(part);
    else line.append(create("a", { href: link.getAttribute("href") })), line.lastChild.append(part);
  }
  line.normalize();
  return line;
}
