// SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
// SPDX-License-Identifier: MIT

// Measures a diagram on a photograph of it, two pixels for one: of each text the contrast between the lightest and the darkest
// of its pixels, of each line that between it and what lies on either side, where that is best. WCAG 2.2, 1.4.3 and 1.4.11.
async ([figure, photograph]) => {
  const image = new Image();
  image.src = `data:image/png;base64,${photograph}`;
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
  const ink = canvas.getContext("2d", { willReadFrequently: true });
  ink.drawImage(image, 0, 0);
  const origin = figure.getBoundingClientRect();
  const luminances = (x, y, width = 0.5, height = 0.5) => {
    const { data } = ink.getImageData((x - origin.x) * 2, (y - origin.y) * 2, Math.max(1, width * 2), Math.max(1, height * 2));
    return Array.from({ length: data.length / 4 }, (_, pixel) => {
      const [r, g, b] = [...data.slice(pixel * 4, pixel * 4 + 3)].map((value) => value / 255)
        .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    });
  };
  const contrast = (values) => (Math.max(...values) + 0.05) / (Math.min(...values) + 0.05);
  const svg = figure.querySelector(".diagram-picture > svg");
  const seen = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const texts = [...svg.querySelectorAll("text")].filter((text) => text.textContent.trim() && seen(text)).map((text) => {
    const { x, y, width, height } = text.getBoundingClientRect();
    return { of: text.textContent.trim(), contrast: contrast(luminances(x, y, width, height)) };
  });
  // What marks no part: grids, bands whose ends are bars, hatching, what runs along a filled edge, a day out of the picture.
  const without = ".radarGraticule, .radarAxisLine, .links path, [data-look=handDrawn] path:has(+ path), [class^=node-line], .today";
  const lines = [...svg.querySelectorAll("rect, path, circle, ellipse, polygon, polyline, line")].flatMap((line) => {
    const style = getComputedStyle(line);
    const [length, width] = [line.getTotalLength(), parseFloat(style.strokeWidth)];
    const hidden = !length || !width || style.stroke === "none" || line.getAttribute("height") === "0" || !seen(line);
    if (hidden || line.matches(without) || line.closest("marker, defs, clipPath, symbol, .label")) return [];
    const at = (share) => line.getPointAtLength(share * length).matrixTransform(line.getScreenCTM());
    const found = Array.from({ length: 19 }, (_, step) => (step + 1) / 20.3).map((share) => {
      const [{ x, y }, next] = [at(share), at(share + 0.01)];
      const [far, away] = [Math.hypot(next.x - x, next.y - y) || 1, width / 2 + 1.5];
      const [across, along] = [(y - next.y) / far, (next.x - x) / far];
      const places = Array.from({ length: Math.ceil(4 * away) + 1 }, (_, step) => step / 2 - away);
      return contrast(places.flatMap((off) => luminances(x + off * across, y + off * along)));
    });
    return [{ of: line.outerHTML.slice(0, 160), contrast: Math.max(...found) }];
  });
  return { texts, lines };
}
