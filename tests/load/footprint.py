"""Time and memory of the product's states: first start, warm start, training, each process.

Starts the product twice in the same directory and prints what each phase took and what each
process holds (resident memory from /proc, so Linux only). Prints figures, asserts nothing.
Usage: python -m tests.load.footprint
"""

import tempfile
import time
from pathlib import Path

from tests.support.product import Product, running


def processes(product: Product) -> dict[int, tuple[int, str]]:
    """pid → (resident KiB, command) of every descendant of the launcher."""
    parents: dict[int, int] = {}
    facts: dict[int, tuple[int, str]] = {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(
                row.split(":\t", 1) for row in status.read_text().splitlines() if ":\t" in row
            )
            command = (status.parent / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue
        pid = int(status.parent.name)
        parents[pid] = int(fields["PPid"])
        facts[pid] = (int(fields.get("VmRSS", "0 kB").split()[0]), command)
    ours, grown = {product.process.pid}, True
    while grown:
        more = {pid for pid, parent in parents.items() if parent in ours} - ours
        ours, grown = ours | more, bool(more)
    return {pid: facts[pid] for pid in ours if pid in facts}


def start(directory: Path, name: str) -> None:
    began = time.perf_counter()
    with running(directory) as product:
        print(f"{name}: ready after {time.perf_counter() - began:.1f} s")
        product.say("甲", "失业登记怎么办理")
        total = 0
        for pid, (kib, command) in sorted(processes(product).items()):
            total += kib
            print(f"  {kib / 1024:7.0f} MiB  {pid:>7}  {_short(command)}")
        print(f"  {total / 1024:7.0f} MiB  in all (shared pages counted once per process)")
        for line in product.lines:
            if "train" in line.lower() or "model" in line.lower():
                print(f"  | {line}")
        began = time.perf_counter()
    print(f"  stopped after {time.perf_counter() - began:.1f} s")


def _short(command: str) -> str:
    for word in ("keep_running", "server.py", "bot.main", "celery", "bot.sandbox", "redis-server"):
        if word in command:
            return word
    return "launcher"


def main() -> None:
    with tempfile.TemporaryDirectory() as directory:
        start(Path(directory), "first start (trains)")
        start(Path(directory), "warm start")


if __name__ == "__main__":
    main()
