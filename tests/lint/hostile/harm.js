// SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
// SPDX-License-Identifier: MIT

// Clicks what invites a click, where a link's way is not taken, and says what of a hostile page is left that could do harm.
() => {
  for (const inviting of document.querySelectorAll('article :is(a, summary, button, .node)')) {
    inviting.addEventListener('click', event => event.preventDefault());
    for (const kind of ['mouseover', 'click'])
      inviting.dispatchEvent(new MouseEvent(kind, {bubbles: true, cancelable: true}));
  }
  const all = selector => [...document.querySelectorAll(`article ${selector}`)];
  return {
    handlers: all('*').flatMap(e => [...e.attributes].map(a => a.name).filter(name => name.startsWith('on'))),
    active: all(':is(script, iframe, object, embed, form, base, meta, link, video, maction, semantics, annotation-xml)').map(e => e.outerHTML.slice(0, 80)),
    links: all('a').map(a => new URL(a.href.baseVal ?? a.href, document.baseURI).protocol)
      .filter(protocol => !['http:', 'https:', 'mailto:'].includes(protocol)),
    hacked: document.body.dataset.hacked ?? null,
  };
}
