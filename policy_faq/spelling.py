"""Reading room: words of ours spelt by ear: 师业登计 is read as 失业登记.

Only characters that the dictionary could not join into any word are looked at, and only words the
domain uses much more than general Chinese are put in their place; so what is right stays.
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise

LONGEST_SPAN = 4
_TIMES_MORE = 8
_SAFE_LENGTH = 3


class Spelling:
    """Puts right what sounds like our words. Immutable after construction.

    Args:
        counts: our words of two to four characters, and how often all texts use them.
        pair_counts: how often each pair of neighbouring characters occurs; a pair that is common
            by itself is no slip.
        sound: toneless reading of a character, "" if it has none.
        cut: cuts a text into the words of the dictionary.
        empty: words that say nothing; two characters with one of them are left alone.
    """

    __slots__ = ("_by_sound", "_cut", "_empty", "_pairs", "_sound")

    def __init__(
        self,
        counts: Mapping[str, int],
        pair_counts: Mapping[str, int],
        sound: Callable[[str], str],
        cut: Callable[[str], Iterable[str]],
        empty: frozenset[str],
    ) -> None:
        self._pairs, self._sound, self._cut, self._empty = pair_counts, sound, cut, empty
        self._by_sound: dict[tuple[str, ...], tuple[str, int]] = {}
        for word, count in counts.items():
            heard = tuple(map(sound, word))
            if all(heard) and count > self._by_sound.get(heard, ("", 0))[1]:
                self._by_sound[heard] = word, count

    def correct(self, plain: str) -> str:
        """The text with misspelt words of ours put right, the longest first."""
        right = list(plain)
        for start, end in self._runs(plain):
            for length in range(min(LONGEST_SPAN, end - start), 1, -1):
                for place in range(start, end - length + 1):
                    if right[place : place + length] == list(plain[place : place + length]):
                        word = self._meant(plain[place : place + length])
                        right[place : place + length] = word
        return "".join(right)

    def _meant(self, span: str) -> str:
        word, count = self._by_sound.get(tuple(map(self._sound, span)), (span, 0))
        if len(span) < _SAFE_LENGTH and not self._empty.isdisjoint(span):
            return span
        usual = min(self._pairs.get(a + b, 0) for a, b in pairwise(span))
        return word if count >= _TIMES_MORE * (usual + 1) else span

    def _runs(self, plain: str) -> Iterable[tuple[int, int]]:
        """Stretches of at least two characters that are each a word by themselves."""
        start = place = 0
        for word in self._cut(plain):
            if len(word) > 1 or word.isascii():
                if place - start > 1:
                    yield start, place
                start = place + len(word)
            place += len(word)
        if place - start > 1:
            yield start, place
