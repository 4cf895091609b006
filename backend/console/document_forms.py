"""What the forms of official texts send, and the words for what is wrong with it."""

from datetime import date

from backend.console.labels import has_label, label
from backend.core.errors import AppError, Conflict, Forbidden, Invalid

# refusals the pages of official texts explain on the spot, keeping what was typed
ATTEMPTED = (Invalid, Conflict, Forbidden)


def problem_words(error: AppError) -> str:
    """What to do about a refusal, in words for staff."""
    if isinstance(error, Conflict):
        return label("document_problem", "conflict")
    if isinstance(error, Forbidden):
        return label("document_problem", "two_people")
    code = error.message if has_label("document_problem", error.message) else "other"
    words = label("document_problem", code)
    fields = error.details.get("fields")
    if isinstance(fields, list):
        words += "、".join(label("document_field", field) for field in fields) + "。"
    return words


def day_or_none(typed: str) -> date | None:
    """A date field; empty is no date. Raises Invalid for anything else."""
    if not typed.strip():
        return None
    try:
        return date.fromisoformat(typed.strip())
    except ValueError as error:
        raise Invalid("bad_date") from error


def names_of(typed: str) -> list[str]:
    """The issuing authorities, one a line or separated by 、."""
    return [name.strip() for name in typed.replace("、", "\n").splitlines() if name.strip()]
