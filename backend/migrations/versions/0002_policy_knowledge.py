"""Policy knowledge: versions, feedback, misses, corrections."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "policy_corrections",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("entry_id", sa.String(length=80), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff_accounts.id"],
            name=op.f("fk_policy_corrections_staff_id_staff_accounts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_corrections")),
    )
    with op.batch_alter_table("policy_corrections", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_policy_corrections_entry_id"), ["entry_id"], unique=False
        )

    op.create_table(
        "policy_document_versions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("document_id", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("document_number", sa.String(length=80), nullable=True),
        sa.Column("issuing_authorities", sa.JSON(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("replaced_by", sa.String(length=80), nullable=True),
        sa.Column("markdown", sa.String(), nullable=False),
        sa.Column("source_name", sa.String(length=200), nullable=False),
        sa.Column("source_sha256", sa.String(length=64), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("checker_id", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["staff_accounts.id"],
            name=op.f("fk_policy_document_versions_author_id_staff_accounts"),
        ),
        sa.ForeignKeyConstraint(
            ["checker_id"],
            ["staff_accounts.id"],
            name=op.f("fk_policy_document_versions_checker_id_staff_accounts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_document_versions")),
        sa.UniqueConstraint(
            "document_id", "number", name=op.f("uq_policy_document_versions_document_id_number")
        ),
    )
    with op.batch_alter_table("policy_document_versions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_policy_document_versions_document_id"), ["document_id"], unique=False
        )

    op.create_table(
        "policy_entry_versions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("entry_id", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        sa.Column("base_version", sa.String(length=12), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("reviewer_id", sa.String(length=32), nullable=True),
        sa.Column("review_note", sa.String(length=500), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("publish_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["staff_accounts.id"],
            name=op.f("fk_policy_entry_versions_author_id_staff_accounts"),
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"],
            ["staff_accounts.id"],
            name=op.f("fk_policy_entry_versions_reviewer_id_staff_accounts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_entry_versions")),
        sa.UniqueConstraint(
            "entry_id", "number", name=op.f("uq_policy_entry_versions_entry_id_number")
        ),
    )
    with op.batch_alter_table("policy_entry_versions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_policy_entry_versions_entry_id"), ["entry_id"], unique=False
        )
        batch_op.create_index(
            "ix_policy_entry_versions_state_publish_at", ["state", "publish_at"], unique=False
        )

    op.create_table(
        "policy_golden_questions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("question", sa.String(length=300), nullable=False),
        sa.Column("expected", sa.JSON(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["staff_accounts.id"],
            name=op.f("fk_policy_golden_questions_author_id_staff_accounts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_golden_questions")),
        sa.UniqueConstraint("question", name=op.f("uq_policy_golden_questions_question")),
    )
    op.create_table(
        "policy_knowledge_revisions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("cause", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.String(length=80), nullable=False),
        sa.Column("version_id", sa.String(length=32), nullable=True),
        sa.Column("staff_id", sa.String(length=32), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff_accounts.id"],
            name=op.f("fk_policy_knowledge_revisions_staff_id_staff_accounts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_knowledge_revisions")),
    )
    with op.batch_alter_table("policy_knowledge_revisions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_policy_knowledge_revisions_subject_id"), ["subject_id"], unique=False
        )

    op.create_table(
        "policy_parameter_values",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("parameter_id", sa.String(length=80), nullable=False),
        sa.Column("region", sa.String(length=6), nullable=False),
        sa.Column("value", sa.String(length=80), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("reviewer_id", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["staff_accounts.id"],
            name=op.f("fk_policy_parameter_values_author_id_staff_accounts"),
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"],
            ["staff_accounts.id"],
            name=op.f("fk_policy_parameter_values_reviewer_id_staff_accounts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_parameter_values")),
        sa.UniqueConstraint(
            "parameter_id",
            "region",
            "effective_on",
            name=op.f("uq_policy_parameter_values_parameter_id_region_effective_on"),
        ),
    )
    with op.batch_alter_table("policy_parameter_values", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_policy_parameter_values_parameter_id"), ["parameter_id"], unique=False
        )

    op.create_table(
        "policy_staff_searches",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.String(length=32), nullable=False),
        sa.Column("question", sa.String(length=200), nullable=False),
        sa.Column("decision", sa.String(length=8), nullable=False),
        sa.Column("entry_id", sa.String(length=80), nullable=True),
        sa.Column("searched_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff_accounts.id"],
            name=op.f("fk_policy_staff_searches_staff_id_staff_accounts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_staff_searches")),
    )
    with op.batch_alter_table("policy_staff_searches", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_policy_staff_searches_searched_at"), ["searched_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_policy_staff_searches_staff_id"), ["staff_id"], unique=False
        )

    op.create_table(
        "policy_missed_questions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("question", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry_id", sa.String(length=80), nullable=True),
        sa.Column("golden_question_id", sa.String(length=32), nullable=True),
        sa.Column("staff_id", sa.String(length=32), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["golden_question_id"],
            ["policy_golden_questions.id"],
            name=op.f("fk_policy_missed_questions_golden_question_id_policy_golden_questions"),
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff_accounts.id"],
            name=op.f("fk_policy_missed_questions_staff_id_staff_accounts"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_missed_questions")),
    )
    with op.batch_alter_table("policy_missed_questions", schema=None) as batch_op:
        batch_op.create_index(
            "ix_policy_missed_questions_state_last_at", ["state", "last_at"], unique=False
        )

    op.create_table(
        "answers_given",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("turn_id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("entry_id", sa.String(length=80), nullable=False),
        sa.Column("entry_version", sa.String(length=12), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_answers_given_conversation_id_conversations"),
        ),
        sa.ForeignKeyConstraint(
            ["turn_id"], ["turns.id"], name=op.f("fk_answers_given_turn_id_turns")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers_given")),
        sa.UniqueConstraint("turn_id", "entry_id", name=op.f("uq_answers_given_turn_id_entry_id")),
    )
    with op.batch_alter_table("answers_given", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_answers_given_conversation_id"), ["conversation_id"], unique=False
        )
        batch_op.create_index(
            "ix_answers_given_entry_id_given_at", ["entry_id", "given_at"], unique=False
        )

    op.create_table(
        "policy_correction_recipients",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("correction_id", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("turn_id", sa.String(length=32), nullable=False),
        sa.Column("outbox_message_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_policy_correction_recipients_conversation_id_conversations"),
        ),
        sa.ForeignKeyConstraint(
            ["correction_id"],
            ["policy_corrections.id"],
            name=op.f("fk_policy_correction_recipients_correction_id_policy_corrections"),
        ),
        sa.ForeignKeyConstraint(
            ["outbox_message_id"],
            ["outbox_messages.id"],
            name=op.f("fk_policy_correction_recipients_outbox_message_id_outbox_messages"),
        ),
        sa.ForeignKeyConstraint(
            ["turn_id"], ["turns.id"], name=op.f("fk_policy_correction_recipients_turn_id_turns")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_correction_recipients")),
        sa.UniqueConstraint(
            "correction_id",
            "conversation_id",
            name=op.f("uq_policy_correction_recipients_correction_id_conversation_id"),
        ),
    )
    with op.batch_alter_table("policy_correction_recipients", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_policy_correction_recipients_conversation_id"),
            ["conversation_id"],
            unique=False,
        )

    op.create_table(
        "policy_feedback",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("turn_id", sa.String(length=32), nullable=True),
        sa.Column("conversation_id", sa.String(length=32), nullable=True),
        sa.Column("staff_id", sa.String(length=32), nullable=True),
        sa.Column("question", sa.String(length=300), nullable=False),
        sa.Column("entry_id", sa.String(length=80), nullable=False),
        sa.Column("entry_version", sa.String(length=12), nullable=False),
        sa.Column("is_helpful", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_policy_feedback_conversation_id_conversations"),
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff_accounts.id"],
            name=op.f("fk_policy_feedback_staff_id_staff_accounts"),
        ),
        sa.ForeignKeyConstraint(
            ["turn_id"], ["turns.id"], name=op.f("fk_policy_feedback_turn_id_turns")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_feedback")),
        sa.UniqueConstraint("turn_id", name=op.f("uq_policy_feedback_turn_id")),
    )
    with op.batch_alter_table("policy_feedback", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_policy_feedback_conversation_id"), ["conversation_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_policy_feedback_created_at"), ["created_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_policy_feedback_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "policy_missed_turns",
        sa.Column("turn_id", sa.String(length=32), nullable=False),
        sa.Column("missed_question_id", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("question", sa.String(length=300), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_policy_missed_turns_conversation_id_conversations"),
        ),
        sa.ForeignKeyConstraint(
            ["missed_question_id"],
            ["policy_missed_questions.id"],
            name=op.f("fk_policy_missed_turns_missed_question_id_policy_missed_questions"),
        ),
        sa.ForeignKeyConstraint(
            ["turn_id"], ["turns.id"], name=op.f("fk_policy_missed_turns_turn_id_turns")
        ),
        sa.PrimaryKeyConstraint("turn_id", name=op.f("pk_policy_missed_turns")),
    )
    with op.batch_alter_table("policy_missed_turns", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_policy_missed_turns_conversation_id"), ["conversation_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_policy_missed_turns_missed_question_id"),
            ["missed_question_id"],
            unique=False,
        )

    with op.batch_alter_table("turns", schema=None) as batch_op:
        batch_op.add_column(sa.Column("decision", sa.String(length=8), nullable=True))
        batch_op.create_index("ix_turns_outcome_received_at", ["outcome", "received_at"])


def downgrade() -> None:
    with op.batch_alter_table("turns", schema=None) as batch_op:
        batch_op.drop_index("ix_turns_outcome_received_at")
        batch_op.drop_column("decision")

    with op.batch_alter_table("policy_missed_turns", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_policy_missed_turns_missed_question_id"))
        batch_op.drop_index(batch_op.f("ix_policy_missed_turns_conversation_id"))

    op.drop_table("policy_missed_turns")
    with op.batch_alter_table("policy_feedback", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_policy_feedback_entry_id"))
        batch_op.drop_index(batch_op.f("ix_policy_feedback_created_at"))
        batch_op.drop_index(batch_op.f("ix_policy_feedback_conversation_id"))

    op.drop_table("policy_feedback")
    with op.batch_alter_table("policy_correction_recipients", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_policy_correction_recipients_conversation_id"))

    op.drop_table("policy_correction_recipients")
    with op.batch_alter_table("answers_given", schema=None) as batch_op:
        batch_op.drop_index("ix_answers_given_entry_id_given_at")
        batch_op.drop_index(batch_op.f("ix_answers_given_conversation_id"))

    op.drop_table("answers_given")
    with op.batch_alter_table("policy_missed_questions", schema=None) as batch_op:
        batch_op.drop_index("ix_policy_missed_questions_state_last_at")

    op.drop_table("policy_missed_questions")
    with op.batch_alter_table("policy_staff_searches", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_policy_staff_searches_staff_id"))
        batch_op.drop_index(batch_op.f("ix_policy_staff_searches_searched_at"))

    op.drop_table("policy_staff_searches")
    with op.batch_alter_table("policy_parameter_values", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_policy_parameter_values_parameter_id"))

    op.drop_table("policy_parameter_values")
    with op.batch_alter_table("policy_knowledge_revisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_policy_knowledge_revisions_subject_id"))

    op.drop_table("policy_knowledge_revisions")
    op.drop_table("policy_golden_questions")
    with op.batch_alter_table("policy_entry_versions", schema=None) as batch_op:
        batch_op.drop_index("ix_policy_entry_versions_state_publish_at")
        batch_op.drop_index(batch_op.f("ix_policy_entry_versions_entry_id"))

    op.drop_table("policy_entry_versions")
    with op.batch_alter_table("policy_document_versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_policy_document_versions_document_id"))

    op.drop_table("policy_document_versions")
    with op.batch_alter_table("policy_corrections", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_policy_corrections_entry_id"))

    op.drop_table("policy_corrections")
