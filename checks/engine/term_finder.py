"""Finding the terms of texts, for which several checks ask."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from glossary.entries.entry import TermHit
from glossary.recognition.hits import split_joined_titles
from glossary.recognition.recogniser import Recogniser
from tm.text.batch_cache import BatchCache
from tm.text.locale import Locale

_TOGETHER = 800
"""Texts that are searched together; of more, what is made is in no processor cache."""


class TermFinder:
    """Finds the terms of texts of one language, and remembers them for a while.

    Texts that are expected are searched together, in half the time
    (`benchmarks/checks.py speed`).
    """

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser
        self._hits, self._hits_with_wrong = (
            BatchCache(partial(self._search, wrong)) for wrong in (False, True)
        )

    def __reduce__(self) -> "tuple[type[TermFinder], tuple[Recogniser]]":
        """The terms alone: what was found is not worth sending to another process."""
        return TermFinder, (self._recogniser,)

    @property
    def locale(self) -> Locale:
        """The locale of the terms."""
        return self._recogniser.locale

    def expect(self, texts: Iterable[str]) -> None:
        """Say which texts will be asked about: when one is, all are searched."""
        expected = [*texts]
        self._hits.expect(expected)
        self._hits_with_wrong.expect(expected)

    def find(self, text: str, *, wrong: bool = False) -> list[TermHit]:
        """The terms of a text in order; `wrong`: wrong forms and capitals, too."""
        return (self._hits_with_wrong if wrong else self._hits)[text]

    def find_split_titles(self, text: str, *, wrong: bool = False) -> list[TermHit]:
        """The same, but of titles joined with a place, title and place."""
        hits = self.find(text, wrong=wrong)
        return split_joined_titles(hits) if hits else hits

    def _search(self, wrong: bool, texts: Sequence[str]) -> Iterator[list[TermHit]]:
        if len(texts) == 1:
            yield self._recogniser.find(
                texts[0], include_forbidden=wrong, any_case=wrong
            )
            return
        for start in range(0, len(texts), _TOGETHER):
            yield from self._recogniser.find_in_each(
                texts[start : start + _TOGETHER],
                include_forbidden=wrong,
                any_case=wrong,
            )
