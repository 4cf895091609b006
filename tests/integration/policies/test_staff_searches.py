"""Look-ups of hotline staff: one row a look-up, masked, recent and popular, deleted in time."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.policies import staff_searches
from backend.policies.models import StaffSearch
from backend.staff.models import StaffAccount, StaffRole

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def clerks(session: Session) -> list[str]:
    accounts = [
        StaffAccount(login=f"rexian{n}", display_name="小李", role=StaffRole.HOTLINE,
                     password_hash="none")
        for n in range(3)
    ]  # fmt: skip
    session.add_all(accounts)
    session.flush()
    return [account.id for account in accounts]


def kept(session: Session) -> list[tuple[str, str | None]]:
    rows = session.scalars(select(StaffSearch).order_by(StaffSearch.searched_at))
    return [(row.question, row.entry_id) for row in rows]


def test_typing_on_and_opening_are_one_look_up(
    session: Session, clerks: list[str], clock: time_machine.Traveller
) -> None:
    """失业, 失业金, opened: one row; a new question, another entry or a later hour: another."""
    me = clerks[0]
    staff_searches.note(session, me, "失业", "choose", None)
    clock.shift(timedelta(seconds=3))
    staff_searches.note(session, me, "失业金", "choose", None)
    staff_searches.note(session, me, "失业金", "choose", "a")
    assert kept(session) == [("失业金", "a")]
    clock.shift(timedelta(seconds=3))
    staff_searches.note(session, me, "失业金", "choose", "b")
    clock.shift(timedelta(seconds=3))
    staff_searches.note(session, me, "失业金多少", "answer", None)
    clock.shift(timedelta(hours=1))
    staff_searches.note(session, me, "失业金多少", "answer", None)
    assert kept(session) == [
        ("失业金", "a"), ("失业金", "b"), ("失业金多少", None), ("失业金多少", None)
    ]  # fmt: skip


def test_look_ups_of_two_people_stay_apart(
    session: Session, clerks: list[str], clock: time_machine.Traveller
) -> None:
    """Each has their own recent questions, newest first, nothing twice."""
    for question in ("贷款", "社保", "贷款"):
        staff_searches.note(session, clerks[0], question, "choose", None)
        clock.shift(timedelta(minutes=5))
    staff_searches.note(session, clerks[1], "登记", "choose", None)
    recent = staff_searches.recent(session, clerks[0])
    assert [one.question for one in recent] == ["贷款", "社保"]
    assert [one.question for one in staff_searches.recent(session, clerks[1])] == ["登记"]
    assert staff_searches.recent(session, clerks[2]) == []


def test_popular_counts_people_before_times(
    session: Session, clerks: list[str], clock: time_machine.Traveller
) -> None:
    """One keen clerk does not make an entry popular; old look-ups no longer count."""
    staff_searches.note(session, clerks[2], "旧的", "answer", "old")
    clock.shift(timedelta(days=31))
    for n in range(5):
        staff_searches.note(session, clerks[0], f"问题{n}", "answer", "mine")
    for clerk in clerks[:2]:
        staff_searches.note(session, clerk, "大家问", "answer", "ours")
    found = staff_searches.popular(session)
    assert [(one.entry_id, one.people, one.times) for one in found] == [
        ("ours", 2, 2),
        ("mine", 1, 5),
    ]


def test_old_rows_are_deleted(
    session: Session, clerks: list[str], clock: time_machine.Traveller
) -> None:
    """After ninety days."""
    staff_searches.note(session, clerks[0], "旧的", "answer", "old")
    clock.shift(timedelta(days=89))
    assert staff_searches.delete_old(session) == 0
    clock.shift(timedelta(days=2))
    assert staff_searches.delete_old(session) == 1


def test_nothing_and_too_much(session: Session, clerks: list[str]) -> None:
    """No row for nothing; a paste is cut to the column."""
    staff_searches.note(session, clerks[0], " \n ", "none", None)
    staff_searches.note(session, clerks[0], "问" * 20_000, "none", None)
    assert kept(session) == [("问" * 200, None)]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("打13997612346找他", "打＊找他"),
        ("139 9761 2346", "＊"),
        ("１３９９７６１２３４６", "＊"),
        ("幺三九九七六幺二三四六", "＊"),
        ("63010219900307001x 办登记", "＊ 办登记"),
        ("卡6222 0212 3456 7890 123", "卡＊"),
        ("0971-6123456转人工", "＊转人工"),
        (
            "贷款100000元，青人社厅发〔2023〕9号，12333",
            "贷款100000元，青人社厅发〔2023〕9号，12333",
        ),
        ("2023年1月1日到2024年12月31日", "2023年1月1日到2024年12月31日"),
        ("", ""),
    ],
)
def test_long_numbers_are_masked(text: str, masked: str) -> None:
    """Eleven digits and more are a person's; amounts, years and document numbers are not."""
    assert staff_searches.without_numbers(text) == masked
