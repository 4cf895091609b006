"""Reading room: keeps what was learnt from the content on disk, so that a start is quick.

One `.npz` file per state of content, code and libraries; never pickle. The cache is only ever a
shortcut: a file that is missing, damaged or cannot be written costs time and nothing else.
"""

import hashlib
import logging
import os
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

import numpy as np

from policy_faq.packing import Arrays, pack, unpack

_LIBRARIES = ("jieba", "numpy", "opencc", "pypinyin")
_PREFIX, _SUFFIX = "policy-search-", ".npz"
_KEPT = 3
_log = logging.getLogger(__name__)
Record = TypeVar("Record")


def content_key(texts: Iterable[str]) -> str:
    """Name of one state of the content, this package's code and the libraries it rests on."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    libraries = (f"{name} {version(name)}" for name in _LIBRARIES)
    for text in (sys.version, *libraries, *texts):
        digest.update(f"{text}\x1e".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of learnt records; it need not exist, nor be writable."""

    folder: Path

    @classmethod
    def usual(cls) -> "Cache":
        """POLICY_CACHE_DIR, else the data folder's `cache`, else the user's cache folder."""
        if own := os.environ.get("POLICY_CACHE_DIR"):
            return cls(Path(own))
        if data := os.environ.get("DATA_DIR"):
            return cls(Path(data) / "cache")
        home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
        return cls(Path(home) / "policy_faq")

    def get(self, key: str, kind: type[Record], make: Callable[[], Record]) -> Record:
        """The record kept under a key; when there is none that can be read, a new one."""
        path = self.folder / f"{_PREFIX}{key}{_SUFFIX}"
        try:
            return unpack(kind, _read(path))
        except FileNotFoundError:
            pass
        except (OSError, EOFError, KeyError, ValueError, TypeError, zipfile.BadZipFile) as error:
            _log.warning("policy search cache cannot be read, built anew: %r", error)
        record = make()
        try:
            _write(path, pack(record))
            self._forget_old(path)
        except OSError as error:
            _log.info("policy search cache cannot be written: %r", error)
        return record

    def _forget_old(self, newest: Path) -> None:
        """Keep the few newest files: other versions of the content may be starting too."""
        found = [path for path in self.folder.glob(f"{_PREFIX}*{_SUFFIX}") if path != newest]
        for path in sorted(found, key=lambda p: p.stat().st_mtime, reverse=True)[_KEPT - 1 :]:
            path.unlink(missing_ok=True)


def _read(path: Path) -> Arrays:
    with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


def _write(path: Path, arrays: Arrays) -> None:
    """Write beside the place and move over: readers see a whole file or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=_PREFIX, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, **arrays)  # type: ignore[arg-type]
        os.replace(name, path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
