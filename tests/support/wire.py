"""Servers at the wire: what stands at the other end of our HTTP calls in tests.

They are real HTTP servers on loopback; each answers through a plain function.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Request:
    """One request as the server saw it."""

    method: str
    path: str
    query: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body or b"null")


@dataclass
class Answer:
    """What the server answers."""

    content: Any = None
    status: int = 200


Respond = Callable[[Request], Answer]


@dataclass
class Server:
    """A running server: its address and everything it was asked."""

    url: str
    requests: list[Request] = field(default_factory=list)

    def bodies(self, path: str) -> list[Any]:
        """The JSON bodies of the requests to that path, in order."""
        return [request.json for request in self.requests if request.path == path]


@contextmanager
def serving(respond: Respond, port: int = 0) -> Iterator[Server]:
    """Run a server for the block."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _handle(self) -> None:
            split = urlsplit(self.path)
            length = int(self.headers.get("content-length") or 0)
            request = Request(
                self.command, split.path, dict(parse_qsl(split.query)), self.rfile.read(length)
            )
            server.requests.append(request)
            answer = respond(request)
            content = answer.content
            payload = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(answer.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(payload)))
            self.end_headers()
            try:
                self.wfile.write(payload)
            except ConnectionError:  # the caller gave up waiting
                self.close_connection = True

        do_GET = do_POST = _handle

        def log_message(self, *_: object) -> None:
            return

    listener = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    listener.daemon_threads = True
    server = Server(f"http://127.0.0.1:{listener.server_port}")
    thread = threading.Thread(target=listener.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown()
        listener.server_close()
