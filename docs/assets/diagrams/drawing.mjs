// SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
// SPDX-License-Identifier: MIT

// Has a diagram drawn, and brings its picture into the page. Mermaid works in a frame of its own that may load scripts,
// styles and fonts of this site and nothing else: whatever a source says, however it is spelled, drawing asks nobody.
// The build and the reader's browser draw with this same code.

const RENDERING = new URL("rendering.mjs", import.meta.url);
// Its address, as Firefox takes 'self' for the frame's own, `about:srcdoc`.
const OURS = new URL("..", import.meta.url);
const POLICY = `default-src 'none'; script-src ${OURS}; style-src ${OURS} 'unsafe-inline'; font-src ${OURS}`;

let rendering = null;

/** Has Mermaid ready to draw at once. */
export const prepare = () => (rendering ??= openFrame()).catch(() => {});

/**
 * The diagram as an SVG element, made of this source. Rejected where Mermaid cannot draw it, or cannot be loaded.
 * Nothing that is seen of the page changes.
 */
export async function draw({ id, canvas, settings, title, figure }, source) {
  const render = await (rendering ??= openFrame());
  const steps = [...figure.querySelectorAll(".diagram-steps > li")].map(({ dataset }) => dataset.step.split(" "));
  const turned = figure.querySelector(".diagram-turn") !== null;
  const picture = document.importNode(await render({ id, canvas, settings, source, steps, turned }), true);
  // Some kinds cannot be named in their source: the figure's title names them.
  if (!picture.hasAttribute("aria-labelledby")) picture.setAttribute("aria-label", title || "Diagram");
  resolveLinks(picture, figure);
  return picture;
}

/** Makes the frame and loads Mermaid into it; gives the function that draws there. */
async function openFrame() {
  // Labels are measured in the page's own styles. In an address that a browser gives, a quote is escaped.
  const styles = [...document.querySelectorAll("link[rel=stylesheet]")].map(({ href }) => `<link rel="stylesheet" href="${href}">`);
  const srcdoc = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${POLICY}">
    ${styles.join("")}<script type="module" src="${RENDERING}"></script>`;
  const hidden = { className: "diagram-stage", ariaHidden: "true", tabIndex: -1, srcdoc };
  const frame = Object.assign(document.createElement("iframe"), hidden);
  const loaded = new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
  document.body.append(frame);
  await loaded;
  const { render } = frame.contentWindow;
  if (render) return render;
  // The next that is to be drawn tries again.
  rendering = null;
  frame.remove();
  throw new Error("Mermaid cannot be loaded");
}

/** The twin's links were resolved and checked when the site was built; the drawn nodes take theirs from there. */
function resolveLinks(picture, figure) {
  const resolved = new Map([...figure.querySelectorAll("a[data-node]")].map((twin) => [twin.dataset.node, twin.getAttribute("href")]));
  for (const link of picture.querySelectorAll("a")) {
    const written = link.getAttribute("href") ?? link.getAttribute("xlink:href") ?? "";
    for (const name of ["href", "xlink:href"]) link.removeAttribute(name);
    // One that an editor has just typed was not resolved: only a whole address leads anywhere.
    const address = resolved.get(written) ?? (/^(https?:|#)/.test(written) ? written : null);
    if (address !== null) link.setAttribute("href", address);
  }
}
