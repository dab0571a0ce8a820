"""Folders, ports and users of the tests."""

import atexit
import fcntl
import os
import pwd
import random
import shutil
import socket
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
DEPS = Path(
    os.environ.get("JAALI_DEPS_DIR")
    or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "jaali" / "deps"
)
# Prepared clusters are kept between runs, where an unprivileged server can reach them.
CACHE = Path(os.environ.get("JAALI_TEST_CACHE") or f"/var/tmp/jaali-tests-{os.getuid()}")
NODE_MODULES = DEPS / "node" / "node_modules"


def jaali_binary() -> Path:
    return Path(os.environ.get("JAALI_BIN") or ROOT / "build" / "release" / "bin" / "jaali")


def direct_mode() -> bool:
    """JAALI_DIRECT=1 points every test at the server itself: it shows what of a failure is the test's own."""
    return os.environ.get("JAALI_DIRECT") == "1"


def server_user() -> pwd.struct_passwd:
    """Who runs servers: PostgreSQL refuses root."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())


def as_server_user(*command: str | Path, die_with_us: str = "INT") -> list[str]:
    prefix = ["setpriv", f"--pdeathsig={die_with_us}"]
    if os.geteuid() == 0:
        user = server_user()
        prefix += [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    return [*prefix, "--", *map(str, command)]


def cache_folder() -> Path:
    CACHE.mkdir(mode=0o755, exist_ok=True)
    if CACHE.stat().st_uid != os.getuid():
        raise RuntimeError(f"{CACHE} belongs to somebody else")
    return CACHE


def scratch(name: str) -> Path:
    """A fresh folder that the server's user may enter, gone when the process ends."""
    path = Path(tempfile.mkdtemp(prefix=f"run-{name}-", dir=cache_folder()))
    path.chmod(0o755)
    if not os.environ.get("JAALI_KEEP"):
        atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


class Locked:
    """One process at a time: with Locked(path)."""

    def __init__(self, path: Path):
        self.path = path

    def __enter__(self):
        self.file = open(self.path, "w")
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *_):
        self.file.close()


_given: set[int] = set()


def free_port() -> int:
    while True:
        port = random.randrange(10000, 32000)
        if port in _given:
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        _given.add(port)
        return port
