"""Importing: starts the process that reads an upload, and tells how far it is.

Uploads lie in `imports/` of the data directory until their text has become a draft, one day at
most; nothing else depends on them.
"""

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import structlog

from backend.core import clock
from backend.core.db import new_id
from backend.core.errors import NotFound
from backend.core.settings import data_settings
from backend.policies.importing.child import write_whole
from backend.policies.importing.problems import Problem
from backend.policies.importing.sniffing import sniff

_log = structlog.get_logger(__name__)
_ROOT = Path(__file__).parents[3]
_WALL_SECONDS = 300
_AT_ONCE = threading.BoundedSemaphore(2)
_KEPT = timedelta(days=1)
_FORGOTTEN = timedelta(seconds=_WALL_SECONDS * 3)  # the process that watched it is gone


@dataclass(frozen=True, slots=True)
class ImportState:
    """How far an import is: pages read of how many, then either lines, Markdown or a problem."""

    id: str
    name: str
    sha256: str
    done: int
    count: int
    problem: Problem | None
    lines: Sequence[str] | None
    markdown: str | None

    @property
    def is_finished(self) -> bool:
        """Whether there is a result, good or bad."""
        return self.problem is not None or self.lines is not None or self.markdown is not None


def start_import(content: bytes, name: str) -> str:
    """Take an upload in and begin to read it; its import id.

    Raises:
        UnreadableFile: one look tells that it cannot be imported.
    """
    sniff(content, name)
    _forget_old()
    import_id = new_id()
    folder = _folder() / import_id
    folder.mkdir(parents=True)
    (folder / "source").write_bytes(content)
    request = {"name": Path(name).name[:200], "sha256": sha256(content).hexdigest()}
    write_whole(folder / "request.json", json.dumps(request, ensure_ascii=False))
    threading.Thread(target=_run, args=(folder,), daemon=True).start()
    return import_id


def import_state(import_id: str) -> ImportState:
    """How far an import is. Raises NotFound when it was finished or is too old."""
    folder = _folder() / import_id
    try:
        request = json.loads((folder / "request.json").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NotFound("no such import") from error
    result = _read_json(folder / "result.json")
    if not result and clock.now().timestamp() - folder.stat().st_mtime > _FORGOTTEN.total_seconds():
        result = {"problem": Problem.TIMED_OUT.value}
    done, count = _progress(folder)
    problem = result.get("problem")
    return ImportState(
        id=import_id,
        name=request["name"],
        sha256=request["sha256"],
        done=done,
        count=count,
        problem=Problem(problem) if problem else None,
        lines=result.get("lines"),
        markdown=result.get("markdown"),
    )


def discard_import(import_id: str) -> None:
    """Forget an upload; nothing happens when it is gone already."""
    shutil.rmtree(_folder() / import_id, ignore_errors=True)


def _folder() -> Path:
    return data_settings().data_dir / "imports"


def _run(folder: Path) -> None:
    """Watch one child; without its own result it has failed."""
    problem = Problem.BROKEN
    with _AT_ONCE:
        try:
            done = subprocess.run(
                [sys.executable, "-m", "backend.policies.importing.child", str(folder)],
                cwd=_ROOT,
                env={"PATH": os.defpath, "PYTHONPATH": str(_ROOT), "LANG": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_WALL_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            problem = Problem.TIMED_OUT
        else:
            if done.returncode:
                reason = done.stderr.decode(errors="replace")[-300:]
                _log.warning("import_failed", status=done.returncode, reason=reason)
    if folder.exists() and not (folder / "result.json").exists():
        write_whole(folder / "result.json", json.dumps({"problem": problem.value}))


def _read_json(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def _progress(folder: Path) -> tuple[int, int]:
    try:
        done, _, count = (folder / "progress").read_text(encoding="utf-8").partition(" ")
    except FileNotFoundError:
        return 0, 0
    return int(done), int(count)


def _forget_old() -> None:
    limit = (clock.now() - _KEPT).timestamp()
    for folder in _folder().glob("*"):
        if folder.stat().st_mtime < limit:
            shutil.rmtree(folder, ignore_errors=True)
