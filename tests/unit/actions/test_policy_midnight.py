"""A rule that changes at midnight changes the answer at midnight."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import time_machine
from fastapi import FastAPI
from fastapi.testclient import TestClient

from actions.app import make_router
from actions.registry import make_executor
from backend.conversations import service as conversations
from backend.core.db import unit_of_work
from backend.core.settings import forget_settings
from policy_faq.entries import load_entries
from policy_faq.search import PolicySearch
from tests.unit.actions.rasa_side import Talk

TOKEN = "counter-token-of-tests"
LAST_DAY, FIRST_DAY = date(2026, 12, 31), date(2027, 1, 1)


@pytest.fixture(scope="module")
def search() -> PolicySearch:
    """One question with an answer to the end of the year, and another one from then on."""
    entries = {entry.id: entry for entry in load_entries()}
    fee = entries["registration-fee"]
    until = replace(fee, answer="到年底的答复。", valid_until=LAST_DAY)
    since = replace(fee, id="registration-fee-new", answer="新年起的答复。", valid_from=FIRST_DAY)
    others = [entries[name] for name in ("registration-how", "loan-who", "post-who")]
    return PolicySearch([until, since, *others])


@pytest.fixture
def talk(database: str, search: PolicySearch, monkeypatch: pytest.MonkeyPatch) -> Iterator[Talk]:
    monkeypatch.setenv("ACTION_TOKEN", TOKEN)
    forget_settings()
    app = FastAPI()
    app.include_router(make_router(lambda: make_executor(lambda: search)))
    with TestClient(app) as client:
        with unit_of_work() as session:
            conversation = conversations.open_conversation(session, "gh_test", "openid-1")
            name = conversation.id
        yield Talk(client, TOKEN, name)


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 12, 31, 15, 59, 50, tzinfo=UTC), "到年底的答复。"),  # 23:59:50 in Xining
        (datetime(2026, 12, 31, 16, 0, 10, tzinfo=UTC), "新年起的答复。"),
    ],
)
def test_the_answer_changes_at_midnight(talk: Talk, moment: datetime, said: str) -> None:
    with time_machine.travel(moment, tick=True):
        talk.say("办失业登记要收费吗？", "ask_policy")
        assert said in talk.texts
        assert f"截至{'2026-12-31' if said.startswith('到') else '2027-01-01'}" in talk.texts
        (source,) = talk.outcome["sources"]
        talk.say("/choose_policy", "choose_policy", entry_id=source["entry_id"])
        assert said in talk.texts
