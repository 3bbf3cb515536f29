'use strict';
// Reads the fixture through tedious. Arguments: host port user password database encrypt(true|false).

const { Connection, Request, TYPES } = require('tedious');
const { shown } = require('./shown');

const [host, port, user, password, database, encrypt] = process.argv.slice(2);

const connection = new Connection({
  server: host,
  authentication: { type: 'default', options: { userName: user, password } },
  options: {
    port: Number(port), database, encrypt: encrypt === 'true', trustServerCertificate: true,
    useUTC: true, connectTimeout: 15000, requestTimeout: 30000,
  },
});

function say(name, value) {
  console.log(`${name}\t${shown(name, value)}`);
}

// Runs one statement; resolves with {rows, outputs, status}.
function run(sql, parameters = [], call = 'execSql', outputs = []) {
  return new Promise((resolve, reject) => {
    const result = { rows: [], outputs: {}, status: undefined };
    const request = new Request(sql, (error) => (error ? reject(error) : resolve(result)));
    for (const [name, type, value, options] of parameters) {
      request.addParameter(name, type, value, options);
    }
    for (const [name, type] of outputs) request.addOutputParameter(name, type);
    request.on('row', (columns) => {
      result.rows.push(Object.fromEntries(columns.map((c) => [c.metadata.colName, c.value])));
    });
    request.on('returnValue', (name, value) => { result.outputs[name] = value; });
    request.on('doneProc', (count, more, status) => { result.status = status; });
    connection[call](request);
  });
}

function transaction(step) {
  return new Promise((resolve, reject) => {
    connection[step]((error) => (error ? reject(error) : resolve()));
  });
}

async function main() {
  const counted = 'SELECT COUNT(*) AS n FROM dbo.everything';
  say('count', (await run(counted)).rows[0].n);
  const all = await run('SELECT * FROM dbo.everything ORDER BY id', [], 'execSqlBatch');
  for (const row of all.rows) {
    if (row.id === 3) {
      say('row3.nulls', Object.values(row).filter((v) => v === null).length);
      continue;
    }
    for (const [name, value] of Object.entries(row)) {
      if (name !== 'id') say(`row${row.id}.${name}`, value);
    }
  }
  const city = await run('SELECT id FROM dbo.everything WHERE c_varchar = @city',
    [['city', TYPES.NVarChar, 'Zürich']]);
  say('parameter.varchar', city.rows[0].id);
  const exact = await run('SELECT id FROM dbo.everything WHERE c_decimal = @d',
    [['d', TYPES.Decimal, 12345.6789, { precision: 18, scale: 4 }]]);
  say('parameter.decimal', exact.rows[0].id);
  for (const [name, sql] of [['error', 'SELECT * FROM dbo.nosuch'],
    ['duplicate', 'INSERT INTO dbo.everything (id) VALUES (1)']]) {
    await run(sql).then(() => say(name, 'none'), (error) => say(name, error.number));
  }
  await transaction('beginTransaction');
  await run('INSERT INTO dbo.everything (id) VALUES (4)');
  await transaction('rollbackTransaction');
  say('rollback', (await run(counted)).rows[0].n);
  const found = await run('dbo.find_city', [['city', TYPES.NVarChar, 'Zürich']], 'callProcedure',
    [['found', TYPES.Int]]);
  say('procedure.rows', found.rows.length);
  say('procedure.output', found.outputs.found);
  say('procedure.status', found.status);
  if (process.env.GANTRY_NORTHWIND) {
    const [row] = (await run('SELECT COUNT(*) AS n, SUM(Freight) AS total FROM northwind.dbo.Orders')).rows;
    say('northwind.orders', row.n);
    say('northwind.freight', row.total.toFixed(4));
  }
}

connection.connect((error) => {
  if (error) {
    console.error(error.message);
    process.exit(1);
  }
  main().then(() => connection.close(), (failure) => {
    console.error(failure);
    process.exit(1);
  });
});
