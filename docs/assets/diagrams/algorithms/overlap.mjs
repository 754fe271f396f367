// SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
// SPDX-License-Identifier: MIT

// The n-gram overlap of the report's Algorithm 1 (Appendix B.1, p. 28), for one training text and one test text.

const LONG = 13;
const SHORT = 7;

/**
 * A text's pieces as the report's example has them: small letters, parted wherever a sign is neither letter nor digit. As
 * with any split, a text that ends in such a sign has an empty last piece: with it the example's ratio is the printed one.
 * Each piece has its text and where it stands.
 */
export function pieces(text) {
  const found = [];
  let start = 0;
  for (const gap of text.matchAll(/[^\p{L}\p{N}]+/gu)) {
    found.push({ text: text.slice(start, gap.index).toLowerCase(), start, end: gap.index });
    start = gap.index + gap[0].length;
  }
  return [...found, { text: text.slice(start).toLowerCase(), start, end: text.length }];
}

/** The runs of so many pieces, each once: what a run says, and at which pieces it begins. */
function runs(words, length) {
  const found = new Map();
  for (let first = 0; first + length <= words.length; first += 1) {
    const run = words.slice(first, first + length).map(({ text }) => text).join(" ");
    found.set(run, [...(found.get(run) ?? []), first]);
  }
  return found;
}

/**
 * Compares two texts. Gives the long runs and the short runs that both have; how many short runs each has; the ratio, the
 * shared ones to the fewer, 0 where a text has none; and for each text the parts of it that lie in a shared run, as
 * [start, end, length of the run].
 */
export function compare(train, test) {
  const words = [pieces(train), pieces(test)];
  const shared = (length) => {
    const [ours, theirs] = words.map((each) => runs(each, length));
    return { ours, theirs, both: [...ours.keys()].filter((run) => theirs.has(run)) };
  };
  const [long, short] = [shared(LONG), shared(SHORT)];
  const fewest = Math.min(short.ours.size, short.theirs.size);
  const marks = words.map((each, number) => [[short, SHORT], [long, LONG]].flatMap(([{ ours, theirs, both }, length]) =>
    both.flatMap((run) => [ours, theirs][number].get(run).map((first) => [each[first].start, each[first + length - 1].end, length]))));
  return {
    long: long.both,
    short: short.both,
    counts: [short.ours.size, short.theirs.size],
    ratio: fewest ? short.both.length / fewest : 0,
    marks,
  };
}

/** What Algorithm 1 answers: the way through its flowchart, by node ids, the last being the answer. */
export function decide({ long, ratio }, information, contaminated) {
  if (long.length) return ["long", "bad"];
  if (ratio <= information) return ["long", "ratio", "clean"];
  return ["long", "ratio", ratio >= contaminated ? "bad" : "part"];
}

// An arrow with words on it, as the page's flowchart writes all of its own.
const ARROW = /^(\s*)(\w+)(.*?) (?:--|==) ("[^"]*") (?:-->|==>) (\w+)/gm;
const ANSWERS = { bad: "contaminated", part: "partly contaminated", clean: "clean" };

/** For a diagram that can be turned: the flowchart with the way through it in thick arrows, the counts, the shared words. */
export function run({ train, test, information, contaminated }, published) {
  const found = compare(train, test);
  const way = decide(found, information, contaminated);
  const isOnWay = (from, to) => way.includes(from) && way[way.indexOf(from) + 1] === to;
  const source = published.replace(ARROW, (_, indent, from, shape, words, to) =>
    `${indent}${from}${shape} ${isOnWay(from, to) ? `== ${words} ==>` : `-- ${words} -->`} ${to}`);
  const [trainMarks, testMarks] = found.marks.map(joined);
  return {
    source,
    values: {
      long: found.long.length,
      short: found.short.length,
      fewest: Math.min(...found.counts),
      ratio: found.ratio,
      answer: ANSWERS[way.at(-1)],
    },
    marks: { train: trainMarks, test: testMarks },
  };
}

/** Parts of a text in order, those that touch as one. */
function joined(marks) {
  const parts = [];
  for (const [start, end] of marks.toSorted(([one], [other]) => one - other)) {
    const last = parts.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else parts.push([start, end]);
  }
  return parts;
}
