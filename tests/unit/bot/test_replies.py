"""Speech: limits, numbering, and nothing a citizen should not see."""

from hypothesis import given
from hypothesis import strategies as st

from bot.choices import pick
from bot.replies import MAX_TEXT_BYTES, speak, split


@given(st.text(max_size=5000))
def test_parts_fit_and_lose_nothing_but_space(text: str) -> None:
    parts = split(text)
    assert all(0 < len(part.encode("utf-8", "surrogatepass")) <= MAX_TEXT_BYTES for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_cut_is_at_a_sentence_end() -> None:
    parts = split("这是一句话。" * 400)
    assert len(parts) == 4
    assert all(part.endswith("。") for part in parts)


def test_choices_are_numbered_and_remembered() -> None:
    speech = speak(
        [
            {"custom": {"turn": {"outcome": "asked_back", "sources": [{"entry_id": "a"}]}}},
            {
                "text": "您想问哪个？",
                "buttons": [{"title": "甲", "payload": "/a"}, {"title": "乙"}],
            },
        ]
    )
    assert speech.texts == ["您想问哪个？\n1. 甲\n2. 乙\n（回复数字就行）"]
    assert [choice["payload"] for choice in speech.choices] == ["/a", "乙"]
    assert (speech.outcome, speech.sources) == ("asked_back", [{"entry_id": "a"}])


def test_a_second_set_of_choices_is_not_numbered() -> None:
    first = {"text": "哪个？", "buttons": [{"title": "甲", "payload": "/a"}]}
    second = {"text": "学历？", "buttons": [{"title": "大专", "payload": "/d"}]}
    speech = speak([first, second])
    assert pick("1", speech.choices) == "/a"
    assert pick("2", speech.choices) is None
    assert pick("大专", speech.choices) == "/d"


def test_strange_utterances_are_dropped() -> None:
    strange: list[dict[str, object]] = [{"image": "http://x"}, {"text": 5}, {"buttons": "no"}, {}]
    assert speak(strange).texts == []


def test_markdown_and_control_characters_go() -> None:
    assert speak([{"text": "**好**\x00`码`"}]).texts == ["好码"]


def test_digits_in_every_dress_pick() -> None:
    choices = [{"title": "同意", "payload": "/affirm"}, {"title": "不同意", "payload": "/deny"}]
    for said in ("2", "２", "②", "第二个", "选2", "2。", "不同意", "二"):
        assert pick(said, choices) == "/deny", said
    for said in ("3", "0", "22", "我不同意你的说法", "两年", ""):
        assert pick(said, choices) is None, said


def test_silent_options_are_understood_and_take_no_number() -> None:
    verdict = {"title": "没用", "payload": "/no", "by_name_only": "silent"}
    answer = {"text": "答复。", "buttons": [verdict]}
    choice = {"title": "甲", "payload": "/a", "preview": "第一句。"}
    speech = speak([answer, {"text": "哪个？", "buttons": [choice]}])
    assert speech.texts == ["答复。\n\n哪个？\n1. 甲\n　第一句。\n（回复数字就行）"]
    assert pick("1", speech.choices) == "/a"
    assert pick("没用。", speech.choices) == "/no"
    assert pick("2", speech.choices) is None


def test_several_reports_of_one_turn_are_one() -> None:
    reports = [
        {"outcome": "answered", "decision": "answer", "sources": [{"entry_id": "a"}]},
        {"outcome": "answered", "decision": "choose", "sources": []},
    ]
    speech = speak([{"custom": {"turn": report}} for report in reports])
    assert (speech.outcome, speech.decision) == ("answered", "choose")
    assert speech.sources == [{"entry_id": "a"}]
