"""What is read of texts: of many that are expected at once, and remembered for a while.

Several checks ask about the same texts, one after another; to read many together costs
a half or a third of reading each.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

_Told = TypeVar("_Told")
_MOST = 2048
"""Texts that are remembered beside as many as are expected."""
_FEW = 2000
"""Characters of texts for which arrays take no less time than reading one by one."""


class BatchCache(dict[str, _Told]):
    """By text, what is told of it.

    >>> lengths = BatchCache(lambda texts: map(len, texts))
    >>> lengths.expect(["one", "three"])
    >>> lengths["one"], dict(lengths)
    (3, {'one': 3, 'three': 5})
    """

    def __init__(
        self,
        read: Callable[[Sequence[str]], Iterable[_Told]],
        expected: Iterable[str] = (),
    ) -> None:
        """`read` tells something of each of some texts, in their order."""
        self._read = read
        self.expect(expected)

    def expect(self, texts: Iterable[str]) -> None:
        """Say which texts will be asked about: when one is, all are read together."""
        self.expected = dict.fromkeys(texts)

    def __missing__(self, text: str) -> _Told:
        texts: Sequence[str] = (text,)
        expected = self.expected
        if text in expected:
            # Another thread may just have read this one.
            new = [one for one in expected if one not in self or one == text]
            texts = tuple(new)
        # With less room each text that nobody expected had all others read anew.
        if len(self) + len(texts) > _MOST + len(expected):
            self.clear()
        told = dict(zip(texts, self._read(texts), strict=True))
        self.update(told)
        return told[text]


def are_few(texts: Sequence[str]) -> bool:
    """Whether texts are so short that they are best read one by one."""
    return sum(map(len, texts)) < _FEW
