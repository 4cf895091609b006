"""Reading room: reads the Markdown of an official text into clauses and printed paragraphs."""

import re
from dataclasses import dataclass, field

from policy_faq.clauses import Clause, Paragraph, Sentence, chinese_numeral
from policy_faq.headings import Heading, HeadingKind, read_heading
from policy_faq.sentences import cut_sentences, is_sentence

_HEADING = re.compile(r"(#{2,6})\s+(\S.*)$")
_TITLE = re.compile(r"\*\*(.+)\*\*$")
_CHAPTER_DEPTH = 2
_LONGEST_NAME = 30  # a longer heading is a sentence of its own, no name to print behind a number


@dataclass
class _OpenClause:
    """A clause while its sentences still come in."""

    path: str
    label: str
    name: str
    number: int
    level: int
    sentences: list[Sentence] = field(default_factory=list)
    printed: int = 0  # number of the last sentence

    def add(self, text: str, *, is_heading: bool = False) -> Sentence:
        self.printed += 0 if is_heading else 1
        sentence = Sentence(f"{self.path}-{self.printed}", self.path, self.printed, text)
        self.sentences.append(sentence)
        return sentence


class _Body:
    """The clauses read so far; `stack` holds those still open, outermost first."""

    def __init__(self) -> None:
        preamble = _OpenClause("0", "前言", "前言", 0, 0)
        self.clauses = [preamble]
        self.stack = [preamble]
        self.paragraphs: list[Paragraph] = []
        self._last_numbers: dict[str, int] = {}

    def add_line(self, line: str) -> None:
        if heading := _HEADING.match(line):
            self._add_heading(len(heading.group(1)), heading.group(2).strip())
        elif title := _TITLE.match(line):
            self.paragraphs.append(Paragraph("title", 0, (title.group(1),)))
        elif line and not line.startswith("<!--"):
            self._add_text(line.removeprefix("\\"))

    def _add_text(self, line: str) -> None:
        clause = self.stack[-1]
        pieces = [piece.strip() for piece in cut_sentences(line)]
        self.paragraphs.append(
            Paragraph(
                "text",
                clause.level,
                tuple(clause.add(piece) if is_sentence(piece) else piece for piece in pieces),
            )
        )

    def _add_heading(self, depth: int, text: str) -> None:
        heading = read_heading(text)
        is_attachment = heading is not None and heading.kind == HeadingKind.ATTACHMENT
        if depth == _CHAPTER_DEPTH and not is_attachment:
            self.paragraphs.append(Paragraph("chapter", 0, (text,)))
            return
        level = depth - _CHAPTER_DEPTH
        while self.stack[-1].level >= level and len(self.stack) > 1:
            self.stack.pop()
        if level == 0:
            self.stack.clear()
        clause = self._opened(level, heading, text)
        self.clauses.append(clause)
        self.stack.append(clause)
        sentence = clause.add(text, is_heading=True)
        self.paragraphs.append(Paragraph("heading", level, (sentence,)))

    def _opened(self, level: int, heading: Heading | None, text: str) -> _OpenClause:
        parent = self.stack[-1] if self.stack else None
        outer = parent.path if parent and parent.path != "0" else ""
        segment, number = self._numbered("" if level == 0 else outer, heading)
        name = (heading.rest if heading else "").rstrip("。；：")
        name = name if len(name) <= _LONGEST_NAME else ""
        if level == 0:
            return _OpenClause(f"f{segment}", f"附件{segment}", name, number, 0)
        path = f"{outer}.{segment}" if outer else segment
        label = _label(level, number, heading, text)
        if parent is not None and outer:
            label = parent.label + label
        return _OpenClause(path, label, name, number, level)

    def _numbered(self, outer: str, heading: Heading | None) -> tuple[str, int]:
        """The number as printed, unless that would count backwards; 第五条之一 counts as 5z1."""
        kind = "f" if heading and heading.kind == HeadingKind.ATTACHMENT else ""
        last = self._last_numbers.get(kind + outer, 0)
        number = heading.number if heading and heading.number > last else last + 1
        if heading and "之" in heading.mark and heading.number == last:
            return f"{last}z{1 + '一二三四五六七八九十'.index(heading.mark[-1])}", last
        self._last_numbers[kind + outer] = number
        return str(number), number


def read_body(text: str) -> tuple[tuple[Clause, ...], tuple[Paragraph, ...]]:
    """Read the text below the front matter: its clauses in order, and all it prints."""
    body = _Body()
    for line in text.splitlines():
        body.add_line(line.strip())
    clauses = tuple(
        Clause(c.number, c.name, tuple(c.sentences), c.path, c.label, c.level) for c in body.clauses
    )
    return clauses, tuple(body.paragraphs)


def _label(level: int, number: int, heading: Heading | None, text: str) -> str:
    """How a clause is cited: 条, inside it （一）项, 1目; a heading without number by its words."""
    if heading is None:
        return f"“{text.rstrip('。')[:_LONGEST_NAME]}”"
    if "之" in heading.mark:
        return heading.mark
    numeral = chinese_numeral(number) if number <= 99 else str(number)
    return {1: f"第{numeral}条", 2: f"第（{numeral}）项", 3: f"第{number}目"}.get(
        level, f"第（{number}）点"
    )
