// SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
// SPDX-License-Identifier: MIT

// Pivotal token search (the report's Figure 4, p. 13), on an answer whose chances are known instead of sampled.

// Chances are written with few decimals, and 0.9 - 0.7 is a little less than 0.2 to a computer.
const ROUNDING = 1e-9;

/**
 * Searches an answer. `tokens` have the chance of success after each (`success`) and the model's own chance for it
 * (`likely`); `before` is the chance before the first, `gap` what a piece must change it by to be searched.
 * Gives the tree of pieces (`first` and `end` token, chance `before` and `after`, its two halves, whether it is pivotal),
 * the numbers of the pivotal tokens, and how many chances had to be estimated, each once.
 */
export function search(tokens, before, gap) {
  const asked = new Set();
  // By how many tokens stand.
  const chance = (count) => {
    asked.add(count);
    return count ? tokens[count - 1].success : before;
  };
  const divide = (first, end) => {
    const piece = { first, end, before: chance(first), after: chance(end), halves: [] };
    const changes = Math.abs(piece.after - piece.before) >= gap - ROUNDING;
    piece.pivotal = changes && end - first === 1;
    if (changes && end - first > 1) {
      const middle = split(tokens, first, end);
      piece.halves = [divide(first, middle), divide(middle, end)];
    }
    return piece;
  };
  const tree = divide(0, tokens.length);
  const leaves = ({ halves, ...piece }) => (halves.length ? halves.flatMap(leaves) : [piece]);
  return { tree, pivotal: leaves(tree).filter(({ pivotal }) => pivotal).map(({ first }) => first), estimates: asked.size };
}

/** Where a piece is halved: at the last token before which at most half of its surprise, the sum of its tokens' negative
 * log chances, is behind; both halves have a token. */
function split(tokens, first, end) {
  const surprise = tokens.slice(first, end).map(({ likely }) => -Math.log(likely));
  const half = surprise.reduce((sum, each) => sum + each, 0) / 2 + ROUNDING;
  let behind = 0;
  let middle = first;
  while (middle < end - 1 && (middle === first || behind + surprise[middle - first] <= half)) {
    behind += surprise[middle - first];
    middle += 1;
  }
  return middle;
}

const TOKEN = /^\s*(\S.*?)\s+([01](?:\.\d+)?)(?:\s+(0?\.\d+|1))?\s*$/;
const EVEN = 0.5;

/** The tokens in a text: each with the chance after it and perhaps the model's own for it, parted by `|`;
 * and where each stands. Throws at any other. */
export function read(answer) {
  let at = 0;
  return answer.split("|").map((text) => {
    const start = at + text.search(/\S/);
    at += text.length + 1;
    const { 1: word, 2: success, 3: likely = EVEN } = TOKEN.exec(text) ?? [];
    if (!word || Number(success) > 1) throw new Error(`“${text.trim()}” is no token with its chance from 0 to 1, as in “roots 0.95”`);
    return { word, success: Number(success), likely: Number(likely), place: [start, start + word.length] };
  });
}

/** For a diagram that can be turned: the tree of halvings as a flowchart, and the counts. What stands above the tree stays. */
export function run({ answer, before, gap }, published) {
  const tokens = read(answer);
  const { tree, pivotal, estimates } = search(tokens, before, gap);
  const lines = [];
  const name = ({ first, end }) => `p${first}to${end}`;
  const roleOf = ({ pivotal: found, halves }) => (found ? "result" : halves.length ? "process" : "data");
  const draw = (piece) => {
    const words = tokens.slice(piece.first, piece.end).map(({ word }) => word.replace(/["<>#&`]/g, ""));
    const said = words.length > 2 ? `${words[0]} … ${words.at(-1)}` : words.join(" ");
    lines.push(`  ${name(piece)}["${said}<br>${piece.before}→${piece.after}"]:::${roleOf(piece)}`);
    for (const half of piece.halves) {
      draw(half);
      // One rank lower stands what is not searched further, or a sibling's arrows would run behind it.
      lines.push(`  ${name(piece)} ${roleOf(half) === "data" ? "--->" : "-->"} ${name(half)}`);
    }
  };
  draw(tree);
  const above = published.split(/^(?= *p\d)/m)[0];
  return {
    source: `${above}${lines.join("\n")}`,
    values: {
      estimates,
      every: tokens.length + 1,
      pivotal: pivotal.map((token) => tokens[token].word).join(", ") || "none",
    },
    marks: { answer: pivotal.map((token) => tokens[token].place) },
  };
}
