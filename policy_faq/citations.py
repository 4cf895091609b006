"""Reading room: what an answer rests on, a sentence of an official text or a national rule."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from policy_faq.documents import PolicyDocument
from policy_faq.rules import Rule, RuleSource, Verification


@dataclass(frozen=True, slots=True)
class Citation:
    """One resolved source of an answer, complete enough to print without looking anything up.

    Attributes:
        document_number: 文号, or None where the source has none or nobody verified it.
        clause: 第一条 of an official text, the article of a law, or None.
        clause_name: heading of the clause, official texts only.
        sentence: number of the sentence in its clause, official texts only.
        quote: verbatim words of the sentence, official texts only.
        text: the whole sentence, or the rule in our own words.
        rule_id, verification: the rule, when the source is the rule register.
        since: first day the source is in force, None when that is not known.
        until: last day the source is in force, None when it states no end.
        is_own_text: whether the source is one of the official texts we hold in full.
    """

    document_id: str
    document_number: str | None
    title: str
    version: str | None
    issued_on: date | None
    clause: str | None
    clause_name: str | None
    sentence: int | None
    quote: str | None
    text: str
    rule_id: str | None
    verification: Verification
    since: date | None
    until: date | None
    is_replaced: bool
    is_own_text: bool

    def is_in_force(self, on: date) -> bool:
        """Whether the source applies on a day, as far as its metadata tells."""
        if self.since is not None and on < self.since:
            return False
        return on <= self.until if self.until else not self.is_replaced


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything a citation may point at: official texts and the rule register, by id."""

    documents: dict[str, PolicyDocument]
    rules: dict[str, Rule]

    def resolve(self, item: dict[str, Any]) -> Citation:
        """Turn one `citations:` item of a content file into a Citation.

        Raises:
            ValueError: unknown document, sentence or rule, or a quote that is not verbatim.
        """
        if not isinstance(item, dict):
            raise ValueError(f"citation {item!r} is not a mapping")
        if set(item) == {"rule"}:
            return self._resolve_rule(str(item["rule"]))
        if set(item) == {"document", "sentence", "quote"}:
            return self._resolve_sentence(item["document"], str(item["sentence"]), item["quote"])
        raise ValueError(f"citation {item} needs either rule, or document, sentence and quote")

    def _resolve_sentence(self, document_id: str, sentence_id: str, quote: str) -> Citation:
        document = self.documents.get(document_id)
        if document is None:
            raise ValueError(f"unknown document {document_id}")
        try:
            sentence = document.sentence(sentence_id)
        except KeyError:
            raise ValueError(f"{document_id} has no sentence {sentence_id}") from None
        if not quote or quote not in sentence.text:
            raise ValueError(f"quote is not verbatim in {document_id} {sentence_id}: {quote}")
        clause = document.clause(sentence.clause)
        return Citation(
            document_id=document.id,
            document_number=document.document_number,
            title=document.title,
            version=None,
            issued_on=document.issued_on,
            clause=clause.label,
            clause_name=clause.name,
            sentence=sentence.number,
            quote=quote,
            text=sentence.text,
            rule_id=None,
            verification="verified",
            since=document.effective_on,
            until=document.expires_on,
            is_replaced=document.replaced_by is not None,
            is_own_text=True,
        )

    def _resolve_rule(self, rule_id: str) -> Citation:
        rule = self.rules.get(rule_id)
        if rule is None:
            raise ValueError(f"unknown rule {rule_id}")
        document = self.documents.get(rule.source.id)
        return Citation(
            document_id=rule.source.id,
            document_number=rule.source.document_number,
            title=rule.source.title,
            version=rule.source.version,
            issued_on=rule.source.issued_on,
            clause=rule.article,
            clause_name=None,
            sentence=None,
            quote=None,
            text=rule.statement,
            rule_id=rule.id,
            verification=rule.verification,
            since=document.effective_on if document else None,
            until=document.expires_on if document else None,
            is_replaced=document is not None and document.replaced_by is not None,
            is_own_text=document is not None,
        )


def as_rule_source(document: PolicyDocument) -> RuleSource:
    """Let rules of the register stand in one of our own official texts."""
    return RuleSource(
        document.id, document.title, document.document_number, None, document.issued_on
    )
