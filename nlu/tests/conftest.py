"""Shared fixtures: the trained model (trained only when stale), one agent, one counter."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sklearn.linear_model  # noqa: F401  some tests train after a server was loaded
import train
from runtime.agent_host import AgentHost
from runtime.fingerprint import newest_model
from runtime.settings import Settings, read_settings
from runtime.startup import prepare

from tests.support.conversation import Conversation
from tests.support.counter import Counter

prepare()


@pytest.fixture(scope="session")
def model_path() -> Path:
    """The up-to-date model file; trains it when the inputs changed."""
    assert train.main([]) == 0
    model = newest_model(read_settings().models_dir)
    assert model is not None
    return model


@pytest.fixture(scope="session")
def counter() -> Iterator[Counter]:
    """The stand-in for the action server."""
    counter = Counter()
    yield counter
    counter.close()


@pytest.fixture(scope="session")
def settings(
    model_path: Path, counter: Counter, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """Settings with a data folder of their own that offers the trained model."""
    data_dir = tmp_path_factory.mktemp("data")
    (data_dir / "models").mkdir()
    (data_dir / "models" / model_path.name).symlink_to(model_path)
    return replace(
        read_settings({"DATA_DIR": str(data_dir)}),
        action_url=counter.url,
        action_token="counter-token",
    )


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """One event loop for all conversations."""
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.fixture(scope="session")
def host(settings: Settings, loop: asyncio.AbstractEventLoop) -> AgentHost:
    """The loaded agent."""
    host = AgentHost(settings)
    loop.run_until_complete(host.load())
    assert host.status == "ready", host.detail
    return host


@pytest.fixture
def talk(host: AgentHost, loop: asyncio.AbstractEventLoop) -> Conversation:
    """A new conversation."""
    return Conversation(host, loop)
