"""The check of a word, or two words, twice in a row or joined by a conjunction."""

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from checks.engine.batch import Batch
from checks.engine.check import Level, check
from checks.engine.option import Option
from checks.engine.prefilter_conditions import TARGET, is_among_units_found
from checks.engine.text_traits import Trait
from checks.engine.unit import Context, Unit
from checks.text.language_words import Language
from tm.finding import Finding, Severity, Span
from tm.text.word_pattern import LETTER_CLASS

if TYPE_CHECKING:
    from tm.text.phrases.batch_tokens import BatchTokens

_DOUBLED_WORD_PATTERN = re.compile(
    rf"(?<![\w’'-])({LETTER_CLASS}{{2,}}|[aiI])(\s+)(\1)(?![\w’'-])", re.IGNORECASE
)
_DOUBLED_PHRASE_PATTERN = re.compile(
    rf"(?<![\w’'-])({LETTER_CLASS}{{2,}}) (?!\1 )({LETTER_CLASS}{{2,}}) \1 \2"
    r"(?![\w’'-]| \1)"
)
_MIN_JOINED_WORD_LETTERS = 5
"""How many letters a word has that a conjunction joins with itself."""
_WORD_JOINED_TO_ITSELF_PATTERN = re.compile(
    r"(?P<comma>, )?(?<![\w’'-])"
    rf"(?P<word>{LETTER_CLASS}{{{_MIN_JOINED_WORD_LETTERS},}})"
    rf"(?(comma),?) (?P<joining>{LETTER_CLASS}+) (?P=word)(?![\w’'-])"
    rf"(?: (?P<next>{LETTER_CLASS}+))?"
)
_ALLOWED_WORDS_OPTION: Option[tuple[str, ...]] = Option(
    "word.doubled", "allowed", (), "words that may stand twice in a row"
)


def _find_units_with_doubled_words(
    batch_tokens: "BatchTokens", batch: Batch
) -> Collection[int]:
    """Find the units whose target has a word or two words twice in a row."""
    text_indexes = batch_tokens.find_texts_with_doubled_tokens(
        1
    ) | batch_tokens.find_texts_with_doubled_tokens(2)
    language = batch.context.language
    if language.verb_prefixes:
        is_joining = language.coordinators.__contains__
        text_indexes |= batch_tokens.find_texts_with_equal_tokens_around(is_joining)
    return text_indexes


@check(
    "word.doubled",
    level=Level.ONE,
    severity=Severity.WARNING,
    unsafe_fixes=True,
    options=[_ALLOWED_WORDS_OPTION],
    prefilter=TARGET.has(Trait.RARE_LETTERS)
    | is_among_units_found(_find_units_with_doubled_words),
)
def find_doubled_word(unit: Unit, context: Context) -> Iterator[Finding]:
    """The same word, or two words, twice in a row: `berasal dari berasal dari`.

    The check ignores doubled names (`Duran Duran`) and repetitions of the source. In
    Vietnamese, where syllables are doubled on purpose (`mãi mãi`) and a word may begin
    as another ends (`trở thành thành viên`), it is only advice.

    In Indonesian, which repeats words by a hyphen, a word joined with itself is
    reported, too: `rusak berat dan berat`, `baik, ramah, dan ramah`. Machine
    translation makes it of two words with one meaning.
    """
    text, language = unit.target, context.language
    source_doubled_words: set[str] | None = None
    for doubled_match in _DOUBLED_WORD_PATTERN.finditer(text):
        first_word, second_word = doubled_match[1], doubled_match[3]
        word = first_word.lower()
        if word in language.doublable_words or word in map(
            str.lower, _ALLOWED_WORDS_OPTION.read_value(context.options)
        ):
            continue
        if source_doubled_words is None:
            source_doubled_matches = _DOUBLED_WORD_PATTERN.finditer(unit.source_text)
            source_doubled_words = {
                source_doubled_match[1].lower()
                for source_doubled_match in source_doubled_matches
            }
        if word in source_doubled_words:
            continue
        if (
            language.allows_doubled_words
            and second_word[0].isupper()
            and (first_word.islower() or word in language.direction_words)
        ):
            continue  # the second syllable begins a name: trung Trung Bộ
        if first_word[0].isupper() and second_word[0].isupper() and unit.source is None:
            continue
        severity = Severity.INFO if language.allows_doubled_words else None
        yield Finding(
            "doubled",
            Span(*doubled_match.span()),
            arguments={"word": first_word},
            fix=first_word,
            severity_override=severity,
        )
    if not language.allows_doubled_words:
        yield from _find_doubled_phrases(unit)
    if language.verb_prefixes:
        yield from _find_words_joined_to_themselves(unit, language)


def _find_words_joined_to_themselves(
    unit: Unit, language: Language
) -> Iterator[Finding]:
    """Find words that a conjunction joins with themselves: `rusak dan rusak`.

    A noun may be repeated with another description: `guru dan guru bantu`.
    """
    for joined_match in _WORD_JOINED_TO_ITSELF_PATTERN.finditer(unit.target):
        word, next_word = joined_match["word"], joined_match["next"]
        text_before = unit.target[: joined_match.start()].lower()
        if (
            not word.islower()
            or joined_match["joining"] not in language.coordinators
            or word in language.repeatable_words
            or text_before.endswith(language.pair_prepositions)
            or next_word in language.again_words
        ):
            continue
        if (
            next_word is None
            or next_word in language.function_words
            or word.startswith(language.verb_prefixes)
        ):
            end = joined_match.end("joining") + 1 + len(word)
            span = Span(joined_match.start("word"), end)
            yield Finding("doubled", span, arguments={"word": word}, fix=word)


def _find_doubled_phrases(unit: Unit) -> Iterator[Finding]:
    """Find two words in small letters twice in a row, unless the source has such."""
    for phrase_match in _DOUBLED_PHRASE_PATTERN.finditer(unit.target):
        first_word, second_word = phrase_match.groups()
        phrase = f"{first_word} {second_word}"
        text_before = unit.target[: phrase_match.start()].lower()
        if text_before.endswith(f"{second_word} "):
            continue  # three times on purpose: `kata demi kata demi kata`
        if phrase.islower() and not _DOUBLED_PHRASE_PATTERN.search(unit.source_text):
            yield Finding(
                "doubled",
                Span(*phrase_match.span()),
                arguments={"word": phrase},
                fix=phrase,
            )
