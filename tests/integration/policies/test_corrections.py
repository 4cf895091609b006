"""Answer recall on both databases: who received it, once each, tracked to the end."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from backend.conversations import outbox
from backend.conversations.models import Conversation, OutboxMessage
from backend.core.clock import now
from backend.core.db import new_id, reading, unit_of_work
from backend.core.errors import AppError, Conflict, Invalid, NotFound
from backend.jobseekers import service as jobseekers
from backend.policies import corrections, knowledge
from backend.policies.corrections import Audience, Wanted
from backend.policies.corrections_progress import list_corrections, progress
from backend.policies.models import Correction, CorrectionRecipient
from tests.integration.policies.small_knowledge import make_editors, publish_row
from tests.integration.policies.talk import be_told, conversation_of, unsubscribe

TEXT = "更正：失业登记现在当天办结。给您添麻烦了。"


@pytest.fixture
def officer(room: knowledge.KnowledgeRoom) -> str:
    """An officer's account id; three people got the entry, then it was corrected."""
    author, _ = make_editors()
    for person in "abc":
        be_told(person, "how")
    be_told("a", "how")
    with unit_of_work() as session:
        publish_row(session, author, room.seed, "how", answer="网上或现场都可以办。当天办结。")
    room.refresh()
    return author


def wanted(text: str = TEXT, **more: bool) -> Wanted:
    return Wanted("how", now() - timedelta(days=1), text, **more)


def who(text: str = TEXT, **more: bool) -> Audience:
    with reading() as session:
        return corrections.audience(session, knowledge.current(), wanted(text, **more))


def send(staff: str, correction_id: str, text: str = TEXT, expected: int = 3) -> Correction:
    with unit_of_work() as session:
        return corrections.send(
            session, staff, knowledge.current(), correction_id, wanted(text), expected=expected
        )


def messages() -> list[OutboxMessage]:
    with reading() as session:
        return list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.send_key)))


def test_everyone_who_received_it_gets_it_once(officer: str) -> None:
    assert (who().received, len(who().to_send)) == (3, 3)
    made = send(officer, new_id())
    found = messages()
    assert {one.conversation_id for one in found} == {conversation_of(p) for p in "abc"}
    assert {one.text for one in found} == {TEXT}
    assert len(found) == 3
    with reading() as session:
        rows = session.scalars(
            select(CorrectionRecipient).where(CorrectionRecipient.correction_id == made.id)
        ).all()
    assert {row.outbox_message_id for row in rows} == {one.id for one in found}


def test_the_same_twice_sends_nothing_twice(officer: str) -> None:
    correction_id = new_id()
    first = send(officer, correction_id)
    assert send(officer, correction_id).id == first.id
    assert len(messages()) == 3
    assert (who().told_before, len(who().to_send)) == (3, 0)
    with pytest.raises(NotFound):
        send(officer, new_id())
    be_told("d", "how")
    assert len(messages()) == 3


def test_two_officers_at_once(officer: str) -> None:
    def attempt(correction_id: str) -> str:
        try:
            return send(officer, correction_id).id
        except AppError as error:
            return error.code

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(attempt, (new_id(), new_id())))
    assert sorted(code == "not_found" for code in done) == [False, True]
    assert len(messages()) == 3


def test_a_crash_before_the_end_leaves_nothing(officer: str) -> None:
    correction_id = new_id()
    with pytest.raises(ZeroDivisionError), unit_of_work() as session:
        corrections.send(session, officer, knowledge.current(), correction_id, wanted(), expected=3)
        raise ZeroDivisionError
    assert messages() == []
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(CorrectionRecipient)) == 0
    send(officer, correction_id)
    assert len(messages()) == 3


def test_another_number_of_people_is_asked_about(officer: str) -> None:
    with pytest.raises(Conflict) as error:
        send(officer, new_id(), expected=2)
    assert error.value.details["people"] == 3
    assert messages() == []


def test_who_must_not_be_written_to_is_listed(officer: str) -> None:
    unsubscribe("b")
    conversation_id = conversation_of("c")
    with unit_of_work() as session:
        person = session.get_one(Conversation, conversation_id).jobseeker_id
        jobseekers.give_consent(session, person, "registration", "1")
        jobseekers.withdraw_consent(session, person, "registration")
    made = send(officer, new_id(), expected=1)
    assert [one.conversation_id for one in messages()] == [conversation_of("a")]
    with reading() as session:
        found = progress(session, made.id)
    assert found.row.counts == {"created": 1, "skipped": 2}
    assert {one.state for one in found.not_reached} == {"unsubscribed", "withdrawn"}
    assert all("openid" not in one.name for one in found.not_reached)


def test_who_agreed_again_is_written_to(officer: str) -> None:
    conversation_id = conversation_of("c")
    with unit_of_work() as session:
        person = session.get_one(Conversation, conversation_id).jobseeker_id
        for _ in range(2):
            jobseekers.withdraw_consent(session, person, "registration")
            jobseekers.give_consent(session, person, "registration", "1")
    assert len(who().to_send) == 3


def test_who_got_only_what_is_said_now_needs_none(officer: str) -> None:
    be_told("d", "how")
    be_told("a", "how")
    assert (who().received, who().up_to_date, len(who().to_send)) == (4, 1, 3)
    assert len(who(with_current=True).to_send) == 4


def test_only_since_that_moment(officer: str) -> None:
    with reading() as session:
        later = Wanted("how", now(), TEXT)
        assert corrections.audience(session, knowledge.current(), later).received == 0
        with pytest.raises(Invalid):
            future = Wanted("how", now() + timedelta(hours=1), TEXT)
            corrections.audience(session, knowledge.current(), future)


@pytest.mark.parametrize("text", ["", " \n\t ", "字" * 201, "\u200b\x00\x07", "a" * 601])
def test_bad_texts_are_refused(officer: str, text: str) -> None:
    with pytest.raises(Invalid):
        send(officer, new_id(), text)
    assert messages() == []


def test_the_longest_text_goes(officer: str) -> None:
    send(officer, new_id(), "字" * 200)
    assert messages()[0].text == "字" * 200


def test_proposal_is_short_enough(room: knowledge.KnowledgeRoom) -> None:
    for entry in room.current().entries:
        text = corrections.proposal(entry)
        assert entry.question in text and corrections.checked_text(text) == text
    assert "12333" in corrections.proposal(None)


def test_progress_to_the_end(officer: str) -> None:
    made = send(officer, new_id())
    with unit_of_work() as session:
        first, second, third = [one.message_id for one in outbox.claim(session)]
        outbox.mark_sent(session, first)
        outbox.mark_ended(session, second, "window_closed", 45015, "out of window")
    with reading() as session:
        (row,) = list_corrections(session)
        assert not row.is_finished
    with unit_of_work() as session:
        outbox.mark_ended(session, third, "unknown", None, "time-out")
    with reading() as session:
        found = progress(session, made.id)
    assert found.row.counts == {"sent": 1, "window_closed": 1, "unknown": 1}
    assert found.row.is_finished and found.row.total == 3
    assert {one.state for one in found.not_reached} == {"window_closed", "unknown"}
    with reading() as session, pytest.raises(NotFound):
        progress(session, new_id())
