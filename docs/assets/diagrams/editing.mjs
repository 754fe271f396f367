// SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
// SPDX-License-Identifier: MIT

// A diagram's source beside its picture, drawn anew as one types. What is typed stays on this screen.
import { prepare } from "./drawing.mjs";
import { copySource, editAddress } from "./exporting.mjs";

const PAUSE = 200;
// Drawing so many lines can take a minute, in which the page stands still: not at each letter.
const LONG = 150;
// Of what Mermaid says, which may repeat all that was typed.
const SAID = 400;

const lines = (text) => text.split("\n").length;

/** Opens the diagram's editor, or closes it; `button` is the one that does. */
export function open(diagram, button) {
  const editor = diagram.figure.querySelector(".diagram-editor") ?? build(diagram, button);
  const opening = button.getAttribute("aria-expanded") !== "true";
  button.setAttribute("aria-expanded", String(opening));
  editor.hidden = !opening;
  diagram.figure.classList.toggle("diagram-edited", opening);
  if (!opening) return button.focus();
  prepare();
  editor.querySelector("textarea").focus({ preventScroll: true });
  return editor.scrollIntoView({ block: "nearest" });
}

function build(diagram, button) {
  const innerHTML = `
    <label>Mermaid <textarea spellcheck="false" autocapitalize="off" autocomplete="off"></textarea></label>
    <p class="diagram-said" role="status"></p>
    <div class="diagram-bar">
      <button type="button" data-do="draw" hidden>Draw</button>
      <button type="button" data-do="reset">Reset</button>
      <button type="button" data-do="copy">Copy</button>
      <a data-do="propose" href="${editAddress()}" target="_blank" rel="noopener">Propose this change</a>
      <button type="button" data-do="close">Close</button>
    </div>`;
  const id = `${diagram.id}-editor`;
  const editor = Object.assign(document.createElement("div"), { className: "diagram-editor", id, innerHTML });
  button.setAttribute("aria-controls", editor.id);
  const text = editor.querySelector("textarea");
  const say = (words) => { editor.querySelector(".diagram-said").textContent = words; };
  text.value = diagram.published;
  text.setSelectionRange(0, 0);
  text.rows = Math.min(22, Math.max(8, lines(diagram.published)));

  let waiting = 0;
  const drawNow = async () => {
    const typed = text.value;
    const changed = typed !== diagram.published ? "Changed on this screen only." : "";
    const failed = (error) => `Mermaid says: ${error?.message ?? error}`;
    const said = (await diagram.draw(typed).then(() => changed, failed)).slice(0, SAID);
    // What was typed since has its own answer.
    return typed === diagram.source && say(said);
  };
  const change = () => {
    clearTimeout(waiting);
    diagram.source = text.value;
    const long = lines(text.value) > Math.max(LONG, lines(diagram.published));
    editor.querySelector("[data-do=draw]").hidden = !long;
    if (long) say("So many lines are drawn when you press Draw; the page may stand still meanwhile.");
    else waiting = setTimeout(drawNow, PAUSE);
  };
  text.addEventListener("input", change);
  const actions = {
    draw: drawNow,
    reset: () => { text.value = diagram.published; change(); },
    copy: async () => say(await copySource(text.value)),
    // The page's own editor opens in a new window; what was written goes along on the clipboard.
    propose: async () => say(await copySource(text.value)),
    close: () => button.click(),
  };
  editor.addEventListener("click", ({ target }) => actions[target.closest("[data-do]")?.dataset.do]?.());
  editor.addEventListener("keydown", (event) => {
    if (event.key === "Escape") actions.close();
    // Material has keys of its own on the whole page.
    event.stopPropagation();
  });
  diagram.frame.after(editor);
  return editor;
}
