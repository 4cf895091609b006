"""Where a person lives, as far as they told us."""

from sqlalchemy.orm import Session

from backend.registrations import repository


def residence_of(session: Session, jobseeker_id: str) -> str | None:
    """Six-digit code of the person's usual residence, from the draft or the last registration."""
    draft = repository.draft_of(session, jobseeker_id)
    told = draft.answers.get("residence_region") if draft else None
    if told:
        return str(told)
    registered = repository.latest_of(session, jobseeker_id)
    return registered.residence_region if registered else None
