"""Each gate on its own: what it blocks, what it warns of, in words an editor understands."""

from collections.abc import Iterator
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from backend.policies.editing_content import FIELDS, as_content, differences, readable
from backend.policies.findings import Finding
from backend.policies.gates import all_findings, quick_findings, withdrawal_findings
from backend.policies.golden import golden_findings
from backend.policies.knowledge import KnowledgeRoom
from policy_faq.content_files import load_items
from policy_faq.entries import Entry, entry_from, load_sources
from policy_faq.evaluate import GoldQuestion
from tests.integration.policies.small_knowledge import small_seed

DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeRoom]:
    yield KnowledgeRoom(small_seed(tmp_path_factory.mktemp("gates") / "seed"))


def check(room: KnowledgeRoom, **changes: Any) -> list[Finding]:
    item = as_content({**room.seed.items["how"], **changes})
    return quick_findings(item, room.current(), DAY)


def blocked(findings: list[Finding]) -> str:
    return " ".join(f"{f.gate}: {f.message}" for f in findings if f.severity == "block")


def test_a_good_entry_passes(room: KnowledgeRoom) -> None:
    assert blocked(check(room)) == ""


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("question", "标准问题"), ("wordings", "问法"), ("answer", "答案"),
        ("next_step", "下一步"), ("citations", "依据"), ("keywords", "关键词"), ("topic", "主题"),
    ],
)  # fmt: skip
def test_nothing_may_be_missing(room: KnowledgeRoom, field: str, words: str) -> None:
    for empty in ("", [], None, "   "):
        assert words in blocked(check(room, **{field: empty}))


QUOTE = {"document": "notice-1", "sentence": "1-1", "quote": "在 3 个工作日内办结"}


@pytest.mark.parametrize(
    ("citation", "words"),
    [
        (QUOTE | {"quote": "在3个工作日内办结"}, "一字不差"),
        (QUOTE | {"quote": ""}, "还没有写引用的原文"),
        (QUOTE | {"sentence": "1-9"}, "没有第 1-9 句"),
        (QUOTE | {"sentence": ""}, "没有第"),
        (QUOTE | {"document": "lost"}, "没有这份文件"),
        ({"rule": "N-9"}, "规则库里没有 N-9"),
        ({"law": "x"}, "请选文件和句子"),
    ],
)
def test_sources_must_be_true(room: KnowledgeRoom, citation: dict[str, str], words: str) -> None:
    findings = check(room, citations=[QUOTE, citation])
    assert words in blocked(findings)
    assert "第 2 条依据" in blocked(findings)


def test_length(room: KnowledgeRoom) -> None:
    assert "最多 900" in blocked(check(room, answer="您好。" * 101))
    assert blocked(check(room, answer="您好。" * 100)) == ""
    assert "最多 180" in blocked(check(room, next_step="打12333。" * 20))
    assert "放不下" in blocked(check(room, question="怎么办" * 250))


def test_hard_language(room: KnowledgeRoom) -> None:
    hard = (
        "对符合条件的登记失业人员由公共就业服务机构按照分级分类服务要求提供不少于三次的精准就业服务"
        * 2
    )
    assert "language" in blocked(check(room, answer=hard + "。"))
    warned = check(room, answer="可以申请反担保。")
    assert any("反担保" in f.message and f.severity == "warn" for f in warned)


def test_dates(room: KnowledgeRoom) -> None:
    assert "比开始日期还早" in blocked(
        check(room, valid_from="2026-12-01", valid_until="2026-11-30")
    )
    assert "2026-01-31 这样" in blocked(check(room, valid_from="明天"))
    assert "不会有人看到" in blocked(check(room, valid_until="2026-11-22"))
    later = check(room, valid_from="2026-12-01")
    assert blocked(later) == "" and any(f.gate == "validity" for f in later)
    assert "地区代码" in blocked(check(room, region="999999"))
    assert "没有这个主题" in blocked(check(room, topic="../../etc"))
    assert "适用对象" in blocked(check(room, audience="nobody"))


def test_parameters(room: KnowledgeRoom) -> None:
    assert blocked(check(room, answer="每天{{allowance}}。")) == ""
    assert "没有叫 lost 的参数" in blocked(check(room, answer="每天{{lost}}。"))
    assert "只能写在答案里" in blocked(check(room, next_step="领{{allowance}}。"))


def test_expired_source_alone_is_nothing(room: KnowledgeRoom) -> None:
    item = as_content({**room.seed.items["refused"]})
    after = date(2100, 1, 1)
    assert "都已失效" in blocked(quick_findings(item, room.current(), after))
    item["citations"].append({"rule": "N-1"})
    mixed = quick_findings(item, room.current(), after)
    assert blocked(mixed) == ""
    assert any(f.gate == "standing" and f.severity == "warn" for f in mixed)


def test_one_question_one_answer(room: KnowledgeRoom) -> None:
    others = room.seed.items["refused"]["wordings"]
    found = check(room, wordings=[others[0] + "？？"])
    assert "已经属于另一条" in blocked(found)
    assert [f.entry_id for f in found if f.gate == "duplicate"] == ["refused"]
    assert "很像" in blocked(check(room, question="不符合失业登记条件要怎么办？"))
    assert "没有字" in blocked(check(room, wordings=["？！"]))


def test_answers_that_never_meet_are_no_doubles(room: KnowledgeRoom) -> None:
    """Another prefecture, or another year: the same question may have two answers then."""
    snapshot = room.current()
    here = [
        replace(e, region="630100", valid_until=date(2026, 12, 31)) if e.id == "refused" else e
        for e in snapshot.entries
    ]
    seen = replace(snapshot, entries=tuple(here))
    wording = snapshot.items["refused"]["wordings"][0]

    def found(**changes: Any) -> str:
        item = as_content({**room.seed.items["how"], "wordings": [wording], **changes})
        return blocked(quick_findings(item, seen, DAY))

    assert "已经属于" in found()
    assert "已经属于" in found(region="630102")
    assert found(region="632800") == ""
    assert found(valid_from="2027-01-01") == ""


def test_golden_questions(room: KnowledgeRoom) -> None:
    golden = [
        GoldQuestion("咋办失业登记", "all", ("how",)),
        GoldQuestion("今天天气怎么样", "all", ()),
    ]
    item = as_content({**room.seed.items["how"]})
    assert not [f for f in all_findings(item, room, golden, DAY) if f.severity == "block"]
    stolen = as_content(
        {
            **item,
            "question": "灯泡坏了找谁修？",
            "wordings": ["今天天气怎么样"],
            "answer": "找电工。",
        }
    )
    worse = [f for f in all_findings(stolen, room, golden, DAY) if f.gate == "golden"]
    assert len(worse) == 2
    assert {f.entry_id for f in worse} == {"how", ""}


def test_many_worse_questions_are_counted(room: KnowledgeRoom) -> None:
    golden = [GoldQuestion(f"咋办失业登记{'呢' * n}", "all", ("how",)) for n in range(12)]
    gone = room.build_candidate("how", None)
    found = golden_findings(room.current().search, gone.search, golden, DAY)
    assert found and "还有" in found[-1].message
    told = withdrawal_findings("how", room, golden, DAY)
    assert told and {f.severity for f in told} == {"warn"}


@pytest.mark.parametrize(
    "value", ["\x00坏\x07字\x1b", "\ud800孤", "a\r\nb\rc", "  空 \n 白  ", 7, None, {"a": 1}, ["x"]]
)
def test_whatever_is_typed_becomes_storable_text(value: Any) -> None:
    content = as_content(
        {"id": "x", "question": value, "wordings": [value, value], "citations": value}
    )
    assert isinstance(content["question"].encode(), bytes)
    assert "\x00" not in content["question"] and "\r" not in content["question"]
    assert len(content["wordings"]) <= 1
    readable(content)
    assert as_content(content) == content


def test_differences_name_fields_and_lines() -> None:
    old = {"id": "x", "answer": "第一行。\n第二行。", "keywords": ["甲"], "locally_set": False}
    new = {"id": "x", "answer": "第一行。\n改过。", "keywords": ["甲"], "locally_set": True}
    found = {difference.field: difference.lines for difference in differences(old, new)}
    assert set(found) == {"answer", "locally_set"}
    assert found["answer"][0] == (" ", "第一行。")
    assert ("-", "第二行。") in found["answer"] and ("+", "改过。") in found["answer"]
    assert differences(old, old) == []


def test_no_field_of_an_entry_is_lost_on_the_way_through_the_editors_desk() -> None:
    """A field the library knows and the desk does not would vanish with the first edit."""
    fields = {field.name for field in dataclass_fields(Entry)} - {"id", "version"}
    assert fields == set(FIELDS)
    for item in load_items():
        assert readable(as_content(item)).keys() == set(FIELDS)
        assert set(item) <= set(as_content(item)) | {"audience", "region", "locally_set"}
    sources = load_sources()
    for item in load_items()[:60]:
        kept, whole = entry_from(as_content(item), sources), entry_from(item, sources)
        assert replace(kept, version="") == replace(whole, version="")
