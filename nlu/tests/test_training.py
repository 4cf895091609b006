"""Training: only when something changed, on the same examples everywhere, never half a file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import train
import yaml
from runtime import fingerprint
from runtime.examples import all_examples, content_examples, written_examples
from runtime.faq_examples import faq_examples, write_training_file
from runtime.fingerprint import drop_old_models, fingerprint_inputs, model_file, newest_model
from runtime.settings import NLU_ROOT
from runtime.training import publish

ENTRY = """
- id: a
  question: 失业登记怎么办？
  wordings: [咋办失业登记, 失业登记 流程, 失业登记阿么办, 报失业去哪, 登记失业]
- id: assistant-human
  question: 怎么找真人？
  wordings: [我要人工]
"""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    (folder / "wordings").mkdir(parents=True)
    (folder / "a.yml").write_text(ENTRY, encoding="utf-8")
    (folder / "wordings" / "a.yml").write_text("a: [饭碗丢了找谁]", encoding="utf-8")
    return folder


def test_content_gives_the_question_and_a_few_wordings(content: Path) -> None:
    examples = faq_examples(content, per_entry=3)
    assert examples[0] == "失业登记怎么办？" and len(examples) == 4
    assert faq_examples(content, per_entry=3) == examples


def test_all_wordings_can_be_had(content: Path) -> None:
    assert "饭碗丢了找谁" in faq_examples(content, per_entry=99)


def test_what_an_intent_answers_is_left_out(content: Path) -> None:
    assert "我要人工" not in faq_examples(content, per_entry=99)


def test_without_content_there_are_only_written_examples(tmp_path: Path) -> None:
    assert faq_examples(tmp_path / "missing") == []
    assert all_examples(tmp_path / "missing") == list(written_examples())


def test_written_examples_keep_their_intent(content: Path) -> None:
    (content / "b.yml").write_text("- {id: b, question: 转人工, wordings: []}", encoding="utf-8")
    assert "转人工" not in content_examples(content)["ask_policy"]


def test_outside_kinds_teach_what_is_not_ours(content: Path) -> None:
    chat = "- {id: a, kind: chat, wordings: [讲个笑话呗, 唱首歌吧]}"
    foreign = "- {id: b, kind: foreign, wordings: [hello]}"
    outside, root = content.parent / "outside.yml", content.parent / "nlu"
    outside.write_text(f"{chat}\n{foreign}", encoding="utf-8")
    before = fingerprint_inputs(root, content)
    assert sorted(content_examples(content)["out_of_scope"]) == ["唱首歌吧", "讲个笑话呗"]
    outside.write_text(foreign, encoding="utf-8")
    assert fingerprint_inputs(root, content) != before


def test_broken_content_is_reported(content: Path) -> None:
    (content / "broken.yml").write_text("- {", encoding="utf-8")
    with pytest.raises(yaml.YAMLError):
        faq_examples(content)


def test_training_file_holds_the_examples(tmp_path: Path) -> None:
    target = tmp_path / "x.yml"
    write_training_file({"ask_policy": ["失业金怎么领？", "“引号”: 冒号"]}, target)
    [block] = yaml.safe_load(target.read_text(encoding="utf-8"))["nlu"]
    assert block["intent"] == "ask_policy"
    assert block["examples"].splitlines() == ["- 失业金怎么领？", "- “引号”: 冒号"]


def test_fingerprint_changes_with_any_input(content: Path, tmp_path: Path) -> None:
    root = tmp_path / "nlu"
    (root / "data" / "nlu").mkdir(parents=True)
    (root / "config.yml").write_text("a", encoding="utf-8")
    seen = {fingerprint_inputs(root, content)}
    for path in (root / "data" / "nlu" / "x.yml", root / "config.yml", content / "a.yml"):
        path.write_text(f"changed {path}", encoding="utf-8")
        seen.add(fingerprint_inputs(root, content))
    (content / "wordings" / "a.yml").unlink()
    seen.add(fingerprint_inputs(root, content))
    assert len(seen) == 5
    assert fingerprint_inputs(root, content) == fingerprint_inputs(root, content)


def test_every_kind_of_input_is_covered() -> None:
    names = [name for name, _ in fingerprint.input_files()]
    for part in ("components/regions.py", "config.yml", "domain/policy.yml", "uv.lock"):
        assert part in names
    assert any(name.startswith("data/lookups/") for name in names)


def test_only_the_last_models_are_kept(tmp_path: Path) -> None:
    for number in range(5):
        path = model_file(tmp_path, f"{number:016x}")
        path.write_bytes(b"x")
        os.utime(path, (number, number))
    drop_old_models(tmp_path, keep=3)
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        f"qinghai-{number:016x}.tar.gz" for number in (2, 3, 4)
    ]
    newest = newest_model(tmp_path)
    assert newest is not None and fingerprint.fingerprint_of(newest) == f"{4:016x}"


def test_publishing_leaves_no_partial_file(tmp_path: Path) -> None:
    (tmp_path / "trained").write_bytes(b"model")
    publish(tmp_path / "trained", tmp_path / "qinghai-1.tar.gz")
    assert (tmp_path / "qinghai-1.tar.gz").read_bytes() == b"model"
    assert {p.name for p in tmp_path.iterdir()} == {"trained", "qinghai-1.tar.gz"}


def test_check_tells_stale_from_fresh(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setattr(fingerprint, "fingerprint_inputs", lambda: "0" * 16)
    assert train.main(["--check"]) == 1
    target = model_file(tmp_path / "models", "0" * 16)
    target.parent.mkdir()
    target.write_bytes(b"x")
    assert train.main(["--check"]) == 0
    assert train.main([]) == 0
    assert "up to date" in capsys.readouterr().out


def test_going_back_to_older_data_serves_the_older_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setattr(fingerprint, "fingerprint_inputs", lambda: "a" * 16)
    for number, name in enumerate("ab"):
        path = model_file(tmp_path / "models", name * 16)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
        os.utime(path, (number, number))
    assert train.main([]) == 0
    assert newest_model(tmp_path / "models") == model_file(tmp_path / "models", "a" * 16)


@pytest.mark.parametrize("script", ["train.py", "server.py"])
def test_scripts_explain_themselves(script: str) -> None:
    done = subprocess.run(
        [sys.executable, script, "--help"], cwd=NLU_ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0 and "usage" in done.stdout
