'use strict';
// Reads the fixture through mssql (the pool most applications use). Arguments as tedious_client.js.

const sql = require('mssql');
const { shown } = require('./shown');

const [host, port, user, password, database, encrypt] = process.argv.slice(2);

function say(name, value) {
  console.log(`${name}\t${shown(name, value)}`);
}

async function main() {
  const pool = await sql.connect({
    server: host, port: Number(port), user, password, database,
    options: { encrypt: encrypt === 'true', trustServerCertificate: true, useUTC: true },
  });
  const counted = 'SELECT COUNT(*) AS n FROM dbo.everything';
  say('count', (await pool.query(counted)).recordset[0].n);
  for (const row of (await pool.query('SELECT * FROM dbo.everything ORDER BY id')).recordset) {
    if (row.id === 3) {
      say('row3.nulls', Object.values(row).filter((v) => v === null).length);
      continue;
    }
    for (const [name, value] of Object.entries(row)) {
      if (name !== 'id') say(`row${row.id}.${name}`, value);
    }
  }
  const city = await pool.request().input('city', sql.NVarChar, 'Zürich')
    .query('SELECT id FROM dbo.everything WHERE c_varchar = @city');
  say('parameter.varchar', city.recordset[0].id);
  const exact = await pool.request().input('d', sql.Decimal(18, 4), 12345.6789)
    .query('SELECT id FROM dbo.everything WHERE c_decimal = @d');
  say('parameter.decimal', exact.recordset[0].id);
  for (const [name, text] of [['error', 'SELECT * FROM dbo.nosuch'],
    ['duplicate', 'INSERT INTO dbo.everything (id) VALUES (1)']]) {
    await pool.query(text).then(() => say(name, 'none'), (error) => say(name, error.number));
  }
  const transaction = new sql.Transaction(pool);
  await transaction.begin();
  await new sql.Request(transaction).query('INSERT INTO dbo.everything (id) VALUES (4)');
  await transaction.rollback();
  say('rollback', (await pool.query(counted)).recordset[0].n);
  const found = await pool.request().input('city', sql.NVarChar, 'Zürich')
    .output('found', sql.Int).execute('dbo.find_city');
  say('procedure.rows', found.recordset.length);
  say('procedure.output', found.output.found);
  say('procedure.status', found.returnValue);
  if (process.env.GANTRY_NORTHWIND) {
    const [row] = (await pool.query('SELECT COUNT(*) AS n, SUM(Freight) AS total FROM northwind.dbo.Orders')).recordset;
    say('northwind.orders', row.n);
    say('northwind.freight', row.total.toFixed(4));
  }
  await pool.close();
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
