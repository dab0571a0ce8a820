"""The `crm` database on MySQL and MariaDB, its users with every authentication plugin, and a proxy before it."""

from pathlib import Path

from harness.mysql import MysqlServer
from harness.proxy import Jaali, Upstream, grant_service
from people import PASSWORD, USERS

HERE = Path(__file__).parent
RULES = (HERE / "mysql_rules.toml").read_text()

# One user of each plugin: user_PLUGIN. Beside them everybody in USERS has the server's usual one.
PLUGINS = {
    "mariadb-10.11": ["mysql_native_password", "ed25519"],
    "mariadb-11.8": ["mysql_native_password", "ed25519", "parsec"],
    "mysql-9.7": ["caching_sha2_password", "sha256_password"],
}
# As the server's own names of plugins that are no part of its core.
SONAMES = {"ed25519": "auth_ed25519", "parsec": "auth_parsec"}
RIGHTS = (
    "SELECT, INSERT, UPDATE, DELETE, EXECUTE, CREATE, DROP, ALTER, INDEX, REFERENCES, TRIGGER, CREATE VIEW, SHOW VIEW, "
    "CREATE ROUTINE, CREATE TEMPORARY TABLES, LOCK TABLES"
)


def plugin_user(plugin: str) -> str:
    """The login name; a user name has 32 characters at most on MySQL."""
    return f"support_{plugin}"


def prepare_crm(server: MysqlServer) -> None:
    server.script(HERE / "mysql_schema.sql")
    if server.mariadb:
        for user, host in server.sql("SELECT user, host FROM mysql.user WHERE user = '' OR (user = 'root' AND host <> 'localhost')"):
            server.sql("DROP USER %s@%s", arguments=(user, host))
    for user in [*USERS, "root_remote", "no_password"]:
        create_user(server, user, "" if user == "no_password" else PASSWORD)
    server.sql("GRANT ALL ON *.* TO root_remote@'%' WITH GRANT OPTION")
    for plugin in PLUGINS[server.kind]:
        if plugin in SONAMES:
            server.sql(f"INSTALL SONAME '{SONAMES[plugin]}'")
        create_user(server, plugin_user(plugin), PASSWORD, plugin)


def create_user(server: MysqlServer, name: str, password: str = PASSWORD, plugin: str = "", rights: str = RIGHTS) -> None:
    """name@'%', with rights on crm. plugin: empty for the server's own default."""
    if not plugin:
        how = "IDENTIFIED BY %s"
    elif server.mariadb:
        how = f"IDENTIFIED VIA {plugin} USING PASSWORD(%s)"
    else:
        how = f"IDENTIFIED WITH {plugin} BY %s"
    server.sql(f"CREATE USER {name}@'%%' {how}", arguments=(password,))
    server.sql(f"GRANT {rights} ON crm.* TO {name}@'%'")


def crm_server(kind: str, name: str = "crm", **more) -> MysqlServer:
    key = f"crm 1 {(HERE / 'mysql_schema.sql').read_text()} {USERS} {PLUGINS[kind]} {RIGHTS}"
    return MysqlServer(kind, name, prepare=(key, prepare_crm), **more)


def start_proxy(server: MysqlServer, rules: str = RULES, start=True, **more) -> Jaali:
    """A proxy of the test's own before a running server; the caller stops it."""
    upstream = more.pop("upstream", None) or Upstream(server)
    proxy = Jaali(upstream, rules, **more)
    for one in proxy.upstreams:
        grant_service(one.cluster, proxy.config, one.name)
    return proxy.start() if start else proxy
