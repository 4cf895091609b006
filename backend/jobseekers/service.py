"""People: recognise them by openid, keep their consents, hold and redeem claim checks."""

import secrets
from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.core.clock import now
from backend.core.crypto import keyed_hash
from backend.core.db import new_id
from backend.core.settings import policy_settings
from backend.jobseekers import repository
from backend.jobseekers.models import ChannelAccount, ClaimCheck, Consent, Jobseeker

REGISTRATION_CONSENT = "registration"


def recognise(session: Session, account_id: str, openid: str) -> ChannelAccount:
    """The channel account of that openid; a new person is made on first sight."""
    openid_hash = keyed_hash(openid, "openid")
    known = repository.channel_account(session, account_id, openid_hash)
    if known:
        return known
    try:
        with session.begin_nested():
            person = Jobseeker(id=new_id())
            session.add(person)
            session.flush()
            account = ChannelAccount(
                jobseeker_id=person.id,
                account_id=account_id,
                openid_hash=openid_hash,
                openid=openid,
            )
            session.add(account)
        return account
    except IntegrityError:  # two first messages at once: the other one made the person
        return repository.channel_account_expected(session, account_id, openid_hash)


def set_subscribed(session: Session, account: ChannelAccount, is_subscribed: bool) -> None:
    """Record that the person follows the account, or no longer does."""
    account.is_subscribed = is_subscribed
    account.changed_at = now()
    session.flush()


def give_consent(session: Session, jobseeker_id: str, purpose: str, text_version: str) -> None:
    """Record an agreement to the text of that version (个人信息保护法 第29条: separate consent)."""
    session.add(Consent(jobseeker_id=jobseeker_id, purpose=purpose, text_version=text_version))
    session.flush()


def has_consent(session: Session, jobseeker_id: str, purpose: str) -> bool:
    """Whether an agreement for that purpose stands, not withdrawn."""
    return repository.standing_consent(session, jobseeker_id, purpose) is not None


def withdraw_consent(session: Session, jobseeker_id: str, purpose: str) -> None:
    """End every standing agreement for that purpose (个人信息保护法 第15条)."""
    for consent in repository.standing_consents(session, jobseeker_id, purpose):
        consent.withdrawn_at = now()
    session.flush()


def new_claim_token() -> str:
    """A token for a number that is about to be deposited: 16 hex characters."""
    return secrets.token_hex(8)


def deposit(
    session: Session, jobseeker_id: str, kind: str, value: str, token: str | None = None
) -> str:
    """Keep a number encrypted; the 16-character token stands for it everywhere else."""
    token = token or new_claim_token()
    expires_at = now() + timedelta(hours=policy_settings().claim_check_hours)
    session.add(
        ClaimCheck(
            token=token, jobseeker_id=jobseeker_id, kind=kind, value=value, expires_at=expires_at
        )
    )
    session.flush()
    return token


def redeem(session: Session, jobseeker_id: str, kind: str, token: str) -> str | None:
    """The number behind a token, if it is this person's, of that kind, and not expired."""
    check = session.get(ClaimCheck, token)
    if check is None or check.jobseeker_id != jobseeker_id or check.kind != kind:
        return None
    return check.value if check.expires_at > now() else None


def delete_claim_checks(session: Session, jobseeker_id: str) -> int:
    """Forget every number this person typed; returns how many."""
    return repository.delete_claim_checks_of(session, jobseeker_id)


def delete_expired_claim_checks(session: Session) -> int:
    """Forget every number whose time is over; returns how many."""
    return repository.delete_claim_checks_before(session, now())
