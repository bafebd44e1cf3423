"""What a check looks at: a unit, and what is known about its languages and terms."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from checks.engine.known_terms import KnownTerms
from checks.engine.option import Options
from checks.engine.rule import Rule
from checks.engine.vocabulary import Vocabulary
from checks.text.language import Language, language
from tm.articles.archive.article import BlockKind
from tm.finding import MOST_RELATED
from tm.text.locale import Locale
from tm.text.segment import Code


@dataclass(frozen=True, slots=True)
class Place:
    """Where a unit can be found again, as far as that is known."""

    path: str | None = None
    """The file that it was read from."""
    line: int | None = None
    """Of that file, from 1."""
    url: str | None = None
    """The address of its page, else of that page's original."""
    headline: str | None = None
    """The headline of its page, else of that page's original."""


class Unit(NamedTuple):
    """One unit to check; without source text only its target can be judged.

    A tuple, since those of a corpus are read from a file again and again.
    """

    id: str
    target: str
    source: str | None = None
    document: str | None = None
    kind: BlockKind | None = None
    """What the unit is on its page; unknown for units that come from no page."""
    source_headline: str | None = None
    """Headline of the original of its document; perhaps without marks."""
    source_url: str | None = None
    """Address of that original."""
    published: str | None = None
    """ISO 8601 date, or date and time, of its document, where it is known."""
    source_codes: tuple[Code, ...] = ()
    """Its inline codes, one for each U+FFFC; empty where they are not known."""
    target_codes: tuple[Code, ...] = ()
    place: Place | None = None
    """For reports; no check looks at it."""

    @property
    def source_text(self) -> str:
        """The source; empty where there is none, which is never so at level BOTH."""
        return self.source or ""

    @property
    def is_heading(self) -> bool:
        """Whether it is known to be a headline or a section heading."""
        return self.kind in (BlockKind.HEADLINE, BlockKind.HEADING)


@dataclass(frozen=True, slots=True)
class Context:
    """What all units of one run have in common."""

    target: Locale
    source: Locale | None = None
    terms: KnownTerms = field(default_factory=KnownTerms)
    """What the termbase knows, if there is one."""
    rules: Sequence[Rule] = ()
    """The user's rules of style, beside those that come with Padanan."""
    options: Options = field(default_factory=dict)
    """What users set of the options of checks."""
    words: Vocabulary | None = None
    """Lists of words and dictionaries; absent where nobody asks for them."""

    @property
    def locales(self) -> tuple[Locale, Locale]:
        """Those of source and target; raises ValueError if there is no source."""
        if self.source is None:
            raise ValueError("a check of both texts needs the source locale")
        return self.source, self.target

    @property
    def language(self) -> Language:
        """How the target language punctuates and quotes."""
        return language(self.target)

    @property
    def source_language(self) -> Language | None:
        """The same of the source language, if there is one."""
        return language(self.source) if self.source else None


def related_ids(units: Iterable[Unit]) -> tuple[str, ...]:
    """The ids of the first units that show why there is a finding, each once.

    One more than is reported, since the unit of the finding may be among them.
    """
    ids: dict[str, None] = {}
    for unit in units:
        ids[unit.id] = None
        if len(ids) > MOST_RELATED:
            break
    return tuple(ids)
