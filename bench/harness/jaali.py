"""Jaali as a target: its two files, its service account, its start."""

import shutil

from .processes import LOOPBACK, Server, free_port, give_away, run, write_private
from .tables import COLUMNS, MASKED_COLUMNS

UPSTREAM = "bench"


def start_jaali(database, transport, folder, port, settings):
    binary = executable_for_all(settings.jaali, folder)
    for name in ("state", "audit"):
        (folder / name).mkdir(mode=0o700)
        give_away(folder / name)
    write_private(folder / "service", database.service_password())
    write_private(folder / "rules.toml", jaali_rules(database))
    config = write_private(folder / "jaali.toml", jaali_config(database, transport, folder, port, settings))
    grant_once(binary, config, database, transport)
    return Server("Jaali", [str(binary), "serve", "-c", str(config)], folder / "log")


def grant_once(binary, config, database, transport):
    """What Jaali asks of its upstream, applied once a server and transport: it may differ by login."""
    applied = database.folder / f"setup-{transport}.sql"
    if applied.exists():
        return
    text = run([str(binary), "setup-sql", "-c", str(config), UPSTREAM], cwd=str(config.parent))
    applied.write_text(text)
    database.grant_service(text)


def jaali_rules(database):
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

[columns."{UPSTREAM}/{database.table_prefix}.{database.own_table}"]
"*" = "none"
[columns."{UPSTREAM}/{database.table_prefix}.citizens_public"]
"*" = "none"
[columns."{UPSTREAM}/{database.table_prefix}.citizens"]
{columns}
"""


def jaali_config(database, transport, folder, port, settings):
    certificates = database.certificates
    listener_tls = 'tls = "off"' if transport == "plain" else (
        f'tls = "require"\ncertificate = "{certificates.certificate}"\nkey = "{certificates.key}"')
    upstream_tls = 'tls = "off"' if not settings.upstream_tls else (
        f'tls = "verify-full"\ntls_ca = "{certificates.authority}"')
    return f"""
instance = "bench"
state = "{folder}/state"
rules = ["rules.toml"]

[upstreams.{UPSTREAM}]
protocol = "{database.jaali_protocol}"
hosts = ["{LOOPBACK}:{database.port}"]
{upstream_tls}
{database.jaali_upstream(transport)}
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
