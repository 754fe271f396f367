// SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
// SPDX-License-Identifier: MIT

// A figure's picture, large: in a dialog, zoomed by its width, moved by the browser's own scrolling, taken away as a file. The
// bar of its walk goes along.
import { copySource, download, editAddress } from "./exporting.mjs";

const STEP = 1.25;
const LEAST = 0.1;
const MOST = 6;
// Labels are 16 pixels high as drawn: here they are 11, and no picture opens smaller.
const READABLE = 0.69;

const BAR = `
  <p class="diagram-name"></p>
  <div class="diagram-bar">
    <span role="group" aria-label="Zoom">
      <button type="button" data-do="smaller" aria-label="Smaller" aria-keyshortcuts="-">−</button>
      <button type="button" data-do="larger" aria-label="Larger" aria-keyshortcuts="+">+</button>
      <button type="button" data-do="fit" aria-keyshortcuts="0">Fit</button>
    </span>
    <span role="group" aria-label="Take away">
      <button type="button" data-do="copy">Copy Mermaid</button>
      <button type="button" data-do="svg">SVG</button>
      <button type="button" data-do="png">PNG</button>
      <a data-do="propose" href="${editAddress()}" target="_blank" rel="noopener">Propose a change</a>
    </span>
    <button type="button" data-do="close">Close</button>
  </div>
  <p class="diagram-said" role="status"></p>
  <div class="diagram-large" tabindex="0" role="group"></div>`;

const dialog = Object.assign(document.createElement("dialog"), { className: "diagram-dialog", innerHTML: BAR });
const view = dialog.querySelector(".diagram-large");
const say = (words) => { dialog.querySelector(".diagram-said").textContent = words; };
let diagram = null;
let zoom = 1;
// Whether the picture is as the window wants it, and follows it.
let fitting = true;

/** Opens the diagram's large view; picture and walk themselves move into the dialog, and back when it closes. */
export function open(shown, button) {
  // Not drawn yet, or never to be: the source and the message are on the page.
  if (!shown.picture || dialog.open) return;
  diagram = shown;
  const { figure, frame, canvas, title } = diagram;
  const walk = figure.querySelector(".diagram-walk");
  const walkRoom = walk?.cloneNode();
  const name = title || "Diagram";
  dialog.querySelector(".diagram-name").textContent = name;
  dialog.setAttribute("aria-label", name);
  view.setAttribute("aria-label", `${name}: picture, scrolls`);
  view.dataset.canvas = canvas ?? "";
  say("");
  if (walk) {
    walkRoom.style.height = `${walk.offsetHeight}px`;
    walk.replaceWith(walkRoom);
    view.before(walk);
  }
  view.append(diagram.picture);
  dialog.showModal();
  fit();
  // It begins where the reader was.
  view.scrollLeft = (frame.scrollLeft / frame.scrollWidth) * view.scrollWidth;
  view.scrollTop = (frame.scrollTop / frame.scrollHeight) * view.scrollHeight;
  view.focus();
  const opened = new AbortController();
  const { signal } = opened;
  const giveBack = () => {
    opened.abort();
    dialog.close();
    diagram.picture.style.width = "";
    diagram.room.append(diagram.picture);
    if (walk) walkRoom.replaceWith(walk);
    button.focus({ preventScroll: true });
  };
  dialog.addEventListener("close", giveBack, { signal });
  // On paper the picture stands in its figure: the event of closing comes too late for that.
  addEventListener("beforeprint", giveBack, { signal });
  addEventListener("resize", () => fitting && fit(), { signal });
}

const actions = {
  smaller: () => scale(zoom / STEP),
  larger: () => scale(zoom * STEP),
  fit,
  copy: async () => say(await copySource(diagram.turned(diagram.source))),
  svg: async () => say(await download(diagram, "svg")),
  png: async () => say(await download(diagram, "png")),
  propose: () => copySource(diagram.source),
  close: () => dialog.close(),
};
document.body.append(dialog);
dialog.addEventListener("click", ({ target }) => {
  actions[target.closest("[data-do]")?.dataset.do]?.();
  // A link in the picture leads to a passage: on this page it is behind the dialog.
  if (target.closest("svg a")) dialog.close();
});
dialog.addEventListener("keydown", (event) => {
  const action = { "+": "larger", "=": "larger", "-": "smaller", 0: "fit" }[event.key];
  if (action && !event.ctrlKey && !event.metaKey && !event.altKey) actions[action]();
});
// Material listens for keys on the window: what is behind the dialog stays as it is.
document.addEventListener("keydown", (event) => dialog.open && event.stopPropagation());
view.addEventListener("wheel", (event) => {
  if (!event.ctrlKey && !event.metaKey) return;
  event.preventDefault();
  scale(zoom * 2 ** (-event.deltaY / 200), event);
}, { passive: false });

/** As large as the window allows; no smaller than a reader can read, or than it is on the page. */
function fit() {
  const { width, height } = diagram.picture.viewBox.baseVal;
  // Scroll bars of what was larger take no room from it.
  diagram.picture.style.width = "0";
  const padding = 2 * parseFloat(getComputedStyle(view).paddingLeft);
  const across = (view.clientWidth - padding) / width;
  const least = Math.max(READABLE, Math.min(across, diagram.room.clientWidth / width));
  scale(Math.max(least, Math.min(across, (view.clientHeight - padding) / height, 3)));
  fitting = true;
}

/** Sets the zoom; the point under the pointer, or the middle of what is seen, stays where it is. */
function scale(wanted, pointer) {
  const { picture } = diagram;
  const { left, top } = view.getBoundingClientRect();
  const [x, y] = pointer ? [pointer.clientX, pointer.clientY] : [left + view.clientWidth / 2, top + view.clientHeight / 2];
  const before = picture.getBoundingClientRect();
  fitting = false;
  zoom = Math.min(MOST, Math.max(LEAST, wanted));
  picture.style.width = `${picture.viewBox.baseVal.width * zoom}px`;
  const after = picture.getBoundingClientRect();
  view.scrollLeft += after.left + ((x - before.left) / before.width) * after.width - x;
  view.scrollTop += after.top + ((y - before.top) / before.height) * after.height - y;
}
