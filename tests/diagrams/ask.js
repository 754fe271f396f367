// SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
// SPDX-License-Identifier: MIT

// Asks Mermaid about all sources at once. What a reader sees of a label is the text of the HTML that it becomes, with a
// break for each `<br>` and `\n`; Mermaid keeps an entity in letters of its own (ﬂ° … ¶ß) until it draws.
async sources => {
  const { default: mermaid } = await import('/mermaid.esm.min.mjs');
  mermaid.initialize({ startOnLoad: false, securityLevel: 'strict', htmlLabels: false, logLevel: 'fatal' });
  const plain = (text, kind) => {
    const body = String(text ?? '').replace(/ﬂ°°/g, '&#').replace(/ﬂ°/g, '&').replace(/¶ß/g, ';')
      .replace(/<br\s*\/?>|\\n/gi, ' ');
    return [kind ?? 'text', new DOMParser().parseFromString(body, 'text/html').body.textContent];
  };
  const heads = type => [type !== 'arrow_open', type.startsWith('double')];
  const ask = async source => {
    try {
      const { db, type } = await mermaid.mermaidAPI.getDiagramFromText(source);
      if (!type.startsWith('flowchart')) return { type };
      return {
        type,
        nodes: [...db.getVertices().values()].map(
          v => [v.id, plain(v.text, v.labelType), v.link ?? null, db.getTooltip(v.id) ?? '']),
        edges: db.getEdges().map(e => [e.start, e.end, plain(e.text, e.labelType), heads(e.type), e.stroke]),
        groups: db.getSubGraphs().map(g => [g.id, plain(g.title, g.labelType), g.nodes]),
      };
    } catch (error) {
      return { refused: String(error?.message ?? error) };
    }
  };
  const answers = [];
  for (const source of sources) answers.push(await ask(source));
  return answers;
}
