// How big a target: what `gantry size --output json` says, as docs/reference/size.schema.json has it.

const megabytes = (value) => (typeof value === 'number' ? bytes(value * 1048576) : '');
const quantity = (value, unit) => (typeof value === 'number' ? `${short(value)} ${unit}` : '');

const RESOURCES = { cpu: 'CPU', iops: 'IOPS', io_latency: 'I/O latency', in_memory_oltp: 'In-Memory OLTP', tempdb: 'tempdb' };

// Of a latency the need is the most it may be: a size that is quicker has room.
const shareOf = (check) => {
  const [part, whole] = check.resource === 'io_latency' ? [check.limit, check.needed] : [check.needed, check.limit];
  return whole > 0 ? part / whole : 0;
};

function checkTable(checks) {
  if (list(checks).length === 0) return null;
  return dataTable('What is needed and what the size gives', ['Resource', { name: 'Needed', number: true }, { name: 'Limit', number: true }, 'Share', { name: 'Why', wide: true }],
    checks.map((check) => [RESOURCES[text(check.resource)] || capital(words(check.resource)), { sort: check.needed, show: quantity(check.needed, check.unit) },
      { sort: check.limit, show: quantity(check.limit, check.unit) },
      { sort: shareOf(check), show: el('span', null, needBar(shareOf(check), 1),
        check.fits === false ? el('span', { class: 'badge v-blocked' }, 'does not fit') : null) },
      el('span', null, text(check.sentence), check.caution ? el('div', { class: 'quiet' }, check.caution) : null)]));
}

const TIERS = { 'general-purpose': 'General Purpose', 'next-gen-general-purpose': 'Next-gen General Purpose', 'business-critical': 'Business Critical' };

function candidateFacts(one) {
  const cost = object(one.relative_cost);
  return facts([['Tier', TIERS[text(one.tier)] || one.tier], ['Hardware', capital(text(one.hardware).replace(/-/g, ' '))], ['vCores', one.vcores], ['Memory', quantity(one.memory_gb, 'GB')],
    ['Storage', quantity(one.storage_gb, 'GB')], ['IOPS', quantity(one.iops, '')], ['Throughput', quantity(one.throughput_mb_per_s, 'MB/s')],
    ['Log rate', quantity(one.log_rate_mb_per_s, 'MB/s')],
    ['Cost', cost.total === undefined ? '' : `${short(cost.total)} ${text(cost.unit)}`]]);
}

function candidateBlock(title, one, open) {
  if (!one || typeof one !== 'object') return null;
  const changes = list(one.file_changes);
  return el('details', { class: 'inner', open }, el('summary', null, el('b', null, `${title}: `), text(one.title),
      one.fits === false ? el('span', { class: 'badge v-blocked' }, 'does not fit') : null),
    candidateFacts(one), checkTable(one.checks),
    changes.length > 0 ? el('div', null, el('h4', null, 'Files to change'), anything(changes, 'Files to change')) : null,
    list(one.positiveJustifications).length > 0 ? explained('Why', one.positiveJustifications) : null,
    list(one.negativeJustifications).length > 0 ? explained('What speaks against it', one.negativeJustifications) : null);
}

function candidateTable(results) {
  return dataTable('Sizes compared', [{ name: 'Size', wide: true }, { name: 'vCores', number: true }, { name: 'Memory GB', number: true }, { name: 'Storage GB', number: true },
      { name: 'Cost', number: true }, { name: 'Time over a limit', number: true }, 'Fits'],
    results.map((one) => {
      const any = object(one.throttled_percent).any;
      return [text(one.title), one.vcores, { sort: one.memory_gb, show: short(one.memory_gb || 0) }, one.storage_gb,
              { sort: object(one.relative_cost).total || 0, show: short(object(one.relative_cost).total || 0) },
              { sort: any || 0, show: typeof any === 'number' ? `${short(any)} %` : '–' }, one.fits ? 'yes' : 'no'];
    }));
}

function gantrySize(title, size) {
  if (!size || typeof size !== 'object') return null;
  return el('details', { class: 'inner', open: true }, el('summary', null, el('b', null, title)),
    facts([['Cores', size.cores], ['Memory', megabytes(size.memory_mb)], ['Disk', quantity(size.disk_gb, 'GB')], ['Sessions', size.max_sessions]]),
    list(size.cautions).length > 0 ? el('div', { class: 'note' }, anything(size.cautions, 'Cautions')) : null,
    explained('The arithmetic', size.reasons),
    list(size.postgresql).length > 0 ? el('details', { class: 'how' }, el('summary', null, 'PostgreSQL settings'),
      dataTable('PostgreSQL settings', ['Setting', 'Value', 'Why'], size.postgresql.map((one) => [text(one.name), text(one.value), text(one.sentence)]))) : null);
}

function needFacts(need) {
  return facts([['CPU', quantity(need.cpuRequirementInCores, 'cores')], ['Memory', megabytes(need.memoryRequirementInMB)],
    ['Data', megabytes(need.dataStorageRequirementInMB)], ['Log', megabytes(need.logStorageRequirementInMB)],
    ['IOPS', quantity(need.iops, '')], ['Throughput', quantity(need.ioThroughputRequirementInMBps, 'MB/s')],
    ['Log rate', quantity(need.log_rate_mb_per_s, 'MB/s')], ['I/O latency', quantity(need.ioLatencyRequirementInMs, 'ms')],
    ['Percentile', need.aggregationTargetPercentile],
    ['Measured', need.dataPointsStartTime ? `${need.dataPointsStartTime} to ${need.dataPointsEndTime}, ${plural(need.numberOfDataPointsAnalyzed || 0, 'point')}` : 'not: from sizes alone']]);
}

// Of a counter: its title and what the recommended size gives of it.
const COUNTERS = {
  cpu_percent: ['CPU of the source', () => undefined],
  cpu_cores: ['CPU', (size) => size.vcores],
  memory_mb: ['Memory', (size) => (size.memory_gb || NaN) * 1024],
  iops: ['Reads and writes', (size) => size.iops],
  throughput_mb_per_s: ['Throughput', (size) => size.throughput_mb_per_s],
  log_rate_mb_per_s: ['Log rate', (size) => size.log_rate_mb_per_s],
  io_latency_ms: ['Latency of reads and writes', () => undefined],
};

function sizeCharts(series, size) {
  const times = list(series.times);
  const charts = list(series.counters).map((line) => {
    const [title, limit] = COUNTERS[line.counter] || [capital(words(line.counter)), () => undefined];
    const value = limit(size);
    const most = Math.max(0, ...[...list(line.max), ...list(line.mean)].filter((one) => typeof one === 'number'));
    // A limit far above would press the line to the ground.
    const marks = typeof value === 'number' && value > 0 && value < 4 * most ? [{ value, label: `recommended size: ${short(value)}` }] : [];
    return lineChart(title, text(line.unit), times, [{ values: line.max, css: 'high' }, { values: line.mean, css: 'mean' }], marks);
  }).filter(Boolean);
  if (charts.length === 0) return empty('There are no counters over time: gantry size collector makes a script that collects them on the source; give its file with --counters.');
  return el('div', null, el('p', { class: 'quiet' }, 'Thick: the mean of a window. Thin: the highest in it.'), el('div', { class: 'charts' }, charts));
}

function databaseNeeds(need) {
  const rows = list(need.databaseLevelRequirements);
  if (rows.length === 0) return null;
  const cell = (value) => ({ sort: value || 0, show: typeof value === 'number' ? short(value) : '–' });
  return dataTable('Needs by database', ['Database', { name: 'Data MB', number: true }, { name: 'Log MB', number: true }, { name: 'Cores', number: true },
      { name: 'Memory MB', number: true }, { name: 'Data IOPS', number: true }, { name: 'MB/s', number: true }],
    rows.map((one) => [text(one.databaseName), cell(one.dataStorageRequirementInMB), cell(one.logStorageRequirementInMB), cell(one.cpuRequirementInCores),
      cell(one.memoryRequirementInMB), cell(one.dataIOPSRequirement), cell(one.ioThroughputRequirementInMBps)]));
}

function instanceSize(one) {
  const results = [...list(one.sqlMiRecommendationResults)].sort((a, b) => (a.ranking ?? 1e9) - (b.ranking ?? 1e9));
  const best = results.find((result) => result.fits) || results[0];
  const own = object(one.gantry);
  const need = object(one.instanceRequirements);
  return el('div', null, el('h3', null, text(one.server) || 'Instance'),
    list(one.missing).length > 0 ? el('p', { class: 'note' }, el('b', null, 'Not known: '), `${inList(one.missing)}. Performance counters of the source give them.`) : null,
    el('h4', null, 'What is needed'), needFacts(need), list(one.notes).length > 0 ? anything(one.notes, 'Notes') : null,
    list(one.advice).length > 0 ? el('div', null, el('h4', null, 'Advice'), anything(one.advice, 'Advice')) : null,
    candidateBlock(list(one.missing).length > 0 ? 'At least' : 'Recommended', best, true), candidateBlock('With headroom', one.headroom, false),
    candidateBlock('By the time series', one.time_series_choice, false),
    candidateBlock('The next smaller', one.smaller, false), candidateBlock('The next larger', one.larger, false),
    results.length > 1 ? el('div', null, el('h4', null, 'Sizes compared'), candidateTable(results)) : null,
    gantrySize('A Gantry instance', own.baseline), gantrySize('A Gantry instance with headroom', own.headroom),
    el('h4', null, 'Needs by database'), databaseNeeds(need) || empty('No database is known.'),
    el('h4', null, 'Counters over time'), sizeCharts(object(one.series), object(best)));
}

function renderSizing() {
  if (byId('back').textContent !== '') return;  // one page of a fleet: the overview has it
  const instances = list(object(report.sizing).instances);
  const sizing = object(report.sizing);
  if (Object.keys(sizing).length === 0) {
    openSection('sizing', 'Size of the target', empty('No backup, database or performance file was among the inputs.'));
    return;
  }
  openSection('sizing', 'Size of the target', instances.length > 0 ? instances.map(instanceSize) : anything(sizing, 'Sizing'));
}
