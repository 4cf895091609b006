"""Reading room: official texts, cut into clauses and sentences that can be cited.

A text is Markdown with YAML front matter. "### 一、…" opens a clause; inside it every 。 ends a
sentence. Sentence ids are "<clause>-<n>"; "<clause>-0" is the heading and "0-1" the preamble.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from policy_faq.errors import ContentError
from policy_faq.yaml_files import YamlError, read_yaml

DOCUMENTS_FOLDER = Path(__file__).parent / "documents"
_HEADING = re.compile(r"^### ([一二三四五六七八九十]+)、(.+?)。?$")
_NUMERALS = "〇一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One citable sentence: its id, its clause number, its place in it, and the text verbatim."""

    id: str
    clause: int
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One numbered clause. `sentences` starts with the heading (number 0); 0 is the preamble."""

    number: int
    name: str
    sentences: tuple[Sentence, ...]

    @property
    def label(self) -> str:
        """第N条 with a Chinese numeral, e.g. 第一条; the preamble is 前言."""
        return f"第{chinese_numeral(self.number)}条" if self.number else "前言"


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

    def sentence(self, sentence_id: str) -> Sentence:
        """Find a sentence by id. Raises KeyError when the text has no such sentence."""
        for sentence in self.sentences():
            if sentence.id == sentence_id:
                return sentence
        raise KeyError(sentence_id)

    def clause(self, number: int) -> Clause:
        """Find a clause by number (0 is the preamble). Raises KeyError when there is none."""
        for clause in self.clauses:
            if clause.number == number:
                return clause
        raise KeyError(number)

    def sentences(self) -> Iterator[Sentence]:
        """All sentences in reading order, headings included."""
        for clause in self.clauses:
            yield from clause.sentences

    def is_in_force(self, on: date) -> bool:
        """Whether the text applies on a day; no expiry date means until it is replaced."""
        if on < self.effective_on or self.replaced_by is not None:
            return False
        return self.expires_on is None or on <= self.expires_on


def chinese_numeral(number: int) -> str:
    """Write 1 to 99 as a Chinese numeral. Raises ValueError outside that range."""
    if not 1 <= number <= 99:
        raise ValueError(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("" if tens == 1 else _NUMERALS[tens]) + "十"
    return head + (_NUMERALS[ones] if ones else "")


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
        clauses = _parse_clauses(parts[2])
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


def _parse_clauses(text: str) -> tuple[Clause, ...]:
    names = {0: "前言"}
    texts: dict[int, list[str]] = {0: [""]}
    number = 0
    for line in text.splitlines():
        if heading := _HEADING.match(line.strip()):
            number += 1
            names[number] = heading.group(2)
            texts[number] = [line.strip().removeprefix("### ")]
        else:
            texts[number].extend(_cut_sentences(line.strip()))
    return tuple(
        Clause(n, names[n], tuple(_numbered(n, texts[n], skip_heading=n == 0))) for n in names
    )


def _numbered(clause: int, texts: list[str], *, skip_heading: bool) -> Iterator[Sentence]:
    for number, text in enumerate(texts):
        if number or not skip_heading:
            yield Sentence(f"{clause}-{number}", clause, number, text)


def _cut_sentences(line: str) -> list[str]:
    """Sentences of a paragraph; what no 。 ends (addressees, imprint) is not a sentence."""
    return [piece.strip() for piece in re.findall(r"[^。]+。", line)]
