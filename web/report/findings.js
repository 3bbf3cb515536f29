// Findings by rule: filter by class, by subject and by text, sort, and the places of each.

const PLACES_SHOWN = 50;  // of one rule, until asked for more
const filter = { classes: new Set(), subject: '', words: '', sort: 'gravity' };

const SORTS = {
  gravity: ['Gravest first', () => 0],  // as ruleGroups is
  places: ['Most places first', (a, b) => b.count - a.count],
  effort: ['Most effort first', (a, b) => b.effort.high_hours - a.effort.high_hours],
  id: ['By id', (a, b) => (a.id < b.id ? -1 : 1)],
};

const ruleText = (group) =>
  [group.id, group.title, group.rule.consequence, group.rule.fix, group.rule.category].map(text).join('\n').toLowerCase();
const placeSearchText = (impact) =>
  [impact.object, impact.type, impact.excerpt, impact.detail].map(text).join('\n').toLowerCase();

// The places of a rule that the filter lets through; all when the rule's own text matches.
function placesOf(group) {
  const byRule = filter.words === '' || ruleText(group).includes(filter.words);
  const out = [];
  for (const { subject, finding } of group.parts) {
    if (filter.subject !== '' && subject.name !== filter.subject) continue;
    for (const impact of list(finding.impacts)) {
      if (byRule || placeSearchText(impact).includes(filter.words)) out.push({ subject, impact });
    }
  }
  return { places: out, byRule };
}

function shownGroups() {
  const out = [];
  for (const group of ruleGroups) {
    if (filter.classes.size > 0 && !filter.classes.has(group.severity)) continue;
    if (filter.subject !== '' && !group.parts.some((part) => part.subject.name === filter.subject)) continue;
    const { places, byRule } = placesOf(group);
    if (places.length === 0 && !byRule) continue;
    out.push({ group, places });
  }
  return out.sort((a, b) => SORTS[filter.sort][1](a.group, b.group));
}

function placeItem({ subject, impact }) {
  const where = subjects.length > 1 ? [' in ', subjectLink(subject.name)] : null;
  return el('li', null,
    el('div', null, el('b', { class: 'object' }, placeText(impact)), ' ',
       el('span', { class: 'quiet' }, impact.type, where), impact.detail ? el('span', null, ` – ${impact.detail}`) : null),
    impact.excerpt ? el('code', { class: 'excerpt' },
      impact.line ? el('span', { class: 'line' }, impact.line) : null, impact.excerpt) : null);
}

function placeList(places, count) {
  const items = el('ul', { class: 'places' });
  let shown = 0;
  const more = button('', () => grow(PLACES_SHOWN * 4), { class: 'small' });
  const grow = (by) => {
    items.append(...places.slice(shown, shown + by).map(placeItem));
    shown = Math.min(places.length, shown + by);
    more.textContent = `Show more places (${number(places.length - shown)} left)`;
    more.hidden = shown >= places.length;
  };
  grow(PLACES_SHOWN);
  const missing = count - places.length;
  return el('div', null, items, more, missing > 0 && filter.words === '' && filter.subject === ''
    ? el('p', { class: 'note' }, `${plural(missing, 'more place is', 'more places are')} counted and not listed: the report keeps a bounded number of each rule.`)
    : null);
}

function beforeAfter(rule) {
  if (!rule.before && !rule.after) return null;
  const side = (title, source) => (source ? el('div', null, el('h3', { class: 'minor' }, title), code(source, title)) : null);
  return el('div', { class: 'sides' }, side('Before', rule.before), side('After', rule.after));
}

function effortHow(group) {
  const hours = object(group.rule.effort_hours);
  if (hours.first === undefined) return effortText(group.effort);
  return `${effortText(group.effort)}: ${scalar(hours.first)} h once and ${scalar(hours.each)} h a place, up to ${EFFORT_SPREAD} times that`;
}

function mutedNotes(group) {
  return group.parts.filter((part) => part.finding.muted).map((part) => el('p', { class: 'note' },
    `Muted${subjects.length > 1 ? ` in ${part.subject.name}` : ''}: ${text(part.finding.muted.reason)}`,
    part.finding.muted.until ? ` (until ${part.finding.muted.until})` : ''));
}

function ruleBody({ group, places }) {
  const rule = group.rule;
  const level = rule.from_compatibility_level;
  return el('div', { class: 'body' },
    facts([['If nothing is done', rule.consequence], ['What to do', rule.fix], ['Effort', effortHow(group)],
           ['When', level ? `the compatibility level goes from below ${level} to it or above` : ''],
           ['Class', (CLASSES[classRank(group.severity)] || {}).say],
           ['Published class', rule.category], ['More', reference(rule.reference)]]),
    beforeAfter(rule), mutedNotes(group),
    el('h3', { class: 'minor' }, plural(places.length, 'place')),
    places.length === 0 ? empty('No place is listed.') : placeList(places, group.count));
}

function ruleItem(shown) {
  const { group } = shown;
  const details = el('details', { class: 'rule', id: `rule-${group.id}` },
    el('summary', null, el('span', { class: 'head' }, classBadge(group.severity), ' ',
      el('span', { class: 'title' }, group.title), group.muted ? el('span', { class: 'badge muted' }, 'muted') : null),
      el('span', { class: 'meta' }, el('code', null, group.id), ` ${plural(group.count, 'place')} · ${effortText(group.effort)}`)));
  const render = () => {
    if (details.children.length === 1) details.append(ruleBody(shown));
  };
  details.renderBody = render;
  details.addEventListener('toggle', () => { if (details.open) render(); });
  return details;
}

function drawFindings() {
  const shown = shownGroups();
  const box = byId('rule-list');
  const open = new Set([...box.querySelectorAll('details[open]')].map((one) => one.id));
  box.replaceChildren(...shown.map(ruleItem));
  for (const details of box.children) if (open.has(details.id)) details.open = true;
  const places = shown.reduce((all, one) => all + one.places.length, 0);
  byId('finding-count').textContent =
    `${number(shown.length)} of ${plural(ruleGroups.length, 'rule')}, ${plural(places, 'place')}`;
  if (shown.length === 0) box.append(empty('Nothing matches the filter.'));
}

// The filter is part of the address, so that a link keeps it.
function keepFilter() {
  const state = new URLSearchParams();
  if (filter.classes.size > 0) state.set('class', [...filter.classes].join(','));
  if (filter.subject !== '') state.set('db', filter.subject);
  if (filter.words !== '') state.set('text', filter.words);
  if (filter.sort !== 'gravity') state.set('sort', filter.sort);
  const hash = state.toString();
  if (hash === '' && !location.hash.startsWith('#find?')) return;
  try {
    history.replaceState(null, '', hash === '' ? '#findings' : `#find?${hash}`);
  } catch { /* an address that may not change */ }
}

function takeFilter(hash) {
  const state = new URLSearchParams(hash);
  filter.classes = new Set(text(state.get('class')).split(',').filter((one) => classRank(one) < CLASSES.length));
  filter.subject = subjects.some((one) => one.name === state.get('db')) ? state.get('db') : '';
  filter.words = text(state.get('text')).toLowerCase();
  filter.sort = Object.hasOwn(SORTS, text(state.get('sort'))) ? state.get('sort') : 'gravity';
  showFilter();
  drawFindings();
}

function showFilter() {
  for (const toggle of byId('classes').querySelectorAll('button')) {
    toggle.setAttribute('aria-pressed', String(filter.classes.has(toggle.dataset.name)));
  }
  byId('finding-text').value = filter.words;
  byId('finding-sort').value = filter.sort;
  const chosen = byId('finding-subject');
  if (chosen) chosen.value = filter.subject;
  byId('only-blocking').setAttribute('aria-pressed',
    String(filter.classes.size === 2 && [...filter.classes].every(isBlocking)));
}

function setFilter(change) {
  Object.assign(filter, change);
  showFilter();
  drawFindings();
  keepFilter();
}

function toggleClass(name) {
  const classes = new Set(filter.classes);
  if (!classes.delete(name)) classes.add(name);
  setFilter({ classes });
}

const field = (label, control) => el('label', { class: 'field' }, el('span', null, label), control);

function findingTools() {
  const counts = new Map(CLASSES.map((one) => [one.name, ruleGroups.filter((group) => group.severity === one.name).length]));
  const search = el('input', { type: 'search', id: 'finding-text', placeholder: 'rule, object, code',
    on: { input: () => setFilter({ words: search.value.trim().toLowerCase() }) } });
  const sort = el('select', { id: 'finding-sort', on: { change: () => setFilter({ sort: sort.value }) } },
    Object.entries(SORTS).map(([key, [label]]) => el('option', { value: key }, label)));
  const names = [...new Set(subjects.map((one) => one.name))];
  const chosen = names.length < 2 ? null : el('select', { id: 'finding-subject',
    on: { change: () => setFilter({ subject: chosen.value }) } },
    el('option', { value: '' }, 'All'), names.map((name) => el('option', { value: name }, name)));
  const openAll = (open) => { for (const one of byId('rule-list').querySelectorAll('details.rule')) one.open = open; };
  return el('div', { class: 'toolbar', role: 'group', 'aria-label': 'Filter of the findings' },
    el('div', { class: 'toggles', id: 'classes', role: 'group', 'aria-label': 'Classes' }, CLASSES.filter((one) => counts.get(one.name) > 0)
      .map((one) => button(`${one.name} ${counts.get(one.name)}`, () => toggleClass(one.name),
        { class: `toggle ${one.css}`, 'data-name': one.name, 'aria-pressed': 'false' }))),
    button('Only what blocks', () => {
      const on = byId('only-blocking').getAttribute('aria-pressed') === 'true';
      setFilter({ classes: new Set(on ? [] : ['blocks restore', 'blocks migration']) });
    }, { id: 'only-blocking', 'aria-pressed': 'false', class: 'toggle' }),
    field('Search', search), chosen ? field('Database', chosen) : null, field('Sort', sort),
    button('Open all', () => openAll(true)), button('Close all', () => openAll(false)),
    button('Clear', () => setFilter({ classes: new Set(), subject: '', words: '', sort: 'gravity' })));
}

function renderFindings() {
  if (isFleet) return renderFleetRules();
  if (ruleGroups.length === 0) {
    openSection('findings', 'Findings', empty('No rule found anything.'));
    return undefined;
  }
  openSection('findings', 'Findings', findingTools(),
    el('p', { id: 'finding-count', class: 'quiet', role: 'status' }), el('div', { id: 'rule-list' }));
  drawFindings();
  return undefined;
}

// Of a fleet: which rules fire in most databases. The places are on the databases' own pages.
function renderFleetRules() {
  const rules = list(object(report.fleet).rules);
  if (rules.length === 0) {
    openSection('findings', 'Findings', empty('No rule found anything.'));
    return;
  }
  const rows = [...rules].sort((a, b) => b.subjects - a.subjects || b.places - a.places);
  openSection('findings', 'Findings by rule', el('p', null, 'The rules that most databases meet come first. The places are on each database’s page.'),
    dataTable('Findings by rule', ['Rule', 'Class', { name: 'Databases', number: true }, { name: 'Places', number: true }, 'What to do'],
      rows.map((one) => {
        const rule = ruleOf.get(one.id) || {};
        return [{ sort: one.id, show: el('span', { id: `rule-${one.id}` }, one.title, ' ', el('code', null, one.id)) },
                { sort: classRank(one.severity), show: classBadge(one.severity) }, one.subjects, one.places,
                text(rule.fix)];
      })));
}
