"""A TCP relay between two parties that can cut the stream into small segments, hold it, or count it."""

import socket
import threading


class Relay:
    """Listens on `port` and passes everything to (host, target_port), `segment` bytes a send (0: as they come)."""

    def __init__(self, port: int, target_port: int, segment: int = 0):
        self.port, self.target_port, self.segment = port, target_port, segment
        self.to_target = self.to_client = 0
        self.listener = socket.create_server(("127.0.0.1", port), backlog=64)
        self.sockets: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self.listener.close()
        for one in self.sockets:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            one.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            try:
                target = socket.create_connection(("127.0.0.1", self.target_port))
            except OSError:
                client.close()
                continue
            self.sockets += [client, target]
            for source, sink, name in ((client, target, "to_target"), (target, client, "to_client")):
                sink.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=self._pump, args=(source, sink, name), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, name: str) -> None:
        try:
            while data := source.recv(65536):
                setattr(self, name, getattr(self, name) + len(data))
                step = self.segment or len(data)
                for at in range(0, len(data), step):
                    sink.sendall(data[at : at + step])
        except OSError:
            pass
        for one, how in ((sink, socket.SHUT_WR), (source, socket.SHUT_RD)):
            try:
                one.shutdown(how)
            except OSError:
                pass
