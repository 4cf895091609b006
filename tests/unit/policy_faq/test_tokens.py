"""The ways a text is cut, and pinyin."""

import pytest

from policy_faq.latin import LatinReader, Meant
from policy_faq.reading import TextReader
from policy_faq.text import Vocabulary
from policy_faq.tokens import PinyinReader, WordCutter, pairs, units


@pytest.fixture(scope="module")
def pinyin() -> PinyinReader:
    return PinyinReader()


@pytest.fixture(scope="module")
def reader() -> TextReader:
    return TextReader(Vocabulary.load())


def test_numbers_and_latin_words_are_one_unit() -> None:
    assert units("用app贷100000元涨3.5%") == ["用", "app", "贷", "100000", "元", "涨", "3.5%"]


def test_pairs() -> None:
    assert pairs(["失", "业", "金"]) == ["失业", "业金"]
    assert pairs(["失"]) == []


@pytest.mark.parametrize(
    ("letters", "sounds"),
    [
        ("shiye", ["si", "ye"]),
        ("dengji", ["den", "ji"]),
        ("zenmeban", ["zen", "me", "ban"]),
        ("sybx", []),
        ("app", []),
        ("", []),
    ],
)
def test_spelling(pinyin: PinyinReader, letters: str, sounds: list[str]) -> None:
    assert pinyin.spell(letters) == sounds


@pytest.mark.parametrize(("one", "other"), [("失", "师"), ("登", "灯"), ("金", "京"), ("助", "住")])
def test_likely_slips_sound_the_same(pinyin: PinyinReader, one: str, other: str) -> None:
    assert pinyin.sound(one) == pinyin.sound(other) != ""


def test_sound_of_other_scripts_is_empty(pinyin: PinyinReader) -> None:
    assert [pinyin.sound(char) for char in ("a", "1", "བ", "😀")] == [""] * 4


def test_domain_words_stay_whole_and_leave_the_shared_dictionary_alone() -> None:
    import jieba

    cutter = WordCutter(("渐退期",))
    assert "渐退期" in cutter.cut("渐退期有多长")
    assert jieba.dt.FREQ.get("渐退期") is None
    assert cutter.general_frequency("渐退期") == 0
    assert cutter.general_frequency("天气") > 0


def test_reading_holds_all_cuts(reader: TextReader) -> None:
    read = reader.read("失业金咋领？")
    assert read.plain == "失业金咋领"
    assert read.normal == "失业保险金怎么领"
    assert read.units == list("失业保险金怎么领")
    assert "失业保险金" in read.words
    assert read.syllables[:3] == ["si", "ye", "bao"]
    assert "siye" in read.syllables
    assert read.sounds["失"] == "si"


@pytest.mark.parametrize(
    ("typed", "rewritten", "guessed"),
    [
        ("shiyedengji", "失业登记", False),
        ("shiye dengji zenme ban", "失业登记怎么办", False),
        ("sydj", "失业登记", False),
        ("怎么办sydj", "怎么办失业登记", False),
        ("db", "低保", False),
        ("我的db呢", "我的db呢", False),
        ("hello world", "hello world", False),
        ("app", "app", False),
        ("", "", False),
    ],
)
def test_latin_letters_become_words(
    pinyin: PinyinReader, typed: str, rewritten: str, guessed: bool
) -> None:
    latin = LatinReader(pinyin, ["失业登记", "怎么办"], ["失业登记", "低保"])
    assert latin.read(typed) == Meant((rewritten,), guessed)


@pytest.mark.parametrize(
    ("typed", "texts"),
    [
        ("sydj", ("失业登记", "失业定金")),
        ("sydj cl", ("失业登记材料", "失业定金材料")),
        ("sydjcl", ("失业登记材料",)),
        ("jydk", ("就业贷款额度",)),
        ("xyz", ("xyz",)),
    ],
)
def test_first_letters_may_mean_several_things(
    pinyin: PinyinReader, typed: str, texts: tuple[str, ...]
) -> None:
    latin = LatinReader(pinyin, [], ["失业登记", "失业定金", "材料", "就业贷款额度"])
    meant = latin.read(typed)
    assert meant.texts == texts
    assert meant.is_guessed is (texts != (typed,))
