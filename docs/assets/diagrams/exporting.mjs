// SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
// SPDX-License-Identifier: MIT

// A picture as a file of its own: its colours written out, its font inside, a line below that says where it comes from.
import { FONT, FONT_FILES } from "./theme.mjs";

const STYLES = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap", "stroke-linejoin",
  "opacity", "display", "visibility", "font-family", "font-size", "font-weight", "font-style", "text-anchor",
  "dominant-baseline", "alignment-baseline",
];
// Around the picture, and from line to line below it.
const EDGE = 8;
const LINE = 16;
// Some browsers draw no more than this many pixels on one canvas.
const MOST_PIXELS = 16_000_000;

/** Where the page's source can be edited on its code host, or an empty text. */
export const editAddress = () => document.querySelector("a[rel~=edit]")?.href ?? "";

/** Puts the source on the clipboard and says whether that worked. */
export async function copySource(source) {
  const copied = await navigator.clipboard?.writeText(source).then(() => true, () => false);
  return copied ? "Copied." : "The browser does not allow copying here; select the source under Edit.";
}

/** Saves the diagram's picture as a file of this kind, "svg" or "png", and says whether that worked. */
export async function download(diagram, kind) {
  const vector = await standalone(diagram);
  const file = kind === "png" ? await rasterized(vector).catch(() => null) : vector;
  if (!file) return "This picture cannot be made a PNG; take the SVG.";
  const name = (diagram.title || diagram.id).toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 60);
  const href = URL.createObjectURL(file);
  Object.assign(document.createElement("a"), { href, download: `${name}.${kind}` }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
  return `Saved as ${kind.toUpperCase()}.`;
}

/** The picture as PNG, two pixels for one where that is not too large. */
async function rasterized(vector) {
  const image = new Image();
  image.src = URL.createObjectURL(vector);
  await image.decode().finally(() => URL.revokeObjectURL(image.src));
  const scale = Math.min(2, Math.sqrt(MOST_PIXELS / (image.width * image.height)));
  const size = { width: image.width * scale, height: image.height * scale };
  const canvas = Object.assign(document.createElement("canvas"), size);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

/** The picture as an SVG file that needs nothing else. */
async function standalone(diagram) {
  const { picture, frame } = diagram;
  const copy = picture.cloneNode(true);
  const copies = [copy, ...copy.querySelectorAll("*")];
  [picture, ...picture.querySelectorAll("*")].forEach((element, index) => {
    const computed = getComputedStyle(element);
    for (const name of ["style", "class"]) copies[index].removeAttribute(name);
    for (const name of STYLES) copies[index].setAttribute(name, computed.getPropertyValue(name));
  });
  for (const style of copy.querySelectorAll("style")) style.remove();
  // What is relative to the page leads nowhere from a file.
  for (const link of copy.querySelectorAll("a[href]")) {
    link.setAttribute("href", new URL(link.getAttribute("href"), document.baseURI).href);
  }
  const { x, y, width, height } = picture.viewBox.baseVal;
  const wide = Math.max(width, 320);
  const lines = attribution(diagram).flatMap((line) => wrap(line, Math.floor(wide / 6)));
  const sheet = { x: x - EDGE, y: y - EDGE, width: wide + 2 * EDGE, height: height + LINE * (lines.length + 1) + 2 * EDGE };
  const canvas = getComputedStyle(frame);
  const [paper, ink] = ["--canvas", "--canvas-ink"].map((name) => canvas.getPropertyValue(name).trim());
  const svg = (name, attributes, text = "") => {
    const element = document.createElementNS(copy.namespaceURI, name);
    for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
    element.textContent = text;
    return element;
  };
  copy.setAttribute("viewBox", Object.values(sheet).join(" "));
  for (const side of ["width", "height"]) copy.setAttribute(side, sheet[side]);
  const words = copy.querySelectorAll(":scope > title, :scope > desc");
  copy.prepend(...words, svg("style", {}, await fonts()), svg("rect", { ...sheet, fill: paper }));
  const look = { x, fill: ink, "font-family": `"${FONT}", sans-serif`, "font-size": 12 };
  lines.forEach((line, index) => copy.append(svg("text", { ...look, y: y + height + LINE * (index + 1.5) }, line)));
  return new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" });
}

/** Where the picture comes from, whose it is and under which licences: what the licences ask to be named. */
function attribution({ figure, setting }) {
  const said = (selector, within = document) => within.querySelector(selector)?.textContent.trim();
  const address = document.querySelector("link[rel=canonical]")?.href ?? location.href.split("#")[0];
  const whose = [said(".byline-author"), said(".byline-licences")].filter(Boolean).join(", ");
  return [`${document.title}, ${address}`, whose, said(".diagram-source", figure), setting].filter(Boolean);
}

/** The text in lines of at most so many letters; a longer word is a line of its own. */
const wrap = (text, most) => text.match(new RegExp(`\\S(?:.{0,${most - 2}}\\S)?(?=\\s|$)|\\S+`, "g"));

/** The font's rules with the font inside: a picture may ask for nothing. Empty where the font cannot be had. */
async function fonts() {
  const rules = Object.entries(FONT_FILES).map(async ([weight, file]) => {
    const bytes = new Uint8Array(await (await fetch(file)).arrayBuffer());
    const data = btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ""));
    return `@font-face{font-family:"${FONT}";font-weight:${weight};src:url(data:font/woff2;base64,${data})}`;
  });
  return (await Promise.all(rules).catch(() => [])).join("");
}
