// SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
// SPDX-License-Identifier: MIT

// Turns a diagram: a reader sets its inputs, and values, words and picture follow. The build has declared and checked all of it
// (diagrams/turn.py) and put controls into the page. Where only a flowchart's words change, they are put into the picture
// that is there; any other picture is drawn anew from the source with the values in it.
//
// A diagram with `algorithm: name` has a module `algorithms/name.mjs` in the place of formulas. It exports a pure function,
// `run(inputs)`: of each input by its name a number, or a text, to `{ source, values, marks }`: the whole source of the picture
// (the published one at the start; a test should hold that), each value by its name as a number or a text, and for each
// input that is a text the parts to mark in it, as `[start, end]`.
import { state } from "./addressing.mjs";
import { compare, compute, read, shown } from "./formulas.mjs";

const PAUSE = 400;
const NUMBER = /^-?\d{1,15}(\.\d{1,9})?$/;

/** Brings the figure's controls to life, with the settings that its address names. */
export async function turn(diagram) {
  const { figure, signal } = diagram;
  const box = figure.querySelector(".diagram-turn");
  const { inputs, presets, values, facts, algorithm } = JSON.parse(box.dataset.turn);
  const run = algorithm && (await import(`./algorithms/${algorithm}.mjs`)).run;
  const names = Object.keys(inputs);
  const said = box.querySelector(".turn-said");
  const words = document.createTextNode("");
  const heard = Object.assign(document.createElement("span"), { className: "diagram-heard" });
  said.append(words, heard);
  const say = (text) => { if (words.data !== text) words.data = text; };
  const known = Object.fromEntries(Object.entries(facts).map(([name, text]) => [name, read(text)]));
  const start = Object.fromEntries(names.map((name) => [name, inputs[name].text || read(inputs[name].start)]));
  const isText = (name) => Boolean(inputs[name].text);
  const places = Object.entries(values).flatMap(([name, value]) => value.places.map((place) => ({ ...place, name })));
  const lines = diagram.published.split("\n");
  // A chart is drawn anew; of a flowchart without an algorithm each place outside the title is a node.
  diagram.inPlace = !run && places.every(({ of }) => of);

  // What is set, what it was when a reader last let go, and what follows.
  let set = start;
  let settled = start;
  let result = follow(start);

  function follow(next) {
    const found = run ? run(Object.fromEntries(names.map((name) => [name, isText(name) ? next[name] : Number(shown(next[name], 9))]))) : { values: {} };
    const numbers = { ...known, ...next };
    const texts = Object.fromEntries(Object.entries(values).map(([name, { formula, decimals }]) => {
      const value = run ? found.values[name] : compute(formula, numbers);
      return [name, typeof value === "string" ? value : shown(value, decimals)];
    }));
    return { ...found, texts };
  }

  const isStart = () => names.every((name) => same(set[name], start[name]));
  const spoken = (name) => withUnit(result.texts[name], values[name].unit);
  const settingOf = (name) => (isText(name) ? set[name] : brief(set[name], inputs[name]));
  const inWords = () => [
    ...names.filter((name) => !isText(name)).map((name) => `${inputs[name].label} ${withUnit(settingOf(name), inputs[name].unit)}`),
    ...Object.keys(values).filter((name) => values[name].label).map((name) => `${values[name].label} ${spoken(name)}`),
  ].join("; ");

  const wrongIn = (changes) => Object.keys(changes).find((name) => !isText(name) && (!changes[name] || isOutside(changes[name], inputs[name])));

  /** Sets these inputs, the others as in `base`; where that cannot be, says why and changes nothing. */
  function change(changes, base) {
    const wrong = wrongIn(changes);
    if (wrong) {
      const { label, least, most, unit } = inputs[wrong];
      return say(`${label} goes from ${withUnit(least, "")} to ${withUnit(most, unit)}. Nothing was changed.`);
    }
    const next = spread(changes, base);
    try {
      result = follow(next);
    } catch {
      return say("These settings have no result. Nothing was changed.");
    }
    set = next;
    return show();
  }

  /** All inputs with these changes; what is left of a whole goes to its other parts, in their proportions. */
  function spread(changes, base) {
    const next = { ...base, ...changes };
    const parts = names.filter((name) => inputs[name].whole);
    const others = parts.filter((name) => !(name in changes));
    if (others.length === 0 || others.length === parts.length) return next;
    const sum = (of, from) => compute(of.join(" + "), from);
    const left = compute("max(0, whole - given)", { whole: read(inputs[others[0]].whole), given: sum(parts.filter((name) => name in changes), changes) });
    // Parts that are all nothing have the proportions of the start, or none.
    const from = [base, start].find((each) => compare(sum(others, each), read("0")) > 0);
    for (const name of others) {
      next[name] = from
        ? compute("part * left / all", { part: from[name], left, all: sum(others, from) })
        : compute("left / count", { left, count: read(String(others.length)) });
    }
    return next;
  }

  const outputs = [box, figure.nextElementSibling].flatMap((within) => [...(within?.querySelectorAll("output") ?? [])])
    .filter(({ name }) => name in values)
    .map((output) => ({ output, first: output.textContent, link: output.closest("a"), href: output.closest("a")?.getAttribute("href") }));

  function show() {
    const own = !isStart();
    for (const { output, first, link, href } of outputs) {
      output.textContent = own ? spoken(output.name) : first;
      link?.classList.toggle("fact", !own);
      if (link) link[own ? "removeAttribute" : "setAttribute"]("href", href);
    }
    for (const field of box.querySelectorAll("[name]:not(output)")) {
      const text = settingOf(field.name);
      if (field !== document.activeElement || field.type === "range") field.value = text;
      if (field.type === "range") field.setAttribute("aria-valuetext", withUnit(text, inputs[field.name].unit));
      if (field.localName === "textarea") mark(field.closest(".turn-input").lastElementChild, text, result.marks?.[field.name] ?? []);
    }
    box.classList.toggle("turn-own", own);
    say(own ? "Your setting. " : "");
    showWords();
    if (!diagram.inPlace) redraw();
    clearTimeout(waiting);
    waiting = setTimeout(settle, PAUSE);
  }

  /** What comes when a reader pauses: the address, and what is said of it all. */
  let waiting = 0;
  function settle() {
    const own = !isStart();
    const changed = names.filter((name) => !same(set[name], start[name]));
    state(diagram, { values: own ? Object.fromEntries(changed.map((name) => [name, settingOf(name)])) : undefined });
    heard.textContent = own ? inWords() : "As at the start.";
  }

  /** Writes the values into the title and into a flowchart's nodes, in the picture and its words. */
  const originals = new WeakMap();
  function showWords() {
    const { picture } = diagram;
    const title = places.filter(({ of }) => of === "title");
    rewrite([figure.querySelector("figcaption")], title);
    diagram.title = figure.querySelector("figcaption")?.textContent ?? "";
    const twin = figure.querySelector(".diagram-twin > ul");
    for (const node of new Set(places.map(({ of }) => of).filter((of) => of && of !== "title"))) {
      const drawn = picture ? [...picture.querySelectorAll(`[data-of="${CSS.escape(node)}"]`)] : [];
      rewrite(drawn, places.filter(({ of }) => of === node));
      const label = (pick) => drawn.flatMap((part) => textsIn(part).map(pick)).join(" ").replace(/\s+/g, " ").trim();
      const before = label((text) => originals.get(text) ?? text.data);
      if (twin && before) for (const text of textsIn(twin)) replaceIn(text, (words) => words.replaceAll(before, label(({ data }) => data)), node);
    }
    for (const element of [...figure.querySelectorAll(".diagram-twin > p"), ...(picture?.querySelectorAll(":scope > desc") ?? [])]) {
      const first = element.firstChild;
      if (first) replaceIn(first, (words) => (isStart() ? words : `Your setting: ${inWords()}.`));
    }
  }

  function rewrite(elements, of) {
    if (of.length === 0) return;
    const now = new Map(of.map(({ text, name, of: where }) => [text, where ? withUnit(result.texts[name], "") : result.texts[name]]));
    for (const text of elements.flatMap((element) => (element ? textsIn(element) : []))) {
      replaceIn(text, (words) => words.replace(bare([...now.keys()]), (found) => now.get(found)));
    }
  }

  function replaceIn(text, change) {
    if (!originals.has(text)) originals.set(text, text.data);
    const words = change(originals.get(text));
    if (words !== text.data) text.data = words;
  }

  /** A source, published or edited, with the values in the places that are still there. */
  function turned(source) {
    if (run) return source === diagram.published ? result.source : source;
    const rows = source.split("\n").map((text) => ({ text, cuts: [] }));
    for (const { line, at, text, of, name } of places) {
      const [before, after] = [lines[line].slice(0, at + text.length), lines[line].slice(at)];
      const row = rows.find((each) => each.text === lines[line]) ?? rows.find((each) => each.text.startsWith(before) || each.text.endsWith(after));
      if (!row) continue;
      const from = row.text.startsWith(before) ? at : row.text.length - after.length;
      row.cuts.push({ from, to: from + text.length, now: of ? withUnit(result.texts[name], "") : result.texts[name] });
    }
    return rows.map(({ text, cuts }) => cuts.sort((one, other) => other.from - one.from)
      .reduce((written, { from, to, now }) => written.slice(0, from) + now + written.slice(to), text)).join("\n");
  }

  // The newest setting is drawn when the one before it is; those between are not.
  let drawing = false;
  let stale = false;
  async function redraw() {
    stale = true;
    if (drawing) return;
    drawing = true;
    while (stale) {
      stale = false;
      await diagram.draw(diagram.source).catch((error) => { say(`This picture cannot be drawn. ${error?.message ?? error}`); });
    }
    drawing = false;
  }

  const typed = ({ name, value }) => ({ [name]: isText(name) ? value : NUMBER.test(value) && read(value) });
  diagram.turned = turned;
  box.addEventListener("input", ({ target }) => {
    // Of a number that is being typed the first digits may be out of range.
    if (!wrongIn(typed(target))) change(typed(target), settled);
  }, { signal });
  box.addEventListener("change", ({ target }) => {
    change(typed(target), settled);
    settled = set;
    target.value = settingOf(target.name);
  }, { signal });
  box.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    const preset = presets[button.value] ?? {};
    change(Object.fromEntries(Object.entries(preset).map(([name, text]) => [name, read(text)])), start);
    settled = set;
  }, { signal });
  // Material has keys of its own on the whole page.
  box.addEventListener("keydown", (event) => event.stopPropagation(), { signal });
  const arrive = () => {
    const given = Object.entries(diagram.place.values ?? {}).filter(([name, text]) => name in inputs && (isText(name) || NUMBER.test(text)));
    if (given.length || !isStart()) change(Object.fromEntries(given.map(([name, text]) => [name, isText(name) ? text : read(text)])), start);
    settled = set;
  };
  diagram.addEventListener("picture", showWords, { signal });
  diagram.addEventListener("arrive", arrive, { signal });
  if (!diagram.inPlace) diagram.whenSeen("600px 0px", () => diagram.fetchMermaid());
  arrive();
}

const same = (one, other) => (typeof one === "string" ? one === other : compare(one, other) === 0);
const isOutside = (number, { least, most }) => compare(number, read(least)) < 0 || compare(number, read(most)) > 0;
// Parts of a whole have many decimals: one is shown.
const brief = (number, { whole }) => shown(number, whole ? 1 : 9).replace(/\.?0+$/, "");
const bare = (texts) => new RegExp(`(?<![\\d.,])(?:${texts.map((text) => text.replace(/[.]/g, "\\.")).join("|")})(?!\\d|[.,]\\d)`, "g");

/** A number as a reader reads it: in groups from five digits on, `%` right behind it, a word apart. */
function withUnit(number, unit) {
  const [whole, rest] = number.split(".");
  const digits = whole.replace("-", "").length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, ",") : whole;
  return `${digits}${rest ? `.${rest}` : ""}${/^\w/.test(unit) ? " " : ""}${unit}`;
}

function textsIn(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  return found;
}

function mark(holder, text, parts) {
  let at = 0;
  const pieces = parts.flatMap(([from, to]) => {
    const [plain, marked] = [text.slice(at, from), text.slice(from, to)];
    at = to;
    return [plain, Object.assign(document.createElement("mark"), { textContent: marked })];
  });
  holder?.replaceChildren(...pieces, text.slice(at));
}
