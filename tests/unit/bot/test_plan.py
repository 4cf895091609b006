"""What the launcher hands to every process."""

from pathlib import Path

import pytest

from bot.launcher import plan


def test_env_file_counts_and_the_environment_counts_more(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text(
        "PUBLIC_URL=https://jobs.example.cn\nLOG_LEVEL=ERROR\nWECHAT_SECRET=\n", encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WECHAT_SECRET")
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    env = plan.environment()
    assert env["PUBLIC_URL"] == "https://jobs.example.cn"
    assert env["LOG_LEVEL"] == "DEBUG"
    assert env["WECHAT_SECRET"]  # an empty line is no value: one is made up
