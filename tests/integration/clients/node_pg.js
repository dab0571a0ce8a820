// npm pg: text and binary results, prepared statements, a transaction, an error, COPY-free batches. Prints one JSON object.
const { Client } = require("pg");
const fs = require("fs");
const plain = "SELECT id, full_name, cnic, email, phone, dob, salary FROM citizens WHERE id <= $1 ORDER BY id";

async function main() {
  const client = new Client({
    host: "127.0.0.1", port: +process.argv[2], user: process.argv[3], password: process.env.PGPASSWORD, database: "crm",
    ssl: { ca: fs.readFileSync(process.argv[4]) }, types: { getTypeParser: () => (v) => v.toString() },
  });
  await client.connect();
  const out = {};
  out.simple = (await client.query({ text: plain.replace("$1", "3"), rowMode: "array" })).rows;
  out.prepared = [];
  for (let round = 0; round < 2; round++)
    out.prepared.push((await client.query({ name: "by-id", text: plain, values: [3], rowMode: "array" })).rows);
  out.binary = (await client.query({ text: plain, values: [3], rowMode: "array", binary: true })).rows;
  await client.query("BEGIN");
  out.written = (await client.query("INSERT INTO notes VALUES ($1, $2) RETURNING id", [900, "from pg"])).rows[0].id;
  await client.query("ROLLBACK");
  out.left = (await client.query("SELECT count(*) FROM notes WHERE id = 900")).rows[0].count;
  out.error = await client.query("INSERT INTO orders(citizen_id, amount) VALUES (1, -1)").then(() => null, (e) => [e.code, e.constraint, e.table]);
  out.after = (await client.query("SELECT 1 AS one")).rows[0].one;
  await client.end();
  console.log(JSON.stringify(out));
}
main().catch((e) => { console.error(e); process.exit(1); });
