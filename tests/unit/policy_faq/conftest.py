"""Small official texts, rules and entries to build the reading room from."""

from pathlib import Path

import pytest

from policy_faq.answer import source_lines
from policy_faq.citations import Sources, as_rule_source
from policy_faq.documents import PolicyDocument, parse_document
from policy_faq.entries import Entry, load_entries
from policy_faq.rules import Rule, load_rules
from policy_faq.search import PolicySearch

NOTICE = """---
id: notice-1
title: 关于做好就业工作的通知
document_number: 试人社发〔2024〕1号
issuing_authorities: [试点厅]
issued_on: "2024-03-01"
effective_on: "2024-03-01"
expires_on: "2026-12-31"
replaced_by: null
source_note: 测试用。
---

**试点厅文件**

各市：

为做好工作，现通知如下。

### 一、畅通登记渠道。

线上申请的，在 3 个工作日内办结；线下申请的，即时办结。对不符合条件的，办理求职登记。

### 二、支持创业。

对 10 万元以下的贷款免除反担保要求。

(联系单位：试点处)
"""

RULES = """
documents:
  - {id: law, title: 试点法, document_number: null, version: 2010年, issued_on: null}
  - {id: measures, title: 试点办法, document_number: 试〔2023〕2号, version: null,
     issued_on: "2023-12-20"}
rules:
  - {id: N-1, document: law, article: 第45条, verification: verified,
     statement: 缴费满1年。, also: [{document: measures, article: 第2条}]}
  - {id: N-2, document: measures, article: null, verification: verified-2nd,
     statement: 最长3年。}
  - {id: N-3, document: notice-1, article: 第一条第1句, verification: verified,
     statement: 线上3个工作日。}
"""

CONTENT = """
- id: how
  topic: registration
  question: 失业登记怎么办理？
  wordings: [咋办失业登记, 失业登记的流程, 报失业要怎么弄]
  answer: 网上或现场都可以办。网上 3 个工作日办结。
  next_step: 回复“办理失业登记”。
  citations:
    - {document: notice-1, sentence: 1-1, quote: 在 3 个工作日内办结}
    - {rule: N-1}
  audience: jobseeker
  keywords: [失业登记, 办理]
- id: refused
  topic: registration
  question: 不符合失业登记条件怎么办？
  wordings: [失业登记没通过咋办, 不够条件还能登记吗]
  answer: 可以办求职登记。
  next_step: 回复“求职登记”。
  citations: [{document: notice-1, sentence: 1-2, quote: 办理求职登记}]
  keywords: [求职登记]
- id: loan
  topic: registration
  question: 创业担保贷款要找人担保吗？
  wordings: [开店贷款十万以内要反担保不, 创业贷款要不要抵押]
  answer: 10万元以下免反担保。
  next_step: 拨打12333。
  citations:
    - {document: notice-1, sentence: 2-1, quote: 免除反担保要求}
    - {rule: N-2}
  audience: all
  keywords: [创业担保贷款, 反担保]
  locally_set: true
"""


@pytest.fixture(scope="session")
def notice() -> PolicyDocument:
    return parse_document(NOTICE, name="notice.md")


@pytest.fixture(scope="session")
def sources(notice: PolicyDocument, tmp_path_factory: pytest.TempPathFactory) -> Sources:
    path = tmp_path_factory.mktemp("rules") / "rules.yml"
    path.write_text(RULES, encoding="utf-8")
    rules: dict[str, Rule] = load_rules(path, more_sources=(as_rule_source(notice),))
    return Sources({notice.id: notice}, rules)


@pytest.fixture(scope="session")
def entries(sources: Sources, tmp_path_factory: pytest.TempPathFactory) -> tuple[Entry, ...]:
    folder = tmp_path_factory.mktemp("content")
    Path(folder / "registration.yml").write_text(CONTENT, encoding="utf-8")
    return load_entries(folder, sources)


@pytest.fixture(scope="session")
def small_search(entries: tuple[Entry, ...]) -> PolicySearch:
    return PolicySearch(entries)


@pytest.fixture(scope="session")
def search() -> PolicySearch:
    """The search over the shipped content."""
    return PolicySearch.load()


@pytest.fixture
def sources_lines(sources: Sources) -> list[str]:
    """The printed source of a rule that stands in one of our own official texts."""
    return source_lines([sources.resolve({"rule": "N-3"})])
