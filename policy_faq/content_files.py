"""Reading room: the files of content/ as plain data, read with every mistake named, and written.

`<topic>.yml` is a list of entries, `wordings/<any name>.yml` maps entry ids to more wordings.
"""

from collections import defaultdict
from pathlib import Path
from typing import Any

from policy_faq.errors import ContentError
from policy_faq.yaml_files import YamlError, read_yaml

CONTENT_FOLDER = Path(__file__).parent / "content"
Item = dict[str, Any]


def read_items(folder: Path, findings: list[str]) -> list[tuple[str, Item]]:
    """The entries of a folder as (file name, item), all their wordings in `wordings`.

    Args:
        folder: holds one YAML list per topic, and more wordings in `wordings/`.
        findings: gets a line for everything that cannot be read.
    """
    items: list[tuple[str, Item]] = []
    for path in sorted(folder.glob("*.yml")):
        for number, item in enumerate(_read_list(path, findings), start=1):
            if not isinstance(item, dict):
                findings.append(f"{path.name}: {number}: entry is not a mapping")
            elif item.get("topic") != path.stem:
                name = item.get("id", number)
                findings.append(f"{path.name}: {name}: topic must be {path.stem}")
            else:
                items.append((path.name, item))
    more = _read_more_wordings(folder / "wordings", findings)
    unknown = sorted(more.keys() - {str(item.get("id")) for _, item in items})
    findings += [f"wordings: no entry has the id {entry_id}" for entry_id in unknown]
    return [(name, _with_wordings(item, more.get(str(item.get("id"))))) for name, item in items]


def load_items(folder: Path = CONTENT_FOLDER) -> list[Item]:
    """The entries of a folder as plain data. Raises ContentError for unreadable files."""
    findings: list[str] = []
    items = [item for _, item in read_items(folder, findings)]
    if findings:
        raise ContentError(findings)
    return items


def _with_wordings(item: Item, more: list[str] | None) -> Item:
    return {**item, "wordings": [*(item.get("wordings") or []), *more]} if more else item


def _read_list(path: Path, findings: list[str]) -> list[Any]:
    try:
        items = read_yaml(path.read_text(encoding="utf-8")) or []
    except YamlError as error:
        findings.append(f"{path.name}: not readable as YAML: {error}")
        return []
    if not isinstance(items, list):
        findings.append(f"{path.name}: must be a list of entries")
        return []
    return items


def _read_more_wordings(folder: Path, findings: list[str]) -> dict[str, list[str]]:
    more: dict[str, list[str]] = defaultdict(list)
    for path in sorted(folder.glob("*.yml")):
        try:
            wordings = read_yaml(path.read_text(encoding="utf-8")) or {}
        except YamlError as error:
            findings.append(f"wordings/{path.name}: not readable as YAML: {error}")
            continue
        if not isinstance(wordings, dict):
            findings.append(f"wordings/{path.name}: must map entry ids to wordings")
            continue
        for entry_id, texts in wordings.items():
            if texts is not None and not isinstance(texts, list):
                findings.append(f"wordings/{path.name}: {entry_id}: not a list of wordings")
                continue
            more[str(entry_id)] += [str(text).strip() for text in texts or []]
    return more
