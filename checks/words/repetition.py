"""Words that come again too soon, and spellings of one word that vary."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, compress, count, filterfalse
from math import inf

from checks.engine.check import Level, check
from checks.engine.condition import unit_meets
from checks.engine.option import Option
from checks.engine.unit import Context, Unit, related_ids
from checks.text.language import Language
from tm.finding import Finding, Severity, Span
from tm.text.words import lower_text, read_lower_words

_TOKEN = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*|\d[\d.,]*|[.!?;:…\n“”\"()]")
_MARKS = frozenset('.!?;:…\n“”"()')
"""What ends a sentence or a part of it."""
_WORD = re.compile(r"[^\W\d_]{6,}")
_NEAR = Option(
    "word.repeat_near",
    "distance",
    5,
    "how many words apart a repetition is still reported",
)
_NEAR_PAIR = 12
"""The same for two words that come again together."""
_SHORTEST = 4
"""Letters of a word that an ear remembers."""
_HEARD = re.compile(rf"[^\W\d_]{{{_SHORTEST},}}")
"""They stand side by side: `c’est` is two words, of which an ear remembers none."""


def _may_repeat(unit: Unit, context: Context) -> bool:
    """Whether a word of the target may come again too soon."""
    language = context.language
    if not language.function_words or not context.target.uses_spaces:
        return False
    if language.doubles_freely:  # a syllable is not a word
        return False
    words = read_lower_words(unit.target)
    content_words = [*filterfalse(language.function_words.__contains__, words)]
    if len({*content_words}) == len(content_words):
        return False
    return _may_repeat_soon(
        unit, words, language.function_words, _NEAR.read_value(context.options)
    )


@check(
    "word.repeat_near",
    level=Level.ONE,
    severity=Severity.INFO,
    options=[_NEAR],
    prefilter=unit_meets(_may_repeat),
)
def repeated_near(unit: Unit, context: Context) -> Iterator[Finding]:
    """A word is repeated within a few words, or within one heading.

    Ignored are function words, names, numbers, phrases (`dari hari ke hari`),
    parallel expressions (`rumah lama dan rumah baru`), and repetitions of the
    source.
    """
    language = context.language
    if not language.function_words or not context.target.uses_spaces:
        return
    if language.doubles_freely:
        return
    distance = _NEAR.read_value(context.options)
    for start, sentence in _sentences(unit.target):
        reach = len(sentence) if unit.is_heading else distance
        heard = {*filter(_HEARD.search, _repeated(sentence))}
        repeated_pair = (
            _first_repetition(sentence, language, reach, heard) if heard else None
        )
        if repeated_pair is None:
            continue
        if _repeats(unit.source, context):
            continue
        tokens = [*_TOKEN.finditer(unit.target)]
        first, second = (tokens[start + number] for number in repeated_pair)
        span = Span(first.start(), second.end())
        yield Finding("repeated", span, None, {"word": second[0]})


@check("spell.variant", level=Level.DOCUMENT, severity=Severity.INFO)
def spelling_variant(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """One word has two spellings in one document: `terorganisasi`, `terorganisir`.

    Reported is the rarer form. The pairs of endings are those of the language:
    -isasi and -isir, -ise and -ize.
    """
    pairs = context.language.spelling_variants
    if not pairs:
        return
    forms_by_stem: dict[str, dict[str, list[tuple[int, Span]]]] = {}
    endings = (*chain.from_iterable(pairs),)
    for unit, subject in enumerate(units):
        if not any(map(lower_text(subject.target).__contains__, endings)):
            continue
        for match in _WORD.finditer(subject.target):
            word = match[0].lower()
            if not word.endswith(endings):
                continue
            for first, second in pairs:
                for ending in (first, second):
                    if word.endswith(ending):
                        stem = f"{word.removesuffix(ending)} {first}"
                        forms = forms_by_stem.setdefault(stem, defaultdict(list))
                        forms[word].append((unit, Span(*match.span())))
    for forms in forms_by_stem.values():
        if len(forms) < 2:
            continue
        # Of equals, the one that comes first is taken for the usual one.
        usual, *rare_forms = sorted(forms, key=lambda form: -len(forms[form]))
        for rare_form in rare_forms:
            unit, span = forms[rare_form][0]
            yield Finding(
                "elsewhere",
                span,
                arguments={
                    "usual": usual,
                    "usual_count": len(forms[usual]),
                    "count": len(forms[rare_form]),
                },
                about=units[unit],
                related=related_ids(
                    units[unit_index] for unit_index, _ in forms[usual]
                ),
            )


def _may_repeat_soon(
    unit: Unit, words: Sequence[str], small: Collection[str], distance: int
) -> bool:
    """Whether a word that an ear remembers may come again too soon, in any capitals.

    `words` of the target, and small ones of its language.
    """
    text = unit.target
    # Words with a hyphen are one, so that others are nearer than they seem.
    hyphens = text.count("-")
    reach = inf if unit.is_heading else distance + hyphens
    last: dict[str, int] = {}
    for index, word in enumerate(words):
        if word in small or len(word) < _SHORTEST:
            continue
        previous_index = last.get(word)
        if (
            previous_index is not None
            and (
                index - previous_index <= reach
                or _is_pair_again(words, index, _NEAR_PAIR + hyphens)
            )
            # One that is written in two ways comes again in neither, nor does what is
            # doubled with a hyphen (`negara-negara`).
            and text.count(word) - 2 * text.count(f"{word}-{word}") > 1
        ):
            return True
        last[word] = index
    return False


def _is_pair_again(words: Sequence[str], index: int, reach: int) -> bool:
    """Whether a word stands shortly before with the same one before it."""
    pair = words[index - 1 : index + 1]
    return any(
        words[i - 1 : i + 1] == pair for i in range(max(1, index - reach), index)
    )


def _sentences(text: str) -> Iterator[tuple[int, list[str]]]:
    """The tokens between marks, and the number of the first of them in the text."""
    tokens = _tokens(text)
    start = 0
    marks = compress(count(), map(_MARKS.__contains__, tokens))
    for end in (*marks, len(tokens)):
        if end > start:
            yield start, tokens[start:end]
        start = end + 1


def _tokens(text: str) -> list[str]:
    """What the pattern of tokens finds, and what it takes long to find."""
    if "\n" in text:
        return _TOKEN.findall(text)
    tokens: list[str] = []
    for chunk in text.split():
        if chunk.isalpha():
            tokens.append(chunk)
        else:
            tokens += _TOKEN.findall(chunk)
    return tokens


def _first_repetition(
    words: Sequence[str], language: Language, reach: int, repeated: Iterable[str]
) -> tuple[int, int] | None:
    """The first word, or two words together, that come again too soon; by number.

    One of those that are `repeated`.
    """
    heard = {word for word in repeated if _is_heard(word, language)}
    if not heard:
        return None
    last: dict[str, int] = {}
    last_pair: dict[tuple[str, str], int] = {}
    for index, word in enumerate(words):
        if word not in heard:
            continue
        previous_index = last.get(word)
        if previous_index is not None and 2 <= index - previous_index <= reach:
            words_between = words[previous_index + 1 : index]
            if not (
                _is_set_phrase(words_between, language)
                or _is_coordinated(words_between, language)
            ):
                return previous_index, index
        last[word] = index
        if index and _is_plain(words[index - 1]):
            pair = (words[index - 1], word)
            previous_index = last_pair.get(pair)
            # Two content words are a term, which may well come again.
            single = pair[0] in language.function_words
            if (
                single
                and previous_index is not None
                and index - previous_index <= _NEAR_PAIR
            ):
                if not _is_coordinated(words[previous_index + 1 : index], language):
                    return previous_index - 1, index
            last_pair[pair] = index
    return None


def _repeated(words: Iterable[str]) -> set[str]:
    """The words that come again; for a few, counting all would take longer."""
    seen: set[str] = set()
    again: set[str] = set()
    for word in words:
        (again if word in seen else seen).add(word)
    return again


def _is_heard(word: str, language: Language) -> bool:
    return (
        # Where a syllable is written as a word, short ones are words, too.
        (len(word) >= _SHORTEST or language.doubles_freely)
        and _is_plain(word)
        and word not in language.function_words
    )


def _is_plain(word: str) -> bool:
    return word.islower() and "-" not in word


def _is_set_phrase(words_between: Sequence[str], language: Language) -> bool:
    """Whether words between two equal ones are a turn of phrase, or list names."""
    if len(words_between) == 1:
        return (
            words_between[0] in language.function_words
            or not words_between[0].islower()
        )
    return any(word[0].isupper() or word[0].isdigit() for word in words_between)


def _is_coordinated(words_between: Sequence[str], language: Language) -> bool:
    """Whether only small words and numbers stand after a coordinator.

    Then the second of two equal words is said beside the first: `dan 20 dari segi`.
    """
    for word in reversed(words_between):
        if word in language.coordinators:
            return True
        if word not in language.function_words and not word[0].isdigit():
            return False
    return False


def _repeats(source: str | None, context: Context) -> bool:
    """Whether the source repeats a word too, so that the repetition is its own."""
    language = context.source_language
    if not source or language is None:
        return False
    return any(
        _first_repetition(
            sentence, language, _NEAR.read_value(context.options), _repeated(sentence)
        )
        for _, sentence in _sentences(source)
    )
