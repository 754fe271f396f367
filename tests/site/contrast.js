// SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
// SPDX-License-Identifier: MIT

// Measures a drawn diagram as the browser shows it: for each text the contrast with what is painted below it, for each line
// that with the canvas. WCAG 2.2, 1.4.3 and 1.4.11; formula: relative luminance as defined there.
figure => {
  const colour = (text) => {
    const parts = (text.match(/[\d.]+/g) ?? []).map(Number);
    return text === "none" || text === "transparent" || parts.length < 3 ? [0, 0, 0, 0] : [...parts.slice(0, 3), parts[3] ?? 1];
  };
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((value) => value / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((x, y) => x - y);
    return (light + 0.05) / (dark + 0.05);
  };
  const svg = figure.querySelector("svg");
  let canvas = [255, 255, 255, 1];
  for (const element of [document.body, figure.querySelector(".diagram-frame")]) {
    canvas = over(colour(getComputedStyle(element).backgroundColor), canvas);
  }
  const shapes = [...svg.querySelectorAll("rect, path, circle, ellipse, polygon, line")].filter((shape) => !shape.closest("marker, defs, clipPath, symbol"));
  const seen = (element) => {
    const style = getComputedStyle(element);
    return style.display !== "none" && style.visibility !== "hidden" && Number(style.opacity) > 0;
  };
  const below = (text) => {
    const box = text.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    let ground = canvas;
    for (const shape of shapes) {
      if (!(shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING) || !seen(shape)) continue;
      const style = getComputedStyle(shape);
      const [r, g, b, a] = colour(style.fill);
      const fill = [r, g, b, a * Number(style.fillOpacity) * Number(style.opacity)];
      const point = new DOMPoint(x, y).matrixTransform(shape.getScreenCTM().inverse());
      if (fill[3] > 0 && shape.isPointInFill(point)) ground = over(fill, ground);
      const [R, G, B, A] = colour(style.stroke);
      const line = [R, G, B, A * Number(style.strokeOpacity) * Number(style.opacity)];
      if (line[3] > 0 && shape.isPointInStroke(point)) ground = over(line, ground);
    }
    return ground;
  };
  // What a whole group has of the canvas shining through it.
  const veiled = (colour, element) => {
    let opacity = 1;
    for (let above = element; above !== svg; above = above.parentElement) opacity *= Number(getComputedStyle(above).opacity);
    return over([...colour.slice(0, 3), opacity], canvas);
  };
  const texts = [...svg.querySelectorAll("text")].filter((text) => text.textContent.trim() && seen(text)).map((text) => {
    const inner = text.querySelector("tspan tspan") ?? text.querySelector("tspan") ?? text;
    const ground = below(text);
    const ink = over(colour(getComputedStyle(inner).fill), ground);
    return { text: text.textContent.trim(), contrast: contrast(veiled(ink, text), veiled(ground, text)) };
  });
  // The bands of a flow are areas: their ends are bars, and what they carry is written on them.
  const lines = shapes.filter((shape) => seen(shape) && shape.getTotalLength?.() > 0 && !shape.closest(".edgeLabel, .link")).map((shape) => {
    const style = getComputedStyle(shape);
    return { stroke: style.stroke, width: parseFloat(style.strokeWidth), contrast: contrast(over(colour(style.stroke), canvas), canvas) };
  }).filter(({ stroke, width }) => colour(stroke)[3] > 0 && width > 0);
  return { texts, lines };
}
