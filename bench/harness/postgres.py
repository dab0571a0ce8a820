"""The upstream of the `postgres` cells: a throw-away PostgreSQL cluster with pgbench's table and the citizens."""

import secrets
import signal
from dataclasses import dataclass, field
from pathlib import Path

from .processes import LOOPBACK, Server, as_unprivileged, free_port, run
from .tables import COLUMNS, DATABASE

PLAIN_USER = "bench_app"      # trusted by the server; the plain cells log in without a password
TLS_USER = "bench_tls"        # logs in by SCRAM-SHA-256; the TLS cells
SERVICE_USER = "bench_jaali"  # Jaali's service account

SETTINGS = """
unix_socket_directories = '{sockets}'
listen_addresses = '127.0.0.1'
port = {port}
max_connections = {connections}
shared_buffers = 512MB
huge_pages = off
fsync = off
synchronous_commit = off
full_page_writes = off
max_wal_size = 4GB
autovacuum = off
jit = off
max_parallel_workers_per_gather = 0
synchronize_seqscans = off
password_encryption = 'scram-sha-256'
ssl = on
ssl_ca_file = '{authority}'
ssl_cert_file = '{certificate}'
ssl_key_file = '{key}'
"""

HOST_RULES = f"""
local all postgres trust
host {DATABASE} {PLAIN_USER} 127.0.0.1/32 trust
host {DATABASE} {TLS_USER} 127.0.0.1/32 scram-sha-256
host all {SERVICE_USER} 127.0.0.1/32 scram-sha-256
"""

TABLES = """
CREATE TABLE citizens (
  id integer NOT NULL, full_name text NOT NULL, city text NOT NULL, cnic text NOT NULL, email text NOT NULL,
  phone text NOT NULL, birth date NOT NULL, balance numeric(12,2) NOT NULL);
INSERT INTO citizens
SELECT n,
       (ARRAY['Ayesha','Bilal','Fatima','Hamza','Imran','Khadija','Omar','Sana'])[1 + n % 8] || ' ' ||
       (ARRAY['Ahmed','Baig','Chaudhry','Khan','Malik','Qureshi','Shah'])[1 + n % 7],
       (ARRAY['Karachi','Lahore','Islamabad','Peshawar','Quetta','Multan'])[1 + n % 6],
       lpad((10000 + n % 89999)::text, 5, '0') || '-' || lpad((n * 7919 % 10000000)::text, 7, '0') || '-' || 1 + n % 9,
       'citizen' || n || '@example.com',
       '+92-3' || lpad((n * 31 % 100)::text, 2, '0') || '-' || lpad((n * 4409 % 10000000)::text, 7, '0'),
       date '1950-01-01' + (n % 20000)::integer,
       (n * 37 % 9999999)::numeric / 100
FROM generate_series(1::bigint, {rows}) AS n;
CREATE TABLE citizens_public AS TABLE citizens;
ALTER TABLE citizens ADD PRIMARY KEY (id);
ALTER TABLE citizens_public ADD PRIMARY KEY (id);
GRANT SELECT ON ALL TABLES IN SCHEMA public TO {users};
"""


@dataclass
class Postgres:
    bin: Path
    folder: Path
    port: int
    certificates: object
    server: Server
    passwords: dict = field(default_factory=dict)

    name = "postgres"
    jaali_protocol = "postgres"
    table_prefix = f"{DATABASE}.public"
    own_table = "pgbench_accounts"

    def psql(self, sql, database=DATABASE):
        """Runs SQL as the superuser, over the socket in the run's own folder; unaligned rows come back."""
        return run([str(self.bin / "psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", "-h", str(self.folder), "-p",
                    str(self.port), "-U", "postgres", "-d", database, "-f", "-"], input=sql)

    def verifier(self, user):
        return self.psql(f"SELECT rolpassword FROM pg_catalog.pg_authid WHERE rolname = '{user}'").strip()

    def row(self, table, key):
        columns = ", ".join(COLUMNS)
        return dict(zip(COLUMNS, self.psql(f"SELECT {columns} FROM {table} WHERE id = {key}").strip().split("|")))

    def fill(self, size):
        """Makes the roles and the tables; the passwords are random and live as long as the run."""
        self.server.wait_until(lambda: self.psql("SELECT 1", database="postgres"))
        self.passwords = {user: secrets.token_urlsafe(18) for user in (TLS_USER, SERVICE_USER)}
        statements = [f"CREATE ROLE {user} LOGIN PASSWORD '{password}';" for user, password in self.passwords.items()]
        statements.append(f"CREATE ROLE {PLAIN_USER} LOGIN;\nCREATE DATABASE {DATABASE};")
        self.psql("\n".join(statements), database="postgres")
        run([str(self.bin / "pgbench"), "-i", "-q", "-s", str(size.scale), "-h", str(self.folder), "-p",
             str(self.port), "-U", "postgres", DATABASE])
        self.psql(TABLES.format(rows=size.rows, users=f"{PLAIN_USER}, {TLS_USER}"))
        self.psql("VACUUM (FREEZE, ANALYZE); CHECKPOINT;")

    def login(self, port, transport):
        """How the client connects to `port`, the server's own or a proxy's, by this transport."""
        plain = transport == "plain"
        return {"server": self.name, "host": LOOPBACK, "port": port, "database": DATABASE,
                "user": PLAIN_USER if plain else TLS_USER, "password": "" if plain else self.passwords[TLS_USER],
                "authority": "" if plain else str(self.certificates.authority)}

    def jaali_upstream(self, transport):
        """What Jaali's configuration says of this server and no other."""
        return (f"""login = "{'trust' if transport == 'plain' else 'scram'}"\n"""
                f'service = {{ user = "{SERVICE_USER}", password_file = "service", database = "{DATABASE}" }}')

    def service_password(self):
        return self.passwords[SERVICE_USER]

    def grant_service(self, setup_sql):
        self.psql(setup_sql)

    def version(self):
        return run([str(self.bin / "postgres"), "--version"]).strip()


def start_postgres(bin_folder, folder, certificates, connections):
    folder, data = Path(folder), Path(folder) / "data"
    run(as_unprivileged([str(bin_folder / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8",
                         "--locale=C.UTF-8", "--no-sync"]), cwd="/")
    port = free_port()
    with open(data / "postgresql.conf", "a") as settings:
        settings.write(SETTINGS.format(sockets=folder, port=port, connections=connections,
                                       authority=certificates.authority, certificate=certificates.certificate,
                                       key=certificates.key))
    (data / "pg_hba.conf").write_text(HOST_RULES)
    server = Server("PostgreSQL", [str(bin_folder / "postgres"), "-D", str(data)], folder / "postgres.log",
                    stop_signal=signal.SIGINT)
    try:
        server.wait_for_port(port)
        return Postgres(bin_folder, folder, port, certificates, server)
    except BaseException:
        server.stop()
        raise
