"""The app by itself: `uvicorn bot.main:app` with settings, an empty data directory, any Rasa."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.environment import WECHAT
from tests.support.product import ROOT, free_ports
from tests.support.wechat_client import callback, message_xml, reply_text
from tests.support.wire import Answer, Request, Server, serving


def _rasa(request: Request) -> Answer:
    if request.path != "/webhooks/rest/webhook":
        return Answer({"detail": "Not Found"}, 404)
    if request.json["message"] == "慢":
        time.sleep(6)
    return Answer([{"recipient_id": request.json["sender"], "text": "好的"}])


def _platform(request: Request) -> Answer:
    if request.path == "/cgi-bin/stable_token":
        return Answer({"access_token": "T1", "expires_in": 7200})
    return Answer({"errcode": 0, "errmsg": "ok"})


@pytest.fixture(scope="module")
def platform() -> Iterator[Server]:
    with serving(_platform) as server:
        yield server


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, platform: Server) -> Iterator[str]:
    (port,) = free_ports(1)
    directory = tmp_path_factory.mktemp("alone")
    with serving(_rasa) as rasa:
        env = {
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            **WECHAT,
            "DATA_DIR": str(directory / "empty"),
            "RASA_URL": rasa.url,
            "WECHAT_API_BASE": platform.url,
        }
        command = [sys.executable, "-m", "uvicorn", "bot.main:app", "--port", str(port)]
        process = subprocess.Popen(command, cwd=ROOT, env=env)
        url = f"http://127.0.0.1:{port}"
        try:
            _wait_for(url, process)
            yield url
        finally:
            process.terminate()
            assert process.wait(30) in (0, -15)
        assert not (directory / "empty" / "redis.sock").exists(), "Redis was left running"


def _wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"{url}/healthz", trust_env=False).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise RuntimeError("the app did not start")


def _post(app: str, text: str, msg_id: str) -> httpx.Response:
    sent = callback(message_xml(Content=text, msg_id=msg_id))
    return httpx.post(
        f"{app}/wechat", params=sent.params, content=sent.body, timeout=30, trust_env=False
    )


def test_it_answers_through_any_rasa(app: str) -> None:
    assert reply_text(_post(app, "你好", "1").text) == "好的"


def test_a_slow_rasa_is_delivered_later(app: str, platform: Server) -> None:
    started = time.monotonic()
    response = _post(app, "慢", "2")
    assert response.text == "success"
    assert time.monotonic() - started < 5
    until = time.monotonic() + 10
    while not platform.bodies("/cgi-bin/message/custom/send") and time.monotonic() < until:
        time.sleep(0.1)
    (sent,) = platform.bodies("/cgi-bin/message/custom/send")
    assert sent["text"]["content"] == "好的"


def test_health_names_every_component(app: str) -> None:
    answer = httpx.get(f"{app}/healthz", trust_env=False).json()
    assert set(answer["components"]) == {"app", "database", "redis", "rasa", "worker", "search"}
    assert answer["components"]["database"] == answer["components"]["redis"] == "ok"
    assert answer["status"] == "degraded"  # no worker runs here


@pytest.mark.parametrize("missing", ["WECHAT_TOKEN", "WECHAT_APPID", "WECHAT_AES_KEY"])
def test_a_missing_setting_is_named(tmp_path: Path, missing: str) -> None:
    env = {**WECHAT, "DATA_DIR": str(tmp_path), "PATH": os.environ["PATH"]}
    del env[missing]
    command = [sys.executable, "-m", "bot", "publish-menu"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert missing in done.stderr and len(done.stderr.splitlines()) == 1
