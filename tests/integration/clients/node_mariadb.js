// npm mariadb: pipelined prepared statements, batches (bulk on MariaDB), a pool that resets its sessions. Prints one JSON object.
const fs = require("fs");
require("dns").setDefaultResultOrder("ipv4first"); // the proxy of the tests listens on 127.0.0.1 alone
const [port, user, ca] = process.argv.slice(2);
const columns = "id, full_name, cnic, email, phone, dob, salary";
const read = `SELECT ${columns} FROM citizens WHERE id <= ? ORDER BY id`;
const text = (rows) => rows.map((row) => row.map((v) => (v === null ? null : v.toString())));

async function main() {
  const mariadb = await import(require.resolve("mariadb")); // an ES module, which node 18 does not require()
  const pool = mariadb.createPool({
    host: "localhost", port: +port, user, password: process.env.DB_PASSWORD, database: "crm", rowsAsArray: true, dateStrings: true,
    connectionLimit: 1, resetAfterUse: true, connectTimeout: 30000, acquireTimeout: 60000, allowPublicKeyRetrieval: true, ...(ca ? { ssl: { ca: fs.readFileSync(ca) } } : {}),
  });
  const out = {};
  out.simple = text(await pool.query(read, [3]));
  out.prepared = [];
  const c = await pool.getConnection();
  for (let round = 0; round < 3; round++) out.prepared.push(text(await c.execute(read, [3])));
  out.pipelined = (await Promise.all([1, 2, 3, 4, 5].map((i) => c.execute("SELECT cnic FROM citizens WHERE id = ?", [i])))).map((r) => r[0][0]);
  out.streamed = [];
  for await (const row of c.queryStream(`SELECT ${columns} FROM citizens WHERE id <= 200 ORDER BY id`)) out.streamed.push(row[2]);
  await c.beginTransaction();
  await c.batch("INSERT INTO notes(id, body) VALUES (?, ?)", Array.from({ length: 50 }, (_, i) => [1000 + i, "x".repeat(i)]));
  out.held = Number((await c.query("SELECT count(*) FROM notes WHERE id BETWEEN 1000 AND 1049"))[0][0]);
  await c.rollback();
  out.error = await c.query("INSERT INTO orders(citizen_id, amount) VALUES (1, -1)").then(() => null, (e) => [e.errno, e.sqlState]);
  c.release();
  out.after = text(await pool.query(read, [1]));
  await pool.end();
  console.log(JSON.stringify(out));
}
main().catch((e) => { console.error(e); process.exit(1); });
