"""Registration drafts and records on both databases, two confirmations at once included."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
import time_machine
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.core.clock import now
from backend.core.db import unit_of_work
from backend.core.errors import Conflict, Invalid, NotFound
from backend.jobseekers import service as jobseekers
from backend.registrations import service as registrations
from backend.registrations.models import Registration
from backend.registrations.service import Message

ID, OTHER_ID = "63010219900307001X", "632801198508150022"
ANSWERS = {
    "name": "张三",
    "id_number": ID,
    "phone": "13897123456",
    "education": "大专",
    "graduated_on": "2023年6月",
    "hukou_region": "西宁市城东区五一路3号",
    "residence_region": "和户口一样",
    "health": "健康",
    "employment_status": "没有工作",
    "receives_pension": "没领",
    "unemployment_reason": "被裁员",
    "unemployed_on": "上个月15号",
    "former_employer": "某某特钢有限公司",
    "job_wish": "愿意马上上岗",
    "skill": "电工证",
    "wanted_occupation": "保安",
    "wants_training": "不学",
    "groups": "1 3",
}


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    """Monday 23 November 2026, ten in the morning in Qinghai."""
    with time_machine.travel(datetime(2026, 11, 23, 2, 0, tzinfo=UTC), tick=True):
        yield


def _person(session: Session, openid: str = "o-1") -> str:
    return jobseekers.recognise(session, "gh_1", openid).jobseeker_id


def _draft(session: Session, jobseeker_id: str, kind: str = "unemployment") -> Any:
    opened = registrations.open_draft(session, jobseeker_id, kind)
    assert isinstance(opened, registrations.Opened)
    return opened.draft


def _fill(session: Session, jobseeker_id: str, **changes: str) -> Any:
    """A draft with every answer given and confirmed."""
    draft = _draft(session, jobseeker_id)
    registrations.give_field(session, draft, "consent", "同意")
    while (key := registrations.next_field(draft)) not in ("confirm", None):
        given = registrations.give_field(session, draft, key, {**ANSWERS, **changes}[key])
        assert isinstance(given, registrations.Accepted), given
    registrations.give_field(session, draft, "confirm", "确认")
    return draft


def _submitted(session: Session, jobseeker_id: str, **changes: str) -> registrations.Submitted:
    _fill(session, jobseeker_id, **changes)
    submission = registrations.submit(session, jobseeker_id)
    assert isinstance(submission, registrations.Submitted)
    return submission


def _registration_id(session: Session, number: str) -> str:
    return registrations.list_registrations(session, query=number).rows[0].id


class TestDraft:
    def test_consent_is_asked_first_and_recorded(self, session: Session) -> None:
        person = _person(session)
        draft = _draft(session, person)
        assert registrations.next_field(draft) == "consent"
        with pytest.raises(Conflict):
            registrations.give_field(session, draft, "name", "张三")
        given = registrations.give_field(session, draft, "consent", "同意")
        assert isinstance(given, registrations.Accepted)
        assert draft.consent_version
        assert jobseekers.has_consent(session, person, jobseekers.REGISTRATION_CONSENT)
        assert registrations.next_field(draft) == "name"

    def test_an_unclear_answer_is_no_consent(self, session: Session) -> None:
        draft = _draft(session, _person(session))
        given = registrations.give_field(session, draft, "consent", "哈哈")
        assert isinstance(given, registrations.Rejected)
        assert given.problem == "consent_unclear"
        assert draft.consented_at is None

    def test_declining_is_told_apart(self, session: Session) -> None:
        draft = _draft(session, _person(session))
        assert registrations.give_field(session, draft, "consent", "不同意") == (
            registrations.Declined("consent")
        )

    def test_one_open_draft_a_person(self, session: Session) -> None:
        person = _person(session)
        first = registrations.open_draft(session, person, "unemployment")
        second = registrations.open_draft(session, person, "unemployment")
        assert isinstance(first, registrations.Opened)
        assert isinstance(second, registrations.Opened)
        assert first.is_new
        assert not second.is_new
        assert first.draft is second.draft

    def test_a_draft_is_resumed_days_later(self, database: str) -> None:
        with unit_of_work() as session:
            person = _person(session)
            draft = _draft(session, person)
            registrations.give_field(session, draft, "consent", "同意")
            registrations.give_field(session, draft, "name", "才让卓玛")
        with time_machine.travel(now() + timedelta(days=9)), unit_of_work() as session:
            draft = registrations.draft_of(session, person)
            assert draft is not None
            assert registrations.next_field(draft) == "id_number"
            assert registrations.summary(draft)[0].shown == "才让卓玛"

    def test_personal_answers_are_not_readable_in_the_tables(self, database: str) -> None:
        with unit_of_work() as session:
            _submitted(session, _person(session))
            _fill(session, _person(session, "o-2"), id_number=OTHER_ID, name="李四")
        with unit_of_work() as session:
            for table in ("registrations", "registration_drafts"):
                stored = str(session.execute(text(f"SELECT * FROM {table}")).all())
                for secret in (ID, OTHER_ID, "13897123456", "张三", "李四", "五一路"):
                    assert secret not in stored

    def test_go_back_skip_and_clear(self, session: Session) -> None:
        draft = _draft(session, _person(session))
        assert registrations.go_back(session, draft, "consent") is None
        registrations.give_field(session, draft, "consent", "同意")
        assert registrations.go_back(session, draft, "name") is None
        registrations.give_field(session, draft, "name", "张三")
        assert not registrations.skip_field(session, draft, "id_number")
        back = registrations.go_back(session, draft, "id_number")
        assert back is not None
        assert back.key == "name"
        assert registrations.next_field(draft) == "name"
        assert registrations.skip_field(session, draft, "name")  # it has a value already
        assert registrations.next_field(draft) == "id_number"
        registrations.clear_field(session, draft, "name")
        assert registrations.next_field(draft) == "name"

    def test_optional_questions_can_be_skipped(self, session: Session) -> None:
        person = _person(session)
        draft = _fill(session, person)
        registrations.clear_field(session, draft, "skill")
        assert registrations.next_field(draft) == "skill"
        assert registrations.skip_field(session, draft, "skill")
        assert registrations.next_field(draft) == "confirm"

    def test_summary_masks_numbers(self, session: Session) -> None:
        draft = _fill(session, _person(session))
        shown = {row.label: row.shown for row in registrations.summary(draft)}
        assert shown["身份证号"] == "630102********001X"
        assert shown["手机号"] == "138****3456"
        assert shown["失业时间"] == "2026年10月15日"
        assert shown["现在住的地方"] == "西宁市城东区"
        assert shown["家庭和个人情况"] == "低保家庭、残疾"

    def test_misunderstandings_are_counted_until_understood(self, session: Session) -> None:
        draft = _draft(session, _person(session))
        assert registrations.count_misunderstanding(session, draft, "consent") == 1
        assert registrations.count_misunderstanding(session, draft, "consent") == 2
        registrations.give_field(session, draft, "consent", "同意")
        assert registrations.count_misunderstanding(session, draft, "consent") == 1

    def test_deleting_leaves_nothing(self, session: Session) -> None:
        person = _person(session)
        token = jobseekers.deposit(session, person, "id", ID)
        _fill(session, person)
        assert registrations.delete_draft(session, person)
        assert registrations.draft_of(session, person) is None
        assert jobseekers.redeem(session, person, "id", token) is None
        assert not jobseekers.has_consent(session, person, jobseekers.REGISTRATION_CONSENT)
        assert not registrations.delete_draft(session, person)

    def test_old_drafts_are_deleted_recent_ones_stay(self, session: Session) -> None:
        person = _person(session)
        _draft(session, person)
        assert registrations.delete_expired_drafts(session, now() + timedelta(days=29)) == 0
        assert registrations.delete_expired_drafts(session, now() + timedelta(days=31)) == 1
        session.expire_all()
        assert registrations.draft_of(session, person) is None


class TestContradictions:
    def test_work_lost_before_sixteen_is_refused(self, session: Session) -> None:
        draft = _fill(session, _person(session))
        given = registrations.give_field(session, draft, "unemployed_on", "2005年1月1日")
        assert isinstance(given, registrations.Rejected)
        assert given.problem == "before_sixteen"

    def test_a_new_id_number_makes_the_date_be_asked_again(self, session: Session) -> None:
        draft = _fill(session, _person(session), unemployed_on="2006年5月1日")
        given = registrations.give_field(session, draft, "id_number", "632625200106301246")
        assert isinstance(given, registrations.Accepted)
        assert given.cleared == ("unemployed_on",)
        assert "unemployed_on" in registrations.missing_fields(draft)

    def test_any_change_takes_the_confirmation_back(self, session: Session) -> None:
        draft = _fill(session, _person(session))
        assert registrations.next_field(draft) is None
        registrations.give_field(session, draft, "phone", "13912345678")
        assert registrations.next_field(draft) == "confirm"


class TestMessages:
    def _take(self, session: Session, draft: Any, asked: str, said: str) -> registrations.Taken:
        return registrations.take_message(session, draft, asked, Message(said))

    def test_several_facts_in_one_message(self, session: Session) -> None:
        person = _person(session)
        draft = _draft(session, person)
        registrations.give_field(session, draft, "consent", "同意")
        id_token = jobseekers.deposit(session, person, "id", ID)
        phone_token = jobseekers.deposit(session, person, "phone", "13897123456")
        said = f"我叫张三，身份证[[id:{id_token}]]，电话[[phone:{phone_token}]]，大专"
        taken = self._take(session, draft, "name", said)
        assert {one.field for one in taken.accepted} == {"name", "id_number", "phone", "education"}
        assert taken.rejected is None
        assert registrations.next_field(draft) == "hukou_region"

    def test_facts_may_come_with_the_consent_but_not_before_it(self, session: Session) -> None:
        person = _person(session)
        draft = _draft(session, person)
        taken = self._take(session, draft, "consent", "我叫张三，大专")
        assert draft.name is None
        assert taken.rejected is not None
        self._take(session, draft, "consent", "同意，我叫张三，大专")
        assert draft.name == "张三"
        assert draft.answers["education"] == "31"

    def test_a_number_of_another_person_is_not_redeemed(self, session: Session) -> None:
        stranger, person = _person(session, "o-2"), _person(session)
        draft = _draft(session, person)
        registrations.give_field(session, draft, "consent", "同意")
        token = jobseekers.deposit(session, stranger, "id", ID)
        taken = self._take(session, draft, "id_number", f"[[id:{token}]]")
        assert taken.rejected is not None
        assert taken.rejected.problem == "number_expired"
        assert draft.id_number is None

    def test_a_mistyped_number_masked_as_a_card_is_named(self, session: Session) -> None:
        person = _person(session)
        draft = _draft(session, person)
        registrations.give_field(session, draft, "consent", "同意")
        token = jobseekers.deposit(session, person, "card", "6301021990030700")
        taken = self._take(session, draft, "id_number", f"[[card:{token}]]")
        assert taken.rejected is not None
        assert (taken.rejected.problem, taken.rejected.values) == (
            "id_number_length",
            {"digits": "16"},
        )

    def test_numbers_typed_with_gaps(self, session: Session) -> None:
        draft = _fill(session, _person(session))
        self._take(session, draft, "phone", "139 1234 5678")
        self._take(session, draft, "id_number", "632801 19850815 0022")
        assert (draft.phone, draft.id_number) == ("13912345678", OTHER_ID)

    def test_date_and_reason_in_one_sentence(self, session: Session) -> None:
        draft = _fill(session, _person(session))
        for key in ("unemployment_reason", "unemployed_on"):
            registrations.clear_field(session, draft, key)
        self._take(session, draft, "unemployment_reason", "上个月15号被裁员了")
        assert draft.answers["unemployment_reason"] == "21"
        assert draft.answers["unemployed_on"] == "2026-10-15"


class TestEligibility:
    @pytest.mark.parametrize(
        ("key", "said", "code"),
        [
            ("receives_pension", "领着呢", "receives_pension"),
            ("employment_status", "还在上班", "employed"),
            ("employment_status", "开着店", "running_business"),
            ("job_wish", "暂时不想工作", "no_wish"),
            ("job_wish", "没有劳动能力", "unable_to_work"),
        ],
    )
    def test_who_does_not_qualify_goes_on_as_jobseeker_with_the_same_data(
        self, session: Session, key: str, said: str, code: str
    ) -> None:
        person = _person(session)
        draft = _fill(session, person)
        taken = registrations.take_message(session, draft, key, Message(said))
        assert taken.decision is not None
        assert [reason.code for reason in taken.decision.reasons] == [code]
        assert draft.kind == "job_seeking"
        assert registrations.missing_fields(draft) == ["wanted_region", "wanted_wage"]
        for asked, answer in (("wanted_region", "西宁"), ("wanted_wage", "四千")):
            registrations.give_field(session, draft, asked, answer)
        registrations.give_field(session, draft, "confirm", "确认")
        submitted = registrations.submit(session, person)
        assert isinstance(submitted, registrations.Submitted)
        assert (submitted.kind, submitted.due_on) == ("job_seeking", None)

    def test_a_corrected_fact_leads_back(self, session: Session) -> None:
        draft = _fill(session, _person(session))
        registrations.take_message(session, draft, "employment_status", Message("还在上班"))
        taken = registrations.take_message(session, draft, "employment_status", Message("没有工作"))
        assert taken.decision is not None
        assert taken.decision.kind == draft.kind == "unemployment"

    def test_a_child_may_register_for_nothing(self, session: Session) -> None:
        person = _person(session)
        draft = _draft(session, person)
        registrations.give_field(session, draft, "consent", "同意")
        taken = registrations.take_message(
            session, draft, "id_number", Message("630102201505050019")
        )
        assert taken.decision is not None
        assert taken.decision.kind == "none"

    def test_living_and_household_elsewhere(self, session: Session) -> None:
        draft = _fill(session, _person(session), hukou_region="甘肃省", residence_region="广东省")
        assert registrations.settle_kind(session, draft) is not None
        assert draft.kind == "job_seeking"

    def test_submitting_checks_again(self, session: Session) -> None:
        person = _person(session)
        draft = _fill(session, person)
        draft.answers = {**draft.answers, "employment_status": "employed"}
        assert isinstance(registrations.submit(session, person), registrations.NotQualified)


class TestSubmission:
    def test_number_and_last_day(self, session: Session) -> None:
        submitted = _submitted(session, _person(session))
        assert submitted.number == "630102202611230001"
        assert submitted.due_on == date(2026, 11, 26)
        assert not submitted.due_is_provisional

    def test_numbers_count_up_per_county_and_day(self, session: Session) -> None:
        first = _submitted(session, _person(session))
        second = _submitted(session, _person(session, "o-2"), id_number=OTHER_ID)
        assert (first.number[-4:], second.number[-4:]) == ("0001", "0002")

    def test_the_last_day_skips_weekends(self, session: Session) -> None:
        with time_machine.travel(datetime(2026, 11, 26, 2, 0, tzinfo=UTC)):
            assert _submitted(session, _person(session)).due_on == date(2026, 12, 1)

    def test_a_day_beyond_the_published_calendar_is_provisional(self, session: Session) -> None:
        with time_machine.travel(datetime(2035, 12, 28, 2, 0, tzinfo=UTC)):
            submitted = _submitted(session, _person(session))
        assert submitted.due_on == date(2036, 1, 2)
        assert submitted.due_is_provisional

    def test_everything_given_is_on_record(self, session: Session) -> None:
        number = _submitted(session, _person(session)).number
        held = session.query(Registration).filter_by(number=number).one()
        assert (held.name, held.id_number, held.phone) == ("张三", ID, "13897123456")
        assert (held.sex, held.born_on) == ("1", date(1990, 3, 7))
        assert (held.education, held.unemployment_reason) == ("31", "21")
        assert (held.unemployed_on, held.former_employer) == (
            date(2026, 10, 15),
            "某某特钢有限公司",
        )
        assert (held.hukou_region, held.residence_address) == ("630102", "西宁市城东区五一路3号")
        assert held.intention == {
            "skill": "电工证",
            "wanted_occupation": "保安",
            "wants_training": "no",
        }
        assert held.groups == ["low_income", "disabled"]
        assert held.is_first
        assert held.receives_pension is False
        assert held.consent_version
        assert held.declaration_version
        assert held.declared_at == held.declared_at.astimezone(UTC)

    def test_typed_numbers_are_forgotten_once_submitted(self, session: Session) -> None:
        person = _person(session)
        token = jobseekers.deposit(session, person, "id", ID)
        _submitted(session, person)
        assert jobseekers.redeem(session, person, "id", token) is None

    def test_nothing_is_submitted_without_the_final_yes(self, session: Session) -> None:
        person = _person(session)
        draft = _fill(session, person)
        draft.confirmed_at = None
        assert registrations.submit(session, person) == registrations.Incomplete(("confirm",))

    def test_nothing_is_submitted_with_answers_missing(self, session: Session) -> None:
        person = _person(session)
        draft = _fill(session, person)
        registrations.clear_field(session, draft, "phone")
        given = registrations.give_field(session, draft, "confirm", "确认")
        assert isinstance(given, registrations.Rejected)
        assert registrations.submit(session, person) == registrations.Incomplete(("phone",))

    def test_nothing_to_submit(self, session: Session) -> None:
        outcome = registrations.submit(session, _person(session))
        assert outcome == registrations.NothingToSubmit()

    def test_confirming_again_gives_the_same_number(self, session: Session) -> None:
        person = _person(session)
        first = _submitted(session, person)
        again = registrations.submit(session, person)
        assert isinstance(again, registrations.Submitted)
        assert again.number == first.number
        assert again.is_repeat

    def test_a_second_registration_is_not_opened(self, session: Session) -> None:
        person = _person(session)
        number = _submitted(session, person).number
        for kind in ("unemployment", "job_seeking"):
            outcome = registrations.open_draft(session, person, kind)
            assert outcome == registrations.AlreadyRegistered(
                True, "unemployment", "submitted", number
            )

    def test_the_same_id_number_from_another_account_is_refused(self, session: Session) -> None:
        _submitted(session, _person(session))
        stranger = _person(session, "o-2")
        _fill(session, stranger)
        outcome = registrations.submit(session, stranger)
        assert outcome == registrations.AlreadyRegistered(False, "unemployment", "submitted", None)

    def test_a_jobseeker_who_lost_the_job_registers_as_unemployed(self, session: Session) -> None:
        person = _person(session)
        draft = _draft(session, person, "job_seeking")
        registrations.give_field(session, draft, "consent", "同意")
        wanted = {**ANSWERS, "wanted_region": "西宁", "wanted_wage": "面议"}
        while (key := registrations.next_field(draft)) not in ("confirm", None):
            registrations.give_field(session, draft, key, wanted[key])
        registrations.give_field(session, draft, "confirm", "是")
        first = registrations.submit(session, person)
        assert isinstance(first, registrations.Submitted)
        second = _submitted(session, person)
        old = registrations.registration_detail(session, _registration_id(session, first.number))
        assert old.row.status == "cancelled"
        assert old.history[-1].kind == "superseded"
        assert second.kind == "unemployment"
        status = registrations.status_of(session, person)
        assert status is not None
        assert status.number == second.number

    def test_the_database_itself_keeps_one_active_registration(self, session: Session) -> None:
        number = _submitted(session, _person(session)).number
        held = session.query(Registration).filter_by(number=number).one()
        values = {
            column.key: getattr(held, column.key)
            for column in Registration.__mapper__.columns
            if column.key not in ("id", "number")
        }
        with pytest.raises(IntegrityError), session.begin_nested():
            session.add(Registration(**values, number="x"))
        values["status"] = "rejected"
        with session.begin_nested():
            session.add(Registration(**values, number="y"))


def _confirm_in_threads(people: list[str]) -> list[registrations.Submission]:
    barrier = Barrier(len(people))

    def confirm(person: str) -> registrations.Submission:
        barrier.wait()
        with unit_of_work() as session:
            return registrations.submit(session, person)

    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(confirm, people))


class TestAtOnce:
    def test_two_confirmations_give_one_registration_and_one_number(self, database: str) -> None:
        with unit_of_work() as session:
            person = _person(session)
            _fill(session, person)
        outcomes = _confirm_in_threads([person, person])
        assert all(isinstance(one, registrations.Submitted) for one in outcomes)
        assert len({one.number for one in outcomes}) == 1  # type: ignore[union-attr]
        with unit_of_work() as session:
            assert registrations.list_registrations(session).total == 1

    def test_two_accounts_with_one_id_number(self, database: str) -> None:
        with unit_of_work() as session:
            people = [_person(session, openid) for openid in ("o-1", "o-2")]
            for person in people:
                _fill(session, person)
        outcomes = _confirm_in_threads(people)
        kinds = sorted(type(one).__name__ for one in outcomes)
        assert kinds == ["AlreadyRegistered", "Submitted"]

    def test_serial_numbers_are_unique(self, database: str) -> None:
        ids = [ID, OTHER_ID, "632521197202290035", "632625200106301246"]
        with unit_of_work() as session:
            people = [_person(session, f"o-{number}") for number in range(4)]
            for person, id_number in zip(people, ids, strict=True):
                _fill(session, person, id_number=id_number)
        outcomes = _confirm_in_threads(people)
        numbers = sorted(one.number for one in outcomes)  # type: ignore[union-attr]
        assert [number[-4:] for number in numbers] == ["0001", "0002", "0003", "0004"]

    def test_two_first_steps_give_one_draft(self, database: str) -> None:
        with unit_of_work() as session:
            person = _person(session)
        barrier = Barrier(2)

        def begin(_: int) -> str:
            barrier.wait()
            with unit_of_work() as session:
                return str(_draft(session, person).id)

        with ThreadPoolExecutor(2) as pool:
            assert len(set(pool.map(begin, range(2)))) == 1


class TestCorrection:
    def test_same_number_and_a_line_of_history(self, session: Session) -> None:
        person = _person(session)
        number = _submitted(session, person).number
        opened = registrations.reopen(session, person)
        assert isinstance(opened, registrations.Opened)
        assert registrations.next_field(opened.draft) == "confirm"
        registrations.give_field(session, opened.draft, "phone", "13912345678")
        registrations.give_field(session, opened.draft, "confirm", "确认")
        again = registrations.submit(session, person)
        assert isinstance(again, registrations.Submitted)
        assert (again.number, again.is_correction) == (number, True)
        detail = registrations.registration_detail(session, _registration_id(session, number))
        assert detail.row.phone == "139****5678"
        assert [event.kind for event in detail.history] == ["submitted", "corrected"]
        assert detail.history[-1].changed_fields == ("phone",)

    def test_returned_registrations_can_be_corrected(self, session: Session) -> None:
        person = _person(session)
        number = _submitted(session, person).number
        held = _registration_id(session, number)
        registrations.move(session, held, "returned", actor="s-1", reason="请补充原单位名称")
        status = registrations.status_of(session, person)
        assert status is not None
        assert (status.status, status.reason) == ("returned", "请补充原单位名称")
        opened = registrations.reopen(session, person)
        assert isinstance(opened, registrations.Opened)
        registrations.give_field(session, opened.draft, "confirm", "确认")
        assert isinstance(registrations.submit(session, person), registrations.Submitted)
        after = registrations.status_of(session, person)
        assert after is not None
        assert after.status == "submitted"

    def test_what_staff_hold_is_not_corrected_here(self, session: Session) -> None:
        person = _person(session)
        number = _submitted(session, person).number
        held = _registration_id(session, number)
        opened = registrations.reopen(session, person)
        assert isinstance(opened, registrations.Opened)
        registrations.give_field(session, opened.draft, "confirm", "确认")
        registrations.move(session, held, "in_review", actor="s-1")
        expected = registrations.CannotCorrect(number, "in_review")
        assert registrations.submit(session, person) == expected
        registrations.delete_draft(session, person)
        assert registrations.reopen(session, person) == expected

    def test_nothing_to_correct(self, session: Session) -> None:
        assert registrations.reopen(session, _person(session)) is None

    def test_deleting_a_correction_keeps_the_registration_and_its_consent(
        self, session: Session
    ) -> None:
        person = _person(session)
        number = _submitted(session, person).number
        registrations.reopen(session, person)
        assert registrations.delete_draft(session, person)
        status = registrations.status_of(session, person)
        assert status is not None
        assert status.number == number
        assert jobseekers.has_consent(session, person, jobseekers.REGISTRATION_CONSENT)


class TestStaff:
    def test_list_is_masked(self, session: Session) -> None:
        _submitted(session, _person(session))
        page = registrations.list_registrations(session)
        row = page.rows[0]
        assert (page.total, row.name, row.id_number, row.phone) == (
            1,
            "张*",
            "630102********001X",
            "138****3456",
        )
        assert (row.kind_label, row.status_label) == ("失业登记", "已提交")
        assert row.county_name == "西宁市城东区"
        assert not row.is_overdue

    @pytest.mark.parametrize(
        ("filters", "count"),
        [
            ({}, 2),
            ({"kind": "unemployment"}, 2),
            ({"kind": "job_seeking"}, 0),
            ({"status": "submitted"}, 2),
            ({"status": "approved"}, 0),
            ({"county": "630102"}, 1),
            ({"county": "630100"}, 1),
            ({"county": "632800"}, 1),
            ({"county": "630000"}, 2),
            ({"query": ID}, 1),
            ({"query": ID.lower()}, 1),
            ({"query": "13897123456"}, 2),
            ({"query": "李四"}, 1),
            ({"query": " 630102202611230001 "}, 1),
            ({"query": "630102"}, 0),
            ({"query": "'; DROP TABLE registrations; --"}, 0),
        ],
    )
    def test_filters_and_look_up(
        self, session: Session, filters: dict[str, Any], count: int
    ) -> None:
        _submitted(session, _person(session))
        changes = {"id_number": OTHER_ID, "name": "李四", "hukou_region": "格尔木市"}
        _submitted(session, _person(session, "o-2"), **changes)
        assert registrations.list_registrations(session, **filters).total == count

    def test_pages(self, session: Session) -> None:
        ids = [ID, OTHER_ID, "632521197202290035"]
        for number, id_number in enumerate(ids):
            _submitted(session, _person(session, f"o-{number}"), id_number=id_number)
        first = registrations.list_registrations(session, page=1, page_size=2)
        second = registrations.list_registrations(session, page=2, page_size=2)
        assert (len(first.rows), len(second.rows), second.total) == (2, 1, 3)
        assert {row.id for row in first.rows}.isdisjoint(row.id for row in second.rows)

    def test_overdue(self, session: Session) -> None:
        _submitted(session, _person(session))
        with time_machine.travel(now() + timedelta(days=5)):
            assert registrations.list_registrations(session).rows[0].is_overdue

    def test_detail_masks_and_unmasks_one_field_at_a_time(self, session: Session) -> None:
        held = _registration_id(session, _submitted(session, _person(session)).number)
        detail = registrations.registration_detail(session, held)
        shown = {row.key: row.shown for row in detail.answers}
        assert shown["name"] == "张*"
        assert shown["id_number"] == "630102********001X"
        assert shown["former_employer"] == "某某特钢有限公司"
        assert detail.age == 36
        assert "hukou_address" in detail.unmaskable
        assert registrations.unmask_field(session, held, "id_number") == ID
        assert registrations.unmask_field(session, held, "name") == "张三"
        with pytest.raises(Invalid):
            registrations.unmask_field(session, held, "id_number_hash")
        with pytest.raises(NotFound):
            registrations.unmask_field(session, "no", "name")
        with pytest.raises(NotFound):
            registrations.registration_detail(session, "no")

    def test_moves_follow_the_state_machine(self, session: Session) -> None:
        held = _registration_id(session, _submitted(session, _person(session)).number)
        with pytest.raises(Conflict):
            registrations.move(session, held, "rejected", actor="s-1")
        registrations.move(session, held, "in_review", actor="s-1")
        registrations.move(session, held, "approved", actor="s-1")
        with pytest.raises(Conflict):
            registrations.move(session, held, "submitted", actor="s-1")
        registrations.move(session, held, "cancelled", actor="s-1", reason="已就业")
        history = registrations.registration_detail(session, held).history
        kinds = [event.kind for event in history]
        assert kinds == ["submitted", "review_started", "approved", "cancelled"]
        assert history[-1].actor == "s-1"
        with pytest.raises(NotFound):
            registrations.move(session, "no", "approved", actor="s-1")

    def test_after_cancelling_one_may_register_again(self, session: Session) -> None:
        person = _person(session)
        held = _registration_id(session, _submitted(session, person).number)
        registrations.move(session, held, "cancelled", actor="s-1", reason="已就业")
        again = _submitted(session, person)
        number = session.query(Registration).filter_by(number=again.number).one()
        assert not number.is_first
