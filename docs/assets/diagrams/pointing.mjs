// SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
// SPDX-License-Identifier: MIT

// What a diagram's reader points at: a node lights up with its neighbours and the arrows between, in the picture and in
// the words below it. By keyboard the picture is one stop, from which arrow keys lead to its nodes and on along its arrows;
// Escape leads back. In the large view too.

const WAYS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

/** Begins with these diagrams; gives what is told of each event that may point: `pointerover`, `focusin`, `click`, a key. */
export function pointAt(diagrams) {
  for (const diagram of diagrams) {
    diagram.figure.addEventListener("pointerleave", () => light(diagram, diagram.resting));
    diagram.addEventListener("picture", () => {
      makeStop(diagram);
      light(diagram, diagram.lit);
    });
    if (diagram.picture) makeStop(diagram);
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

function makeStop({ picture }) {
  const nodes = [...picture.querySelectorAll(":is(.node, .rough-node)[data-of]")];
  if (!nodes.length) return;
  picture.setAttribute("tabindex", 0);
  picture.setAttribute("aria-description", "Arrow keys lead along its arrows, Escape back.");
  for (const link of picture.querySelectorAll("a")) link.setAttribute("tabindex", -1);
  const stopOf = (node) => node.closest("a") ?? node;
  const joined = [...picture.querySelectorAll("path[data-arrow]")].map(({ dataset }) => dataset.arrow.split("->"));
  picture.onkeydown = (event) => {
    const at = nodes.find((node) => stopOf(node) === event.target);
    const way = WAYS[event.key];
    if (event.altKey || event.ctrlKey || event.metaKey || !(way || (event.key === "Escape" && at))) return;
    // Escape would close the large view, an arrow scroll.
    event.preventDefault();
    if (!way) return picture.focus();
    const node = at ? next(at, way, nodes, joined) : nodes[0];
    const stop = stopOf(node);
    stop.setAttribute("tabindex", -1);
    if (stop === node) stop.setAttribute("role", "img");
    stop.setAttribute("aria-label", describe(node, joined, (of) => picture.querySelector(`[data-of="${CSS.escape(of)}"]`)));
    stop.focus();
  };
}

/** The node that lies this way: straight on before aside, at an arrow's end before any other; itself where none does. */
function next(node, [across, along], nodes, joined) {
  const center = (element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return [x + width / 2, y + height / 2];
  };
  const [x, y] = center(node);
  const ways = nodes.map((other) => {
    const [dx, dy] = center(other).map((value, index) => value - [x, y][index]);
    const [ahead, aside] = [dx * across + dy * along, Math.abs(dx * along + dy * across)];
    const near = joined.some((ends) => ends.includes(node.dataset.of) && ends.includes(other.dataset.of));
    return { other, ahead, rank: (aside > 1.5 * ahead ? 2 : 0) + (near ? 0 : 1), far: ahead + 2 * aside };
  });
  const found = ways.filter(({ ahead }) => ahead > 1).sort((one, two) => one.rank - two.rank || one.far - two.far);
  return found[0]?.other ?? node;
}

/** A node's words, where its arrows lead and where they come from. */
function describe(node, joined, nodeOf) {
  const words = (element) => [...(element?.querySelectorAll("text") ?? [])].map((text) => text.textContent.trim()).join(" ");
  const { of } = node.dataset;
  const others = (from) => joined.filter((ends) => ends[from] === of).map((ends) => words(nodeOf(ends[1 - from]))).filter(Boolean);
  const said = [["leads to", others(0)], ["comes from", others(1)]].filter(([, names]) => names.length);
  return [words(node), ...said.map(([verb, names]) => `${verb} ${names.join(", ")}`)].join("; ");
}
