"""Which entries cite an official text, and which of them would lose their sentence."""

from collections.abc import Iterator
from dataclasses import dataclass

from backend.policies.knowledge import Snapshot
from policy_faq.documents import PolicyDocument


@dataclass(frozen=True, slots=True)
class Citing:
    """An entry that cites a document, with the sentence ids and quotes, or the rules, it uses."""

    entry_id: str
    question: str
    places: tuple[tuple[str, str], ...]


def citing_entries(known: Snapshot, document_id: str) -> list[Citing]:
    """The entries that cite a document, in reading order."""
    rules = {rule.id for rule in known.sources.rules.values() if rule.source.id == document_id}
    found = []
    for entry_id, item in known.items.items():
        places = tuple(_places(item.get("citations") or [], document_id, rules))
        if places:
            found.append(Citing(entry_id, str(item.get("question", "")), places))
    return found


def cited_counts(known: Snapshot) -> dict[str, int]:
    """How many entries cite each document, by document id."""
    counts: dict[str, int] = {}
    for entry in known.entries:
        for document_id in {citation.document_id for citation in entry.citations}:
            counts[document_id] = counts.get(document_id, 0) + 1
    return counts


def broken_citations(known: Snapshot, document: PolicyDocument) -> list[Citing]:
    """The entries whose quoted words would no longer stand where they say."""
    texts = {sentence.id: sentence.text for sentence in document.sentences()}
    broken = []
    for citing in citing_entries(known, document.id):
        lost = tuple(p for p in citing.places if p[0] and p[1] not in texts.get(p[0], ""))
        if lost:
            broken.append(Citing(citing.entry_id, citing.question, lost))
    return broken


def _places(citations: object, document_id: str, rules: set[str]) -> Iterator[tuple[str, str]]:
    for citation in citations if isinstance(citations, list) else []:
        if citation.get("document") == document_id:
            yield str(citation.get("sentence", "")), str(citation.get("quote", ""))
        elif citation.get("rule") in rules:
            yield "", str(citation["rule"])
