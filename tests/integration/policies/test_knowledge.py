"""What a process knows follows what is published, on both databases, without a restart."""

import asyncio
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from backend.core.db import unit_of_work
from backend.policies import knowledge, revisions
from backend.policies.knowledge import KnowledgeRoom
from backend.policies.models import DocumentVersion, EntryVersion, ParameterValue, VersionState
from backend.policies.seed import Seed
from policy_faq.parameters import ASK_LOCALLY
from tests.integration.policies.small_knowledge import (
    make_editors,
    publish_row,
    small_seed,
    write_seed,
)
from tests.unit.policy_faq.conftest import NOTICE

NEW = "现在当天办结。"
QUESTION = "失业登记怎么办理？"


@pytest.fixture
def seed(tmp_path: Path) -> Seed:
    return small_seed(tmp_path / "seed")


@pytest.fixture
def editor(database: str) -> str:
    return make_editors()[0]


@pytest.fixture
def room(seed: Seed, database: str) -> KnowledgeRoom:
    return KnowledgeRoom(seed)


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    knowledge.forget_knowledge()
    yield
    knowledge.forget_knowledge()


def answer(room: KnowledgeRoom, question: str = QUESTION) -> str:
    hits = room.current().search.search(question).hits
    return hits[0].entry.answer if hits else ""


def publish(editor: str, seed: Seed, entry_id: str = "how", **changes: str) -> str:
    with unit_of_work() as session:
        return publish_row(session, editor, seed, entry_id, **changes).id


def test_two_processes_come_to_what_is_published(seed: Seed, editor: str) -> None:
    rooms = KnowledgeRoom(seed), KnowledgeRoom(seed)
    before = [room.current() for room in rooms]
    assert not rooms[0].refresh() or rooms[0].current().revision == 0
    publish(editor, seed, answer=NEW)
    for room in rooms:
        assert answer(room) != NEW
        assert room.refresh()
        assert answer(room) == NEW
        assert not room.refresh()
    assert rooms[0].current().revision == rooms[1].current().revision > 0
    # a request that began before keeps what it began with
    assert before[0].search.search(QUESTION).hits[0].entry.answer != NEW


def test_first_look_of_a_new_process_is_already_new(seed: Seed, editor: str) -> None:
    publish(editor, seed, answer=NEW)
    late = KnowledgeRoom(seed)
    assert late.refresh()
    assert answer(late) == NEW


def test_new_entry_is_found(room: KnowledgeRoom, seed: Seed, editor: str) -> None:
    item = {**seed.items["refused"], "id": "new", "question": "灵活就业怎么登记？"}
    item |= {"wordings": ["打零工咋登记"], "answer": "灵活就业也能登记。"}
    with unit_of_work() as session:
        session.add(
            EntryVersion(
                entry_id="new", number=1, state="published", content=item, author_id=editor
            )
        )
        revisions.record(session, "publish", "new")
    room.refresh()
    assert answer(room, "打零工咋登记") == "灵活就业也能登记。"
    assert [entry.id for entry in room.current().entries] == ["how", "refused", "loan", "new"]


def test_withdrawn_entry_is_gone_from_the_old_snapshot_too(
    room: KnowledgeRoom, seed: Seed, editor: str
) -> None:
    old = room.current()
    version_id = publish(editor, seed)
    with unit_of_work() as session:
        session.execute(
            update(EntryVersion).where(EntryVersion.id == version_id).values(is_withdrawn=True)
        )
    # a look is enough, nothing has been built yet
    assert room.look()
    assert room.current() is old
    assert old.search.search(QUESTION).decision != "answer"
    room.refresh()
    assert not room.look()
    for snapshot in (old, room.current()):
        found = snapshot.search.search(QUESTION, k=10)
        assert "how" not in [hit.entry.id for hit in found.hits]
        assert snapshot.search.entry("how") is None
        assert "how" not in [entry.id for entry in snapshot.search.entries]


def test_checked_document_stands_above_the_seed(
    room: KnowledgeRoom, seed: Seed, editor: str
) -> None:
    changed = NOTICE.replace("3 个工作日内办结", "2 个工作日内办结")
    with unit_of_work() as session:
        session.add(
            DocumentVersion(
                document_id="notice-1",
                number=1,
                state=VersionState.PUBLISHED,
                title="关于做好就业工作的通知",
                markdown=changed,
                author_id=editor,
                checker_id=editor,
            )
        )
        revisions.record(session, "document", "notice-1")
    room.refresh()
    snapshot = room.current()
    sentence = snapshot.sources.documents["notice-1"].sentence("1-1")
    assert "2 个工作日" in sentence.text
    # its quote is no longer true, so it is not answered, and an editor can see why
    assert "not verbatim" in snapshot.problems["how"]
    assert snapshot.search.entry("how") is None


def test_damaged_rows_keep_the_old_knowledge(room: KnowledgeRoom, seed: Seed, editor: str) -> None:
    room.current()
    with unit_of_work() as session:
        session.add(
            EntryVersion(
                entry_id="loan", number=1, state="published", content={"id": 3}, author_id=editor
            )
        )
        session.add(
            DocumentVersion(
                document_id="bad", number=1, state="published", title="", markdown="x",
                author_id=editor, checker_id=editor,
            )
        )  # fmt: skip
        revisions.record(session, "publish", "loan")
    room.refresh()
    assert answer(room).startswith("网上或现场")
    assert "missing" in room.current().problems["loan"]


def test_amounts_follow_region_and_day(room: KnowledgeRoom, seed: Seed, editor: str) -> None:
    publish(editor, seed, answer="每天{{allowance}}。工资{{wage}}。")
    with unit_of_work() as session:
        for reviewer in (None, editor):
            session.add(
                ParameterValue(
                    parameter_id="wage" if reviewer else "allowance",
                    region="632800",
                    value="1880",
                    effective_on=date(2026, 2, 1),
                    source="试政〔2026〕1号",
                    author_id=editor,
                    reviewer_id=reviewer,
                )
            )
    room.refresh()
    search = room.current().search

    def said(on: date, region: str) -> str:
        return search.search(QUESTION, on=on, region=region).hits[0].entry.answer

    assert said(date(2025, 12, 31), "630000") == f"每天{ASK_LOCALLY}。工资{ASK_LOCALLY}。"
    assert "20元/天（2026-01-01起，试人社发〔2025〕8号）" in said(date(2026, 6, 30), "630102")
    assert "30元/天" in said(date(2026, 7, 1), "630102")
    golmud = said(date(2026, 7, 1), "632801")
    assert "20元/天" in golmud and "1880元/月（2026-02-01起，试政〔2026〕1号）" in golmud
    assert "{{" not in search.entry("how").answer  # type: ignore[union-attr]


async def _watched(room: KnowledgeRoom, change: threading.Event) -> str:
    stop = asyncio.Event()
    watching = asyncio.create_task(room.watch(stop))
    await asyncio.sleep(0)
    change.set()
    while NEW not in await asyncio.to_thread(answer, room):
        await asyncio.sleep(0.02)
    stop.set()
    await watching
    return answer(room)


def test_watching_brings_it_in_by_itself(
    room: KnowledgeRoom, seed: Seed, editor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KNOWLEDGE_POLL_SECONDS", "0.05")
    from backend.core import settings

    settings.knowledge_settings.cache_clear()
    room.refresh()
    started = threading.Event()

    def edit() -> None:
        started.wait()
        publish(editor, seed, answer=NEW)

    thread = threading.Thread(target=edit)
    thread.start()
    assert asyncio.run(asyncio.wait_for(_watched(room, started), 60)) == NEW
    thread.join()
    settings.knowledge_settings.cache_clear()


_PROCESS = """
import sys
from backend.policies import knowledge
knowledge.refresh()
for line in sys.stdin:
    knowledge.refresh()
    answer = knowledge.current().search.search(line.strip()).hits[0].entry.answer
    print("ANSWER", answer, flush=True)
"""


def test_another_process_follows_without_restart(
    database: str, data_dir: Path, seed: Seed, tmp_path: Path
) -> None:
    editor = make_editors()[0]
    folder = write_seed(tmp_path / "other")
    environment = os.environ | {"KNOWLEDGE_FOLDER": str(folder), "DATA_DIR": str(data_dir)}
    with subprocess.Popen(
        [sys.executable, "-c", _PROCESS], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        text=True, env=environment,
    ) as process:  # fmt: skip
        assert process.stdin and process.stdout

        def ask() -> str:
            assert process.stdin and process.stdout
            process.stdin.write(f"{QUESTION}\n")
            process.stdin.flush()
            for line in process.stdout:
                if line.startswith("ANSWER "):
                    return line.removeprefix("ANSWER ").strip()
            raise AssertionError("the process ended")

        assert ask().startswith("网上或现场")
        publish(editor, seed, answer=NEW)
        assert ask() == NEW
        process.stdin.close()


def test_search_goes_on_while_knowledge_changes(
    room: KnowledgeRoom, seed: Seed, editor: str
) -> None:
    old = answer(room)
    seen: set[str] = set()
    stop = threading.Event()

    def ask() -> int:
        count = 0
        while not stop.is_set():
            seen.add(answer(room))
            count += 1
        return count

    pool = ThreadPoolExecutor(4)
    asking = [pool.submit(ask) for _ in range(4)]
    version = publish(editor, seed, answer=NEW)
    room.refresh()
    with unit_of_work() as session:
        session.execute(
            update(EntryVersion).where(EntryVersion.id == version).values(state="retired")
        )
        revisions.record(session, "rollback", "how")
    room.refresh()
    stop.set()
    pool.shutdown()
    assert all(done.result() > 0 for done in asking)  # raises what a thread raised
    assert seen <= {old, NEW}
    assert answer(room) == old
