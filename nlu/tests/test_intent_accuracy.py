"""Accuracy of the trained model on paraphrases that were never in the training data."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
import yaml
from components.linear_model import LinearModel, grams
from runtime.agent_host import AgentHost
from runtime.examples import written_examples
from runtime.faq_examples import faq_examples
from runtime.settings import CONTENT_DIR, NLU_ROOT

LOWEST_ACCURACY = {"heldout": 0.93, "heldout_fresh": 0.78}  # "I don't know" counts as wrong
TASK_INTENTS = {
    "start_registration",
    "start_job_seeking",
    "resume_registration",
    "ask_registration_status",
    "correct_field",
    "cancel",
    "delete_draft",
    "request_human",
    "express_distress",
    "find_job",
}


def held_out(name: str) -> list[tuple[str, str]]:
    path = NLU_ROOT / "tests" / f"{name}.yml"
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    known = set(faq_examples(CONTENT_DIR))  # the content grows; a line it now holds is no test
    return [(text, intent) for intent, texts in data.items() for text in texts if text not in known]


@pytest.fixture(scope="module", params=sorted(LOWEST_ACCURACY))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def parsed(
    host: AgentHost, loop: asyncio.AbstractEventLoop, name: str
) -> list[tuple[str, str, str]]:
    """(text, expected intent, intent of the whole pipeline including the fallback)."""
    return [(text, intent, intent_of(host, loop, text)) for text, intent in held_out(name)]


def intent_of(host: AgentHost, loop: asyncio.AbstractEventLoop, text: str) -> str:
    return str(loop.run_until_complete(host.agent.parse_message(text))["intent"]["name"])


def test_accuracy(parsed: list[tuple[str, str, str]], name: str) -> None:
    wrong = [row for row in parsed if row[1] != row[2]]
    accuracy = 1 - len(wrong) / len(parsed)
    print(f"{name} accuracy {accuracy:.1%} of {len(parsed)}; wrong: {wrong}")
    assert accuracy >= LOWEST_ACCURACY[name], wrong


def test_no_question_starts_or_deletes_anything(parsed: list[tuple[str, str, str]]) -> None:
    acted = [r for r in parsed if r[1] in {"ask_policy", "out_of_scope"} and r[2] in TASK_INTENTS]
    assert not acted


def test_distress_is_never_missed(parsed: list[tuple[str, str, str]]) -> None:
    assert [row for row in parsed if row[1] == "express_distress" and row[2] != row[1]] == []


def test_held_out_lines_are_not_in_training(name: str) -> None:
    trained = {text for text, _ in written_examples()}
    assert [text for text, _ in held_out(name) if text in trained] == []


def test_every_task_intent_has_thirty_examples() -> None:
    counts: dict[str, int] = {}
    for _, intent in written_examples():
        counts[intent] = counts.get(intent, 0) + 1
    assert {name: counts[name] for name in TASK_INTENTS if counts[name] < 30} == {}


@pytest.mark.parametrize(
    ("line", "intent"),
    [
        ("失業登記幾天能辦好", "ask_policy"),
        ("你好，我想问一下失业金怎么领？？", "ask_policy"),
        ("失业金怎么领😀😀", "ask_policy"),
        ("失业金咋领", "ask_policy"),
        ("转 人 工", "request_human"),
        ("我要办失业登计", "start_registration"),
    ],
)
def test_writing_does_not_change_the_meaning(
    host: AgentHost, loop: asyncio.AbstractEventLoop, line: str, intent: str
) -> None:
    assert intent_of(host, loop, line) == intent


def test_unknown_characters_fall_back(host: AgentHost, loop: asyncio.AbstractEventLoop) -> None:
    assert intent_of(host, loop, "қазақ тілі") == "nlu_fallback"


def test_saved_model_ranks_as_before(tmp_path: Path) -> None:
    texts = ["你好", "您好", "再见", "拜拜", "失业金怎么领", "怎么领失业金"]
    model = LinearModel.fit(texts, ["greet", "greet", "bye", "bye", "ask", "ask"], 20)
    model.save(tmp_path)
    again = LinearModel.read(tmp_path)
    for text in texts:
        assert again.rank(text) == model.rank(text)
    assert again.rank("你好")[0][0] == "greet"


def test_no_known_character_gives_even_odds() -> None:
    model = LinearModel.fit(["你好", "再见", "谢谢", "好"], ["greet", "bye", "thank", "yes"], 20)
    assert {odds for _, odds in model.rank("ξψ")} == {0.25}


def test_grams_mark_the_ends() -> None:
    assert {"^你", "好$"} <= set(grams("你好"))
