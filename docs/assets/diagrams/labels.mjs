// SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
// SPDX-License-Identifier: MIT

// Makes SVG text of the labels that Mermaid has laid out as HTML: the same words in the same places, but drawn, exported and
// copied alike by every browser, and with nothing in them that could load or run. What stays of HTML is bold, italic, code,
// line breaks and links; a formula stays the MathML that it is.

const SVG = "http://www.w3.org/2000/svg";
// Of a letter's height, what stands above the line: in our font, and within half a pixel in any other.
const ASCENT = 0.785;

/** Exchanges the labels of a drawing that is laid out in this document, at its full size; what lies below them stays if `own`. */
export function drawLabels(drawing, own) {
  const boxes = [...drawing.querySelectorAll("foreignObject")].filter((box) => !box.querySelector("math"));
  // All is measured before anything is changed: the browser lays out once.
  for (const [box, parts] of boxes.map((box) => [box, [...groundOf(box, own), ...linesOf(box).map((line) => drawLine(line, box))]])) {
    const label = create("g", { class: "label-text" });
    label.append(...parts);
    // Some kinds have SVG text beside it, for those who cannot show HTML.
    (box.closest("switch") ?? box).replaceWith(...(parts.length ? [label] : []));
  }
  // Kinds that draw SVG text themselves keep HTML as letters.
  for (const text of drawing.querySelectorAll(":is(text, tspan):not(.label-text *)")) {
    for (const node of text.childNodes) if (node.data) node.data = node.data.replace(/<\/?[a-z][^<>]*>/gi, "");
  }
}

/** Keeps each line as long as it was laid out, whatever spacing between letters, or other font, a reader has. */
export function holdLines(drawing) {
  const lines = [...drawing.querySelectorAll("text:not(:has(tspan[x])), tspan[x]:not(:has(tspan[x]))")];
  for (const [line, length] of lines.map((line) => [line, line.getComputedTextLength()])) {
    if (length) line.setAttribute("textLength", Math.ceil(length * 10) / 10);
  }
}

/** Gives each named plot of a chart its name at its end, where Mermaid keeps room for a legend: clear of axis and other names. */
export function namePlots(drawing, chart) {
  const [main, across] = [drawing.querySelector(".main"), chart.getChartConfig().chartOrientation === "horizontal"];
  const boxOf = (part) => main.querySelector(part)?.getBBox() ?? { x: 0, y: drawing.viewBox.baseVal.height, width: 0 };
  const [area, axis] = [boxOf(".plot"), boxOf(across ? ".left-axis" : ".bottom-axis")];
  const names = chart.getXYChartData().plots.flatMap(({ title, type }, index) => {
    const shape = [...main.querySelectorAll(`.${type}-plot-${index} > :is(path, rect)`)].at(-1);
    if (!title || !shape) return [];
    const { width, height } = shape.getBBox();
    const end = shape.getPointAtLength(type === "line" ? shape.getTotalLength() : width + across * height);
    const text = create("text", { class: "plot-name", "font-size": 16, style: "fill:var(--plot, var(--diagram-model-line)) !important" });
    const html = title.replaceAll("ﬂ°°", "&#").replaceAll("ﬂ°", "&").replaceAll("¶ß", ";");
    text.textContent = new DOMParser().parseFromString(html, "text/html").documentElement.textContent;
    shape.after(text);
    return { text, off: across ? end.x - axis.x - axis.width : axis.y - end.y, room: across ? text.getBBox().width + 12 : 22 };
  }).sort((one, other) => one.off - other.off);
  if (!names.length) return;
  names.reduce((taken, { text, off, room }) => {
    const at = Math.max(off, taken + room / 2);
    const [x, y] = across ? [axis.x + axis.width + at - room / 2 + 6, area.y + area.height + 18] : [area.x + area.width + 7, axis.y - at + 5];
    text.setAttribute("transform", `translate(${x}, ${y})`);
    return at + room / 2;
  }, 0);
  for (const part of main.querySelectorAll(":scope > :is(.legend, .background)")) part.remove();
  const { x, y, width, height, top = Math.min(0, y) } = main.getBBox();
  drawing.setAttribute("viewBox", [0, top, x + width + 2, Math.max(drawing.viewBox.baseVal.height, y + height) - top].join(" "));
}

/** An SVG element with these attributes, without those that are nothing. */
export function create(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) if (value) element.setAttribute(key, value);
  return element;
}

/** A place in the window, in the coordinates in which a label stands. */
const placed = (box, x, y) => new DOMPoint(x, y).matrixTransform(box.getScreenCTM().inverse());

/** What lies below the words on an arrow: the canvas, so that the arrow does not strike them out, and a colour of its own. */
function groundOf(box, own) {
  const element = [...box.querySelectorAll("*")].find((inner) => !getComputedStyle(inner).backgroundColor.endsWith(", 0)"));
  if (!element?.textContent.trim()) return [];
  const { left, top, width, height } = element.getBoundingClientRect();
  const { x, y } = placed(box, left, top);
  const fills = ["var(--canvas)", ...(own ? [getComputedStyle(element).backgroundColor] : [])];
  return fills.map((fill) => create("rect", { x, y, width, height, style: `fill:${fill} !important;opacity:1 !important` }));
}

/** The lines of a label, each of them runs of one look, with baseline and extent in the window. */
function linesOf(box) {
  const lines = [];
  const range = document.createRange();
  const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    const add = (start, end) => {
      range.setStart(text, start);
      range.setEnd(text, end);
      const rects = [...range.getClientRects()].filter(({ width }) => width);
      // A word that is broken stands in two lines.
      if (rects.length > 1 && end - start > 1) for (let at = start; at < end; at += 1) add(at, at + 1);
      else if (rects.length) addRun(lines, text, text.data.slice(start, end), rects[0]);
    };
    for (const { index, 0: word } of text.data.matchAll(/\s+|\S+/g)) add(index, index + word.length);
  }
  return lines;
}

function addRun(lines, text, words, { left, right, top, height }) {
  const middle = top + height / 2;
  if (!lines.length || Math.abs(lines.at(-1).middle - middle) > height / 2) lines.push({ runs: [], left, middle });
  const line = lines.at(-1);
  line.right = right;
  if (line.runs.at(-1)?.text === text) line.runs.at(-1).words += words;
  else line.runs.push({ text, words, baseline: top + height * ASCENT, style: getComputedStyle(text.parentElement) });
}

function drawLine({ runs, left, right }, box) {
  const [{ baseline, style }] = runs;
  const { x, y } = placed(box, (left + right) / 2, baseline);
  const line = create("text", { x, y, "text-anchor": "middle", "font-size": style.fontSize, style: `fill:${style.color};stroke:none` });
  let before = baseline;
  for (const run of runs) {
    const part = create("tspan", {
      "font-weight": run.style.fontWeight >= 600 && "bold",
      "font-style": run.style.fontStyle === "italic" && "italic",
      "font-family": run.text.parentElement.closest("code, kbd, pre") && "monospace",
      "font-size": run.style.fontSize !== style.fontSize && run.style.fontSize,
      style: run.style.color !== style.color && `fill:${run.style.color}`,
      dy: Math.abs(run.baseline - before) > 2 && run.baseline - before,
    });
    before = run.baseline;
    part.textContent = run.words.replace(/\s+/g, " ");
    const address = !box.closest("a") && run.text.parentElement.closest("a")?.getAttribute("href");
    const holder = address ? line.appendChild(create("a", { href: address })) : line;
    holder.append(...(part.attributes.length ? [part] : part.childNodes));
  }
  return line;
}
