"""A linear model over single characters and pairs of characters; knows nothing of Rasa.

With few examples per intent, characters beat words in Chinese. The weights are plain arrays
(npz) and a JSON vocabulary: nothing executable is loaded with a model.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from components.text_fold import CLAIM_TOKEN, fold

Array = npt.NDArray[Any]
POLITE = re.compile(
    r"(?:你好|您好|请问一下|请问|麻烦问一下|麻烦问下|麻烦您|麻烦你|麻烦|我想问一下|我想问下|想问一下|想问下"
    r"|想请问|请教一下|请教|咨询一下|咨询下|问一下|问下|打扰一下|打扰了|不好意思|那个|就是说|同志)"
)
THANKS_AT_END = re.compile(r"(?<=.{4})(?:谢谢|谢了|多谢|感谢)(?:你|您|了|啊|呀)*$")
DIALECT = {
    "阿么": "怎么",
    "阿门": "怎么",
    "啊么": "怎么",
    "咋么": "怎么",
    "咋个": "怎么",
    "咋": "怎么",
    "啥": "什么",
    "撒时候": "什么时候",
    "阿里": "哪里",
    "阿达": "哪里",
    "哪达": "哪里",
    "尕": "小",
    "副业": "打工",
    "俩": "",
    "哩": "",
    "呗": "",
    "唦": "",
}
DIALECT_WORD = re.compile("|".join(sorted(DIALECT, key=len, reverse=True)))


def clean(text: str) -> str:
    """Folds, masks numbers, maps dialect and drops politeness and punctuation."""
    plain = CLAIM_TOKEN.sub("0", fold(text))
    plain = re.sub(r"[^\w\u4e00-\u9fa5]+", "", re.sub(r"\d{4,}", "0", plain))
    plain = DIALECT_WORD.sub(lambda match: DIALECT[match.group()], plain)
    core = THANKS_AT_END.sub("", POLITE.sub("", plain))
    return core if len(core) >= 2 else plain


def grams(text: str) -> list[str]:
    """Characters and character pairs of the cleaned text, with marks for start and end."""
    marked = f"^{clean(text)}$"
    return [marked[i : i + n] for n in (1, 2) for i in range(len(marked) - n + 1)]


class LinearModel:
    """Multinomial logistic regression over tf-idf of `grams`."""

    def __init__(
        self,
        vocabulary: dict[str, int],
        labels: list[str],
        idf: Array,
        weights: Array,
        bias: Array,
    ) -> None:
        self.vocabulary, self.labels = vocabulary, labels
        self.idf, self.weights, self.bias = idf, weights, bias

    @classmethod
    def fit(cls, texts: list[str], labels: list[str], strength: float) -> LinearModel:
        """Trains on texts and their labels; `strength` is the inverse of regularisation (C)."""
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression

        vectorizer = TfidfVectorizer(analyzer=grams, sublinear_tf=True)
        features = vectorizer.fit_transform(texts)
        regression = LogisticRegression(C=strength, class_weight="balanced", max_iter=1000)
        regression.fit(features, labels)
        vocabulary = {gram: int(index) for gram, index in vectorizer.vocabulary_.items()}
        return cls(
            vocabulary,
            [str(label) for label in regression.classes_],
            vectorizer.idf_.astype("f4"),
            np.ascontiguousarray(regression.coef_.T, dtype="f4"),
            regression.intercept_.astype("f4"),
        )

    def rank(self, text: str) -> list[tuple[str, float]]:
        """Returns (intent, probability), most likely first; even odds when nothing is known."""
        counts = Counter(
            index for gram in grams(text) if (index := self.vocabulary.get(gram)) is not None
        )
        scores = self.bias * 0.0
        if len(counts) > 2:  # more than the two boundary marks
            columns = np.fromiter(counts, "i8")
            values = 1 + np.log(np.fromiter(counts.values(), "f4"))
            values = values * self.idf[columns]
            norm = np.sqrt((values * values).sum())
            scores = (values / norm) @ self.weights[columns] + self.bias
        odds = np.exp(scores - scores.max())
        odds = odds / odds.sum()
        order = np.argsort(-odds)
        return [(self.labels[i], float(odds[i])) for i in order]

    def save(self, directory: Path) -> None:
        """Writes `linear.npz` and `linear.json`."""
        np.savez(directory / "linear.npz", idf=self.idf, weights=self.weights, bias=self.bias)
        names = {"vocabulary": self.vocabulary, "labels": self.labels}
        (directory / "linear.json").write_text(
            json.dumps(names, ensure_ascii=False), encoding="utf-8"
        )

    @classmethod
    def read(cls, directory: Path) -> LinearModel:
        """Reads what `save` wrote."""
        names = json.loads((directory / "linear.json").read_text(encoding="utf-8"))
        with np.load(directory / "linear.npz", allow_pickle=False) as arrays:
            return cls(
                names["vocabulary"],
                names["labels"],
                arrays["idf"],
                arrays["weights"],
                arrays["bias"],
            )
