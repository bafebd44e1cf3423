"""The check of the spelling of names against the source.

Names are compared without marks, since Indonesian and English write Vietnamese names
without them (`Nguyễn Văn Hải`, `Nguyen Van Hai`).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from checks.engine.check import Level, check
from checks.engine.document_capitals import source_capitals, target_capitals
from checks.engine.unit import Context, Unit
from checks.names.name_counts import count_names, find_repeated_names
from checks.names.name_typos import (
    TypoCandidates,
    differs_by_one_letter,
    find_inner_typo,
    is_near_spelling,
    is_spelling_variant,
    is_typo,
)
from checks.names.near_spellings import SYLLABLE
from checks.names.partial_diacritics import find_partial_diacritics
from checks.names.vietnamese_names import (
    NameForms,
    are_syllables,
    find_surnamed_names,
    has_diacritics,
    other_forms,
)
from checks.text.capitalised_words import (
    SHORTEST_NAME,
    CapitalisedText,
    CapitalisedWord,
    capitalised_runs,
    find_lost_names,
    slide_over_runs,
)
from checks.text.rendering_finder import RenderingFinder
from glossary.entries.entry import PERSON, TermStatus
from tm.finding import Finding, Severity, Span

_SHORTEST_SYLLABLE = 3
"""Letters of a syllable that may have a slip."""
_WORDS_OF_NAME = 3
"""How many words of a name in their places tell that it is the same one."""


@check(
    "name.spelling",
    level=Level.DOCUMENT,
    severity=Severity.WARNING,
    unsafe_fixes=True,
    yields_to=("char.lookalike", "char.mojibake"),
)
def misspelled_names(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """A name of the source is misspelled in the target: Ranegrs for Rangers.

    There must be evidence that the name is meant: the document keeps it elsewhere;
    or the two words next to it are kept (Nguyen Vpn Hai); or one is kept and the
    dictionary does not know the word (Bret Kavanaugh); or two letters are swapped,
    or an inner letter of a name that the dictionary does not translate is wrong
    (Surabya, Singapoore). In a Vietnamese name that begins with a surname, any
    other word is reported, and in a Vietnamese place name another last syllable
    (Vinh Phuc for Vĩnh Long). Ignored are words that languages spell differently
    (`Afrika`). A person known to the termbase must be written as there: `António`,
    not `Antonio`. In a language without diacritics of its own, a name that keeps
    only some of its diacritics is reported: `Hồ Chi Minh`.
    """
    yield from _find_deprecated_person_names(units, context)
    function_words = context.language.function_words
    is_without_diacritics = bool(function_words) and all(
        map(str.isascii, function_words)
    )
    name_counts = count_names(units)
    rendering_finder = (
        RenderingFinder(context.source, context.target) if context.source else None
    )
    sides = zip(units, source_capitals(units), target_capitals(units), strict=True)
    for unit, source, target in sides:
        if not unit.source:
            continue
        for target_name, source_name in (
            find_partial_diacritics(source, target) if is_without_diacritics else ()
        ):
            source_span = Span(source_name[0].start, source_name[-1].end)
            yield Finding(
                "source",
                Span(target_name[0].start, target_name[-1].end),
                source_span,
                {"source": source_span.of(unit.source)},
                about=unit,
            )
        unmatched_words = [
            misspelled_word
            for misspelled_word in target.words
            if misspelled_word.form not in source.forms
            and name_counts.target_words[misspelled_word.form]
            == 1  # twice is a spelling, not a slip
        ]
        if not unmatched_words:
            continue
        typo_candidates = TypoCandidates(unmatched_words)
        word_by_name = dict(_match_in_full_names(source, target, unmatched_words))
        if not word_by_name and rendering_finder is not None:
            word_by_name = dict(
                _match_beside_kept_names(
                    source, target, unmatched_words, rendering_finder
                )
            )
        if not word_by_name:
            word_by_name = dict(_match_after_surnames(source, target, unmatched_words))
        if not word_by_name:
            word_by_name = dict(
                _match_beside_syllables(source, target, unmatched_words)
            )
        if not word_by_name and rendering_finder is not None:
            word_by_name = dict(
                _match_last_syllables(source, target, unmatched_words, rendering_finder)
            )
        missing_names = find_lost_names(source, target, *word_by_name)
        for name in (*missing_names, *find_repeated_names(source, target)):
            misspelled_word = word_by_name.get(name) or typo_candidates.take(
                name,
                is_known=name in missing_names
                and name_counts.kept_names[name.form] > 0,
            )
            near_word = (
                None if misspelled_word else find_inner_typo(name, unmatched_words)
            )
            if (
                near_word
                and rendering_finder is not None
                and rendering_finder.is_untranslated_name(name.text)
            ):
                misspelled_word = near_word
            if (
                misspelled_word
                and rendering_finder is not None
                and is_spelling_variant(name.form, misspelled_word.form)
            ):
                misspelled_word = (
                    misspelled_word if rendering_finder.is_unknown(name.text) else None
                )
            if misspelled_word is not None:
                yield Finding(
                    "source",
                    misspelled_word.span,
                    name.span,
                    {"source": name.text},
                    fix=name.text if name.text.isascii() else None,
                    about=unit,
                )


def _find_deprecated_person_names(
    units: Sequence[Unit], context: Context
) -> Iterator[Finding]:
    if context.terms.target_finder is None:
        return
    for unit in units:
        for hit in context.terms.target_finder.find(unit.target, include_wrong=True):
            names = hit.entry.list_preferred_texts(context.target)
            if (
                hit.entry.subject_field == PERSON
                and hit.term.status is TermStatus.DEPRECATED
                and not hit.term.forbidden
                and len(names) == 1
            ):
                yield Finding(
                    "termbase",
                    Span(hit.start, hit.end),
                    arguments={"term": names[0]},
                    fix=names[0],
                    about=unit,
                )


def _match_in_full_names(
    source: CapitalisedText,
    target: CapitalisedText,
    unmatched_words: Sequence[CapitalisedWord],
) -> Iterator[tuple[CapitalisedWord, CapitalisedWord]]:
    """Match words of names of three words whose other two words are kept.

    Nguyen Vpn Hai: two words of the name in their places show that the third is meant,
    however short it is. The first may be a title (Doctor, Doktor), unless the source
    has marks, which only names lose (Ngô).
    """
    unmatched_starts = {token.start for token in unmatched_words}
    name_by_other_words: dict[tuple[int, NameForms], list[CapitalisedWord]] = {}
    for window in slide_over_runs([*capitalised_runs(source)], _WORDS_OF_NAME):
        for index in range(0 if has_diacritics(window) else 1, _WORDS_OF_NAME):
            name_by_other_words.setdefault((index, other_forms(window, index)), window)
    for window in (
        slide_over_runs([*capitalised_runs(target)], _WORDS_OF_NAME)
        if name_by_other_words
        else ()
    ):
        for index in range(_WORDS_OF_NAME):
            token = window[index]
            name = name_by_other_words.get((index, other_forms(window, index)))
            if token.start not in unmatched_starts or name is None:
                continue
            if name[index].form not in target.forms and is_typo(
                name[index].form, token.form, is_known=True
            ):
                yield name[index], token


def _match_after_surnames(
    source: CapitalisedText,
    target: CapitalisedText,
    unmatched_words: Sequence[CapitalisedWord],
) -> Iterator[tuple[CapitalisedWord, CapitalisedWord]]:
    """Match words after the surname of Vietnamese names with their replacements.

    The source must have its marks, which nothing but a name loses: Mai Văn Chính is no
    Mai Van Tinh, Tô Lâm no To Lan. Of a name of two words only a slip counts.
    """
    unmatched_starts = {token.start for token in unmatched_words}
    name_by_other_words: dict[tuple[int, NameForms], list[CapitalisedWord]] = {}
    for name in filter(has_diacritics, find_surnamed_names(source)):
        for index in range(1, len(name)):
            name_by_other_words.setdefault((index, other_forms(name, index)), name)
    for name in find_surnamed_names(target) if name_by_other_words else ():
        for index in range(1, len(name)):
            source_name = name_by_other_words.get((index, other_forms(name, index)))
            if source_name is None or name[index].start not in unmatched_starts:
                continue
            word, token = source_name[index], name[index]
            if word.form in target.forms:
                continue
            if len(name) >= _WORDS_OF_NAME or is_near_spelling(word.form, token.form):
                yield word, token


def _match_beside_syllables(
    source: CapitalisedText,
    target: CapitalisedText,
    unmatched_words: Sequence[CapitalisedWord],
) -> Iterator[tuple[CapitalisedWord, CapitalisedWord]]:
    """Match typos in words of Vietnamese names beside a word that is kept.

    Quan Hai is Quang Hải, Ky Man is Kỳ Nam: with its marks in the source, and a
    neighbour without them here, a name is no word that is translated.
    """
    unmatched_starts = {token.start for token in unmatched_words}
    names_by_neighbour: dict[tuple[int, str], list[CapitalisedWord]] = defaultdict(list)
    for first_word, second_word in slide_over_runs(
        [*capitalised_runs(source, fewest_words=2)], 2
    ):
        if has_diacritics([first_word, second_word]) and are_syllables(
            first_word, second_word
        ):
            names_by_neighbour[0, second_word.form].append(first_word)
            names_by_neighbour[1, first_word.form].append(second_word)
    for window in (
        slide_over_runs([*capitalised_runs(target, fewest_words=2)], 2)
        if names_by_neighbour
        else ()
    ):
        for index, token in enumerate(window):
            if token.start not in unmatched_starts:
                continue
            for name in names_by_neighbour.get((index, window[1 - index].form), ()):
                if len(name.form) < _SHORTEST_SYLLABLE or name.form in target.forms:
                    continue  # `Bà` is what she is called, not her name
                if is_near_spelling(name.form, token.form):
                    yield name, token


def _match_last_syllables(
    source: CapitalisedText,
    target: CapitalisedText,
    unmatched_words: Sequence[CapitalisedWord],
    rendering_finder: RenderingFinder,
) -> Iterator[tuple[CapitalisedWord, CapitalisedWord]]:
    """Match the last words of Vietnamese names of two or three words.

    Places, mostly: Quy Nhơn Nam is no Quy Nhon Bac, Vĩnh Long no Vinh Phuc. The words
    before must be kept, and what stands there must be a Vietnamese syllable, no
    translation (Quy Nhon Selatan).
    """
    ends_by_start = {
        tuple(word.form for word in run[-size:-1]): (run[-1], len(run) == size)
        for run in capitalised_runs(target, fewest_words=2)
        for size in (2, 3)
        if len(run) >= size
        and run[-1] in unmatched_words
        and SYLLABLE.fullmatch(run[-1].form)
    }
    for run in capitalised_runs(source, fewest_words=2) if ends_by_start else ():
        for size in (3, 2):
            name = run[-size:]
            matching_end = ends_by_start.get(tuple(word.form for word in name[:-1]))
            if matching_end is None or len(name) < size or not has_diacritics(name):
                continue
            token, is_whole_run = matching_end
            if size == 2 and not (is_whole_run and len(run) == size):
                continue
            last_word = name[-1]
            if last_word.form not in target.forms and SYLLABLE.fullmatch(
                last_word.form
            ):
                if not rendering_finder.count_rendered(last_word.text, token.text):
                    yield last_word, token
                    break


def _match_beside_kept_names(
    source: CapitalisedText,
    target: CapitalisedText,
    unmatched_words: Sequence[CapitalisedWord],
    rendering_finder: RenderingFinder,
) -> Iterator[tuple[CapitalisedWord, CapitalisedWord]]:
    """Match typos beside a name that is kept: Brett, Bret Kavanaugh.

    Words that the dictionary knows are left out on both sides, since languages spell
    them in their own ways: Professor, Profesor; Stadio, Stadion.
    """
    words_by_neighbour: dict[tuple[int, str | None], CapitalisedWord] = {
        (side, form): token
        for token in unmatched_words
        for side, form in enumerate(target.neighbour_forms(token))
        if form is not None and form in source.forms
    }
    for name in source.words if words_by_neighbour else ():
        if name.form in target.forms or len(name.form) < SHORTEST_NAME:
            continue
        for key in enumerate(source.neighbour_forms(name)):
            token = words_by_neighbour.get(key)
            if token is None or not differs_by_one_letter(name.form, token.form):
                continue
            if (
                token.text.lower() in target.lower_case_words
                or not rendering_finder.is_unknown(name.text)
            ):
                continue
            if not rendering_finder.knows_target_word(token.text):
                yield name, token
