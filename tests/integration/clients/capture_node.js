// What npm pg does on connect and npm postgres's type fetching; for benign/capture.py.
const { Client } = require("pg");
const postgres = require("postgres");
async function main() {
  const where = { host: "127.0.0.1", port: +process.argv[2], user: process.argv[3], password: process.env.PGPASSWORD, database: "crm" };
  const client = new Client(where);
  await client.connect();
  await client.query("SELECT NOW()");
  await client.query({ name: "n", text: "SELECT $1::text AS t", values: ["x"] });
  await client.query("BEGIN");
  await client.query("SAVEPOINT one");
  await client.query("ROLLBACK TO SAVEPOINT one");
  await client.query("COMMIT");
  await client.end();
  const sql = postgres({ ...where, max: 1 });
  await sql`SELECT some_ints FROM every_type WHERE id = ${1}`;
  await sql`SELECT ${sql.array([1, 2])}::int[] AS a`;
  await sql.listen("news", () => {});
  await sql.notify("news", "hello");
  await sql.end();
}
main().catch((e) => { console.error(e); process.exit(1); });
