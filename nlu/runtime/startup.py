"""The first thing every entry point calls: makes Rasa importable and silent."""

from __future__ import annotations

import os
import sys

from runtime import import_stub, quiet_logs
from runtime.settings import NLU_ROOT

PINNED_RASA = "3.6.21"


def prepare(is_serving: bool = False) -> None:
    """Switches telemetry and Rasa's training cache off, installs the import stub, quiets logs.

    Must run before the first `import rasa`. Raises RuntimeError when the installed Rasa is not
    the release this project was built for.
    """
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("RASA_MAX_CACHE_SIZE", "0")
    os.environ.setdefault("LOG_LEVEL", "ERROR")  # silences Rasa's progress bars
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    if str(NLU_ROOT) not in sys.path:
        sys.path.insert(0, str(NLU_ROOT))
    import_stub.install(is_serving)
    quiet_logs.configure()
    import rasa.version

    if rasa.version.__version__ != PINNED_RASA:
        raise RuntimeError(f"Rasa {rasa.version.__version__} found, {PINNED_RASA} expected.")
