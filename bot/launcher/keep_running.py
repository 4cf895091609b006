"""`python -m bot.launcher.keep_running NAME -- COMMAND…`: start a command again when it dies.

Pauses grow from 0.5 to 10 s while it keeps dying. SIGTERM and SIGINT end both; so does the death
of the launcher (LAUNCHER_PID), so nothing is left behind.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from types import FrameType

_PR_SET_PDEATHSIG = 1
_LONGEST_PAUSE = 10.0
_GRACE_SECONDS = 15
_STABLE_SECONDS = 30.0


def _die_with_parent() -> None:
    """Ask the kernel for SIGTERM when the parent is gone (Linux only; elsewhere nothing)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class _Keeper:
    def __init__(self, name: str, command: list[str]) -> None:
        self._name = name
        self._command = command
        self._is_stopping = False
        self._launcher = int(os.environ.get("LAUNCHER_PID") or os.getppid())
        self._child: subprocess.Popen[bytes] | None = None

    def stop(self, _: int = 0, __: FrameType | None = None) -> None:
        self._is_stopping = True
        if self._child and self._child.poll() is None:
            self._child.terminate()

    def run(self) -> int:
        pause = 0.5
        while not self._is_stopping:
            started = time.monotonic()
            self._child = subprocess.Popen(self._command, preexec_fn=_die_with_parent)
            code = self._wait()
            if self._is_stopping:
                break
            lived = time.monotonic() - started
            pause = 0.5 if lived > _STABLE_SECONDS else min(pause * 2, _LONGEST_PAUSE)
            print(f"{self._name} ended with {code}; starting again in {pause:g} s", flush=True)
            time.sleep(pause)
        return 0

    def _launcher_is_gone(self) -> bool:
        try:
            os.kill(self._launcher, 0)
        except ProcessLookupError:
            return True
        return False

    def _wait(self) -> int:
        """The child's exit code; once we are stopping it has a grace period, then it is killed."""
        assert self._child is not None
        stopping_since: float | None = None
        while (code := self._child.poll()) is None:
            time.sleep(0.1)
            if not self._is_stopping and self._launcher_is_gone():
                self.stop()
            if self._is_stopping:
                stopping_since = stopping_since or time.monotonic()
                if time.monotonic() - stopping_since > _GRACE_SECONDS:
                    self._child.kill()
        return code


def main() -> int:
    """Keep the command given after `--` running."""
    if len(sys.argv) < 4 or sys.argv[2] != "--":
        print(__doc__, file=sys.stderr)
        return 2
    keeper = _Keeper(sys.argv[1], sys.argv[3:])
    _die_with_parent()
    for wanted in (signal.SIGTERM, signal.SIGINT):
        signal.signal(wanted, keeper.stop)
    return keeper.run()


if __name__ == "__main__":
    sys.exit(main())
