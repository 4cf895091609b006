"""Locally set amounts: one person writes an amount with its source, another one confirms it.

Only confirmed amounts reach an answer. Taking a wrong one out needs one person: the answer then
says to ask 12333, which is always true.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.core.clock import now
from backend.core.errors import Conflict, Invalid, NotFound
from backend.core.regions import region_of
from backend.policies import parameters_repository as rows
from backend.policies import revisions
from backend.policies.models import ParameterValue
from backend.policies.seed import Seed

_AMOUNT = re.compile(r"\d[\d,.]*(?:\s*(?:-|至|~|～)\s*\d[\d,.]*)?%?")
_SHORTEST_SOURCE = 4


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount as typed: where, how much, from when to when (None: open), by which source."""

    region: str
    value: str
    effective_on: date
    expires_on: date | None
    source: str


def propose(
    session: Session, staff_id: str, seed: Seed, parameter_id: str, amount: Amount
) -> ParameterValue:
    """Write an amount down for a second person to confirm.

    Raises:
        NotFound: no such parameter.
        Invalid: `details["field"]` names what is wrong.
        Conflict: a confirmed amount for that place and day stands; take it out first.
    """
    if parameter_id not in seed.parameters.by_id:
        raise NotFound("no such parameter")
    _check(amount)
    row = rows.slot(session, parameter_id, amount.region, amount.effective_on)
    if row is not None and row.reviewer_id is not None and row.retired_at is None:
        raise Conflict("a confirmed amount stands", reason="stands")
    if row is None:
        row = ParameterValue(
            parameter_id=parameter_id, region=amount.region, effective_on=amount.effective_on
        )
    row.value, row.source = amount.value.strip(), amount.source.strip()
    row.expires_on, row.author_id, row.reviewer_id = amount.expires_on, staff_id, None
    row.reviewed_at, row.retired_at, row.created_at = None, None, now()
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        raise Conflict("a colleague wrote one this moment", reason="stands") from error
    return row


def confirm(session: Session, staff_id: str, value_id: str, seen: str) -> ParameterValue:
    """A second person has compared the amount with its source; it is in the answers now.

    Args:
        seen: `fingerprint` of what that person was shown.

    Raises NotFound; Conflict for one's own amount, or when it changed meanwhile.
    """
    row = _row(session, value_id)
    if row.author_id == staff_id:
        raise Conflict("an author cannot confirm their own amount", reason="own")
    if row.reviewer_id is not None or row.retired_at is not None or fingerprint(row) != seen:
        raise Conflict("it changed meanwhile", reason="changed")
    row.reviewer_id, row.reviewed_at = staff_id, now()
    session.flush()
    revisions.record(session, "parameter", row.parameter_id, version_id=row.id, staff_id=staff_id)
    return row


def take_out(session: Session, staff_id: str, value_id: str) -> ParameterValue:
    """Take an amount out, confirmed or not. Raises NotFound; Conflict when it is out already."""
    row = _row(session, value_id)
    if row.retired_at is not None:
        raise Conflict("it is out already", reason="changed")
    row.retired_at = now()
    session.flush()
    if row.reviewer_id is not None:
        revisions.record(
            session, "parameter", row.parameter_id, version_id=row.id, staff_id=staff_id
        )
    return row


def amounts(session: Session) -> Sequence[ParameterValue]:
    """Every amount that is not taken out, latest first day first."""
    return rows.standing(session)


def fingerprint(row: ParameterValue) -> str:
    """What a person is shown of an amount, to notice when it changes under their eyes."""
    return f"{row.value}|{row.expires_on}|{row.source}|{row.author_id}"


def _row(session: Session, value_id: str) -> ParameterValue:
    row = rows.value(session, value_id)
    if row is None:
        raise NotFound("no such amount")
    return row


def _check(amount: Amount) -> None:
    region = region_of(amount.region)
    if region is None or region.level == "elsewhere":
        raise Invalid("region", field="region")
    if not _AMOUNT.fullmatch(amount.value.strip()) or len(amount.value) > 40:
        raise Invalid("amount", field="value")
    if not _SHORTEST_SOURCE <= len(amount.source.strip()) <= 300 or "{{" in amount.source:
        raise Invalid("source", field="source")
    if amount.expires_on is not None and amount.expires_on < amount.effective_on:
        raise Invalid("dates", field="expires_on")
