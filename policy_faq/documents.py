"""Reading room: official texts, cut into clauses and sentences that can be cited.

A text is Markdown with YAML front matter. "### 一、…" or "### 第一条" opens a clause, "####" to
"######" a clause inside it, "## 附件" an attachment that counts anew, any other "##" a chapter.
Sentence ids are "<clause>-<n>": "3-1", inside clauses "3.2-1", in the first attachment "f1.3-1".
"<clause>-0" is the heading and "0-1" the first sentence of the preamble.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from policy_faq.clauses import Clause, Paragraph, Sentence, chinese_numeral
from policy_faq.document_body import read_body
from policy_faq.errors import ContentError
from policy_faq.yaml_files import YamlError, read_yaml

DOCUMENTS_FOLDER = Path(__file__).parent / "documents"
__all__ = ["PolicyDocument", "chinese_numeral", "load_documents", "parse_document"]


@dataclass(frozen=True, slots=True)
class PolicyDocument:
    """An official text with its metadata as printed. Dates the original lacks are None."""

    id: str
    title: str
    document_number: str
    issuing_authorities: tuple[str, ...]
    issued_on: date
    effective_on: date
    expires_on: date | None
    replaced_by: str | None
    source_note: str
    clauses: tuple[Clause, ...]
    paragraphs: tuple[Paragraph, ...]

    def sentence(self, sentence_id: str) -> Sentence:
        """Find a sentence by id. Raises KeyError when the text has no such sentence."""
        for sentence in self.sentences():
            if sentence.id == sentence_id:
                return sentence
        raise KeyError(sentence_id)

    def clause(self, path: int | str) -> Clause:
        """Find a clause by number or path (0 is the preamble). Raises KeyError if there is none."""
        for clause in self.clauses:
            if clause.path == str(path):
                return clause
        raise KeyError(path)

    def sentences(self) -> Iterator[Sentence]:
        """All sentences in reading order, headings included."""
        for clause in self.clauses:
            yield from clause.sentences

    def is_in_force(self, on: date) -> bool:
        """Whether the text applies on a day: to its last day, or until it is replaced."""
        if on < self.effective_on:
            return False
        return on <= self.expires_on if self.expires_on else self.replaced_by is None


def parse_document(markdown: str, *, name: str) -> PolicyDocument:
    """Parse one official text.

    Args:
        markdown: front matter between two --- lines, then the text.
        name: file name, for error messages.

    Raises:
        ContentError: front matter missing or incomplete, or no clause found.
    """
    parts = markdown.split("---\n", 2)
    if len(parts) != 3 or parts[0].strip():
        raise ContentError([f"{name}: no front matter between two --- lines"])
    try:
        meta = read_yaml(parts[1])
        clauses, paragraphs = read_body(parts[2])
        if len(clauses) < 2:
            raise ContentError([f"{name}: no clause heading (### 一、…)"])
        return PolicyDocument(
            id=meta["id"],
            title=meta["title"],
            document_number=meta["document_number"],
            issuing_authorities=tuple(meta["issuing_authorities"]),
            issued_on=date.fromisoformat(meta["issued_on"]),
            effective_on=date.fromisoformat(meta["effective_on"]),
            expires_on=date.fromisoformat(meta["expires_on"]) if meta["expires_on"] else None,
            replaced_by=meta["replaced_by"],
            source_note=meta["source_note"],
            clauses=clauses,
            paragraphs=paragraphs,
        )
    except (KeyError, TypeError, YamlError) as error:
        raise ContentError([f"{name}: front matter: {error!r}"]) from error


def load_documents(folder: Path = DOCUMENTS_FOLDER) -> dict[str, PolicyDocument]:
    """Read every official text (*.md) of a folder, by id. Raises ContentError."""
    documents = [
        parse_document(path.read_text(encoding="utf-8"), name=path.name)
        for path in sorted(folder.glob("*.md"))
    ]
    return {document.id: document for document in documents}
