// SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
// SPDX-License-Identifier: MIT

// What a diagram's reader points at: a node lights up with its neighbours and the arrows between, in the picture and in
// the words below it.

/** Begins with these diagrams; gives what is told of each event that may point: `pointerover`, `focusin`, `click`, a key. */
export function pointAt(diagrams) {
  for (const diagram of diagrams) {
    diagram.figure.addEventListener("pointerleave", () => light(diagram, diagram.resting));
    diagram.addEventListener("picture", () => light(diagram, diagram.lit));
  }
  return ({ type, target, key }) => {
    const diagram = diagrams.find(({ figure, picture }) => figure.contains(target) || picture?.contains(target));
    const node = diagram && nodeAt(diagram, target);
    // Between two nodes the first stays lit: one has to get to "Copy link".
    if (type === "pointerover") return node && light(diagram, [node]);
    const nowhere = key ? key === "Escape" : type === "click" && !node && !target.closest("button");
    return (nowhere || (node && !key)) && diagrams.forEach((other) => rest(other, !nowhere && other === diagram ? [node] : []));
  };
}

/** Lights these nodes until the reader points at others, or elsewhere. */
export function rest(diagram, nodes) {
  diagram.resting = nodes;
  light(diagram, nodes);
}

/** The id of the node that an element belongs to, in the picture or as an entry of the words; undefined where to none. */
function nodeAt({ figure }, element) {
  // A linked node is in its link.
  const drawn = element.closest("[data-of]") ?? element.querySelector(":scope > [data-of]");
  const entry = figure.id && element.closest(`[id^="${figure.id}."]`);
  return drawn?.dataset.of ?? (entry ? entry.id.slice(figure.id.length + 1) : undefined);
}

/** Lights these nodes, their neighbours and the arrows between, and nothing else of the diagram. */
function light(diagram, nodes) {
  const { figure, picture } = diagram;
  const all = (within, selector) => (within ? [...within.querySelectorAll(selector)] : []);
  diagram.lit = nodes;
  const near = new Set(nodes);
  for (const arrow of all(picture, "[data-arrow]")) {
    const ends = arrow.dataset.arrow.split("->");
    const touches = ends.some((end) => nodes.includes(end));
    arrow.classList.toggle("lit", touches);
    if (touches) ends.forEach((end) => near.add(end));
  }
  for (const element of [...all(picture, "[data-of]"), ...all(figure.id && figure, `[id^="${figure.id}."]`)]) {
    const node = nodeAt(diagram, element);
    element.classList.toggle("lit", near.has(node));
    element.classList.toggle("pointed", nodes.includes(node));
  }
}
