"""The register of national rules."""

from pathlib import Path

import pytest

from policy_faq.citations import Sources
from policy_faq.errors import ContentError
from policy_faq.rules import load_rules
from tests.unit.policy_faq.conftest import RULES


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "rules.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_rule_knows_its_sources(sources: Sources) -> None:
    rule = sources.rules["N-1"]
    assert (rule.source.title, rule.article) == ("试点法", "第45条")
    assert [(source.id, article) for source, article in rule.also] == [("measures", "第2条")]


def test_rule_may_stand_in_our_own_text(sources: Sources) -> None:
    assert sources.rules["N-3"].source.document_number == "试人社发〔2024〕1号"


def test_all_findings_are_reported_at_once(tmp_path: Path) -> None:
    text = RULES.replace("verification: verified-2nd", "verification: unverified")
    text = text.replace("id: N-1, document: law", "id: N-1, document: lost")
    with pytest.raises(ContentError) as caught:
        load_rules(write(tmp_path, text))
    assert len(caught.value.findings) == 3  # N-3 needs a text that is not given here
    assert any("N-1" in finding and "lost" in finding for finding in caught.value.findings)
    assert any("N-2" in finding and "verif" in finding for finding in caught.value.findings)


def test_doubled_rule(tmp_path: Path) -> None:
    text = RULES.replace("id: N-2", "id: N-1").replace("document: notice-1", "document: law")
    with pytest.raises(ContentError, match="N-1 appears twice"):
        load_rules(write(tmp_path, text))


def test_shipped_register_loads_and_covers_the_main_subjects() -> None:
    from policy_faq.entries import load_sources

    rules = load_sources().rules
    subjects = {rule_id.split("-")[1] for rule_id in rules}
    assert subjects == {
        "REG", "UI", "EA", "SUB", "LOAN", "TAX", "GRAD", "SA", "GRP", "DISC", "LAB", "GEN", "PRI",
    }  # fmt: skip
