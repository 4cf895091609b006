"""Gates on sources: each quote stands word for word in its sentence, each source is in force."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from backend.policies.findings import Finding
from policy_faq.citations import Sources
from policy_faq.entries import Entry


def citation_findings(citations: Sequence[Any], sources: Sources) -> Iterator[Finding]:
    """What is wrong with each citation, first to last."""
    for number, citation in enumerate(citations, start=1):
        problem = _problem(citation, sources)
        if problem:
            yield Finding("quote", "block", f"第 {number} 条依据：{problem}")


def standing_findings(entry: Entry, on: date) -> Iterator[Finding]:
    """Sources no longer in force on a day: alone they carry nothing."""
    over = [citation for citation in entry.citations if not citation.is_in_force(on)]
    names = "、".join(dict.fromkeys(f"《{citation.title}》" for citation in over))
    if over and len(over) == len(entry.citations):
        yield Finding("standing", "block", f"依据都已失效或被替代：{names}。")
    elif over:
        yield Finding("standing", "warn", f"有依据已失效或被替代：{names}。")


def _problem(citation: Mapping[str, Any], sources: Sources) -> str:
    if set(citation) == {"rule"}:
        known = str(citation["rule"]) in sources.rules
        return "" if known else f"规则库里没有 {citation['rule']}。"
    if set(citation) != {"document", "sentence", "quote"}:
        return "请选文件和句子，并写出原文。"
    document = sources.documents.get(str(citation["document"]))
    if document is None:
        return f"没有这份文件：{citation['document'] or '（未选）'}。"
    try:
        sentence = document.sentence(str(citation["sentence"]))
    except KeyError:
        return f"这份文件里没有第 {citation['sentence'] or '（未选）'} 句。"
    quote = str(citation["quote"])
    if not quote:
        return "还没有写引用的原文。"
    return "" if quote in sentence.text else f"“{quote}”和原文不一字不差。原文是：{sentence.text}"
