// SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
// SPDX-License-Identifier: MIT

// Links to figures: an address, and a search, lead a reader to what they name; "Copy link" gives the address of what is shown.
import { addressOf, decode, readFragment } from "./addressing.mjs";
import { rest } from "./pointing.mjs";

const status = Object.assign(document.createElement("p"), { className: "diagram-heard", role: "status" });
document.body.append(status);

/** Follows the page's address to one of these diagrams, its node and its step; else, where one `searched`, to what was found. */
export function arrive(diagrams, searched) {
  const { id, place } = readFragment(location.hash) ?? {};
  const diagram = id && diagrams.find(({ figure }) => figure.id === id);
  if (!diagram) return searched && arriveFromSearch(diagrams);
  diagram.place = place;
  rest(diagram, place.node ? [place.node] : []);
  show(diagram);
  return diagram.dispatchEvent(new Event("arrive"));
}

/** From the search a reader comes to a section: its first diagram that has all the words is shown, its words opened. */
function arriveFromSearch(diagrams) {
  const words = new URLSearchParams(location.search).get("h")?.toLowerCase().match(/[\p{L}\p{N}]+/gu);
  if (!words) return;
  const has = (element, which) => words[which]((word) => element.textContent.toLowerCase().includes(word));
  const headings = [...document.querySelectorAll("article :is(h1, h2, h3, h4, h5, h6)")];
  const follows = Node.DOCUMENT_POSITION_FOLLOWING;
  const sectionOf = (figure) => headings.findLast((heading) => heading.compareDocumentPosition(figure) & follows)?.id;
  const wanted = decode(location.hash.slice(1));
  const diagram = diagrams.find(({ figure }) => (!wanted || sectionOf(figure) === wanted) && has(figure, "every"));
  if (!diagram) return;
  diagram.figure.querySelector("details.diagram-twin")?.setAttribute("open", "");
  const find = () => {
    const nodes = [...diagram.picture.querySelectorAll("[data-of]")].filter((node) => has(node, "some"));
    rest(diagram, nodes.map(({ dataset }) => dataset.of));
    show(diagram);
  };
  if (diagram.picture) find();
  else diagram.addEventListener("picture", find, { once: true });
}

/** Brings the figure into the window, and what is lit into its frame. */
function show({ figure, picture }) {
  figure.scrollIntoView();
  picture?.querySelector(".pointed")?.scrollIntoView({ block: "nearest", inline: "center" });
}

/** Copies the address of the figure as it is shown; where that is not allowed, it stands in the address bar. */
export async function copyLink(diagram, button) {
  const { figure, place } = diagram;
  const address = addressOf({ figure, place: { ...place, node: diagram.lit[0] } });
  // What is said twice is heard twice only when it was gone.
  status.textContent = "";
  const copied = await navigator.clipboard?.writeText(address).then(() => true, () => false);
  if (!copied) history.replaceState(history.state, "", address);
  status.textContent = copied ? "Link copied." : "The browser does not allow copying here; the link is in the address bar.";
  // To the eye it is said in the button itself, which keeps its width: nothing moves.
  button.style.minWidth = `${button.getBoundingClientRect().width}px`;
  button.textContent = copied ? "Copied" : "See above";
  setTimeout(() => { button.textContent = "Copy link"; }, 2000);
}
