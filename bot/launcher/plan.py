"""What the launcher starts, with which environment; and the checks before it starts anything."""

import os
import shlex
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

from backend.core.embedded_redis import EmbeddedRedis
from backend.core.errors import Unavailable
from backend.core.secrets import generated_secret
from backend.core.settings import data_settings, server_settings

ROOT = Path(__file__).resolve().parents[2]
NLU_PYTHON = ROOT / "nlu" / ".venv" / "bin" / "python"


@dataclass(frozen=True, slots=True)
class Part:
    """One process of the product."""

    name: str
    command: list[str]
    directory: Path = ROOT

    def shell_line(self) -> str:
        """The command as honcho runs it: restarted when it dies."""
        keeper = [sys.executable, "-m", "bot.launcher.keep_running", self.name, "--"]
        return "exec " + shlex.join([*keeper, *self.command])


def environment() -> dict[str, str]:
    """The environment of every part: the operator's and `.env`, completed for one machine."""
    server, data = server_settings(), data_settings()
    app, nlu = f"http://127.0.0.1:{server.app_port}", f"http://127.0.0.1:{server.nlu_port}"
    defaults = {
        "DATA_DIR": str(data.data_dir),
        "REDIS_URL": data.redis(),
        "APP_PORT": str(server.app_port),
        "SANDBOX_PORT": str(server.sandbox_port),
        "NLU_PORT": str(server.nlu_port),
        "RASA_URL": nlu,
        "ACTION_URL": f"{app}/actions/webhook",
        "ACTION_TOKEN": generated_secret("action_token"),
        "NLU_TOKEN": generated_secret("nlu_token"),
        "WECHAT_API_BASE": f"http://127.0.0.1:{server.sandbox_port}",
        "WECHAT_TOKEN": generated_secret("wechat_token"),
        "WECHAT_AES_KEY": generated_secret("wechat_aes_key"),
        "WECHAT_APPID": "wx" + generated_secret("wechat_appid")[:16].lower(),
        "WECHAT_SECRET": generated_secret("wechat_secret"),
        "WECHAT_ORIGINAL_ID": "gh_" + generated_secret("wechat_original_id")[:12].lower(),
        "PUBLIC_URL": app,
        "SANDBOX_CALLBACK_URL": f"{app}/wechat",
        "SANDBOX_DATA": str(data.data_dir / "sandbox.jsonl"),
        "PYTHONUNBUFFERED": "1",
        # jieba 0.42.1 (pinned) says this at every start; it is known and harmless
        "PYTHONWARNINGS": "ignore:pkg_resources is deprecated as an API:UserWarning",
        "PYTHONPATH": str(ROOT),
    }
    written = {**dotenv_values(".env"), **os.environ}
    given = {name: value for name, value in written.items() if value}
    fixed = {"DATA_DIR": defaults["DATA_DIR"], "LAUNCHER_PID": str(os.getpid())}
    return {**defaults, **given, **fixed}


def parts(env: dict[str, str]) -> list[Part]:
    """The processes to start; a Redis or WeChat of the operator's own is not started here."""
    server, data = server_settings(), data_settings()
    uvicorn = [sys.executable, "-m", "uvicorn", "bot.main:app", "--host", server.app_host]
    uvicorn += ["--port", str(server.app_port), "--no-access-log", "--log-level", "warning"]
    celery = [sys.executable, "-m", "celery", "-q", "-A", "bot.worker", "worker", "-B"]
    celery += ["--pool", "threads", "--concurrency", "4", "--loglevel", "warning"]
    celery += ["--schedule", str(data.data_dir / "beat-schedule")]
    celery += ["--without-mingle", "--without-gossip"]
    chosen = [
        Part("nlu", [str(NLU_PYTHON), "server.py"], ROOT / "nlu"),
        Part("app", uvicorn),
        Part("worker", celery),
    ]
    if env["REDIS_URL"] == EmbeddedRedis(data.data_dir).url:
        chosen.insert(0, Part("redis", EmbeddedRedis(data.data_dir).command()))
    if uses_sandbox(env):
        chosen.append(Part("sandbox", [sys.executable, "-m", "bot.sandbox"]))
    return chosen


def uses_sandbox(env: dict[str, str]) -> bool:
    """Whether the WeChat of this run is the sandbox."""
    return env["WECHAT_API_BASE"] == f"http://127.0.0.1:{server_settings().sandbox_port}"


def check_ports(env: dict[str, str]) -> None:
    """Raise Unavailable, naming the port and the setting, when one is taken."""
    server = server_settings()
    wanted = {"APP_PORT": server.app_port, "NLU_PORT": server.nlu_port}
    if uses_sandbox(env):
        wanted["SANDBOX_PORT"] = server.sandbox_port
    if len(set(wanted.values())) < len(wanted):
        raise Unavailable("APP_PORT, SANDBOX_PORT and NLU_PORT must differ")
    for name, port in wanted.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                raise Unavailable(
                    f"Port {port} ({name}) is taken; stop what uses it or run `{name}=… make run`"
                ) from error


def check_tools() -> None:
    """Raise Unavailable when the dialogue environment is not installed."""
    if not NLU_PYTHON.exists():
        raise Unavailable("The dialogue environment is missing; run `make setup` first")
