"""Official texts as stored: front matter and body of the Markdown, ids, and what is in them."""

import re
from collections.abc import Mapping
from typing import Any

import yaml
from pypinyin import lazy_pinyin

from backend.core.errors import Invalid
from backend.policies.models import DocumentVersion
from policy_faq.blocks import Block, read_blocks, write_blocks
from policy_faq.documents import PolicyDocument, parse_document
from policy_faq.errors import ContentError
from policy_faq.yaml_files import YamlError, read_yaml

_LONGEST_ID = 60
SOURCE_NOTE = "由原件导入，经两人核对。原件没有写明的，以发文机关最新公告为准。"


def body_of(markdown: str) -> str:
    """The text below the front matter."""
    parts = markdown.split("---\n", 2)
    return parts[2] if len(parts) == 3 and not parts[0].strip() else markdown


def front_matter_of(markdown: str) -> Mapping[str, Any]:
    """The front matter, empty when there is none or it is not readable."""
    parts = markdown.split("---\n", 2)
    if len(parts) != 3 or parts[0].strip():
        return {}
    try:
        found = read_yaml(parts[1])
    except YamlError:
        return {}
    return found if isinstance(found, dict) else {}


def blocks_of(version: DocumentVersion) -> list[Block]:
    """The blocks of a version's text."""
    return read_blocks(body_of(version.markdown))


def rewrite(version: DocumentVersion, blocks: list[Block] | None = None) -> None:
    """Put the version's columns into its front matter, and the blocks, if any, into its body."""
    kept = front_matter_of(version.markdown)
    meta = {
        "id": version.document_id,
        "title": version.title,
        "document_number": version.document_number or "",
        "issuing_authorities": list(version.issuing_authorities),
        "issued_on": _iso(version.issued_on),
        "effective_on": _iso(version.effective_on),
        "expires_on": _iso(version.expires_on),
        "replaced_by": version.replaced_by,
        "source_note": kept.get("source_note") or SOURCE_NOTE,
    }
    if note := kept.get("check_note"):
        meta["check_note"] = note
    body = body_of(version.markdown) if blocks is None else write_blocks(blocks)
    version.markdown = with_front_matter(meta, body)


def with_front_matter(meta: Mapping[str, Any], body: str) -> str:
    """A whole Markdown file."""
    head = yaml.safe_dump(dict(meta), allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{head}---\n\n{body.lstrip()}"


def check_note(version: DocumentVersion) -> str:
    """What the checker wants changed; empty when it was not returned."""
    return str(front_matter_of(version.markdown).get("check_note") or "")


def set_check_note(version: DocumentVersion, note: str) -> None:
    """Keep the checker's words with the text until it is handed in again."""
    meta = {**front_matter_of(version.markdown), "check_note": note}
    if not note:
        meta.pop("check_note")
    version.markdown = with_front_matter(meta, body_of(version.markdown))


def parsed(version: DocumentVersion) -> PolicyDocument:
    """The version as citations will see it. Raises Invalid when it cannot be published so."""
    missing = [
        name for name in ("title", "issued_on", "effective_on") if not getattr(version, name)
    ]
    if not version.issuing_authorities:
        missing.append("issuing_authorities")
    if missing:
        raise Invalid("metadata_missing", fields=missing)
    if version.expires_on and version.effective_on and version.expires_on < version.effective_on:
        raise Invalid("dates_reversed")
    try:
        return parse_document(version.markdown, name=version.document_id)
    except ContentError as error:
        raise Invalid("no_clause", findings=error.findings) from error


def document_id_for(document_number: str | None, title: str) -> str:
    """An id that can stand in an address: the 文号 in pinyin, else the title."""
    words = re.sub(r"[〔〕\[\]（）()\s号第]+", "-", document_number or title)
    plain = "".join(lazy_pinyin(words))
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:_LONGEST_ID].strip("-") or "text"


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None
