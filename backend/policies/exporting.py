"""Writes what is known now back into files of the seed's own format, ready to be the next seed."""

import json
import shutil
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.orm import Session

from backend.core.errors import Conflict
from backend.policies import knowledge_repository as rows
from backend.policies.golden import golden_questions
from backend.policies.knowledge import Snapshot
from backend.policies.seed import Seed
from policy_faq.content_files import Item
from policy_faq.documents import parse_document
from policy_faq.parameters import Parameter, Value

_WORDINGS_IN_ENTRY = 10


class _Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks, as people do."""


def _write_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _write_text)


def export_content(session: Session, snapshot: Snapshot, seed: Seed, folder: Path) -> int:
    """Write content/, documents/, parameters.yml and the golden questions into an empty folder.

    Loading the folder gives the same entries, word for word; KNOWLEDGE_FOLDER may point to it.
    Returns how many entries there are. Raises Conflict when the folder holds something already,
    so that nothing is written over.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Conflict("the folder is not empty")
    _write_entries(snapshot, folder / "content")
    _write_documents(session, seed, folder / "documents")
    parameters = map(_parameter, snapshot.parameters.by_id.values())
    _write(folder / "parameters.yml", list(parameters))
    golden = (
        {"question": gold.question, "expected": list(gold.expected)}
        for gold in golden_questions(session, seed)
    )
    lines = [json.dumps(item, ensure_ascii=False) + "\n" for item in golden]
    (folder / "golden.jsonl").write_text("".join(lines), encoding="utf-8")
    return len(snapshot.items)


def _write_entries(snapshot: Snapshot, folder: Path) -> None:
    (folder / "wordings").mkdir(parents=True)
    topics: dict[str, list[Item]] = defaultdict(list)
    for item in snapshot.items.values():
        topics[item["topic"]].append(item)
    for topic, items in topics.items():
        _write(folder / f"{topic}.yml", [_with_first_wordings(item) for item in items])
        more = {item["id"]: item["wordings"][_WORDINGS_IN_ENTRY:] for item in items}
        if more := {entry_id: kept for entry_id, kept in more.items() if kept}:
            _write(folder / "wordings" / f"{topic}.yml", more)


def _write_documents(session: Session, seed: Seed, folder: Path) -> None:
    folder.mkdir()
    published = {row.document_id: row.markdown for row in rows.published_documents(session)}
    source = seed.folder / "documents"
    shutil.copy(source / "rules.yml", folder / "rules.yml")
    for path in sorted(source.glob("*.md")):
        if parse_document(path.read_text(encoding="utf-8"), name=path.name).id not in published:
            shutil.copy(path, folder / path.name)
    for document_id, markdown in published.items():
        (folder / f"{document_id}.md").write_text(markdown, encoding="utf-8")


def _with_first_wordings(item: Item) -> Item:
    return {**item, "wordings": item["wordings"][:_WORDINGS_IN_ENTRY]}


def _parameter(parameter: Parameter) -> Mapping[str, Any]:
    return {
        "id": parameter.id,
        "label": parameter.label,
        "unit": parameter.unit,
        "entries": list(parameter.entries),
        "values": [_value(value) for value in parameter.values],
    }


def _value(value: Value) -> Mapping[str, Any]:
    return {
        "region": value.region,
        "value": value.value,
        "effective_on": value.effective_on.isoformat(),
        "expires_on": value.expires_on and value.expires_on.isoformat(),
        "source": value.source,
    }


def _write(path: Path, data: Any) -> None:
    text = yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
    path.write_text(text, encoding="utf-8")
