// SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
// SPDX-License-Identifier: MIT

// Computes the formulas of diagrams that are turned. The build has the same evaluator, report/formulas.py, which has checked
// each of them; a test holds equal what the two show. What is rational is exact: a fraction `{ n, d }` of whole numbers, with
// d above zero. Logarithms, pi and roots make a floating-point number of it.

const TOKEN = / *(?:(?<number>\d+(?:\.\d+)?)|sum\( *(?<cells>[a-z][a-z0-9.*-]*) *\)|(?<function>[a-z]+)\(|(?<pi>pi)(?![\w.-])|(?<name>[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*)|(?<sign>[+*/^(),]|(?<= )-(?= )))/g;
const BINDING = { "+": 1, "-": 1, "*": 2, "/": 2, "^": 3 };
// Bits of the largest power, as in the build.
const MOST_BITS = 2000;

const isFloat = (number) => typeof number === "number";
const size = (whole) => (whole < 0n ? -whole : whole);
const bits = (whole) => size(whole).toString(2).length;

function fraction(n, d) {
  if (d === 0n) throw new RangeError("no result");
  let [a, b] = [size(n), size(d)];
  while (b) [a, b] = [b, a % b];
  const sign = d < 0n ? -1n : 1n;
  return { n: (sign * n) / (a || 1n), d: (sign * d) / (a || 1n) };
}

/** The number that a text has in digits. */
export function read(text) {
  const [whole, rest = ""] = text.split(".");
  return fraction(BigInt(whole + rest), 10n ** BigInt(rest.length));
}

/** The floating-point number nearest to it, as the build has it. */
function float(number) {
  if (isFloat(number)) return number;
  const { n, d } = number;
  const shift = 66 - bits(n) + bits(d);
  const [above, below] = [size(n) << BigInt(Math.max(shift, 0)), d << BigInt(Math.max(-shift, 0))];
  // One bit more says whether there is a rest.
  const nearest = Number((above / below) * 2n + (above % below ? 1n : 0n)) * 2 ** (-shift - 1);
  return finite(n < 0n ? -nearest : nearest);
}

/** To twelve digits: where two machines' logarithms differ, it is in the sixteenth. */
function exact(number) {
  if (!isFloat(number)) return number;
  const [digits, exponent] = number.toExponential(11).split("e");
  const ten = { n: 10n, d: 1n };
  return OPERATIONS["*"](read(digits), power(ten, { n: BigInt(Number(exponent)), d: 1n }));
}

function finite(number) {
  if (isFloat(number) && !Number.isFinite(number)) throw new RangeError("no result");
  return number;
}

/** Below zero, zero or above, as the first is less than the second, equal or more. */
export function compare(one, other) {
  if (isFloat(one) || isFloat(other)) return float(one) - float(other);
  return Number(one.n * other.d > other.n * one.d) - Number(one.n * other.d < other.n * one.d);
}

const either = (fractions, floats) => (a, b) => (isFloat(a) || isFloat(b) ? floats(float(a), float(b)) : fractions(a, b));
const floor = ({ n, d }) => n / d - (n % d < 0n ? 1n : 0n);
const nearest = (wanted) => (...all) => all.reduce((one, other) => (compare(other, one) * wanted > 0 ? other : one));

function power(base, exponent) {
  if (isFloat(base) || isFloat(exponent) || exponent.d > 1n) return float(base) ** float(exponent);
  const times = size(exponent.n);
  if (BigInt(Math.max(bits(base.n), bits(base.d))) * times > MOST_BITS) throw new RangeError("no result");
  const [n, d] = [base.n ** times, base.d ** times];
  return exponent.n < 0n ? fraction(d, n) : fraction(n, d);
}

const OPERATIONS = {
  "+": either((a, b) => fraction(a.n * b.d + b.n * a.d, a.d * b.d), (a, b) => a + b),
  "-": either((a, b) => fraction(a.n * b.d - b.n * a.d, a.d * b.d), (a, b) => a - b),
  "*": either((a, b) => fraction(a.n * b.n, a.d * b.d), (a, b) => a * b),
  "/": either((a, b) => fraction(a.n * b.d, a.d * b.n), (a, b) => a / b),
  "^": power,
  ln: (number) => Math.log(float(number)),
  floor: (number) => fraction(floor(exact(number)), 1n),
  ceil: (number) => fraction(-floor(OPERATIONS["-"](fraction(0n, 1n), exact(number))), 1n),
  min: nearest(-1),
  max: nearest(1),
};

/** What a formula gives with these numbers, by name. A RangeError where it has no result, such as a division by nothing. */
export function compute(formula, numbers) {
  const tokens = [...formula.matchAll(TOKEN)].map(({ groups }) => Object.entries(groups).find(([, text]) => text !== undefined));
  let at = 0;
  const operand = () => {
    const [kind, text] = tokens[at++];
    if (kind === "number") return read(text);
    if (kind === "pi") return Math.PI;
    if (kind === "name") return numbers[text];
    if (kind === "cells") {
      const names = new RegExp(`^${text.replaceAll(".", "\\.").replaceAll("*", "[^.]+")}$`);
      return Object.keys(numbers).filter((name) => names.test(name)).map((name) => numbers[name]).reduce(OPERATIONS["+"]);
    }
    const given = [expression(0)];
    while (tokens[at++][1] === ",") given.push(expression(0));
    return kind === "function" ? finite(OPERATIONS[text](...given)) : given[0];
  };
  const expression = (binding) => {
    let left = operand();
    while (BINDING[tokens[at]?.[1]] > binding) {
      const sign = tokens[at++][1];
      // Of two powers the right one comes first.
      left = finite(OPERATIONS[sign](left, expression(BINDING[sign] - (sign === "^"))));
    }
    return left;
  };
  return expression(0);
}

/** The number with so many decimals, rounded half away from zero. */
export function shown(number, decimals) {
  const { n, d } = exact(number);
  const scaled = (size(n) * 10n ** BigInt(decimals) * 2n + d) / (2n * d);
  const digits = String(scaled).padStart(decimals + 1, "0");
  const text = decimals ? `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}` : digits;
  return n < 0n && scaled ? `-${text}` : text;
}
