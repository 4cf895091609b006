"""Learns a state of the entries in a process of its own, so that answering never waits for it.

Learning is seconds of pure Python; in a thread it would slow every answer of this process down.
The child leaves what it learnt in the cache, where the search then finds it.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import structlog

from policy_faq.cache import Cache
from policy_faq.entries import Entry
from policy_faq.search import PolicySearch

_log = structlog.get_logger(__name__)
_WORTH_A_PROCESS = 100  # entries; fewer are learnt faster than a process starts
_LONGEST_SECONDS = 600
_KINDNESS = 5


def learn_beside(entries: Sequence[Entry], cache: Cache) -> None:
    """Have the cache filled for these entries; whatever fails only means they are learnt here."""
    if len(entries) < _WORTH_A_PROCESS:
        return
    root = str(Path(__file__).parents[2])
    known = os.environ.get("PYTHONPATH", "")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, (root, known)))}
    try:
        subprocess.run(
            [sys.executable, "-m", __name__, str(cache.folder)],
            input=pickle.dumps(tuple(entries)),
            env=environment,
            stdout=subprocess.DEVNULL,
            check=True,
            timeout=_LONGEST_SECONDS,
        )
    except (OSError, subprocess.SubprocessError) as error:
        _log.warning("knowledge_learnt_here", error=repr(error))


def main() -> None:
    """The child: entries from standard input, the cache's folder as argument."""
    os.nice(_KINDNESS)
    entries = pickle.load(sys.stdin.buffer)  # from our own parent process, nobody else
    PolicySearch(entries, cache=Cache(Path(sys.argv[1])))


if __name__ == "__main__":
    main()
