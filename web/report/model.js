// The report as the page needs it: rules by id, findings of all subjects by rule.

const report = JSON.parse(byId('report').textContent);
const subjects = list(report.subjects);
const isFleet = Boolean(report.fleet);

// The gravest first. `say` is what the class means to who reads it.
const CLASSES = [
  { name: 'blocks restore', css: 'c-restore', say: 'the database cannot be restored on the target' },
  { name: 'blocks migration', css: 'c-migration', say: 'it is restored, and what uses this does not run until it is changed' },
  { name: 'changes behaviour', css: 'c-behaviour', say: 'it runs and may give something else' },
  { name: 'deprecated', css: 'c-deprecated', say: 'it works and will not for ever' },
  { name: 'information', css: 'c-information', say: 'nothing to do, or little' },
];
const classRank = (name) => {
  const at = CLASSES.findIndex((one) => one.name === name);
  return at < 0 ? CLASSES.length : at;
};
const classBadge = (name) =>
  el('span', { class: `badge ${(CLASSES[classRank(name)] || CLASSES[4]).css}` }, name);
const verdictBadge = (verdict) =>
  el('span', { class: `badge v-${text(verdict).replace(/[^a-z]/g, '-')}` }, verdict);

const targetTitle = { 'azure-sql-mi': 'Azure SQL Managed Instance', gantry: 'a Gantry managed instance' }[report.target] || text(report.target);

const ruleOf = new Map(list(report.rules).map((rule) => [rule.id, rule]));

// A rule is understood once, whatever the number of databases, as assess/finding.cc counts it.
const EFFORT_SPREAD = 2.5;
function ruleEffort(rule, parts) {
  const hours = object(rule.effort_hours);
  const places = parts.reduce((all, part) => all + (part.finding.count || 0), 0);
  const low = (hours.first || 0) + (hours.each || 0) * places;
  return { low_hours: low, high_hours: low * EFFORT_SPREAD };
}

// One group a rule: {id, rule, severity, count, parts: [{subject, finding}], effort, muted}.
function groupByRule() {
  const groups = new Map();
  for (const subject of subjects) {
    for (const finding of list(subject.findings)) {
      let group = groups.get(finding.rule);
      if (!group) {
        const rule = ruleOf.get(finding.rule) || finding;
        group = { id: text(finding.rule), rule, title: text(rule.title || finding.title),
                  severity: finding.severity, count: 0, parts: [] };
        groups.set(finding.rule, group);
      }
      if (classRank(finding.severity) < classRank(group.severity)) group.severity = finding.severity;
      group.count += finding.count || 0;
      group.parts.push({ subject, finding });
    }
  }
  for (const group of groups.values()) {
    group.effort = ruleEffort(group.rule, group.parts);
    group.muted = group.parts.every((part) => part.finding.muted);
  }
  return [...groups.values()].sort((a, b) => classRank(a.severity) - classRank(b.severity) ||
                                             b.count - a.count || (a.id < b.id ? -1 : 1));
}
const ruleGroups = groupByRule();

const isBlocking = (severity) => severity === 'blocks restore' || severity === 'blocks migration';
const placeText = (impact) => text(impact.object) + (impact.line ? `:${impact.line}` : '');
const subjectId = (subject) => `db-${subject.name}`;
const ruleLink = (id) => el('a', { href: `#rule-${encodeURIComponent(id)}` }, id);
const subjectLink = (name) => el('a', { href: `#db-${encodeURIComponent(name)}` }, name);
