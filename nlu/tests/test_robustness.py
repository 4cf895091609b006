"""When something is away: the action server, the stub's limits, a TensorFlow model, the logs."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest
import structlog
from runtime import quiet_logs
from runtime.agent_host import AgentHost, NoAnswerError
from runtime.model_guard import UnsupportedModelError, check_model
from runtime.settings import Settings, read_settings

from tests.support.conversation import Conversation
from tests.support.counter import Counter


@pytest.fixture
def lonely(
    settings: Settings, loop: asyncio.AbstractEventLoop, tmp_path: Path, host: AgentHost
) -> Conversation:
    """A conversation whose action server is away."""
    apart = replace(
        settings,
        action_url="http://127.0.0.1:9/actions/webhook",
        database_url=f"sqlite:///{tmp_path / 'dialogue.sqlite3'}",
    )
    other = AgentHost(apart)
    loop.run_until_complete(other.load())
    return Conversation(other, loop)


def test_without_actions_the_turn_fails_honestly(lonely: Conversation) -> None:
    with pytest.raises(NoAnswerError):
        lonely.say("失业金怎么领")


def test_without_actions_plain_words_still_come(lonely: Conversation) -> None:
    assert "12356" in lonely.say("我不想活了")
    assert "小助手" in lonely.say("你好")


def test_conversation_recovers_when_the_actions_return(
    lonely: Conversation, counter: Counter
) -> None:
    for line in ("我要办失业登记", "失业金怎么领"):
        with pytest.raises(NoAnswerError):
            lonely.say(line)
    lonely.host.agent.processor.action_endpoint.url = counter.url
    assert "您同意吗" in lonely.say("我要办失业登记")
    assert "什么名字" in lonely.say("同意")


def model_with(component: str, folder: Path) -> Path:
    metadata = {"predict_schema": {"nodes": {"run": {"uses": f"rasa.nlu.{component}"}}}}
    content = json.dumps(metadata).encode()
    path = folder / "model.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        member = tarfile.TarInfo("metadata.json")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return path


@pytest.mark.parametrize(
    "component", ["DIETClassifier", "TEDPolicy", "LogisticRegressionClassifier"]
)
def test_tensorflow_models_are_refused(component: str, tmp_path: Path) -> None:
    with pytest.raises(UnsupportedModelError, match=component):
        check_model(model_with(component, tmp_path))


def test_our_model_is_accepted(model_path: Path) -> None:
    check_model(model_path)


def test_unreadable_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.tar.gz").write_bytes(b"x")
    with pytest.raises(UnsupportedModelError):
        check_model(tmp_path / "model.tar.gz")


def test_tensorflow_is_not_installed() -> None:
    import tensorflow

    assert tensorflow.__spec__.origin is None
    assert issubclass(tensorflow.errors.NotFoundError, Exception)


def test_exceptions_are_logged_without_their_words() -> None:
    formatter = quiet_logs.QuietFormatter("%(message)s")
    try:
        raise ValueError("马建国 63010219900307001X")
    except ValueError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, "f", 1, "failed", (), (type(error), error, error.__traceback__)
        )
    line = formatter.format(record)
    assert "ValueError" in line and "马建国" not in line


def test_structured_logs_keep_no_text(capsys: pytest.CaptureFixture[str]) -> None:
    event = {"event": "x", "text": "马建国", "level": "error", "anything": "63010219900307001X"}
    kept = quiet_logs.keep_shown_fields(None, "error", event)
    assert kept == {"event": "x", "level": "error"}


def test_debug_logging_stays_off() -> None:
    quiet_logs.configure(logging.DEBUG)
    assert logging.getLogger().level == logging.WARNING
    assert not logging.getLogger("rasa.core.processor").isEnabledFor(logging.INFO)
    assert structlog.is_configured()


def test_nothing_said_reaches_the_log(
    talk: Conversation, capfd: pytest.CaptureFixture[str]
) -> None:
    for line in ("我叫马建国", "/no_such_intent", "我要办失业登记", "同意", "马建国"):
        try:
            talk.say(line)
        except NoAnswerError:
            continue
    captured = capfd.readouterr()
    assert "马建国" not in captured.out + captured.err


def test_settings_have_safe_defaults() -> None:
    settings = read_settings({})
    assert settings.host == "127.0.0.1" and settings.port == 5005
    assert settings.database_url.startswith("sqlite:///")


@pytest.mark.parametrize("name", ["NLU_PORT", "NLU_KEEP_DAYS"])
def test_bad_numbers_are_refused(name: str) -> None:
    with pytest.raises(ValueError):
        read_settings({name: "many"})
