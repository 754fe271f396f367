// SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
// SPDX-License-Identifier: MIT

// Brings the page's diagrams to life. What the build drew stays until a reader changes its source; any other is drawn when it
// comes near the window. All that one can do with a diagram is a module of its own, asked for where it is wanted.
// The page calls `initialize` (mkdocs-mermaid2-plugin writes that call); one that does not gets the same with the defaults.
//
// Those modules receive a `Diagram` and lean on its `figure`, `title`, `published`, `source`, `turned`, `state`, `picture` (null
// until it is drawn; it may be in the large view), `place`, `whenSeen`, `draw`, and on two events:
// "picture" when another picture is shown, "arrive" when an address leads here, with `place` as it says.

/** What Mermaid is told about every diagram; the `arguments` in mkdocs.yml repeat it, and a test compares. */
export const DEFAULTS = {
  securityLevel: "strict",
  suppressErrorRendering: true,
  deterministicIds: true,
  handDrawnSeed: 4,
};

let diagrams = null;
let queue = Promise.resolve();

/** A diagram on the page: its source, its state, its picture and the room for it. */
class Diagram extends EventTarget {
  // Of what is to be drawn the newest.
  #wanted = null;

  /** `box` is the element with the diagram's source; `settings` are what the page tells Mermaid. */
  constructor(box, id, settings) {
    super();
    this.figure = box.closest("figure.diagram");
    this.frame = this.figure.querySelector(".diagram-frame");
    // The picture, and the room that is kept for it while it is away in the large view.
    this.room = this.figure.querySelector(".diagram-picture");
    this.picture = this.room?.querySelector("svg") ?? null;
    this.title = this.figure.querySelector("figcaption")?.textContent ?? "";
    // "dark" or "light" where the diagram brings its own colours, and the canvas that they need.
    this.canvas = this.figure.dataset.canvas;
    // `node`, `step`, `values`: what the address says of it (addressing.mjs).
    this.place = {};
    // The nodes that are lit (pointing.mjs), and those that stay so when the pointer has left.
    this.lit = this.resting = [];
    // The second changes in the editor.
    this.published = this.source = box.textContent;
    // Where it is turned: the setting in words, and what puts its values into a source; a flowchart's go into the picture.
    this.setting = "";
    this.turned = (source) => source;
    this.inPlace = false;
    Object.assign(this, { box, id, settings });
    this.figure.addEventListener("click", ({ target }) => this.#openTool(target.closest(".diagram-tools button")));
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
  }

  /** Draws the published source, once; what the build drew stays where that fails. */
  async activate() {
    if (this.#wanted) return;
    const { state } = this;
    await this.draw(this.published).catch((error) => state === "waiting" && this.fail(error));
  }

  /** Draws this source, unless another comes before its turn; rejected with Mermaid's message, the picture untouched. */
  draw(source) {
    const wanted = (this.#wanted = Symbol("drawing"));
    const drawn = queue.then(async () => {
      if (wanted !== this.#wanted) return;
      const { draw } = await import("./diagrams/drawing.mjs");
      this.#show(await draw(this, this.inPlace ? source : this.turned(source)));
    });
    // One after the other, as Mermaid keeps one configuration for all; and one that fails stops no other.
    queue = drawn.catch(() => {});
    return drawn;
  }

  /** Shows why the diagram cannot be drawn and where it stands, with source and twin; the rest of the page is untouched. */
  fail(error) {
    const id = `${this.id}-error`;
    const place = this.figure.dataset.place ? ` (${this.figure.dataset.place})` : "";
    const textContent = `This diagram cannot be drawn${place}. Mermaid says: ${error?.message ?? error}`;
    this.box.before(Object.assign(document.createElement("p"), { className: "diagram-error", role: "status", id, textContent }));
    this.figure.dataset.state = "failed";
    this.figure.querySelector("details.diagram-twin")?.setAttribute("open", "");
    // In a preview the strip at the page's top tells of it, if it does not yet.
    const strip = document.querySelector(".problems");
    if (!strip || "told" in this.figure.dataset) return;
    strip.hidden = false;
    const line = /:\d+$/.exec(this.figure.dataset.place)?.[0].replace(":", ", line ") ?? "";
    const item = Object.assign(document.createElement("li"), { className: "problem-error" });
    const link = Object.assign(document.createElement("a"), { href: `#${id}`, textContent: `Error${line}` });
    item.append(link, `: the diagram cannot be drawn. Mermaid says: ${error?.message ?? error}`);
    strip.querySelector("ul").insertBefore(item, strip.querySelector(".problem-advice"));
  }

  async #openTool(button) {
    const tool = ["enlarge", "edit", "copy-link"].find((name) => button?.classList.contains(`diagram-${name}`));
    // Two clicks before the tool has come are one.
    if (!tool || button.ariaBusy) return;
    button.ariaBusy = "true";
    if (tool === "enlarge") (await import("./diagrams/enlarging.mjs")).open(this, button);
    if (tool === "edit") (await import("./diagrams/editing.mjs")).open(this, button);
    if (tool === "copy-link") (await import("./diagrams/linking.mjs")).copyLink(this, button);
    button.ariaBusy = null;
  }

  #show(picture) {
    this.figure.dataset.state = "live";
    this.figure.querySelector(".diagram-error")?.remove();
    for (const side of ["width", "height"]) this.figure.style.setProperty(`--${side}`, Math.ceil(picture.viewBox.baseVal[side]));
    this.picture = this.picture ? exchange(this.picture, picture) : picture;
    if (!this.room) {
      this.room = Object.assign(document.createElement("div"), { className: "diagram-picture" });
      this.room.append(picture);
      this.box.hidden = true;
      this.box.after(this.room);
      this.#watchFrame();
    }
    this.dispatchEvent(new Event("picture"));
  }

  #watchFrame() {
    const { frame } = this;
    // It is first seen with the node nearest to its corner in the middle, as far as it goes.
    const boxOf = (part) => part.getBoundingClientRect();
    const nodes = [...this.picture.querySelectorAll(".node, .rough-node")].map(boxOf).sort((one, two) => one.x + one.y - two.x - two.y);
    const [node, seen] = [nodes[0] ?? boxOf(frame), boxOf(frame)];
    frame.scrollBy(node.x + node.width / 2 - seen.x - seen.width / 2, node.y + node.height / 2 - seen.y - seen.height / 2);
    // An edge behind which it goes on is faded.
    const fade = () => {
      const { scrollLeft: left, scrollTop: top, scrollWidth, scrollHeight, clientWidth, clientHeight } = frame;
      const edges = { left, top, right: scrollWidth - clientWidth - left, bottom: scrollHeight - clientHeight - top };
      for (const side in edges) frame.style.setProperty(`--${side}`, edges[side] > 8 ? 0.1 : 1);
    };
    frame.addEventListener("scroll", fade, { passive: true });
    watchFrame(frame, this.title || this.picture.querySelector("title")?.textContent || "Diagram");
  }
}

/**
 * Puts a picture in the place of another and gives what is there then: the old element with the new content, where their style
 * sheets say the same. One that came or went would have the browser lay out the whole page anew.
 */
function exchange(old, picture) {
  const [sheet, other] = [old, picture].map((each) => each.querySelector(":scope > style"));
  if (!sheet || sheet.textContent !== other?.textContent) {
    old.replaceWith(picture);
    return picture;
  }
  for (const name of old.getAttributeNames()) old.removeAttribute(name);
  for (const { name, value } of picture.attributes) old.setAttribute(name, value);
  for (const part of [...old.childNodes]) if (part !== sheet) part.remove();
  while (picture.firstChild !== other) sheet.before(picture.firstChild);
  other.remove();
  sheet.after(...picture.childNodes);
  return old;
}

/** A frame that scrolls can be reached and scrolled by keyboard; one that does not is no stop on the way. */
function watchFrame(frame, name) {
  new ResizeObserver(() => {
    frame.dispatchEvent(new Event("scroll"));
    // A flowchart's picture is a stop itself (pointing.mjs), and one that is away in the large view is none.
    const scrolls = !frame.querySelector("svg [data-of], .diagram-picture:empty") && (frame.scrollWidth > frame.clientWidth || frame.scrollHeight > frame.clientHeight + 1);
    if (scrolls) frame.tabIndex = 0;
    else frame.removeAttribute("tabindex");
    frame.role = scrolls ? "group" : null;
    frame.ariaLabel = scrolls ? `${name} (scrolls)` : null;
  }).observe(frame);
}

/** Takes the page's settings for Mermaid and begins. The first call counts. */
function initialize(options = {}) {
  if (diagrams) return;
  const settings = { ...DEFAULTS, ...options };
  // A heading's id has no capitals: none is taken for a picture's.
  diagrams = [...document.querySelectorAll("div.mermaid")].map((box, index) => new Diagram(box, `Diagram-${index + 1}`, settings));
  // A preview draws all of them at once: its strip tells which cannot be drawn.
  const near = document.querySelector(".problems") ? "100000px 0px" : "600px 0px";
  for (const diagram of diagrams) {
    const has = (part) => diagram.figure.querySelector(part);
    if (diagram.state === "waiting") diagram.whenSeen(near, () => diagram.activate());
    if (has(".diagram-walk")) import("./diagrams/walking.mjs").then(({ walk }) => walk(diagram));
    if (has(".diagram-turn")) diagram.whenSeen("600px 0px", async () => (await import("./diagrams/turning.mjs")).turn(diagram));
  }
  for (const frame of document.querySelectorAll(".report-frame")) watchFrame(frame, "Table");
  if (!diagrams.length) return;
  const pointing = import("./diagrams/pointing.mjs").then(({ pointAt }) => pointAt(diagrams));
  for (const sign of ["pointerover", "focusin", "click", "keydown"]) {
    document.addEventListener(sign, async (event) => (await pointing)(event));
  }
  const follow = async (searched) => {
    if (!searched && !location.hash.startsWith("#fig-")) return;
    (await import("./diagrams/linking.mjs")).arrive(diagrams, searched);
  };
  addEventListener("hashchange", () => follow(false));
  addEventListener("beforeprint", () => diagrams.forEach((diagram) => diagram.state === "waiting" && diagram.activate()));
  follow(/[?&]h=/.test(location.search));
}

/** Has Mermaid draw every diagram of the page now: for the build, which puts the pictures into the page. */
export async function drawAll() {
  initialize();
  // A page does without the font where it comes late; the build may not.
  await (await import("./diagrams/theme.mjs")).loadFont();
  for (const diagram of diagrams) diagram.activate();
  // Those that began by themselves, near the window, are in it too.
  await queue;
}

export default { initialize };

// Material's tooltips cover what is below them until pointer or focus leave.
addEventListener("keydown", ({ key }) => {
  if (key === "Escape") document.querySelector(".md-tooltip2--active")?.classList.remove("md-tooltip2--active");
});

// Module scripts run before this event; where none of them called `initialize`, the defaults begin.
if (document.readyState === "complete") initialize();
else document.addEventListener("DOMContentLoaded", () => initialize());
