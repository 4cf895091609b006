"""`make run` as an operator meets it: clear refusals, restarts, and a clean end."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests.support.product import ROOT, free_ports, running

pytestmark = pytest.mark.xdist_group("product")


def launch(data_dir: Path, **env: str) -> "subprocess.CompletedProcess[str]":
    app, sandbox, nlu = free_ports(3)
    ports = {"APP_PORT": str(app), "SANDBOX_PORT": str(sandbox), "NLU_PORT": str(nlu)}
    return subprocess.run(
        [sys.executable, "-m", "bot", "run"],
        cwd=ROOT,
        env={**os.environ, **ports, "DATA_DIR": str(data_dir), **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def processes_using(data_dir: Path) -> list[str]:
    """Command lines of processes whose environment names that data directory."""
    found = []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            names_it = f"DATA_DIR={data_dir}".encode() in environ.read_bytes().split(b"\0")
            if names_it and environ.parent.name != str(os.getpid()):
                found.append((environ.parent / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found


def test_a_taken_port_is_one_clear_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = launch(tmp_path, APP_PORT=port)
    assert done.returncode == 2
    assert f"Port {port} (APP_PORT) is taken" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("APP_PORT", "many"),
        ("WECHAT_AES_KEY", "short"),
        ("WECHAT_MODE", "open"),
        ("DATA_DIR", "/proc/nowhere"),
    ],
)
def test_a_broken_setting_is_one_clear_line(tmp_path: Path, name: str, value: str) -> None:
    done = launch(tmp_path, **{name: value})
    assert done.returncode == 2
    assert name in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_restarts_what_dies_trains_once_and_leaves_no_orphan(tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    with running(data_dir) as first:
        assert any("rain" in line for line in first.lines)
        second = launch(data_dir)
        assert second.returncode == 2 and "Another run uses" in second.stderr
        _kill(data_dir, "server.py")
        answers = first.say("乙", "线上办理失业登记几天办结")
        assert "3 个工作日" in answers[0]
        _wait_until_ok(first.app)
        assert "3 个工作日" in first.say("乙", "线上办理失业登记几天办结")[0]
        assert first.stop() == 0
    assert processes_using(data_dir) == []
    with running(data_dir) as again:
        assert any("up to date" in line for line in again.lines)
        assert again.account() == first.account()
        again.process.send_signal(signal.SIGKILL)  # not even that leaves anything behind
        again.process.wait(10)
        until = time.monotonic() + 30
        while processes_using(data_dir) and time.monotonic() < until:
            time.sleep(0.2)
    assert processes_using(data_dir) == []


def _kill(data_dir: Path, word: str) -> None:
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            command = (environ.parent / "cmdline").read_text()
            is_ours = f"DATA_DIR={data_dir}".encode() in environ.read_bytes()
        except OSError:
            continue
        if is_ours and word in command and "keep_running" not in command:
            os.kill(int(environ.parent.name), signal.SIGKILL)


def _wait_until_ok(app: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if httpx.get(f"{app}/healthz", timeout=5, trust_env=False).json()["status"] == "ok":
            return
        time.sleep(0.2)
    raise AssertionError("the product did not recover")
