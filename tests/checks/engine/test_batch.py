"""What long documents keep in numbers is what their texts say."""

import pickle
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from checks.engine.document import (
    DocumentUnits,
    hold_document,
    release_document,
    remember_for_document,
)
from checks.engine.unit import Unit
from checks.names.adjacent_names import AdjacentNames
from checks.names.similar_name_spellings import (
    find_spelling_variants,
    find_variants_by_groups,
)
from checks.text.capitalised_phrases import cached_capitalised_phrases
from checks.text.capitalised_words import cached_capitalised_words
from checks.text.language_words import read_language
from checks.titles.names_by_first_word import NamesByFirstWord
from checks.titles.similar_titles import MIN_CONTENT_WORDS, select_content_words
from tm.finding import Finding
from tm.result_cache import ResultCache
from tm.text.locale import Locale

INDONESIAN = read_language(Locale("id"))
WORDS = st.sampled_from(
    "Hải Hai Hải. Nguyen Nguyễn Badan Badan Nasional Kerja Siber dan kerja Di".split()
)
TEXTS = st.lists(WORDS, max_size=9).map(" ".join)


def _subjects(texts: list[str]) -> list[Unit]:
    return [Unit(str(at), text) for at, text in enumerate(texts)]


@given(st.lists(TEXTS, max_size=8), st.integers(1, 9))
def test_words_stand_beside_those_that_the_texts_have_there(
    texts: list[str], part: int
) -> None:
    beside_words: dict[tuple[int, str], list[tuple[str, bool, bool, int, int]]]
    beside_words, counts = defaultdict(list), Counter[str]()
    for unit, text in enumerate(texts):
        words = cached_capitalised_words(text, ResultCache()).words
        counts.update(word.form for word in words)
        counts.update(
            cached_capitalised_words(text, ResultCache()).word_forms
            - {word.form for word in words}
        )
        for at, (left, right) in enumerate(pairwise(words)):
            if right.follows_capital:
                marks = [not word.text.isascii() for word in (left, right)]
                beside_words[0, left.form].append(
                    (right.form, marks[1], marks[0], unit, at + 1)
                )
                beside_words[1, right.form].append(
                    (left.form, marks[0], marks[1], unit, at)
                )
    expected = []
    for stands in beside_words.values():
        times = Counter(form for form, *_ in stands)
        written = {(form, marked) for form, marked, *_ in stands}
        if (1 in times.values() and max(times.values()) > 1) or len(written) > len(
            times
        ):
            expected.append(
                {form: [s for s in stands if s[0] == form] for form in times}
            )
    names = AdjacentNames(_subjects(texts), ResultCache())
    found = {
        first: {
            form: [
                (
                    form,
                    names.has_diacritics(stand),
                    names.has_neighbour_diacritics(stand),
                    names.find_unit_index(stand),
                    names.find_word_index(stand),
                )
                for stand in stands
            ]
            for form, stands in forms.items()
        }
        for first, forms in names.iterate_groups(pairs_per_partition=part)
    }
    in_order = [found[first] for first in sorted(found)]
    assert in_order == expected
    assert [[*forms] for forms in in_order] == [[*forms] for forms in expected]
    assert all(names.count_form(form) == times for form, times in counts.items())


@given(
    st.lists(
        st.lists(
            st.sampled_from(
                "Nguyễn Nguyen Hải Rangers Ranegrs Ranger Team Tema".split()
            ),
            max_size=6,
        ).map(" ".join),
        max_size=6,
    ),
    st.booleans(),
)
def test_a_look_passes_no_document_in_which_a_name_varies(
    texts: list[str], marked: bool
) -> None:
    subjects = _subjects(texts)

    def describe(findings: Iterable[Finding]) -> list[tuple[object, ...]]:
        return [
            (one.key, one.arguments, one.checked_unit, one.target_span, [*one.related])
            for one in findings
        ]

    found = find_spelling_variants(subjects, ResultCache(), has_own_diacritics=marked)
    expected = find_variants_by_groups(
        subjects, ResultCache(), has_own_diacritics=marked
    )
    assert describe(found) == describe(expected if subjects else ())


def test_what_is_read_of_a_document_is_read_once() -> None:
    read: list[object] = []

    @remember_for_document
    def size(document: DocumentUnits) -> int:
        read.append(document)
        return len(document)

    short, long = (hold_document(_subjects(["a"] * number)) for number in (2, 5000))
    assert [size(one) for one in (short, long, short, long)] == [2, 5000, 2, 5000]
    assert len(read) == 2
    release_document(long)


def test_what_several_readers_of_one_name_read_is_kept_apart() -> None:
    def reader(found: int) -> Callable[[DocumentUnits], int]:
        @remember_for_document
        def read(document: DocumentUnits) -> int:
            return found

        return read

    document = hold_document(_subjects(["a"]))
    assert [reader(found)(document) for found in (1, 2)] == [1, 2]
    assert pickle.loads(pickle.dumps(document)) == document


@given(st.lists(TEXTS, max_size=8), st.integers(1, 4))
def test_names_are_the_ends_of_phrases_that_begin_as_others_do(
    texts: list[str], most: int
) -> None:
    runs = []
    for unit, text in enumerate(texts):
        for phrase in cached_capitalised_phrases(text, INDONESIAN, ResultCache()):
            small = phrase.words[0].lower() in INDONESIAN.function_words
            begin = int(phrase.starts_sentence and small)
            if phrase.words[begin:]:
                runs.append((unit, phrase.words, begin, phrase.span.end))
    opening = {words[begin] for _, words, begin, _ in runs}
    groups: dict[str, dict[tuple[str, ...], list[tuple[int, bool, str]]]] = {}
    for unit, words, begin, end in runs:
        for at in range(begin, len(words)):
            tail = words[at:]
            own = len(select_content_words(tail, INDONESIAN)) >= MIN_CONTENT_WORDS
            if own and tail[0] in opening and tail[0] not in INDONESIAN.name_connectors:
                text = texts[unit][end - len(" ".join(tail)) : end]
                group = groups.setdefault(tail[0], {})
                group.setdefault(tail, []).append((unit, at == begin, text))
    subjects = _subjects(texts)
    names = NamesByFirstWord(subjects, INDONESIAN, ResultCache())
    found = [
        {
            words: [
                (
                    names.find_unit_index(name),
                    names.is_whole_phrase(name),
                    names.read_text(name, subjects),
                )
                for name in places
            ]
            for words, places in group.items()
        }
        for group in names.iterate_groups(most)
    ]
    expected = [group for group in groups.values() if 1 < len(group) <= most]
    assert found == expected
    assert [[*group] for group in found] == [[*group] for group in expected]
