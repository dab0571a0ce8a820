"""Servers of a run: each in its own session (setsid), never as root, on a loopback port below 32768, stopped by pid.

A session of its own matters for the figures: the kernel's autogroups share the CPU per session, and a proxy that sat in
the client's group would be charged for the client's appetite.
"""

import os
import random
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

LOOPBACK = "127.0.0.1"
UNPRIVILEGED = ("nobody", "nogroup")


class BenchError(Exception):
    """The run cannot go on or its figures would not count; the message says why."""


def as_unprivileged(command):
    """The command, run as nobody if we are root. setpriv executes it in place, so the pid stays."""
    if os.geteuid() != 0:
        return list(command)
    user, group = UNPRIVILEGED
    return ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups", *command]


def give_away(path):
    """Makes a file or folder the unprivileged user's own."""
    if os.geteuid() == 0:
        shutil.chown(path, *UNPRIVILEGED)


def write_private(path, text):
    """A file that only the servers' user reads: PostgreSQL refuses keys that others can read."""
    path = Path(path)
    path.touch(mode=0o600)
    path.write_text(text)
    give_away(path)
    return path


def free_port():
    """Below 32768: higher ports collide with ephemeral ones in TIME_WAIT."""
    for _ in range(200):
        port = random.randrange(20000, 32000)
        with socket.socket() as probe:
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
            return port
    raise BenchError("no free loopback port between 20000 and 32000")


def run(command, **options):
    """Runs a command to its end; its output is the error's text if it fails."""
    done = subprocess.run(command, text=True, capture_output=True, check=False, **options)
    if done.returncode != 0:
        raise BenchError(f"{command[0]} failed ({done.returncode}): {(done.stderr or done.stdout).strip()[-2000:]}")
    return done.stdout


def find(program):
    """Debian puts servers into /usr/sbin, which is on root's PATH only."""
    found = shutil.which(program, path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin:/sbin:/bin")
    if not found:
        raise BenchError(f"{program} is not installed: run scripts/install-deps, or leave it out with --targets")
    return Path(found)


class Server:
    """A running server. `stop` ends it and waits; a server that ended by itself is an error at the next `check`."""

    def __init__(self, name, command, log, stop_signal=signal.SIGTERM):
        self.name = name
        self.log = Path(log)
        self._stop_signal = stop_signal
        with open(self.log, "ab") as output:
            self._process = subprocess.Popen(as_unprivileged(command), stdin=subprocess.DEVNULL, stdout=output,
                                             stderr=output, start_new_session=True, cwd="/")

    @property
    def pid(self):
        return self._process.pid

    def check(self):
        if self._process.poll() is not None:
            tail = self.log.read_text(errors="replace")[-2000:]
            raise BenchError(f"{self.name} ended with status {self._process.returncode}:\n{tail}")

    def wait_for_port(self, port, seconds=30):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.check()
            try:
                socket.create_connection((LOOPBACK, port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.02)
        raise BenchError(f"{self.name} does not listen on port {port} after {seconds} s: see {self.log}")

    def wait_until(self, answers, seconds=30):
        """Until `answers` raises no BenchError any more."""
        deadline = time.monotonic() + seconds
        while True:
            self.check()
            try:
                return answers()
            except BenchError as error:
                if time.monotonic() > deadline:
                    raise BenchError(f"{self.name} does not answer after {seconds} s: see {self.log}") from error
                time.sleep(0.05)

    def stop(self, seconds=30):
        """True if it ended as asked, false if it had to be killed."""
        if self._process.poll() is not None:
            return True
        self._process.send_signal(self._stop_signal)
        try:
            self._process.wait(seconds)
            return True
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            return False
