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

let diagrams = null;
let queue = Promise.resolve();

/** A diagram on the page: its source, its state, its picture and the room for it, and all that listens to it. */
class Diagram {
  #listening = new AbortController();
  #activated = false;

  /** `box` is the element with the diagram's source; `settings` are what the page tells Mermaid. */
  constructor(box, id, settings) {
    this.figure = box.closest("figure.diagram") ?? enclose(box);
    this.frame = this.figure.querySelector(".diagram-frame");
    // The picture, and the room that is kept for it while it is away in the large view.
    this.room = this.figure.querySelector(".diagram-picture");
    this.picture = this.room?.querySelector("svg");
    this.title = this.figure.querySelector("figcaption")?.textContent ?? "";
    // "dark" or "light" where the diagram brings its own colours, and the canvas that they need.
    this.canvas = this.figure.dataset.canvas;
    // The second changes in the editor.
    this.published = this.source = box.textContent;
    // Whoever listens on the diagram's behalf passes it on.
    this.signal = this.#listening.signal;
    Object.assign(this, { box, id, settings });
    const { figure, signal } = this;
    figure.addEventListener("click", ({ target }) => this.#openTool(target.closest(".diagram-tools button")), { signal });
    if (this.picture) this.#watchFrame();
  }

  /** "waiting", "drawn" by the build, "live" by Mermaid here, or "failed". */
  get state() { return this.figure.dataset.state; }

  /** Calls back once, when the figure comes within this margin of the window. */
  whenSeen(rootMargin, action) {
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      action();
    }, { rootMargin });
    observer.observe(this.figure);
    this.signal.addEventListener("abort", () => observer.disconnect());
  }

  /** Makes the diagram live, once: draws what waits, and puts Mermaid's picture where the build's was. */
  async activate() {
    const { state } = this;
    if (this.#activated || !["waiting", "drawn"].includes(state)) return;
    this.#activated = true;
    try {
      await this.draw(this.published);
    } catch (error) {
      // What the build drew stays, and the next sign of interest tries again.
      this.#activated = false;
      if (state === "waiting") this.fail(error);
    }
  }

  /** Draws this source; rejected with Mermaid's message, the picture untouched, where it cannot be drawn. */
  draw(source) {
    const drawn = queue.then(async () => {
      const { draw } = await import("./diagrams/drawing.mjs");
      const picture = await draw(this, source);
      if (!this.signal.aborted) this.#show(picture);
    });
    // One after the other, as Mermaid keeps one configuration for all; and one that fails stops no other.
    queue = drawn.catch(() => {});
    return drawn;
  }

  /** Shows why the diagram cannot be drawn and where it stands, with source and twin; the rest of the page is untouched. */
  fail(error) {
    const place = this.figure.dataset.place ? ` (${this.figure.dataset.place})` : "";
    const textContent = `This diagram cannot be drawn${place}. Mermaid says: ${error?.message ?? error}`;
    this.box.before(Object.assign(document.createElement("p"), { className: "diagram-error", role: "status", textContent }));
    this.figure.dataset.state = "failed";
    this.figure.querySelector("details.diagram-twin")?.setAttribute("open", "");
  }

  /** Stops listening. What is on the page stays as it is. */
  dispose() {
    this.#listening.abort();
  }

  async #openTool(button) {
    if (!button) return;
    const editing = button.classList.contains("diagram-edit");
    const { open } = await (editing ? import("./diagrams/editing.mjs") : import("./diagrams/enlarging.mjs"));
    open(this, button);
  }

  #show(picture) {
    const before = this.picture;
    const takenOver = this.state === "drawn";
    this.figure.dataset.state = "live";
    this.figure.querySelector(".diagram-error")?.remove();
    // The same picture stays, and with it the reader's focus; one measured a little otherwise keeps the room that it has.
    if (before?.style.width) picture.style.width = before.style.width;
    if (takenOver && before.outerHTML === picture.outerHTML) return;
    if (!takenOver) {
      for (const side of ["width", "height"]) this.figure.style.setProperty(`--${side}`, Math.ceil(picture.viewBox.baseVal[side]));
    }
    this.picture = picture;
    if (before) {
      const focused = [...before.querySelectorAll("a")].indexOf(document.activeElement);
      before.replaceWith(picture);
      picture.querySelectorAll("a")[focused]?.focus({ preventScroll: true });
      return;
    }
    this.room = Object.assign(document.createElement("div"), { className: "diagram-picture" });
    this.room.append(picture);
    this.box.hidden = true;
    this.box.after(this.room);
    this.#watchFrame();
  }

  /** A frame that scrolls can be reached and scrolled by keyboard; one that does not is no stop on the way. */
  #watchFrame() {
    const { frame } = this;
    // It is first seen at its middle, where a diagram that runs to the right begins.
    if (/^\s*(?:graph|flowchart)\s+(?:LR|RL)\b/m.test(this.published)) frame.scrollTop = (frame.scrollHeight - frame.clientHeight) / 2;
    const name = this.title || this.picture.querySelector("title")?.textContent || "Diagram";
    const sizes = new ResizeObserver(() => {
      const scrolls = frame.scrollWidth > frame.clientWidth + 1 || frame.scrollHeight > frame.clientHeight + 1;
      frame.toggleAttribute("tabindex", scrolls);
      if (scrolls) frame.tabIndex = 0;
      frame.role = scrolls ? "group" : null;
      frame.ariaLabel = scrolls ? `${name} (scrolls)` : null;
    });
    sizes.observe(frame);
    this.signal.addEventListener("abort", () => sizes.disconnect());
  }
}

/** A figure around a diagram that stands where the build could make none, in HTML for one. */
function enclose(box) {
  const innerHTML = '<div class="diagram-frame"></div>';
  const figure = Object.assign(document.createElement("figure"), { className: "diagram", innerHTML });
  figure.dataset.state = "waiting";
  box.replaceWith(figure);
  figure.firstChild.append(box);
  return figure;
}

/** Takes the page's settings for Mermaid and begins. The first call counts. */
function initialize(options = {}) {
  if (diagrams) return;
  const settings = { ...DEFAULTS, ...options };
  // A heading's id has no capitals: none is taken for a picture's.
  diagrams = [...document.querySelectorAll("div.mermaid")].map((box, index) => new Diagram(box, `Diagram-${index + 1}`, settings));
  for (const diagram of diagrams) {
    if (diagram.state === "waiting") diagram.whenSeen("600px 0px", () => diagram.activate());
    else if (diagram.state === "drawn") takeOver(diagram);
  }
}

/** Draws every diagram of the page now, near the window or not: for the build, which puts the pictures into the page. */
export async function drawAll() {
  initialize();
  // A page does without the font where it comes late; the build may not.
  await (await import("./diagrams/theme.mjs")).loadFont();
  for (const diagram of diagrams) diagram.activate();
  // Those that began by themselves, near the window, are in it too.
  await queue;
}

/** Has Mermaid draw anew what the build drew: at a sign of interest, or when a desktop has nothing better to do. */
function takeOver(diagram) {
  const { figure, signal } = diagram;
  // A finger that scrolls past wants nothing; a pointer over the figure, the keyboard in it or a tap do.
  const activate = ({ pointerType, type }) => (pointerType === "touch" && type === "pointerenter") || diagram.activate();
  for (const sign of ["pointerenter", "focusin", "click"]) figure.addEventListener(sign, activate, { signal });
  if (matchMedia("(hover: hover)").matches && !navigator.connection?.saveData) {
    whenIdle(() => diagram.whenSeen("0px", () => whenIdle(() => diagram.activate())));
  }
}

/** Calls back when the page has loaded and the browser has nothing better to do. */
function whenIdle(action) {
  const idle = window.requestIdleCallback ?? ((callback) => setTimeout(callback, 500));
  if (document.readyState === "complete") idle(action);
  else addEventListener("load", () => idle(action), { once: true });
}

export default { initialize };

// Module scripts run before this event; where none of them called `initialize`, the defaults begin.
if (document.readyState === "complete") initialize();
else document.addEventListener("DOMContentLoaded", () => initialize());
