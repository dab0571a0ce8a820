// What npm mysql2 and npm mariadb send on connect, in a transaction and on reset; for mysql_capture.py.
const mysql2 = require("mysql2/promise");
const mariadb = require("mariadb");
const fs = require("fs");
async function main() {
  const [port, user, ca] = process.argv.slice(2);
  const where = { host: "localhost", port: +port, user, password: process.env.DB_PASSWORD, database: "crm", ssl: { ca: fs.readFileSync(ca) } };
  const one = await mysql2.createConnection({ ...where, multipleStatements: true });
  await one.query("SELECT NOW()");
  await one.query("SELECT 1 + 1 AS solution; SELECT 2");
  await one.execute("SELECT id, amount FROM orders WHERE id = ?", [1]);
  await one.beginTransaction();
  await one.commit();
  await one.ping();
  await one.changeUser({ user, password: process.env.DB_PASSWORD, database: "crm" });
  await one.reset?.();
  await one.end();
  const two = await mariadb.createConnection({ ...where, timezone: "+05:00", sessionVariables: { wait_timeout: 600 }, initSql: ["SET NAMES utf8mb4"] });
  await two.query("SELECT id, amount FROM orders WHERE id = ?", [1]);
  await two.execute("SELECT id, amount FROM orders WHERE id = ?", [2]);
  await two.beginTransaction();
  await two.rollback();
  await two.ping();
  await two.reset().catch(() => {});
  await two.end();
  const pool = mariadb.createPool({ ...where, connectionLimit: 1, resetAfterUse: true });
  for (let i = 0; i < 2; i++) {
    const c = await pool.getConnection();
    await c.query("SELECT 1");
    await c.release();
  }
  await pool.end();
}
main().catch((e) => { console.error(e); process.exit(1); });
