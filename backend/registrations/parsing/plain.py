"""Tidying typed text before it is read: full-width forms, spaces, punctuation, filler words."""

import re
import unicodedata

_EDGES = " \t\r\n。．.,，!！?？~～、；;:：'\"“”‘’()（）[]【】<>《》…-—"
_LEAD = re.compile(
    r"^(?:嗯+|哦+|噢+|那个|就是|应该是|大概是|可能是|我是|我|选|回答|答)[,，、:：\s]*"
)
_TAIL = re.compile(r"(?:吧|呗|呢|啊|呀|哦|嘛|哈|的呢|了吧|谢谢你?)$")


def plain(text: str) -> str:
    """`text` with full-width digits and letters made half-width and edge punctuation removed."""
    return unicodedata.normalize("NFKC", text).strip(_EDGES)


def without_filler(text: str) -> str:
    """`plain` text without 那个… in front and 吧/呢 behind; never empty if there was a word."""
    tidy = plain(text)
    for pattern in (_LEAD, _TAIL):
        shorter = pattern.sub("", tidy).strip(_EDGES)
        tidy = shorter or tidy
    return tidy


_QUESTION = re.compile(
    r"[?？]|怎么|咋|什么|啥|多少|几个|为什么|为啥|阿么|能不能|可不可以|是不是|有没有|吗$|哪里|哪儿"
)


def is_question(text: str) -> bool:
    """Whether a text reads like a question rather than an answer."""
    return bool(_QUESTION.search(unicodedata.normalize("NFKC", text).strip()))
