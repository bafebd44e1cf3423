"""The values of a package for a language model; their texts are plain strings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tm.match.match_rate import MatchType
from tm.text.locale import Locale
from tm.unit import Origin


@dataclass(frozen=True, slots=True)
class PromptMatch:
    """A stored translation of a similar text."""

    segment: int
    """The number of the segment that it was found for, from 1."""
    rate: int
    type: MatchType
    source: str
    target: str
    """With the numbers, dates, names and terms of the segment, where that is certain.
    """
    open_words: tuple[str, ...]
    """Words of the segment that `target` does not translate."""
    units: tuple[str, ...]
    """Beginnings of the keys of the units that it is made of; normally one."""
    origin: Origin


@dataclass(frozen=True, slots=True)
class PromptExample:
    """A stored translation that has some of the rarer words of the text."""

    segment: int
    source: str
    target: str
    unit: str
    """The beginning of the key of the unit."""
    origin: Origin


@dataclass(frozen=True, slots=True)
class PromptTerm:
    """A term of the text, with the forms that its translation may and may not have."""

    source: str
    """As the text has it."""
    preferred: tuple[str, ...]
    """The form to use on the day of the text; several if the text must decide."""
    allowed: tuple[str, ...]
    """Other forms that are right on that day."""
    avoid: tuple[str, ...]
    """Known errors, deprecated forms, and forms that are not valid on that day."""
    valid_from: str | None
    valid_to: str | None
    """The period of the preferred form, or else of the concept."""
    concept: str
    """The id of its concept entry."""


@dataclass(frozen=True, slots=True)
class PromptName:
    """A name or a place that the termbase does not have, as translations write it."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class PromptWord:
    """A word of news in the text, with usual translations."""

    source: str
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PromptMistranslation:
    """A phrase of the text that machine translation often renders wrongly."""

    source: str
    wrong: tuple[str, ...]
    right: tuple[str, ...]
    topics: tuple[str, ...]
    """Only in texts about these; empty if the text is known to be about one."""


@dataclass(frozen=True, slots=True)
class PromptNeighbour:
    """A text before or after the one to translate, with its translation if known."""

    source: str
    target: str | None
    is_before: bool


@dataclass(frozen=True, slots=True)
class PromptRule:
    """A rule of house style for the translation."""

    name: str
    message: str


PromptContent: TypeAlias = (
    PromptTerm
    | PromptName
    | PromptWord
    | PromptMistranslation
    | PromptMatch
    | PromptExample
    | PromptNeighbour
    | PromptRule
)


@dataclass(frozen=True, slots=True)
class PromptRequest:
    """A text to translate, and how large its package may be."""

    segments: Sequence[str]
    """The sentences, in order."""
    locales: tuple[Locale, Locale]
    """Source and target."""
    day: str
    """The day of the text, as ISO 8601."""
    token_budget: int
    """The most tokens of the package, as `estimate_tokens` counts them."""
    neighbours: Sequence[PromptNeighbour] = ()
    """The texts before and after it, if it is a part of an article."""


@dataclass(frozen=True, slots=True)
class PromptPackage:
    """What the memory knows of a text, for a language model that translates it."""

    source_locale: str
    target_locale: str
    date: str
    """The day of the text, by which terms are valid."""
    segments: tuple[str, ...]
    """The text to translate, sentence by sentence."""
    terms: tuple[PromptTerm, ...]
    names: tuple[PromptName, ...]
    words: tuple[PromptWord, ...]
    mistranslations: tuple[PromptMistranslation, ...]
    matches: tuple[PromptMatch, ...]
    examples: tuple[PromptExample, ...]
    neighbours: tuple[PromptNeighbour, ...]
    rules: tuple[PromptRule, ...]
    left_out: int
    """How many items did not fit into the budget."""
    tokens: int
    """The estimated tokens of `text`."""
    text: str
    """The whole package as text for the model."""
