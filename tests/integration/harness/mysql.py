"""MySQL and MariaDB servers: data directories made once, copied for each use, stopped after."""

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import pymysql

from .certificates import Authority, Pair
from .places import (
    DEPS, Locked, ROOT, as_server_user, cache_folder, free_port, scratch, server_user,
)  # fmt: skip
from .waiting import wait_for

KINDS = ["mariadb-10.11", "mariadb-11.8", "mysql-9.7"]
_wanted = os.environ.get("JAALI_TEST_MYSQL")
SERVERS = KINDS if _wanted is None else [kind for kind in _wanted.split(",") if kind]
if set(SERVERS) - set(KINDS):
    raise RuntimeError(f"JAALI_TEST_MYSQL={_wanted}: of {', '.join(KINDS)}")

# Options that a data directory is made with, and cannot change later.
LASTING = {"lower-case-table-names"}


def installation(kind: str) -> Path:
    """The folder with bin, sbin and share, readable by the server's user."""
    if kind == "mariadb-10.11":
        if not Path("/usr/sbin/mariadbd").exists():
            raise RuntimeError("MariaDB 10.11 is not installed: run scripts/install-deps --test")
        return Path("/usr")
    source = DEPS / kind
    if not (source / ".version").exists():
        raise RuntimeError(f"{kind} is not in {DEPS}: run scripts/install-deps --test")
    # It lies in a home folder, which the server's user cannot enter.
    home = cache_folder() / f"{kind}-{(source / '.version').read_text().strip()}"
    with Locked(cache_folder() / f"{kind}.lock"):
        if not home.exists():
            subprocess.run([ROOT / "scripts" / "lib" / "copy-foreign", source, home], check=True)
    return home / "usr"


class MysqlServer:
    """One running server. `sql`, `connect` and `script` speak to it as root, over its Unix socket."""

    protocol = "mysql"

    def __init__(
        self,
        kind: str,
        name: str = "my",
        prepare=None,
        options: dict[str, str] | None = None,
        tls: bool = True,
        server_key: str = "rsa",
        address: str = "127.0.0.1",
        tls_options: dict[str, str] | None = None,
        server_names: str = "",
        environment: dict[str, str] | None = None,
    ):
        """prepare: (key, function(server)): runs once; a stopped copy of its outcome is kept under that key. options: of
        the server, without the dashes. address: what it listens on; loopback unless a test has a network of its own. server_names: of its certificate, as
        subjectAltName writes them; loopback's by default. environment: of the server, beside the usual one."""
        self.kind, self.home = kind, installation(kind)
        self.flavour, self.version = kind.split("-")
        self.folder, self.port, self.address = scratch(f"{name}-{kind}"), free_port(), address
        self.data, self.log, self.socket = self.folder / "data", self.folder / "server.log", self.folder / "sock"
        self.options, self.tls, self.tls_options = options or {}, tls, tls_options or {}
        self.environment = environment or {}
        self.process: subprocess.Popen | None = None
        self.authority: Authority | None = None
        if tls:
            self.authority = Authority(self.folder / "tls", "Database CA")
            self.pair: Pair = self.authority.issue("server", "localhost", key=server_key, alt=server_names)
        if os.geteuid() == 0:
            os.chown(self.folder, server_user().pw_uid, server_user().pw_gid)
        self._copy_prepared(prepare)

    @property
    def mariadb(self) -> bool:
        return self.flavour == "mariadb"

    def start(self, wait: bool = True) -> "MysqlServer":
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                as_server_user(self.server_program, *self._arguments(), die_with_us="KILL"),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", env=self._environment() | self.environment,
            )  # fmt: skip
        if wait:
            wait_for(self._answers, f"{self.kind} to accept connections", 90)
        return self

    def stop(self, how: int = signal.SIGTERM) -> None:
        if self.process:
            self.process.send_signal(how)
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None

    def restart(self, how: int = signal.SIGTERM) -> None:
        self.stop(how)
        self.start()

    def connect(self, database: str | None = None, user: str = "root", password: str = "", **more):
        """Autocommit. root comes over the Unix socket; everybody else too, unless `host` is given."""
        more.setdefault("unix_socket", None if "host" in more else str(self.socket))
        if "host" in more:
            more.setdefault("port", self.port)
        return pymysql.connect(user=user, password=password, database=database, charset="utf8mb4", autocommit=True, **more)

    def sql(self, text: str, database: str | None = None, arguments=None) -> list[tuple]:
        with self.connect(database) as connection, connection.cursor() as cursor:
            cursor.execute(text, arguments)
            return list(cursor.fetchall())

    def script(self, file_or_text: Path | str, database: str | None = None, user: str = "root", before: str = "") -> str:
        """What the server's own client makes of a script (DELIMITER and all); `before` runs first, on the same session."""
        text = file_or_text.read_text() if isinstance(file_or_text, Path) else file_or_text
        done = subprocess.run(
            [self.client_program, "--no-defaults", f"--socket={self.socket}", f"--user={user}", "--batch", "--skip-column-names",
             "--default-character-set=utf8mb4", *(["--skip-ssl"] if self.mariadb and not self.tls else []), *([f"--database={database}"] if database else [])],
            input=before + text, capture_output=True, text=True, env=self._environment(),
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{self.client_program.name}: {done.stderr}")
        return done.stdout

    @property
    def server_program(self) -> Path:
        return self.home / "sbin" / ("mariadbd" if self.mariadb else "mysqld")

    @property
    def client_program(self) -> Path:
        return self.home / "bin" / ("mariadb" if self.mariadb else "mysql")

    def program(self, name: str) -> Path:
        """"dump", "admin" … of this server's own kind."""
        return self.home / "bin" / (f"mariadb-{name}" if self.mariadb else f"mysql{name}")

    def _arguments(self) -> list[str]:
        # A folder of its own for temporary files: a server that starts deletes those of all others in a shared one.
        options = self._places() | {
            "datadir": self.data, "tmpdir": self.folder, "socket": self.socket, "port": self.port, "bind-address": self.address,
            "pid-file": self.folder / "pid", "character-set-server": "utf8mb4", "default-time-zone": "+00:00",
            "max-connections": 400, "innodb-buffer-pool-size": "16M", "innodb-flush-log-at-trx-commit": 0,
            "innodb-use-native-aio": 0, "innodb-doublewrite": 0, "skip-log-bin": None, "skip-name-resolve": None,
            "performance-schema": "OFF", "table-open-cache": 400, "max-allowed-packet": "64M",
        }  # fmt: skip
        if self.mariadb:
            options |= {"innodb-log-file-size": "8M", "key-buffer-size": "1M", "aria-pagecache-buffer-size": "2M"}
        else:
            options |= {"innodb-redo-log-capacity": "8M", "mysqlx": "OFF", "auto-generate-certs": "OFF"}
        if self.tls:
            options |= {name: self.folder / file for name, file in self._tls_files().items()} | self.tls_options
        elif self.mariadb:
            options["skip-ssl"] = None
        else:
            options["tls-version"] = ""
        options |= self.options
        return self._spell(options)

    @staticmethod
    def _spell(options: dict) -> list[str]:
        return ["--no-defaults", *(f"--{name}" if value is None else f"--{name}={value}" for name, value in options.items())]

    def _places(self) -> dict:
        places = {"basedir": self.home, "lc-messages-dir": self.home / "share" / "mysql"}
        if self.kind != "mariadb-10.11":
            places["plugin-dir"] = self.home / "lib" / "mysql" / "plugin"
            places["character-sets-dir"] = self.home / "share" / "mysql" / "charsets"
        if not self.mariadb:
            places["secure-file-priv"] = ""
        return places

    def _tls_files(self) -> dict[str, str]:
        files = {"ssl-ca": self.authority.certificate, "ssl-cert": self.pair.certificate, "ssl-key": self.pair.key}
        for name, source in files.items():
            target = self.folder / f"{name}.pem"
            shutil.copyfile(source, target)
            target.chmod(0o600)
            if os.geteuid() == 0:
                os.chown(target, server_user().pw_uid, server_user().pw_gid)
        return {name: f"{name}.pem" for name in files}

    @staticmethod
    def _environment() -> dict[str, str]:
        return {k: v for k, v in os.environ.items() if not k.startswith(("MYSQL", "MARIADB", "LC_"))} | {"LANG": "C.UTF-8"}

    def _answers(self) -> bool:
        if self.process and self.process.poll() is not None:
            raise RuntimeError(f"the server ended: {self.log.read_text(errors='replace')[-2000:]}")
        try:
            self.connect().close()
            return True
        except pymysql.MySQLError:
            return False

    def _copy_prepared(self, prepare) -> None:
        key, function = prepare or ("empty", None)
        with Locked(cache_folder() / "mysql.lock"):
            kept = self._prepared(key, function)
        self._unpack(kept)

    def _prepared(self, key: str, function) -> Path:
        """A tar of a cleanly stopped data directory: never of a live one."""
        lasting = {name: value for name, value in self.options.items() if name in LASTING}
        version = subprocess.run([self.server_program, "--version"], capture_output=True, text=True).stdout.strip()
        digest = hashlib.sha256(f"1 {version} {key} {sorted(lasting.items())}".encode()).hexdigest()[:16]
        kept = cache_folder() / f"{self.kind}-{digest}.tar"
        if kept.exists():
            return kept
        self.data.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(self.data, server_user().pw_uid, server_user().pw_gid)
        self._initialise(lasting)
        if function:
            self.start()
            try:
                function(self)
            finally:
                self.stop()
        fresh = Path(tempfile.mktemp(prefix=f"{kept.name}.", dir=cache_folder()))
        subprocess.run(["tar", "-C", self.folder, "--sparse", "-cf", fresh, "data"], check=True)
        fresh.rename(kept)
        shutil.rmtree(self.data)
        return kept

    def _unpack(self, kept: Path) -> None:
        subprocess.run(["tar", "-C", self.folder, "--same-owner" if os.geteuid() == 0 else "--no-same-owner", "-xf", kept], check=True)
        # Two servers with one identity are told apart nowhere but in replication.
        (self.data / "auto.cnf").unlink(missing_ok=True)

    def _initialise(self, lasting: dict[str, str]) -> None:
        if self.mariadb:
            command = [self.home / "bin" / "mariadb-install-db", *self._spell(
                {"basedir": self.home, "datadir": self.data, "tmpdir": self.folder, "auth-root-authentication-method": "normal", "skip-test-db": None,
                 "skip-name-resolve": None, "innodb-log-file-size": "8M"} | lasting)]  # fmt: skip
        else:
            command = [self.server_program, *self._spell(
                self._places() | {"datadir": self.data, "tmpdir": self.folder, "initialize-insecure": None, "innodb-redo-log-capacity": "8M",
                                  "innodb-use-native-aio": 0} | lasting)]  # fmt: skip
        done = subprocess.run(as_server_user(*command, die_with_us="KILL"), capture_output=True, text=True, cwd="/", env=self._environment())
        if done.returncode:
            raise RuntimeError(f"{self.kind} cannot be initialised: {done.stderr}{done.stdout}")
