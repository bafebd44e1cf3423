"""The input of a check: a unit, and the context of its languages and terms."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from checks.engine.known_terms import KnownTerms
from checks.engine.option import Options
from checks.engine.rule import Rule
from checks.engine.spelling_vocabulary import Vocabulary
from checks.text.language_words import Language, read_language
from tm.articles.archive.article import BlockKind
from tm.finding import MAX_RELATED_COUNT
from tm.result_cache import ResultCache
from tm.text.locale import Locale
from tm.text.segment import Code
from tm.unit import TranslationUnit


@dataclass(frozen=True, slots=True)
class UnitLocation:
    """The location from which a unit was read."""

    path: str | None = None
    """The path of the file."""
    line: int | None = None
    """The line in the file, from 1."""
    url: str | None = None
    """The address of the page, else of the page's original."""
    headline: str | None = None
    """The headline of the page, else of the page's original."""


class Unit(NamedTuple):
    """One unit to check; without a source text only its target is checked.

    A tuple, since the units of a corpus are read from a file again and again.
    """

    id: str
    target: str
    source: str | None = None
    document: str | None = None
    kind: BlockKind | None = None
    """The role of the unit on its page; None for units of no page."""
    source_headline: str | None = None
    """Headline of the original of its document; perhaps without diacritics."""
    source_url: str | None = None
    """Address of that original."""
    published: str | None = None
    """ISO 8601 date, or date and time, of the document, if known."""
    source_codes: tuple[Code, ...] = ()
    """Inline codes of the source, one for each U+FFFC; empty if unknown."""
    target_codes: tuple[Code, ...] = ()
    location: UnitLocation | None = None
    """For reports; checks do not read it."""
    context: str | None = None
    """Text that distinguishes units of equal source, such as `msgctxt` in PO."""

    @property
    def source_text(self) -> str:
        """The source text; empty without one, which never happens at level BOTH."""
        return self.source or ""

    @property
    def is_heading(self) -> bool:
        """Whether the unit is known to be a headline or a section heading."""
        return self.kind in (BlockKind.HEADLINE, BlockKind.HEADING)


@dataclass(frozen=True, slots=True)
class Context:
    """Languages, terms, rules and options that all units of a run share."""

    target_locale: Locale
    source_locale: Locale | None = None
    terms: KnownTerms = field(default_factory=KnownTerms)
    """The terms of the termbase; empty without one."""
    rules: Sequence[Rule] = ()
    """The user's rules of style, in addition to those of Padanan."""
    options: Options = field(default_factory=dict)
    """The options of checks that users set."""
    vocabulary: Vocabulary | None = None
    """Word lists and dictionaries; None if no check needs them."""
    cache: ResultCache = field(default_factory=ResultCache, compare=False, repr=False)
    """Results of functions over texts: `context.cache.call(read_values, text, …)`."""

    @property
    def locales(self) -> tuple[Locale, Locale]:
        """The locales of source and target; raises ValueError without a source."""
        if self.source_locale is None:
            raise ValueError("a check of both texts needs the source locale")
        return self.source_locale, self.target_locale

    @property
    def language(self) -> Language:
        """The punctuation and words of the target language."""
        return read_language(self.target_locale)

    @property
    def source_language(self) -> Language | None:
        """The punctuation and words of the source language, if there is one."""
        return read_language(self.source_locale) if self.source_locale else None

    def make_source_context(self) -> "Context | None":
        """Return the context for checking source texts by themselves, if any."""
        return (
            Context(self.source_locale, cache=self.cache)
            if self.source_locale
            else None
        )


def list_related_ids(units: Iterable[Unit]) -> tuple[str, ...]:
    """Return the ids of the first units that are evidence of a finding, each once.

    One more than is reported, since the unit of the finding may be among them.
    """
    unique_ids: dict[str, None] = {}
    for unit in units:
        unique_ids[unit.id] = None
        if len(unique_ids) > MAX_RELATED_COUNT:
            break
    return tuple(unique_ids)


def make_unit_id(translation_unit: TranslationUnit) -> str:
    """Make the id of a unit of the memory: its position in an article, else its key."""
    origin = translation_unit.origin
    if origin.article is not None and origin.position is not None:
        return f"{origin.article}#{origin.position}"
    return translation_unit.key.hex()[:16]
