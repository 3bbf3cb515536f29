// How each database gets there: the ways in, offline or online, and the commands.

function stepList(steps) {
  return el('ol', { class: 'steps' }, list(steps).map((step) => el('li', null,
    el('b', null, step.title), step.where ? el('span', { class: 'quiet' }, ` on the ${step.where}`) : null,
    step.text ? copyable(text(step.text), text(step.title) || 'Commands') : null)));
}

const minutes = (value) => {
  if (!value) return '';
  if (value < 90) return value < 1 ? 'under a minute' : plural(Math.round(value), 'minute');
  return value < 48 * 60 ? `${(value / 60).toFixed(1)} hours` : `${(value / 1440).toFixed(1)} days`;
};

function modeBlock(mode, first) {
  const name = capital(words(mode.mode || mode.name));
  if (!mode.possible) return el('p', null, el('b', null, `${name}: `), `not possible. ${text(mode.reason)}`);
  return el('details', { class: 'inner', open: first },
    el('summary', null, el('b', null, name), mode.downtime_minutes ? ` – ${minutes(mode.downtime_minutes)} of downtime` : ''),
    el('p', null, mode.reason),
    facts([['Downtime', minutes(mode.downtime_minutes)], ['All in all', minutes(mode.total_minutes)]]),
    explained('The arithmetic', mode.arithmetic), stepList(mode.steps));
}

function wayTable(ways) {
  return dataTable('Ways in', ['Way', 'Possible', 'Why'], list(ways).map((way) => [
    el('span', null, text(way.title || way.way), way.recommended ? [' ', el('span', { class: 'badge v-ready' }, 'recommended')] : null),
    way.possible ? 'yes' : 'no', text(way.reason)]));
}

const METHOD_OWN = new Set(['way', 'ways', 'modes', 'notes', 'backup', 'alternative', 'target', 'database', 'size_bytes',
  'source_version', 'source_level', 'recovery_model', 'encrypted']);

function sourceFacts(method) {
  return facts([['Source', method.source_version], ['Size', method.size_bytes ? bytes(method.size_bytes) : ''],
                ['Recovery model', method.recovery_model], ['Encrypted', method.encrypted ? 'yes' : '']]);
}

const because = (value, reason) => [value, reason ? el('span', { class: 'quiet' }, ` – ${reason}`) : null];

function backupFacts(backup) {
  if (Object.keys(backup).length === 0) return null;
  const own = new Set(['stripes', 'stripes_reason', 'compression', 'compression_reason', 'checksum', 'expected_backup_bytes']);
  const yes = (value) => (value ? 'yes' : 'no');
  return el('div', null, el('h3', { class: 'minor' }, 'How to write the backup'), facts([
    ['Files', because(text(backup.stripes), backup.stripes_reason)],
    ['COMPRESSION', because(yes(backup.compression), backup.compression_reason)], ['CHECKSUM', yes(backup.checksum)],
    ['Expected size', backup.expected_backup_bytes ? bytes(backup.expected_backup_bytes) : ''],
    ...Object.entries(backup).filter(([key, value]) => !own.has(key) && value !== null).map(([key, value]) => [capital(words(key)), scalar(value, key)])]));
}

function methodBody(method) {
  const alternative = object(method.alternative);
  const others = Object.fromEntries(Object.entries(method).filter(([key, value]) => !METHOD_OWN.has(key) && value !== null));
  const firstPossible = list(method.modes).findIndex((mode) => mode.possible);
  return el('div', { class: 'body' },
    alternative.target ? el('div', { class: 'note strong' }, el('p', null, el('b', null, `Consider ${alternative.target}: `)),
      el('ul', null, list(alternative.reasons).map((one) => el('li', null, one)))) : null,
    sourceFacts(method),
    list(method.ways).length > 0 ? wayTable(method.ways) : null,
    backupFacts(object(method.backup)),
    list(method.modes).length > 0 ? el('div', null, el('h3', { class: 'minor' }, 'Offline or online'),
      list(method.modes).map((mode, at) => modeBlock(mode, at === firstPossible && subjects.length === 1))) : null,
    list(method.notes).length > 0 ? el('div', null, el('h3', { class: 'minor' }, 'Notes'), anything(method.notes, 'Notes')) : null,
    Object.keys(others).length > 0 ? anything(others, 'More') : null);
}

function renderMethod() {
  const advised = subjects.filter((subject) => Object.keys(object(subject.method)).length > 0);
  if (isFleet) return;
  if (advised.length === 0) {
    openSection('method', 'How to move', empty('There is no advice on the way in for what was assessed.'));
    return;
  }
  const blocks = advised.map((subject) => {
    const details = el('details', { class: 'subject', id: `move-${subject.name}`, open: advised.length === 1 },
      el('summary', null, el('span', { class: 'title' }, subject.name)));
    const render = () => { if (details.children.length === 1) details.append(methodBody(subject.method)); };
    details.renderBody = render;
    details.addEventListener('toggle', () => { if (details.open) render(); });
    if (details.open) render();
    return details;
  });
  openSection('method', 'How to move', blocks);
}
