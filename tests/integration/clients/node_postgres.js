// npm postgres: pipelines by itself, prepared statements, a transaction, cursors. Prints one JSON object.
const postgres = require("postgres");
const fs = require("fs");

async function main() {
  const sql = postgres({
    host: "127.0.0.1", port: +process.argv[2], user: process.argv[3], password: process.env.PGPASSWORD, database: "crm",
    ssl: { ca: fs.readFileSync(process.argv[4]) }, max: 2,
    types: { date: { to: 1082, from: [1082], serialize: (x) => x, parse: (x) => x } },
  });
  const out = {};
  const plain = (n) => sql`SELECT id, full_name, cnic, email, phone, dob, salary FROM citizens WHERE id <= ${n} ORDER BY id`.values();
  out.prepared = [await plain(3), await plain(3)].map((rows) => rows.map((r) => r.map((v) => (typeof v === "number" ? String(v) : v))));
  out.pipelined = (await Promise.all([1, 2, 3].map((i) => sql`SELECT cnic FROM citizens WHERE id = ${i}`.values()))).map((r) => r[0][0]);
  out.simple = (await sql.unsafe("SELECT cnic FROM citizens WHERE id = 1").values())[0][0];
  out.cursor = [];
  await sql`SELECT cnic FROM citizens ORDER BY id LIMIT 7`.cursor(3, (rows) => { out.cursor.push(rows.map((r) => r.cnic)); });
  await sql.begin(async (t) => {
    await t`INSERT INTO notes VALUES (901, 'from postgres')`;
    throw new Error("undo");
  }).catch((e) => { if (e.message !== "undo") throw e; });
  out.left = (await sql`SELECT count(*)::int AS n FROM notes WHERE id = 901`)[0].n;
  out.error = await sql`INSERT INTO orders(citizen_id, amount) VALUES (1, -1)`.then(() => null, (e) => [e.code, e.constraint_name, e.table_name]);
  await sql.end();
  console.log(JSON.stringify(out));
}
main().catch((e) => { console.error(e); process.exit(1); });
