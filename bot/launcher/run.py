"""`make run`: check, train, migrate, seed, start, wait until healthy, print the addresses."""

import fcntl
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from honcho.manager import Manager
from honcho.printer import Printer
from rich.console import Console

from backend import migrations
from backend.core import settings
from backend.core.db import forget_engine, unit_of_work
from backend.core.errors import Unavailable
from backend.core.settings import data_settings, server_settings, wechat_settings
from backend.staff import service as staff
from bot.launcher import plan

_HEALTHY_SECONDS = 180
_console = Console(highlight=False)


def run() -> int:
    """Start everything and watch it until Ctrl-C. Raises AppError for what must be put right."""
    with _only_here():
        env = _prepared_environment()
        _train(env)
        _console.print("[bold]Database[/]  bringing the schema up to date")
        migrations.upgrade()
        _seed()
        forget_engine()
        manager = Manager(Printer(sys.stdout, colour=sys.stdout.isatty()))
        for part in plan.parts(env):
            manager.add_process(part.name, part.shell_line(), env=env, cwd=str(part.directory))
        threading.Thread(target=_announce, args=(env, time.monotonic()), daemon=True).start()
        try:
            manager.loop()
        except BaseException:
            # our own output broke (a closed pipe) or a bug: leave nothing running behind
            manager.kill()
            raise
        return _exit_code(manager.returncode)


def _exit_code(code: int | None) -> int:
    # honcho reports 130 for Ctrl-C and -15 for SIGTERM: both are a clean end
    return 0 if code in (None, 0, 130, 143, -2, -15) else 1


@contextmanager
def _only_here() -> Iterator[None]:
    """One run per data directory."""
    directory = data_settings().data_dir
    try:
        directory.mkdir(parents=True, exist_ok=True)
        file = (directory / "run.lock").open("w")
    except OSError as error:
        raise Unavailable(f"DATA_DIR {directory} cannot be written: {error.strerror}") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Unavailable(
                f"Another run uses {directory}; stop it or set DATA_DIR to another folder"
            ) from error
        yield


def _prepared_environment() -> dict[str, str]:
    plan.check_tools()
    env = plan.environment()
    plan.check_ports(env)
    os.environ.update(env)
    settings.forget_settings()
    wechat_settings()  # a broken setting shows here, in one line, before anything starts
    return env


def _train(env: dict[str, str]) -> None:
    """Train the dialogue model if its inputs changed; its own lines show the progress."""
    _console.print("[bold]Dialogue[/]  checking the model")
    directory = plan.ROOT / "nlu"
    done = subprocess.run([str(plan.NLU_PYTHON), "train.py"], cwd=directory, env=env, check=False)
    if done.returncode:
        raise Unavailable("Training the dialogue model failed; see the lines above")


def _first_account_file() -> "os.PathLike[str]":
    return data_settings().data_dir / "first_account.txt"


def _seed() -> None:
    """Make the first staff account and keep its password where only the operator reads it."""
    with unit_of_work() as session:
        account = staff.ensure_first_account(session)
    if account:
        descriptor = os.open(_first_account_file(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(f"{account.login}\n{account.password}\n")


def _first_account() -> str:
    try:
        with open(_first_account_file()) as file:
            login, password = file.read().split()
    except (OSError, ValueError):
        return "(the accounts you made)"
    return f"{login} / {password}"


def _announce(env: dict[str, str], started: float) -> None:
    """Wait until every part is healthy, publish the menu to the sandbox, print the addresses."""
    app = f"http://127.0.0.1:{server_settings().app_port}"
    sandbox = f"http://127.0.0.1:{server_settings().sandbox_port}"
    states = _wait_until_healthy(app, sandbox if plan.uses_sandbox(env) else None)
    if plan.uses_sandbox(env):
        command = [sys.executable, "-m", "bot", "publish-menu"]
        subprocess.run(command, cwd=plan.ROOT, env=env, check=False, stdout=subprocess.DEVNULL)
    slow = [f"{name}: {state}" for name, state in states.items() if state != "ok"]
    title = "Ready" if not slow else "Started, but not everything is ready: " + ", ".join(slow)
    lines = ["", f"[bold green]{title}[/] after {time.monotonic() - started:.0f} s"]
    if plan.uses_sandbox(env):
        lines.append(f"  Chat as a jobseeker   {sandbox}/")
    lines += [
        f"  Staff console         {app}/console/   account: {_first_account()}",
        f"  Health                {app}/healthz",
        f"  Data                  {data_settings().data_dir}",
        "  Stop with Ctrl-C.",
        "",
    ]
    _console.print("\n".join(lines), soft_wrap=True)


def _wait_until_healthy(app: str, sandbox: str | None) -> dict[str, str]:
    """Component states once all are ok, or as they are when patience ends."""
    until = time.monotonic() + _HEALTHY_SECONDS
    states: dict[str, str] = {"app": "starting"}
    while time.monotonic() < until:
        try:
            states = httpx.get(f"{app}/healthz", timeout=5, trust_env=False).json()["components"]
            if sandbox:
                httpx.get(f"{sandbox}/healthz", timeout=5, trust_env=False).raise_for_status()
                states["sandbox"] = "ok"
            if set(states.values()) == {"ok"}:
                return states
        except (httpx.HTTPError, ValueError, KeyError):
            states.setdefault("sandbox", "starting")
        time.sleep(0.3)
    return states
