"""The process's knowledge over the small seed, and two people to edit it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.policies import knowledge
from tests.integration.policies.small_knowledge import make_editors, over_small_seed


@pytest.fixture
def room(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[knowledge.KnowledgeRoom]:
    """This process's knowledge, over the small seed."""
    with over_small_seed(tmp_path, monkeypatch):
        yield knowledge.room()


@pytest.fixture
def people(room: knowledge.KnowledgeRoom) -> tuple[str, str]:
    """An author and a reviewer."""
    return make_editors()
