"""Words spelt by ear are put right; what is right stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_faq.search import PolicySearch
from policy_faq.spelling import Spelling
from policy_faq.tokens import PinyinReader

_PINYIN = PinyinReader()


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    """Knows two words and cuts every character apart but 工业 and 师傅."""

    def cut(text: str) -> list[str]:
        for known in ("工业", "师傅"):
            text = text.replace(known, f" {known} ")
        return [w for part in text.split() for w in ([part] if len(part) == 2 else list(part))]

    counts = {"失业": 90, "登记": 80, "领取": 2}
    return Spelling(counts, {"登机": 40}, _PINYIN.sound, cut, frozenset("能有"))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("师叶等机办", "失业登记办"),
        ("诗业", "诗业"),  # known as a word by this dictionary
        ("那个登机口", "那个登机口"),  # a pair that is common stays
        ("零取", "零取"),  # too rare to be meant
        ("", ""),
        ("abc 123", "abc 123"),
    ],
)
def test_what_was_meant(spelling: Spelling, typed: str, meant: str) -> None:
    assert spelling.correct(typed) == meant


@given(st.text(max_size=40))
def test_any_text_keeps_its_length(typed: str) -> None:
    spelling = Spelling({"失业": 9}, {}, _PINYIN.sound, list, frozenset())
    assert len(spelling.correct(typed)) == len(typed)


@pytest.mark.parametrize(
    ("typed", "entry_id"),
    [
        ("就业困南人员怎么任定", "hardship-how-apply"),
        ("创业但保贷款反但保", "loan-no-counter-guarantee"),
        ("失夜登记要代什么才料", "registration-materials"),
    ],
)
def test_misspelt_questions_find_their_entry(
    search: PolicySearch, typed: str, entry_id: str
) -> None:
    assert entry_id in [hit.entry.id for hit in search.search(typed).hits]
