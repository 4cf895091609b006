"""Searching the shipped content: decisions, spelling, scripts, hostile input."""

import threading
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy_faq.entries import Entry
from policy_faq.search import PolicySearch

FAR = (
    """
今天天气怎么样|给我讲个笑话|西宁到兰州的火车几点|帮我定个闹钟|播放周杰伦的歌|晚饭吃什么好|怎么做红烧肉|世界杯谁赢了
苹果手机多少钱|明天会下雨吗|打开空调|股票涨了没有|塔尔寺怎么走|孩子发烧了怎么办|推荐一部电影|刘德华多大了
帮我写一首诗|人民币兑美元汇率|冰箱怎么除霜|怎么减肥最快|感冒了吃什么药|游戏怎么充值|猫不吃饭怎么回事|彩票中奖号码
快递到哪了|如何种西红柿|兰州拉面怎么做|西宁房价多少|我想学英语|谁是美国总统|抖音怎么涨粉|油价今天多少|怎么煮米饭
比特币行情|NBA今天比分|唐诗三百首第一首|人为什么会做梦|我好无聊啊|车胎漏气了|高速封路了吗|疫苗在哪打|小区停水了吗
""".replace("\n", "|")
    .strip("|")
    .split("|")
)


def first(search: PolicySearch, question: str) -> str | None:
    hits = search.search(question).hits
    return hits[0].entry.id if hits else None


@pytest.mark.parametrize("question", FAR)
def test_far_questions_are_turned_away(search: PolicySearch, question: str) -> None:
    result = search.search(question)
    assert (result.decision, result.hits) == ("none", ())


@pytest.mark.parametrize("question", ["", "   ", "？？？", "😀😀", "\u200b", "[[id:00ff]]"])
def test_nothing_asked(search: PolicySearch, question: str) -> None:
    assert search.search(question).decision == "none"


def test_standard_questions_are_answered(search: PolicySearch) -> None:
    for entry in search.entries:
        result = search.search(entry.question)
        assert result.decision == "answer", entry.question
        assert result.hits[0].confidence == 1.0


def test_wordings_find_their_entry(search: PolicySearch) -> None:
    asked = [(entry.id, wording) for entry in search.entries for wording in entry.wordings][::3]
    lost = [wording for entry_id, wording in asked if first(search, wording) != entry_id]
    assert len(lost) <= 0.01 * len(asked), lost


@pytest.mark.parametrize(
    ("usual", "spelled"),
    [
        ("失业登记怎么办理？", "失業登記怎麼辦理？"),
        ("失业登记怎么办理？", "失 业 登 记 怎 么 办 理"),
        ("失业登记怎么办理？", "　失业登记怎么办理？？？"),
        ("失业登记怎么办理？", "你好，请问失业登记怎么办理，谢谢"),
        ("失业登记怎么办理？", "😀失业登记怎么办理🙏"),
        ("失业登记怎么办理？", "失业登记\n怎么办理\t"),
        ("失业登记怎么办理？", "shiyedengji zenme ban"),
        ("失业登记怎么办理？", "师业登记怎么办理"),
        ("失业登记怎么办理？", "失业登记阿么办"),
        ("失业登记怎么办理？", "待业登记咋办"),
    ],
)
def test_spelling_does_not_matter(search: PolicySearch, usual: str, spelled: str) -> None:
    assert first(search, spelled) == first(search, usual)


@pytest.mark.parametrize(
    ("amount", "same"), [("十万", "10万"), ("10万", "100000"), ("１０万", "十万")]
)
def test_numerals_meet(search: PolicySearch, amount: str, same: str) -> None:
    one = search.search(f"{amount}元以下的创业担保贷款要反担保吗")
    other = search.search(f"{same}元以下的创业担保贷款要反担保吗")
    assert one.hits == other.hits
    assert one.decision != "none"


@pytest.mark.parametrize(
    ("letters", "keyword"),
    [("sydj", "失业登记"), ("shiyejin", "失业金"), ("shiye dengji", "失业登记")],
)
def test_pinyin_means_its_keyword(search: PolicySearch, letters: str, keyword: str) -> None:
    meant, typed = search.search(letters), search.search(keyword)
    assert [hit.entry.id for hit in meant.hits] == [hit.entry.id for hit in typed.hits]
    assert meant.decision == typed.decision


@pytest.mark.parametrize(("letters", "subject"), [("sybx", "失业保险"), ("cydk", "贷款")])
def test_first_letters_of_keywords(search: PolicySearch, letters: str, subject: str) -> None:
    result = search.search(letters)
    assert result.decision != "none"
    assert all(subject in hit.entry.question for hit in result.hits)


@pytest.mark.parametrize(
    "keyword", ["失业金", "低保", "创业贷款", "公益岗", "4050", "大学生", "培训"]
)
def test_keywords_are_in_scope(search: PolicySearch, keyword: str) -> None:
    assert search.search(keyword).decision in ("answer", "choose")


def test_business_of_other_offices_is_never_answered_as_ours(search: PolicySearch) -> None:
    for question in (
        "结婚登记要带什么材料",
        "护照怎么办理",
        "离婚登记怎么办",
        "种粮补贴什么时候发",
    ):
        assert search.search(question).decision != "answer", question


def test_matters_of_other_offices_lead_to_the_entry_that_sends_on(search: PolicySearch) -> None:
    for question in ("驾照到期了怎么换", "公积金怎么提取", "户口怎么迁到西宁"):
        result = search.search(question)
        assert result.decision == "none" or result.hits[0].entry.id == "refer-out-of-scope"


def test_one_story_does_not_make_a_matter_ours(entries: tuple[Entry, ...]) -> None:
    from dataclasses import replace

    story = "刚结婚没多久就失业了，失业登记要咋弄"
    plain = tuple(f"失业登记怎么办理，第{n}次问" for n in range(30))
    told = replace(entries[0], wordings=(*entries[0].wordings, *plain, story))
    search = PolicySearch([told, *entries[1:]])
    assert search.search(story).decision == "answer"
    assert search.search("结婚登记怎么办理").decision != "answer"


@pytest.mark.parametrize(
    "hostile",
    [
        "失" * 100_000,
        "x" * 100_000,
        "失业登记 " * 30_000,
        "'; DROP TABLE entries; --",
        "{{7*7}} ${jndi:ldap://x}",
        "\x00\x01\x02",
        "\ud800\udfff",
        "བོད་ཡིག་ནང་བཤད་རོགས།",
        "ᠮᠣᠩᠭᠣᠯ",
        "مرحبا كيف الحال",
        "(((((((((((((",
        "一" * 3_000,
        "1" * 5_000,
        "a b " * 2_000,
        "9" * 400 + "万",
    ],
)
def test_hostile_input_is_survived(search: PolicySearch, hostile: str) -> None:
    result = search.search(hostile)
    assert result.decision in ("answer", "choose", "none")


@settings(deadline=None, max_examples=120)
@given(text=st.text(max_size=60), k=st.integers(min_value=-2, max_value=30))
def test_any_text_gives_an_ordered_result(search: PolicySearch, text: str, k: int) -> None:
    result = search.search(text, k=k)
    scores = [hit.score for hit in result.hits]
    assert len(scores) <= max(1, k)
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= hit.confidence <= 1 for hit in result.hits)
    assert (result.decision == "none") == (not result.hits)
    assert len({hit.entry.id for hit in result.hits}) == len(result.hits)


@settings(deadline=None, max_examples=80)
@given(
    st.text(
        alphabet="失业登记金保险贷款补贴培训怎么办能领吗多少钱困难认定岗位", min_size=1, max_size=25
    )
)
def test_search_is_deterministic_and_k_only_cuts(search: PolicySearch, text: str) -> None:
    three, one = search.search(text), search.search(text, k=1)
    assert three == search.search(text)
    assert one.decision == three.decision
    assert one.hits == three.hits[:1]


def test_unknown_region_and_day_change_nothing_for_provincial_entries(
    search: PolicySearch,
) -> None:
    question = "失业登记怎么办理？"
    there = search.search(question, on=date(2030, 1, 1), region="632701")
    assert there.hits == search.search(question).hits


def test_regional_entry_is_found_only_there(entries: tuple[Entry, ...]) -> None:
    from dataclasses import replace

    local = replace(entries[0], region="630100")
    search = PolicySearch([local, *entries[1:]])
    assert first(search, "失业登记怎么办理") != "how"
    assert search.search("失业登记怎么办理", region="630102").hits[0].entry.id == "how"


def test_entry_out_of_its_time_is_not_found(entries: tuple[Entry, ...]) -> None:
    from dataclasses import replace

    over = replace(entries[0], valid_until=date(2026, 6, 30))
    search = PolicySearch([over, *entries[1:]])
    assert first(search, "失业登记怎么办理") == "how"
    later = search.search("失业登记怎么办理", on=date(2026, 7, 1))
    assert "how" not in [hit.entry.id for hit in later.hits]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_small_knowledge_bases_work(entries: tuple[Entry, ...], count: int) -> None:
    search = PolicySearch(entries[:count])
    result = search.search("失业登记怎么办理？")
    assert result.decision == ("answer" if count else "none")


def test_entries_can_be_looked_up(small_search: PolicySearch) -> None:
    entry = small_search.entry("loan")
    assert entry is not None
    assert entry.question.startswith("创业担保贷款")
    assert small_search.entry("lost") is None


def test_threads_share_one_search(search: PolicySearch) -> None:
    questions = [entry.wordings[0] for entry in search.entries[:40]]
    alone = [search.search(question) for question in questions]
    together: list[object] = [None] * 4

    def ask(place: int) -> None:
        together[place] = [search.search(question) for question in questions]

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert together == [alone] * 4


def test_two_builds_agree(search: PolicySearch) -> None:
    again = PolicySearch.load()
    assert again.bars == search.bars
    for question in ("失业金怎么领", "贷款", "sybx", "我没工作了"):
        assert again.search(question) == search.search(question)
