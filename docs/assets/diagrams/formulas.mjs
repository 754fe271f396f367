// SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
// SPDX-License-Identifier: MIT

// Computes the formulas of diagrams that are turned. The build has the same evaluator, report/formulas.py, and has checked each
// of them; a test holds equal what the two show. What is rational is exact, a fraction `{ n, d }`; logarithms, pi and roots
// give floating-point numbers, which count to twelve digits, since two machines' logarithms differ in the sixteenth.

const TOKEN = / *(?:(?<number>\d+(?:\.\d+)?)|sum\( *(?<cells>[a-z][a-z0-9.*-]*) *\)|(?<call>[a-z]+)\(|(?<pi>pi)(?![\w.-])|(?<name>[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*)|(?<sign>[+*/^(),]|(?<= )-(?= )))/g;
const BINDING = { "+": 1, "-": 1, "*": 2, "/": 2, "^": 3 };
// Bits of the largest power, as in the build.
const MOST_BITS = 2000n;

const isFloat = (number) => typeof number === "number";
const size = (whole) => (whole < 0n ? -whole : whole);
const bits = (whole) => BigInt(size(whole).toString(2).length);
const float = (number) => (isFloat(number) ? number : Number(number.n) / Number(number.d));

function checked(number) {
  if (isFloat(number) ? !Number.isFinite(number) : !number.d) throw new RangeError("no result");
  return number;
}

function fraction(n, d) {
  let [divisor, rest] = [checked({ d }).d, n];
  while (rest) [divisor, rest] = [rest, divisor % rest];
  if (divisor < 0n !== d < 0n) divisor = -divisor;
  return { n: n / divisor, d: d / divisor };
}

/** The number that a text has in digits. */
export function read(text) {
  const [whole, rest = ""] = text.split(".");
  return fraction(BigInt(whole + rest), 10n ** BigInt(rest.length));
}

function exact(number) {
  if (!isFloat(number)) return number;
  const [digits, exponent] = number.toExponential(11).split("e");
  return OPERATIONS["*"](read(digits), power(read("10"), read(exponent.replace("+", ""))));
}

function power(base, exponent) {
  if (isFloat(base) || isFloat(exponent) || exponent.d > 1n) return float(base) ** float(exponent);
  const times = size(exponent.n);
  if ([base.n, base.d].some((part) => bits(part) * times > MOST_BITS)) throw new RangeError("no result");
  const [n, d] = [base.n ** times, base.d ** times];
  return exponent.n < 0n ? fraction(d, n) : fraction(n, d);
}

const either = (fractions, floats) => (a, b) => (isFloat(a) || isFloat(b) ? floats(float(a), float(b)) : fractions(a, b));
const down = ({ n, d }) => n / d - (n % d < 0n ? 1n : 0n);
const first = (sign) => (...all) => all.reduce((one, other) => (compare(other, one) * sign > 0 ? other : one));
const OPERATIONS = {
  "+": either((a, b) => fraction(a.n * b.d + b.n * a.d, a.d * b.d), (a, b) => a + b),
  "-": either((a, b) => fraction(a.n * b.d - b.n * a.d, a.d * b.d), (a, b) => a - b),
  "*": either((a, b) => fraction(a.n * b.n, a.d * b.d), (a, b) => a * b),
  "/": either((a, b) => fraction(a.n * b.d, a.d * b.n), (a, b) => a / b),
  "^": power,
  ln: (number) => Math.log(float(number)),
  floor: (number) => fraction(down(exact(number)), 1n),
  ceil: (number) => fraction(-down(OPERATIONS["-"](read("0"), exact(number))), 1n),
  min: first(-1),
  max: first(1),
};

/** Below zero, zero or above, as the first is less than the second, equal or more. */
export function compare(one, other) {
  const more = OPERATIONS["-"](one, other);
  return isFloat(more) ? more : Number(more.n > 0n) - Number(more.n < 0n);
}

/** What a formula gives with these numbers, by name. A RangeError where it has no result, such as a division by nothing. */
export function compute(formula, numbers) {
  const tokens = [...formula.matchAll(TOKEN)].map(({ groups }) => Object.entries(groups).find(([, text]) => text));
  const operand = () => {
    const [kind, text] = tokens.shift();
    if (kind === "number") return read(text);
    if (kind === "pi") return Math.PI;
    if (kind === "name") return numbers[text];
    if (kind === "cells") {
      const names = new RegExp(`^${text.replaceAll(".", "\\.").replaceAll("*", "[^.]+")}$`);
      return Object.keys(numbers).filter((name) => names.test(name)).map((name) => numbers[name]).reduce(OPERATIONS["+"]);
    }
    const given = [expression(0)];
    while (tokens.shift()[1] === ",") given.push(expression(0));
    return kind === "call" ? checked(OPERATIONS[text](...given)) : given[0];
  };
  const expression = (binding) => {
    let left = operand();
    while (BINDING[tokens[0]?.[1]] > binding) {
      const [, sign] = tokens.shift();
      // Of two powers the right one comes first.
      left = checked(OPERATIONS[sign](left, expression(BINDING[sign] - (sign === "^"))));
    }
    return left;
  };
  return expression(0);
}

/** The number with so many decimals, rounded half away from zero. */
export function shown(number, decimals) {
  const { n, d } = exact(number);
  const digits = String((size(n) * 10n ** BigInt(decimals) * 2n + d) / (2n * d)).padStart(decimals + 1, "0");
  const text = decimals ? `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}` : digits;
  return n < 0n && /[1-9]/.test(text) ? `-${text}` : text;
}
