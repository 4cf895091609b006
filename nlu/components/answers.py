"""Judges whether a text looks like an answer to the field the form is asking for."""

from __future__ import annotations

import re
from enum import Enum
from typing import Any

from components.text_fold import fold, has_claim_token

DIGITS_ONLY = re.compile(r"\s*(?:选|第)?\s*\d{1,2}(?:[\s,.、;和/]+\d{1,2})*\s*(?:个|项|号)?\s*")
ANY_NUMBER = re.compile(r"\s*\d[\d\s.,-]*(?:x|元|块)?\s*")
QUESTION = re.compile(
    r"[?？]|吗|呢$|怎么|咋|啥|什么|多少|多久|多长|哪|谁|为何|为什么|能不能|可不可以|有没有|是不是|要不要"
    r"|([一-龥]{1,2})不\1|如何|(?<![了好这前十])几(?:天|个|年|月|次|点)|行不行|阿么|阿里|算不算|会不会"
)
INDIFFERENT = re.compile(
    r"(?:什么|啥|哪里?|哪儿|多少|怎么).{0,4}(?:都行|都可以|都成|都好|无所谓|随便|能干|不会)"
    r"|没有?(?:什么|啥)(?!时候)"
)
CORRECTION = re.compile(r"错|改|不对")
POLICY_WORDS = re.compile(r"补贴|失业金|失业保险|补助|政策|条件$|材料$|流程|贷款|报销|认定|怎么领")
PLACE_ENDING = re.compile(
    r"(?:省|市|州|县|区|乡|镇|村|路|街|巷|社区|小区|家属院|公寓|苑|园|号|号楼|单元|室|队|组)\s*$"
)
LETTERS = re.compile(r"[a-z\u0f00-\u0fff\u1800-\u18af][a-z\u0f00-\u0fff\u1800-\u18af\s.·]{1,60}")
HAN_NAME = re.compile(r"[\u3400-\u9fff]{2,15}(?:[·・.•\s][\u3400-\u9fff]{1,12}){0,3}")
LONGEST_FREE_TEXT = 40
LONGEST_JOB_NAME = 8
FILLERS = re.compile(
    r"^(?:我是|我|是|的|选|大概|应该|就是|嗯|恩|哦|啊|呃)+|[\s,.!。，！~、]+|(?:的|了|呀|啊|吧|呗|毕业|文化|学历|哩|着)+$"
)


class Fit(Enum):
    """How well a text fits as an answer."""

    EXACT = "exact"
    PLAUSIBLE = "plausible"
    NONE = "none"


def is_question(folded: str) -> bool:
    """True when the text asks something ("都行" sentences do not)."""
    return bool(QUESTION.search(folded)) and not INDIFFERENT.search(folded)


class AnswerBook:
    """Knows the shape of an answer for each field; built from `answers.yml` and `names.yml`."""

    def __init__(self, answers: dict[str, Any], names: dict[str, Any]) -> None:
        self.answers = answers
        self.names = names
        self.checks = {
            "choice": self._fit_choice,
            "decision": self._fit_choice,
            "yes_no": self._fit_yes_no,
            "token": self._fit_token,
            "date": self._fit_date,
            "region": self._fit_region,
            "wage": self._fit_wage,
            "name": self._fit_name,
            "text": self._fit_text,
        }

    def fit(self, field: str, text: str, kinds: set[str]) -> Fit:
        """Judges `text` as an answer to `field`; `kinds` are the entity types found in it."""
        spec = self.answers.get(field)
        if spec is None:
            return Fit.NONE
        folded = fold(text).strip()
        if has_claim_token(folded) or self._is_listed(folded, spec.get("words", [])):
            return Fit.EXACT
        return self.checks[spec["kind"]](folded, spec, kinds)

    def option(self, field: str, text: str) -> str | None:
        """The option a text names word for word ('本科' -> '21'), or None."""
        folded = fold(text).strip()
        for code, words in self.answers.get(field, {}).get("options", {}).items():
            if self._is_listed(folded, words):
                return str(code)
        return None

    @staticmethod
    def _is_listed(folded: str, words: list[str]) -> bool:
        return folded in words or FILLERS.sub("", folded) in words

    def _fit_choice(self, folded: str, spec: dict[str, Any], kinds: set[str]) -> Fit:
        words = [word for group in spec["options"].values() for word in group]
        if DIGITS_ONLY.fullmatch(folded) or self._is_listed(folded, words):
            return Fit.EXACT
        named = any(len(word) > 1 and word in folded for word in words)
        return Fit.PLAUSIBLE if named and not is_question(folded) else Fit.NONE

    def _fit_yes_no(self, folded: str, spec: dict[str, Any], kinds: set[str]) -> Fit:
        words = self.answers["yes_no"]["positive"] + self.answers["yes_no"]["negative"]
        if DIGITS_ONLY.fullmatch(folded) or self._is_listed(folded, words):
            return Fit.EXACT
        begins = folded.startswith(tuple(word for word in words if len(word) > 1))
        return Fit.PLAUSIBLE if begins and not is_question(folded) else Fit.NONE

    def _fit_token(self, folded: str, spec: dict[str, Any], kinds: set[str]) -> Fit:
        return Fit.EXACT if ANY_NUMBER.fullmatch(folded) else Fit.NONE

    def _fit_date(self, folded: str, spec: dict[str, Any], kinds: set[str]) -> Fit:
        if ANY_NUMBER.fullmatch(folded):
            return Fit.EXACT
        return Fit.PLAUSIBLE if "date" in kinds and not is_question(folded) else Fit.NONE

    def _fit_region(self, folded: str, spec: dict[str, Any], kinds: set[str]) -> Fit:
        if is_question(folded) or len(folded) > LONGEST_FREE_TEXT:
            return Fit.EXACT if INDIFFERENT.search(folded) else Fit.NONE
        if kinds & {"region", "region_candidate"} or PLACE_ENDING.search(folded):
            return Fit.PLAUSIBLE
        return Fit.EXACT if DIGITS_ONLY.fullmatch(folded) else Fit.NONE

    def _fit_wage(self, folded: str, spec: dict[str, Any], kinds: set[str]) -> Fit:
        if ANY_NUMBER.fullmatch(folded):
            return Fit.EXACT
        return Fit.PLAUSIBLE if "money" in kinds and not is_question(folded) else Fit.NONE

    def _fit_name(self, folded: str, spec: dict[str, Any], kinds: set[str]) -> Fit:
        core, introduced = folded, False
        for words in self.names["introductions"]:
            if core.startswith(words) and len(core) > len(words) + 1:
                core, introduced = core[len(words) :].strip(" :,，是"), True
                break
        if is_question(core) or CORRECTION.search(core):
            return Fit.NONE
        if not (HAN_NAME.fullmatch(core) or LETTERS.fullmatch(core)):
            return Fit.NONE
        if introduced and len(core) <= 15:
            return Fit.EXACT
        return Fit.PLAUSIBLE if self._sounds_like_name(core) else Fit.NONE

    def _sounds_like_name(self, core: str) -> bool:
        if LETTERS.fullmatch(core) or "·" in core or "・" in core:
            return True
        surname = core[0] in self.names["surnames"] and len(core) <= 4
        compound = core[:2] in self.names["compound"] and len(core) <= 5
        syllable = len(core) <= 10 and any(part in core for part in self.names["syllables"])
        return surname or compound or syllable

    def _fit_text(self, folded: str, spec: dict[str, Any], kinds: set[str]) -> Fit:
        if INDIFFERENT.search(folded):
            return Fit.EXACT
        if is_question(folded):
            return Fit.NONE
        names_job = "occupation" in kinds and len(folded) <= LONGEST_JOB_NAME
        if POLICY_WORDS.search(folded) and not names_job:
            return Fit.NONE
        return Fit.PLAUSIBLE if 0 < len(folded) <= LONGEST_FREE_TEXT else Fit.NONE
