"""Reading room: what the C library does with memory numpy has freed, where it is glibc."""

import ctypes
from contextlib import suppress

import numpy as np

_LARGEST_BLOCK = 31 * 2**20  # glibc's own limit is 32 MiB


def keep_freed_memory() -> None:
    """Make glibc keep what is freed: arrays of a search are large enough to be handed back and
    asked for again at every question, and the page faults cost more than the arithmetic.

    Freeing one large block raises its bar for handing back to twice that; elsewhere nothing
    happens. The block is never touched, so it takes no memory.
    """
    np.empty(_LARGEST_BLOCK, dtype=np.uint8)


def hand_back_freed_memory() -> None:
    """Give back what building an index needed for a while: half of the process, without this."""
    with suppress(AttributeError, OSError):  # another C library has its own ways
        ctypes.CDLL(None).malloc_trim(0)
