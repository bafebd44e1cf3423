"""The check of foreign phrases that the language has words of its own for."""

from collections.abc import Iterator
from dataclasses import dataclass

from checks.engine.check import Level, check
from checks.engine.option import Option
from checks.engine.prefilter_conditions import TARGET
from checks.engine.unit import Context, Unit
from checks.language_data import read_table
from checks.text.language_words import is_english_text
from tm.finding import Finding, Severity, Span
from tm.language_data import LanguageFileKind
from tm.result_cache import lazy_constant
from tm.text.locale import Locale
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import shared_prefilter

_FILE_KIND = LanguageFileKind(
    "foreign_phrases.toml",
    "foreign phrases, and the words of the language for them",
    "word.foreign is silent",
)

_MAX_GLOSS_LETTERS = 40
"""How many letters next to a phrase are searched for the word of a gloss."""
_SINGLE_WORDS_OPTION = Option(
    "word.foreign",
    "single_words",
    False,
    "whether single foreign words and usual phrases are reported too",
)
_OPENING_MARKS, _CLOSING_MARKS = "“«([‘", "”»)]’"


@dataclass(frozen=True, slots=True, eq=False)
class _ForeignPhrases:
    """Foreign phrases in lower case, with the native one for each."""

    phrase_list: PhraseList
    native_phrase_by_foreign: dict[str, str]
    gloss_words: frozenset[str]
    """Words between a phrase and its explanation: `kecurangan atau fraud`."""
    usual_phrases: frozenset[str]
    """Phrases that the press uses unmarked, too: `best practices`."""


@lazy_constant
def _read_foreign_phrases(locale: Locale) -> _ForeignPhrases:
    table = read_table(locale.language, _FILE_KIND)
    native_phrase_by_foreign: dict[str, str] = table["phrases"]
    return _ForeignPhrases(
        PhraseList(
            shared_prefilter(locale.language),
            "foreign phrases",
            native_phrase_by_foreign,
            is_unspaced=not locale.uses_spaces,
        ),
        native_phrase_by_foreign,
        frozenset(table["glosses"].split()),
        frozenset(table["usual"]),
    )


def _read_phrase_list(locale: Locale) -> PhraseList:
    return _read_foreign_phrases(locale).phrase_list


@check(
    "word.foreign",
    level=Level.ONE,
    severity=Severity.INFO,
    unsafe_fixes=True,
    options=[_SINGLE_WORDS_OPTION],
    prefilter=TARGET.has(_read_phrase_list),
    yields_to=("term.forbidden", "term.variant", "spell.word"),
)
def find_foreign_phrase(unit: Unit, context: Context) -> Iterator[Finding]:
    """A foreign phrase for which the language has its own: `food security`.

    The check ignores names, and phrases that explain or are explained: in brackets or
    quotation marks, before brackets, next to `atau`. Plain text has no italics, by
    which such a phrase may be marked; single words, and phrases that the press uses
    unmarked (`breaking news`), are reported by the profile `strict`.
    """
    foreign_phrases = _read_foreign_phrases(context.target_locale)
    text = unit.target
    reported_phrases: set[str] = set()
    for phrase_match in foreign_phrases.phrase_list.find_matches(text):
        phrase, span = phrase_match[0], Span(*phrase_match.span())
        native_phrase = foreign_phrases.native_phrase_by_foreign.get(phrase.lower())
        if (
            native_phrase is None
            or _is_in_name(text, span)
            or _is_in_brackets_or_quotes(text, span)
        ):
            continue
        if _is_explained(text, span, foreign_phrases.gloss_words):
            continue
        if is_english_text(text, context.language):
            break
        if native_phrase in reported_phrases:
            continue
        if (
            phrase.isalpha() or phrase.lower() in foreign_phrases.usual_phrases
        ) and not _SINGLE_WORDS_OPTION.read_value(context.options):
            continue
        reported_phrases.add(native_phrase)
        fix = native_phrase
        if phrase[0].isupper():
            fix = native_phrase[0].upper() + native_phrase[1:]
        yield Finding("native", span, arguments={"native": native_phrase}, fix=fix)


def _is_in_name(text: str, span: Span) -> bool:
    """Whether a phrase has a capital inside, or next to another capital."""
    phrase = span.of(text)
    if phrase[1:] != phrase[1:].lower():
        return True
    next_character = text[span.end + 1 : span.end + 2]
    if text[span.end : span.end + 1] in (" ", "-") and next_character.isupper():
        return True
    return phrase[0].isupper() and span.start > 0


def _is_explained(text: str, span: Span, gloss_words: frozenset[str]) -> bool:
    """Whether a phrase stands next to its explanation."""
    words_before = text[max(0, span.start - _MAX_GLOSS_LETTERS) : span.start].split()
    words_after = text[span.end : span.end + _MAX_GLOSS_LETTERS].split()
    return (
        text[span.end : span.end + 2] == " ("
        or not gloss_words.isdisjoint(words_before[-1:])
        or not gloss_words.isdisjoint(words_after[:1])
    )


def _is_in_brackets_or_quotes(text: str, span: Span) -> bool:
    """Whether a phrase stands in brackets or quotation marks."""
    text_before = text[: span.start]
    opening_count = sum(map(text_before.count, _OPENING_MARKS))
    closing_count = sum(map(text_before.count, _CLOSING_MARKS))
    return (
        opening_count > closing_count
        or text_before.count('"') % 2 == 1
        or text_before.count("*") % 2 == 1
        or text_before.count("_") % 2 == 1
    )
