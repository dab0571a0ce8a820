"""The targets of a stage: one fresh process of each proxy, all in front of the same server.

A stage is one transport. `plain`: the client's leg is plain TCP. `tls`: the client's leg is TLS, ended by PgBouncer
and by Jaali; the leg to the server stays plain unless `upstream_tls` is set. HAProxy passes TLS through untouched: in
TCP mode it cannot speak PostgreSQL's SSLRequest, so PostgreSQL itself ends the TLS, and HAProxy does none of its work.
"""

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from .postgres import COLUMNS, DATABASE, MASKED_COLUMNS, PLAIN_USER, SERVICE_USER, TLS_USER, conninfo
from .processes import LOOPBACK, BenchError, Server, free_port, give_away, run, write_private

TARGETS = ("direct", "pgbouncer", "haproxy", "jaali")
UPSTREAM = "bench"


@dataclass
class Target:
    name: str
    conninfo: str
    server: Server = None            # none for the direct way
    audit: Path = None               # Jaali's log
    pids: list = field(default_factory=list)

    def as_plan(self):
        return {"name": self.name, "conninfo": self.conninfo, "pids": self.pids}


class Stage:
    """Starts the proxies named, and stops them on leaving the `with` block."""

    def __init__(self, names, transport, postgres, folder, settings):
        self.transport, self.targets = transport, []
        self._names, self._postgres, self._settings = names, postgres, settings
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
            return Target(name, conninfo(self._postgres.port, self.transport, self._postgres))
        port = free_port()
        folder = self._folder / name
        folder.mkdir()
        give_away(folder)
        start = {"pgbouncer": start_pgbouncer, "haproxy": start_haproxy, "jaali": start_jaali}[name]
        server = start(self._postgres, self.transport, folder, port, self._settings)
        target = Target(name, conninfo(port, self.transport, self._postgres), server,
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


def start_haproxy(postgres, transport, folder, port, settings):
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
  server postgres {LOOPBACK}:{postgres.port}
""")
    return Server("HAProxy", [str(find("haproxy")), "-db", "-f", str(folder / "haproxy.cfg")], folder / "log")


def start_jaali(postgres, transport, folder, port, settings):
    binary = executable_for_all(settings.jaali, folder)
    for name in ("state", "audit"):
        (folder / name).mkdir(mode=0o700)
        give_away(folder / name)
    write_private(folder / "service", postgres.passwords[SERVICE_USER])
    write_private(folder / "rules.toml", jaali_rules())
    config = write_private(folder / "jaali.toml", jaali_config(postgres, transport, folder, port, settings))
    postgres.psql(setup_sql(binary, config, folder, postgres, transport))
    return Server("Jaali", [str(binary), "serve", "-c", str(config)], folder / "log")


def setup_sql(binary, config, folder, postgres, transport):
    """What Jaali asks of its upstream, applied once a cluster and transport: it differs by login."""
    applied = postgres.folder / f"setup-{transport}.sql"
    if applied.exists():
        return ""
    text = run([str(binary), "setup-sql", "-c", str(config), UPSTREAM], cwd=str(folder))
    applied.write_text(text)
    return text


def jaali_rules():
    classes = dict(zip(MASKED_COLUMNS, ("national_id", "email")))
    columns = "\n".join(f'{name} = "{classes.get(name, "none")}"' for name in COLUMNS)
    return f"""
mode = "enforce"
default_role = "restricted"

[classes.national_id]
sensitivity = "restricted"
mask = "keep(5,2)"
predicates = "lookup"
subject = true

[classes.email]
sensitivity = "confidential"
mask = "email"

[columns."{UPSTREAM}/{DATABASE}.public.pgbench_accounts"]
"*" = "none"
[columns."{UPSTREAM}/{DATABASE}.public.citizens_public"]
"*" = "none"
[columns."{UPSTREAM}/{DATABASE}.public.citizens"]
{columns}
"""


def jaali_config(postgres, transport, folder, port, settings):
    certificates = postgres.certificates
    listener_tls = 'tls = "off"' if transport == "plain" else (
        f'tls = "require"\ncertificate = "{certificates.certificate}"\nkey = "{certificates.key}"')
    upstream_tls = 'tls = "off"' if not settings.upstream_tls else (
        f'tls = "verify-full"\ntls_ca = "{certificates.authority}"')
    return f"""
instance = "bench"
state = "{folder}/state"
rules = ["rules.toml"]

[upstreams.{UPSTREAM}]
protocol = "postgres"
hosts = ["{LOOPBACK}:{postgres.port}"]
{upstream_tls}
login = "{'trust' if transport == 'plain' else 'scram'}"
service = {{ user = "{SERVICE_USER}", password_file = "service", database = "{DATABASE}" }}
unclassified = "mask"

[listeners.{UPSTREAM}]
upstream = "{UPSTREAM}"
address = "{LOOPBACK}:{port}"
{listener_tls}

[audit]
directory = "{folder}/audit"
durability = "{settings.durability}"

[limits]
connections = {2 * settings.connections}
threads = {settings.jaali_threads}

[admin]
address = "{LOOPBACK}:{free_port()}"
"""


def executable_for_all(binary, folder):
    """A copy that the unprivileged user can run, wherever the checkout is; the build may also go on meanwhile."""
    copy = folder / "jaali"
    shutil.copy(binary, copy)
    copy.chmod(0o755)
    return copy


def find(program):
    """Debian puts servers into /usr/sbin, which is on root's PATH only."""
    found = shutil.which(program, path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin:/sbin:/bin")
    if not found:
        raise BenchError(f"{program} is not installed: run scripts/install-deps, or leave it out with --targets")
    return Path(found)
