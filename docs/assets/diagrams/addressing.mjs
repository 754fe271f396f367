// SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
// SPDX-License-Identifier: MIT

// A figure's part of the page's address: `#fig-x`, `#fig-x.node`, `#fig-x:3` (its third step), `#fig-x?name=value` (its
// inputs), and what of these goes together: `#fig-x:3?name=value`. A diagram's `place` holds the parts after its id.

const FRAGMENT = /^#?(?<id>fig-[^.:?]+)(?:\.(?<node>[^?]+)|:(?<step>\d+))?(?:\?(?<values>.*))?$/;

/** The figure's id and its place (`node`, `step`, `values`, each only where it is said); null where it is no figure's. */
export function readFragment(fragment) {
  const found = FRAGMENT.exec(fragment)?.groups;
  if (!found) return null;
  const { step, values } = found;
  // A text among the values may have any sign: those are told apart before they are decoded.
  const [id, node] = [decode(found.id), found.node && decode(found.node)];
  const said = values === undefined ? undefined : Object.fromEntries(new URLSearchParams(values));
  return { id, place: { ...(node && { node }), ...(step && { step: Number(step) }), ...(said && { values: said }) } };
}

/** The whole address of the figure as it is shown; of the page where the figure has no id. */
export function addressOf({ figure, place: { node, step, values } }) {
  const address = new URL(location.href);
  const part = step ? `:${step}` : node ? `.${node}` : "";
  address.hash = figure.id && figure.id + part + (values && Object.keys(values).length ? `?${new URLSearchParams(values)}` : "");
  return address.href;
}

/** States a part of the figure's place (`{ step: 3 }`; undefined takes it back), and shows it in the address bar. */
export function state(diagram, part) {
  Object.assign(diagram.place, part);
  if (diagram.figure.id) history.replaceState(history.state, "", addressOf(diagram));
}

/** As it was written, also where it is none that was encoded: somebody's address may be anything. */
export const decode = (text) => new URLSearchParams(`=${text.replace(/[&+]/g, encodeURIComponent)}`).get("");
