"""A tiny product, a running sandbox that pushes to it, and a client for both its APIs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.unit.sandbox.running import SandboxClient, running_sandbox, sandbox_settings
from tests.unit.sandbox.tiny_product import TinyProduct


@pytest.fixture(scope="module")
def shared() -> Iterator[tuple[TinyProduct, str]]:
    """One product and one sandbox for a module; starting them takes longer than most tests."""
    tiny = TinyProduct()
    with running_sandbox(sandbox_settings(tiny.url)) as address:
        yield tiny, address
    tiny.close()


@pytest.fixture
def product(shared: tuple[TinyProduct, str]) -> TinyProduct:
    tiny = shared[0]
    tiny.reset()
    return tiny


@pytest.fixture
def sandbox(shared: tuple[TinyProduct, str], product: TinyProduct) -> Iterator[SandboxClient]:
    """A client of an empty sandbox; it is left empty and idle."""
    client = SandboxClient(shared[1])
    yield client
    client.empty()
    client.http.close()
