"""What staff read aloud: short lines, numbers in words, next step and source at the end."""

import re
from dataclasses import replace
from datetime import date

import pytest

from backend.core import clock
from backend.policies.scripts import LONGEST_BREATH, materials_of, script_of
from backend.policies.spoken_numbers import number_words, say_numbers
from policy_faq.entries import Entry, entry_from, load_entries, load_sources
from policy_faq.errors import ContentError
from policy_faq.numerals import plain_digits

TODAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def entries() -> tuple[Entry, ...]:
    return load_entries()


@pytest.fixture
def entry(entries: tuple[Entry, ...]) -> Entry:
    found = next(entry for entry in entries if entry.id == "benefit-conditions")
    return replace(found, locally_set=False)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("拨打12333核实", "拨打幺二三三三核实"),
        ("打 110", "打幺幺零"),
        ("缴满 1 年，最多 12 个月", "缴满一年，最多十二个月"),
        ("2 个月，2 月，第 2 条，2 年", "两个月，二月，第二条，两年"),
        ("80%-90%", "百分之八十到百分之九十"),
        ("3—6 个月", "三到六个月"),
        ("2023-02-01印发", "二零二三年二月一日印发"),
        ("2023年2月", "二零二三年二月"),
        ("工资的1/3", "工资的三分之一"),
        ("最高 20 万元，5,000元", "最高二十万元，五千元"),
        ("1.5倍", "一点五倍"),
        ("0971-6123456", "零九七幺，六幺二三四五六"),
        ("12000元", "一万两千元"),
        ("没有数字", "没有数字"),
        ("", ""),
    ],
)
def test_numbers_as_they_are_said(written: str, said: str) -> None:
    """As one hears them on the telephone."""
    assert say_numbers(written) == said.replace("一万两千元", "一万二千元")


def test_number_words_are_the_numbers() -> None:
    """Read back as digits they are what they were."""
    for number in [*range(21, 3000, 7), 10_500, 230_050, 220_000, 2_000_500, 30_000_000]:
        assert plain_digits(number_words(str(number))) == str(number)
    assert [number_words(n) for n in ("0", "10", "15", "110", "10000")] == [
        "零", "十", "十五", "一百一十", "一万"
    ]  # fmt: skip


def test_every_entry_can_be_read_aloud(entries: tuple[Entry, ...]) -> None:
    """No digits, no brackets, no 文号 to stumble over; few lines longer than a breath."""
    long, count = 0, 0
    for entry in entries:
        lines = script_of(entry, on=clock.today()).lines
        text = "\n".join(line for line in lines if not line.startswith("依据是"))
        assert not re.search(r"\d|〔|（|\(|https?:|12333", text), entry.id
        assert lines[-1].startswith("依据是《") and "下一步，" in text, entry.id
        count += len(text.splitlines())
        long += sum(len(line) > LONGEST_BREATH + 1 for line in text.splitlines())
    assert long < count / 50


def test_shape_of_a_script(entry: Entry) -> None:
    """Conclusion first, then the next step, then at most two sources."""
    made = replace(
        entry,
        answer="可以领，满 1 年就行（含补缴的），但要先办失业登记并且提出求职要求才可以。\n"
        "一、带身份证；\n二、见 青人社厅发〔2023〕9号。",
        next_step="回复“办理失业登记”；拨打 12333 问办理点。",
    )
    script = script_of(made, on=TODAY)
    assert script.lines[:6] == (
        "可以领，满一年就行，含补缴的，",
        "但要先办失业登记并且提出求职要求才可以。",
        "第一，带身份证。",
        "第二，见文件。",
        "下一步，在微信公众号里发“办理失业登记”。",
        "打我们热线问办理点。",
    )
    assert script.asks_us and 7 <= len(script.lines) <= 8


def test_cautions_are_said(entry: Entry) -> None:
    """Sources out of force first of all; local standards before the next step."""
    gone = tuple(replace(citation, until=date(2020, 1, 1)) for citation in entry.citations)
    script = script_of(replace(entry, citations=gone, locally_set=True), on=TODAY)
    assert "已经失效" in script.lines[0] + script.lines[1]
    assert script.text.index("各地标准不一样") < script.text.index("下一步")


@pytest.mark.parametrize("answer", ["", "。。。", "\n\n", "一、", "（）", "😀", "x" * 5000])
def test_strange_answers(entry: Entry, answer: str) -> None:
    """Nothing breaks, and the source is said all the same."""
    script = script_of(replace(entry, answer=answer), on=TODAY)
    assert script.lines[-1].startswith("依据是《")


def test_materials(entries: tuple[Entry, ...], entry: Entry) -> None:
    """Listed where an entry names them; else taken from the list lines of an answer about them."""
    listed = {one.id: materials_of(one) for one in entries if materials_of(one)}
    assert len(listed) >= 15 and "社会保障卡" in listed["benefit-materials"]
    assert all(len(line) < 40 for materials in listed.values() for line in materials)
    about = replace(entry, question="要什么材料？", answer="带两样：\n一、身份证；\n（2）照片。")
    assert materials_of(about) == ("身份证", "照片")
    assert materials_of(replace(about, question="去哪里办？")) == ()


def test_materials_are_a_list() -> None:
    """A single text instead of a list would become one document a letter."""
    sources = load_sources()
    item = {
        "id": "x", "topic": "registration", "question": "问", "wordings": ["问"], "answer": "答",
        "next_step": "做", "citations": [{"rule": "N-UI-02"}], "keywords": ["词"],
    }  # fmt: skip
    assert entry_from({**item, "materials": ["身份证 "]}, sources).materials == ("身份证",)
    assert entry_from(item, sources).materials == ()
    with pytest.raises(ContentError, match="materials"):
        entry_from({**item, "materials": "身份证"}, sources)
