"""Taking a whole message into a draft: the answer to the question asked, and other facts in it."""

import re
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from backend.core.clock import today
from backend.eligibility.service import Decision
from backend.jobseekers import service as jobseekers
from backend.registrations.fields import CONFIRM, CONSENT, field_of
from backend.registrations.models import RegistrationDraft
from backend.registrations.reading import TOKEN, Fact, Reading, read_message
from backend.registrations.service.drafts import settle_kind
from backend.registrations.service.filling import give_field
from backend.registrations.service.held import answers_of
from backend.registrations.service.outcomes import Accepted, Declined, Given, Rejected

_NAMING = re.compile(
    r"^(?:我的)?(?:身份证号?码?|证件号码?|手机号?码?|电话号?码?|号码)(?:是|为|:|：)?$"
)


@dataclass(frozen=True, slots=True)
class Message:
    """What a person sent, masked: typed text, or the code of a pressed button."""

    text: str
    code: str | None = None


@dataclass(slots=True)
class Taken:
    """What came of a message.

    `rejected` is the problem worth telling; `decision` is set when the facts changed which
    registration is possible.
    """

    accepted: list[Accepted] = field(default_factory=list)
    rejected: Rejected | None = None
    declined: Declined | None = None
    decision: Decision | None = None


def take_message(session: Session, draft: RegistrationDraft, asked: str, message: Message) -> Taken:
    """Store everything the message gives; tell what could not be read.

    Claim checks are redeemed here: the draft gets the number, nobody else does.
    """
    taken = Taken()
    if message.code is not None:
        _sort(taken, give_field(session, draft, asked, message.code, is_code=True))
    else:
        _take_text(session, draft, asked, message.text, taken)
    if taken.accepted and draft.consented_at is not None:
        taken.decision = settle_kind(session, draft)
    return taken


def _sort(taken: Taken, given: Given) -> None:
    match given:
        case Accepted():
            taken.accepted.append(given)
        case Declined():
            taken.declined = given
        case Rejected():
            taken.rejected = given


def _take_text(
    session: Session, draft: RegistrationDraft, asked: str, text: str, taken: Taken
) -> None:
    reading = read_message(text, asked, answers_of(draft), today())
    if draft.consented_at is None:
        # nothing is stored before the consent; what comes with it is taken after it
        said = reading.rest if reading.facts else text
        _sort(taken, give_field(session, draft, CONSENT, said))
        if not taken.accepted:
            return
        asked = ""
    for fact in reading.facts:
        _take_fact(session, draft, asked, fact, taken)
    is_answered = any(accepted.field == asked for accepted in taken.accepted)
    if asked == CONFIRM and taken.accepted:
        # the yes must be to what is shown: after a change the card comes first
        return
    if asked and not is_answered:
        _take_rest(session, draft, asked, text, reading, taken)


def _take_fact(
    session: Session, draft: RegistrationDraft, asked: str, fact: Fact, taken: Taken
) -> None:
    raw = fact.fragment
    if fact.token_kind:
        value = jobseekers.redeem(session, draft.jobseeker_id, fact.token_kind, raw)
        if value is None:
            taken.rejected = Rejected(fact.field, field_of(fact.field).label, "number_expired")
            return
        raw = value
    given = give_field(session, draft, fact.field, raw)
    # a guess at something not asked for that does not work out is not worth a complaint
    if isinstance(given, Accepted) or fact.token_kind or fact.field == asked:
        _sort(taken, given)


def _take_rest(
    session: Session,
    draft: RegistrationDraft,
    asked: str,
    text: str,
    reading: Reading,
    taken: Taken,
) -> None:
    """Read what is left as the answer to the question asked."""
    rest = reading.rest
    number = _number_in_card(session, draft, asked, text)
    if number is not None:
        _sort(taken, give_field(session, draft, asked, number))
        return
    if (reading.facts or taken.rejected) and (not rest or _NAMING.fullmatch(rest)):
        return
    told_others = bool(taken.accepted)
    # nothing else was found: the text is read as it was typed
    given = give_field(session, draft, asked, rest if reading.facts else text)
    if isinstance(given, Rejected) and (told_others or taken.rejected) and asked != CONFIRM:
        return
    _sort(taken, given)


def _number_in_card(
    session: Session, draft: RegistrationDraft, asked: str, text: str
) -> str | None:
    """A mistyped ID or phone number may have been masked as a bank card: read it for its faults."""
    if asked not in ("id_number", "phone"):
        return None
    token = next((token for kind, token in TOKEN.findall(text) if kind == "card"), None)
    return jobseekers.redeem(session, draft.jobseeker_id, "card", token) if token else None
