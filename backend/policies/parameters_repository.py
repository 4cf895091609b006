"""Queries behind locally set amounts."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.policies.models import ParameterValue


def slot(
    session: Session, parameter_id: str, region: str, effective_on: date
) -> ParameterValue | None:
    """The one amount of a parameter for a place and first day, locked."""
    return session.scalar(
        select(ParameterValue)
        .where(
            ParameterValue.parameter_id == parameter_id,
            ParameterValue.region == region,
            ParameterValue.effective_on == effective_on,
        )
        .with_for_update()
    )


def value(session: Session, value_id: str) -> ParameterValue | None:
    """One amount, locked."""
    return session.scalar(
        select(ParameterValue).where(ParameterValue.id == value_id).with_for_update()
    )


def standing(session: Session) -> Sequence[ParameterValue]:
    """Amounts nobody took out."""
    return session.scalars(
        select(ParameterValue)
        .where(ParameterValue.retired_at.is_(None))
        .order_by(
            ParameterValue.parameter_id, ParameterValue.region, ParameterValue.effective_on.desc()
        )
    ).all()
