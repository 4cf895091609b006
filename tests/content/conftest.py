"""The shipped content, read once."""

import pytest

from policy_faq.citations import Sources
from policy_faq.entries import Entry, load_entries, load_sources


@pytest.fixture(scope="session")
def sources() -> Sources:
    return load_sources()


@pytest.fixture(scope="session")
def entries(sources: Sources) -> tuple[Entry, ...]:
    return load_entries(sources=sources)
