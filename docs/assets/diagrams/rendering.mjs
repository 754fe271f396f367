// SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
// SPDX-License-Identifier: MIT

// Makes a picture of a diagram's source with the vendored Mermaid, in the guide's colours, sanitized and slim. Runs in the
// frame that drawing.mjs makes for it.
import mermaid from "../mermaid/mermaid.esm.min.mjs";
import { nameParts, numberSteps } from "./marking.mjs";
import { sanitize } from "./sanitize.mjs";
import { loadFont, theme } from "./theme.mjs";

// What no diagram may set for itself, at whatever depth.
const LOCKED = [...mermaid.mermaidAPI.defaultConfig.secure, "arrowMarkerAbsolute", "dompurifyConfig"];

// The title stands above the figure as text. What is before it stays, as does its line: messages count lines.
const TITLE = /^(\s*---\n(?:(?!---).*\n)*?)title:.*$/m;
// Has no width and is no space; and a space that SVG keeps.
const JOINER = "\u2060";
const SPACE = "\u2005";

// Without the font, which a reader may block, the next in the list measures the labels, and shows them.
const ready = loadFont().catch(() => {}).then(watchReading);
// What Mermaid has read of the flowchart that it draws; null for other kinds.
let flowchart = null;

/**
 * The SVG element of this source; `id` is the picture's, `own` says that it brings its own theme, `settings` are what the
 * page tells Mermaid, `steps` the parts of each step of its walk. Rejected with Mermaid's message where it cannot be drawn.
 */
globalThis.render = async ({ id, own, settings, source, steps }) => {
  await ready;
  flowchart = null;
  mermaid.initialize({
    ...settings,
    ...theme(own),
    securityLevel: "strict",
    secure: LOCKED,
    deterministicIDSeed: id,
  });
  // All of the frame's body is where this picture is made, in the place of the last one.
  const { svg } = await mermaid.render(id, spellOut(own ? source : source.replace(TITLE, "$1")), document.body);
  document.body.innerHTML = svg.replaceAll(JOINER, "");
  const drawing = document.querySelector("svg");
  for (const attribute of ["width", "height", "style"]) drawing.removeAttribute(attribute);
  sanitize(drawing);
  if (!own) {
    settleGroups(drawing);
    // Mermaid draws the lines of life far beyond the picture.
    const { y, height } = drawing.viewBox.baseVal;
    drawing.querySelectorAll(".actor-line").forEach((line) => line.setAttribute("y2", Math.min(line.getAttribute("y2"), y + height)));
    // Our style sheet gives every outline its line: the second path, which draws that line alone, is one too many.
    drawing.querySelectorAll(".label-container > path[stroke-width='0'] + path:last-child").forEach((path) => path.remove());
  }
  if (flowchart) {
    nameParts(drawing, flowchart);
    numberSteps(drawing, steps);
  }
  slim(drawing);
  return drawing;
};

/**
 * Remembers what Mermaid has read of a flowchart; and a node with a picture (`@{ img: … }`, in any of YAML's spellings) is a
 * plain one with its label, or its name: the address is dropped. A picture that may not load would end the drawing.
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
    if (vertex?.img) Object.assign(vertex, { img: undefined, text: vertex.text || id });
    return result;
  };
}

/**
 * The source as Mermaid has to be given it. Mermaid 12.3 drops a bare ">" from a label that it draws as SVG text,
 * `4096 -> 16384` for one, and keeps its own entity for it.
 */
function spellOut(source) {
  const start = source.search(/^\s*(graph|flowchart)\b/m);
  if (start < 0) return source;
  const labels = source.slice(start).replace(/"[^"\n]*"/g, (label) =>
    label.replace(/<\/?\w[^<>]*>|>/g, (found) => (found === ">" ? "#gt;" : found)))
    // A cylinder's walls are nearer to its label than a box's: spaces, held by joiners, which Mermaid would trim.
    .replace(/\[\("([^"\n]*)"\)\]/g, `[("${JOINER}${SPACE}$1${SPACE}${JOINER}")]`)
    // Of a no-break space Mermaid makes "&nbsp;", to be read as such, where the label has a second line.
    .replaceAll("\u00a0", SPACE);
  return source.slice(0, start) + labels;
}

/** A group's name stands in its corner, out of the way of the arrows. Drawn by hand, a group has no rectangle. */
function settleGroups(drawing) {
  for (const box of drawing.querySelectorAll("g.cluster > rect")) {
    const [x, y] = ["x", "y"].map((name) => Number(box.getAttribute(name)));
    box.parentNode.querySelector(".cluster-label")?.setAttribute("transform", `translate(${x + 10}, ${y + 6})`);
  }
}

// What Mermaid writes down for itself alone; and where it writes more decimals than a screen has pixels.
const NOTES = ["data-points", "data-edge", "data-et", "data-id", "data-node"];
const MEASURES = ["d", "x", "y", "width", "height", "points", "transform", "x1", "x2", "y1", "y2", "cx", "cy", "r", "viewBox"];

/** Takes out what shows nothing: rules of the style sheet that fit no element, arrow heads not in use, notes, decimals; and
 * joins the words of a label's line, each of which Mermaid puts into an element of its own. */
function slim(drawing) {
  const holder = drawing.parentNode;
  for (const style of drawing.querySelectorAll("style")) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style.textContent);
    const rules = [...sheet.cssRules];
    const fitting = rules.filter((rule) => rule.selectorText && holder.querySelector(rule.selectorText));
    const moves = ({ name }) => name && fitting.some((rule) => rule.style.animationName === name);
    style.textContent = [...fitting, ...rules.filter(moves)].map((rule) => rule.cssText).join("\n");
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
  for (const word of drawing.querySelectorAll("tspan.text-inner-tspan")) {
    const before = word.previousElementSibling;
    const same = before && ["font-style", "font-weight"].every((name) => before.getAttribute(name) === word.getAttribute(name));
    if (!same) continue;
    word.textContent = before.textContent + word.textContent;
    before.remove();
  }
  const markup = drawing.outerHTML;
  // The same names for parts of every diagram: on one page each may stand but once.
  const named = [...drawing.querySelectorAll("[id]")].filter((element) => !element.id.includes(drawing.id));
  for (const element of named) if (!markup.includes(`#${element.id}`)) element.removeAttribute("id");
  for (const element of drawing.querySelectorAll("marker, filter, linearGradient, symbol")) {
    if (![")", '"', "'"].some((end) => markup.includes(`#${element.id}${end}`))) element.remove();
  }
}
