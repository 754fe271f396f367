// SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
// SPDX-License-Identifier: MIT

// Brings the page's diagrams to life. A picture that the build drew is there already, and Mermaid takes it over when a
// reader turns to it; any other is drawn when it comes near the window. Mermaid itself, the editor and the large view
// are separate modules, asked for when they are wanted.
// The page calls `initialize` (mkdocs-mermaid2-plugin writes that call); one that does not gets the same with the defaults.

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

// Addresses are written out: publishing puts a hash into each name.
const DRAWING = new URL("diagrams/drawing.mjs", import.meta.url);
const EDITING = new URL("diagrams/editing.mjs", import.meta.url);
const ENLARGING = new URL("diagrams/enlarging.mjs", import.meta.url);

let settings = null;
let figures = [];
let queue = Promise.resolve();
const wanted = new WeakSet();

/** Takes the page's settings for Mermaid and begins. The first call counts. */
function initialize(options = {}) {
  if (settings) return;
  settings = { ...DEFAULTS, ...options };
  figures = [...document.querySelectorAll("div.mermaid")].map((box, index) => {
    // A heading's id has no capitals: "Diagram 1" must not be taken for the place to draw in.
    box.dataset.id = `Diagram-${index + 1}`;
    return box.closest("figure.diagram") ?? frame(box);
  });
  whenSeen(figures.filter((figure) => figure.dataset.state === "waiting"), "600px 0px", bring);
  const drawn = figures.filter((figure) => figure.dataset.state === "drawn");
  for (const figure of drawn) {
    reachable(figure);
    // A finger that scrolls past wants nothing; a pointer over the figure, the keyboard in it or a tap do.
    figure.addEventListener("pointerenter", (event) => event.pointerType !== "touch" && bring(figure));
    figure.addEventListener("focusin", () => bring(figure));
    figure.addEventListener("click", () => bring(figure));
  }
  if (matchMedia("(hover: hover)").matches && !navigator.connection?.saveData) {
    whenIdle(() => whenSeen(drawn, "0px", (figure) => whenIdle(() => bring(figure))));
  }
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.(".diagram-tools button");
    if (!button) return;
    const tool = button.classList.contains("diagram-edit") ? EDITING : ENLARGING;
    import(tool).then((module) => module.open(button, bring, redraw));
  });
}

/** Draws every diagram of the page now, near the window or not: for the build, which puts the pictures into the page. */
export async function drawAll() {
  initialize();
  await (await import(DRAWING)).insistOnFont();
  await Promise.all(figures.map(bring));
}

/** Calls back when the page has loaded and the browser has nothing better to do. */
function whenIdle(action) {
  const idle = window.requestIdleCallback ?? ((callback) => setTimeout(callback, 500));
  if (document.readyState === "complete") idle(action);
  else addEventListener("load", () => idle(action), { once: true });
}

/** Calls back once for each figure that comes within this margin of the window. */
function whenSeen(figures, rootMargin, action) {
  const observer = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      observer.unobserve(target);
      action(target);
    }
  }, { rootMargin });
  figures.forEach((figure) => observer.observe(figure));
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
  return figure;
}

/** Makes the figure live, once: draws what waits, and puts Mermaid's picture where the build's was. */
function bring(figure) {
  const { state } = figure.dataset;
  if (!["waiting", "drawn"].includes(state) || wanted.has(figure)) return queue;
  wanted.add(figure);
  const box = figure.querySelector("div.mermaid");
  return redraw(figure, box.textContent).catch((error) => {
    // What the build drew stays, and the next sign of interest tries again.
    wanted.delete(figure);
    if (state === "waiting") fail(figure, box, error);
  });
}

/** Draws this source into the figure; rejected with Mermaid's message, the picture untouched, where it cannot be drawn. */
function redraw(figure, source) {
  const drawn = queue.then(async () => {
    const { draw } = await import(DRAWING);
    show(figure, await draw(figure, source, settings));
  });
  // One after the other, as Mermaid keeps one configuration for all; and one that fails stops no other.
  queue = drawn.catch(() => {});
  return drawn;
}

function show(figure, svg) {
  const box = figure.querySelector("div.mermaid");
  // The picture may be away from its figure, in the large view.
  const before = document.getElementById(box.dataset.id);
  const takenOver = figure.dataset.state === "drawn";
  figure.dataset.state = "live";
  figure.querySelector(".diagram-error")?.remove();
  // The same picture stays, and with it the reader's focus; one measured a little otherwise keeps the room that it has.
  if (before?.style.width) svg.style.width = before.style.width;
  if (takenOver && before.outerHTML === svg.outerHTML) return;
  if (!takenOver) {
    figure.style.setProperty("--width", Math.ceil(svg.viewBox.baseVal.width));
    figure.style.setProperty("--height", Math.ceil(svg.viewBox.baseVal.height));
  }
  if (before) {
    const focused = [...before.querySelectorAll("a")].indexOf(document.activeElement);
    before.replaceWith(svg);
    svg.querySelectorAll("a")[focused]?.focus({ preventScroll: true });
    return;
  }
  const picture = document.createElement("div");
  picture.className = "diagram-picture";
  picture.append(svg);
  box.hidden = true;
  box.after(picture);
  reachable(figure);
}

/** A frame that scrolls can be reached and scrolled by keyboard; one that does not is no stop on the way. */
function reachable(figure) {
  const frame = figure.querySelector(".diagram-frame");
  // It is first seen at its middle, where a diagram that runs to the right begins.
  const source = figure.querySelector("div.mermaid").textContent;
  if (/^\s*(?:graph|flowchart)\s+(?:LR|RL)\b/m.test(source)) frame.scrollTop = (frame.scrollHeight - frame.clientHeight) / 2;
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

/** Shows why a diagram cannot be drawn and where it stands, with its source and its twin; the rest of the page is untouched. */
function fail(figure, box, error) {
  const message = document.createElement("p");
  message.className = "diagram-error";
  message.setAttribute("role", "status");
  const place = figure.dataset.place ? ` (${figure.dataset.place})` : "";
  message.textContent = `This diagram cannot be drawn${place}. Mermaid says: ${error?.message ?? error}`;
  box.before(message);
  figure.dataset.state = "failed";
  figure.querySelector("details.diagram-twin")?.setAttribute("open", "");
}

export default { initialize };

// Module scripts run before this event; where none of them called `initialize`, the defaults begin.
if (document.readyState === "complete") initialize();
else document.addEventListener("DOMContentLoaded", () => initialize());
