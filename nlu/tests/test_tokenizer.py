"""Words: local terms stay whole, claim tokens stay whole, positions are those of the original."""

from __future__ import annotations

import jieba
import pytest
from components.jieba_tokenizer import PrivateJiebaTokenizer
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> PrivateJiebaTokenizer:
    storage = LocalModelStorage(tmp_path_factory.mktemp("storage"))
    context = ExecutionContext(GraphSchema({}))
    config = PrivateJiebaTokenizer.get_default_config()
    parts = (config, storage, Resource("tokenizer"), context)
    PrivateJiebaTokenizer.create(*parts).train(TrainingData())
    return PrivateJiebaTokenizer.load(*parts)


def cut(tokenizer: PrivateJiebaTokenizer, text: str) -> list[str]:
    return [token.text for token in tokenizer.tokenize(Message(data={"text": text}), "text")]


@pytest.mark.parametrize("term", ["失业保险金", "拉面师", "湟中区", "就业困难人员", "转人工"])
def test_local_terms_stay_whole(tokenizer: PrivateJiebaTokenizer, term: str) -> None:
    assert term in cut(tokenizer, f"我想问{term}的事")


def test_claim_tokens_stay_whole(tokenizer: PrivateJiebaTokenizer) -> None:
    token = "[[id:0123456789abcdef]]"
    assert token in cut(tokenizer, f"我的身份证号是{token}")


def test_positions_point_into_the_original(tokenizer: PrivateJiebaTokenizer) -> None:
    text = "我在　西寧市😀找 工作"
    for token in tokenizer.tokenize(Message(data={"text": text}), "text"):
        assert token.text.strip() and 0 <= token.start < token.end <= len(text)


def test_blank_text_still_has_a_token(tokenizer: PrivateJiebaTokenizer) -> None:
    assert len(cut(tokenizer, "  ")) == 1


def test_words_do_not_leak_into_the_global_jieba(tokenizer: PrivateJiebaTokenizer) -> None:
    assert "就业困难人员" in cut(tokenizer, "就业困难人员")
    assert "就业困难人员" not in jieba.lcut("就业困难人员", HMM=False)
