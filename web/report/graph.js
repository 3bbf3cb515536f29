// The dependency graph as SVG, without a library: three columns (what calls, the databases, what is
// called), the databases that must move together side by side, links between databases as arcs.

const GRAPH = { row: 30, width: 230, height: 24, gap: 130, nodesMax: 90 };
const CALLED = new Set(['linked_server', 'data_source', 'route', 'endpoint', 'credential', 'system_database',
  'missing_database', 'mail_profile', 'operator', 'audit', 'certificate']);

function graphColumns(view) {
  const linked = new Set(list(view.edges).flatMap((edge) => [edge.from, edge.to]));
  const nodes = list(view.nodes).filter((node) => linked.has(node.id));
  const columns = [[], [], []];
  for (const node of nodes) {
    columns[node.kind === 'database' ? 1 : CALLED.has(node.kind) ? 2 : 0].push(node);
  }
  const groupOf = new Map();
  list(view.groups).forEach((group, at) => list(object(group).databases || group).forEach((name) => groupOf.set(name, at)));
  const group = (node) => groupOf.get(node.name) ?? groupOf.get(node.id) ?? 1e9;
  columns[1].sort((a, b) => group(a) - group(b) || (text(a.name) < text(b.name) ? -1 : 1));
  // The others at the height of what they are linked to.
  const height = new Map(columns[1].map((node, at) => [node.id, at]));
  const middle = (node) => {
    const at = list(view.edges).flatMap((edge) => (edge.from === node.id ? [edge.to] : edge.to === node.id ? [edge.from] : []))
      .map((id) => height.get(id)).filter((one) => one !== undefined);
    return at.length === 0 ? 1e9 : at.reduce((sum, one) => sum + one, 0) / at.length;
  };
  for (const side of [columns[0], columns[2]]) {
    const key = new Map(side.map((node) => [node, middle(node)]));
    side.sort((a, b) => key.get(a) - key.get(b) || (text(a.name) < text(b.name) ? -1 : 1));
  }
  return columns;
}

const shorten = (name, length) => (name.length > length ? `${name.slice(0, length - 1)}…` : name);

function graphNode(node, x, y) {
  return svg('g', { class: `node k-${text(node.kind).replace(/[^a-z]/g, '-')}`, 'data-id': node.id, transform: `translate(${x} ${y})` },
    svg('title', null, `${words(node.kind)} ${text(node.name)} ${text(node.detail)}`),
    svg('rect', { width: GRAPH.width, height: GRAPH.height, rx: 5 }),
    svg('text', { x: 8, y: 16 }, shorten(text(node.name), 24)),
    svg('text', { x: GRAPH.width - 6, y: 16, 'text-anchor': 'end', class: 'kind' }, shorten(words(node.kind), 13)));
}

// The line of an edge: straight-ish between columns, an arc at the side within one.
function edgePath(from, to) {
  const y1 = from.y + GRAPH.height / 2;
  const y2 = to.y + GRAPH.height / 2;
  if (from.column === to.column) {
    const x = from.x + GRAPH.width;
    const out = x + 20 + Math.min(70, Math.abs(y2 - y1) / 4);
    return `M${x} ${y1} C${out} ${y1} ${out} ${y2} ${x + 6} ${y2}`;
  }
  const right = to.column > from.column;
  const x1 = right ? from.x + GRAPH.width : from.x;
  const x2 = right ? to.x - 6 : to.x + GRAPH.width + 6;
  const half = (x1 + x2) / 2;
  return `M${x1} ${y1} C${half} ${y1} ${half} ${y2} ${x2} ${y2}`;
}

function dependencyGraph(view) {
  const columns = graphColumns(view);
  const count = columns.reduce((all, column) => all + column.length, 0);
  if (count === 0) return empty('Nothing depends on anything else.');
  if (count > GRAPH.nodesMax) {
    return el('p', { class: 'note' }, `The graph has ${number(count)} nodes, too many to draw: the tables below hold all of it.`);
  }
  const used = columns.filter((column) => column.length > 0);
  const rows = Math.max(...used.map((column) => column.length));
  const at = new Map();
  const boxes = [];
  used.forEach((column, index) => {
    const x = index * (GRAPH.width + GRAPH.gap) + 8;
    const top = ((rows - column.length) * GRAPH.row) / 2 + 8;
    column.forEach((node, line) => {
      const y = top + line * GRAPH.row;
      at.set(node.id, { x, y, column: index });
      boxes.push(graphNode(node, x, y));
    });
  });
  const edges = list(view.edges).filter((edge) => at.has(edge.from) && at.has(edge.to) && edge.from !== edge.to)
    .map((edge) => svg('path', { d: edgePath(at.get(edge.from), at.get(edge.to)), class: `edge e-${text(edge.kind).replace(/[^a-z]/g, '-')}`,
      'data-from': edge.from, 'data-to': edge.to, 'marker-end': 'url(#arrow)' },
      svg('title', null, `${words(edge.kind)} ${text(edge.detail)}`)));
  const width = used.length * (GRAPH.width + GRAPH.gap) - GRAPH.gap + 16 + (used.length === 1 ? 110 : used.length === 2 && columns[2].length === 0 ? 110 : 0);
  const picture = svg('svg', { viewBox: `0 0 ${width} ${rows * GRAPH.row + 16}`, width, class: 'graph', role: 'img',
      'aria-label': `Dependency graph: ${plural(count, 'node')}, ${plural(edges.length, 'link')}. The tables below say the same.` },
    svg('defs', null, svg('marker', { id: 'arrow', viewBox: '0 0 8 8', refX: 4, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto' },
      svg('path', { d: 'M0 0L8 4L0 8z', class: 'tip' }))),
    edges, boxes);
  lightUp(picture);
  return el('div', { class: 'scroll', tabindex: '0', role: 'group', 'aria-label': 'Dependency graph' }, picture);
}

// What the pointer is on and what it is linked to stand out.
function lightUp(picture) {
  const show = (id) => {
    picture.classList.toggle('lit', id !== null);
    const near = new Set([id]);
    for (const edge of picture.querySelectorAll('.edge')) {
      const on = edge.dataset.from === id || edge.dataset.to === id;
      edge.classList.toggle('on', on);
      if (on) near.add(edge.dataset.from).add(edge.dataset.to);
    }
    for (const node of picture.querySelectorAll('.node')) node.classList.toggle('on', near.has(node.dataset.id));
  };
  for (const node of picture.querySelectorAll('.node')) {
    node.addEventListener('pointerenter', () => show(node.dataset.id));
    node.addEventListener('pointerleave', () => show(null));
  }
}
