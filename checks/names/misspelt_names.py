"""The check of the spelling of names against the source.

Names are compared without diacritics, since Indonesian and English write Vietnamese
names without them (`Nguyễn Văn Hải`, `Nguyen Van Hai`).
"""

from collections.abc import Iterator, Mapping, Sequence

from checks.engine.check import Level, check
from checks.engine.document_capitals import read_units_with_capitalised_words
from checks.engine.unit import Context, Unit
from checks.names.full_names import find_deprecated_person_names
from checks.names.name_counts import count_names, find_repeated_names
from checks.names.name_typos import (
    TypoCandidates,
    differs_by_one_letter,
    find_inner_typo,
    is_spelling_variant,
    is_translated_word,
    is_typo,
)
from checks.names.partial_diacritics import report_partial_diacritics
from checks.names.vietnamese_names import (
    FULL_NAME_WORDS,
    NameForms,
    has_diacritics,
    match_after_surnames,
    match_last_syllables,
    match_next_to_kept_syllables,
    read_other_forms,
)
from checks.text.capitalised_words import (
    MIN_NAME_LETTERS,
    CapitalisedWord,
    CapitalisedWords,
    find_lost_names,
    iterate_capitalised_runs,
    iterate_run_windows,
)
from checks.text.language_words import Language
from checks.text.rendering_finder import RenderingFinder
from tm.finding import Finding, Severity


@check(
    "name.spelling",
    level=Level.DOCUMENT,
    severity=Severity.WARNING,
    unsafe_fixes=True,
    yields_to=("char.lookalike", "char.mojibake", "name.translated"),
)
def find_misspelt_names(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """A name of the source is misspelt in the target: Ranegrs for Rangers.

    There must be evidence that the name is meant: the document keeps it elsewhere; or
    the two words next to it are kept (Nguyen Vpn Hai); or one is kept and the
    dictionary does not know the word (Bret Kavanaugh); or two letters are swapped, or
    an inner letter of a name that the dictionary does not translate is wrong (Surabya,
    Singapoore). In a Vietnamese name that begins with a surname, any other word is
    reported, and in a Vietnamese place name another last syllable (Vinh Phuc for Vĩnh
    Long). The check ignores words that languages spell differently (`Afrika`). A person
    known to the termbase must be written as there: `António`, not `Antonio`. In a
    language without diacritics of its own, a name that keeps only some of its
    diacritics is reported: `Hồ Chi Minh`.
    """
    yield from find_deprecated_person_names(units, context)
    lacks_diacritics = _lacks_diacritics(context.language)
    name_counts = count_names(units, context.cache)
    rendering_finder = (
        RenderingFinder(context.source_locale, context.target_locale)
        if context.source_locale
        else None
    )
    for (
        unit,
        source_capitalised_words,
        target_capitalised_words,
    ) in read_units_with_capitalised_words(units, context.cache):
        if not unit.source:
            continue
        if lacks_diacritics:
            yield from report_partial_diacritics(
                unit, source_capitalised_words, target_capitalised_words
            )
        unmatched_words = [
            target_word
            for target_word in target_capitalised_words.words
            if target_word.form not in source_capitalised_words.word_forms
            and name_counts.unit_count_by_target_word[target_word.form]
            == 1  # twice is a spelling, not a slip
        ]
        for source_name, misspelt_word in _find_misspellings(
            *(source_capitalised_words, target_capitalised_words, unmatched_words),
            *(name_counts.unit_count_by_kept_name, rendering_finder),
        ):
            if not is_translated_word(
                *(misspelt_word, source_name),
                (source_capitalised_words, unit.source, unit.target),
                *(rendering_finder, context.source_locale),
            ):
                yield Finding(
                    "source",
                    misspelt_word.span,
                    source_name.span,
                    {"source": source_name.text},
                    fix=source_name.text if source_name.text.isascii() else None,
                    checked_unit=unit,
                )


def _lacks_diacritics(language: Language) -> bool:
    """Whether a language writes its words without diacritics, as Indonesian does."""
    return bool(language.function_words) and all(
        map(str.isascii, language.function_words)
    )


def _find_misspellings(
    source_capitalised_words: CapitalisedWords,
    target_capitalised_words: CapitalisedWords,
    unmatched_words: Sequence[CapitalisedWord],
    unit_count_by_kept_name: Mapping[str, int],
    rendering_finder: RenderingFinder | None,
) -> Iterator[tuple[CapitalisedWord, CapitalisedWord]]:
    """Find the names that a target lacks or repeats less, each with its misspelling.

    `unmatched_words`: the words of the target that may be one.
    """
    if not unmatched_words:
        return
    typo_candidates = TypoCandidates(unmatched_words)
    misspelling_by_name = _match_by_neighbours(
        source_capitalised_words,
        target_capitalised_words,
        unmatched_words,
        rendering_finder,
    )
    lost_names = find_lost_names(
        source_capitalised_words, target_capitalised_words, *misspelling_by_name
    )
    for source_name in (
        *lost_names,
        *find_repeated_names(source_capitalised_words, target_capitalised_words),
    ):
        is_kept_elsewhere = source_name in lost_names and (
            unit_count_by_kept_name[source_name.form] > 0
        )
        misspelt_word = (
            misspelling_by_name.get(source_name)
            or typo_candidates.take_typo(source_name, is_known=is_kept_elsewhere)
            or _find_inner_misspelling(source_name, unmatched_words, rendering_finder)
        )
        if misspelt_word is not None and not _is_known_variant(
            source_name, misspelt_word, rendering_finder
        ):
            yield source_name, misspelt_word


def _find_inner_misspelling(
    source_name: CapitalisedWord,
    unmatched_words: Sequence[CapitalisedWord],
    rendering_finder: RenderingFinder | None,
) -> CapitalisedWord | None:
    """Find a word with a wrong inner letter, if the name is not translated."""
    misspelt_word = find_inner_typo(source_name, unmatched_words)
    is_untranslated = (
        misspelt_word is not None
        and rendering_finder is not None
        and rendering_finder.is_untranslated_name(source_name.text)
    )
    return misspelt_word if is_untranslated else None


def _is_known_variant(
    source_name: CapitalisedWord,
    target_word: CapitalisedWord,
    rendering_finder: RenderingFinder | None,
) -> bool:
    """Whether two spellings are of a word that the dictionary knows: Afrika."""
    return (
        rendering_finder is not None
        and is_spelling_variant(source_name.form, target_word.form)
        and not rendering_finder.is_unknown_word(source_name.text)
    )


def _match_by_neighbours(
    source_capitalised_words: CapitalisedWords,
    target_capitalised_words: CapitalisedWords,
    unmatched_words: Sequence[CapitalisedWord],
    rendering_finder: RenderingFinder | None,
) -> dict[CapitalisedWord, CapitalisedWord]:
    """Match names with misspelt words by the words next to them.

    The surest kind of neighbours that matches any decides.
    """
    compared_words = source_capitalised_words, target_capitalised_words, unmatched_words
    misspelling_by_name = dict(_match_in_full_names(*compared_words))
    if not misspelling_by_name and rendering_finder is not None:
        misspelling_by_name = dict(
            _match_next_to_kept_names(*compared_words, rendering_finder)
        )
    if not misspelling_by_name:
        misspelling_by_name = dict(match_after_surnames(*compared_words))
    if not misspelling_by_name:
        misspelling_by_name = dict(match_next_to_kept_syllables(*compared_words))
    if not misspelling_by_name and rendering_finder is not None:
        misspelling_by_name = dict(
            match_last_syllables(*compared_words, rendering_finder)
        )
    return misspelling_by_name


def _match_in_full_names(
    source_capitalised_words: CapitalisedWords,
    target_capitalised_words: CapitalisedWords,
    unmatched_words: Sequence[CapitalisedWord],
) -> Iterator[tuple[CapitalisedWord, CapitalisedWord]]:
    """Match words of names of three words whose other two words are kept.

    Nguyen Vpn Hai: two kept words show that the third is meant, however short it is.
    The first word may be a title (Doctor, Doktor), unless the source has diacritics,
    which only names lose (Ngô).
    """
    unmatched_starts = {target_word.start for target_word in unmatched_words}
    name_words_by_other_forms: dict[tuple[int, NameForms], list[CapitalisedWord]] = {}
    for name_window in iterate_run_windows(
        [*iterate_capitalised_runs(source_capitalised_words)], FULL_NAME_WORDS
    ):
        for word_index in range(
            0 if has_diacritics(name_window) else 1, FULL_NAME_WORDS
        ):
            name_words_by_other_forms.setdefault(
                (word_index, read_other_forms(name_window, word_index)), name_window
            )
    for name_window in (
        iterate_run_windows(
            [*iterate_capitalised_runs(target_capitalised_words)], FULL_NAME_WORDS
        )
        if name_words_by_other_forms
        else ()
    ):
        for word_index in range(FULL_NAME_WORDS):
            target_word = name_window[word_index]
            source_name_words = name_words_by_other_forms.get(
                (word_index, read_other_forms(name_window, word_index))
            )
            if target_word.start not in unmatched_starts or source_name_words is None:
                continue
            if source_name_words[
                word_index
            ].form not in target_capitalised_words.word_forms and is_typo(
                source_name_words[word_index].form, target_word.form, is_known=True
            ):
                yield source_name_words[word_index], target_word


def _match_next_to_kept_names(
    source_capitalised_words: CapitalisedWords,
    target_capitalised_words: CapitalisedWords,
    unmatched_words: Sequence[CapitalisedWord],
    rendering_finder: RenderingFinder,
) -> Iterator[tuple[CapitalisedWord, CapitalisedWord]]:
    """Match typos next to a name that is kept: Brett, Bret Kavanaugh.

    Words that the dictionary knows are ignored in both texts, since languages spell
    them differently: Professor, Profesor; Stadio, Stadion.
    """
    target_word_by_neighbour_form: dict[tuple[int, str | None], CapitalisedWord] = {
        (side_index, form): target_word
        for target_word in unmatched_words
        for side_index, form in enumerate(
            target_capitalised_words.find_neighbour_forms(target_word)
        )
        if form is not None and form in source_capitalised_words.word_forms
    }
    for source_word in (
        source_capitalised_words.words if target_word_by_neighbour_form else ()
    ):
        if (
            source_word.form in target_capitalised_words.word_forms
            or len(source_word.form) < MIN_NAME_LETTERS
        ):
            continue
        for side_and_form in enumerate(
            source_capitalised_words.find_neighbour_forms(source_word)
        ):
            target_word = target_word_by_neighbour_form.get(side_and_form)
            if target_word is None or not differs_by_one_letter(
                source_word.form, target_word.form
            ):
                continue
            if (
                target_word.text.lower() in target_capitalised_words.lower_case_words
                or not rendering_finder.is_unknown_word(source_word.text)
            ):
                continue
            if not rendering_finder.knows_target_word(target_word.text):
                yield source_word, target_word
