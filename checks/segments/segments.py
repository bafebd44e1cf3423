"""Checks of whole segments: empty, untranslated, in another language, inconsistent."""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache

from checks.engine.check import Level, check
from checks.engine.condition import TARGET, where, where_texts
from checks.engine.traits import Trait
from checks.engine.unit import Context, Unit
from checks.language_data import has_data
from checks.segments.near_sources import NearSources
from checks.segments.same_source import Sources
from checks.segments.same_target import shared_targets
from checks.text.language import Language, language
from checks.text.placeholders import placeholders
from tm.align.lexicon.dictionary import stem_phrase
from tm.align.lexicon.starter_dictionary import known_stems
from tm.finding import Finding, Severity, Span
from tm.match.match_fault import MatchFault
from tm.text.language_id import identify_language
from tm.text.locale import Locale
from tm.text.normal import match_form
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import prefilter
from tm.text.words import WORD, lower_text, read_lower_words, read_word_set, read_words

_OTHERS = tuple(Locale(tag) for tag in ("en", "id", "vi"))
"""Languages that a segment may be left in, besides the source's own."""
_THREE = bytes([True] * 3)
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
def empty(unit: Unit, context: Context) -> Iterator[Finding]:
    """There is a source and no translation."""
    if unit.source_text.strip() and not unit.target.strip():
        yield Finding("empty", Span(0, len(unit.target)))


@check(
    "seg.untranslated",
    level=Level.BOTH,
    severity=Severity.ERROR,
    prefilter=where_texts(_have_equal_spaces),
    match_fault=MatchFault.UNTRANSLATED,
)
def untranslated(unit: Unit, context: Context) -> Iterator[Finding]:
    """The target is a copy of the source, apart from names and numbers."""
    source, target = unit.source_text, unit.target
    if context.source and context.source.language == context.target.language:
        return
    if source != target and match_form(source.strip()) != match_form(target.strip()):
        return
    words = read_words(_without_places(source))
    small = [word for word in words if word[0].islower()]
    own = _hits(target, context.target)
    if len(small) >= 2 or (len(small) == 1 and len(words) <= 3):
        if own > len(small) / 2:
            return  # the languages share these words
    elif own or len(words) < _TITLE or not context.source:
        return
    elif _hits(source, context.source) < 2:
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
    text, own_words = unit.target, _telling(context.language)
    words = read_lower_words(text)
    if not own_words.isdisjoint(words):
        letters = _foreign_letters(context.target, context.source)
        if not any(
            listed.may_be_in(text)
            for listed in _foreign_words(context.target, context.source)
        ) and (text.isascii() or letters.isdisjoint(lower_text(text))):
            return False
    return not _are_of(sum(map(own_words.__contains__, words)), len(words))


def _read_foreign_words(context: Context) -> None:
    _foreign_words(context.target, context.source)


@lru_cache(maxsize=64)
def _foreign_words(target: Locale, source: Locale | None) -> Sequence[PhraseList]:
    """The small words of each language that a target may be in and should not."""
    return [_small_words_of(one, target) for one in _others(target, source)]


@lru_cache(maxsize=64)
def _small_words_of(other: Locale, target: Locale) -> PhraseList:
    """The small words of another language that the language of a target has not."""
    words = language(other).function_words - language(target).function_words
    return PhraseList(prefilter(target.language), f"words of {other.tag}", words)


@lru_cache(maxsize=64)
def _foreign_letters(target: Locale, source: Locale | None) -> frozenset[str]:
    """The letters that tell a language that a target should not be in."""
    others = _others(target, source)
    return frozenset().union(*(language(one).telling_letters for one in others))


def _are_of(own: int, words: int) -> bool:
    """Whether words of a text, so many of which tell its language, are of no other."""
    return 3 * own + 1 > words and own * 6 >= words


@check(
    "seg.language",
    level=Level.BOTH,
    severity=Severity.ERROR,
    prefilter=TARGET.has(Trait.UNCOMMON)
    | where(_may_be_in_another_language, reads=_read_foreign_words),
    yields_to=("seg.partly", "seg.untranslated"),
)
def wrong_language(unit: Unit, context: Context) -> Iterator[Finding]:
    """The target is in another language than it should be, by its frequent words."""
    small = language(context.target).function_words
    if _is_in_other_script(unit, small):
        whole = Span(0, len(unit.target))
        yield Finding("script", whole)
        return
    words = read_lower_words(unit.target)
    if len(words) < _FEWEST_TOKENS or not small:
        return
    own = _hits(unit.target, context.target)
    if _are_of(own, len(words)):
        return  # neither is possible below
    others = _others(context.target, context.source)
    for other in others:
        hits = _hits(unit.target, other)
        letters = language(other).telling_letters
        if (hits >= max(2, 3 * own + 1) and hits * 5 >= len(words)) or (
            own * 6 < len(words)
            and not letters.isdisjoint(unit.target.lower())
            and _are_mostly_of(letters, unit.target)
        ):
            yield _foreign(unit, other.language)
            return
        if not own and _is_known(unit, other, context.target):
            yield _foreign(unit, other.language)
            return
    # Of other languages only the commonest words are known, so that no word of the own
    # language may be there.
    known = _telling(language(context.target))
    if known and not own and len(words) >= _MANY_TOKENS:
        guess = identify_language(unit.target)
        judged = {context.target.language, *(other.language for other in others)}
        if guess is not None and guess.language not in judged:
            yield _foreign(unit, guess.language)


def _may_have_words_of_source(unit: Unit, context: Context) -> bool:
    """Whether a target has a word or a letter that tells the source's language."""
    if context.source is None:
        return False
    if _small_words_of(context.source, context.target).may_be_in(unit.target):
        return True
    letters = language(context.source).telling_letters
    return not (unit.target.isascii() or letters.isdisjoint(unit.target))


def _read_words_of_source(context: Context) -> None:
    if context.source is not None:
        _small_words_of(context.source, context.target)


@check(
    "seg.partly",
    level=Level.BOTH,
    severity=Severity.ERROR,
    prefilter=where(_may_have_words_of_source, reads=_read_words_of_source),
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
    if len(shared) < 3 or _THREE not in bytes(map(shared.__contains__, source)):
        return
    places = {source[at : at + 3]: at for at in range(len(source) - 2)}
    if places.keys().isdisjoint(zip(forms, forms[1:], forms[2:], strict=False)):
        return
    target = [*WORD.finditer(unit.target)]
    at = 0
    while at + 3 <= len(forms):
        start = places.get(forms[at : at + 3])
        if start is None:
            at += 1
            continue
        length = 3
        while (
            at + length < len(forms)
            and start + length < len(source)
            and forms[at + length] == source[start + length]
        ):
            length += 1
        piece = target[at : at + length]
        foreign = language(context.source).function_words
        own = language(context.target).function_words
        small = [word for word in piece if word[0][0].islower()]
        letters = language(context.source).telling_letters
        telling = [
            word
            for word in small
            if (word[0] in foreign or not letters.isdisjoint(word[0]))
            and word[0] not in own
            and "-" not in _beside(unit.target, word)
        ]
        if len(small) >= 3 and telling:
            yield Finding("passage", Span(piece[0].start(), piece[-1].end()))
        at += length


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
    seen = Sources(units, context.source, context.target)
    yield from seen.inconsistent()
    yield from NearSources(seen).inconsistent()


@check("seg.same_target", level=Level.CORPUS, severity=Severity.WARNING)
def same_target(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """Different sources have the same translation; short ones are ignored.

    The most frequent of these sources is taken to be right; of equally frequent
    ones the first.
    """
    if context.source is not None:
        yield from shared_targets(units, context.source)


def _beside(text: str, word: re.Match[str]) -> str:
    """The characters on both sides of a word; a hyphen makes it part of a term."""
    start, end = word.span()
    return text[max(0, start - 1) : start] + text[end : end + 1]


def _without_places(text: str) -> str:
    """A text without its placeholders, which are nobody's words."""
    for one in reversed(placeholders(text)):
        text = f"{text[: one.span.start]} {text[one.span.end :]}"
    return text


@lru_cache(maxsize=64)
def _others(target: Locale, source: Locale | None) -> Sequence[Locale]:
    """The languages that a target may be in and should not."""
    known = {o for o in (*_OTHERS, source) if o and has_data(o.language)}
    others = (one for one in known if one.language != target.language)
    return sorted(others, key=lambda locale: locale.tag)


def _is_in_other_script(unit: Unit, small: Collection[str]) -> bool:
    """Whether most letters are no Latin ones, though they should, nor the source's.

    `small`: the function words of the language, which tell its letters.
    """
    if unit.target.isascii():
        return False
    others = _NOT_LATIN.findall(unit.target)
    if len(others) < _FEWEST_LETTERS or not any(map(str.isascii, small)):
        return False
    if 2 * len(others) <= sum(map(str.isalpha, unit.target)):
        return False
    return not set(others).issubset(unit.source_text)


def _foreign(unit: Unit, language: str) -> Finding:
    return Finding(
        "language", Span(0, len(unit.target)), arguments={"language": language}
    )


def _are_mostly_of(letters: Collection[str], text: str) -> bool:
    """Whether a third of a text's words, or of its small ones, has such letters."""
    words = read_words(text)
    small = [word for word in words if word[0].islower()]
    return any(
        len(some) >= _FEWEST_TOKENS
        and sum(any(map(letters.__contains__, w.lower())) for w in some) * 3
        >= len(some)
        for some in (words, small)
    )


def _is_known(unit: Unit, other: Locale, target: Locale) -> bool:
    """Whether most of a short text is in another language's dictionary, not its own.

    What the source writes, too, is a name.
    """
    theirs = read_word_set(unit.source_text)
    words = [one for one in read_lower_words(unit.target) if one not in theirs]
    foreign = _in_dictionary(words, other, target)
    if foreign < _FEWEST_KNOWN or 2 * foreign < len(words):
        return False
    return foreign >= 3 * _in_dictionary(words, target, other)


def _in_dictionary(words: Sequence[str], locale: Locale, other: Locale) -> int:
    """How many words of a language the dictionary renders in another one."""
    known = known_stems(locale, other)
    return sum(stem in known for stem in stem_phrase(" ".join(words), locale))


def _hits(text: str, locale: Locale) -> int:
    known = _telling(language(locale))
    return sum(map(known.__contains__, read_lower_words(text)))


@lru_cache(maxsize=64)
def _telling(data: Language) -> frozenset[str]:
    """The function words, less single plain letters, which any language has."""
    words = data.function_words
    return frozenset(w for w in words if len(w) > 1 or not w.isascii())
