"""A man in the middle between the proxy and its server, over plaintext: the hostile upstream of the tests.

It passes everything until told otherwise, so that the proxy's own catalog connection works. `answer` replaces the server's
answer to a query whose text contains a key; `to_ssl_request` what comes back for an SSLRequest; `login` edits the server's
messages before ReadyForQuery.
"""

import socket
import struct
import threading
from collections.abc import Callable

from .places import free_port


class Tamper:
    def __init__(self, target_port: int):
        self.port, self.target_port = free_port(), target_port
        self.answers: dict[bytes, bytes] = {}
        self.close_after = False
        self.to_ssl_request: bytes | None = None
        self.login: Callable[[bytes, bytes], bytes] | None = None
        self.only_user: bytes | None = None
        self.seen: list[bytes] = []
        self.listener = socket.create_server(("127.0.0.1", self.port), backlog=64)
        threading.Thread(target=self._accept, daemon=True).start()

    def calm(self) -> None:
        self.answers, self.close_after, self.to_ssl_request, self.login = {}, False, None, None

    def close(self) -> None:
        self.listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        server = socket.create_connection(("127.0.0.1", self.target_port))
        try:
            packet = self._startup(client)
            if packet[4:8] == struct.pack("!I", 80877103) and self.to_ssl_request is not None:
                if not self.to_ssl_request:
                    return
                client.sendall(self.to_ssl_request)
                while data := client.recv(65536):
                    self.seen.append(data)
                return
            server.sendall(packet)
            hostile = self.only_user is None or self.only_user in packet
            threading.Thread(target=self._from_server, args=(server, client, hostile), daemon=True).start()
            while data := client.recv(65536):
                if hostile and self._intercept(client, data):
                    if self.close_after:
                        return
                    continue
                server.sendall(data)
        except (OSError, EOFError):
            pass
        finally:
            for one in (client, server):
                try:
                    one.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

    def _startup(self, client: socket.socket) -> bytes:
        head = self._exactly(client, 4)
        return head + self._exactly(client, struct.unpack("!I", head)[0] - 4)

    def _intercept(self, client: socket.socket, data: bytes) -> bool:
        for key, answer in self.answers.items():
            if key in data:
                client.sendall(answer)
                return True
        return False

    def _from_server(self, server: socket.socket, client: socket.socket, hostile: bool) -> None:
        try:
            if hostile and (login := self.login):  # a session keeps it: the test may be over before this login is
                while True:
                    head = self._exactly(server, 5)
                    body = self._exactly(server, struct.unpack("!I", head[1:])[0] - 4)
                    client.sendall(login(head[:1], body))
                    if head[:1] == b"Z":
                        break
            while data := server.recv(65536):
                client.sendall(data)
        except (OSError, EOFError):
            pass
        finally:
            try:
                client.shutdown(socket.SHUT_WR)
            except OSError:
                pass

    @staticmethod
    def _exactly(source: socket.socket, count: int) -> bytes:
        data = b""
        while len(data) < count:
            more = source.recv(count - len(data))
            if not more:
                raise EOFError
            data += more
        return data


def message(kind: bytes, body: bytes = b"") -> bytes:
    return kind + struct.pack("!I", len(body) + 4) + body
