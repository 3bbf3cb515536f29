// What lies outside the databases: features of the instance, what depends on what, logins.

const nameOf = (view, id) => {
  const node = list(view.nodes).find((one) => one.id === id);
  return node ? text(node.name) : text(id);
};

function edgeTable(view) {
  const names = new Map(list(view.nodes).map((node) => [node.id, node]));
  const show = (id) => (names.has(id) ? `${text(names.get(id).name)} (${words(names.get(id).kind)})` : text(id));
  return dataTable('Dependencies', ['From', 'To', 'Kind', 'Where'], list(view.edges).map((edge) =>
    [show(edge.from), show(edge.to), words(edge.kind), scalar(edge.detail, 'detail')]));
}

function groupList(view) {
  const groups = list(view.groups).map((group) => list(object(group).databases || group)).filter((group) => group.length > 1);
  if (groups.length === 0) return empty('Each database can move by itself.');
  return el('ol', null, groups.map((group) => el('li', null, group.map((name) => nameOf(view, name)).join(', '))));
}

const VIEW_OWN = new Set(['nodes', 'edges', 'groups', 'order']);
const VIEW_TITLES = {
  logins: 'Logins each database needs', orphaned_users: 'Orphaned users', outside_features: 'Features used outside the databases',
};
const VIEW_EMPTY = {
  logins: 'No login is known: a backup of master has them.', orphaned_users: 'No orphaned user was found.',
  outside_features: 'No feature outside the databases is used.',
};

function renderOutside() {
  const view = object(report.instance_view);
  if (Object.keys(view).length === 0) {
    openSection('outside', 'Outside the databases', empty(report.fleet || subjects.length !== 1 || list(report.inputs).length > 0
      ? 'Nothing is known of the instance. Give backups of master and msdb too, and logins, jobs, linked servers and what depends on what are shown here.'
      : 'See the overview of all databases.'));
    return;
  }
  const lists = [...new Set([...Object.keys(VIEW_TITLES), ...Object.keys(view)])]
    .filter((key) => !VIEW_OWN.has(key) && (view[key] !== undefined || VIEW_TITLES[key]));
  openSection('outside', 'Outside the databases',
    el('h3', null, 'What depends on what'), dependencyGraph(view),
    list(view.edges).length > 0 ? el('details', { class: 'inner' }, el('summary', null, `All links as a table (${number(view.edges.length)})`), edgeTable(view)) : null,
    el('h3', null, 'Databases that must move together'), groupList(view),
    list(view.order).length > 0 ? el('div', null, el('h3', null, 'Order of migration'),
      el('ol', null, view.order.map((one) => el('li', null, typeof one === 'object' ? scalar(one) : nameOf(view, one))))) : null,
    lists.map((key) => el('div', null, el('h3', null, VIEW_TITLES[key] || capital(words(key))),
      list(view[key]).length === 0 && Object.keys(object(view[key])).length === 0 ? empty(VIEW_EMPTY[key] || 'None.') : anything(view[key], words(key)))));
}
