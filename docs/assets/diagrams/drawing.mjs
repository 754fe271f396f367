// SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
// SPDX-License-Identifier: MIT

// Makes a picture of a diagram's source with the vendored Mermaid: in the guide's colours, with the twin's links, slim.
// The build and the reader's browser draw with this same code.

const FONT = '"Source Sans 3"';
// As in the style sheet: what stands in, where the font does not come, has its measures.
const FONTS = `${FONT}, "Source Sans fallback", sans-serif`;
const LIBRARY = new URL("../mermaid/mermaid.esm.min.mjs", import.meta.url);

// Colours are custom properties of the page, so one picture follows both palettes without being drawn again.
// `!important`, because Mermaid writes its theme's colours with the same weight after these.
const paint = (fill, line) => `fill: var(--diagram-${fill}) !important; stroke: var(--diagram-${line}) !important;`;
const ROLES = ["data", "process", "model", "decision", "result"];
const THEME_CSS = `
  .node .label-container, .node .label-container path { ${paint("process-fill", "process-line")} stroke-width: 1.25px !important; }
  ${ROLES.map((role) => `.node.${role} .label-container, .node.${role} .label-container path { ${paint(`${role}-fill`, `${role}-line`)} }`).join("\n")}
  .node .label text, .node .label tspan, .edgeLabel text, .edgeLabel tspan, .cluster-label text, .cluster-label tspan
    { fill: var(--diagram-ink) !important; stroke: none !important; }
  .flowchart-link { stroke: var(--diagram-line) !important; stroke-width: 1.25px !important; }
  .marker path, .marker polygon, .marker circle { ${paint("line", "line")} }
  .edgeLabel rect, .edgeLabel .background { fill: var(--diagram-paper) !important; opacity: 1 !important; stroke: none !important; }
  .cluster rect { fill: none !important; stroke: var(--diagram-line) !important; stroke-dasharray: 4 4 !important; }
  .node a, a .node { cursor: pointer; }
  marker path { ${paint("line", "line")} }
  .main .background { fill: none !important; }
  .main text { fill: var(--diagram-ink) !important; }
  .main .axis-line path, .main .axisl-line path, .main .ticks path { stroke: var(--diagram-line) !important; stroke-width: 1.25px !important; }
  .main .plot rect { ${paint("model-fill", "model-line")} }
  .main .plot path { stroke: var(--diagram-model-line) !important; stroke-width: 2px !important; }
  .main .plot .line-plot-1 path { stroke: var(--diagram-line) !important; stroke-dasharray: 7 5; }
  rect.actor, .labelBox { ${paint("process-fill", "process-line")} }
  .actor-line, .messageLine0, .messageLine1, .loopLine { stroke: var(--diagram-line) !important; stroke-width: 1.25px !important; }
  text.actor tspan, .messageText, .labelText, .loopText, .loopText tspan { fill: var(--diagram-ink) !important; stroke: none !important; }
  .node-labels text { fill: var(--diagram-ink) !important; font-size: 16px !important; }
  .nodes > .node > rect:not([class]) { fill: var(--diagram-data-line) !important; }
  .links .link { mix-blend-mode: normal !important; }
  .links .link path { stroke: var(--diagram-data-line) !important; stroke-opacity: 0.25 !important; }
  rect.treemapSection { ${paint("process-fill", "process-line")} fill-opacity: 1 !important; stroke-opacity: 1 !important; stroke-width: 1.25px !important; }
  .treemapLeaf { ${paint("model-fill", "model-line")} fill-opacity: 1 !important; stroke-width: 1.25px !important; }
  .treemapSectionLabel, .treemapLabel { fill: var(--diagram-ink) !important; font-size: 16px !important; }
`;
// A diagram that brings its own theme keeps its colours; the font is always the one it is measured with.
const FONT_CSS = `text, tspan, .label, .label text, .node text { font-family: ${FONTS} !important; }`;

// Compact, so that a diagram of twelve nodes fits a window; the title stands above the figure as text.
const GEOMETRY = {
  flowchart: {
    useMaxWidth: false, rankSpacing: 34, nodeSpacing: 28, padding: 9, diagramPadding: 4, wrappingWidth: 170, minNodeWidth: 0,
    subGraphTitleMargin: { top: 6, bottom: 10 },
  },
  xyChart: { useMaxWidth: false, width: 430, height: 220 },
  sequence: { useMaxWidth: false },
  sankey: { useMaxWidth: false },
  treemap: { useMaxWidth: false },
};

// Neutral values for what has no rule above; Mermaid derives the rest from them.
const THEME_VARIABLES = {
  primaryColor: "#f4f2ec",
  primaryTextColor: "#22262b",
  primaryBorderColor: "#6e6a5e",
  lineColor: "#6e6a5e",
  secondaryColor: "#e9eef5",
  tertiaryColor: "#fbfaf7",
  fontSize: "16px",
};

// Has no width and is no space; and a space that SVG keeps.
const JOINER = "\u2060";
const SPACE = "\u2005";

/** The font's files, by weight. */
export const FONT_FILES = {
  400: new URL("../font/source-sans-3-latin-400-normal.woff2", import.meta.url),
  600: new URL("../font/source-sans-3-latin-600-normal.woff2", import.meta.url),
};

/** Puts the font to use for certain. A page does without where it comes late; the build may not. */
export async function insistOnFont() {
  for (const [weight, file] of Object.entries(FONT_FILES)) {
    document.fonts.add(await new FontFace("Source Sans 3", `url("${file}")`, { weight }).load());
  }
}

let library = null;

/** Mermaid itself, loaded once, and the font its labels are measured with. */
function load() {
  library ??= Promise.all([
    import(LIBRARY),
    // Without the font, which a reader may block, the next in the list measures and shows the labels.
    ...Object.keys(FONT_FILES).map((weight) => document.fonts.load(`${weight} 16px ${FONT}`).catch(() => [])),
  ]).then(([module]) => module.default, (error) => {
    library = null;
    throw error;
  });
  return library;
}

/**
 * The figure's diagram as an SVG element, made of this source. Rejected where Mermaid cannot draw it, or cannot be loaded.
 * `settings` are what the page tells Mermaid. Nothing on the page changes.
 */
export async function draw(figure, source, settings) {
  const mermaid = await load();
  const { id } = figure.querySelector("div.mermaid").dataset;
  // A diagram that brings its own theme keeps it, on the canvas that the build chose for it.
  const own = figure.dataset.canvas !== undefined;
  const stage = document.createElement("div");
  stage.className = "diagram-stage";
  document.body.append(stage);
  try {
    mermaid.initialize({
      ...settings,
      startOnLoad: false,
      theme: "base",
      themeVariables: own ? {} : THEME_VARIABLES,
      themeCSS: own ? FONT_CSS : FONT_CSS + THEME_CSS,
      fontFamily: FONTS,
      ...(own ? {} : GEOMETRY),
      deterministicIDSeed: id,
    });
    // Drawn under another name: Mermaid begins by removing from the page what has the name that it is given.
    const { svg } = await mermaid.render(`New-${id}`, spellOut(own ? source : untitled(source)), stage);
    stage.innerHTML = svg.replaceAll(`New-${id}`, id).replaceAll(JOINER, "");
    const drawing = stage.querySelector("svg");
    for (const attribute of ["width", "height", "style"]) drawing.removeAttribute(attribute);
    // Some kinds cannot be named in their source: the figure's title names them.
    const name = figure.querySelector("figcaption")?.textContent;
    if (name && !drawing.hasAttribute("aria-labelledby")) drawing.setAttribute("aria-label", name);
    resolveLinks(drawing, figure);
    if (!own) {
      settleGroups(drawing);
      // Mermaid draws the lines of life far beyond the picture.
      const { y, height } = drawing.viewBox.baseVal;
      drawing.querySelectorAll(".actor-line").forEach((line) => line.setAttribute("y2", Math.min(line.getAttribute("y2"), y + height)));
      // Our style sheet gives every outline its line: the second path, which draws that line alone, is one too many.
      drawing.querySelectorAll(".label-container > path[stroke-width='0'] + path:last-child").forEach((path) => path.remove());
    }
    slim(drawing);
    return drawing;
  } finally {
    stage.remove();
  }
}

/** The source without its title, which stands above the figure as text; its line stays, so that messages count right. */
function untitled(source) {
  return source.replace(/^(\s*---\n(?:(?!---).*\n)*?)title:.*$/m, "$1");
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

/** The twin's links were resolved and checked when the site was built; the drawn nodes take theirs from there. */
function resolveLinks(drawing, figure) {
  for (const link of drawing.querySelectorAll("a")) {
    const written = link.getAttribute("href") ?? link.getAttribute("xlink:href") ?? "";
    const twin = [...figure.querySelectorAll("a[data-node]")].find((other) => other.dataset.node === written);
    link.removeAttribute("xlink:href");
    // One that an editor has just typed was not resolved: only a whole address leads anywhere.
    if (twin || /^(https?:|#)/.test(written)) link.setAttribute("href", twin ? twin.getAttribute("href") : written);
    else link.removeAttribute("href");
  }
}

/** A group's name stands in its corner, out of the way of the arrows. */
function settleGroups(drawing) {
  for (const cluster of drawing.querySelectorAll("g.cluster")) {
    // Drawn by hand, a group has no rectangle; its name stays where Mermaid put it.
    const box = cluster.querySelector(":scope > rect");
    if (!box) continue;
    const [x, y] = ["x", "y"].map((name) => Number(box.getAttribute(name)));
    cluster.querySelector(".cluster-label")?.setAttribute("transform", `translate(${x + 10}, ${y + 6})`);
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
  for (const element of drawing.querySelectorAll("*")) {
    for (const name of NOTES) element.removeAttribute(name);
    if (/^[;\s]*$/.test(element.getAttribute("style") ?? "-")) element.removeAttribute("style");
  }
  for (const element of [drawing, ...drawing.querySelectorAll("*")]) {
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
