"""How far a correction has come: how many were reached, who was not, and what to do about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from backend.conversations.models import OutboxMessage
from backend.core.errors import NotFound
from backend.core.privacy import mask_phone, short_hash
from backend.jobseekers.models import ChannelAccount
from backend.policies import corrections_repository as rows
from backend.policies.models import Correction, CorrectionRecipient

_ON_THE_WAY = ("created", "sending")
_LISTED = 500


@dataclass(frozen=True, slots=True)
class NotReached:
    """Somebody the correction did not reach.

    `name` is a masked phone number or a short stand-in. `state` is the message's, or unsubscribed,
    withdrawn. `error` is WeChat's code, empty when it gave none.
    """

    conversation_id: str
    name: str
    state: str
    error: str


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """One correction, and how many recipients are in which state."""

    correction: Correction
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """Everyone it is about, those not written to included."""
        return sum(self.counts.values())

    @property
    def is_finished(self) -> bool:
        """Whether every message has come to an end."""
        return not any(self.counts.get(state) for state in _ON_THE_WAY)


@dataclass(frozen=True, slots=True)
class Progress:
    """A correction with the list of those not reached, cut at some hundreds."""

    row: CorrectionRow
    not_reached: Sequence[NotReached]


def list_corrections(session: Session, page: int = 1, page_size: int = 25) -> list[CorrectionRow]:
    """One page of corrections, newest first, and one more when there are further pages."""
    found = rows.corrections(session, page_size + 1, (page - 1) * page_size)
    states = rows.states(session, [one.id for one in found])
    return [CorrectionRow(one, states[one.id]) for one in found]


def progress(session: Session, correction_id: str) -> Progress:
    """How a correction is going. Raises NotFound."""
    correction = session.get(Correction, correction_id)
    if correction is None:
        raise NotFound("no such correction")
    counts = rows.states(session, [correction_id])[correction_id]
    left = rows.not_reached(session, correction_id, _LISTED)
    phones = rows.phones(session, [account.jobseeker_id for _, _, account in left])
    return Progress(
        CorrectionRow(correction, counts),
        [_not_reached(recipient, message, account, phones) for recipient, message, account in left],
    )


def names_of(session: Session, conversation_ids: Sequence[str]) -> dict[str, str]:
    """What staff call the people of conversations without seeing who they are."""
    accounts = rows.accounts_of(session, conversation_ids)
    phones = rows.phones(session, [account.jobseeker_id for account in accounts.values()])
    return {key: _name(account, phones) for key, account in accounts.items()}


def _not_reached(
    recipient: CorrectionRecipient,
    message: OutboxMessage | None,
    account: ChannelAccount,
    phones: Mapping[str, str],
) -> NotReached:
    if message is None:
        state, error = ("withdrawn" if account.is_subscribed else "unsubscribed"), ""
    else:
        state, error = message.state, str(message.error_code or "")
    return NotReached(recipient.conversation_id, _name(account, phones), state, error)


def _name(account: ChannelAccount, phones: Mapping[str, str]) -> str:
    phone = phones.get(account.jobseeker_id)
    return mask_phone(phone) if phone else f"微信用户 {short_hash(account.openid_hash)[:6]}"
