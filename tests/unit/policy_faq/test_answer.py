"""Answers as WeChat texts and as JSON."""

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from policy_faq.answer import MAX_BYTES, hit_as_json, render_wechat, result_as_json, source_lines
from policy_faq.citations import Citation, Sources
from policy_faq.entries import Entry
from policy_faq.search import Hit, PolicySearch

TODAY = date(2026, 11, 23)


def test_reply_reads_as_agreed(entries: tuple[Entry, ...]) -> None:
    assert render_wechat(entries[0], as_of=TODAY) == (
        "关于「失业登记怎么办理？」：\n"
        "网上或现场都可以办。网上 3 个工作日办结。\n\n"
        "下一步：回复“办理失业登记”。\n\n"
        "依据：试人社发〔2024〕1号 第一条（畅通登记渠道）第1句，2024-03-01印发；《试点法》第45条\n"
        "截至2026-11-23"
    )


def test_second_hand_rule_adds_a_caution(entries: tuple[Entry, ...]) -> None:
    assert "转引" in render_wechat(entries[2], as_of=TODAY)
    assert "转引" not in render_wechat(entries[1], as_of=TODAY)


def test_locally_set_amounts_point_to_the_hotline(entries: tuple[Entry, ...]) -> None:
    assert "各地标准不同" in render_wechat(entries[2], as_of=TODAY)
    said = replace(entries[2], answer="由当地规定，请拨打12333核实。")
    assert "各地标准不同" not in render_wechat(said, as_of=TODAY)


def test_expired_source_is_said(entries: tuple[Entry, ...]) -> None:
    assert "失效" not in render_wechat(entries[1], as_of=date(2026, 12, 31))
    assert "失效" in render_wechat(entries[1], as_of=date(2027, 1, 1))


def test_sentences_of_one_clause_stand_together(entries: tuple[Entry, ...]) -> None:
    both = [*entries[1].citations, *entries[0].citations, *entries[1].citations]
    assert source_lines(both) == [
        "试人社发〔2024〕1号 第一条（畅通登记渠道）第1、2句，2024-03-01印发",
        "《试点法》第45条",
    ]


def test_articles_of_one_law_stand_together(entries: tuple[Entry, ...]) -> None:
    law: Citation = entries[0].citations[1]
    other = replace(law, clause="第46条", rule_id="N-9")
    assert source_lines([law, other, law]) == ["《试点法》第45条、第46条"]


def test_rule_standing_in_an_official_text_is_printed_by_number(sources_lines: list[str]) -> None:
    assert sources_lines == ["试人社发〔2024〕1号 第一条第1句"]


def test_sentence_and_rule_standing_in_it_are_printed_once(
    entries: tuple[Entry, ...], sources: Sources
) -> None:
    quoted, rule = entries[0].citations[0], sources.resolve({"rule": "N-3"})
    once = ["试人社发〔2024〕1号 第一条（畅通登记渠道）第1句，2024-03-01印发"]
    assert source_lines([quoted, rule]) == source_lines([rule, quoted]) == once
    wider = replace(rule, clause="第一条第1句、第二条第1句")
    assert source_lines([quoted, wider]) == [*once, "试人社发〔2024〕1号 第二条第1句"]


def test_unnumbered_rule_is_printed_with_document_number(entries: tuple[Entry, ...]) -> None:
    assert source_lines([entries[2].citations[1]]) == ["《试点办法》（试〔2023〕2号）"]


@settings(deadline=None, max_examples=60)
@given(
    answer=st.text(alphabet="失业登记。，一二😀a", min_size=1, max_size=1500),
    copies=st.integers(min_value=1, max_value=40),
)
def test_reply_never_exceeds_wechat(entries: tuple[Entry, ...], answer: str, copies: int) -> None:
    law = entries[0].citations[1]
    many = tuple(replace(law, title=f"第{n}号试点法的实施办法") for n in range(copies))
    entry = replace(entries[0], answer=answer, citations=many)
    assert len(render_wechat(entry, as_of=TODAY).encode()) <= MAX_BYTES


def test_long_source_list_gives_way_before_the_answer(entries: tuple[Entry, ...]) -> None:
    law = entries[0].citations[1]
    many = tuple(replace(law, title=f"第{n}号试点法的实施办法和补充规定") for n in range(40))
    text = render_wechat(replace(entries[0], citations=many), as_of=TODAY)
    assert entries[0].answer in text
    assert "等\n截至" in text


def test_hit_as_json(entries: tuple[Entry, ...]) -> None:
    data = hit_as_json(Hit(entries[0], 1.23456, 0.9))
    assert data["entry_id"] == "how"
    assert data["score"] == 1.2346
    assert data["citations"][0] == {
        "document_number": "试人社发〔2024〕1号",
        "title": "关于做好就业工作的通知",
        "clause": "第一条",
        "clause_name": "畅通登记渠道",
        "sentence": 1,
        "quote": "在 3 个工作日内办结",
        "issued_on": "2024-03-01",
        "text": "线上申请的，在 3 个工作日内办结；线下申请的，即时办结。",
        "rule": None,
        "version": None,
        "verification": "verified",
    }
    assert data["citations"][1]["rule"] == "N-1"


def test_result_as_json(small_search: PolicySearch) -> None:
    data = result_as_json(small_search.search("失业登记怎么办理"), as_of=TODAY)
    assert data["decision"] == "answer"
    assert data["as_of"] == "2026-11-23"
    assert data["query"] == "失业登记怎么办理"
    assert data["hits"][0]["entry_id"] == "how"
