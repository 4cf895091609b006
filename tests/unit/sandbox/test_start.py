"""Starting and stopping the sandbox from the command line."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from bot.sandbox.settings import SandboxSettings, SettingsMissing, load_settings
from tests.unit.sandbox.tiny_product import AES_KEY, APPID, ORIGINAL_ID, SECRET, TOKEN

ROOT = Path(__file__).resolve().parents[3]
ACCOUNT = {
    "WECHAT_TOKEN": TOKEN,
    "WECHAT_AES_KEY": AES_KEY,
    "WECHAT_APPID": APPID,
    "WECHAT_SECRET": SECRET,
    "WECHAT_ORIGINAL_ID": ORIGINAL_ID,
}


def start(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    """A sandbox process; leaving its `with` block waits for it and closes its pipes."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("WECHAT_", "SANDBOX_"))}
    return subprocess.Popen(
        [sys.executable, "-m", "bot.sandbox", *arguments],
        cwd=ROOT,
        env={**kept, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_it_starts_says_where_and_stops_on_a_signal_with_pages_open() -> None:
    port = free_port()
    options = ("--port", str(port), "--callback-url", "http://127.0.0.1:9/w")
    with start(*options, **ACCOUNT) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        line = process.stdout.readline()
        assert line == f"sandbox: http://127.0.0.1:{port} -> http://127.0.0.1:9/w\n"
        # The port is taken before the line is printed, so connections wait in its queue.
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            assert client.get("/healthz").json() == {"status": "ok"}
            page = client.get("/")
            assert "青海就业助手" in page.text
            assert "default-src 'self'" in page.headers["content-security-policy"]
            with client.stream("GET", "/api/stream") as stream:
                lines = stream.iter_lines()
                assert next(lines) == "retry: 1000"
                process.send_signal(signal.SIGTERM)
                assert [line for line in lines if line] == []
        assert process.stderr.read() == ""
        assert process.wait(10) in {0, -signal.SIGTERM}


def test_a_missing_setting_is_one_line_and_exit_2() -> None:
    given = {k: v for k, v in ACCOUNT.items() if k != "WECHAT_SECRET"}
    with start(**given) as process:
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (2, "")
    assert err == "sandbox: missing setting: WECHAT_SECRET\n"


def test_a_taken_port_is_one_line_and_exit_2() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with start("--port", str(port), **ACCOUNT) as process:
            _, err = process.communicate(timeout=30)
    assert process.returncode == 2
    assert err.startswith(f"sandbox: cannot listen on 127.0.0.1:{port}: ")
    assert err.count("\n") == 1


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in list(os.environ):
        if name.startswith(("WECHAT_", "SANDBOX_", "APP_PORT")):
            monkeypatch.delenv(name)
    for name, value in ACCOUNT.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_defaults(environment: pytest.MonkeyPatch) -> None:
    settings = load_settings()
    assert settings.public_url == "http://127.0.0.1:8001"
    assert settings.sandbox_callback_url == "http://127.0.0.1:8000/wechat"
    assert (settings.wechat_mode, settings.sandbox_data) == ("safe", None)
    environment.setenv("APP_PORT", "9000")
    assert load_settings().sandbox_callback_url == "http://127.0.0.1:9000/wechat"


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("WECHAT_AES_KEY", "short", "WECHAT_AES_KEY: must be 43 letters or digits"),
        ("WECHAT_AES_KEY", "", "WECHAT_AES_KEY is required unless WECHAT_MODE=plain"),
        ("WECHAT_TOKEN", "", "missing setting: WECHAT_TOKEN"),
        ("SANDBOX_PORT", "http", "SANDBOX_PORT"),
        ("WECHAT_MODE", "open", "WECHAT_MODE"),
    ],
)
def test_a_bad_setting_is_named(
    environment: pytest.MonkeyPatch, name: str, value: str, line: str
) -> None:
    environment.setenv(name, value)
    with pytest.raises(SettingsMissing, match=line):
        load_settings()


def test_plain_mode_needs_no_key(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("WECHAT_MODE", "plain")
    environment.delenv("WECHAT_AES_KEY")
    assert load_settings().wechat_aes_key == ""


def test_every_setting_is_described() -> None:
    assert all(field.description for field in SandboxSettings.model_fields.values())
