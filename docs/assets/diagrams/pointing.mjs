// SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
// SPDX-License-Identifier: MIT

// What a diagram's reader points at: a node lights up with its neighbours and the arrows between, in the picture and in
// the words below it. Addresses lead to figures and nodes, "Copy link" gives them, a search leads to the nodes it found.
import { addressOf, readFragment } from "./addressing.mjs";

// Of each diagram the nodes that are lit, and those that stay lit when the pointer has left.
const lit = new WeakMap();
const resting = new WeakMap();
const status = Object.assign(document.createElement("p"), { className: "diagram-heard", role: "status" });

/** Listens on the page for these diagrams, once for all, and follows the address that the reader came with. */
export function point(diagrams) {
  document.body.append(status);
  for (const sign of ["pointerover", "focusin", "click"]) {
    document.addEventListener(sign, ({ type, target }) => {
      const diagram = diagrams.find(({ figure, picture }) => figure.contains(target) || picture?.contains(target));
      const node = diagram && nodeAt(diagram, target);
      if (type === "click" && !node && !target.closest("button")) diagrams.forEach((other) => rest(other, []));
      // Between two nodes the first stays lit: one has to get to "Copy link".
      if (node) (type === "pointerover" ? light : rest)(diagram, [node]);
    });
  }
  document.addEventListener("keydown", ({ key }) => key === "Escape" && diagrams.forEach((diagram) => rest(diagram, [])));
  for (const diagram of diagrams) {
    const { figure, signal } = diagram;
    figure.addEventListener("pointerleave", () => light(diagram, resting.get(diagram) ?? []), { signal });
    diagram.addEventListener("picture", () => light(diagram, lit.get(diagram) ?? []), { signal });
  }
  addEventListener("hashchange", () => arrive(diagrams));
  if (!arrive(diagrams)) arriveFromSearch(diagrams);
}

/** Copies the address of the figure as it is shown; where that is not allowed, it stands in the address bar. */
export async function copyLink(diagram, button) {
  const { figure, place } = diagram;
  const [node] = lit.get(diagram) ?? [];
  const address = addressOf({ figure, place: { ...place, node } });
  const copied = await navigator.clipboard?.writeText(address).then(() => true, () => false);
  if (!copied) history.replaceState(history.state, "", address);
  status.textContent = copied ? "Link copied." : "The browser does not allow copying here; the link is in the address bar.";
  // Said to the eye in the button itself, which keeps its width: nothing moves.
  button.style.minWidth = `${button.offsetWidth}px`;
  button.textContent = copied ? "Copied" : "See above";
  setTimeout(() => { button.textContent = "Copy link"; }, 2000);
}

/** The id of the node that an element belongs to, in the picture or as an entry of the words; undefined where to none. */
function nodeAt({ figure }, element) {
  const entry = figure.id && element.closest(`[id^="${figure.id}."]`);
  return element.closest("[data-of]")?.dataset.of ?? (entry ? entry.id.slice(figure.id.length + 1) : undefined);
}

function rest(diagram, nodes) {
  resting.set(diagram, nodes);
  light(diagram, nodes);
}

/** Lights these nodes, their neighbours and the arrows between, and nothing else of the diagram. */
function light(diagram, nodes) {
  const { figure, picture } = diagram;
  lit.set(diagram, nodes);
  const near = new Set(nodes);
  for (const arrow of picture?.querySelectorAll("[data-arrow]") ?? []) {
    const ends = arrow.dataset.arrow.split("->");
    const touches = ends.some((end) => nodes.includes(end));
    arrow.classList.toggle("lit", touches);
    if (touches) ends.forEach((end) => near.add(end));
  }
  const entries = figure.id ? figure.querySelectorAll(`[id^="${figure.id}."]`) : [];
  for (const element of [...(picture?.querySelectorAll("[data-of]") ?? []), ...entries]) {
    const node = nodeAt(diagram, element);
    element.classList.toggle("lit", near.has(node));
    element.classList.toggle("pointed", nodes.includes(node));
  }
}

/** Follows the page's address to a figure, its node, its step; says whether it leads to one. */
function arrive(diagrams) {
  const { id, place } = readFragment(location.hash) ?? {};
  const diagram = id && diagrams.find(({ figure }) => figure.id === id);
  if (!diagram) return false;
  diagram.place = place;
  rest(diagram, place.node ? [place.node] : []);
  show(diagram);
  diagram.dispatchEvent(new Event("arrive"));
  return true;
}

/** From the search a reader comes to a section: its first diagram that has all the words is shown, its words opened. */
function arriveFromSearch(diagrams) {
  const words = new URLSearchParams(location.search).get("h")?.toLowerCase().match(/[\p{L}\p{N}]+/gu);
  if (!words) return;
  const headings = [...document.querySelectorAll("article :is(h1, h2, h3, h4, h5, h6)")];
  const wanted = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const sectionOf = (figure) => headings.findLast((heading) => heading.compareDocumentPosition(figure) & Node.DOCUMENT_POSITION_FOLLOWING);
  const has = (element, many) => words[many]((word) => element.textContent.toLowerCase().includes(word));
  const diagram = diagrams.find(({ figure }) => (!wanted || sectionOf(figure) === wanted) && has(figure, "every"));
  if (!diagram) return;
  const { figure } = diagram;
  figure.querySelector("details.diagram-twin")?.setAttribute("open", "");
  const find = () => rest(diagram, [...diagram.picture.querySelectorAll("[data-of]")].filter((node) => has(node, "some")).map(({ dataset }) => dataset.of));
  if (diagram.picture) find();
  else diagram.addEventListener("picture", find, { once: true });
  show(diagram);
}

/** Brings the figure into the window, and what is lit into its frame. */
function show({ figure, picture }) {
  figure.scrollIntoView();
  picture?.querySelector(".pointed")?.scrollIntoView({ block: "nearest", inline: "center" });
}
