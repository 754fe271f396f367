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
