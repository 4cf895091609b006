"""Reading room: what every shipped entry must keep to, beyond being readable."""

from collections.abc import Iterator, Sequence
from datetime import date

from policy_faq.answer import MAX_BYTES, render_wechat
from policy_faq.documents import load_documents
from policy_faq.entries import Entry
from policy_faq.text import Normaliser, Vocabulary

MAX_ANSWER_BYTES = 900
MAX_NEXT_STEP_BYTES = 180
FEWEST_ENTRIES = 150


def content_findings(entries: Sequence[Entry]) -> list[str]:
    """Everything wrong with the content, one line each; empty when all is well."""
    return [
        *_length_findings(entries),
        *_wording_findings(entries),
        *_coverage_findings(entries),
    ]


def _length_findings(entries: Sequence[Entry]) -> Iterator[str]:
    for entry in entries:
        answer_bytes = len(entry.answer.encode())
        if answer_bytes > MAX_ANSWER_BYTES:
            yield f"{entry.id}: answer has {answer_bytes} bytes, at most {MAX_ANSWER_BYTES}"
        step_bytes = len(entry.next_step.encode())
        if step_bytes > MAX_NEXT_STEP_BYTES:
            yield f"{entry.id}: next_step has {step_bytes} bytes, at most {MAX_NEXT_STEP_BYTES}"
        text = render_wechat(entry, as_of=date(2026, 1, 1))
        if len(text.encode()) > MAX_BYTES or entry.answer not in text:
            yield f"{entry.id}: the WeChat text is longer than {MAX_BYTES} bytes"


def _wording_findings(entries: Sequence[Entry]) -> Iterator[str]:
    """Plain forms must be unique: the same question may not lead to two answers."""
    normaliser = Normaliser(Vocabulary.load())
    owners: dict[str, str] = {}
    for entry in entries:
        for wording in entry.questions:
            plain = normaliser.plain(wording)
            if not plain:
                yield f"{entry.id}: a wording without any word: {wording!r}"
            if plain in owners:
                yield f"{entry.id}: wording {wording!r} already belongs to {owners[plain]}"
            owners.setdefault(plain, entry.id)


def _coverage_findings(entries: Sequence[Entry]) -> Iterator[str]:
    """Every clause of every official text is cited by some entry, and there are enough entries."""
    if len(entries) < FEWEST_ENTRIES:
        yield f"only {len(entries)} entries, at least {FEWEST_ENTRIES}"
    cited = {
        (citation.document_id, citation.clause) for entry in entries for citation in entry.citations
    }
    for document in load_documents().values():
        for clause in document.clauses:
            if clause.number and (document.id, clause.label) not in cited:
                yield f"{document.document_number} {clause.label} is cited by no entry"
