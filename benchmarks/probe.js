// SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
// SPDX-License-Identifier: MIT

// Runs in a measured page before any script of its own. `DIAGRAMS` is the list of each diagram's labels, without spaces.
// Times are milliseconds since the page was asked for.
(() => {
  // Material draws into a closed shadow root, where nobody could look.
  const { attachShadow } = Element.prototype;
  Element.prototype.attachShadow = function (options) {
    return attachShadow.call(this, { ...options, mode: "open" });
  };

  const seen = { origin: Date.now() - performance.now(), diagrams: DIAGRAMS.map(() => null), fcp: 0, lcp: 0, shifts: [], tasks: [] };
  const observe = (type, take) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  observe("paint", ({ name, startTime }) => name === "first-contentful-paint" && (seen.fcp = startTime));
  observe("largest-contentful-paint", (entry) => (seen.lcp = entry.startTime));
  // Those that follow a tap too, which a browser would forgive.
  observe("layout-shift", (entry) => seen.shifts.push(entry.value));
  observe("longtask", ({ startTime, duration }) => seen.tasks.push([startTime, duration]));

  const roots = () => {
    // Only in the page's text: Mermaid prepares its drawings at the end of the body.
    const article = document.querySelector("article");
    const hosts = article ? [...article.querySelectorAll("div.mermaid")] : [];
    return [article, ...hosts.map((host) => host.shadowRoot)].filter(Boolean);
  };
  /** A drawing's words, where it is large enough to be one and shown; its style sheet is no words. */
  const words = (svg) => {
    const { width, height } = svg.getBoundingClientRect();
    if (width <= 50 || height <= 50 || !svg.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return "";
    return [...svg.querySelectorAll("text, foreignObject")].map((text) => text.textContent).join("").replace(/\s+/g, "");
  };
  /** For each diagram whether it is shown now. */
  const shown = () => {
    const drawings = roots().flatMap((root) => [...root.querySelectorAll("svg")]).map(words).filter(Boolean);
    return DIAGRAMS.map((labels) => drawings.some((text) => labels.every((label) => text.includes(label))));
  };
  const look = () => {
    const found = shown();
    const begun = performance.now();
    // The message arrives when the frame has been laid out and painted, which on a phone takes its time.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => report(found, begun);
    port2.postMessage(null);
  };
  const report = (found, begun) => {
    found.forEach((here, index) => here && (seen.diagrams[index] ??= [begun, performance.now()]));
    if (seen.diagrams.includes(null)) requestAnimationFrame(look);
    else console.debug("all diagrams are drawn");
  };
  requestAnimationFrame(look);
  window.probe = () => ({ ...seen, shown: shown() });
})();
