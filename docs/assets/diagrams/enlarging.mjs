// SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
// SPDX-License-Identifier: MIT

// A figure's picture, large: in a dialog, zoomed by its width, moved by the browser's own scrolling, taken away as a file.
import { copySource, downloadPicture, downloadVector, editAddress } from "./exporting.mjs";

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
      <a data-do="propose" target="_blank" rel="noopener">Propose a change</a>
    </span>
    <button type="button" data-do="close">Close</button>
  </div>
  <p class="diagram-said" role="status"></p>
  <div class="diagram-large" tabindex="0" role="group"></div>`;

let dialog = null;
let figure = null;
let zoom = 1;

/** Opens the figure of this button; the picture itself moves into the dialog, and back when it closes. */
export function open(button) {
  dialog ??= build();
  figure = button.closest("figure.diagram");
  const drawing = figure.querySelector(".diagram-picture svg");
  // Not drawn yet, or never to be: the source and the message are on the page.
  if (!drawing) return;
  const name = figure.querySelector("figcaption")?.textContent ?? "Diagram";
  dialog.querySelector(".diagram-name").textContent = name;
  dialog.setAttribute("aria-label", name);
  const canvas = dialog.querySelector(".diagram-large");
  canvas.setAttribute("aria-label", `${name}: picture, scrolls`);
  canvas.dataset.canvas = figure.dataset.canvas ?? "";
  dialog.querySelector("[data-do=propose]").hidden = !editAddress();
  dialog.querySelector("[data-do=propose]").href = editAddress();
  say("");
  canvas.append(drawing);
  dialog.showModal();
  fit();
  // It begins where the reader was.
  const frame = figure.querySelector(".diagram-frame");
  canvas.scrollLeft = (frame.scrollLeft / frame.scrollWidth) * canvas.scrollWidth;
  canvas.scrollTop = (frame.scrollTop / frame.scrollHeight) * canvas.scrollHeight;
  canvas.focus();
  dialog.addEventListener("close", () => {
    const large = canvas.querySelector("svg");
    large.style.width = "";
    figure.querySelector(".diagram-picture").append(large);
    button.focus({ preventScroll: true });
  }, { once: true });
}

function build() {
  const made = document.createElement("dialog");
  made.className = "diagram-dialog";
  made.innerHTML = BAR;
  document.body.append(made);
  const actions = {
    smaller: () => scale(zoom / STEP),
    larger: () => scale(zoom * STEP),
    fit,
    copy: async () => say(await copySource(source())),
    svg: async () => say(await downloadVector(picture(), figure)),
    png: async () => say(await downloadPicture(picture(), figure)),
    propose: () => copySource(source()),
    close: () => made.close(),
  };
  made.addEventListener("click", ({ target }) => {
    actions[target.closest("[data-do]")?.dataset.do]?.();
    // A link in the picture leads to a passage: on this page it is behind the dialog.
    if (target.closest("svg a")) made.close();
  });
  made.addEventListener("keydown", (event) => {
    const action = { "+": "larger", "=": "larger", "-": "smaller", 0: "fit" }[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
    // Material listens for keys on the whole page.
    event.stopPropagation();
    actions[action]();
  });
  made.querySelector(".diagram-large").addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    scale(zoom * 2 ** (-event.deltaY / 200), event);
  }, { passive: false });
  return made;
}

const picture = () => dialog.querySelector(".diagram-large svg");
const source = () => figure.querySelector(".diagram-editor textarea")?.value ?? figure.querySelector("div.mermaid").textContent;

function say(words) {
  dialog.querySelector(".diagram-said").textContent = words;
}

/** As large as the window allows; no smaller than a reader can read, or than it is on the page. */
function fit() {
  const { width, height } = picture().viewBox.baseVal;
  const canvas = dialog.querySelector(".diagram-large");
  const padding = 2 * parseFloat(getComputedStyle(canvas).paddingLeft);
  const across = (canvas.clientWidth - padding) / width;
  const least = Math.max(READABLE, Math.min(across, figure.querySelector(".diagram-picture").clientWidth / width));
  scale(Math.max(least, Math.min(across, (canvas.clientHeight - padding) / height, 3)));
}

/** Sets the zoom; the point under the pointer, or the middle of what is seen, stays where it is. */
function scale(wanted, at) {
  const canvas = dialog.querySelector(".diagram-large");
  const box = canvas.getBoundingClientRect();
  const x = at ? at.clientX - box.left : canvas.clientWidth / 2;
  const y = at ? at.clientY - box.top : canvas.clientHeight / 2;
  const before = picture().getBoundingClientRect();
  const along = (box.left + x - before.left) / before.width;
  const down = (box.top + y - before.top) / before.height;
  zoom = Math.min(MOST, Math.max(LEAST, wanted));
  picture().style.width = `${picture().viewBox.baseVal.width * zoom}px`;
  const after = picture().getBoundingClientRect();
  canvas.scrollLeft += after.left + along * after.width - (box.left + x);
  canvas.scrollTop += after.top + down * after.height - (box.top + y);
}
