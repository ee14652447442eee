"""A line between a client and a server that can be cut, down, refused, slow and silent."""

import contextlib
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread


class Line:
    """Passes bytes on between `port` of its own and the server's. `cut_after(n)` lets so many bytes
    more through towards the server, or back from it, and then breaks every connection. `slow` is
    seconds that each piece of what passes takes."""

    def __init__(self, server: int | str) -> None:
        self.server = server
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.cuts, self.down, self.slow = 0, False, 0.0
        self._talks = Event()
        self._talks.set()
        self._lock, self._left, self._back = Lock(), -1, False
        self._open: set[socket.socket] = set()

    def cut_after(self, count: int, *, back: bool = False) -> None:
        with self._lock:
            self._left, self._back = count, back

    def listen(self) -> None:
        listener = self.listener
        while True:
            try:
                near, _ = listener.accept()
                far = self._reach()
            except OSError:
                return
            if self.down:
                near.close()
                far.close()
                continue
            self._open |= {near, far}
            Thread(target=self._pass, args=(near, far, False), daemon=True).start()
            Thread(target=self._pass, args=(far, near, True), daemon=True).start()

    def fall(self) -> None:
        """Break what is open and refuse whatever comes, until `down` is taken back."""
        self.down = True
        self._break()

    def refuse(self) -> None:
        """Nobody listens, as when the server is not running; the port stays ours."""
        listener, self.listener = self.listener, socket.socket()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind(("127.0.0.1", self.port))
        self._break()

    def hush(self) -> None:
        """Whoever comes is let in and hears nothing."""
        self._talks.clear()

    def mend(self) -> None:
        """As if nothing had been."""
        self.down, self.slow = False, 0.0
        self._talks.set()
        if not self.listener.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            self.listener.listen()
            Thread(target=self.listen, daemon=True).start()

    def _reach(self) -> socket.socket:
        """A server is named by its port, or by the path of its socket."""
        if isinstance(self.server, int):
            return socket.create_connection(("127.0.0.1", self.server))
        far = socket.socket(socket.AF_UNIX)
        far.connect(self.server)
        return far

    def close(self) -> None:
        self.mend()
        self.listener.shutdown(socket.SHUT_RDWR)
        self._break()

    def _pass(self, source: socket.socket, target: socket.socket, back: bool) -> None:
        with source, contextlib.suppress(OSError):
            while content := source.recv(16_384):
                if not self._lets(target, content, back):
                    break
            target.shutdown(socket.SHUT_WR)

    def _lets(self, target: socket.socket, content: bytes, back: bool) -> bool:
        self._talks.wait()
        if self.slow:
            time.sleep(self.slow)
        with self._lock:
            counts = self._left >= 0 and self._back is back
            room = min(self._left, len(content)) if counts else len(content)
            self._left = self._left - len(content) if counts else self._left
            cut = counts and self._left < 0
        target.sendall(content[:room])
        if cut:
            self.cuts += 1
            self._left = -1
            self._break()
        return not cut

    def _break(self) -> None:
        for one in [*self._open]:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
        self._open.clear()


@contextmanager
def line_to(server: int | str) -> Iterator[Line]:
    line = Line(server)
    listening = Thread(target=line.listen, daemon=True)
    listening.start()
    yield line
    line.close()
    listening.join()
    line.listener.close()
