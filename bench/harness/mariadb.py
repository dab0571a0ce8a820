"""The upstream of the `mariadb` cells: a throw-away MariaDB with sysbench's table and the citizens.

Its settings are PostgreSQL's here in spirit: all data in memory, nothing synced, the observers off.
"""

import secrets
from dataclasses import dataclass, field
from pathlib import Path

from .processes import LOOPBACK, Server, as_unprivileged, find, free_port, give_away, run, write_private
from .tables import COLUMNS, DATABASE

USER = "bench_app"            # logs in by mysql_native_password, in all cells: Jaali relays its proof
SERVICE_USER = "bench_jaali"  # Jaali's service account

TABLES = """
CREATE TABLE citizens (
  id integer NOT NULL PRIMARY KEY, full_name varchar(60) NOT NULL, city varchar(40) NOT NULL, cnic varchar(15) NOT NULL,
  email varchar(60) NOT NULL, phone varchar(20) NOT NULL, birth date NOT NULL, balance decimal(12,2) NOT NULL)
  CHARACTER SET utf8mb4;
INSERT INTO citizens
SELECT seq,
       concat(elt(1 + seq % 8, 'Ayesha', 'Bilal', 'Fatima', 'Hamza', 'Imran', 'Khadija', 'Omar', 'Sana'), ' ',
              elt(1 + seq % 7, 'Ahmed', 'Baig', 'Chaudhry', 'Khan', 'Malik', 'Qureshi', 'Shah')),
       elt(1 + seq % 6, 'Karachi', 'Lahore', 'Islamabad', 'Peshawar', 'Quetta', 'Multan'),
       concat(lpad(10000 + seq % 89999, 5, '0'), '-', lpad(seq * 7919 % 10000000, 7, '0'), '-', 1 + seq % 9),
       concat('citizen', seq, '@example.com'),
       concat('+92-3', lpad(seq * 31 % 100, 2, '0'), '-', lpad(seq * 4409 % 10000000, 7, '0')),
       date '1950-01-01' + INTERVAL seq % 20000 DAY,
       (seq * 37 % 9999999) / 100
FROM seq_1_to_{rows};
CREATE TABLE citizens_public LIKE citizens;
INSERT INTO citizens_public SELECT * FROM citizens;
ANALYZE TABLE citizens, citizens_public, sbtest1;
"""


@dataclass
class Mariadb:
    folder: Path
    port: int
    certificates: object
    server: Server
    passwords: dict = field(default_factory=dict)

    name = "mariadb"
    jaali_protocol = "mysql"
    table_prefix = DATABASE
    own_table = "sbtest1"

    def script(self, sql, database=""):
        """Runs SQL as root, over the socket in the run's own folder; rows come back separated by tabs."""
        return run([str(find("mariadb")), "--no-defaults", f"--socket={self.folder}/socket", "--user=root", "--batch",
                    "--skip-column-names", "--default-character-set=utf8mb4", database], input=sql)

    def row(self, table, key):
        values = self.script(f"SELECT {', '.join(COLUMNS)} FROM {table} WHERE id = {key};", DATABASE)
        return dict(zip(COLUMNS, values.rstrip("\n").split("\t")))

    def fill(self, size):
        self.server.wait_until(lambda: self.script("SELECT 1;"))
        self.passwords = {user: secrets.token_urlsafe(18) for user in (USER, SERVICE_USER)}
        self.script(f"CREATE DATABASE {DATABASE};\n"
                    f"CREATE USER {USER}@'%' IDENTIFIED BY '{self.passwords[USER]}';\n"
                    f"GRANT SELECT ON {DATABASE}.* TO {USER}@'%';")
        run([str(find("sysbench")), "oltp_point_select", f"--mysql-socket={self.folder}/socket", "--mysql-user=root",
             f"--mysql-db={DATABASE}", "--tables=1", f"--table-size={size.sbtest_rows}", "prepare"])
        self.script(TABLES.format(rows=size.rows), DATABASE)

    def login(self, port, transport):
        """How the client connects to `port`, the server's own or a proxy's, by this transport."""
        return {"server": self.name, "host": LOOPBACK, "port": port, "database": DATABASE, "user": USER,
                "password": self.passwords[USER],
                "authority": "" if transport == "plain" else str(self.certificates.authority)}

    def jaali_upstream(self, transport):
        """What Jaali's configuration says of this server and no other."""
        return f'login = "relay"\nservice = {{ user = "{SERVICE_USER}", password_file = "service" }}'

    def service_password(self):
        return self.passwords[SERVICE_USER]

    def grant_service(self, setup_sql):
        self.script(f"SET @jaali_password = '{self.passwords[SERVICE_USER]}';\n{setup_sql}")

    def version(self):
        return run([str(find("mariadbd")), "--no-defaults", "--version"]).strip()


def start_mariadb(folder, certificates, connections):
    folder = Path(folder) / "mariadb"
    folder.mkdir()
    give_away(folder)
    places = ["--no-defaults", f"--datadir={folder}/data", f"--tmpdir={folder}"]  # a server that starts empties a shared one
    run(as_unprivileged([str(find("mariadb-install-db")), *places, "--auth-root-authentication-method=normal",
                         "--skip-test-db", "--skip-name-resolve"]), cwd="/")
    port = free_port()
    key = write_private(folder / "server.key", certificates.key.read_text())
    server = Server("MariaDB", [
        str(find("mariadbd")), *places, f"--socket={folder}/socket", f"--pid-file={folder}/pid", f"--port={port}",
        f"--bind-address={LOOPBACK}", f"--ssl-ca={certificates.authority}", f"--ssl-cert={certificates.certificate}",
        f"--ssl-key={key}", "--skip-name-resolve", "--skip-log-bin", "--performance-schema=OFF",
        f"--max-connections={connections}", f"--thread-cache-size={connections}", "--back-log=1024",
        "--max-connect-errors=1000000",   # the harness knocks at ports without logging in
        "--innodb-buffer-pool-size=512M", "--innodb-log-file-size=512M", "--innodb-flush-log-at-trx-commit=0",
        "--innodb-doublewrite=0", "--innodb-use-native-aio=0", "--query-cache-type=OFF", "--query-cache-size=0",
    ], folder / "log")
    try:
        server.wait_for_port(port)
        return Mariadb(folder, port, certificates, server)
    except BaseException:
        server.stop()
        raise
