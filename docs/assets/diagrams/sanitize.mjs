// SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
// SPDX-License-Identifier: MIT

// Takes out of a drawn picture whatever could load or run something, however the diagram's author spelled it.

const ACTIVE = "script, iframe, object, embed, link, meta, base, video, audio, img, image, feImage";
const LOADING = ["src", "srcset", "poster", "background", "data", "action", "formaction", "ping"];
// Text for a reader, which may speak of an address.
const WORDS = /^(?:aria-|alt$|title$)/;
// In styles only a part of the same picture may be named.
const LOADS = /(?:url|src|image|image-set|cross-fade)\((?!\s*["']?#)|@import/i;

/** Changes the picture, which must not be in a page yet. The words of what is taken out stay. */
export function sanitize(picture) {
  for (const element of picture.querySelectorAll(ACTIVE)) element.replaceWith(element.getAttribute("alt") ?? "");
  keepRules(picture, ({ cssText }) => !loads(cssText));
  for (const element of [picture, ...picture.querySelectorAll("*")]) {
    for (const { name, value } of [...element.attributes]) {
      const elsewhere = /(?:^|:)href$/.test(name) && element.localName !== "a" && !value.startsWith("#");
      const unsafe = elsewhere || name.startsWith("on") || LOADING.includes(name) || (!WORDS.test(name) && loads(value));
      if (unsafe) element.removeAttribute(name);
    }
  }
}

/** Leaves those rules in the picture's style sheets that are `kept`. */
export function keepRules(picture, kept) {
  for (const style of picture.querySelectorAll("style")) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style.textContent);
    style.textContent = [...sheet.cssRules].filter(kept).map(({ cssText }) => cssText).join("\n");
  }
}

/** Whether a text loads something where it is read as a style; style sheets undo escapes, so this does. */
function loads(text) {
  return LOADS.test(text.replace(/\\(?:([\da-f]{1,6})\s?|([^]))/gi, (_, code, sign) => {
    const point = parseInt(code, 16);
    return sign ?? (point <= 0x10ffff ? String.fromCodePoint(point) : "");
  }));
}
