"""Reads everything published from the tables, as plain data that stands above the seed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import structlog
from sqlalchemy.orm import Session

from backend.policies import knowledge_repository as rows
from backend.policies.models import ParameterValue
from policy_faq.content_files import Item
from policy_faq.documents import PolicyDocument, parse_document
from policy_faq.errors import ContentError
from policy_faq.parameters import Value

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Published:
    """What stands above the seed: entries, entries taken out, documents, amounts."""

    revision: int = 0
    items: Mapping[str, Item] = field(default_factory=dict)
    withdrawn: frozenset[str] = frozenset()
    documents: Mapping[str, PolicyDocument] = field(default_factory=dict)
    values: Sequence[tuple[str, Value]] = ()


def read_published(session: Session, revision: int) -> Published:
    """Everything published, in one transaction, so that it fits together."""
    versions = rows.published_entries(session)
    return Published(
        revision=revision,
        items={v.entry_id: v.content for v in versions if not v.is_withdrawn},
        withdrawn=frozenset(v.entry_id for v in versions if v.is_withdrawn),
        documents=_documents(session),
        values=[(row.parameter_id, _value(row)) for row in rows.reviewed_parameters(session)],
    )


def _documents(session: Session) -> dict[str, PolicyDocument]:
    """A damaged document must not take the others with it: it is left out and logged."""
    documents: dict[str, PolicyDocument] = {}
    for version in rows.published_documents(session):
        try:
            documents[version.document_id] = parse_document(
                version.markdown, name=version.document_id
            )
        except ContentError as error:
            _log.error("document_left_out", document=version.document_id, reason=str(error))
    return documents


def _value(row: ParameterValue) -> Value:
    return Value(row.region, row.value, row.effective_on, row.expires_on, row.source)
