"""Checks of whole segments: empty, untranslated, in another language, inconsistent."""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from checks.engine.check import Level, check
from checks.engine.condition import TARGET, texts_meet, unit_meets
from checks.engine.traits import Trait
from checks.engine.unit import Context, Unit
from checks.language_data import has_data
from checks.segments.near_sources import NearSources
from checks.segments.same_source import SourceIndex
from checks.segments.same_target import find_shared_targets
from checks.text.language_words import Language, read_language
from checks.text.placeholders import find_placeholders
from tm.align.lexicon.dictionary import stem_phrase
from tm.align.lexicon.starter_dictionary import list_known_stems
from tm.finding import Finding, Severity, Span
from tm.match.match_fault import MatchFault
from tm.text.language_id import identify_language
from tm.text.locale import Locale
from tm.text.normal import match_form
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import prefilter
from tm.text.word_pattern import WORD_PATTERN
from tm.text.words import lower_text, read_lower_words, read_word_set, read_words

_COMMON_LOCALES = tuple(Locale(tag) for tag in ("en", "id", "vi"))
"""Languages that a segment may be left in, besides the source's own."""
_THREE_SHARED_WORDS = bytes([True] * 3)
"""Three words in a row of which the same is true."""
_FEWEST_TOKENS = 3
_MANY_TOKENS = 8
"""Words that a text of a language has not without any of its function words."""
_TITLE = 6
"""Words in capitals that may be a headline rather than a name."""
_FEWEST_KNOWN = 3
"""Words of another language's dictionary that tell a short text to be in it."""


def _is_blank(text: str) -> bool:
    return not text or text.isspace()


def _have_equal_spaces(source: str, target: str) -> bool:
    """Whether the texts have equally many spaces, as a copy has in any form."""
    return source.strip().count(" ") == target.strip().count(" ")


@check(
    "seg.empty",
    level=Level.BOTH,
    severity=Severity.ERROR,
    prefilter=TARGET.meets(_is_blank),
    match_fault=MatchFault.UNTRANSLATED,
)
def empty_target(unit: Unit, context: Context) -> Iterator[Finding]:
    """The translation is missing."""
    if unit.source_text.strip() and not unit.target.strip():
        yield Finding("empty", Span(0, len(unit.target)))


@check(
    "seg.untranslated",
    level=Level.BOTH,
    severity=Severity.ERROR,
    prefilter=texts_meet(_have_equal_spaces),
    match_fault=MatchFault.UNTRANSLATED,
)
def untranslated_target(unit: Unit, context: Context) -> Iterator[Finding]:
    """The target is a copy of the source, apart from names and numbers."""
    source, target = unit.source_text, unit.target
    if context.source and context.source.language == context.target.language:
        return
    if source != target and match_form(source.strip()) != match_form(target.strip()):
        return
    words = read_words(_remove_placeholders(source))
    small = [word for word in words if word[0].islower()]
    own_hits = _count_frequent_words(target, context.target)
    if len(small) >= 2 or (len(small) == 1 and len(words) <= 3):
        if own_hits > len(small) / 2:
            return  # the languages share these words
    elif own_hits or len(words) < _TITLE or not context.source:
        return
    elif _count_frequent_words(source, context.source) < 2:
        return  # names, or the title of a work
    yield Finding("copy", Span(0, len(target)))


_NOT_LATIN = re.compile(
    r"[\u0370-\u1cff\u2c80-\u2dff\u3041-\ud7ff\uf900-\ufaff\ufb1d-\ufefc"
    r"\U00010300-\U0001eeff\U00020000-\U0003ffff]"
)
"""Letters of other scripts; no marks, emoji or private characters."""
_FEWEST_LETTERS = 4


def _may_be_in_another_language(unit: Unit, context: Context) -> bool:
    """Whether a target has letters or words of another language, or none of its own,
    and few of its own.
    """
    text, own_words = unit.target, _telling_words(context.language)
    words = read_lower_words(text)
    if not own_words.isdisjoint(words):
        letters = _foreign_letters(context.target, context.source)
        if not any(
            listed.may_be_in(text)
            for listed in _foreign_words(context.target, context.source)
        ) and (text.isascii() or letters.isdisjoint(lower_text(text))):
            return False
    return not _are_certainly_own(sum(map(own_words.__contains__, words)), len(words))


def _read_foreign_words(context: Context) -> None:
    _foreign_words(context.target, context.source)


@lru_cache(maxsize=64)
def _foreign_words(target: Locale, source: Locale | None) -> Sequence[PhraseList]:
    """The small words of each language that a target may be in and should not."""
    return [
        _small_words_of(other_locale, target)
        for other_locale in _other_locales(target, source)
    ]


@lru_cache(maxsize=64)
def _small_words_of(other_locale: Locale, target: Locale) -> PhraseList:
    """The small words of another language that the language of a target has not."""
    words = (
        read_language(other_locale).function_words
        - read_language(target).function_words
    )
    return PhraseList(prefilter(target.language), f"words of {other_locale.tag}", words)


@lru_cache(maxsize=64)
def _foreign_letters(target: Locale, source: Locale | None) -> frozenset[str]:
    """The letters that tell a language that a target should not be in."""
    other_locales = _other_locales(target, source)
    return frozenset().union(
        *(
            read_language(other_locale).distinctive_letters
            for other_locale in other_locales
        )
    )


def _are_certainly_own(own_hits: int, words: int) -> bool:
    """Whether words of a text, so many of which tell its language, are of no other."""
    return 3 * own_hits + 1 > words and own_hits * 6 >= words


@check(
    "seg.language",
    level=Level.BOTH,
    severity=Severity.ERROR,
    prefilter=TARGET.has(Trait.UNCOMMON)
    | unit_meets(_may_be_in_another_language, read_words=_read_foreign_words),
    yields_to=("seg.partly", "seg.untranslated"),
)
def wrong_language(unit: Unit, context: Context) -> Iterator[Finding]:
    """The target is in the wrong language, as its frequent words show."""
    small = read_language(context.target).function_words
    if _is_in_other_script(unit, small):
        whole_target = Span(0, len(unit.target))
        yield Finding("script", whole_target)
        return
    words = read_lower_words(unit.target)
    if len(words) < _FEWEST_TOKENS or not small:
        return
    own_hits = _count_frequent_words(unit.target, context.target)
    if _are_certainly_own(own_hits, len(words)):
        return  # neither is possible below
    other_locales = _other_locales(context.target, context.source)
    for other_locale in other_locales:
        hits = _count_frequent_words(unit.target, other_locale)
        letters = read_language(other_locale).distinctive_letters
        if (hits >= max(2, 3 * own_hits + 1) and hits * 5 >= len(words)) or (
            own_hits * 6 < len(words)
            and not letters.isdisjoint(unit.target.lower())
            and _are_mostly_of(letters, unit.target)
        ):
            yield _language_finding(unit, other_locale.language)
            return
        if not own_hits and _is_in_other_dictionary(unit, other_locale, context.target):
            yield _language_finding(unit, other_locale.language)
            return
    # Of other languages only the commonest words are known, so that no word of the own
    # language may be there.
    frequent_words = _telling_words(read_language(context.target))
    if frequent_words and not own_hits and len(words) >= _MANY_TOKENS:
        guess = identify_language(unit.target)
        judged = {
            context.target.language,
            *(other_locale.language for other_locale in other_locales),
        }
        if guess is not None and guess.language not in judged:
            yield _language_finding(unit, guess.language)


def _may_have_words_of_source(unit: Unit, context: Context) -> bool:
    """Whether a target has a word or a letter that tells the source's language."""
    if context.source is None:
        return False
    if _small_words_of(context.source, context.target).may_be_in(unit.target):
        return True
    letters = read_language(context.source).distinctive_letters
    return not (unit.target.isascii() or letters.isdisjoint(unit.target))


def _read_words_of_source(context: Context) -> None:
    if context.source is not None:
        _small_words_of(context.source, context.target)


@check(
    "seg.partly",
    level=Level.BOTH,
    severity=Severity.ERROR,
    prefilter=unit_meets(_may_have_words_of_source, read_words=_read_words_of_source),
)
def partly_untranslated(unit: Unit, context: Context) -> Iterator[Finding]:
    """A passage of the source is left untranslated in the target.

    Ignored are names, titles of works, terms with hyphens and quotations in
    capitals.
    """
    source = read_lower_words(unit.source_text)
    forms = read_lower_words(unit.target)
    if len(source) < 4 or len(forms) < 4 or not context.source or forms == source:
        return
    shared = read_word_set(unit.source_text) & read_word_set(unit.target)
    if len(shared) < 3 or _THREE_SHARED_WORDS not in bytes(
        map(shared.__contains__, source)
    ):
        return
    places = {
        source[position : position + 3]: position for position in range(len(source) - 2)
    }
    if places.keys().isdisjoint(zip(forms, forms[1:], forms[2:], strict=False)):
        return
    target = [*WORD_PATTERN.finditer(unit.target)]
    position = 0
    while position + 3 <= len(forms):
        start = places.get(forms[position : position + 3])
        if start is None:
            position += 1
            continue
        length = 3
        while (
            position + length < len(forms)
            and start + length < len(source)
            and forms[position + length] == source[start + length]
        ):
            length += 1
        passage = target[position : position + length]
        foreign = read_language(context.source).function_words
        own_words = read_language(context.target).function_words
        lower_case_words = [word for word in passage if word[0][0].islower()]
        letters = read_language(context.source).distinctive_letters
        telling = [
            word
            for word in lower_case_words
            if (word[0] in foreign or not letters.isdisjoint(word[0]))
            and word[0] not in own_words
            and "-" not in _adjacent_characters(unit.target, word)
        ]
        if len(lower_case_words) >= 3 and telling:
            yield Finding("passage", Span(passage[0].start(), passage[-1].end()))
        position += length


@check("seg.same_source", level=Level.CORPUS, severity=Severity.WARNING)
def same_source(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """The same source is translated in different ways.

    Numbers and dates are masked, so sources that differ only in them count as the
    same. So do sources that are at least 95 % alike, if their targets differ much
    more than they do. Case and final punctuation are ignored.

    Reported is the rarer translation; of equally frequent ones the later. Of many
    sources that begin or end with the same six words, each is compared with the
    first 50.
    """
    if context.source is None:
        return
    seen = SourceIndex(units, context.source, context.target)
    yield from seen.find_inconsistent()
    yield from NearSources(seen).inconsistent()


@check("seg.same_target", level=Level.CORPUS, severity=Severity.WARNING)
def same_target(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """Different sources have the same translation; short ones are ignored.

    The most frequent of these sources is taken to be right; of equally frequent
    ones the first.
    """
    if context.source is not None:
        yield from find_shared_targets(units, context.source)


def _adjacent_characters(text: str, word: re.Match[str]) -> str:
    """The characters on both sides of a word; a hyphen makes it part of a term."""
    start, end = word.span()
    return text[max(0, start - 1) : start] + text[end : end + 1]


def _remove_placeholders(text: str) -> str:
    """A text without its placeholders, which are nobody's words."""
    for placeholder in reversed(find_placeholders(text)):
        text = f"{text[: placeholder.span.start]} {text[placeholder.span.end :]}"
    return text


@lru_cache(maxsize=64)
def _other_locales(target: Locale, source: Locale | None) -> Sequence[Locale]:
    """The languages that a target may be in and should not."""
    known_locales = {
        o for o in (*_COMMON_LOCALES, source) if o and has_data(o.language)
    }
    foreign_locales = (
        known_locale
        for known_locale in known_locales
        if known_locale.language != target.language
    )
    return sorted(foreign_locales, key=lambda locale: locale.tag)


def _is_in_other_script(unit: Unit, small: Collection[str]) -> bool:
    """Whether most letters are no Latin ones, though they should, nor the source's.

    `small`: the function words of the language, which tell its letters.
    """
    if unit.target.isascii():
        return False
    other_letters = _NOT_LATIN.findall(unit.target)
    if len(other_letters) < _FEWEST_LETTERS or not any(map(str.isascii, small)):
        return False
    if 2 * len(other_letters) <= sum(map(str.isalpha, unit.target)):
        return False
    return not set(other_letters).issubset(unit.source_text)


def _language_finding(unit: Unit, language: str) -> Finding:
    return Finding(
        "language", Span(0, len(unit.target)), arguments={"language": language}
    )


def _are_mostly_of(letters: Collection[str], text: str) -> bool:
    """Whether a third of a text's words, or of its small ones, has such letters."""
    words = read_words(text)
    small = [word for word in words if word[0].islower()]
    return any(
        len(group) >= _FEWEST_TOKENS
        and sum(any(map(letters.__contains__, w.lower())) for w in group) * 3
        >= len(group)
        for group in (words, small)
    )


def _is_in_other_dictionary(unit: Unit, other_locale: Locale, target: Locale) -> bool:
    """Whether most of a short text is in another language's dictionary, not its own.

    What the source writes, too, is a name.
    """
    source_words = read_word_set(unit.source_text)
    words = [word for word in read_lower_words(unit.target) if word not in source_words]
    foreign = _count_dictionary_words(words, other_locale, target)
    if foreign < _FEWEST_KNOWN or 2 * foreign < len(words):
        return False
    return foreign >= 3 * _count_dictionary_words(words, target, other_locale)


def _count_dictionary_words(
    words: Sequence[str], locale: Locale, other_locale: Locale
) -> int:
    """How many words of a language the dictionary renders in another one."""
    known = list_known_stems(locale, other_locale)
    return sum(stem in known for stem in stem_phrase(" ".join(words), locale))


def _count_frequent_words(text: str, locale: Locale) -> int:
    frequent_words = _telling_words(read_language(locale))
    return sum(map(frequent_words.__contains__, read_lower_words(text)))


@lru_cache(maxsize=64)
def _telling_words(data: Language) -> frozenset[str]:
    """The function words, less single plain letters, which any language has."""
    words = data.function_words
    return frozenset(word for word in words if len(word) > 1 or not word.isascii())
