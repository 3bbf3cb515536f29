// Puts the page together: sections, contents, theme, print, deep links.

const THEMES = ['auto', 'light', 'dark'];

function stored(value) {
  try {
    if (value === undefined) return localStorage.getItem('gantry-theme');
    localStorage.setItem('gantry-theme', value);
  } catch { /* no storage for files: the choice lasts as long as the page */ }
  return null;
}

function setTheme(theme, control) {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  control.value = theme;
}

function renderTools() {
  const theme = el('select', { id: 'theme', on: { change: () => { setTheme(theme.value, theme); stored(theme.value); } } },
    THEMES.map((one) => el('option', { value: one }, one)));
  const kept = stored();
  setTheme(THEMES.includes(kept) ? kept : 'auto', theme);
  byId('tools').append(field('Colours', theme), button('Print', () => window.print()));
  const when = new Date(text(report.started));
  if (!Number.isNaN(when.getTime())) {
    byId('when').textContent = `Assessed ${when.toISOString().replace('T', ' ').slice(0, 16)} UTC`;
  }
}

// Short titles for the bar.
const CONTENTS = { subjects: 'Databases', outside: 'Outside', sizing: 'Size', 'not-analysed': 'Not analysed', comparison: 'Compared' };

function renderContents() {
  const nav = byId('contents');
  nav.hidden = false;
  const sections = [...document.querySelectorAll('main > section:not([hidden])')];
  nav.append(el('ul', null, sections.map((section) =>
    el('li', null, el('a', { href: `#${section.id}` }, CONTENTS[section.id] || section.querySelector('h2').textContent)))));
}

function renderAppendix() {
  const inputs = list(report.inputs);
  const total = inputs.reduce((all, one) => all + (one.bytes || 0), 0);
  openSection('appendix', 'Appendix',
    facts([['Made by', `${text(object(report.tool).name) || 'gantry'} ${text(object(report.tool).version)}`],
           ['Command', report.command ? el('code', null, scalar(report.command)) : ''], ['Started', report.started],
           ['Took', report.duration_ms === undefined ? '' : `${(report.duration_ms / 1000).toFixed(1)} s`],
           ['Target', targetTitle], ['Form of the JSON', report.schema_version]]),
    el('h3', null, 'Files read'),
    inputs.length === 0 ? empty('The files are not listed.') : el('details', { class: 'inner', open: inputs.length <= 20 },
      el('summary', null, `${plural(inputs.length, 'file')}, ${bytes(total)}`),
      dataTable('Files read', ['File', { name: 'Size', number: true }],
        inputs.map((one) => [text(one.path), { sort: one.bytes || 0, show: bytes(one.bytes) }]))),
    el('h3', null, 'Classes'),
    el('dl', { class: 'facts' }, CLASSES.map((one) => el('div', null, el('dt', null, classBadge(one.name)), el('dd', null, one.say)))),
    el('p', { class: 'quiet' }, 'The effort is an estimate to plan by, not measured. The same facts are in assessment.json and the CSV files beside this page.'));
}

// #rule-..., #db-... and #find?...: opened, in sight and with the focus.
function goTo(id) {
  let target = byId(id);
  if (!target && id.startsWith('rule-') && ruleGroups.some((group) => `rule-${group.id}` === id)) {
    setFilter({ classes: new Set(), subject: '', words: '' });
    target = byId(id);
  }
  if (!target) return;
  if (target.tagName === 'DETAILS') target.open = true;
  const focused = target.tagName === 'DETAILS' ? target.querySelector('summary') : target;
  if (focused === target && !target.hasAttribute('tabindex')) target.setAttribute('tabindex', '-1');
  focused.focus({ preventScroll: true });
  target.scrollIntoView({ block: 'start' });
}

function followHash() {
  const hash = location.hash.slice(1);
  if (hash.startsWith('find?') && byId('rule-list')) {
    takeFilter(hash.slice(5));
    goTo('findings');
    return;
  }
  try {
    if (hash !== '') goTo(decodeURIComponent(hash));
  } catch { /* no address of ours */ }
}

// On paper everything is open.
function renderForPrint() {
  let opened = [];
  window.addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll('details:not([open])')];
    for (const details of document.querySelectorAll('details')) {
      if (details.renderBody) details.renderBody();
    }
    opened = [...document.querySelectorAll('details:not([open])')];
    for (const details of opened) details.open = true;
  });
  window.addEventListener('afterprint', () => { for (const details of opened) details.open = false; });
}

renderTools();
renderSummary();
renderComparison();
renderFindings();
renderSubjects();
renderOutside();
renderMethod();
renderSizing();
renderNotAnalysed();
renderAppendix();
renderContents();
renderForPrint();
window.addEventListener('hashchange', followHash);
// After the browser has followed the address itself, which would take the focus away again.
window.addEventListener('load', () => setTimeout(followHash, 0));
