"""What was published can be written back to files and is the same when it is read again."""

from datetime import date
from pathlib import Path

import pytest

from backend.core.db import reading, unit_of_work
from backend.core.errors import Conflict
from backend.policies import revisions
from backend.policies.exporting import export_content
from backend.policies.knowledge import KnowledgeRoom
from backend.policies.models import GoldenQuestion, ParameterValue
from backend.policies.seed import SHIPPED, load_seed
from policy_faq.cache import Cache
from policy_faq.entries import Entry, load_entries
from tests.integration.policies.small_knowledge import make_editors, publish_row, small_seed


def entries_of(folder: Path) -> dict[str, Entry]:
    seed = load_seed(folder)
    sources = seed.sources({})
    return {entry.id: entry for entry in load_entries(folder / "content", sources)}


def test_exported_and_read_again(database: str, tmp_path: Path) -> None:
    seed = small_seed(tmp_path / "seed")
    author, _ = make_editors()
    many = [f"第{n}种问法" for n in range(25)]
    with unit_of_work() as session:
        version = publish_row(session, author, seed, "how", answer="改过。\n  “引号”：- # 也不怕。")
        version.content = {**version.content, "wordings": many, "valid_from": "2026-01-01"}
        publish_row(session, author, seed, "loan").is_withdrawn = True
        session.add(GoldenQuestion(question="新问题", expected=["how"], author_id=author))
        session.add(
            ParameterValue(
                parameter_id="wage", region="632800", value="1880", effective_on=date(2026, 2, 1),
                source="试政〔2026〕1号", author_id=author, reviewer_id=author,
            )
        )  # fmt: skip
        revisions.record(session, "publish", "how")
    room = KnowledgeRoom(seed)
    room.refresh()
    with reading() as session:
        assert export_content(session, room.current(), seed, tmp_path / "out") == 2
    exported = entries_of(tmp_path / "out")
    assert exported == {entry.id: entry for entry in room.current().entries}
    assert set(exported) == {"how", "refused"}
    again = load_seed(tmp_path / "out")
    assert again.parameters == room.current().parameters
    assert "新问题" in (tmp_path / "out" / "golden.jsonl").read_text(encoding="utf-8")


def test_nothing_is_written_over(database: str, tmp_path: Path) -> None:
    seed = small_seed(tmp_path / "seed")
    room = KnowledgeRoom(seed)
    with reading() as session:
        with pytest.raises(Conflict):
            export_content(session, room.current(), seed, tmp_path / "seed")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_shipped_content_survives_the_way_out_and_in(database: str, tmp_path: Path) -> None:
    room = KnowledgeRoom(load_seed(SHIPPED), Cache.usual())
    with reading() as session:
        export_content(session, room.current(), room.seed, tmp_path / "out")
    shipped = {entry.id: entry for entry in load_entries()}
    assert entries_of(tmp_path / "out") == shipped
    assert load_seed(tmp_path / "out").parameters == room.seed.parameters
