// The table of what was assessed (made without script; here it becomes sortable and searchable), and
// one block for each: facts, inventory, findings, warnings.

function subjectTools(table) {
  const rows = [...table.tBodies[0].rows];
  const count = el('p', { class: 'quiet', role: 'status', id: 'subject-count' });
  const verdicts = [...new Set(rows.map((row) => row.dataset.verdict))];
  const search = el('input', { type: 'search', id: 'subject-text', placeholder: 'name or server', on: { input: () => draw() } });
  const verdict = el('select', { id: 'subject-verdict', on: { change: () => draw() } }, el('option', { value: '' }, 'All'),
    verdicts.map((one) => el('option', { value: one }, one)));
  const draw = () => {
    const words_ = search.value.trim().toLowerCase();
    let shown = 0;
    for (const row of rows) {
      row.hidden = (words_ !== '' && !row.cells[0].textContent.toLowerCase().includes(words_)) ||
        (verdict.value !== '' && row.dataset.verdict !== verdict.value);
      if (!row.hidden) shown += 1;
    }
    count.textContent = `${number(shown)} of ${number(rows.length)}`;
  };
  draw();
  byId('subject-tools').append(el('div', { class: 'toolbar', role: 'group', 'aria-label': 'Filter of the table' },
    field('Search', search), field('Verdict', verdict)), count);
}

const SKIP = new Set(['name', 'kind', 'server', 'source', 'compatibility_level', 'version', 'database_version', 'size_bytes',
  'tables', 'modules', 'lines', 'verdict', 'score', 'effort', 'counts', 'inventory', 'objects', 'findings', 'not_analysed',
  'warnings', 'method', 'muted']);

function inventoryTable(inventory) {
  const rows = [];
  const add = (prefix, value) => {
    for (const [key, one] of Object.entries(object(value))) {
      if (one && typeof one === 'object' && !Array.isArray(one)) add(`${prefix}${words(key)}, `, one);
      else if (Array.isArray(one)) rows.push([`${prefix}${words(key)}`, { sort: one.length, show: anything(one, words(key)) }]);
      else rows.push([`${prefix}${words(key)}`, { sort: Number(one) || 0, show: scalar(one, key) }]);
    }
  };
  add('', inventory);
  if (rows.length === 0) return empty('No inventory: this kind has none.');
  return el('dl', { class: 'counts' }, rows.map(([what, count]) =>
    el('div', { class: count.sort === 0 ? 'zero' : null }, el('dt', null, capital(what)), el('dd', null, count.show))));
}

function subjectFindings(subject) {
  const findings = list(subject.findings);
  if (findings.length === 0) return empty('No rule found anything.');
  const only = subjects.length > 1 ? button('Show these findings', () => {
    setFilter({ subject: subject.name, classes: new Set(), words: '' });
    goTo('findings');
  }, { class: 'small' }) : null;
  const titleOf = (finding) => text((ruleOf.get(finding.rule) || finding).title || finding.title);
  return el('div', null, el('ul', { class: 'plain' }, findings.map((finding) => el('li', null, classBadge(finding.severity), ' ',
    titleOf(finding), ' ', ruleLink(finding.rule), el('span', { class: 'quiet' }, ` ${plural(finding.count, 'place')}`),
    finding.muted ? el('span', { class: 'badge muted' }, 'muted') : null))), only);
}

function subjectBlock(subject) {
  const details = el('details', { class: 'subject', id: subjectId(subject), open: subjects.length === 1 },
    el('summary', null, el('span', { class: 'head' }, verdictBadge(subject.verdict), ' ', el('span', { class: 'title' }, subject.name)),
      el('span', { class: 'meta' }, `${text(subject.kind)} · ${effortText(subject.effort)}`)));
  const render = () => {
    if (details.children.length > 1) return;
    const version = subject.version || subject.database_version;
    const others = Object.entries(subject).filter(([key, value]) => !SKIP.has(key) && value !== null && value !== '');
    const score = object(subject.score);
    details.append(el('div', { class: 'body' },
      facts([['Server', subject.server], ['Read from', subject.source], ['Compatibility level', subject.compatibility_level],
             ['Version', version], ['Size', subject.size_bytes ? bytes(subject.size_bytes) : ''],
             ['Tables', subject.tables === undefined ? '' : number(subject.tables)],
             ['Modules', subject.modules === undefined ? '' : number(subject.modules)],
             ['Lines of T-SQL', subject.lines === undefined ? '' : number(subject.lines)],
             ['Score', subjects.length === 1 || scoreValue(subject.score) === undefined ? '' : `${Math.round(scoreValue(subject.score))} of 100`],
             ['Effort', subjects.length === 1 ? '' : effortText(subject.effort)], ['Muted findings', subject.muted || '']]),
      subjects.length > 1 ? explained('How the score is made', score.explanation) : null,
      subjects.length > 1 ? explained('How the effort is made', object(subject.effort).explanation) : null,
      list(subject.warnings).length > 0 ? el('div', null, el('h3', null, 'Warnings'), anything(subject.warnings, 'Warnings')) : null,
      el('div', { class: 'columns' },
        subjects.length > 1 ? el('div', null, el('h3', null, 'Findings'), subjectFindings(subject)) : null,
        el('div', null, el('h3', null, 'Inventory'), inventoryTable(subject.inventory))),
      others.map(([key, value]) => el('div', null, el('h3', null, capital(words(key))), anything(value, words(key))))));
  };
  details.renderBody = render;
  details.addEventListener('toggle', () => { if (details.open) render(); });
  if (details.open) render();
  return details;
}

function renderSubjects() {
  const table = byId('subject-table');
  if (table) {
    const rows = table.tBodies[0].rows.length;
    if (rows > 1) makeSortable(table);
    else if (subjects.length === 1) table.parentElement.hidden = true;  // its block says the same
    if (rows > 5) subjectTools(table);
    if (isFleet) [...table.tBodies[0].rows].forEach((row) => { row.id = `db-${row.dataset.name}`; });
  }
  byId('subject-more').append(...subjects.map(subjectBlock));
}

function renderNotAnalysed() {
  const rows = [];
  for (const subject of subjects) {
    for (const place of list(subject.not_analysed)) {
      const where = place.line ? `${text(place.object)}:${place.line}` : text(place.object);
      rows.push(subjects.length > 1 ? [where, text(place.type), subject.name, text(place.reason)] : [where, text(place.type), text(place.reason)]);
    }
  }
  const files = list(report.not_assessed).map((one) => [text(one.path), text(one.reason)]);
  const columns = subjects.length > 1 ? ['Object', 'Type', 'In', 'Why'] : ['Object', 'Type', 'Why'];
  const onPages = [...document.querySelectorAll('#subject-table tbody tr')].length;
  openSection('not-analysed', 'What was not analysed',
    el('p', null, 'What could not be looked into may hold anything. It counts neither as fine nor as a finding.'),
    files.length > 0 ? el('div', null, el('h3', null, 'Files'), dataTable('Files that were not assessed', ['File', 'Why'], files)) : null,
    el('h3', null, 'Objects'),
    isFleet ? el('p', null, `See the column “Not analysed” above and the pages of the ${plural(onPages, 'database')}.`)
      : rows.length === 0 ? empty('Everything that was found was analysed.')
      : dataTable('Objects that were not analysed', columns, rows));
}
