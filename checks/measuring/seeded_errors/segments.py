"""Errors of segments: lost, added, untranslated, swapped, in another language."""

import re
from collections.abc import Iterator, Sequence
from random import Random

from checks.engine.unit import Context
from checks.language_data import list_languages, read_own_table
from checks.measuring.seeded_errors.clean_corpus import CleanUnit
from checks.measuring.seeded_errors.seeded_error import (
    ErrorChange,
    TextEdit,
    error_kind,
)
from tm.align.sentences import split_into_sentences
from tm.finding import Span
from tm.language_data import LanguageFileKind

_FILE_KIND = LanguageFileKind(
    "seeded_errors.toml",
    "sentences that replace a text in another language, to measure the checks",
    "measuring does not replace texts by this language",
)

_MIN_WORDS = 5
"""The fewest words of a lost clause, sentence or segment."""
_REMAINING_SHARE_RANGE = (0.33, 0.66)
"""The least and the greatest share of a text that remains without a clause."""
_MIN_ADDED_SHARE = 0.3
"""The least length of an added sentence, as a share of the text."""
_MAX_ADDED_SENTENCE_TRIES = 20
"""How often another sentence is drawn until one fits."""


@error_kind("clause-lost", "seg.omission", "clause.dropped")
def drop_last_clause(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """The last clause is not translated, a third of the text or more."""
    text = clean_unit.target
    end = len(text) - (text[-1:] in ".!?")
    for comma_match in re.finditer(r",(?!\d)", text):
        start = comma_match.start()
        if _REMAINING_SHARE_RANGE[0] <= start / len(text) <= _REMAINING_SHARE_RANGE[
            1
        ] and _is_long_text(text[start:end]):
            yield TextEdit(Span(start, end), "")


@error_kind("sentence-lost", "seg.omission", "clause.dropped")
def drop_sentence(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """One sentence of several is not translated."""
    text = clean_unit.target
    sentence_spans = _split_sentences(text, clean_unit.context)
    if len(sentence_spans) < 2:
        return
    for sentence_index, span in enumerate(sentence_spans):
        if _is_long_text(span.of(text)):
            start = (
                sentence_spans[sentence_index - 1].end if sentence_index else span.start
            )
            end = span.end if sentence_index else sentence_spans[1].start
            yield TextEdit(Span(start, end), "")


@error_kind("question-lost", "seg.question", "seg.omission")
def drop_question(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """The only question of several sentences is not translated."""
    text = clean_unit.target
    sentence_spans = _split_sentences(text, clean_unit.context)
    question_spans = [
        span for span in sentence_spans if span.of(text).rstrip('”"’ ').endswith("?")
    ]
    if (
        len(question_spans) == 1
        and len(sentence_spans) > 1
        and "?" in clean_unit.source
        and text.count("?") == 1
    ):
        yield TextEdit(question_spans[0], "")


@error_kind("addition", "seg.addition")
def add_sentence(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """A sentence without a source is added at the end."""
    text = clean_unit.target
    for _ in range(_MAX_ADDED_SENTENCE_TRIES):
        other_unit = random.choice(clean_unit.corpus.units)
        if (
            other_unit.document is not None
            and other_unit.document == clean_unit.unit.document
        ):
            continue
        added_sentence = other_unit.target.strip()
        if (
            _is_long_text(added_sentence)
            and added_sentence not in text
            and len(added_sentence) >= _MIN_ADDED_SHARE * len(text)
        ):
            if len(_split_sentences(added_sentence, clean_unit.context)) == 1:
                yield TextEdit(Span(len(text), len(text)), f" {added_sentence}")
                return


@error_kind("neighbours-swapped", "seg.shifted")
def swap_neighbours(clean_unit: CleanUnit, random: Random) -> Iterator[ErrorChange]:
    """Two adjacent units have each other's translation."""
    if clean_unit.unit_index + 1 not in clean_unit.document_range:
        return
    text, next_target = (
        clean_unit.target,
        clean_unit.corpus.units[clean_unit.unit_index + 1].target,
    )
    if text != next_target and _is_long_text(text) and _is_long_text(next_target):
        yield (
            _replace_whole_text(text, next_target)[0],
            TextEdit(Span(0, len(next_target)), text, unit_offset=1),
        )


@error_kind(
    "other-text", "seg.same_target", "seg.shifted", "seg.omission", "seg.addition"
)
def copy_other_target(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """The target is the translation of another unit of the document."""
    distant_unit_indexes = [
        unit_index
        for unit_index in clean_unit.document_range
        if abs(unit_index - clean_unit.unit_index) > 1
    ]
    if distant_unit_indexes:
        other_target = clean_unit.corpus.units[
            random.choice(distant_unit_indexes)
        ].target
        if other_target != clean_unit.target and other_target.strip():
            yield from _replace_whole_text(clean_unit.target, other_target)


@error_kind("emptied", "seg.empty")
def empty_target(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """The target is empty."""
    if clean_unit.source.strip() and clean_unit.target.strip():
        yield from _replace_whole_text(clean_unit.target, "")


@error_kind("untranslated", "seg.untranslated")
def copy_source(clean_unit: CleanUnit, random: Random) -> Iterator[TextEdit]:
    """The target is a copy of the source."""
    if _has_different_texts(clean_unit):
        yield from _replace_whole_text(clean_unit.target, clean_unit.source)


@error_kind("partly-untranslated", "seg.partly", "seg.untranslated", "seg.language")
def copy_second_half_of_source(
    clean_unit: CleanUnit, random: Random
) -> Iterator[TextEdit]:
    """The second half of the target is a copy of the source."""
    shorter_text = min(
        clean_unit.source, clean_unit.target, key=lambda text: len(text.split())
    )
    if len(shorter_text.split()) >= 2 * _MIN_WORDS and _has_different_texts(clean_unit):
        target_middle_start, source_middle_start = (
            _find_middle_word_start(text)
            for text in (clean_unit.target, clean_unit.source)
        )
        if target_middle_start and source_middle_start:
            yield TextEdit(
                Span(target_middle_start, len(clean_unit.target)),
                clean_unit.source[source_middle_start:],
            )


@error_kind("other-language", "seg.language", "seg.untranslated", needs_source=False)
def replace_by_other_language(
    clean_unit: CleanUnit, random: Random
) -> Iterator[TextEdit]:
    """The target is in a language other than the source's and its own."""
    context = clean_unit.context
    unit_language_tags = {context.target_locale.language}
    unit_language_tags |= (
        {context.source_locale.language} if context.source_locale else set()
    )
    sample_language_tags = [
        language_tag
        for language_tag in _read_sample_sentences()
        if language_tag not in unit_language_tags
    ]
    if not sample_language_tags or not _is_long_text(clean_unit.target):
        return
    sentences = _read_sample_sentences()[random.choice(sample_language_tags)]
    other_text = random.choice(sentences)
    while len(other_text) < len(clean_unit.target) / 2:
        other_text += " " + random.choice(sentences)
    yield from _replace_whole_text(clean_unit.target, other_text)


def _read_sample_sentences() -> dict[str, Sequence[str]]:
    """Read the sample sentences of each language that has some."""
    sentences_by_language = {
        language_tag: read_own_table(language_tag, _FILE_KIND).get("sentences", ())
        for language_tag in list_languages()
    }
    return {
        language_tag: sentences
        for language_tag, sentences in sentences_by_language.items()
        if sentences
    }


def _replace_whole_text(old_text: str, new_text: str) -> tuple[TextEdit]:
    return (TextEdit(Span(0, len(old_text)), new_text),)


def _split_sentences(text: str, context: Context) -> list[Span]:
    return context.cache.call(split_into_sentences, text, context.target_locale)


def _is_long_text(text: str) -> bool:
    return len(text.split()) >= _MIN_WORDS


def _has_different_texts(clean_unit: CleanUnit) -> bool:
    """Whether both texts are long and share few words."""
    if not _is_long_text(clean_unit.source) or not _is_long_text(clean_unit.target):
        return False
    source_words, target_words = clean_unit.source_words, clean_unit.target_words
    return len(source_words & target_words) * 2 < len(source_words)


def _find_middle_word_start(text: str) -> int:
    """Find the start of the word in the middle of a text."""
    word_starts = [word_match.start() for word_match in re.finditer(r"(?<=\s)\S", text)]
    return word_starts[len(word_starts) // 2] if word_starts else 0
