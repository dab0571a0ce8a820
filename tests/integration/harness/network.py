"""A network of a test's own: loopback, and an address that no server takes for loopback."""

import ctypes
import fcntl
import multiprocessing
import os
import socket
import struct
import traceback

from .places import scratch

ADDRESS = "10.77.0.1"

CLONE_NEWNS, CLONE_NEWNET, CLONE_NEWUSER = 0x20000, 0x40000000, 0x10000000
MS_BIND, MS_REC, MS_PRIVATE = 0x1000, 0x4000, 0x40000
SIOCSIFADDR, SIOCSIFNETMASK, SIOCGIFFLAGS, SIOCSIFFLAGS = 0x8916, 0x891C, 0x8913, 0x8914
IFF_UP = 1


def in_own_network(function, *arguments) -> None:
    """Runs `function` in a process with a network namespace of its own, where ADDRESS is the host's. Its failure is raised here."""
    context = multiprocessing.get_context("fork")
    result, told = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(told, function, arguments))
    process.start()
    told.close()
    try:
        problem = result.recv()
    except EOFError:
        problem = "the process ended without a word"
    process.join()
    assert problem is None, problem


def _run(told, function, arguments) -> None:
    try:
        _leave_network()
        function(*arguments)
        told.send(None)
    except BaseException:
        told.send(traceback.format_exc())


def _leave_network() -> None:
    user, group = os.geteuid(), os.getegid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET | CLONE_NEWNS | (CLONE_NEWUSER if user else 0)):
        raise OSError(ctypes.get_errno(), "a network namespace cannot be made here")
    if user:
        for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            with open(f"/proc/self/{name}", "w") as file:
                file.write(text)
    # The address has a name here: servers count errors of hosts that they could look up.
    hosts = scratch("hosts") / "hosts"
    hosts.write_text(f"127.0.0.1 localhost\n{ADDRESS} db.test\n")
    hosts.chmod(0o644)
    for source, target, flags in ((b"none", b"/", MS_REC | MS_PRIVATE), (str(hosts).encode(), b"/etc/hosts", MS_BIND)):
        if libc.mount(source, target, None, flags, None):
            raise OSError(ctypes.get_errno(), f"{target.decode()} cannot be mounted anew")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        _set_address(control, "lo", "127.0.0.1", "255.0.0.0")
        _set_address(control, "lo:1", ADDRESS, "255.255.255.255")


def _set_address(control, name: str, address: str, mask: str) -> None:
    for request, value in ((SIOCSIFADDR, address), (SIOCSIFNETMASK, mask)):
        place = struct.pack("<HH4s8x", socket.AF_INET, 0, socket.inet_aton(value))
        fcntl.ioctl(control, request, struct.pack("16s16s", name.encode(), place))
    flags = struct.unpack("16sH14x", fcntl.ioctl(control, SIOCGIFFLAGS, struct.pack("16sH14x", name.encode(), 0)))[1]
    fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sH14x", name.encode(), flags | IFF_UP))
