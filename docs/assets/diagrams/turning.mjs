// SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
// SPDX-License-Identifier: MIT

// Turns a diagram: a reader sets its inputs, and values, words and picture follow. The build has declared and checked all of it
// (diagrams/turn.py) and put controls into the page. A flowchart's words are put into the picture that is there; any other
// picture is drawn anew, from its source with the values in it.
//
// A diagram with `algorithm: name` has a module `algorithms/name.mjs` in the place of formulas. It exports a pure function,
// `run(inputs, published)`, of each input by its name a number or a text, and of the source in the page, to
// `{ source, values, marks }`: the whole source of the picture (at the start the published one; a test should hold that), each
// value by its name as a number or a text, and of each input that is a text the parts to mark in it, as `[start, end]`, in order.
import { state } from "./addressing.mjs";
import { prepare } from "./drawing.mjs";
import { compare, compute, read, shown } from "./formulas.mjs";

// Milliseconds without a change after which it is said, and stands in the address.
const PAUSE = 400;
const NUMBER = /^-?\d{1,15}(\.\d{1,9})?$/;

/** Brings the controls of a figure that comes near to life, with the settings that its address names. */
export async function turn(diagram) {
  const { figure } = diagram;
  const box = figure.querySelector(".diagram-turn");
  const { inputs, presets, values, numbers, algorithm } = JSON.parse(box.dataset.turn);
  const run = algorithm ? (await import(`./algorithms/${algorithm}.mjs`)).run : null;
  const names = Object.keys(inputs);
  const known = mapped(numbers, read);
  const start = mapped(inputs, ({ text, start: number }) => text || read(number));
  // What is set, what it was when the reader last let go, and what follows: `texts` has what each value shows.
  let [set, settled, result] = [start, start, follow(start)];

  function follow(next) {
    const found = run?.(mapped(next, (number) => (typeof number === "string" ? number : Number(shown(number, 9)))), diagram.published);
    const text = (value, decimals) => (typeof value === "string" ? value : shown(value, decimals));
    return { ...found, texts: Object.fromEntries(Object.entries(values).map(([name, { formula, decimals }]) =>
      [name, text(run ? found.values[name] : compute(formula, { ...known, ...next }), decimals)])) };
  }

  const differ = (one, other) => names.filter((name) => (inputs[name].text ? one[name] !== other[name] : compare(one[name], other[name]) !== 0));
  // Parts of a whole have many decimals: one is shown.
  const settingOf = (name) => (inputs[name].text ? set[name] : shown(set[name], inputs[name].whole ? 1 : 9).replace(/\.?0+$/, ""));
  const valueOf = (name) => withUnit(result.texts[name], values[name].unit);
  const inWords = () => [
    ...names.filter((name) => !inputs[name].text).map((name) => `${inputs[name].label} ${withUnit(settingOf(name), inputs[name].unit)}`),
    ...Object.keys(values).filter((name) => values[name].label).map((name) => `${values[name].label} ${valueOf(name)}`),
  ].join("; ");

  // What is seen of a message, and what is heard of a setting besides: the values that are seen elsewhere.
  const [seen, heard] = [document.createTextNode(""), document.createElement("span")];
  heard.className = "diagram-heard";
  box.querySelector(".turn-said").append(seen, heard);
  const say = (text) => text === seen.data || (seen.data = text);

  const wrongIn = (changes) => Object.keys(changes).find((name) => !inputs[name].text && !isBetween(changes[name], inputs[name]));

  /** Sets these inputs, the others as in `base`, a whole's in the proportions of `before`; what cannot be is said, and not done. */
  function change(changes, base = set, before = settled) {
    const { label, least, most, unit } = inputs[wrongIn(changes)] ?? {};
    if (label) return say(`${label} goes from ${withUnit(least, "")} to ${withUnit(most, unit)}. Nothing was changed.`);
    const next = spread(inputs, changes, base, [before, start]);
    try {
      result = follow(next);
    } catch ({ message }) {
      return say(`${run ? message : "These settings have no result"}. Nothing was changed.`);
    }
    set = next;
    return show();
  }

  // With a footnote a block stands in a `div`.
  const next = (figure.closest(".noted") ?? figure).nextElementSibling;
  const behind = next?.matches("p, .noted:has(> p)") ? next : box;
  const outputs = [...new Set([box, behind])].flatMap((within) => [...within.querySelectorAll("output")])
    .map((output) => ({ output, sourced: [...output.childNodes] }));

  function showMarks() {
    for (const { name, value, parentElement } of box.querySelectorAll("textarea")) {
      mark(parentElement.querySelector(".turn-marked"), value, result.marks?.[name] ?? []);
    }
  }

  let waiting = 0;
  function show() {
    const own = differ(set, start).length > 0;
    // What a reader has set is no figure of the ledger's.
    for (const { output, sourced } of outputs) output.replaceChildren(...(own ? [valueOf(output.name)] : sourced));
    for (const field of box.querySelectorAll("[name]:not(output)")) {
      const text = settingOf(field.name);
      if (field.type === "range" || field !== document.activeElement) field.value = text;
      if (field.type === "range") field.setAttribute("aria-valuetext", withUnit(text, inputs[field.name].unit));
    }
    showMarks();
    for (const button of box.querySelectorAll("button[value]")) {
      button.ariaPressed = String(!differ(set, chosen[button.value]).length);
    }
    diagram.setting = own ? `Your setting: ${inWords()}.` : "";
    say(own ? "Your setting. " : "");
    showWords();
    if (!diagram.inPlace) {
      // A smaller picture leaves the page where it is.
      diagram.frame.style.minHeight ||= `${diagram.frame.offsetHeight}px`;
      diagram.draw(diagram.source).catch((error) => say(`This picture cannot be drawn. ${error?.message ?? error}`));
    }
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      heard.textContent = own ? inWords() : "As at the start.";
      state(diagram, { values: Object.fromEntries(differ(set, start).map((name) => [name, settingOf(name)])) });
    }, PAUSE);
  }

  const places = Object.entries(values).flatMap(([name, value]) => value.places.map((place) => ({ ...place, name })));
  const nodes = new Set(places.map(({ of }) => of).filter((of) => of && of !== "title"));
  const textAt = ({ of, name }) => (of ? withUnit(result.texts[name], "") : result.texts[name]);
  // Words as they came, of each text that was changed.
  const originals = new WeakMap();
  const replaceIn = (text, replace) => {
    if (!originals.has(text)) originals.set(text, text.data);
    text.data = replace(originals.get(text));
  };

  /** Writes the values into the title, and into a flowchart's nodes, in its picture and its words. */
  function showWords() {
    const { picture } = diagram;
    const write = (elements, where) => {
      const now = new Map(places.filter(({ of }) => of === where).map((place) => [place.text, textAt(place)]));
      for (const text of now.size ? elements.flatMap(textsIn) : []) {
        replaceIn(text, (words) => words.replace(numberAmong([...now.keys()]), (found) => now.get(found)));
      }
    };
    const caption = [...figure.querySelectorAll(":scope > figcaption")];
    write(caption, "title");
    diagram.title = caption[0]?.textContent ?? "";
    const labels = [...nodes].map((node) => {
      const drawn = [...(picture?.querySelectorAll(`[data-of="${CSS.escape(node)}"]`) ?? [])];
      write(drawn, node);
      drawn.forEach(fit);
      const label = (pick) => drawn.flatMap(textsIn).map(pick).join(" ").replace(/\s+/g, " ").trim();
      return [label((text) => originals.get(text) ?? text.data), label(({ data }) => data)];
    }).filter(([before]) => before);
    // There a number is tied to its scale.
    const inLabels = (words) => diagram.setting ? labels.reduce((now, [before, after]) => now.replaceAll(before, after), words.replaceAll("\u00a0", " ")) : words;
    for (const text of [...figure.querySelectorAll(".diagram-twin > ul")].flatMap(textsIn)) replaceIn(text, inLabels);
    // A description is of the start.
    for (const element of [...figure.querySelectorAll(".diagram-twin > p"), ...(picture?.querySelectorAll(":scope > desc") ?? [])]) {
      if (element.firstChild) replaceIn(element.firstChild, (words) => diagram.setting || words);
    }
  }

  /** A source, published or edited, with the values in their places; a line that was edited stays as it is. */
  function turned(source) {
    if (run) return source === diagram.published ? result.source : source;
    const lines = diagram.published.split("\n");
    const now = [...lines];
    // From the right: a value may be longer than the one before.
    for (const place of places.toSorted((one, other) => other.at - one.at)) {
      const { line, at, text } = place;
      now[line] = now[line].slice(0, at) + textAt(place) + now[line].slice(at + text.length);
    }
    return source.split("\n").map((row) => {
      const at = lines.indexOf(row);
      // Of lines that are alike each stands for itself.
      delete lines[at];
      return now[at] ?? row;
    }).join("\n");
  }

  const asSet = (texts) => Object.fromEntries(Object.entries(texts).filter(([name]) => name in inputs)
    .map(([name, text]) => [name, inputs[name].text ? text : NUMBER.test(text) ? read(text) : null]));
  const chosen = mapped(presets, (texts) => spread(inputs, asSet(texts), start, [start]));
  const begin = (texts) => {
    change(asSet(texts), start, start);
    settled = set;
  };
  box.addEventListener("input", ({ target: { name, value } }) => {
    const changes = asSet({ [name]: value });
    // Of a number that is being typed the first digits may be out of range.
    if (!wrongIn(changes)) change(changes);
  });
  box.addEventListener("change", ({ target }) => {
    change(asSet({ [target.name]: target.value }));
    settled = set;
    target.value = settingOf(target.name);
  });
  box.addEventListener("click", ({ target }) => target.closest("button") && begin(presets[target.closest("button").value] ?? {}));
  // Material has keys of its own on the whole page.
  box.addEventListener("keydown", (event) => event.stopPropagation());
  // A chart's labels make its picture a few pixels higher or lower; its room stays.
  let room = diagram.picture && figure.style.cssText;
  diagram.addEventListener("picture", () => {
    room ??= figure.style.cssText;
    if (!run && diagram.source === diagram.published) figure.style.cssText = room;
    showWords();
  });
  diagram.addEventListener("arrive", () => begin(diagram.place.values ?? {}));
  diagram.turned = turned;
  diagram.inPlace = !run && places.every(({ of }) => of);
  if (!diagram.inPlace) box.addEventListener("focusin", prepare, { once: true });
  if (diagram.place.values) begin(diagram.place.values);
  else showMarks();
}

const mapped = (named, pick) => Object.fromEntries(Object.entries(named).map(([name, each]) => [name, pick(each)]));
const isBetween = (number, { least, most }) => number && compare(number, read(least)) >= 0 && compare(number, read(most)) <= 0;
const numberAmong = (texts) => new RegExp(`(?<![\\d.,])(?:${texts.join("|").replaceAll(".", "\\.")})(?!\\d|[.,]\\d)`, "g");

/** All inputs with these changes to `base`. What is left of a whole goes to its other parts, in the first proportions that they have. */
function spread(inputs, changes, base, proportions) {
  const [given, others] = [true, false].map((is) => Object.keys(inputs).filter((name) => inputs[name].whole && name in changes === is));
  if (!given.length || !others.length) return { ...base, ...changes };
  const sum = (parts, from) => compute(parts.join(" + "), from);
  const left = compute("max(0, whole - given)", { whole: read(inputs[given[0]].whole), given: sum(given, changes) });
  // Where those parts are all nothing, others count: of the start, or all alike.
  const equal = mapped(inputs, () => read("1"));
  const from = [...proportions, equal].find((each) => compare(sum(others, each), read("0")) > 0);
  const all = sum(others, from);
  return { ...base, ...changes, ...Object.fromEntries(others.map((name) => [name, compute("left * part / all", { left, part: from[name], all })])) };
}

/** A number as a reader reads it: in groups from five digits on, `%` right behind it, a word apart. */
function withUnit(number, unit) {
  const [whole, rest] = number.split(".");
  const digits = /\d{5}/.test(whole) ? whole.replace(/\B(?=(\d{3})+$)/g, ",") : whole;
  return `${digits}${rest ? `.${rest}` : ""}${/^\w/.test(unit) ? " " : ""}${unit}`;
}

function textsIn(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  return found;
}

/** Writes a node's label smaller where it has become wider than its shape, and keeps it as long as it then is (labels.mjs). */
function fit(node) {
  const room = node.querySelector(".label-container")?.getBoundingClientRect().width * 0.92;
  for (const line of node.querySelectorAll("text")) {
    line.style.fontSize = "";
    line.removeAttribute("textLength");
    const share = room / line.getBoundingClientRect().width;
    if (share < 1) line.style.fontSize = `${parseFloat(getComputedStyle(line).fontSize) * share}px`;
    if (line.getComputedTextLength()) line.setAttribute("textLength", line.getComputedTextLength());
  }
}

/** Shows a text with these parts marked. */
function mark(holder, text, parts) {
  const ends = [0, ...parts.flat(), text.length];
  holder.replaceChildren(...ends.slice(1).map((end, index) => {
    const words = text.slice(ends[index], end);
    return index % 2 ? Object.assign(document.createElement("mark"), { textContent: words }) : words;
  }));
}
