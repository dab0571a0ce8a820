// npm mariadb: logs in with one password or several, by whatever plugin it is asked; then changes to another user, if there is one. Prints JSON.
const fs = require("fs");
const [port, ca, ...logins] = process.argv.slice(2);
require("dns").setDefaultResultOrder("ipv4first"); // the proxy of the tests listens on 127.0.0.1 alone

async function main() {
  const mariadb = await import(require.resolve("mariadb")); // an ES module, which node 18 does not require()
  const out = [];
  let c;
  for (const login of logins.map(JSON.parse)) {
    if (c) await c.changeUser({ ...login, database: "crm" });
    else c = await mariadb.createConnection({ host: "localhost", port: +port, ...login, database: "crm", rowsAsArray: true, ssl: { ca: fs.readFileSync(ca) } });
    out.push(...(await c.query("SELECT CURRENT_USER(), cnic FROM citizens WHERE id = 1")));
  }
  await c.end();
  console.log(JSON.stringify(out));
}
main().catch((e) => { console.log(JSON.stringify({ errno: e.errno, message: e.message })); process.exit(1); });
