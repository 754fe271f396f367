// SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
// SPDX-License-Identifier: MIT

// Writes into a drawn flowchart what its parts are, so that it can be walked and pointed at without Mermaid, and the
// numbers of its steps, so that picture and list belong together without scripts and on paper.
import { create } from "./labels.mjs";

const RADIUS = 10;

/** Names each node's, group's and arrow's elements: `data-of="a"`, `data-arrow="a->b"`, and, where they are
 * `spoken`, the arrows for those who listen. */
export function nameParts(drawing, { edges, vertices, subGraphs }, spoken) {
  const name = (selector, attribute, value) => drawing.querySelector(selector)?.setAttribute(attribute, value);
  const words = (part) => [...drawing.querySelectorAll(`${part} text`)].map((text) => text.textContent.trim()).join(" ");
  for (const { id, domId } of vertices.values()) name(`[id="${drawing.id}-${CSS.escape(domId)}"]`, "data-of", id);
  for (const { id } of subGraphs) name(`g:is(.cluster, .node)[id="${drawing.id}-${CSS.escape(id)}"]`, "data-of", id);
  for (const { id, start, end } of edges) {
    const [line, box] = [`path[id="${drawing.id}-${CSS.escape(id)}"]`, `.edgeLabel [data-id="${CSS.escape(id)}"]`];
    for (const part of [line, `${box}:has(text)`]) name(part, "data-arrow", `${start}->${end}`);
    if (!spoken) continue;
    const label = words(box);
    const [from, to] = [start, end].map((of) => words(`[data-of="${CSS.escape(of)}"]`) || of);
    name(line, "role", "img");
    name(line, "aria-label", `${from} to ${to}${label ? `, labelled ${label}` : ""}`);
  }
}

/**
 * Puts the number of each step beside what it shows first: at a corner of a node or group, on an arrow, and where it hides
 * no label; no arrow's head either, where there is another place. `steps` are the names of the parts of each step. The
 * drawing must be laid out.
 */
export function numberSteps(drawing, steps) {
  // What Mermaid's own steps would have moved along the arrows.
  drawing.querySelectorAll(".edge-step-highlight, .edge-step-dot, .edge-step-style").forEach((part) => part.remove());
  const taken = [...drawing.querySelectorAll("text")].filter((text) => text.textContent.trim()).map((text) => boxOf(drawing, text));
  const heads = [...drawing.querySelectorAll("path[data-arrow]")].map((path) => alongOf(drawing, path, [1])[0]);
  const shown = new Set();
  steps.forEach((parts, index) => {
    const drawn = parts.map((part) => drawing.querySelector(`[data-of="${CSS.escape(part)}"], path[data-arrow="${CSS.escape(part)}"]`)).filter(Boolean);
    const first = drawn.find((part) => !shown.has(part)) ?? drawn.at(-1);
    drawn.forEach((part) => shown.add(part));
    if (!first) return;
    const places = first.dataset.arrow ? alongOf(drawing, first) : cornersOf(boxOf(drawing, first), first.querySelector("polygon.label-container") ? 0.25 : 0);
    const free = places.filter((box) => !taken.some((other) => meet(box, other)));
    const place = free.find((box) => !heads.some((head) => meet(box, head))) ?? free[0] ?? places[0];
    taken.push(place);
    drawing.append(disc(place, index + 1));
    makeRoom(drawing, place);
  });
}

/** The box of an element in the drawing's own coordinates. */
function boxOf(drawing, element) {
  const { x, y, width, height } = element.getBBox();
  const across = drawing.getScreenCTM().inverse().multiply(element.getScreenCTM());
  const [one, other] = [new DOMPoint(x, y), new DOMPoint(x + width, y + height)].map((point) => point.matrixTransform(across));
  return { left: one.x, top: one.y, right: other.x, bottom: other.y };
}

const around = (x, y) => ({ left: x - RADIUS, top: y - RADIUS, right: x + RADIUS, bottom: y + RADIUS });
const meet = (one, other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
// A little outside: a label's letters are nine from the edge of its box. Of a rhombus the middles of its sides are corners.
const cornersOf = ({ left, top, right, bottom }, inset) => {
  const [across, down] = [inset * (right - left) - 3, inset * (bottom - top) - 3];
  return [top + down, bottom - down].flatMap((y) => [left + across, right - across].map((x) => around(x, y)));
};

/** Places on an arrow at these shares of its length, its middle first. */
function alongOf(drawing, path, shares = [0.5, 0.35, 0.65, 0.2, 0.8]) {
  const across = drawing.getScreenCTM().inverse().multiply(path.getScreenCTM());
  return shares.map((share) => {
    const { x, y } = path.getPointAtLength(share * path.getTotalLength()).matrixTransform(across);
    return around(x, y);
  });
}

function disc({ left, top }, number) {
  const [x, y] = [left + RADIUS, top + RADIUS];
  const mark = create("g", { class: "step-mark", "data-step": number });
  const text = create("text", { class: "step-number", x, y, dy: "0.35em", "text-anchor": "middle" });
  text.textContent = number;
  mark.append(create("circle", { cx: x, cy: y, r: RADIUS }), text);
  return mark;
}

/** A disc at the drawing's edge is in the picture too. */
function makeRoom(drawing, { left, top, right, bottom }) {
  const { x, y, width, height } = drawing.viewBox.baseVal;
  const [west, north] = [Math.min(x, left - 1), Math.min(y, top - 1)];
  const [east, south] = [Math.max(x + width, right + 1), Math.max(y + height, bottom + 1)];
  drawing.setAttribute("viewBox", [west, north, east - west, south - north].join(" "));
}
