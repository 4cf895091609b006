"""Reading room: an entry as a WeChat text, and a hit as JSON. Always with its sources.

WeChat cuts a text reply at 2,048 bytes; we stay within 1,800.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from policy_faq.citations import Citation
from policy_faq.entries import Entry
from policy_faq.search import Hit, SearchResult

MAX_BYTES = 1_800
_SECOND_HAND = "提示：部分依据为转引，办理前请以经办机构或12333答复为准。"
_OUT_OF_FORCE = "提示：所依据的文件已失效或被替代，下面只作参考，请先拨打12333核实。"
_VERDICT = "答得对不对？回复“有用”或“没用”。"
_PREVIEW_CHARS = 48
_LOCALLY_SET = "各地标准不同，请拨打12333核实。"


def render_wechat(
    entry: Entry, *, as_of: date, link: str | None = None, asks_verdict: bool = False
) -> str:
    """Write an answer as one WeChat text of at most MAX_BYTES UTF-8 bytes.

    The question is repeated so that the reader sees what was understood; then answer, next step,
    sources with 文号, clause and date of issue, and the day the answer stands for. Sources known
    only second-hand add a line of caution; one no longer in force is said before anything else.

    Args:
        entry: what to tell.
        as_of: the day the answer stands for.
        link: address of the page with the clauses.
        asks_verdict: whether to ask if it was of use.
    """
    sources = source_lines(entry.citations)
    more = [f"条款原文：{link}"] if link else []
    more += [_VERDICT] if asks_verdict else []
    text = _compose(entry, entry.answer, sources, as_of, more)
    while _too_long(text) and len(sources) > 1:
        sources = [*sources[:-2], f"{sources[-2].removesuffix('等')}等"]
        text = _compose(entry, entry.answer, sources, as_of, more)
    answer = entry.answer
    while _too_long(text) and "。" in answer.removesuffix("。"):
        answer = answer.removesuffix("。").rpartition("。")[0] + "。"
        text = _compose(entry, answer, sources, as_of, more)
    return text if not _too_long(text) else text.encode()[:MAX_BYTES].decode(errors="ignore")


def preview(entry: Entry) -> str:
    """The beginning of an answer up to the end of a sentence, cut where that is long."""
    flat = re.sub(r"\s*\n\s*", "", entry.answer)
    first = re.split(r"(?<=[。！？])", flat, maxsplit=1)[0]
    return first if len(first) <= _PREVIEW_CHARS else f"{first[: _PREVIEW_CHARS - 1]}…"


def source_of(entry: Entry) -> dict[str, Any]:
    """What is kept of an answer given: the entry, its version, and each sentence or rule it rests
    on with a digest of its words that day.
    """
    places = [
        {
            "document": citation.document_id,
            "place": citation.rule_id or f"{citation.clause}-{citation.sentence}",
            "digest": hashlib.sha256(citation.text.encode()).hexdigest()[:12],
        }
        for citation in entry.citations
    ]
    return {"entry_id": entry.id, "version": entry.version, "places": places}


def hit_as_json(hit: Hit) -> dict[str, Any]:
    """A hit as plain data, citations in full."""
    entry = hit.entry
    return {
        "entry_id": entry.id,
        "version": entry.version,
        "question": entry.question,
        "answer": entry.answer,
        "next_step": entry.next_step,
        "locally_set": entry.locally_set,
        "citations": [_citation_as_json(citation) for citation in entry.citations],
        "score": round(hit.score, 4),
        "confidence": round(hit.confidence, 4),
    }


def result_as_json(result: SearchResult, *, as_of: date) -> dict[str, Any]:
    """A whole search result as plain data; `as_of` is the day it stands for."""
    return {
        "query": result.query,
        "decision": result.decision,
        "hits": [hit_as_json(hit) for hit in result.hits],
        "as_of": as_of.isoformat(),
    }


def source_lines(citations: Iterable[Citation]) -> list[str]:
    """The sources as printed, one line each: sentences of one clause together, nothing twice."""
    printed: dict[str, list[str]] = {}
    endings: dict[str, str] = {}
    for citation in _without_repeated(list(citations)):
        head, place, endings[head] = _printed(citation)
        places = printed.setdefault(head, [])
        if place and place not in places:
            places.append(place)
    return [f"{head}{_places(places)}{endings[head]}" for head, places in printed.items()]


def _compose(entry: Entry, answer: str, sources: list[str], as_of: date, more: list[str]) -> str:
    parts = [f"关于「{entry.question}」：\n{answer}", f"下一步：{entry.next_step}"]
    if any(not citation.is_in_force(as_of) for citation in entry.citations):
        parts.insert(0, _OUT_OF_FORCE)
    standing = [f"依据：{'；'.join(sources)}", f"截至{as_of.isoformat()}"]
    if any(citation.verification == "verified-2nd" for citation in entry.citations):
        standing.append(_SECOND_HAND)
    if entry.locally_set and "12333" not in answer:
        standing.append(_LOCALLY_SET)
    return "\n\n".join([*parts, "\n".join([*standing, *more])])


def _without_repeated(citations: list[Citation]) -> Iterator[Citation]:
    """Drop places of rules that stand in a sentence cited as such, e.g. 第一条第2句."""
    cited = {(c.document_id, f"{c.clause}第{c.sentence}句") for c in citations if c.sentence}
    for citation in citations:
        if citation.sentence is None and citation.is_own_text and citation.clause:
            places = citation.clause.split("、")
            left = [place for place in places if (citation.document_id, place) not in cited]
            if not left:
                continue
            citation = replace(citation, clause="、".join(left))
        yield citation


def _printed(citation: Citation) -> tuple[str, str, str]:
    """What to print before the place (a sentence or article), the place, what to print after."""
    if citation.sentence is not None:
        issued = f"，{citation.issued_on}印发" if citation.issued_on else ""
        name = f"（{citation.clause_name}）" if citation.clause_name else ""
        number = citation.document_number or f"《{citation.title}》"
        head = f"{number} {citation.clause}{name}"
        return head, f"第{citation.sentence}句", issued
    if citation.is_own_text:
        return f"{citation.document_number or f'《{citation.title}》'} ", citation.clause or "", ""
    number = f"（{citation.document_number}）" if citation.document_number else ""
    title = citation.title.replace("《", "〈").replace("》", "〉")  # GB/T 15834: 书名号套用
    return f"《{title}》{number}", citation.clause or "", ""


def _places(places: list[str]) -> str:
    """第1句 and 第2句 as 第1、2句; articles are joined as they are."""
    if all(re.fullmatch(r"第\d+句", place) for place in places) and places:
        return f"第{'、'.join(sorted((p[1:-1] for p in places), key=int))}句"
    return "、".join(places)


def _citation_as_json(citation: Citation) -> dict[str, Any]:
    return {
        "document_number": citation.document_number,
        "title": citation.title,
        "clause": citation.clause,
        "clause_name": citation.clause_name,
        "sentence": citation.sentence,
        "quote": citation.quote,
        "issued_on": citation.issued_on.isoformat() if citation.issued_on else None,
        "text": citation.text,
        "rule": citation.rule_id,
        "version": citation.version,
        "verification": citation.verification,
    }


def _too_long(text: str) -> bool:
    return len(text.encode()) > MAX_BYTES
