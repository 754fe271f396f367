// SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
// SPDX-License-Identifier: MIT

// Makes a picture of a diagram's source with the vendored Mermaid, in the guide's colours, sanitized and slim. Runs in the
// frame that drawing.mjs makes for it.
import mermaid from "../mermaid/mermaid.esm.min.mjs";
import { drawLabels, holdLines, namePlots } from "./labels.mjs";
import { nameParts, numberSteps } from "./marking.mjs";
import { HATCHING, mend } from "./mending.mjs";
import { keepRules, sanitize } from "./sanitize.mjs";
import { loadFont, theme } from "./theme.mjs";

// What no diagram may set for itself, at whatever depth; one font is here, and all is measured in it.
const LOCKED = [...mermaid.mermaidAPI.defaultConfig.secure, "arrowMarkerAbsolute", "dompurifyConfig", "htmlLabels", "fontFamily"];

// The title stands above the figure as text. What is before it stays, as does its line: messages count lines.
const TITLE = /^(\s*---\n(?:(?!---).*\n)*?)title:.*$/m;

const NESTED = /^\s*subgraph\b(?:(?!^\s*end\b)[^])*?^\s*subgraph\b|^\s*(?:graph|flowchart)\s+(?:LR|RL|BT)\b[^]*^\s*subgraph\b/m;
// A line or bars of a chart with a name: to find it, Mermaid has to read the source again.
const NAMED_PLOT = /^\s*(?:line|bar)\b\s*[^\s[]/im;
// As in the style sheet.
const PAPER = { light: [255, 255, 255], dark: [21, 24, 27] };

// Without the font, which a reader may block, the next in the list measures the labels, and shows them.
const ready = loadFont().catch(() => {}).then(watchReading);
// What Mermaid has read of the flowchart that it draws; null for other kinds.
let flowchart = null;
// Some kinds make ids at random: the same source gives the same picture.
let seed = 1;
Math.random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;

/**
 * The SVG element of this source; `id` is the picture's, `canvas` what it stands on where it brings its own colors, `settings`
 * what the page tells Mermaid, `steps` the parts of each step of its walk; `turned` says that its words change in place.
 * Rejected with Mermaid's message where it cannot be drawn.
 */
globalThis.render = async ({ id, canvas, settings, source, steps, turned }) => {
  await ready;
  flowchart = null;
  seed = 1;
  // What the last source set, and what Mermaid could not read of it, holds for that one alone.
  mermaid.mermaidAPI.reset();
  mermaid.initialize({
    ...settings,
    ...theme(canvas),
    // Dagre slides the title of a group in a group over its border, and turns a group that stands alone.
    ...(!canvas && NESTED.test(source) && { layout: "elk" }),
    securityLevel: "strict",
    secure: LOCKED,
    deterministicIDSeed: id,
  });
  // All of the frame's body is where this picture is made, in the place of the last one.
  const { svg } = await mermaid.render(id, source.replace(TITLE, "$1"), document.body);
  document.body.innerHTML = svg;
  const drawing = document.querySelector("svg");
  drawing.removeAttribute("style");
  if (!canvas && NAMED_PLOT.test(source) && drawing.querySelector(".main > .plot")) namePlots(drawing, (await mermaid.mermaidAPI.getDiagramFromText(source)).db);
  const drawn = drawing.getBBox();
  // `info` does not say how large it is.
  if (!drawing.hasAttribute("viewBox")) drawing.setAttribute("viewBox", `${drawn.x} ${drawn.y} ${drawn.width} ${drawn.height}`);
  // An icon that is not here would be a question mark.
  drawing.querySelectorAll("svg svg > g > rect + text").forEach((mark) => mark.remove());
  drawing.setAttribute("aria-roledescription", drawing.getAttribute("aria-roledescription").replace(/-.*/, ""));
  const { width, height } = drawing.viewBox.baseVal;
  for (const [side, size] of Object.entries({ width, height })) drawing.setAttribute(side, size);
  sanitize(drawing);
  document.body.dataset.canvas = canvas ?? "";
  drawLabels(drawing, canvas);
  if (canvas) mend(drawing, PAPER[canvas]);
  holdLines(drawing);
  for (const side of ["width", "height"]) drawing.removeAttribute(side);
  if (!canvas) {
    settleGroups(drawing);
    // Mermaid draws the lines of life far beyond the picture.
    const { y, height } = drawing.viewBox.baseVal;
    drawing.querySelectorAll(".actor-line").forEach((line) => line.setAttribute("y2", Math.min(line.getAttribute("y2"), y + height)));
    // Our style sheet gives every outline its line: the second path, which draws that line alone, is one too many.
    drawing.querySelectorAll(".label-container > path[stroke-width='0'] + path:last-child").forEach((path) => path.remove());
  }
  if (flowchart) {
    nameParts(drawing, flowchart, !turned);
    numberSteps(drawing, steps);
  }
  slim(drawing);
  return drawing;
};

/**
 * Remembers what Mermaid has read of a flowchart; and a node with a picture or icon (`@{ img: … }`, in any of YAML's spellings)
 * is a plain one with its label, or its name: a picture that may not load would end the drawing, and there are no icons.
 */
async function watchReading() {
  mermaid.initialize({});
  const { db } = await mermaid.mermaidAPI.getDiagramFromText("flowchart\n  node");
  const model = Object.getPrototypeOf(db);
  const { addVertex } = model;
  model.addVertex = function add(id, ...rest) {
    const result = addVertex.call(this, id, ...rest);
    flowchart = this;
    const vertex = this.vertices.get(id);
    if (vertex?.img || vertex?.icon) Object.assign(vertex, { img: undefined, icon: undefined, text: vertex.text || id });
    return result;
  };
}

/** A group's name stands in its corner, out of the way of the arrows. Drawn by hand, a group has no rectangle. */
function settleGroups(drawing) {
  for (const box of drawing.querySelectorAll("g.cluster > rect")) {
    const [x, y, width] = ["x", "y", "width"].map((name) => Number(box.getAttribute(name)));
    const label = box.parentNode.querySelector(".cluster-label");
    label?.setAttribute("transform", `translate(${x + Math.min(10, (width - label.getBBox().width) / 2)}, ${y + 6})`);
  }
}

// What Mermaid writes down for itself alone; and where it writes more decimals than a screen has pixels.
const NOTES = ["data-points", "data-edge", "data-et", "data-id", "data-node"];
const MEASURES = ["d", "x", "y", "width", "height", "points", "transform", "x1", "x2", "y1", "y2", "cx", "cy", "r", "viewBox"];

/** Takes out what shows nothing: rules of the style sheet that fit no element, arrow heads not in use, notes, decimals. */
function slim(drawing) {
  // Those of a movement fit none: a reader could not stop it.
  keepRules(drawing, ({ selectorText }) => selectorText && drawing.parentNode.querySelector(selectorText));
  // Hatching would be most of such a picture: its lines are straight, from one pixel to another.
  for (const path of drawing.querySelectorAll(HATCHING)) {
    const lines = path.getAttribute("d").replace(/C\S+ \S+, \S+ \S+, (\S+ \S+)/g, "L$1");
    path.setAttribute("d", lines.replace(/-?\d+\.\d+/g, (number) => String(Math.round(number))));
  }
  for (const element of [drawing, ...drawing.querySelectorAll("*")]) {
    for (const name of NOTES) element.removeAttribute(name);
    if (/^[;\s]*$/.test(element.getAttribute("style") ?? "-")) element.removeAttribute("style");
    for (const name of MEASURES) {
      const value = element.getAttribute(name);
      if (value && !/scale|matrix/.test(value)) {
        element.setAttribute(name, value.replace(/(?<![\d.])-?\d+\.\d\d+(?![\d.])/g, (number) => String(Math.round(number * 10) / 10)));
      }
    }
  }
  const markup = drawing.outerHTML;
  // The same names for parts of every diagram: on one page each may stand but once.
  const named = [...drawing.querySelectorAll("[id]")].filter((element) => !element.id.includes(drawing.id));
  for (const element of named) if (!markup.includes(`#${element.id}`)) element.removeAttribute("id");
  for (const element of drawing.querySelectorAll("marker, filter, linearGradient, symbol")) {
    if (![")", '"', "'"].some((end) => markup.includes(`#${element.id}${end}`))) element.remove();
  }
}
