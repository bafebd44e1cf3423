"""Units that are checked together, and what is known of each of them, in columns.

A check tells by these of many units at once in which it may find anything, which costs
a tenth of calling it for each (`checks.registry.Check.likely`).
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from checks.comparison import values_of
from checks.found import terms_apart
from checks.subject import Context, Subject
from checks.traits import traits
from glossary.entry import TermHit
from tm.text.conventions import conventions
from tm.text.locale import Locale
from tm.text.sieve import sieve
from tm.text.words import lower_words_of, word_set_of


class Columns:
    """Some units of one context; each column has one item a unit, in their order."""

    def __init__(self, subjects: Sequence[Subject], context: Context) -> None:
        self.subjects = subjects
        self.context = context
        self._bits: dict[tuple[int, Callable[[str], int]], list[int]] = {}

    @cached_property
    def sources(self) -> list[str]:
        """The source texts; empty where there is none."""
        return [subject.source or "" for subject in self.subjects]

    @cached_property
    def targets(self) -> list[str]:
        """The target texts."""
        return [subject.target for subject in self.subjects]

    @property
    def source_bits(self) -> list[int]:
        """What each source may have of the listings that were read (`tm.text.sieve`).

        Whoever asks for a listing reads it first.
        """
        locale = self.context.source
        return (
            self._bits_of(self.sources, locale) if locale else [0] * len(self.sources)
        )

    @property
    def target_bits(self) -> list[int]:
        """The same of the targets."""
        return self._bits_of(self.targets, self.context.target)

    @cached_property
    def traits(self) -> list[int]:
        """The bits of what is told by characters (`checks.traits`)."""
        return traits(self.subjects)

    @cached_property
    def source_valued(self) -> list[bool]:
        """Whether the source has a number, date, time … that is not only in words."""
        return _valued(self.sources, self.source_bits, self.context.source)

    @cached_property
    def target_valued(self) -> list[bool]:
        """The same of the target."""
        return _valued(self.targets, self.target_bits, self.context.target)

    @cached_property
    def comes_again(self) -> list[bool]:
        """Whether a word of the target stands there twice, in any capitals."""
        return [
            len(word_set_of(target)) < len(lower_words_of(target))
            for target in self.targets
        ]

    @cached_property
    def source_terms(self) -> Sequence[Sequence[TermHit]]:
        """The terms of the sources, titles and their places apart."""
        terms = self.context.terms.source
        if terms is None:
            return [()] * len(self.subjects)
        return [terms_apart(terms, source, wrong=False) for source in self.sources]

    @cached_property
    def target_terms(self) -> Sequence[Sequence[TermHit]]:
        """The same of the targets, with wrong forms."""
        terms = self.context.terms.target
        if terms is None:
            return [()] * len(self.subjects)
        return [terms_apart(terms, target, wrong=True) for target in self.targets]

    def _bits_of(self, texts: Sequence[str], locale: Locale) -> list[int]:
        of = sieve(locale.language).of  # another one when a listing has come
        key = id(texts), of
        if key not in self._bits:
            self._bits[key] = [*map(of, texts)]
        return self._bits[key]


def having(some: int) -> Callable[[Columns], Iterable[object]]:
    """What tells the units that have one of some traits."""
    return lambda columns: [bits & some for bits in columns.traits]


def sharing(bits_in: Callable[[Locale], int]) -> Callable[[Columns], list[int]]:
    """Tells the units whose texts share one of the bits that both languages know."""

    def likely(columns: Columns) -> list[int]:
        context = columns.context
        bits = bits_in(context.target)
        bits &= bits_in(context.source) if context.source else 0
        pairs = zip(columns.source_bits, columns.target_bits, strict=True)
        return [source & target & bits for source, target in pairs]

    return likely


def valued(columns: Columns) -> Iterable[object]:
    """Tells the units whose target has a value."""
    return columns.target_valued


def with_source_terms(columns: Columns) -> Iterable[object]:
    """Tells the units whose source has a term."""
    return columns.source_terms


def with_target_terms(columns: Columns) -> Iterable[object]:
    """Tells the units whose target has one."""
    return columns.target_terms


def with_terms(columns: Columns) -> Iterable[object]:
    """Tells those of which both texts have one."""
    pairs = zip(columns.source_terms, columns.target_terms, strict=True)
    return [theirs and ours for theirs, ours in pairs]


def _valued(
    texts: Sequence[str], bits: Sequence[int], locale: Locale | None
) -> list[bool]:
    if locale is None:
        return [False] * len(texts)
    valued = conventions(locale).valued
    pairs = zip(texts, bits, strict=True)
    return [bool(one & valued and values_of(text, locale)) for text, one in pairs]
