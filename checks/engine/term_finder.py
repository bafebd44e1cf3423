"""Find the terms of texts, for several checks."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from glossary.entries.entry import TermHit
from glossary.recognition.joined_titles import split_joined_titles
from glossary.recognition.recogniser import Recogniser
from tm.text.batch_cache import BatchCache
from tm.text.locale import Locale

_TEXTS_AT_ONCE = 1200
"""Texts that are searched together; results of more leave the processor cache."""


class TermFinder:
    """Finds the terms of texts of one language, and caches them for a while.

    Texts that were announced are searched together, in half the time
    (`benchmarks/check_speed.py speed`).
    """

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser
        self._hit_cache, self._hit_cache_with_wrong_forms = (
            BatchCache(partial(self._search, includes_wrong_forms))
            for includes_wrong_forms in (False, True)
        )

    def __reduce__(self) -> "tuple[type[TermFinder], tuple[Recogniser]]":
        """Pickle the terms alone; results are not worth sending to another process."""
        return TermFinder, (self._recogniser,)

    @property
    def locale(self) -> Locale:
        """The locale of the terms."""
        return self._recogniser.locale

    @contextmanager
    def expect(self, texts: Iterable[str]) -> Iterator[None]:
        """Announce texts: at the first one all are searched; at the end forget them."""
        expected_texts = [*texts]
        with (
            self._hit_cache.expect(expected_texts),
            self._hit_cache_with_wrong_forms.expect(expected_texts),
        ):
            yield

    def find(self, text: str, *, includes_wrong_forms: bool = False) -> list[TermHit]:
        """Find the terms of a text in order, with wrong forms if they are included."""
        return (
            self._hit_cache_with_wrong_forms
            if includes_wrong_forms
            else self._hit_cache
        )[text]

    def find_split_titles(
        self, text: str, *, includes_wrong_forms: bool = False
    ) -> list[TermHit]:
        """Find the terms, with titles joined to a place split into title and place."""
        hits = self.find(text, includes_wrong_forms=includes_wrong_forms)
        return split_joined_titles(hits) if hits else hits

    def _search(
        self, includes_wrong_forms: bool, texts: Sequence[str]
    ) -> Iterator[list[TermHit]]:
        if len(texts) == 1:
            yield self._recogniser.find(
                texts[0],
                includes_forbidden=includes_wrong_forms,
                ignores_case=includes_wrong_forms,
            )
            return
        for start in range(0, len(texts), _TEXTS_AT_ONCE):
            yield from self._recogniser.find_in_each(
                texts[start : start + _TEXTS_AT_ONCE],
                includes_forbidden=includes_wrong_forms,
                ignores_case=includes_wrong_forms,
            )
