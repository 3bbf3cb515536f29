// The summary: score and effort with their arithmetic, what would make it green, what works.

function scoreRing(value, colour) {
  const radius = 34;
  const around = 2 * Math.PI * radius;
  const shown = Math.max(0, Math.min(100, value));
  return svg('svg', { viewBox: '0 0 84 84', class: 'ring', role: 'img', 'aria-label': `Score ${Math.round(value)} of 100` },
    svg('circle', { cx: 42, cy: 42, r: radius, class: 'ring-back' }),
    svg('circle', { cx: 42, cy: 42, r: radius, class: `ring-front r-${colour}`, transform: 'rotate(-90 42 42)',
                    'stroke-dasharray': `${(around * shown) / 100} ${around}` }),
    svg('text', { x: 42, y: 49, 'text-anchor': 'middle', class: 'ring-text' }, Math.round(value)));
}

const scoreValue = (score) => (typeof score === 'number' ? score : object(score).value);

function explained(title, lines) {
  if (list(lines).length === 0) return null;
  return el('details', { class: 'how' }, el('summary', null, title),
            el('ul', null, list(lines).map((line) => el('li', null, line))));
}

function cards() {
  const score = scoreValue(report.score);
  const groups = ruleGroups.filter((group) => !group.muted);
  const box = el('div', { class: 'cards' });
  if (typeof score === 'number') {
    box.append(el('div', { class: 'card' }, el('h3', null, 'Score'), el('div', { class: 'row' }, scoreRing(score, text(object(report.score).colour)),
      el('p', null, 'of 100. Each rule that is broken takes points off, grave ones more.')),
      explained('How the score is made', object(report.score).explanation)));
  }
  box.append(el('div', { class: 'card' }, el('h3', null, 'Effort'),
    el('p', { class: 'big' }, effortText(report.effort)),
    el('p', { class: 'quiet' }, 'of one person’s work, to plan by. A day is 8 hours.'),
    explained('How the effort is made', object(report.effort).explanation)));
  if (!isFleet) {
    box.append(el('div', { class: 'card' }, el('h3', null, 'Findings by class'), el('ul', { class: 'classes' },
      CLASSES.map((one) => {
        const rules = groups.filter((group) => group.severity === one.name);
        const places = rules.reduce((all, group) => all + group.count, 0);
        return el('li', { class: rules.length === 0 ? 'zero' : null }, classBadge(one.name),
                  rules.length === 0 ? ' none' : ` ${plural(rules.length, 'rule')}, ${plural(places, 'place')}`);
      }))));
  }
  return box;
}

// What has to be done until nothing blocks and nothing changes: the gravest class that is left.
function toGreen() {
  const open = ruleGroups.filter((group) => !group.muted);
  const blocking = open.filter((group) => isBlocking(group.severity));
  const changing = open.filter((group) => group.severity === 'changes behaviour');
  const steps = [...blocking, ...changing];
  const first = 8;  // shown at once
  const box = el('div', { class: 'green' }, el('h3', null, 'What would make it green'));
  if (steps.length === 0) {
    box.append(empty('Nothing blocks and nothing changes: it can move as it is.'));
    return box;
  }
  const sum = (groups, key) => groups.reduce((all, group) => all + group.effort[key], 0);
  const effort = effortText({ low_hours: sum(steps, 'low_hours'), high_hours: sum(steps, 'high_hours') });
  const intro = blocking.length > 0
    ? `${plural(blocking.length, 'rule blocks', 'rules block')} and ${plural(changing.length, 'rule changes', 'rules change')} behaviour`
    : `Nothing blocks; ${plural(changing.length, 'rule changes', 'rules change')} behaviour`;
  const item = (group) => el('li', null, classBadge(group.severity), ' ',
    el('a', { href: `#rule-${encodeURIComponent(group.id)}` }, group.title),
    el('span', { class: 'quiet' }, ` ${plural(group.count, 'place')}, ${effortText(group.effort)}`),
    group.rule.fix ? el('div', { class: 'fix' }, group.rule.fix) : null);
  box.append(el('p', null, `${intro}: about ${effort} of work.`), el('ol', null, steps.slice(0, first).map(item)));
  if (steps.length > first) {
    box.append(el('details', { class: 'inner' }, el('summary', null, `And ${plural(steps.length - first, 'more rule')}`),
      el('ol', { start: first + 1 }, steps.slice(first).map(item))));
  }
  return box;
}

// {"procedure": {"works": 3, ...}} or {"works": {"procedure": 3}, ...}, of all subjects.
const STATES = [['works', 'works'], ['needs_change', 'needs a change'], ['blocked', 'blocked'], ['not_analysed', 'not analysed']];
function objectTotals() {
  const totals = new Map();
  const add = (type, state, count) => {
    if (!totals.has(type)) totals.set(type, { works: 0, needs_change: 0, blocked: 0, not_analysed: 0 });
    totals.get(type)[state] += Number(count) || 0;
  };
  for (const subject of subjects) {
    for (const [key, value] of Object.entries(object(subject.objects))) {
      const byState = STATES.some(([state]) => state === key);
      for (const [inner, count] of Object.entries(object(value))) {
        if (byState) add(inner, key, count);
        else if (STATES.some(([state]) => state === inner)) add(key, inner, count);
      }
    }
  }
  return totals;
}

function bar(count, most) {
  const total = STATES.reduce((all, [state]) => all + count[state], 0);
  const width = total === 0 ? 0 : Math.max(4, (200 * total) / most);
  let x = 0;
  return svg('svg', { viewBox: '0 0 200 14', class: 'bar', 'aria-hidden': 'true', preserveAspectRatio: 'none' },
    STATES.map(([state]) => {
      const part = total === 0 ? 0 : (width * count[state]) / total;
      const rect = part > 0 ? svg('rect', { x, y: 1, width: part, height: 12, class: `s-${state}` }) : null;
      x += part;
      return rect;
    }));
}

function objectBars() {
  const totals = [...objectTotals()].filter(([, count]) => STATES.some(([state]) => count[state] > 0));
  if (totals.length === 0) return null;
  const size = (count) => STATES.reduce((all, [state]) => all + count[state], 0);
  totals.sort((a, b) => size(b[1]) - size(a[1]));
  const most = Math.max(...totals.map(([, count]) => size(count)));
  const all = totals.reduce((sum, [, count]) => {
    STATES.forEach(([state]) => { sum[state] += count[state]; });
    return sum;
  }, { works: 0, needs_change: 0, blocked: 0, not_analysed: 0 });
  const shown = STATES.filter(([state]) => state !== 'not_analysed' || all[state] > 0);
  return el('div', null, el('h3', null, 'Objects'),
    el('ul', { class: 'three' }, shown.map(([state, label]) =>
      el('li', { class: `s-${state}` }, el('strong', null, number(all[state])), ` ${label}`))),
    dataTable('Objects by type', ['Type', ...shown.map(([, label]) => ({ name: capital(label), number: true })), 'Share'],
      totals.map(([type, count]) => [capital(words(type)), ...shown.map(([state]) => count[state]),
                                     { sort: size(count), show: bar(count, most) }])));
}

function renderSummary() {
  const more = byId('summary-more');
  byId('summary-facts').hidden = !isFleet;  // the cards say it
  const unread = list(report.not_assessed).length;
  if (unread > 0) {
    more.append(el('p', { class: 'note strong' }, `${plural(unread, 'file')} could not be assessed: `,
      el('a', { href: '#not-analysed' }, 'which, and why'), '.'));
  }
  more.append(cards());
  if (isFleet) return;
  more.append(toGreen());
  const bars = objectBars();
  if (bars) more.append(bars);
}

// Places that only one of two reports has.
function comparedPlaces(title, places, none) {
  const times = places.reduce((sum, one) => sum + (one.count || 1), 0);
  return [el('h3', null, `${title}: ${number(times)}`), places.length === 0 ? empty(none) :
    dataTable(title, [{ name: 'Finding', wide: true }, 'Class', { name: 'Where', wide: true }, { name: 'Times', number: true }],
      places.map((one) => [el('span', null, text(one.title) || text(one.rule), el('div', { class: 'quiet' }, text(one.rule))), classBadge(one.severity),
        el('span', null, [text(one.subject), text(one.object)].filter((name, at, all) => name !== '' && all.indexOf(name) === at).join(': '),
          one.detail ? el('div', { class: 'quiet' }, text(one.detail)) : null), one.count || 1]))];
}

function renderComparison() {
  const comparison = object(report.comparison);
  if (Object.keys(comparison).length === 0) return;
  const when = new Date(text(comparison.started));
  const names = (title, all) => (list(all).length > 0 ? [title, inList(all)] : [title, '']);
  openSection('comparison', 'Since the last assessment',
    facts([['Compared with', el('code', null, text(comparison.path))],
           ['Of', Number.isNaN(when.getTime()) ? text(comparison.started) : `${when.toISOString().replace('T', ' ').slice(0, 16)} UTC`],
           ['Made by', comparison.tool_version ? `gantry ${text(comparison.tool_version)}` : ''],
           ['Unchanged', plural(Number(comparison.unchanged) || 0, 'finding')],
           names('Not in this run, not compared', comparison.subjects_missing), names('Not in the old report', comparison.subjects_added),
           names('The first 1,000 places compared of', comparison.cut_rules)]),
    comparedPlaces('Fixed', list(comparison.fixed), 'Nothing was fixed.'), comparedPlaces('New', list(comparison.new), 'Nothing is new.'));
}
