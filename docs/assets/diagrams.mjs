// SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
// SPDX-License-Identifier: MIT

// Draws the page's diagrams with the vendored Mermaid, each when it comes near the window. The page calls
// `initialize` (mkdocs-mermaid2-plugin writes that call); a page that does not gets the same with the defaults.

/** What Mermaid is told about every diagram; the `arguments` in mkdocs.yml repeat it, and a test compares. */
export const DEFAULTS = {
  layout: "dagre",
  look: "classic",
  securityLevel: "strict",
  suppressErrorRendering: true,
  htmlLabels: false,
  deterministicIds: true,
  handDrawnSeed: 4,
};

const FONT = '"Source Sans 3"';
const LIBRARY = new URL("mermaid/mermaid.esm.min.mjs", import.meta.url);

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
  .flowchartTitleText { display: none; }
  .main .background { fill: none !important; }
  .main text { fill: var(--diagram-ink) !important; }
  .main .axis-line path, .main .axisl-line path, .main .ticks path { stroke: var(--diagram-line) !important; stroke-width: 1.25px !important; }
  .main .plot path { stroke: var(--diagram-model-line) !important; stroke-width: 2px !important; }
`;
// A diagram that brings its own theme keeps its colours; the font is always the one it is measured with.
const FONT_CSS = `text, tspan, .label, .label text, .node text { font-family: ${FONT}, sans-serif !important; }`;

// Compact, so that a diagram of twelve nodes fits a window; the title stands above the figure as text.
const GEOMETRY = {
  flowchart: {
    useMaxWidth: false, rankSpacing: 34, nodeSpacing: 28, padding: 9, diagramPadding: 4, wrappingWidth: 170, minNodeWidth: 0,
    subGraphTitleMargin: { top: 6, bottom: 10 },
  },
  xyChart: { useMaxWidth: false, showTitle: false, width: 430, height: 220 },
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

let settings = null;
let library = null;
let queue = Promise.resolve();

/** Takes the page's settings for Mermaid and begins to draw. The first call counts. */
function initialize(options = {}) {
  if (settings) return;
  settings = { ...DEFAULTS, ...options };
  const boxes = [...document.querySelectorAll("div.mermaid")];
  boxes.forEach((box, index) => {
    // A heading's id has no capitals: "Diagram 1" must not be taken for the place to draw in.
    box.dataset.id = `Diagram-${index + 1}`;
    if (!box.closest("figure.diagram")) frame(box);
  });
  const near = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      // One after the other: Mermaid keeps one configuration for all.
      queue = queue.then(() => draw(target));
    }
  }, { rootMargin: "600px 0px" });
  boxes.forEach((box) => near.observe(box));
}

/** A figure around a diagram that stands where the build could make none, in HTML for one. */
function frame(box) {
  const figure = document.createElement("figure");
  figure.className = "diagram";
  figure.dataset.state = "waiting";
  figure.style.cssText = "--width:430;--height:220";
  const inner = document.createElement("div");
  inner.className = "diagram-frame";
  box.before(figure);
  figure.append(inner);
  inner.append(box);
}

/** Mermaid itself, loaded once, and the font its labels are measured with. */
function load() {
  library ??= Promise.all([
    import(LIBRARY),
    // Without the font, which a reader may block, the next in the list measures and shows the labels.
    ...[400, 600].map((weight) => document.fonts.load(`${weight} 16px ${FONT}`).catch(() => [])),
  ]).then(([module]) => module.default, (error) => {
    library = null;
    throw error;
  });
  return library;
}

/**
 * The source as Mermaid has to be given it. Mermaid 12.3 drops a bare ">" from a label that it draws as SVG text,
 * `4096 -> 16384` for one, and keeps its own entity for it.
 */
function spellOut(source) {
  const start = source.search(/^\s*(graph|flowchart)\b/m);
  if (start < 0) return source;
  const labels = source.slice(start).replace(/"[^"\n]*"/g, (label) =>
    label.replace(/<\/?\w[^<>]*>|>/g, (found) => (found === ">" ? "#gt;" : found)));
  return source.slice(0, start) + labels;
}

/** Whether the diagram brings its own theme: it keeps that, on the canvas that the build chose for it. */
const own = (figure) => figure.dataset.canvas !== undefined;

async function draw(box) {
  const figure = box.closest("figure.diagram");
  const source = box.textContent;
  const stage = document.createElement("div");
  stage.className = "diagram-stage";
  try {
    const mermaid = await load();
    document.body.append(stage);
    mermaid.initialize({
      ...settings,
      startOnLoad: false,
      theme: "base",
      themeVariables: own(figure) ? {} : THEME_VARIABLES,
      themeCSS: own(figure) ? FONT_CSS : FONT_CSS + THEME_CSS,
      fontFamily: `${FONT}, sans-serif`,
      ...(own(figure) ? {} : GEOMETRY),
      deterministicIDSeed: box.dataset.id,
    });
    const { svg } = await mermaid.render(box.dataset.id, spellOut(source), stage);
    show(figure, box, svg);
  } catch (error) {
    fail(figure, box, error);
  } finally {
    stage.remove();
  }
}

function show(figure, box, svg) {
  const picture = document.createElement("div");
  picture.className = "diagram-picture";
  picture.innerHTML = svg;
  const drawing = picture.querySelector("svg");
  const { width, height } = drawing.viewBox.baseVal;
  figure.style.setProperty("--width", Math.ceil(width));
  figure.style.setProperty("--height", Math.ceil(height));
  drawing.removeAttribute("width");
  drawing.removeAttribute("height");
  drawing.removeAttribute("style");
  // The twin's links were resolved and checked when the site was built; the drawn nodes take theirs from there.
  for (const link of drawing.querySelectorAll("a")) {
    const written = link.getAttribute("href") ?? link.getAttribute("xlink:href");
    const twin = [...figure.querySelectorAll("a[data-node]")].find((other) => other.dataset.node === written);
    link.removeAttribute("xlink:href");
    link.setAttribute("href", twin ? twin.href : written);
  }
  // A group's name stands in its corner, out of the way of the arrows.
  for (const cluster of own(figure) ? [] : drawing.querySelectorAll("g.cluster")) {
    // Drawn by hand, a group has no rectangle; its name stays where Mermaid put it.
    const box = cluster.querySelector(":scope > rect");
    if (!box) continue;
    const [x, y] = ["x", "y"].map((name) => Number(box.getAttribute(name)));
    cluster.querySelector(".cluster-label")?.setAttribute("transform", `translate(${x + 10}, ${y + 6})`);
  }
  box.hidden = true;
  box.after(picture);
  // What has a frame to scroll in is first seen at its middle, where a diagram that runs to the right begins.
  const frame = figure.querySelector(".diagram-frame");
  if (/^\s*(?:graph|flowchart)\s+(?:LR|RL)\b/m.test(box.textContent)) frame.scrollTop = (frame.scrollHeight - frame.clientHeight) / 2;
  figure.dataset.state = "live";
  reachable(figure);
}

/** A frame that scrolls can be reached and scrolled by keyboard; one that does not is no stop on the way. */
function reachable(figure) {
  const frame = figure.querySelector(".diagram-frame");
  const name = figure.querySelector("figcaption")?.textContent ?? figure.querySelector("svg title")?.textContent;
  new ResizeObserver(() => {
    const scrolls = frame.scrollWidth > frame.clientWidth + 1 || frame.scrollHeight > frame.clientHeight + 1;
    const attributes = { tabindex: "0", role: "group", "aria-label": `${name ?? "Diagram"} (scrolls)` };
    for (const [attribute, value] of Object.entries(attributes)) {
      if (scrolls) frame.setAttribute(attribute, value);
      else frame.removeAttribute(attribute);
    }
  }).observe(frame);
}

/** Shows why a diagram cannot be drawn, with its source and its twin; the rest of the page is untouched. */
function fail(figure, box, error) {
  const message = document.createElement("p");
  message.className = "diagram-error";
  message.setAttribute("role", "status");
  message.textContent = `This diagram cannot be drawn. Mermaid says: ${error?.message ?? error}`;
  box.before(message);
  figure.dataset.state = "failed";
  figure.querySelector("details.diagram-twin")?.setAttribute("open", "");
}

export default { initialize };

// Module scripts run before this event; where none of them called `initialize`, the defaults begin.
if (document.readyState === "complete") initialize();
else document.addEventListener("DOMContentLoaded", () => initialize());
