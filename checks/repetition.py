"""Words that come again too soon, and spellings of one word that vary."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from checks.language import Language
from checks.option import Option
from checks.registry import Level, check
from checks.subject import Context, Finding, Subject
from tm.issue import Severity, Span

_TOKEN = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*|\d[\d.,]*|[.!?;:…\n“”\"()]")
_WORD = re.compile(r"[^\W\d_]{6,}")
_NEAR = Option(
    "word.repeat_near",
    "distance",
    5,
    "words from one to the other; from there on an echo is rarely heard",
)
_NEAR_PAIR = 12
"""The same for two words that come again together."""
_SHORTEST = 4
"""Letters of a word that an ear remembers."""
_HEARD = re.compile(rf"[^\W\d_]{{{_SHORTEST},}}")


@check("word.repeat_near", level=Level.ONE, severity=Severity.INFO, options=[_NEAR])
def repeated_near(subject: Subject, context: Context) -> Iterator[Finding]:
    """The same word comes again within a few words, or in one heading.

    Small words, names, numbers and turns of phrase (`dari hari ke hari`) are passed;
    so is what the source repeats as well.
    """
    language = context.language
    if not language.function_words or not context.target.uses_spaces:
        return
    if language.doubles_freely:
        return  # a syllable is not a word
    heard = _HEARD.findall(subject.target)
    if not _may_echo(heard, subject.target, language):
        return  # told much faster than by looking where they stand
    near = _NEAR.of(context.options)
    for sentence in _sentences(subject.target):
        reach = len(sentence) if subject.is_heading else near
        found = _echo(sentence, language, reach)
        if found is None:
            continue
        first, second = found
        span = Span(first.start(), second.end())
        if _repeats(subject.source, context):
            continue
        yield Finding(f"“{second[0]}” stands here twice", span)


@check("spell.variant", level=Level.DOCUMENT, severity=Severity.INFO)
def spelling_variant(
    subjects: Sequence[Subject], context: Context
) -> Iterator[Finding]:
    """One word is written in two ways in one document: `terorganisasi`, `terorganisir`.

    Named is the form that stands there less often. The pairs of endings are those of
    the language: -isasi and -isir, -ise and -ize.
    """
    pairs = context.language.spelling_variants
    if not pairs:
        return
    found: dict[str, dict[str, list[tuple[Subject, Span]]]] = {}
    for subject in subjects:
        for match in _WORD.finditer(subject.target):
            word = match[0].lower()
            for first, second in pairs:
                for one in (first, second):
                    if word.endswith(one):
                        stem = f"{word.removesuffix(one)} {first}"
                        forms = found.setdefault(stem, defaultdict(list))
                        forms[word].append((subject, Span(*match.span())))
    for forms in found.values():
        if len(forms) < 2:
            continue
        # Of equals, the one that comes first is taken for the usual one.
        usual, *others = sorted(forms, key=lambda form: -len(forms[form]))
        for other in others:
            subject, span = forms[other][0]
            yield Finding(
                f"elsewhere written “{usual}” ({len(forms[usual])}×, this form "
                f"{len(forms[other])}×)",
                span,
                subject=subject,
                related=[place for place, _ in forms[usual]],
            )


def _may_echo(heard: list[str], text: str, language: Language) -> bool:
    """Whether one of the words that an ear remembers stands in a text twice."""
    different = set(heard)
    if len(heard) == len(different):
        return False
    if "'" in text or "’" in text:
        return True  # `there’s` is heard, of which `there` is a piece
    for word in different:
        heard.remove(word)
    return any(word.islower() and word not in language.function_words for word in heard)


def _sentences(text: str) -> Iterator[list[re.Match[str]]]:
    """The tokens between marks that end a sentence or a part of it."""
    sentence: list[re.Match[str]] = []
    for match in _TOKEN.finditer(text):
        if match[0][0].isalnum():
            sentence.append(match)
        elif sentence:
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def _echo(
    words: Sequence[re.Match[str]], language: Language, reach: int
) -> tuple[re.Match[str], re.Match[str]] | None:
    """The first word, or two words together, that come again too soon."""
    last: dict[str, int] = {}
    last_pair: dict[tuple[str, str], int] = {}
    for at, match in enumerate(words):
        word = match[0]
        if _is_heard(word, language):
            before = last.get(word)
            if before is not None and 2 <= at - before <= reach:
                between = [words[place][0] for place in range(before + 1, at)]
                if not _is_turn(between, language):
                    return words[before], match
            last[word] = at
        if at and _is_plain(words[at - 1][0]) and _is_heard(word, language):
            pair = (words[at - 1][0], word)
            before = last_pair.get(pair)
            # Two content words are a term, which may well come again.
            single = pair[0] in language.function_words
            if single and before is not None and at - before <= _NEAR_PAIR:
                return words[before - 1], match
            last_pair[pair] = at
    return None


def _is_heard(word: str, language: Language) -> bool:
    return (
        len(word) >= _SHORTEST
        and _is_plain(word)
        and word not in language.function_words
    )


def _is_plain(word: str) -> bool:
    return word.islower() and "-" not in word


def _is_turn(between: Sequence[str], language: Language) -> bool:
    """Whether words between two equal ones are a turn of phrase, or list names."""
    if len(between) == 1:
        return between[0] in language.function_words or not between[0].islower()
    return any(word[0].isupper() or word[0].isdigit() for word in between)


def _repeats(source: str | None, context: Context) -> bool:
    """Whether the source repeats a word too, so that the repetition is its own."""
    language = context.source_language
    if not source or language is None:
        return False
    return any(
        _echo(sentence, language, _NEAR.of(context.options))
        for sentence in _sentences(source)
    )
