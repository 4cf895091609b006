"""The server as a process: listening at once, readiness, contract, restart in mid-form, signals."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from runtime.settings import NLU_ROOT

from tests.support.counter import Counter

TOKEN = "nlu-token"
PATIENCE_SECONDS = 90.0


class Server:
    """One `python server.py` with a data folder of its own."""

    def __init__(self, data_dir: Path, counter: Counter) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.environment = {
            **os.environ,
            "DATA_DIR": str(data_dir),
            "NLU_PORT": str(self.port),
            "NLU_TOKEN": TOKEN,
            "ACTION_URL": counter.url,
            "ACTION_TOKEN": "counter-token",
        }
        self.process: subprocess.Popen[str] | None = None
        headers = {"Authorization": f"Bearer {TOKEN}"}
        self.client = httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}", headers=headers, timeout=60, trust_env=False
        )

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "server.py"],
            cwd=NLU_ROOT,
            env=self.environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )

    def stop(self, kind: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        assert self.process is not None
        self.process.send_signal(kind)
        output, _ = self.process.communicate(timeout=PATIENCE_SECONDS)
        return self.process.returncode, output

    def wait_for(self, status: str) -> list[str]:
        """Waits until /healthz says `status`; returns what it said on the way."""
        seen: list[str] = []
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                seen.append(self.client.get("/healthz").json()["status"])
            except httpx.TransportError:
                time.sleep(0.05)
                continue
            if seen[-1] == status:
                return seen
            time.sleep(0.02)
        raise AssertionError(f"never {status}: {set(seen)}")

    def say(self, sender: str, text: str) -> str:
        body = {"sender": sender, "message": text, "metadata": {"turn_id": "t"}}
        answer = self.client.post("/webhooks/rest/webhook", json=body)
        answer.raise_for_status()
        return "\n".join(reply.get("text", "") for reply in answer.json())


@pytest.fixture(scope="module")
def server(
    model_path: Path, counter: Counter, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    data_dir = tmp_path_factory.mktemp("served")
    (data_dir / "models").mkdir()
    (data_dir / "models" / model_path.name).symlink_to(model_path)
    server = Server(data_dir, counter)
    server.start()
    yield server
    if server.process is not None and server.process.poll() is None:
        server.stop()


def test_listens_before_the_model_is_loaded(server: Server) -> None:
    statuses = server.wait_for("ready")
    assert set(statuses) <= {"loading", "ready"}
    assert statuses[0] == "loading"


def test_health_names_the_model(server: Server, model_path: Path) -> None:
    server.wait_for("ready")
    answer = server.client.get("/healthz", headers={"Authorization": ""})
    assert answer.status_code == 200
    assert answer.json()["model"] in model_path.name


@pytest.mark.parametrize("given", [{}, {"Authorization": "Bearer wrong"}])
def test_token_is_needed(server: Server, given: dict[str, str]) -> None:
    url = f"http://127.0.0.1:{server.port}/webhooks/rest/webhook"
    body = {"sender": "x", "message": "你好"}
    with httpx.Client(trust_env=False) as client:
        assert client.post(url, json=body, headers=given).status_code == 401
        assert client.post(f"{url}?token={TOKEN}", json=body).status_code == 200


@pytest.mark.parametrize("body", [{}, {"sender": "", "message": "x"}, {"sender": "x"}])
def test_malformed_message_is_refused(server: Server, body: dict[str, Any]) -> None:
    assert server.client.post("/webhooks/rest/webhook", json=body).status_code == 422


def test_reply_has_the_shape_of_the_contract(server: Server) -> None:
    server.wait_for("ready")
    body = {"sender": "contract", "message": "/greet"}
    [reply] = server.client.post("/webhooks/rest/webhook", json=body).json()
    assert set(reply) == {"recipient_id", "text", "buttons"}
    assert reply["recipient_id"] == "contract"
    assert set(reply["buttons"][0]) == {"title", "payload"}


def test_pause_resume_trigger_and_forget(server: Server) -> None:
    server.wait_for("ready")
    server.say("staff", "你好")
    assert server.client.post("/conversations/staff/pause").status_code == 204
    assert server.say("staff", "失业金怎么领") == ""
    assert server.client.post("/conversations/staff/resume").status_code == 204
    assert "政策答复" in server.say("staff", "失业金怎么领")
    triggered = server.client.post("/conversations/staff/trigger_intent", json={"name": "thank"})
    assert "不客气" in triggered.json()[0]["text"]
    unknown = server.client.post("/conversations/staff/trigger_intent", json={"name": "nothing"})
    assert unknown.status_code == 404
    assert server.client.delete("/conversations/staff").status_code == 204


def test_model_is_swapped_without_losing_the_conversation(server: Server) -> None:
    server.wait_for("ready")
    server.say("swap", "我要办失业登记")
    server.say("swap", "同意")
    answer = server.client.post("/model/reload").json()
    assert answer["status"] == "ready"
    assert "身份证号" in server.say("swap", "马建国")


def test_restart_in_mid_form(server: Server) -> None:
    server.wait_for("ready")
    server.say("restart", "我要办失业登记")
    server.say("restart", "同意")
    assert "身份证号" in server.say("restart", "马建国")
    code, output = server.stop()
    assert code == 0
    assert "马建国" not in output and "Traceback" not in output
    server.start()
    server.wait_for("ready")
    assert "手机号" in server.say("restart", "[[id:0123456789abcdef]]")


def test_broken_model_leaves_the_running_one(server: Server) -> None:
    server.wait_for("ready")
    broken = Path(server.environment["DATA_DIR"]) / "models" / "qinghai-broken.tar.gz"
    broken.write_bytes(b"not a model")
    answer = server.client.post("/model/reload").json()
    broken.unlink()
    assert answer["status"] == "ready" and "Unsupported" in answer["detail"]
    assert "小助手" in server.say("after", "/greet")


def test_interrupt_ends_cleanly(server: Server) -> None:
    server.wait_for("ready")
    code, output = server.stop(signal.SIGINT)
    assert code == 0 and "Traceback" not in output


def test_without_a_model_it_says_what_to_do(counter: Counter, tmp_path: Path) -> None:
    lonely = Server(tmp_path, counter)
    lonely.start()
    lonely.wait_for("failed")
    answer = lonely.client.get("/healthz")
    assert answer.status_code == 503 and "train.py" in answer.json()["detail"]
    body = {"sender": "x", "message": "你好"}
    refused = lonely.client.post("/webhooks/rest/webhook", json=body)
    assert refused.status_code == 503 and refused.headers["Retry-After"]
    assert lonely.stop()[0] == 0


def test_help() -> None:
    done = subprocess.run(
        [sys.executable, "server.py", "--help"], cwd=NLU_ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0 and "NLU_TOKEN" in done.stdout
