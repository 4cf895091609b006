"""Search over anybody's questions and answers, through `build` and `search` alone."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy_faq.index import Index, build

BANK: list[Mapping[str, Any]] = [
    {"id": "open", "questions": ["怎么开户", "办一张银行卡要带什么"], "answer": "带身份证到柜台。"},
    {"id": "lost", "questions": ["银行卡丢了怎么挂失"], "answer": "拨打客服电话口头挂失。"},
    {"id": "limit", "questions": ["每天最多转账十万元吗"], "answer": "可以在手机银行里调整限额。"},
    {"id": "rate", "questions": ["三年定期存款利率是多少"], "answer": "以网点公告为准。"},
    {"id": "song", "questions": "放一首轻音乐", "answer": None},
]
TEXTS = st.one_of(st.text(max_size=40), st.sampled_from(["", " ", "😀", "怎么开户", "\ud800", "ཀ"]))


@pytest.fixture(scope="module")
def bank() -> Index:
    return build(BANK)


def first(index: Index, query: str) -> object:
    """Id of the best hit, None when there is none."""
    return next((entry_id for entry_id, _ in index.search(query, 1)), None)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("开户怎么弄", "open"),
        ("卡丢了", "lost"),
        ("转账限额", "limit"),
        ("定期利率", "rate"),
        ("来首轻音乐", "song"),
        ("口头挂失打什么电话", "lost"),  # only the answer says so
    ],
)
def test_the_nearest_entry_comes_first(bank: Index, query: str, expected: str) -> None:
    assert first(bank, query) == expected


def test_best_first_and_no_more_than_asked_for(bank: Index) -> None:
    found = bank.search("银行卡怎么挂失", k=2)
    assert len(found) == 2
    assert found[0][0] == "lost"
    assert found[0][1] > found[1][1]
    assert bank.search("银行卡", k=0) == []
    assert len(bank.search("银行卡怎么开户转账利率", k=99)) <= len(BANK)


def test_entries_that_share_nothing_are_left_out(bank: Index) -> None:
    assert [entry_id for entry_id, _ in bank.search("每天")] == ["limit"]
    assert bank.search("zzz") == []


def test_ties_keep_the_order_of_the_entries() -> None:
    same = [{"id": number, "questions": ["怎么开户"], "answer": "柜台"} for number in (3, 1, 2)]
    assert [entry_id for entry_id, _ in build(same).search("开户")] == [3, 1, 2]


def test_script_width_and_spaces_do_not_matter(bank: Index) -> None:
    plain = bank.search("银行卡丢了怎么挂失")
    assert bank.search("銀行卡丟了怎麼掛失") == plain
    assert bank.search("银 行 卡 丢 了 怎 么 挂 失 ？") == plain


def test_numbers_are_equal_however_they_are_written(bank: Index) -> None:
    found = [bank.search(f"转账{amount}元") for amount in ("十万", "10万", "100000", "１００000")]
    assert found[0][0][0] == "limit"
    assert all(other == found[0] for other in found)


def test_question_words_are_folded(bank: Index) -> None:
    assert bank.search("咋开户") == bank.search("如何开户") == bank.search("怎么开户")


@pytest.mark.parametrize("query", ["guashi", "lilv", "qingyinyue"])
def test_pinyin_finds(bank: Index, query: str) -> None:
    expected = {"guashi": "lost", "lilv": "rate", "qingyinyue": "song"}
    assert first(bank, query) == expected[query]


def test_words_that_are_only_ours_are_left_alone() -> None:
    """In our domain 单位 and 公司 mean the same; elsewhere they need not."""
    index = build([{"id": 1, "questions": ["长度单位"]}, {"id": 2, "questions": ["公司长度"]}])
    scores = dict(index.search("长度单位"))
    assert scores[1] > scores[2]


def test_many_wordings_gain_by_what_askers_have_in_common() -> None:
    entries = [
        {"id": "a", "questions": [f"{x}退票" for x in ("怎么", "我要", "车票", "不去了")]},
        {"id": "b", "questions": [f"{x}改签" for x in ("怎么", "我要", "车票", "换一天")]},
    ]
    assert first(build(entries), "想把票退掉") == "a"


def test_no_entries_at_all() -> None:
    assert build([]).search("开户") == []
    assert len(build([])) == 0


def test_doubled_ids_are_named() -> None:
    with pytest.raises(ValueError, match="'open'"):
        build([*BANK, {"id": "open", "questions": ["再来一个"]}])


def test_ids_may_be_any_hashable() -> None:
    index = build([{"id": (1, "a"), "questions": ["开户"]}, {"id": None, "questions": ["挂失"]}])
    assert first(index, "开户") == (1, "a")
    assert index.search("挂失")[0][0] is None


def test_empty_texts_do_no_harm() -> None:
    empty = [{"id": 1, "questions": [], "answer": ""}, {"id": 2, "questions": ["", "　"]}]
    index = build([*empty, {"id": 3, "questions": ["开户"]}, {"id": 4}])
    assert [entry_id for entry_id, _ in index.search("开户")] == [3]


def test_huge_texts() -> None:
    long = "办理材料如下。" * 30_000
    index = build(
        [{"id": 1, "questions": [long], "answer": long}, {"id": 2, "questions": ["开户"]}]
    )
    assert first(index, "开户" + "啊" * 20_000) == 2
    assert first(index, "办理材料") == 1


@pytest.mark.parametrize("query", ["", "   ", "😀😀", "？！", "\x00", "\ud800", "[[id:ab12]]"])
def test_queries_that_say_nothing(bank: Index, query: str) -> None:
    assert bank.search(query) == []


def test_far_into_a_long_answer() -> None:
    answer = "这里是说明。" * 200 + "需要居住证。"
    index = build(
        [{"id": 1, "questions": ["落户"], "answer": answer}, {"id": 2, "questions": ["开户"]}]
    )
    assert first(index, "居住证") == 1


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(st.lists(TEXTS, max_size=4), st.one_of(st.none(), TEXTS)), max_size=5),
    TEXTS,
    st.integers(-2, 7),
)
def test_nothing_makes_it_fail(
    texts: list[tuple[list[str], str | None]], query: str, k: int
) -> None:
    entries = [{"id": n, "questions": q, "answer": a} for n, (q, a) in enumerate(texts)]
    found = build(entries).search(query, k)
    assert len(found) <= max(0, k)
    assert [score for _, score in found] == sorted((s for _, s in found), reverse=True)
    assert len({entry_id for entry_id, _ in found}) == len(found)
    assert all(score == score and abs(score) < 1e6 for _, score in found)


def test_many_entries_are_searched_as_well_as_few() -> None:
    """From 5 000 entries on, common characters are only looked up for entries that come near."""
    signs = "春夏秋冬东南西北金木水火土风云雷电"
    entries = [
        {"id": f"{a}{b}{c}", "questions": [f"{a}{b}{c}怎么办"], "answer": f"请到{a}{b}{c}柜台办"}
        for a in signs
        for b in signs
        for c in signs[:17]
    ]
    many = [*entries, *({**e, "id": f"2{e['id']}", "answer": "没有"} for e in entries[:200])]
    index = build(many)
    assert len(index) > 5_000
    for wanted in ("秋雷金", "火土电", "北北北"):
        assert first(index, f"请问{wanted}柜台怎么办") == wanted
