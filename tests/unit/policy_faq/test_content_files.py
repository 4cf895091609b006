"""Content files as plain data: the wordings of an entry come together, whatever file has them."""

from pathlib import Path

import pytest

from policy_faq.content_files import load_items
from policy_faq.entries import version_of
from policy_faq.errors import ContentError

ENTRY = "- {id: a, topic: rights, wordings: [一], question: 问}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rights.yml").write_text(ENTRY, encoding="utf-8")
    (tmp_path / "wordings").mkdir()
    return tmp_path


def add(folder: Path, name: str, text: str) -> None:
    (folder / "wordings" / name).write_text(text, encoding="utf-8")


def test_wordings_of_several_files_are_added_up(folder: Path) -> None:
    add(folder, "rights.yml", "a: [二, ' 三 ']")
    add(folder, "rights_second.yml", "a: [四]")
    assert load_items(folder)[0]["wordings"] == ["一", "二", "三", "四"]


def test_version_follows_added_wordings(folder: Path) -> None:
    before = version_of(load_items(folder)[0])
    add(folder, "rights.yml", "a: [二]")
    assert version_of(load_items(folder)[0]) != before


@pytest.mark.parametrize(
    ("text", "finding"),
    [("b: [二]", "no entry has the id b"), ("a: [", "not readable"), ("- a", "must map"),
     ("a: 二三", "list of wordings")],
)  # fmt: skip
def test_mistakes_are_named(folder: Path, text: str, finding: str) -> None:
    add(folder, "rights.yml", text)
    with pytest.raises(ContentError, match=finding):
        load_items(folder)


def test_empty_files_are_fine(folder: Path) -> None:
    add(folder, "rights.yml", "")
    add(folder, "more.yml", "a:")
    assert load_items(folder)[0]["wordings"] == ["一"]
