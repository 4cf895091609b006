"""Reading room: what in a cut deserves a second look. Hints for a person, never a refusal."""

from collections.abc import Iterator, Sequence

from policy_faq.blocks import LEVELS, Block, BlockKind
from policy_faq.headings import read_heading
from policy_faq.sentences import cut_sentences, is_sentence

FINDINGS = ("broken_line", "too_long", "garbled", "numbers_skip", "no_number", "looks_numbered")
_LONG_PARAGRAPH = 1_200
_LONG_LINE = 18  # a signature or an addressee is shorter
_NOT_BROKEN = ("：", ":", ")", "）")


def block_findings(blocks: Sequence[Block]) -> dict[int, list[str]]:
    """Codes of FINDINGS by the place of the block, only for blocks with any."""
    found: dict[int, list[str]] = {}
    numbers = dict(_number_findings(blocks))
    body_starts = next((n for n, b in enumerate(blocks) if b.kind in LEVELS), len(blocks))
    for place, block in enumerate(blocks):
        codes = list(_text_findings(block, after_start=place > body_starts))
        following = blocks[place + 1] if place + 1 < len(blocks) else None
        if place > body_starts and following is not None and _is_broken(block, following):
            codes.append("broken_line")
        if place in numbers:
            codes.append(numbers[place])
        if codes:
            found[place] = codes
    return found


def _is_broken(block: Block, following: Block) -> bool:
    """A paragraph no mark ends, before one that is a sentence; a signature is before short lines.

    An addressee ends with ： and a remark in brackets with ）.
    """
    if block.kind != BlockKind.TEXT or following.kind != BlockKind.TEXT:
        return False
    if is_sentence(cut_sentences(block.text)[-1]) or block.text.endswith(_NOT_BROKEN):
        return False
    return len(block.text) > _LONG_LINE or any(map(is_sentence, cut_sentences(following.text)))


def _text_findings(block: Block, *, after_start: bool) -> Iterator[str]:
    if block.kind == BlockKind.DROPPED:
        return
    if any(c == "\ufffd" or "\ue000" <= c <= "\uf8ff" for c in block.text):
        yield "garbled"
    if block.kind != BlockKind.TEXT:
        return
    if len(block.text) > _LONG_PARAGRAPH:
        yield "too_long"
    if after_start and read_heading(block.text) is not None:
        yield "looks_numbered"


def _number_findings(blocks: Sequence[Block]) -> Iterator[tuple[int, str]]:
    """Numbers must count on by one below the same heading."""
    counted: dict[BlockKind, int] = {}
    for place, block in enumerate(blocks):
        if block.kind == BlockKind.CHAPTER:
            heading = read_heading(block.text)
            counted = {} if heading is None or "附" in heading.mark else counted
        if block.kind not in LEVELS:
            continue
        depth = LEVELS.index(block.kind)
        counted = {kind: n for kind, n in counted.items() if LEVELS.index(kind) <= depth}
        heading = read_heading(block.text)
        last = counted.get(block.kind, 0)
        if heading is None:
            yield place, "no_number"
            counted[block.kind] = last + 1
            continue
        if heading.number != last + 1 and "之" not in heading.mark:
            yield place, "numbers_skip"
        counted[block.kind] = heading.number
