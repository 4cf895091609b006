"""Tables of registrations: drafts, what was submitted, its history, and the serial numbers.

Comments name the column of the registration data standard (forms.md §1, §3, §4).
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from backend.core.clock import now
from backend.core.db import Base, EncryptedText, UtcDateTime, new_id

ACTIVE_STATUSES = ("submitted", "in_review", "approved", "returned")
_ACTIVE = text(f"status IN {ACTIVE_STATUSES}")


class RegistrationDraft(Base):
    """What one person has told so far; at most one a person, deleted when submitted or given up."""

    __tablename__ = "registration_drafts"
    __table_args__ = (Index("ix_registration_drafts_changed_at", "changed_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    jobseeker_id: Mapped[str] = mapped_column(ForeignKey("jobseekers.id"), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    # the registration asked for at first; `kind` may differ once the facts are known
    wanted_kind: Mapped[str] = mapped_column(String(16))
    # codes, dates and short words by field key; nothing that says who it is
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    name: Mapped[str | None] = mapped_column(EncryptedText("registration_drafts.name"))
    id_number: Mapped[str | None] = mapped_column(EncryptedText("registration_drafts.id_number"))
    phone: Mapped[str | None] = mapped_column(EncryptedText("registration_drafts.phone"))
    hukou_address: Mapped[str | None] = mapped_column(
        EncryptedText("registration_drafts.hukou_address")
    )
    residence_address: Mapped[str | None] = mapped_column(
        EncryptedText("registration_drafts.residence_address")
    )
    skipped: Mapped[list[Any]] = mapped_column(default=list)
    # field key → times an answer to it was not understood
    misunderstandings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # a field to ask next though it is given (go back, correct)
    focus: Mapped[str | None] = mapped_column(String(24))
    consent_version: Mapped[str | None] = mapped_column(String(40))
    consented_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # the submitted registration this draft corrects
    corrects_id: Mapped[str | None] = mapped_column(ForeignKey("registrations.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Registration(Base):
    """A submitted registration. One active one an ID number, kept so by the database."""

    __tablename__ = "registrations"
    __table_args__ = (
        Index(
            "uq_registrations_active_id_number_hash",
            "id_number_hash",
            unique=True,
            sqlite_where=_ACTIVE,
            postgresql_where=_ACTIVE,
        ),
        Index("ix_registrations_status_due_on", "status", "due_on"),
        Index("ix_registrations_county_code_submitted_at", "county_code", "submitted_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(String(24), unique=True)  # ACC020
    jobseeker_id: Mapped[str] = mapped_column(ForeignKey("jobseekers.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))  # ADA302
    status: Mapped[str] = mapped_column(String(16), default="submitted")
    county_code: Mapped[str] = mapped_column(String(6))

    name: Mapped[str] = mapped_column(EncryptedText("registrations.name"))  # AAC003
    name_hash: Mapped[str] = mapped_column(String(32), index=True)
    id_type: Mapped[str] = mapped_column(String(2), default="01")  # AAC058
    # AAC147, for a resident also AAC002
    id_number: Mapped[str] = mapped_column(EncryptedText("registrations.id_number"))
    id_number_hash: Mapped[str] = mapped_column(String(32), index=True)
    phone: Mapped[str] = mapped_column(EncryptedText("registrations.phone"))  # AAC067
    phone_hash: Mapped[str] = mapped_column(String(32), index=True)
    sex: Mapped[str] = mapped_column(String(1))  # AAC004
    born_on: Mapped[date]  # AAC006
    education: Mapped[str] = mapped_column(String(2))  # AAC011
    graduated_on: Mapped[date | None]  # AAC181
    hukou_region: Mapped[str] = mapped_column(String(6))  # AAB299
    hukou_address: Mapped[str | None] = mapped_column(EncryptedText("registrations.hukou_address"))
    residence_region: Mapped[str] = mapped_column(String(6))  # AAF016
    residence_address: Mapped[str | None] = mapped_column(
        EncryptedText("registrations.residence_address")
    )
    health: Mapped[str] = mapped_column(String(1))  # AAC033
    disability_level: Mapped[str | None] = mapped_column(String(1))

    employment_status: Mapped[str] = mapped_column(String(12))
    receives_pension: Mapped[bool | None]
    unemployment_reason: Mapped[str | None] = mapped_column(String(2))  # AJC093
    unemployed_on: Mapped[date | None]  # AJC090
    former_employer: Mapped[str | None] = mapped_column(String(64))  # AAB004
    job_wish: Mapped[str | None] = mapped_column(String(1))
    # forms.md §4: skill, wanted_occupation, wanted_region, wanted_wage, wants_training
    intention: Mapped[dict[str, Any]] = mapped_column(default=dict)
    groups: Mapped[list[Any]] = mapped_column(default=list)
    # why this kind: codes of the eligibility table at submission
    eligibility_codes: Mapped[list[Any]] = mapped_column(default=list)
    is_first: Mapped[bool] = mapped_column(default=True)

    channel: Mapped[str] = mapped_column(String(24), default="wechat")
    consent_version: Mapped[str] = mapped_column(String(40))
    consented_at: Mapped[datetime] = mapped_column(UtcDateTime)
    declaration_version: Mapped[str] = mapped_column(String(40))
    declared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    # last working day to settle it (青人社厅发〔2023〕9号 一-2); none for job-seeking registrations
    due_on: Mapped[date | None]
    due_is_provisional: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)

    @property
    def is_active(self) -> bool:
        """AAE100 有效标志, before and after approval: it stands in the way of a second one."""
        return self.status in ACTIVE_STATUSES


class RegistrationEvent(Base):
    """One change of a registration: when, by whom, from which state to which, and why."""

    __tablename__ = "registration_events"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    registration_id: Mapped[str] = mapped_column(ForeignKey("registrations.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    kind: Mapped[str] = mapped_column(String(16))
    from_status: Mapped[str | None] = mapped_column(String(16))
    to_status: Mapped[str] = mapped_column(String(16))
    # "jobseeker", "system", or a staff id
    actor: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str | None] = mapped_column(String(200))
    # field keys that changed; never values
    changed_fields: Mapped[list[Any]] = mapped_column(default=list)


class RegistrationSerial(Base):
    """The last serial number given out for a county and day."""

    __tablename__ = "registration_serials"

    county_code: Mapped[str] = mapped_column(String(6), primary_key=True)
    day: Mapped[str] = mapped_column(String(8), primary_key=True)
    last: Mapped[int]
