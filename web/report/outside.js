// What lies outside the databases: features of the instance, what depends on what, logins.

const inList = (values) => list(values).map((one) => scalar(one)).join(', ');

function edgeTable(view) {
  const names = new Map(list(view.nodes).map((node) => [node.id, `${text(node.name)} (${words(node.kind)})`]));
  const show = (id) => names.get(id) || text(id);
  return dataTable('Dependencies', ['From', 'To', 'Kind', 'Where', { name: 'Count', number: true }],
    list(view.edges).map((edge) => [show(edge.from), show(edge.to), words(edge.kind), scalar(edge.detail, 'detail'), edge.count || 1]));
}

function groupList(view) {
  const tied = list(view.tied_groups);
  const groups = tied.length > 0 ? tied : list(view.groups).filter((group) => list(group).length > 1).map((databases) => ({ databases }));
  if (groups.length === 0) return empty('Each database can move by itself.');
  return el('ol', null, groups.map((group) => el('li', null, el('b', null, inList(group.databases)),
    list(group.reasons).length > 0 ? el('ul', null, group.reasons.map((one) => el('li', null, one))) : null,
    list(group.cycles).length > 0 ? el('p', { class: 'quiet' }, `They refer to each other in a ring: ${group.cycles.map((ring) => list(ring).join(' → ')).join('; ')}.`) : null)));
}

function loginTable(logins) {
  const made = logins.filter((one) => one.statement);
  return el('div', null,
    dataTable('Logins', ['Login', 'Kind', 'Needed by', 'Server roles', 'Owns', 'State'], logins.map((one) => [
      text(one.name), text(one.kind),
      list(one.databases).map((user) => (user.user && user.user !== one.name ? `${user.name} (as ${user.user})` : text(user.name || user))).join(', '),
      inList(one.server_roles), [...list(one.owns), ...list(one.jobs).map((job) => `job ${job}`)].join(', '),
      [one.known === false ? 'not in the backup of master' : '', one.disabled ? 'disabled' : ''].filter(Boolean).join(', ')])),
    made.length === 0 ? null : el('details', { class: 'inner' }, el('summary', null, 'Statements that make them on the target'),
      copyable(made.map((one) => one.statement).join('\n'), 'Logins')));
}

function orphanTable(users) {
  return el('div', null,
    dataTable('Orphaned users', ['User', 'Database', 'Kind', 'Why'], users.map((one) => [text(one.user), text(one.database), text(one.kind), text(one.reason)])),
    el('details', { class: 'inner' }, el('summary', null, 'Statements that repair them'),
      copyable(users.filter((one) => one.fix).map((one) => `-- in ${text(one.database).replace(/\s/g, ' ')}\n${one.fix}`).join('\n'), 'Orphaned users')));
}

const plainTable = (label, columns, keys) => (rows) =>
  dataTable(label, columns, rows.map((row) => keys.map((key) => (Array.isArray(row[key]) ? inList(row[key]) : key === 'kind' ? words(row[key]) : text(row[key])))));

const VIEW_LISTS = [
  ['outside_features', 'Features used outside the databases', 'No feature outside the databases is used, as far as the files tell.',
    plainTable('Features', ['Name', 'Kind', 'What', 'Used by'], ['name', 'kind', 'detail', 'used_by'])],
  ['logins', 'Logins each database needs', 'No login is known: a backup of master has them.', loginTable],
  ['orphaned_users', 'Orphaned users', 'No orphaned user was found.', orphanTable],
  ['contained_users', 'Users that need no login', '', plainTable('Contained users', ['User', 'Database'], ['user', 'database'])],
  ['missing_databases', 'Databases that are used and not among the files', '', plainTable('Missing databases', ['Database', 'Why', 'Used by'], ['name', 'reason', 'used_by'])],
];
const VIEW_OWN = new Set(['nodes', 'edges', 'groups', 'tied_groups', 'order', 'notes', ...VIEW_LISTS.map(([key]) => key)]);

function renderOutside() {
  const view = object(report.instance_view);
  if (byId('back').textContent !== '') return;  // one page of a fleet: the overview has it
  if (Object.keys(view).length === 0) {
    openSection('outside', 'Outside the databases', empty('Nothing is known of the instance. Give backups of master and msdb too, and logins, jobs, linked servers and what depends on what are shown here.'));
    return;
  }
  const others = Object.entries(view).filter(([key]) => !VIEW_OWN.has(key));
  openSection('outside', 'Outside the databases',
    list(view.notes).length > 0 ? el('div', { class: 'note' }, anything(view.notes, 'Notes')) : null,
    el('h3', null, 'What depends on what'), dependencyGraph(view),
    list(view.edges).length > 0 ? el('details', { class: 'inner' }, el('summary', null, `All ${plural(view.edges.length, 'link')} as a table`), edgeTable(view)) : null,
    el('h3', null, 'Databases that must move together'), groupList(view),
    list(view.order).length > 1 ? el('div', null, el('h3', null, 'Order of migration'),
      el('ol', { class: 'flow' }, view.order.map((one) => el('li', null, scalar(one))))) : null,
    VIEW_LISTS.map(([key, title, none, show]) => (list(view[key]).length === 0 && none === '' ? null
      : el('div', null, el('h3', null, title), list(view[key]).length === 0 ? empty(none) : show(view[key])))),
    others.map(([key, value]) => el('div', null, el('h3', null, capital(words(key))), anything(value, words(key)))));
}
