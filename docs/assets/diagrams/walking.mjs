// SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
// SPDX-License-Identifier: MIT

// Walks a reader through a diagram: step by step what its list names stands out, and the rest stands back. Nothing moves, and
// the figure keeps its height: the step's item is shown in the bar, which stays in the window and covers the list.
import { state } from "./addressing.mjs";

/** Brings the figure's walk to life, at the step that its address names. */
export function walk(diagram) {
  const { figure } = diagram;
  const bar = figure.querySelector(".diagram-walk");
  const list = figure.querySelector(".diagram-steps");
  const items = [...list.children];
  const [back, next, position, all, said] = ["back", "next", "position", "all", "said"].map((name) => bar.querySelector(`.walk-${name}`));
  // Zero shows all. Of the list the tallest item's height, until the window is another.
  let [at, room] = [0, 0];

  const mark = () => {
    const { picture } = diagram;
    const parts = at ? items[at - 1].dataset.step.split(" ") : [];
    picture?.classList.toggle("walking", at > 0);
    for (const element of picture?.querySelectorAll("[data-of], [data-arrow], [data-step]") ?? []) {
      const { of, arrow, step } = element.dataset;
      element.classList.toggle("step", parts.includes(of ?? arrow) || step === String(at));
    }
  };
  const show = (wanted) => {
    // Room for the longest, so that the buttons stay where they are; asked for before anything changes.
    if (!room) bar.style.setProperty("--room", `${room = Math.max(...items.map(({ offsetHeight }) => offsetHeight))}px`);
    at = Math.min(Math.max(wanted, 0), items.length);
    mark();
    list.classList.toggle("walking", at > 0);
    items.forEach((item, index) => {
      item.ariaCurrent = index === at - 1 ? "step" : null;
    });
    bar.classList.toggle("walking", at > 0);
    position.textContent = at ? `${at} of ${items.length}` : `${items.length} steps`;
    const heard = Object.assign(document.createElement("span"), { className: "diagram-heard", textContent: `Step ${at} of ${items.length}: ` });
    said.replaceChildren(...(at ? [heard, ...items[at - 1].cloneNode(true).childNodes] : []));
    // Not `disabled`, which would take the focus away from whoever steps with it.
    for (const [button, useless] of [[back, at === 0], [next, at === items.length], [all, at === 0]]) button.ariaDisabled = String(useless);
  };
  const go = (wanted) => {
    show(wanted);
    state(diagram, { step: at || undefined });
  };

  back.addEventListener("click", () => go(at - 1));
  next.addEventListener("click", () => go(at + 1));
  all.addEventListener("click", () => go(0));
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    go(at + step);
  });
  addEventListener("resize", () => { room = 0; });
  diagram.addEventListener("picture", mark);
  diagram.addEventListener("arrive", () => show(diagram.place.step ?? 0));
  show(diagram.place.step ?? 0);
}
