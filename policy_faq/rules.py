"""Reading room: the register of national rules an answer may cite, each with its source."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from policy_faq.documents import DOCUMENTS_FOLDER
from policy_faq.errors import ContentError
from policy_faq.yaml_files import read_yaml

Verification = Literal["verified", "verified-2nd"]


@dataclass(frozen=True, slots=True)
class RuleSource:
    """A law or national document: title, 文号 where it has one, version, date of issue."""

    id: str
    title: str
    document_number: str | None
    version: str | None
    issued_on: date | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One national rule in our own words, with where it stands and how far it was verified.

    `verified`: the article was read. `verified-2nd`: only an excerpt, reprint or local practice.
    """

    id: str
    statement: str
    source: RuleSource
    article: str | None
    verification: Verification
    also: tuple[tuple[RuleSource, str], ...]


def load_rules(
    path: Path = DOCUMENTS_FOLDER / "rules.yml",
    *,
    more_sources: tuple[RuleSource, ...] = (),
) -> dict[str, Rule]:
    """Read the register, by rule id.

    Args:
        path: the register file.
        more_sources: sources known from elsewhere (our own official texts).

    Raises:
        ContentError: with every malformed source or rule, doubled id or unknown document.
    """
    data = read_yaml(path.read_text(encoding="utf-8"))
    findings: list[str] = []
    sources = {source.id: source for source in more_sources}
    for item in data["documents"]:
        sources[item["id"]] = _read_source(item)
    rules: dict[str, Rule] = {}
    for item in data["rules"]:
        rule = _read_rule(item, sources, findings)
        if rule is not None and rule.id in rules:
            findings.append(f"{path.name}: rule {rule.id} appears twice")
        if rule is not None:
            rules[rule.id] = rule
    if findings:
        raise ContentError(findings)
    return rules


def _read_source(item: dict[str, Any]) -> RuleSource:
    issued_on = item["issued_on"]
    return RuleSource(
        item["id"],
        item["title"],
        item["document_number"],
        item["version"],
        date.fromisoformat(issued_on) if issued_on else None,
    )


def _read_rule(
    item: dict[str, Any], sources: dict[str, RuleSource], findings: list[str]
) -> Rule | None:
    place = f"rules.yml: rule {item.get('id', item)}"
    if item.get("verification") not in ("verified", "verified-2nd"):
        findings.append(f"{place}: verification must be verified or verified-2nd")
        return None
    wanted = [item.get("document"), *(other["document"] for other in item.get("also", []))]
    if unknown := [name for name in wanted if name not in sources]:
        findings.append(f"{place}: unknown document {unknown}")
        return None
    return Rule(
        id=item["id"],
        statement=item["statement"],
        source=sources[item["document"]],
        article=item["article"],
        verification=item["verification"],
        also=tuple((sources[o["document"]], o["article"]) for o in item.get("also", [])),
    )
