"""Reading room: cuts the plain text of an official document into clauses, losing nothing.

A proposal, for a person to compare with the original: numbering opens a clause when it counts on
from the one before (so 第三条规定的 at the start of a line is no clause), and the level of a kind
of numbering is its place among the kinds open at that moment.
"""

import re
from collections.abc import Iterator

from policy_faq.blocks import LEVELS, Block, BlockKind
from policy_faq.headings import Heading, HeadingKind, read_heading
from policy_faq.sentences import cut_sentences, is_sentence

# after a clause number a short first sentence is its heading, the rest its text
_LONGEST_HEADING = 40
_LONGEST_TITLE = 80
_LARGEST_GAP = 3  # numbers missing in a row, as in an excerpt
_ATTACHMENT = re.compile(r"附\s{0,2}[件录]\s{0,2}\d{0,3}[:：]?")
_UNSPACED_ARTICLE = re.compile(
    r"第[一二三四五六七八九十百零〇\d]{1,7}条(?:之[一二三四五六七八九十])?"
    r"(?![规所的、和第至中及或以])"
)
_WHOLE = "正文"


def cut_text(text: str) -> list[Block]:
    """Cut a text whose lines are paragraphs.

    Without any numbering the whole text is one clause, 正文: a text must have a clause to be cited.
    """
    lines = [" ".join(line.split()) for line in text.splitlines()]
    blocks = list(_Cutter().cut([line for line in lines if line]))
    if blocks and not any(block.kind == BlockKind.LEVEL1 for block in blocks):
        start = next((n for n, b in enumerate(blocks) if b.kind == BlockKind.TEXT), len(blocks))
        blocks.insert(start, Block(BlockKind.LEVEL1, _WHOLE))
    return blocks


class _Cutter:
    """Remembers which kinds of numbering are open and how far each has counted."""

    def __init__(self) -> None:
        self._open: list[HeadingKind] = []
        self._counted: dict[HeadingKind, int] = {}
        self._last_places: dict[tuple[HeadingKind, int], int] = {}
        self._place = 0

    def cut(self, lines: list[str]) -> Iterator[Block]:
        head = _head_length(lines)
        for line in lines[:head]:
            yield Block(BlockKind.TITLE, line)
        headings = [(number, read_heading(line)) for number, line in enumerate(lines)]
        self._last_places = {(h.kind, h.number): number for number, h in headings if h is not None}
        for self._place, line in enumerate(lines[head:], start=head):
            yield from self._cut_line(line)

    def _cut_line(self, line: str) -> Iterator[Block]:
        if _ATTACHMENT.fullmatch(line):
            self._open, self._counted = [], {}
            yield Block(BlockKind.CHAPTER, line)
            return
        heading = read_heading(line) or self._unspaced_article(line)
        if heading is None or not self._counts_on(heading):
            yield Block(BlockKind.TEXT, line)
        elif heading.kind == HeadingKind.CHAPTER:
            yield Block(BlockKind.CHAPTER, line)
        else:
            yield from self._opened(line, heading)

    def _unspaced_article(self, line: str) -> Heading | None:
        """第二条为了… as PDFs often give it: an article only if it is the next one."""
        match = _UNSPACED_ARTICLE.match(line)
        heading = read_heading(match.group()) if match else None
        if heading is None or heading.number != self._counted.get(heading.kind, 0) + 1:
            return None
        return Heading(heading.kind, heading.number, heading.mark, line[len(heading.mark) :])

    def _counts_on(self, heading: Heading) -> bool:
        if heading.kind == HeadingKind.CHAPTER:
            return len(heading.rest) <= _LONGEST_HEADING
        if heading.kind == HeadingKind.ATTACHMENT:
            return False  # a list of attachments; each one opens with 附件 alone on its line
        if heading.kind not in self._open:
            is_first = heading.number == 1 or heading.kind == HeadingKind.ARTICLE
            return is_first and len(self._open) < len(LEVELS)
        ahead = heading.number - self._counted[heading.kind]
        if ahead <= 1:
            return ahead == 1 or (ahead == 0 and "之" in heading.mark)
        if ahead > _LARGEST_GAP and heading.kind != HeadingKind.ARTICLE:
            return False
        return not self._comes_later(heading.kind, self._counted[heading.kind] + 1)

    def _comes_later(self, kind: HeadingKind, number: int) -> bool:
        """Whether the number that seems to be missing is still to come: then this is no heading."""
        return self._last_places.get((kind, number), -1) > self._place

    def _opened(self, line: str, heading: Heading) -> Iterator[Block]:
        kind = heading.kind
        if kind in self._open:
            del self._open[self._open.index(kind) + 1 :]
        else:
            self._open.append(kind)
        self._counted = {k: n for k, n in self._counted.items() if k in self._open}
        self._counted[kind] = heading.number
        level = LEVELS[len(self._open) - 1]
        if kind == HeadingKind.ARTICLE:
            first, rest = heading.mark, heading.rest
        else:
            first, rest = _heading_and_rest(line)
        yield Block(level, first)
        if rest:
            yield Block(BlockKind.TEXT, rest)


def _heading_and_rest(line: str) -> tuple[str, str]:
    """一、畅通渠道。各地要… → the heading and what follows; a long sentence stays whole."""
    pieces = cut_sentences(line)
    if len(pieces) > 1 and len(pieces[0]) <= _LONGEST_HEADING:
        return pieces[0], "".join(pieces[1:]).strip()
    return line, ""


def _head_length(lines: list[str]) -> int:
    """How many lines at the start are letterhead, 文号 and title: short and not sentences."""
    for number, line in enumerate(lines):
        is_body = line.endswith(("：", ":")) or any(map(is_sentence, cut_sentences(line)))
        if is_body or len(line) > _LONGEST_TITLE or read_heading(line) is not None:
            return number
    return 0  # nothing but short lines: no letterhead at all
