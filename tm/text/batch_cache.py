"""A cache that reads many texts at once as soon as one of them is asked for.

Several checks need the same texts, one after another. Reading a batch of texts takes a
third to a half of the time of reading them one by one. Texts that were announced are
forgotten with their run; several runs may announce texts at once.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

_ResultT = TypeVar("_ResultT")
TextBatch = dict[str, None]
"""The texts that a run announced, in order."""
MAX_EXTRA_TEXT_COUNT = 2048
"""Texts kept besides those that were announced, by default."""
_MAX_EXTRA_CHARACTER_COUNT = 1 << 19
"""Characters of the texts kept besides those that were announced."""


class BatchCache(dict[str, _ResultT]):
    """Results by text; a missing one is read together with the announced texts.

    >>> lengths = BatchCache(lambda texts: map(len, texts))
    >>> with lengths.expect(["one", "three"]):
    ...     lengths["one"], dict(lengths)
    (3, {'one': 3, 'three': 5})
    >>> dict(lengths)
    {}
    """

    def __init__(
        self,
        read_texts: Callable[[Sequence[str]], Iterable[_ResultT]],
        batches: list[TextBatch] | None = None,
        *,
        max_extra_text_count: int = MAX_EXTRA_TEXT_COUNT,
    ) -> None:
        """Read by `read_texts`, which gives one result for each text, in order.

        `batches`: the texts that are announced now, which other caches may share.
        `max_extra_text_count`: texts kept besides those that were announced.
        """
        self._read_texts = read_texts
        self._max_extra_text_count = max_extra_text_count
        self._batches = [] if batches is None else batches
        self._extra_character_count = 0

    @contextmanager
    def expect(self, texts: Iterable[str]) -> Iterator[None]:
        """Announce texts: when one is asked for, all are read; at the end forget them.

        Another run may have announced some of them, too; it reads these again.
        """
        batch = dict.fromkeys(texts)
        self._batches.append(batch)
        try:
            yield
        finally:
            self._batches.remove(batch)
            self.forget(batch)

    def forget(self, texts: Iterable[str]) -> None:
        """Forget the results of texts."""
        for text in texts:
            self.pop(text, None)

    def clear(self) -> None:
        """Forget all results."""
        super().clear()
        self._extra_character_count = 0

    def __missing__(self, text: str) -> _ResultT:
        batches = [*self._batches]
        texts = next(
            (self._list_unread(batch, text) for batch in batches if text in batch), None
        )
        extra_character_count = 0
        if texts is None:
            texts, extra_character_count = (text,), len(text)
        # With less room, each unannounced text would have all others read again.
        max_text_count = self._max_extra_text_count + sum(map(len, batches))
        if (
            len(self) + len(texts) > max_text_count
            or self._extra_character_count + extra_character_count
            > _MAX_EXTRA_CHARACTER_COUNT
        ):
            self.clear()
        self._extra_character_count += extra_character_count
        result_by_text = dict(zip(texts, self._read_texts(texts), strict=True))
        self.update(result_by_text)
        return result_by_text[text]

    def _list_unread(self, batch: Collection[str], text: str) -> Sequence[str]:
        """List the texts of a batch without a result, among them the given one.

        Another thread may have read that one meanwhile.
        """
        return tuple(
            other_text
            for other_text in batch
            if other_text not in self or other_text == text
        )
