// SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
// SPDX-License-Identifier: MIT

// What a diagram is drawn with: the font that it is measured in, colours, distances.

/** The font of text and labels, and its files by weight. */
export const FONT = "Source Sans 3";
export const FONT_FILES = {
  400: new URL("../font/source-sans-3-latin-400-normal.woff2", import.meta.url),
  600: new URL("../font/source-sans-3-latin-600-normal.woff2", import.meta.url),
};
// As in the style sheet: what stands in, where the font does not come, has its measures.
const FONTS = `"${FONT}", "Source Sans fallback", sans-serif`;

/** Puts the font to use for certain in the document that this runs in; rejected where it cannot be had. */
export async function loadFont() {
  for (const [weight, file] of Object.entries(FONT_FILES)) {
    document.fonts.add(await new FontFace(FONT, `url("${file}")`, { weight }).load());
  }
}

// Colours are custom properties of the page, so one picture follows both palettes without being drawn again.
// `!important`, because Mermaid writes its theme's colours with the same weight after these.
const paint = (fill, line) => `fill: var(--diagram-${fill}) !important; stroke: var(--diagram-${line}) !important;`;
const ROLES = ["data", "process", "model", "decision", "result"];
const OUR_CSS = `
  foreignObject div { line-height: 1.2 !important; }
  /* A cylinder's walls are nearer to its label than a box's. */
  .node.data p { padding: 0 7px; }
  .node .label-container, .node .label-container path { ${paint("process-fill", "process-line")} stroke-width: 1.25px !important; }
  ${ROLES.map((role) => `.node.${role} .label-container, .node.${role} .label-container path { ${paint(`${role}-fill`, `${role}-line`)} }`).join("\n")}
  /* A link for the line below its words. */
  a, text:not(.step-number, .sequenceNumber), tspan { fill: var(--diagram-ink) !important; stroke: none !important; }
  .flowchart-link { stroke: var(--diagram-line) !important; stroke-width: 1.25px !important; }
  .edge-thickness-thick { stroke: var(--diagram-ink) !important; stroke-width: 3px !important; }
  marker path, .marker :is(path, polygon, circle) { ${paint("line", "line")} }
  .edgeLabel rect { stroke: none !important; }
  .cluster rect { fill: none !important; stroke: var(--diagram-line) !important; stroke-dasharray: 4 4 !important; }
  .main .background { fill: none !important; }
  .main .axis-line path, .main .axisl-line path, .main .ticks path { stroke: var(--diagram-line) !important; stroke-width: 1.25px !important; }
  .main .plot rect { ${paint("model-fill", "model-line")} stroke-width: 1.25px !important; }
  .main .plot path { stroke: var(--plot, var(--diagram-model-line)) !important; stroke-width: var(--heavy, 2px) !important; }
  .main .line-plot-1 { --plot: var(--diagram-line); stroke-dasharray: 7 5; }
  .main .line-plot-2 { --plot: var(--diagram-ink); --heavy: 3.5px; stroke-dasharray: 0.1 6; stroke-linecap: round; }
  rect.actor, .labelBox, rect[class^="activation"], .actor-man :is(line, circle, path) { ${paint("process-fill", "process-line")} }
  .note { ${paint("decision-fill", "decision-line")} }
  [id$="sequencenumber"] circle { ${paint("ink", "ink")} }
  .sequenceNumber { fill: var(--diagram-paper) !important; }
  .actor-line, .messageLine0, .messageLine1, .loopLine { stroke: var(--diagram-line) !important; stroke-width: 1.25px !important; }
  .nodes > .node > rect:not([class]) { fill: var(--diagram-data-line) !important; }
  .links .link { mix-blend-mode: normal !important; }
  .links .link path { stroke: var(--diagram-data-line) !important; stroke-opacity: 0.25 !important; }
  rect.treemapSection { ${paint("process-fill", "process-line")} fill-opacity: 1 !important; stroke-opacity: 1 !important; stroke-width: 1.25px !important; }
  .treemapLeaf { ${paint("model-fill", "model-line")} fill-opacity: 1 !important; stroke-width: 1.25px !important; }
  .node-labels text, .treemapSectionLabel, .treemapLabel { font-size: 16px !important; }
`;
const FONT_CSS = `text, .label, .label text, .node text { font-family: ${FONTS} !important; }`;

const OURS = {
  layout: "dagre",
  look: "classic",
  theme: "base",
  themeCSS: FONT_CSS + OUR_CSS,
  // For what has no rule above Mermaid derives its colours from these: the light palette's, as the style sheet has them.
  themeVariables: {
    primaryColor: "#f4f2ec",
    primaryTextColor: "#22262b",
    primaryBorderColor: "#6e6a5e",
    lineColor: "#6e6a5e",
    secondaryColor: "#e9eef5",
    tertiaryColor: "#fbfaf7",
    fontSize: "16px",
  },
  // Compact, so that a diagram of twelve nodes fits a window; the title stands above the figure as text.
  flowchart: {
    useMaxWidth: false, rankSpacing: 34, nodeSpacing: 28, padding: 9, diagramPadding: 4, wrappingWidth: 170, minNodeWidth: 0,
    subGraphTitleMargin: { top: 6, bottom: 10 },
  },
  xyChart: { useMaxWidth: false, legendFontSize: 16, legendPadding: -8, width: 430, height: 220 },
  sequence: { useMaxWidth: false },
  sankey: { useMaxWidth: false },
  treemap: { useMaxWidth: false },
};

/** Mermaid's settings for a diagram; one that brings its own theme (`own`) keeps all of it, but for the font. */
export const theme = (own) => ({ fontFamily: FONTS, state: { minNodeWidth: 0 }, ...(own ? { themeCSS: FONT_CSS } : OURS) });
