"""Serves the dialogue model over HTTP: `python server.py [--host H] [--port P]`."""

from __future__ import annotations

import argparse
import signal
import sys

import uvicorn
from runtime import quiet_logs
from runtime.settings import read_settings
from runtime.web import create_app


def read_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    """Parses the command line; defaults come from NLU_HOST and NLU_PORT."""
    settings = read_settings()
    parser = argparse.ArgumentParser(
        description="Serve the dialogue model.",
        epilog="Environment: NLU_HOST NLU_PORT NLU_TOKEN DATA_DIR NLU_DATABASE_URL ACTION_URL "
        "ACTION_TOKEN NLU_KEEP_DAYS NLU_PATCHES",
    )
    parser.add_argument("--host", default=settings.host, help="address to bind (%(default)s)")
    parser.add_argument("--port", type=int, default=settings.port, help="port (%(default)s)")
    return parser.parse_args(arguments)


def main(arguments: list[str] | None = None) -> int:
    """Runs the server until SIGINT or SIGTERM; returns the exit code."""
    chosen = read_arguments(arguments)
    quiet_logs.configure()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # uvicorn hands the signal on at the end
    print(f"Interpreter listens on http://{chosen.host}:{chosen.port}", flush=True)
    uvicorn.run(
        create_app(read_settings()),
        host=chosen.host,
        port=chosen.port,
        log_level="warning",
        access_log=False,
        ws="none",
        timeout_graceful_shutdown=5,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
