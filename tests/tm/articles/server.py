"""A web server of our own on the loopback, for tests of fetching."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Reply:
    """What the server answers for one path."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    endless: bool = False
    """Whether the body is sent over and over, until the reader hangs up."""


Answer = Reply | Callable[["Server", Mapping[str, str]], Reply]


@dataclass
class Server:
    """The pages it has, and what it was asked for."""

    pages: dict[str, Answer]
    port: int = 0
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    sent: int = 0
    """Bytes of endless bodies."""

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"


def html(text: str) -> Reply:
    """A page in UTF-8."""
    return Reply(text.encode(), headers={"Content-Type": "text/html; charset=utf-8"})


@contextlib.contextmanager
def serving(
    pages: Mapping[str, Answer], secure: ssl.SSLContext | None = None
) -> Iterator[Server]:
    """A running server; `secure`: with what it shows who it is."""
    server = Server(dict(pages))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            server.asked.append(self.path)
            server.agents.add(self.headers.get("User-Agent", ""))
            answer = server.pages.get(self.path, Reply(b"none", 404))
            if not isinstance(answer, Reply):
                answer = answer(server, dict(self.headers.items()))
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if not answer.endless and "Content-Length" not in answer.headers:
                self.send_header("Content-Length", str(len(answer.body)))
            self.send_header("Connection", "close")
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(answer.body)
                while answer.endless:
                    self.wfile.write(answer.body)
                    server.sent += len(answer.body)

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing."""

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """Say nothing: a reader may hang up."""

    with Quiet(("127.0.0.1", 0), Handler) as httpd:
        if secure is not None:
            httpd.socket = secure.wrap_socket(
                httpd.socket, server_side=True, do_handshake_on_connect=False
            )
        server.port = httpd.server_address[1]
        thread = threading.Thread(target=httpd.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            httpd.shutdown()
            thread.join()


@contextlib.contextmanager
def silence() -> Iterator[str]:
    """The address of a server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/page"
