// Charts as SVG: a counter over time (mean as a line, the highest as a thinner one), and what is
// needed beside what a size gives. Each has its numbers as text too.

const CHART = { width: 560, height: 170, left: 52, right: 10, top: 12, bottom: 24 };

function niceTop(value) {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= value) || value;
}

const short = (value) => (value >= 1000 ? value.toLocaleString('en-US', { maximumFractionDigits: 0 })
                                        : value.toLocaleString('en-US', { maximumFractionDigits: 2 }));

// Breaks where there is no value.
function linePath(values, x, y) {
  let path = '';
  let open = false;
  values.forEach((value, at) => {
    if (typeof value !== 'number') {
      open = false;
      return;
    }
    path += `${open ? 'L' : 'M'}${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
    open = true;
  });
  return path;
}

// `marks`: [{value, label}], drawn as level lines.
function lineChart(title, unit, times, lines, marks) {
  const { width, height, left, right, top, bottom } = CHART;
  const values = lines.flatMap((line) => list(line.values)).filter((one) => typeof one === 'number');
  if (values.length === 0) return null;
  const levels = list(marks).filter((mark) => typeof mark.value === 'number');
  const most = niceTop(Math.max(...values, ...levels.map((mark) => mark.value)));
  const count = Math.max(2, times.length);
  const x = (at) => left + ((width - left - right) * at) / (count - 1);
  const y = (value) => height - bottom - ((height - top - bottom) * value) / most;
  const average = values.reduce((all, one) => all + one, 0) / values.length;
  const label = `${title}: up to ${short(Math.max(...values))} ${unit}, ${short(average)} on average`.replace('  ', ' ');
  const grid = [0, 0.5, 1].map((part) => [
    svg('line', { x1: left, x2: width - right, y1: y(most * part), y2: y(most * part), class: 'grid' }),
    svg('text', { x: left - 6, y: y(most * part) + 4, 'text-anchor': 'end' }, short(most * part))]);
  const when = (at, anchor) => svg('text', { x: x(at), y: height - 6, 'text-anchor': anchor }, text(times[at]).replace('T', ' ').slice(0, 16));
  const drawn = lines.map((line) => (times.length === 1
    ? svg('circle', { cx: x(0), cy: y(line.values[0] || 0), r: 3, class: `dot ${line.css}` })
    : svg('path', { d: linePath(list(line.values), x, y), class: `line ${line.css}` })));
  return el('figure', null, el('figcaption', null, el('b', null, title), el('span', { class: 'quiet' }, ` ${unit}`)),
    svg('svg', { viewBox: `0 0 ${width} ${height}`, class: 'chart', role: 'img', 'aria-label': label }, grid,
      levels.map((mark) => [svg('line', { x1: left, x2: width - right, y1: y(mark.value), y2: y(mark.value), class: 'mark' }),
                            svg('text', { x: width - right, y: y(mark.value) - 4, 'text-anchor': 'end', class: 'mark-text' }, mark.label)]),
      drawn, times.length > 0 ? when(0, 'start') : null, times.length > 1 ? when(times.length - 1, 'end') : null),
    el('p', { class: 'quiet' }, label));
}

// A bar of what is needed of a limit; full is at the limit.
function needBar(needed, limit) {
  const share = limit > 0 ? needed / limit : 0;
  const width = Math.max(share > 0 ? 2 : 0, Math.min(1, share) * 160);
  return svg('svg', { viewBox: '0 0 160 14', class: 'bar', 'aria-hidden': 'true' },
    svg('rect', { x: 0, y: 1, width: 160, height: 12, class: 'all' }),
    svg('rect', { x: 0, y: 1, width, height: 12, class: share > 1 ? 's-blocked' : share > 0.8 ? 's-needs_change' : 's-works' }));
}
