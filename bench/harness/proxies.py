"""The targets of a stage: one fresh process of each proxy, all in front of the same server.

A stage is one database and one transport. `plain`: the client's leg is plain TCP. `tls`: the client's leg is TLS, ended
by PgBouncer and by Jaali; the leg to the server stays plain unless `upstream_tls` is set. HAProxy passes TLS through
untouched: in TCP mode it cannot speak PostgreSQL's or MySQL's SSLRequest, so the server itself ends the TLS, and HAProxy
does none of its work.
"""

from dataclasses import dataclass, field
from pathlib import Path

from .jaali import start_jaali
from .postgres import PLAIN_USER, TLS_USER
from .processes import LOOPBACK, Server, find, free_port, give_away, write_private
from .tables import DATABASE

# What there is before each database. Debian 12 packages no proxy that speaks MySQL (ProxySQL, MaxScale).
TARGETS = {"postgres": ("direct", "pgbouncer", "haproxy", "jaali"), "mariadb": ("direct", "haproxy", "jaali")}


@dataclass
class Target:
    name: str
    login: dict
    server: Server = None            # none for the direct way
    audit: Path = None               # Jaali's log
    pids: list = field(default_factory=list)

    def as_plan(self):
        return {"name": self.name, "login": self.login, "pids": self.pids}


class Stage:
    """Starts the proxies named, and stops them on leaving the `with` block."""

    def __init__(self, names, transport, database, folder, settings):
        self.transport, self.targets = transport, []
        self._names, self._database, self._settings = names, database, settings
        self._folder = Path(folder)

    def __enter__(self):
        self._folder.mkdir()
        give_away(self._folder)
        try:
            for name in self._names:
                self.targets.append(self._start(name))
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, *exception):
        self._stop()

    def target(self, name):
        return next(target for target in self.targets if target.name == name)

    def check(self):
        for target in self.targets:
            if target.server:
                target.server.check()

    def _stop(self):
        for target in self.targets:
            if target.server:
                target.server.stop()

    def _start(self, name):
        if name == "direct":
            return Target(name, self._database.login(self._database.port, self.transport))
        port = free_port()
        folder = self._folder / name
        folder.mkdir()
        give_away(folder)
        start = {"pgbouncer": start_pgbouncer, "haproxy": start_haproxy, "jaali": start_jaali}[name]
        server = start(self._database, self.transport, folder, port, self._settings)
        target = Target(name, self._database.login(port, self.transport), server,
                        folder / "audit" if name == "jaali" else None, [server.pid])
        self.targets.append(target)   # so that it is stopped even if it never listens
        server.wait_for_port(port)
        self.targets.pop()
        return target


def start_pgbouncer(postgres, transport, folder, port, settings):
    if transport == "plain":
        users, login = f'"{PLAIN_USER}" ""\n', "auth_type = trust"
    else:
        users = f'"{TLS_USER}" "{postgres.verifier(TLS_USER)}"\n'
        login = (f"auth_type = scram-sha-256\nclient_tls_sslmode = require\n"
                 f"client_tls_cert_file = {postgres.certificates.certificate}\n"
                 f"client_tls_key_file = {postgres.certificates.key}\n")
    if settings.upstream_tls:
        login += f"\nserver_tls_sslmode = verify-full\nserver_tls_ca_file = {postgres.certificates.authority}\n"
    else:
        login += "\nserver_tls_sslmode = disable\n"
    write_private(folder / "users.txt", users)
    write_private(folder / "pgbouncer.ini", f"""
[databases]
{DATABASE} = host={LOOPBACK} port={postgres.port} dbname={DATABASE}
[pgbouncer]
listen_addr = {LOOPBACK}
listen_port = {port}
unix_socket_dir =
pool_mode = session
default_pool_size = {settings.connections}
max_client_conn = {2 * settings.connections}
auth_file = {folder}/users.txt
ignore_startup_parameters = extra_float_digits
log_connections = 0
log_disconnections = 0
log_stats = 0
{login}
""")
    return Server("PgBouncer", [str(find("pgbouncer")), str(folder / "pgbouncer.ini")], folder / "log")


def start_haproxy(database, transport, folder, port, settings):
    write_private(folder / "haproxy.cfg", f"""
global
  nbthread 1
  maxconn {2 * settings.connections}
defaults
  mode tcp
  timeout connect 10s
  timeout client 1h
  timeout server 1h
listen bench
  bind {LOOPBACK}:{port}
  server {database.name} {LOOPBACK}:{database.port}
""")
    return Server("HAProxy", [str(find("haproxy")), "-db", "-f", str(folder / "haproxy.cfg")], folder / "log")
