// SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
// SPDX-License-Identifier: MIT

// A picture as a file of its own: its colours written out, its font inside, a line below that says where it comes from.

import { FONT_FILES } from "./drawing.mjs";

const STYLES = [
  "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap", "stroke-linejoin",
  "opacity", "display", "visibility", "font-family", "font-size", "font-weight", "font-style", "text-anchor",
  "dominant-baseline", "alignment-baseline",
];
const LINE = 16;
// Some browsers draw no more than this many pixels on one canvas.
const MOST_PIXELS = 16_000_000;

/** Where the page's source can be edited on its code host, or an empty text. */
export const editAddress = () => document.querySelector("a[rel~=edit]")?.href ?? "";

/** Puts the source on the clipboard and says whether that worked. */
export async function copySource(source) {
  try {
    await navigator.clipboard.writeText(source);
    return "Copied.";
  } catch {
    return "The browser does not allow copying here; select the source under Edit.";
  }
}

/** Saves the picture as SVG and says so. */
export async function downloadVector(drawing, figure) {
  save(new Blob([await standalone(drawing, figure)], { type: "image/svg+xml" }), figure, "svg");
  return "Saved as SVG.";
}

/** Saves the picture as PNG, two pixels for one where that is not too large, and says so. */
export async function downloadPicture(drawing, figure) {
  const address = URL.createObjectURL(new Blob([await standalone(drawing, figure)], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const scale = Math.min(2, Math.sqrt(MOST_PIXELS / (image.width * image.height)));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    save(await new Promise((done) => canvas.toBlob(done, "image/png")), figure, "png");
    return "Saved as PNG.";
  } catch {
    return "This picture cannot be made a PNG; take the SVG.";
  } finally {
    URL.revokeObjectURL(address);
  }
}

function save(blob, figure, ending) {
  const link = document.createElement("a");
  const name = figure.querySelector("figcaption")?.textContent ?? figure.querySelector("div.mermaid").dataset.id;
  link.download = `${name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 60)}.${ending}`;
  link.href = URL.createObjectURL(blob);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** The picture as the text of an SVG file that needs nothing else. */
async function standalone(drawing, figure) {
  const copy = drawing.cloneNode(true);
  const copies = [copy, ...copy.querySelectorAll("*")];
  [drawing, ...drawing.querySelectorAll("*")].forEach((element, index) => {
    const computed = getComputedStyle(element);
    copies[index].removeAttribute("style");
    copies[index].removeAttribute("class");
    for (const name of STYLES) copies[index].setAttribute(name, computed.getPropertyValue(name));
  });
  copy.querySelectorAll("style").forEach((style) => style.remove());
  // What is relative to the page leads nowhere from a file.
  for (const link of copy.querySelectorAll("a[href]")) {
    link.setAttribute("href", new URL(link.getAttribute("href"), document.baseURI).href);
  }
  const { x, y, width, height } = drawing.viewBox.baseVal;
  const lines = attribution(figure);
  const wide = Math.max(width, 320);
  const wrapped = lines.flatMap((line) => wrap(line, wide / 6));
  const high = height + LINE * (wrapped.length + 1);
  copy.setAttribute("viewBox", `${x - 8} ${y - 8} ${wide + 16} ${high + 16}`);
  copy.setAttribute("width", wide + 16);
  copy.setAttribute("height", high + 16);
  const page = getComputedStyle(document.body);
  const paper = page.getPropertyValue("--diagram-paper").trim();
  const dark = figure.dataset.canvas === "dark";
  const canvas = figure.dataset.canvas ? (dark ? "#15181b" : "#ffffff") : paper;
  const ink = figure.dataset.canvas ? (dark ? "#e4e2dc" : "#22262b") : page.getPropertyValue("--diagram-ink").trim();
  const svg = (name, attributes, text = "") => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
    element.textContent = text;
    return element;
  };
  const style = svg("style", {}, await fonts());
  const ground = svg("rect", { x: x - 8, y: y - 8, width: wide + 16, height: high + 16, fill: canvas });
  copy.prepend(...copy.querySelectorAll(":scope > title, :scope > desc"), style, ground);
  wrapped.forEach((line, index) => copy.append(svg("text", {
    x, y: y + height + LINE * (index + 1.5), fill: ink, "font-family": '"Source Sans 3", sans-serif', "font-size": 12,
  }, line)));
  return new XMLSerializer().serializeToString(copy);
}

/** Where the picture comes from, whose it is and under which licences: what the licences ask to be named. */
function attribution(figure) {
  const said = (selector, within = document) => within.querySelector(selector)?.textContent.trim();
  const address = document.querySelector("link[rel=canonical]")?.href ?? location.href.split("#")[0];
  const whose = [said(".byline-author"), said(".byline-licences")].filter(Boolean).join(", ");
  return [`${document.title}, ${address}`, whose, said(".diagram-source", figure)].filter(Boolean);
}

function wrap(text, length) {
  return text.split(" ").reduce((lines, word) => {
    const line = lines.at(-1);
    return line && line.length + word.length < length ? [...lines.slice(0, -1), `${line} ${word}`] : [...lines, word];
  }, []);
}

/** The font's rules with the font inside: a picture may ask for nothing. Empty where the font cannot be had. */
async function fonts() {
  const rules = Object.entries(FONT_FILES).map(async ([weight, file]) => {
    const bytes = new Uint8Array(await (await fetch(file)).arrayBuffer());
    const data = btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ""));
    return `@font-face{font-family:"Source Sans 3";font-weight:${weight};src:url(data:font/woff2;base64,${data})}`;
  });
  return (await Promise.all(rules).catch(() => [])).join("");
}
