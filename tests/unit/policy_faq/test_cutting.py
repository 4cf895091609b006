"""Cutting: nothing is lost, numbering decides, the Markdown reads back as it was written."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_faq.blocks import (
    Block,
    BlockKind,
    change_block,
    join_with_previous,
    plain_text,
    read_blocks,
    write_blocks,
)
from policy_faq.cut_findings import FINDINGS, block_findings
from policy_faq.cutting import cut_text
from policy_faq.document_body import read_body
from policy_faq.document_metadata import guess_metadata
from policy_faq.documents import DOCUMENTS_FOLDER
from policy_faq.headings import HeadingKind, read_heading
from policy_faq.sentences import cut_sentences, is_sentence

LAW = """试点就业促进条例
（2024年5月1日通过）
第一章 总则
第一条 为了促进就业，制定本条例。
第二条国家把扩大就业放在突出位置。坚持就业优先。
第三条规定的情形，另行规定。
第二条之一 本条是后来加的。
第四条 下列人员可以登记：
（一）年满十六周岁的；
（二）从用人单位失业的：
1.企业；
2.事业单位。
第二章 附则
第五条 本条例自2024年7月1日起施行。
附件1
一、登记表。
附件2
一、承诺书。
"""
PIECES = st.sampled_from(
    ["一、", "二、", "（一）", "（二）", "1.", "2.", "（1）", "第一条 ", "第二条", "附件", "附件1",
     "第一章 总则", "一是", "二要", "；", "。", "！", "？", "”", "：", "\n", " ", "#", "**", "---",
     "\\", "<!--", "-->", "就业", "登记失业人员", "10万元", "1.5", "a", "😀", "关于做好工作的通知"]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=60).map("".join)


def squeeze(text: str) -> str:
    return "".join(text.split())


@given(TEXTS)
def test_nothing_is_lost(text: str) -> None:
    """All words come out again, in order; 正文 is the only thing ever added."""
    blocks = cut_text(text)
    joined = squeeze(plain_text(blocks))
    if joined != squeeze(text):
        whole = [block for block in blocks if block != Block(BlockKind.LEVEL1, "正文")]
        assert squeeze(plain_text(whole)) == squeeze(text)
    assert read_blocks(write_blocks(blocks)) == blocks


@given(TEXTS)
def test_markdown_keeps_every_word_and_ids_are_unique(text: str) -> None:
    blocks = cut_text(text)
    clauses, paragraphs = read_body(write_blocks(blocks))
    printed = [
        piece if isinstance(piece, str) else piece.text
        for paragraph in paragraphs
        for piece in paragraph.pieces
    ]
    assert squeeze("".join(printed)) == squeeze(plain_text(blocks))
    ids = [sentence.id for clause in clauses for sentence in clause.sentences]
    assert len(ids) == len(set(ids))
    assert set(block_findings(blocks)) <= set(range(len(blocks)))


@given(st.text())
def test_sentences_joined_are_the_paragraph(paragraph: str) -> None:
    assert "".join(cut_sentences(paragraph)) == paragraph


@given(st.text(max_size=300))
def test_any_text_can_be_cut(text: str) -> None:
    metadata = guess_metadata(cut_text(text))
    assert metadata.title is not None


def test_the_seed_is_cut_as_people_cut_it() -> None:
    body = (DOCUMENTS_FOLDER / "qingrenshe-2023-9.md").read_text(encoding="utf-8").split("---\n")[2]
    blocks = read_blocks(body)
    assert cut_text(plain_text(blocks)) == blocks
    assert block_findings(blocks) == {}


def test_law_with_chapters_items_points_and_attachments() -> None:
    clauses, _ = read_body(write_blocks(cut_text(LAW)))
    labels = {clause.path: clause.label for clause in clauses}
    assert labels == {
        "0": "前言",
        "1": "第一条",
        "2": "第二条",
        "2z1": "第二条之一",
        "4": "第四条",
        "4.1": "第四条第（一）项",
        "4.2": "第四条第（二）项",
        "4.2.1": "第四条第（二）项第1目",
        "4.2.2": "第四条第（二）项第2目",
        "5": "第五条",
        "f1": "附件1",
        "f1.1": "附件1第一条",
        "f2": "附件2",
        "f2.1": "附件2第一条",
    }
    sentences = {s.id: s.text for clause in clauses for s in clause.sentences}
    assert sentences["2-2"] == "坚持就业优先。"
    assert sentences["2-3"] == "第三条规定的情形，另行规定。"
    assert sentences["4.1-0"] == "（一）年满十六周岁的；"
    assert sentences["5-1"] == "本条例自2024年7月1日起施行。"


def test_headings_run_in_with_their_text() -> None:
    blocks = cut_text("一、总体要求。各地要落实。按月报告。\n（一）登记。及时办。\n二、其他。")
    assert blocks == [
        Block(BlockKind.LEVEL1, "一、总体要求。"),
        Block(BlockKind.TEXT, "各地要落实。按月报告。"),
        Block(BlockKind.LEVEL2, "（一）登记。"),
        Block(BlockKind.TEXT, "及时办。"),
        Block(BlockKind.LEVEL1, "二、其他。"),
    ]


def test_level_is_the_place_among_open_numberings() -> None:
    blocks = cut_text("1.登记。\n（1）线上。\n（2）线下。\n2.创业。")
    assert [block.kind for block in blocks] == ["level1", "level2", "level2", "level1"]


@pytest.mark.parametrize(
    "line", ["三、二、一", "（三）款规定的，不予受理。", "10.5万元以下免担保。", "9.其他。"]
)
def test_numbers_that_do_not_count_on_are_text(line: str) -> None:
    blocks = cut_text(f"一、登记。\n{line}\n二、创业。")
    assert Block(BlockKind.TEXT, line) in blocks


def test_text_without_numbers_is_one_clause() -> None:
    clauses, _ = read_body(write_blocks(cut_text("关于某事的批复\n同意你局意见。请照此办理。")))
    assert [s.id for s in clauses[1].sentences] == ["1-0", "1-1", "1-2"]
    assert clauses[1].label == "“正文”"
    assert cut_text("") == []


@pytest.mark.parametrize(
    ("paragraph", "pieces"),
    [
        ("甲。乙！丙？丁", ["甲。", "乙！", "丙？", "丁"]),
        ("他说：“好。”再说。", ["他说：“好。”", "再说。"]),
        ("一是办登记；二是送岗位；三是促培训。", ["一是办登记；", "二是送岗位；", "三是促培训。"]),
        ("线上办；线下也办。", ["线上办；线下也办。"]),
        ("（一）甲；（二）乙。", ["（一）甲；", "（二）乙。"]),
        ("年满十六周岁的；", ["年满十六周岁的；"]),
    ],
)
def test_where_sentences_end(paragraph: str, pieces: list[str]) -> None:
    assert cut_sentences(paragraph) == pieces


def test_what_no_mark_ends_is_no_sentence() -> None:
    assert [is_sentence(t) for t in ("各市：", "甲。", "甲；", "2023年2月1日印发")] == [
        False, True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "kind", "number"),
    [
        ("二十一、x", HeadingKind.SECTION, 21),
        ("（十）x", HeadingKind.ITEM, 10),
        ("(二)x", HeadingKind.ITEM, 2),
        ("12．x", HeadingKind.POINT, 12),
        ("（3）x", HeadingKind.SUBPOINT, 3),
        ("第一百零三条 x", HeadingKind.ARTICLE, 103),
        ("第二章 x", HeadingKind.CHAPTER, 2),
        ("附件 2", HeadingKind.ATTACHMENT, 2),
    ],
)
def test_headings(line: str, kind: HeadingKind, number: int) -> None:
    heading = read_heading(line)
    assert heading is not None and (heading.kind, heading.number) == (kind, number)


@pytest.mark.parametrize("line", ["", "一是", "1.5万元", "2023年", "第三条规定", "就业"])
def test_no_headings(line: str) -> None:
    assert read_heading(line) is None


def test_metadata_of_a_notice() -> None:
    text = (
        "试点省人力资源和社会保障厅\n试点省财政厅文件\n试人社发[2025]12号\n关于进一步做好\n就业工作的"
        "通知\n各市：\n现通知如下。\n一、办好登记。\n二、本通知自2025年7月1日起施行，有效期至2030年6月"
        "30日。\n试点省人力资源和社会保障厅\n二〇二五年六月二十日\n"
        "试点省人社厅办公室 2025年6月25日印发"
    )
    metadata = guess_metadata(cut_text(text))
    assert metadata.title == "关于进一步做好就业工作的通知"
    assert metadata.document_number == "试人社发〔2025〕12号"
    assert metadata.issuing_authorities == ("试点省人力资源和社会保障厅", "试点省财政厅")
    assert metadata.issued_on == date(2025, 6, 25)
    assert (metadata.effective_on, metadata.expires_on) == (date(2025, 7, 1), date(2030, 6, 30))


def test_chinese_dates_and_silence() -> None:
    text = "关于某事的通知\n一、自发布之日起施行。\n某厅\n二〇二四年十二月二十一日"
    metadata = guess_metadata(cut_text(text))
    assert metadata.issued_on == metadata.effective_on == date(2024, 12, 21)
    nothing = guess_metadata(cut_text("一、某事。"))
    assert (nothing.document_number, nothing.issued_on, nothing.issuing_authorities) == (
        None, None, (),
    )  # fmt: skip
    assert guess_metadata(cut_text("关于某事的通知\n某厅\n2024年13月45日")).issued_on is None


def test_corrections_of_a_cut() -> None:
    blocks = cut_text("一、登记。\n各地要认真\n落实。\n（一）线上。")
    joined = join_with_previous(blocks, 2)
    assert joined[1] == Block(BlockKind.TEXT, "各地要认真落实。")
    assert plain_text(joined).replace("\n", "") == plain_text(blocks).replace("\n", "")
    split = change_block(joined, 2, BlockKind.LEVEL2, "（一）线上。\n\n及时办。\n（二）线下。")
    assert [block.kind for block in split[2:]] == ["level2", "text", "level2"]
    for place in (0, 9, -1):
        with pytest.raises(IndexError):
            join_with_previous(blocks, place)
    with pytest.raises(ValueError, match="empty"):
        change_block(blocks, 0, BlockKind.TEXT, " \n ")
    with pytest.raises(IndexError):
        change_block(blocks, 9, BlockKind.TEXT, "x")


def test_dropped_blocks_are_kept_but_not_text() -> None:
    blocks = [Block(BlockKind.LEVEL1, "一、甲。"), Block(BlockKind.DROPPED, "内部资料。")]
    assert read_blocks(write_blocks(blocks)) == blocks
    clauses, paragraphs = read_body(write_blocks(blocks))
    assert len(paragraphs) == 1 and [s.id for s in clauses[1].sentences] == ["1-0"]


@pytest.mark.parametrize(
    ("blocks", "code"),
    [
        ([("level1", "一、甲。"), ("text", "各地要认真做好登记失业人员的就业帮扶和"),
          ("text", "工作。")], "broken_line"),
        ([("level1", "一、甲。"), ("text", "就业。" * 500)], "too_long"),
        ([("text", "就\ufffd业。")], "garbled"),
        ([("level1", "一、甲。"), ("level1", "三、乙。")], "numbers_skip"),
        ([("level1", "正文")], "no_number"),
        ([("level1", "一、甲。"), ("text", "三、乙。")], "looks_numbered"),
    ],
)  # fmt: skip
def test_findings(blocks: list[tuple[str, str]], code: str) -> None:
    assert code in FINDINGS
    found = block_findings([Block(BlockKind(kind), text) for kind, text in blocks])
    assert code in [c for codes in found.values() for c in codes]
