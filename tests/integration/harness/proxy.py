"""A running `jaali serve` with files made for it."""

import os
import signal
import socket
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from .certificates import Authority, Pair
from .places import direct_mode, free_port, jaali_binary, scratch
from .mysql import MysqlServer
from .postgres import Cluster
from .waiting import wait_for

SERVICE_PASSWORD = "service-of-the-tests"


@dataclass
class Listener:
    name: str
    tls: str = "off"  # "off" | "allow" | "require"
    client_certificate: str = "none"
    port: int = field(default_factory=free_port)
    upstream: str = "crm"
    extra: str = ""


@dataclass
class Upstream:
    cluster: Cluster | MysqlServer
    name: str = "crm"
    login: str = ""  # default: "scram" or "relay"
    tls: str = "verify-full"
    database: str = "crm"  # of the service account; PostgreSQL only
    host: str = ""  # default: the cluster's address
    unclassified: str = "pass"
    extra: str = ""


class Jaali:
    """Writes jaali.toml and rules.toml into a folder of its own and runs the proxy on them."""

    def __init__(
        self,
        upstream: Upstream | list[Upstream],
        rules: str,
        listeners: list[Listener] | None = None,
        limits: str = "",
        audit: str = 'durability = "queued"',
        extra: str = "",
    ):
        self.folder = scratch("jaali")
        self.upstreams = upstream if isinstance(upstream, list) else [upstream]
        self.cluster = self.upstreams[0].cluster
        self.listeners = {one.name: one for one in (listeners or [Listener("plain"), Listener("tls", tls="require")])}
        self.rules_file, self.config = self.folder / "rules.toml", self.folder / "jaali.toml"
        self.audit_folder, self.log = self.folder / "audit", self.folder / "jaali.log"
        self.authority = Authority(self.folder / "tls", "Proxy CA")
        self.pair: Pair = self.authority.issue("server", "localhost")
        self.admin_port = free_port()
        self.limits, self.audit, self.extra = limits, audit, extra
        self.process: subprocess.Popen | None = None
        self.rules_file.write_text(rules)
        self._write_config()

    def start(self, wait: bool = True) -> "Jaali":
        if direct_mode():
            return self
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                ["setpriv", "--pdeathsig=KILL", "--", str(jaali_binary()), "serve", "-c", str(self.config)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder,
            )  # fmt: skip
        if wait:
            seconds = 60 if os.environ.get("JAALI_SANITIZED") else 20
            for listener in self.listeners.values():
                wait_for(lambda: self._listens(listener.port), f"jaali to listen on {listener.port}", seconds)
        return self

    def stop(self, how: int = signal.SIGTERM, seconds: float = 30) -> int | None:
        """The exit status. A sanitizer's report in the log is a failure of whoever stops."""
        if not self.process:
            return None
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        self.process = None
        self.check_sanitizers()
        crashes = [-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS, -signal.SIGILL, -signal.SIGFPE]
        assert status not in crashes, f"the proxy ended by {signal.Signals(-status).name}: {self.log.read_text()[-1500:]}"
        return status

    def alive(self) -> bool:
        return direct_mode() or (self.process is not None and self.process.poll() is None)

    def check_sanitizers(self) -> None:
        report = self.log.read_text(errors="replace") if self.log.exists() else ""
        for sign in ("ERROR: AddressSanitizer", "ERROR: LeakSanitizer", "runtime error:", "WARNING: ThreadSanitizer"):
            assert sign not in report, report[max(0, report.index(sign) - 200) :][:6000]

    def port(self, listener: str = "plain") -> int:
        return self.cluster.port if direct_mode() else self.listeners[listener].port

    @property
    def ca(self) -> Path:
        return self.cluster.authority.certificate if direct_mode() else self.authority.certificate

    def reload(self, rules: str | None = None) -> None:
        if rules is not None:
            self.rules_file.write_text(rules)
        if self.process:
            self.process.send_signal(signal.SIGHUP)

    def records(self, kind: str | None = None) -> list[dict]:
        """The audit records so far."""
        import json

        found = []
        for segment in sorted(self.audit_folder.rglob("*")):
            if not segment.is_file():
                continue
            for line in segment.read_text(errors="replace").splitlines():
                try:
                    found.append(json.loads(line))
                except ValueError:
                    continue
        return [r for r in found if kind is None or r.get("kind") == kind]

    def descriptors(self) -> int:
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def _listens(self, port: int) -> bool:
        if self.process.poll() is not None:
            raise RuntimeError(f"jaali ended with {self.process.returncode}: {self.log.read_text()[-3000:]}")
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True

    def _write_config(self) -> None:
        secret = self.folder / "service.password"
        secret.write_text(SERVICE_PASSWORD)
        secret.chmod(0o600)
        out = [f'instance = "test"\nstate = "{self.folder}/state"\nrules = ["rules.toml"]\n{self.extra}\n']
        for up in self.upstreams:
            host = up.host or f"127.0.0.1:{up.cluster.port}"
            mysql = up.cluster.protocol == "mysql"
            out.append(f'[upstreams.{up.name}]\nprotocol = "{up.cluster.protocol}"\nhosts = ["{host}"]\ntls = "{up.tls}"\n')
            if up.tls != "off":
                out.append(f'tls_ca = "{up.cluster.authority.certificate}"\n')
            database = "" if mysql else f', database = "{up.database}"'
            out.append(
                f'login = "{up.login or ("relay" if mysql else "scram")}"\nunclassified = "{up.unclassified}"\n'
                f'service = {{ user = "jaali", password_file = "{secret}"{database} }}\n{up.extra}\n'
            )
        for one in self.listeners.values():
            out.append(f'[listeners.{one.name}]\nupstream = "{one.upstream}"\naddress = "127.0.0.1:{one.port}"\n')
            out.append(f'tls = "{one.tls}"\n')
            if one.tls != "off":
                out.append(f'certificate = "{self.pair.certificate}"\nkey = "{self.pair.key}"\n')
            if one.client_certificate != "none":
                out.append(
                    f'client_ca = "{self.authority.certificate}"\nclient_certificate = "{one.client_certificate}"\n'
                )
            out.append(one.extra + "\n")
        self.audit_folder.mkdir()
        (self.folder / "state").mkdir()
        out.append(f'[audit]\ndirectory = "{self.audit_folder}"\n{self.audit}\n')
        out.append(f"[limits]\n{self.limits}\n" if self.limits else "")
        out.append(f'[admin]\naddress = "127.0.0.1:{self.admin_port}"\n[log]\nlevel = "info"\n')
        self.config.write_text("\n".join(out))


def grant_service(cluster: Cluster | MysqlServer, config: Path, upstream: str = "crm") -> None:
    """What a DBA does: applies the output of `jaali setup-sql` as a superuser, and nothing else."""
    if direct_mode():
        return
    done = subprocess.run(
        [str(jaali_binary()), "setup-sql", "-c", str(config), upstream], capture_output=True, text=True, timeout=60
    )
    if done.returncode:
        raise RuntimeError(f"jaali setup-sql: {done.stderr}{done.stdout}")
    if cluster.protocol == "mysql":
        cluster.script(done.stdout, before=f"SET @jaali_password = '{SERVICE_PASSWORD}';\n")
        return
    cluster.psql_in("postgres", "postgres", ["-v", f"jaali_password={SERVICE_PASSWORD}", "-f", "-"], done.stdout)
