"""Reading room: an official text as a row of blocks, the form in which people check a cut.

One block is one line of the Markdown in documents/, so both say the same; every change a person
may make to a cut is a function here.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from policy_faq.headings import read_heading


class BlockKind(StrEnum):
    """What a block is; labels in backend/console/labels.yml."""

    TITLE = "title"  # letterhead, 文号, title: printed, not cited
    CHAPTER = "chapter"  # 第一章, 附件1
    LEVEL1 = "level1"  # 一、 or 第一条
    LEVEL2 = "level2"  # （一）
    LEVEL3 = "level3"  # 1.
    LEVEL4 = "level4"  # （1）
    TEXT = "text"
    DROPPED = "dropped"  # a page header and the like: kept for checking, not part of the text


LEVELS = (BlockKind.LEVEL1, BlockKind.LEVEL2, BlockKind.LEVEL3, BlockKind.LEVEL4)
_MARKS = {BlockKind.CHAPTER: "## "} | {kind: "#" * n + " " for n, kind in enumerate(LEVELS, 3)}
_HEADING = re.compile(r"(#{2,6}) +(\S.*)$")
_NEEDS_ESCAPE = ("#", "*", "\\", "---", "<!--")
_DROPPED = re.compile(r"<!-- (.*) -->$")


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph or heading; `text` is one line, verbatim."""

    kind: BlockKind
    text: str


def read_blocks(body: str) -> list[Block]:
    """The blocks of the Markdown below a front matter."""
    return [_read(line.strip()) for line in body.splitlines() if line.strip()]


def write_blocks(blocks: Iterable[Block]) -> str:
    """The Markdown of blocks; read_blocks turns it back into the same blocks."""
    return "\n\n".join(_write(block) for block in blocks) + "\n"


def join_with_previous(blocks: Sequence[Block], place: int) -> list[Block]:
    """Append a block's text to the one before it. Raises IndexError for the first block."""
    if not 0 < place < len(blocks):
        raise IndexError(place)
    before = blocks[place - 1]
    joined = replace(before, text=before.text + blocks[place].text)
    return [*blocks[: place - 1], joined, *blocks[place + 1 :]]


def change_block(blocks: Sequence[Block], place: int, kind: BlockKind, text: str) -> list[Block]:
    """Give a block another level or other words; line breaks cut it into several blocks.

    A new block that opens with a number gets the level such numbers have before it.

    Raises:
        IndexError: no such block.
        ValueError: no words left.
    """
    if not 0 <= place < len(blocks):
        raise IndexError(place)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise ValueError("empty")
    before = [*blocks[:place], Block(kind, lines[0])]
    for line in lines[1:]:
        before.append(Block(_likely_kind(before, line), line))
    return [*before, *blocks[place + 1 :]]


def _likely_kind(before: Sequence[Block], line: str) -> BlockKind:
    heading = read_heading(line)
    if heading is None:
        return BlockKind.TEXT
    for block in reversed(before):
        earlier = read_heading(block.text) if block.kind in LEVELS else None
        if earlier is not None and earlier.kind == heading.kind:
            return block.kind
    return BlockKind.TEXT


def plain_text(blocks: Iterable[Block]) -> str:
    """The words alone, a line for each block."""
    return "\n".join(block.text for block in blocks)


def _read(line: str) -> Block:
    if heading := _HEADING.match(line):
        depth = len(heading.group(1))
        kind = BlockKind.CHAPTER if depth == 2 else LEVELS[depth - 3]
        return Block(kind, heading.group(2).strip())
    if dropped := _DROPPED.match(line):
        return Block(BlockKind.DROPPED, dropped.group(1))
    if len(line) > 4 and line.startswith("**") and line.endswith("**"):
        return Block(BlockKind.TITLE, line[2:-2])
    return Block(BlockKind.TEXT, line.removeprefix("\\"))


def _write(block: Block) -> str:
    if block.kind == BlockKind.TITLE:
        return f"**{block.text}**"
    if block.kind == BlockKind.DROPPED:
        return f"<!-- {block.text} -->"
    if block.kind == BlockKind.TEXT and block.text.startswith(_NEEDS_ESCAPE):
        return f"\\{block.text}"
    return _MARKS.get(block.kind, "") + block.text
