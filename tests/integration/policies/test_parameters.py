"""Locally set amounts: two persons, then in the answers; taken out, gone."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from backend.core.db import reading, unit_of_work
from backend.core.errors import Conflict, Invalid, NotFound
from backend.policies import parameters, revisions
from backend.policies.knowledge import KnowledgeRoom
from backend.policies.parameters import Amount
from policy_faq.parameters import ASK_LOCALLY
from tests.integration.policies.small_knowledge import make_editors, publish_row, small_seed

AMOUNT = Amount("632800", "1880", date(2026, 2, 1), None, "试政〔2026〕1号")


@pytest.fixture
def room(database: str, tmp_path: Path) -> KnowledgeRoom:
    return KnowledgeRoom(small_seed(tmp_path / "seed"))


def propose(room: KnowledgeRoom, staff: str, amount: Amount = AMOUNT) -> str:
    with unit_of_work() as session:
        return parameters.propose(session, staff, room.seed, "wage", amount).id


def confirm(staff: str, value_id: str) -> None:
    with unit_of_work() as session:
        row = next(row for row in parameters.amounts(session) if row.id == value_id)
        parameters.confirm(session, staff, value_id, parameters.fingerprint(row))


def said(room: KnowledgeRoom, region: str = "632801") -> str:
    room.refresh()
    found = room.current().search.search("咋办失业登记", on=date(2026, 11, 23), region=region)
    return found.hits[0].entry.answer


def test_two_persons_then_in_the_answer_then_out(room: KnowledgeRoom) -> None:
    author, other = make_editors()
    with unit_of_work() as session:
        publish_row(session, author, room.seed, "how", answer="工资{{wage}}。")
    value_id = propose(room, author)
    assert said(room) == f"工资{ASK_LOCALLY}。"
    with pytest.raises(Conflict, match="own"):
        confirm(author, value_id)
    confirm(other, value_id)
    assert said(room) == "工资1880元/月（2026-02-01起，试政〔2026〕1号）。"
    assert said(room, "630102") == f"工资{ASK_LOCALLY}。"
    for again in (lambda: confirm(other, value_id), lambda: propose(room, author)):
        with pytest.raises(Conflict):
            again()
    with unit_of_work() as session:
        parameters.take_out(session, author, value_id)
    assert said(room) == f"工资{ASK_LOCALLY}。"
    with pytest.raises(Conflict):
        with unit_of_work() as session:
            parameters.take_out(session, author, value_id)
    # the same place and day may be written again, and needs two again
    assert propose(room, other, replace(AMOUNT, value="1900")) == value_id
    with pytest.raises(Conflict, match="own"):
        confirm(other, value_id)
    confirm(author, value_id)
    assert "1900元/月" in said(room)


def test_what_was_seen_is_what_is_confirmed(room: KnowledgeRoom) -> None:
    author, other = make_editors()
    value_id = propose(room, author)
    with unit_of_work() as session:
        seen = parameters.fingerprint(parameters.amounts(session)[0])
    propose(room, author, replace(AMOUNT, value="18800"))
    with pytest.raises(Conflict, match="meanwhile"):
        with unit_of_work() as session:
            parameters.confirm(session, other, value_id, seen)
    with reading() as session:
        assert revisions.latest(session) == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("region", "999999"), ("region", "110000"), ("region", ""), ("value", ""),
        ("value", "很多"),
        ("value", "1880元"), ("value", "1" * 60), ("value", "<b>1</b>"), ("source", "无"),
        ("source", "{{wage}}循环"), ("source", "长" * 301), ("expires_on", date(2026, 1, 1)),
    ],
)  # fmt: skip
def test_wrong_amounts_are_refused(room: KnowledgeRoom, field: str, value: object) -> None:
    author, _ = make_editors()
    with pytest.raises(Invalid) as refused:
        propose(room, author, replace(AMOUNT, **{field: value}))  # type: ignore[arg-type]
    assert refused.value.details["field"] == field


def test_unknown_parameter_and_amount(room: KnowledgeRoom) -> None:
    author, _ = make_editors()
    with unit_of_work() as session:
        with pytest.raises(NotFound):
            parameters.propose(session, author, room.seed, "lost", AMOUNT)
        with pytest.raises(NotFound):
            parameters.confirm(session, author, "0" * 32, "")
