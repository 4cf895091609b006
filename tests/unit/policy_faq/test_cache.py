"""The cache of what was learnt: stale, damaged, not writable, used by two processes at once."""

import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from policy_faq.cache import Cache, content_key
from policy_faq.entries import Entry
from policy_faq.packing import pack, unpack
from policy_faq.scope import Domain
from policy_faq.search import PolicySearch

QUESTIONS = ("失业登记怎么办", "开店贷款要担保人不", "sydj", "天气怎么样", "不够条件")


def answers(search: PolicySearch) -> list[object]:
    return [search.search(question) for question in QUESTIONS]


def kept(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.npz"))


def test_second_start_reads_what_the_first_kept(entries: tuple[Entry, ...], tmp_path: Path) -> None:
    first = PolicySearch(entries, cache=Cache(tmp_path / "new"))
    (path,) = kept(tmp_path / "new")
    written = path.stat().st_mtime_ns
    second = PolicySearch(entries, cache=Cache(tmp_path / "new"))
    assert path.stat().st_mtime_ns == written
    assert second.bars == first.bars
    assert answers(second) == answers(first) == answers(PolicySearch(entries))


def test_changed_content_is_not_served_from_the_cache(
    entries: tuple[Entry, ...], tmp_path: Path
) -> None:
    cache = Cache(tmp_path)
    PolicySearch(entries, cache=cache)
    wording = "铺子里的事情该找谁"
    changed = [replace(entries[0], wordings=(*entries[0].wordings, wording)), *entries[1:]]
    found = PolicySearch(changed, cache=cache).search(wording)
    assert found.decision == "answer"
    assert found.hits[0].confidence == 1.0
    assert len(kept(tmp_path)) == 2


def test_few_old_files_are_kept(entries: tuple[Entry, ...], tmp_path: Path) -> None:
    for number in range(5):
        PolicySearch(
            [replace(entries[0], question=f"问题{number}？"), *entries[1:]], cache=Cache(tmp_path)
        )
    assert len(kept(tmp_path)) == 3


def middle_of_data(path: Path) -> int:
    """A place inside the largest array, where a changed byte must be noticed."""
    with zipfile.ZipFile(path) as file:
        largest = max(file.infolist(), key=lambda item: item.file_size)
    return largest.header_offset + len(largest.FileHeader()) + largest.file_size // 2


@pytest.mark.parametrize("damage", ["empty", "cut", "noise", "flipped", "other", "folder"])
def test_damaged_cache_is_built_anew(
    entries: tuple[Entry, ...], tmp_path: Path, damage: str
) -> None:
    expected = answers(PolicySearch(entries, cache=Cache(tmp_path)))
    (path,) = kept(tmp_path)
    whole = path.read_bytes()
    middle = middle_of_data(path)
    if damage == "other":
        np.savez(path, something=np.zeros(3))
    elif damage == "folder":
        path.unlink()
        path.mkdir()
    else:
        path.write_bytes(
            {
                "empty": b"",
                "cut": whole[:middle],
                "noise": b"\x93NUMPY not really" * 40,
                "flipped": whole[:middle] + bytes([whole[middle] ^ 255]) + whole[middle + 1 :],
            }[damage]
        )
    assert answers(PolicySearch(entries, cache=Cache(tmp_path))) == expected
    if damage != "folder":
        assert path.read_bytes() == whole


@pytest.mark.parametrize("place", ["read-only", "a file", "below a file"])
def test_folder_that_cannot_be_written_does_no_harm(
    entries: tuple[Entry, ...], tmp_path: Path, place: str
) -> None:
    folder = tmp_path / "cache"
    if place == "read-only":
        folder.mkdir(mode=0o500)
        if os.access(folder, os.W_OK):
            pytest.skip("this user may write everywhere")
    else:
        folder.write_text("here already", encoding="utf-8")
        folder = folder / "below" if place == "below a file" else folder
    assert answers(PolicySearch(entries, cache=Cache(folder))) == answers(PolicySearch(entries))


PROCESS = """
import sys
import zipfile
from pathlib import Path
from policy_faq.cache import Cache
from policy_faq.entries import load_entries
from policy_faq.search import PolicySearch
for _ in range(3):
    found = PolicySearch(load_entries()[:12], cache=Cache(Path(sys.argv[1])))
print(found.bars.answer, found.search("失业登记怎么办").hits[0].score)
"""


def test_two_processes_start_at_once(tmp_path: Path) -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-c", PROCESS, str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    printed = [process.communicate(timeout=120)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0]
    assert printed[0] == printed[1] != ""
    assert len(list(tmp_path.iterdir())) == 1


def test_usual_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("POLICY_CACHE_DIR", raising=False)
    monkeypatch.delenv("DATA_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    assert Cache.usual().folder == tmp_path / "home" / "policy_faq"
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    assert Cache.usual().folder == tmp_path / "data" / "cache"
    monkeypatch.setenv("POLICY_CACHE_DIR", str(tmp_path / "own"))
    assert Cache.usual().folder == tmp_path / "own"


def test_keys_tell_texts_apart() -> None:
    assert content_key(["甲", "乙"]) == content_key(["甲", "乙"])
    assert len({content_key(texts) for texts in (["甲", "乙"], ["甲乙"], ["乙", "甲"], [])}) == 4


def test_records_come_back_as_they_were() -> None:
    domain = Domain(
        words=("失业", "", "a b"),
        counts=np.array([3, 2, 1]),
        keywords=(),
        known_elsewhere=np.zeros((2, 3), dtype=np.bool_),
    )
    back = unpack(Domain, pack(domain))
    assert (back.words, back.keywords) == (domain.words, ())
    assert back.counts.tolist() == [3, 2, 1]
    assert back.known_elsewhere.shape == (2, 3)
