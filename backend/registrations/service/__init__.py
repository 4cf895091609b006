"""The registrations service: drafts, submission, status, and what staff see.

Every function takes the session first and may flush; none commits.
"""

from backend.registrations.fields import field_named, field_of
from backend.registrations.models import RegistrationDraft as Draft
from backend.registrations.parsing.result import Choice
from backend.registrations.service.drafts import (
    ask_again,
    clear_field,
    count_misunderstanding,
    decision_of,
    delete_draft,
    delete_expired_drafts,
    draft_of,
    go_back,
    next_field,
    open_draft,
    progress,
    settle_kind,
    skip_field,
)
from backend.registrations.service.filling import give_field
from backend.registrations.service.held import answers_of, asked_fields, missing_fields
from backend.registrations.service.outcomes import (
    Accepted,
    AlreadyRegistered,
    CannotCorrect,
    Declined,
    Given,
    Incomplete,
    NothingToSubmit,
    NotQualified,
    Opened,
    Rejected,
    Submission,
    Submitted,
)
from backend.registrations.service.record import RegistrationStatus, move, reopen, status_of
from backend.registrations.service.residence import residence_of
from backend.registrations.service.staff import (
    HistoryRow,
    RegistrationDetail,
    RegistrationPage,
    RegistrationRow,
    list_registrations,
    registration_detail,
    unmask_field,
)
from backend.registrations.service.submission import submit
from backend.registrations.service.summary import Row, spoken_date, summary
from backend.registrations.service.taking import Message, Taken, take_message

__all__ = [
    "Accepted",
    "AlreadyRegistered",
    "CannotCorrect",
    "Choice",
    "Declined",
    "Draft",
    "Given",
    "HistoryRow",
    "Incomplete",
    "Message",
    "NotQualified",
    "NothingToSubmit",
    "Opened",
    "RegistrationDetail",
    "RegistrationPage",
    "RegistrationRow",
    "RegistrationStatus",
    "Rejected",
    "Row",
    "Submission",
    "Submitted",
    "Taken",
    "answers_of",
    "ask_again",
    "asked_fields",
    "clear_field",
    "count_misunderstanding",
    "decision_of",
    "delete_draft",
    "delete_expired_drafts",
    "draft_of",
    "field_named",
    "field_of",
    "give_field",
    "go_back",
    "list_registrations",
    "missing_fields",
    "move",
    "next_field",
    "open_draft",
    "progress",
    "registration_detail",
    "reopen",
    "residence_of",
    "settle_kind",
    "skip_field",
    "spoken_date",
    "status_of",
    "submit",
    "summary",
    "take_message",
    "unmask_field",
]
