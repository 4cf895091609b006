"""A conversation with the real action endpoint on a real database."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from fastapi import FastAPI
from fastapi.testclient import TestClient

from actions.app import make_router
from actions.registry import make_executor
from backend.conversations import service as conversations
from backend.core.db import unit_of_work
from backend.core.settings import forget_settings
from backend.jobseekers import service as jobseekers
from backend.policies.search import policy_search
from tests.unit.actions.rasa_side import Talk

TOKEN = "counter-token-of-tests"


@pytest.fixture
def endpoint(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """The action endpoint in an app of its own."""
    monkeypatch.setenv("ACTION_TOKEN", TOKEN)
    forget_settings()
    executor = make_executor(policy_search)
    app = FastAPI()
    app.include_router(make_router(lambda: executor))
    with (
        TestClient(app) as client,
        time_machine.travel(datetime(2026, 11, 23, 2, 0, tzinfo=UTC), tick=True),
    ):
        yield client


@pytest.fixture
def new_talk(endpoint: TestClient) -> Callable[[str], Talk]:
    """Begin a conversation as the person of an openid."""

    def begin(openid: str) -> Talk:
        with unit_of_work() as session:
            conversation = conversations.open_conversation(session, "gh_test", openid)
            return Talk(endpoint, TOKEN, conversation.id)

    return begin


@pytest.fixture
def talk(new_talk: Callable[[str], Talk]) -> Talk:
    """A conversation with one person."""
    return new_talk("openid-1")


@pytest.fixture
def masked() -> Callable[[Talk, str, str], str]:
    """Put a number into the cloakroom as the channel does; its claim check."""

    def put(talk: Talk, kind: str, value: str) -> str:
        with unit_of_work() as session:
            person = conversations.jobseeker_id_of(session, talk.conversation_id)
            return f"[[{kind}:{jobseekers.deposit(session, person, kind, value)}]]"

    return put
