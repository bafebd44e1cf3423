"""Names that keep only some of their diacritics: Hồ Chi Minh."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, takewhile

from checks.engine.unit import Unit
from checks.text.capitalised_words import (
    CapitalisedWord,
    CapitalisedWords,
    iterate_capitalised_runs,
)
from checks.text.phrase_search import QuotationsOfText
from glossary.forms.person_name_data import read_person_name_data
from tm.finding import Finding, Span
from tm.result_cache import lazy_constant
from tm.text.normal import fold_text

_MAX_NAME_WORDS = 6
"""How many words a name has at most; no Vietnamese name has more."""
_MAX_PERSON_WORDS = 4
"""How many words the name of a person has at most."""
_MIN_NAMES_WITHOUT_DIACRITICS = 3
"""How many names without diacritics show that a page writes names so."""
_MIDDLE_NAMES_WITHOUT_DIACRITICS = ("Thi", "Van")
"""Middle names that always have diacritics, without them."""

_NameWords = Sequence[CapitalisedWord]


def report_partial_diacritics(
    unit: Unit,
    source_capitalised_words: CapitalisedWords,
    target_capitalised_words: CapitalisedWords,
) -> Iterator[Finding]:
    """Report the names that keep only some of their diacritics: Hồ Chi Minh."""
    for target_name_words, source_name_words in find_partial_diacritics(
        source_capitalised_words, target_capitalised_words
    ):
        source_span = Span(source_name_words[0].start, source_name_words[-1].end)
        yield Finding(
            "source",
            Span(target_name_words[0].start, target_name_words[-1].end),
            source_span,
            {"source": source_span.of(unit.source_text)},
            checked_unit=unit,
        )


def find_partial_diacritics(
    source_capitalised_words: CapitalisedWords,
    target_capitalised_words: CapitalisedWords,
) -> Iterator[tuple[_NameWords, _NameWords]]:
    """Find names with some of their diacritics, and the names in the source.

    A name with all diacritics is right, and so is one without any, or one spelt as
    in the source.
    """
    if all(word.text.isascii() for word in target_capitalised_words.words):
        return
    start_index_by_spelling_by_first_forms = _index_names(
        source_capitalised_words.words
    )
    word_index = 0
    while word_index + 1 < len(target_capitalised_words.words):
        first_word, second_word = target_capitalised_words.words[
            word_index : word_index + 2
        ]
        start_index_by_spelling = (
            start_index_by_spelling_by_first_forms.get(
                (first_word.form, second_word.form), {}
            )
            if second_word.follows_capital
            else {}
        )
        source_start_indexes = start_index_by_spelling.values()
        shared_source_names = [
            _read_shared_words(
                source_capitalised_words.words,
                source_start_index,
                target_capitalised_words.words,
                word_index,
            )
            for source_start_index in source_start_indexes
        ]
        max_word_count = max(map(len, shared_source_names), default=1)
        shared_source_names = [
            shared_source_name
            for shared_source_name in shared_source_names
            if len(shared_source_name) == max_word_count
        ]
        target_words = target_capitalised_words.words[
            word_index : word_index + max_word_count
        ]
        if shared_source_names and all(
            _has_partial_diacritics(target_words, shared_source_name)
            for shared_source_name in shared_source_names
        ):
            yield (
                _cut_to_diacritics(target_words, shared_source_names[0]),
                _cut_to_diacritics(shared_source_names[0], shared_source_names[0]),
            )
        word_index += max_word_count


def _index_names(
    words: _NameWords,
) -> Mapping[tuple[str, str], Mapping[tuple[str, ...], int]]:
    """Index names of at least two words by the forms of these and by their spelling.

    The value is the index of the first word where a name first occurs.
    """
    start_index_by_spelling_by_first_forms: dict[
        tuple[str, str], dict[tuple[str, ...], int]
    ] = defaultdict(dict)
    for word_index, (first_word, second_word) in enumerate(pairwise(words)):
        if second_word.follows_capital:
            start_index_by_spelling_by_first_forms[
                first_word.form, second_word.form
            ].setdefault(_spell_name(words, word_index), word_index)
    return start_index_by_spelling_by_first_forms


def find_lone_partial_diacritics(
    target_capitalised_words: CapitalisedWords,
) -> Iterator[_NameWords]:
    """Find names of persons with some of their diacritics, without their source.

    A surname that always has diacritics lacks them next to a word that has some
    (`Nguyen Văn Hùng`), or a middle name lacks them after one that has them
    (`Nguyễn Van`).
    """
    if all(word.text.isascii() for word in target_capitalised_words.words):
        return
    person_data = read_person_name_data()
    stripped_surnames = _list_surnames_stripped_of_diacritics()
    for words in iterate_capitalised_runs(target_capitalised_words, min_word_count=2):
        for word_index, surname in enumerate(words[:-1]):
            name_words = words[word_index : word_index + _MAX_PERSON_WORDS]
            if surname.form not in stripped_surnames or not all(
                person_data.syllable_pattern.fullmatch(word.form)
                for word in name_words[:2]
            ):
                continue
            if surname.text.isascii():
                is_partial = any(not word.text.isascii() for word in name_words)
            else:
                middle_name = name_words[1].text
                is_partial = (
                    len(name_words) > 2
                    and middle_name in _MIDDLE_NAMES_WITHOUT_DIACRITICS
                )
            if is_partial:
                yield name_words
            break


def find_names_unlike_others(
    units: Sequence[Unit], capitalised_words_of_targets: Sequence[CapitalisedWords]
) -> Iterator[tuple[Unit, Span]]:
    """Find Vietnamese names with diacritics in units whose other names have none.

    Names of two words or more are compared, outside of quotation marks and brackets:
    at least three different ones without any, and twice as many as with all of them.
    """
    names_with_diacritics: list[tuple[Unit, Span]] = []
    names_without_diacritics: set[str] = set()
    matches_syllable = read_person_name_data().syllable_pattern.fullmatch
    for unit, capitalised_words in zip(
        units, capitalised_words_of_targets, strict=True
    ):
        for run in iterate_capitalised_runs(capitalised_words, min_word_count=2):
            begins_sentence = run[0].may_start_sentence
            words = run[begins_sentence and not matches_syllable(run[0].form) :]
            span = Span(words[0].start, words[-1].end)
            if not 2 <= len(words) <= _MAX_PERSON_WORDS or not all(
                matches_syllable(word.form) for word in words
            ):
                continue
            if all(word.text.isascii() for word in words):
                names_without_diacritics.add(span.of(unit.target))
            elif _is_running_text(unit.target, span):
                names_with_diacritics.append((unit, span))
    count_with_diacritics = len(
        {span.of(unit.target) for unit, span in names_with_diacritics}
    )
    if len(names_without_diacritics) >= max(
        _MIN_NAMES_WITHOUT_DIACRITICS, 2 * count_with_diacritics
    ):
        yield from names_with_diacritics


def _is_running_text(text: str, span: Span) -> bool:
    """Whether a span is part of a sentence, no credit, quotation or aside."""
    text_before, text_after = text[: span.start].rstrip(), text[span.end :].lstrip()
    return (
        text.rstrip("”\"’' ").endswith((".", "!", "?", "…"))
        and not text_before.endswith((":", "/", "(", "“", '"', "‘", "'", "•", "-", "–"))
        and not text_after.startswith((")", "”", '"', "’", "'", "•", "/"))
        and not QuotationsOfText(text).enclose(span)
    )


@lazy_constant
def _list_surnames_stripped_of_diacritics() -> frozenset[str]:
    """List the surnames that always have diacritics, without them."""
    surnames = read_person_name_data().surnames_with_diacritics
    stripped_surnames = {fold_text(name) for name in surnames if not name.isascii()}
    return frozenset(stripped_surnames - {*filter(str.isascii, surnames)})


def _spell_name(text_words: _NameWords, start_index: int) -> tuple[str, ...]:
    """Return the spelling of a name from one of its words on."""
    following_words = takewhile(
        lambda word: word.follows_capital,
        text_words[start_index + 1 : start_index + _MAX_NAME_WORDS],
    )
    return (text_words[start_index].text, *(word.text for word in following_words))


def _read_shared_words(
    source_words: _NameWords,
    first_source_index: int,
    target_words: _NameWords,
    first_target_index: int,
) -> _NameWords:
    """Read the words that runs of the source and the target have in common."""
    shared_word_count = 2
    while (
        shared_word_count < _MAX_NAME_WORDS
        and first_source_index + shared_word_count < len(source_words)
        and first_target_index + shared_word_count < len(target_words)
        and source_words[first_source_index + shared_word_count].follows_capital
        and target_words[first_target_index + shared_word_count].follows_capital
        and source_words[first_source_index + shared_word_count].form
        == target_words[first_target_index + shared_word_count].form
    ):
        shared_word_count += 1
    return source_words[first_source_index : first_source_index + shared_word_count]


def _has_partial_diacritics(target_words: _NameWords, source_words: _NameWords) -> bool:
    """Whether a name has some diacritics of the source, but not all."""
    word_pairs = [
        (target_word.text, source_word.text)
        for target_word, source_word in zip(target_words, source_words, strict=True)
        if not source_word.text.isascii()
    ]
    return any(
        target_word == source_word for target_word, source_word in word_pairs
    ) and any(target_word.isascii() for target_word, _ in word_pairs)


def _cut_to_diacritics(words: _NameWords, name_words: _NameWords) -> _NameWords:
    """Cut words to the first and last that have diacritics in a name."""
    diacritic_indexes = [
        word_index
        for word_index, word in enumerate(name_words)
        if not word.text.isascii()
    ]
    return words[diacritic_indexes[0] : diacritic_indexes[-1] + 1]
