"""The command line: what it prints where, and how it refuses."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from policy_faq.__main__ import main

ROOT = Path(__file__).resolve().parents[3]


def run(*arguments: str, typed: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "policy_faq", *arguments],
        input=typed,
        capture_output=True,
        cwd=ROOT,
        timeout=120,
        check=False,
    )


def test_many_questions_give_one_json_line_each() -> None:
    typed = "失业登记怎么办理？\n\n今天天气怎么样\r\n".encode() + b"\xff\xfe\n" + "贷款".encode()
    done = run("search", "--stdin", "--k", "2", typed=typed)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert [line["decision"] for line in lines] == ["answer", "none", "none", "none", "choose"]
    assert len(lines[4]["hits"]) == 2
    assert lines[2]["query"] == "今天天气怎么样"
    hit = lines[0]["hits"][0]
    assert hit["citations"][0]["document_number"] == "青人社厅发〔2023〕9号"


def test_one_question_as_json_is_one_object() -> None:
    done = run("search", "--json", "--on", "2026-11-23", "失业登记怎么办理？")
    assert done.stderr == b""
    answer = json.loads(done.stdout)
    assert list(answer) == ["query", "decision", "hits", "as_of"]
    assert answer["as_of"] == "2026-11-23"
    assert answer["hits"][0]["entry_id"]


def test_one_question_as_reply(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "失业登记怎么办理？"]) == 0
    reply = capsys.readouterr().out
    assert reply.startswith("关于「")
    assert "依据：青人社厅发〔2023〕9号 第一条" in reply


def test_evaluate_prints_shares_and_curve(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"question": "今天天气怎么样", "style": "far", "expected": []}\n')
    assert main(["evaluate", "--json", str(gold)]) == 0
    measured = json.loads(capsys.readouterr().out)
    assert measured["shares"]["far"]["honest_none"] == 1
    assert measured["curve"][-1]["coverage"] == 1


def test_check_passes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("arguments", [["search"], ["search", "--stdin", "x"], ["evaluate"]])
def test_contradictions_are_told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("give ")


@pytest.mark.parametrize("arguments", [[], ["search", "--k", "0", "x"], ["x"]])
def test_wrong_use_is_told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert capsys.readouterr().out == ""


def test_missing_file_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "lost.jsonl"]) == 1
    assert "lost.jsonl" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--help"], ["search", "--help"], ["check", "--help"]])
def test_help(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 0
    assert "usage" in capsys.readouterr().out
