"""Accounts, passwords and the access log: the staff service on both databases."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.errors import Conflict, Invalid, NotFound
from backend.staff import service
from backend.staff.models import Deed, StaffAccount, StaffRole
from backend.staff.passwords import PasswordRefusal, made_up_password, refusal_of
from backend.staff.schemas import Staff

PASSWORD = "river-goose-4512"


def signed_in(session: Session, login: str = "zhuoma", password: str = PASSWORD) -> Staff:
    """A session of that person, which must come about."""
    token = service.sign_in(session, service.check_password(session, login, password))
    assert token
    staff = service.session_of(session, token)
    assert staff
    return staff


def is_signed_in(session: Session, staff: Staff) -> bool:
    """Whether that very session would still be accepted."""
    from backend.staff.models import StaffSession

    row = session.get(StaffSession, staff.session_id, populate_existing=True)
    return row is not None and row.revoked_at is None


@pytest.fixture
def officer(session: Session) -> StaffAccount:
    """An officer's account."""
    return service.create_account(session, "zhuoma", "卓玛", StaffRole.OFFICER, PASSWORD)


def test_first_account_is_made_once(session: Session) -> None:
    """An empty system gets one administrator whose password is told once."""
    first = service.ensure_first_account(session)
    assert first is not None
    assert signed_in(session, first.login, first.password).role is StaffRole.ADMINISTRATOR
    assert service.ensure_first_account(session) is None


def test_no_first_account_where_people_are(session: Session, officer: StaffAccount) -> None:
    """A system in use gets no extra administrator."""
    assert service.ensure_first_account(session) is None


def test_password_is_stored_as_argon2_only(session: Session, officer: StaffAccount) -> None:
    """Nothing in the row contains the password."""
    row = session.scalars(select(StaffAccount)).one()
    assert row.password_hash.startswith("$argon2id$")
    assert PASSWORD not in row.password_hash


@pytest.mark.parametrize("login", ["", "a", "x" * 41, "两个字", "a b", "-ab", "a@b", "a\n"])
def test_strange_logins_are_not_taken(session: Session, login: str) -> None:
    """A login is 2 to 40 plain characters."""
    with pytest.raises(Invalid) as caught:
        service.create_account(session, login, "卓玛", StaffRole.OFFICER, PASSWORD)
    assert caught.value.details["field"] == "login"


@pytest.mark.parametrize("name", ["", "   ", "名" * 41])
def test_a_name_is_needed(session: Session, name: str) -> None:
    """The console shows names, so there must be one that fits."""
    with pytest.raises(Invalid) as caught:
        service.create_account(session, "zhuoma", name, StaffRole.OFFICER, PASSWORD)
    assert caught.value.details["field"] == "display_name"


def test_weak_password_is_not_taken(session: Session) -> None:
    """The rules for new passwords also hold for new accounts."""
    with pytest.raises(Invalid) as caught:
        service.create_account(session, "zhuoma", "卓玛", StaffRole.OFFICER, "short")
    assert caught.value.details["reason"] is PasswordRefusal.TOO_SHORT


def test_a_login_is_given_once(session: Session, officer: StaffAccount) -> None:
    """Capital letters do not make another login."""
    with pytest.raises(Conflict):
        service.create_account(session, "ZhuoMa", "另一人", StaffRole.HOTLINE, PASSWORD)


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("123456789", PasswordRefusal.TOO_SHORT),
        ("x" * 129, PasswordRefusal.TOO_LONG),
        ("1234567890", PasswordRefusal.TOO_PLAIN),
        ("aaaaaaaaaaaa", PasswordRefusal.TOO_PLAIN),
        ("abababababab", PasswordRefusal.TOO_PLAIN),
        ("my-Zhuoma-pass", PasswordRefusal.TOO_PLAIN),
        ("river-goose-4512", None),
        ("三江源头牧羊人在唱歌", None),
        (" leading space ok ", None),
    ],
)
def test_rules_for_new_passwords(password: str, refusal: PasswordRefusal | None) -> None:
    """Length first, then the plainest passwords; no composition rules."""
    assert refusal_of(password, "zhuoma") is refusal


def test_made_up_passwords_keep_the_rules() -> None:
    """They pass our own rules and do not repeat."""
    made = {made_up_password() for _ in range(50)}
    assert len(made) == 50
    assert all(refusal_of(password, "admin") is None for password in made)


def test_changing_the_password(session: Session, officer: StaffAccount) -> None:
    """The new one works, the old one not; other sessions end, this one stays."""
    here, there = signed_in(session), signed_in(session)
    assert service.change_password(session, here, PASSWORD, "plateau-wind-77") is None
    assert is_signed_in(session, here)
    assert not is_signed_in(session, there)
    assert not service.check_password(session, "zhuoma", PASSWORD).is_right
    assert service.check_password(session, "zhuoma", "plateau-wind-77").is_right


@pytest.mark.parametrize(
    ("current", "new", "refusal"),
    [
        ("not-my-password", "plateau-wind-77", PasswordRefusal.WRONG_CURRENT),
        (PASSWORD, PASSWORD, PasswordRefusal.SAME_AS_BEFORE),
        (PASSWORD, "short", PasswordRefusal.TOO_SHORT),
    ],
)
def test_refused_change_changes_nothing(
    session: Session, officer: StaffAccount, current: str, new: str, refusal: PasswordRefusal
) -> None:
    """The reason is told and the old password stays."""
    assert service.change_password(session, signed_in(session), current, new) is refusal
    assert service.check_password(session, "zhuoma", PASSWORD).is_right


def test_stolen_session_cannot_guess_the_password(session: Session, officer: StaffAccount) -> None:
    """The fifth wrong current password locks the account and ends its sessions."""
    thief = signed_in(session)
    for _ in range(5):
        service.change_password(session, thief, "not-my-password", "plateau-wind-77")
    assert not is_signed_in(session, thief)
    check = service.check_password(session, "zhuoma", PASSWORD)
    assert service.sign_in(session, check) is None


def test_reset_password_frees_a_locked_person(session: Session, officer: StaffAccount) -> None:
    """The made-up password works at once, even while locked; sessions have ended."""
    before = signed_in(session)
    for _ in range(5):
        service.sign_in(session, service.check_password(session, "zhuoma", "wrong-password"))
    password = service.reset_password(session, "zhuoma")
    assert not is_signed_in(session, before)
    assert signed_in(session, password=password)


def test_unknown_accounts_are_not_found(session: Session) -> None:
    """Resetting or closing an account that is not there is told."""
    with pytest.raises(NotFound):
        service.reset_password(session, "nobody")
    with pytest.raises(NotFound):
        service.set_active(session, "nobody", False)


def test_access_log_tells_who_what_and_why(session: Session, officer: StaffAccount) -> None:
    """Newest first, with the person's name; one record's entries can be asked for."""
    service.log_access(session, officer.id, Deed.RECORD_OPENED, subject_id="a" * 32)
    service.log_access(
        session, officer.id, Deed.FIELD_SHOWN, subject_id="b" * 32, field="phone", reason="电话核实"
    )
    newest = service.access_log(session)[0]
    assert (newest.who, newest.what, newest.field) == ("卓玛", Deed.FIELD_SHOWN, "phone")
    assert newest.reason == "电话核实"
    of_one = service.access_log(session, subject_id="a" * 32)
    assert [entry.what for entry in of_one] == [Deed.RECORD_OPENED]


def test_access_log_is_read_in_pages(session: Session, officer: StaffAccount) -> None:
    """Pages follow one another without gap or overlap."""
    for number in range(7):
        service.log_access(session, officer.id, Deed.RECORD_OPENED, subject_id=f"{number:032x}")
    pages = [service.access_log(session, limit=3, offset=offset) for offset in (0, 3, 6)]
    seen = [entry.subject_id for entries in pages for entry in entries if entry.subject_id]
    assert sorted(seen) == [f"{number:032x}" for number in range(7)]
