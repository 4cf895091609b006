"""The whole product, started as `make run` starts it, on free ports in a directory of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 240


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on at the moment."""
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


@dataclass
class Product:
    """A running product: addresses, data directory, and what it printed."""

    app: str
    sandbox: str
    nlu: str
    data_dir: Path
    process: "subprocess.Popen[str]"
    lines: list[str] = field(default_factory=list)

    def say(self, user: str, text: str, **options: object) -> list[str]:
        """Send a text as that user; the texts of the replies."""
        return self.act(user, {"text": text, **options})

    def act(self, user: str, body: dict[str, object]) -> list[str]:
        """Act as that user in WeChat; the texts of the replies."""
        url = f"{self.sandbox}/api/users/{user}/messages"
        response = httpx.post(url, json=body, timeout=90, trust_env=False)
        response.raise_for_status()
        return [reply["text"] for reply in response.json()["replies"]]

    def account(self) -> tuple[str, str]:
        """Login and password of the first staff account."""
        login, password = (self.data_dir / "first_account.txt").read_text().split()
        return login, password

    def stop(self) -> int:
        """Ctrl-C, as a person does it; returns the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        return self.process.wait(40)


@contextmanager
def running(data_dir: Path, **env: str) -> Iterator[Product]:
    """Start the product and wait until it says that it is ready."""
    app, sandbox, nlu = free_ports(3)
    ports = {"APP_PORT": str(app), "SANDBOX_PORT": str(sandbox), "NLU_PORT": str(nlu)}
    ours = ("WECHAT_", "DATABASE_URL", "REDIS_URL", "RASA_URL", "DATA_DIR", "DATA_KEYS")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        cwd=ROOT,
        env={**clean, **ports, "DATA_DIR": str(data_dir), "NO_COLOR": "1", **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    address = "http://127.0.0.1:{}".format
    product = Product(address(app), address(sandbox), address(nlu), data_dir, process)
    reader = threading.Thread(target=_read, args=(product,), daemon=True)
    reader.start()
    try:
        _wait(product)
        yield product
    finally:
        product.stop()
        reader.join(30)
        assert process.stdout is not None
        process.stdout.close()


def _read(product: Product) -> None:
    assert product.process.stdout is not None
    for line in product.process.stdout:
        product.lines.append(line.rstrip("\n"))


def _wait(product: Product) -> None:
    until = time.monotonic() + START_SECONDS
    while not any(re.search(r"^(Ready|Started, but)", line) for line in product.lines):
        if product.process.poll() is not None or time.monotonic() > until:
            raise RuntimeError("the product did not start:\n" + "\n".join(product.lines[-60:]))
        time.sleep(0.1)


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """One product for every test that needs the whole; each test uses users of its own."""
    with running(tmp_path_factory.mktemp("product")) as started:
        yield started
