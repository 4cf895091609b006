"""Tables of policy knowledge: what editors change, what was published, what people missed.

The files in policy_faq/ are the seed. Whatever is published here stands above them, entry by
entry; `KnowledgeRevision` counts every change, so that each process knows when to read again.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.clock import now
from backend.core.db import Base, UtcDateTime, new_id


class VersionState(StrEnum):
    """The life of one version of an entry or document; labels in backend/console/labels.yml."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    SCHEDULED = "scheduled"  # reviewed, waits for its moment
    PUBLISHED = "published"
    RETIRED = "retired"  # was published, another version stands in its place
    RETURNED = "returned"  # the reviewer wants changes
    DISCARDED = "discarded"


class EntryVersion(Base):
    """One version of an FAQ entry. `content` has the fields of a content file's entry.

    `is_withdrawn`: publishing this version takes the entry out of the answers. `edition` grows
    with each save, so that of two editors the slower one is told. `base_version` is the version
    of the entry the author started from.
    """

    __tablename__ = "policy_entry_versions"
    __table_args__ = (
        UniqueConstraint("entry_id", "number"),
        Index("ix_policy_entry_versions_state_publish_at", "state", "publish_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    entry_id: Mapped[str] = mapped_column(String(80), index=True)
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(16), default=VersionState.DRAFT.value)
    content: Mapped[dict[str, Any]]
    is_withdrawn: Mapped[bool] = mapped_column(default=False)
    base_version: Mapped[str] = mapped_column(String(12), default="")
    edition: Mapped[int] = mapped_column(default=1)
    note: Mapped[str] = mapped_column(String(500), default="")
    author_id: Mapped[str] = mapped_column(ForeignKey("staff_accounts.id"))
    reviewer_id: Mapped[str | None] = mapped_column(ForeignKey("staff_accounts.id"))
    review_note: Mapped[str] = mapped_column(String(500), default="")
    # what the gates found when it was last checked: [{"gate", "severity", "message"}]
    findings: Mapped[list[Any]] = mapped_column(default=list)
    publish_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DocumentVersion(Base):
    """One version of an official text, as imported and cut. `markdown` is what documents/ holds.

    A person compares the cut with the original before anything may cite it (`checker_id`).
    """

    __tablename__ = "policy_document_versions"
    __table_args__ = (UniqueConstraint("document_id", "number"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    document_id: Mapped[str] = mapped_column(String(80), index=True)
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(16), default=VersionState.DRAFT.value)
    edition: Mapped[int] = mapped_column(default=1)
    title: Mapped[str] = mapped_column(String(300))
    document_number: Mapped[str | None] = mapped_column(String(80))
    issuing_authorities: Mapped[list[Any]] = mapped_column(default=list)
    issued_on: Mapped[date | None]
    effective_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    replaced_by: Mapped[str | None] = mapped_column(String(80))
    markdown: Mapped[str]
    source_name: Mapped[str] = mapped_column(String(200), default="")
    source_sha256: Mapped[str] = mapped_column(String(64), default="")
    author_id: Mapped[str] = mapped_column(ForeignKey("staff_accounts.id"))
    checker_id: Mapped[str | None] = mapped_column(ForeignKey("staff_accounts.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ParameterValue(Base):
    """A locally set amount: which parameter, where, from when, how much, by which source."""

    __tablename__ = "policy_parameter_values"
    __table_args__ = (UniqueConstraint("parameter_id", "region", "effective_on"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    parameter_id: Mapped[str] = mapped_column(String(80), index=True)
    region: Mapped[str] = mapped_column(String(6))
    value: Mapped[str] = mapped_column(String(80))
    effective_on: Mapped[date]
    expires_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(300))
    author_id: Mapped[str] = mapped_column(ForeignKey("staff_accounts.id"))
    reviewer_id: Mapped[str | None] = mapped_column(ForeignKey("staff_accounts.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class KnowledgeRevision(Base):
    """One published change. The highest id is the revision every process must come to."""

    __tablename__ = "policy_knowledge_revisions"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    # publish | rollback | withdraw | document | parameter
    cause: Mapped[str] = mapped_column(String(16))
    subject_id: Mapped[str] = mapped_column(String(80), index=True)
    version_id: Mapped[str | None] = mapped_column(String(32))
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff_accounts.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class GoldenQuestion(Base):
    """A question that must go on finding its entry; checked before anything is published."""

    __tablename__ = "policy_golden_questions"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    question: Mapped[str] = mapped_column(String(300), unique=True)
    expected: Mapped[list[Any]]  # entry ids; empty: nothing may be answered
    is_active: Mapped[bool] = mapped_column(default=True)
    author_id: Mapped[str] = mapped_column(ForeignKey("staff_accounts.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Feedback(Base):
    """One person's verdict on one answer, from the chat or from the hotline page."""

    __tablename__ = "policy_feedback"
    __table_args__ = (UniqueConstraint("turn_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    turn_id: Mapped[str | None] = mapped_column(ForeignKey("turns.id"))
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversations.id"), index=True)
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff_accounts.id"))
    question: Mapped[str] = mapped_column(String(300), default="")  # masked
    entry_id: Mapped[str] = mapped_column(String(80), index=True)
    entry_version: Mapped[str] = mapped_column(String(12))
    is_helpful: Mapped[bool]
    note: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)


class MissState(StrEnum):
    """What has become of a missed question; labels in backend/console/labels.yml."""

    OPEN = "open"
    ANSWERED = "answered"  # an entry was published for it and a golden question added
    DISMISSED = "dismissed"  # not ours, or no question


class MissedQuestion(Base):
    """Questions that mean the same and got no answer, or an answer people found no help."""

    __tablename__ = "policy_missed_questions"
    __table_args__ = (Index("ix_policy_missed_questions_state_last_at", "state", "last_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    question: Mapped[str] = mapped_column(String(300))  # masked; the clearest of its wordings
    state: Mapped[str] = mapped_column(String(16), default=MissState.OPEN.value)
    people: Mapped[int] = mapped_column(default=0)
    times: Mapped[int] = mapped_column(default=0)
    first_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    entry_id: Mapped[str | None] = mapped_column(String(80))
    golden_question_id: Mapped[str | None] = mapped_column(ForeignKey("policy_golden_questions.id"))
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff_accounts.id"))
    note: Mapped[str] = mapped_column(String(300), default="")
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MissedTurn(Base):
    """A turn that belongs to a missed question, and why it counts as missed."""

    __tablename__ = "policy_missed_turns"

    turn_id: Mapped[str] = mapped_column(ForeignKey("turns.id"), primary_key=True)
    missed_question_id: Mapped[str] = mapped_column(
        ForeignKey("policy_missed_questions.id"), index=True
    )
    reason: Mapped[str] = mapped_column(String(16))  # no_answer | none_of_these | unhelpful
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    question: Mapped[str] = mapped_column(String(300))  # masked
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Correction(Base):
    """A message to everyone who got an answer that has since been corrected."""

    __tablename__ = "policy_corrections"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    entry_id: Mapped[str] = mapped_column(String(80), index=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    text: Mapped[str]
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff_accounts.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class CorrectionRecipient(Base):
    """One conversation a correction goes to; how it went is the state of its outbox message."""

    __tablename__ = "policy_correction_recipients"
    __table_args__ = (UniqueConstraint("correction_id", "conversation_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    correction_id: Mapped[str] = mapped_column(ForeignKey("policy_corrections.id"))
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    turn_id: Mapped[str] = mapped_column(ForeignKey("turns.id"))  # the first wrong answer given
    outbox_message_id: Mapped[str | None] = mapped_column(ForeignKey("outbox_messages.id"))


class StaffSearch(Base):
    """A question hotline staff looked up: for recent and popular questions, without any caller."""

    __tablename__ = "policy_staff_searches"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff_accounts.id"), index=True)
    question: Mapped[str] = mapped_column(String(200))
    decision: Mapped[str] = mapped_column(String(8))
    entry_id: Mapped[str | None] = mapped_column(String(80))
    searched_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, index=True)
