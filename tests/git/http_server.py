"""A git host over HTTP on loopback that can also misbehave."""

import base64
import os
import subprocess
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal, cast

Behaviour = Literal["serve", "unauthorized", "forbidden", "missing", "broken", "close", "hang", "redirect"]

_STATUS: dict[str, int] = {"unauthorized": 401, "forbidden": 403, "missing": 404, "broken": 503}


@dataclass(kw_only=True)
class GitHost:
    """`behaviour` may be changed while it runs; `requests` counts what came in.

    With `login` (name, password) everything else is refused with 401. `watch` is called at each request.
    """

    root: Path
    behaviour: Behaviour = "serve"
    redirect_to: str = ""
    url: str = ""
    requests: list[str] = field(default_factory=list[str])
    released: threading.Event = field(default_factory=threading.Event)
    login: tuple[str, str] | None = None
    watch: Callable[[str], None] = field(default=lambda _path: None)


@contextmanager
def running_host(root: Path, behaviour: Behaviour = "serve") -> Generator[GitHost]:
    """Serves the repositories below `root` through git's own http-backend."""
    host = GitHost(root=root, behaviour=behaviour)
    server = _Server(host)
    host.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield host
    finally:
        host.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, host: GitHost) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.host = host


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self._read_body())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the parent's name
        """Keeps the terminal quiet."""

    def _read_body(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", "0")))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        return body

    def _answer(self, body: bytes) -> None:
        host = cast("_Server", self.server).host
        host.requests.append(self.path)
        host.watch(self.path)
        if not self._is_let_in(host):
            self._refuse(401)
        elif host.behaviour == "hang":
            host.released.wait(30)
        elif host.behaviour in _STATUS:
            self._refuse(_STATUS[host.behaviour])
        elif host.behaviour == "redirect":
            self.send_response(302)
            self.send_header("Location", host.redirect_to + self.path)
            self.end_headers()
        elif host.behaviour == "serve":
            self._serve(host.root, body)
        self.close_connection = True

    def _is_let_in(self, host: GitHost) -> bool:
        if host.login is None:
            return True
        basic = base64.b64encode(":".join(host.login).encode()).decode()
        return self.headers.get("Authorization") == f"Basic {basic}"

    def _refuse(self, status: int) -> None:
        self.send_response(status)
        self.send_header("WWW-Authenticate", 'Basic realm="git"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _serve(self, root: Path, body: bytes) -> None:
        path, _, query = self.path.partition("?")
        environment = {
            "PATH": os.environ["PATH"],
            "GIT_PROJECT_ROOT": str(root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "CONTENT_LENGTH": str(len(body)),
        }
        done = subprocess.run(["git", "http-backend"], input=body, capture_output=True, env=environment, check=False)
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        headers = [line.split(": ", 1) for line in head.decode().split("\r\n") if line]
        status = next((value for name, value in headers if name == "Status"), "200 OK")
        self.send_response(int(status.split()[0]))
        for name, value in headers:
            if name != "Status":
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)
