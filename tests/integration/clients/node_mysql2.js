// npm mysql2: text and binary results, prepared statements, streaming, a transaction, an error. Prints one JSON object.
const mysql = require("mysql2/promise");
const fs = require("fs");
require("dns").setDefaultResultOrder("ipv4first"); // the proxy of the tests listens on 127.0.0.1 alone
const [port, user, ca] = process.argv.slice(2);
const columns = "id, full_name, cnic, email, phone, dob, salary";
const read = `SELECT ${columns} FROM citizens WHERE id <= ? ORDER BY id`;
const text = (rows) => rows.map((row) => row.map((v) => (v === null ? null : v.toString())));

async function main() {
  const c = await mysql.createConnection({
    host: "localhost", port: +port, user, password: process.env.DB_PASSWORD, database: "crm", rowsAsArray: true, dateStrings: true,
    multipleStatements: true, ...(ca ? { ssl: { ca: fs.readFileSync(ca) } } : {}),
  });
  const out = {};
  out.simple = text((await c.query(read, [3]))[0]);
  out.prepared = [];
  for (let round = 0; round < 3; round++) out.prepared.push(text((await c.execute(read, [3]))[0]));
  out.several = (await c.query("SELECT 1; SELECT 2, 3"))[0];
  out.streamed = await new Promise((resolve, reject) => {
    const seen = [];
    c.connection.query(`SELECT ${columns} FROM citizens WHERE id <= 200 ORDER BY id`).stream()
      .on("data", (row) => seen.push(row[2])).on("end", () => resolve(seen)).on("error", reject);
  });
  await c.beginTransaction();
  out.written = (await c.execute("INSERT INTO notes(id, body) VALUES (?, ?)", [900, "from mysql2"]))[0].affectedRows;
  await c.rollback();
  out.left = (await c.query("SELECT count(*) FROM notes WHERE id = 900"))[0][0][0];
  out.error = await c.query("INSERT INTO orders(citizen_id, amount) VALUES (1, -1)").then(() => null, (e) => [e.errno, e.sqlState]);
  await c.changeUser({ user, password: process.env.DB_PASSWORD, database: "crm" });
  out.after = text((await c.query(read, [1]))[0]);
  await c.end();
  console.log(JSON.stringify(out));
}
main().catch((e) => { console.error(e); process.exit(1); });
