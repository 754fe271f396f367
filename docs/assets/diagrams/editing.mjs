// SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
// SPDX-License-Identifier: MIT

// A diagram's source beside its picture, drawn anew as one types. What is typed stays on this screen.
import { copySource, editAddress } from "./exporting.mjs";

const PAUSE = 200;
let count = 0;

/** Opens the editor of this button's figure, or closes it. `bring` makes a figure live, `redraw` draws a source into it. */
export function open(button, bring, redraw) {
  const figure = button.closest("figure.diagram");
  const editor = figure.querySelector(".diagram-editor") ?? build(figure, button, redraw);
  const opening = button.getAttribute("aria-expanded") !== "true";
  button.setAttribute("aria-expanded", String(opening));
  editor.hidden = !opening;
  figure.classList.toggle("diagram-edited", opening);
  if (opening) {
    bring(figure);
    editor.querySelector("textarea").focus({ preventScroll: true });
    editor.scrollIntoView({ block: "nearest" });
  } else {
    button.focus();
  }
}

function build(figure, button, redraw) {
  const published = figure.querySelector("div.mermaid").textContent;
  const editor = document.createElement("div");
  editor.className = "diagram-editor";
  editor.id = `diagram-editor-${(count += 1)}`;
  editor.innerHTML = `
    <label>Mermaid <textarea spellcheck="false" autocapitalize="off" autocomplete="off"></textarea></label>
    <p class="diagram-said" role="status"></p>
    <div class="diagram-bar">
      <button type="button" data-do="reset">Reset</button>
      <button type="button" data-do="copy">Copy</button>
      <a data-do="propose" target="_blank" rel="noopener">Propose this change</a>
      <button type="button" data-do="close">Close</button>
    </div>`;
  button.setAttribute("aria-controls", editor.id);
  const text = editor.querySelector("textarea");
  const say = (words) => { editor.querySelector(".diagram-said").textContent = words; };
  const propose = editor.querySelector("[data-do=propose]");
  propose.hidden = !editAddress();
  propose.href = editAddress();
  text.value = published;
  text.setSelectionRange(0, 0);
  text.rows = Math.min(22, Math.max(8, published.split("\n").length));

  let waiting = 0;
  let latest = 0;
  const drawNow = async () => {
    const mine = (latest += 1);
    const changed = text.value !== published ? "Changed on this screen only." : "";
    const said = await redraw(figure, text.value).then(() => changed, (error) => `Mermaid says: ${error?.message ?? error}`);
    // What was typed since has its own answer.
    if (mine === latest) say(said);
  };
  text.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(drawNow, PAUSE);
  });
  const actions = {
    reset: () => { text.value = published; drawNow(); },
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
  figure.querySelector(".diagram-frame").after(editor);
  return editor;
}
