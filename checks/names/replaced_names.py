"""The check of names that replace another name of the source."""

from collections.abc import Iterator, Sequence, Set

from checks.engine.check import Level, check
from checks.engine.document_capitals import read_units_with_capitalised_words
from checks.engine.option import Option
from checks.engine.prefilter_conditions import read_in_both_languages
from checks.engine.unit import Context, Unit
from checks.names.full_names import (
    collect_adjacent_forms,
    find_full_name_span,
    is_doubtful_replacement,
    is_translated_name,
)
from checks.names.name_counts import (
    AddedNames,
    count_names,
    list_lost_repetitions,
    list_neighbour_keys,
    select_added_names,
)
from checks.names.replaced_places import find_replaced_place, is_same_place
from checks.names.unknown_names import (
    NameWords,
    UnknownNames,
    collect_word_pairs_of_names,
    is_sure_replacement,
)
from checks.names.vietnamese_names import find_replaced_name_pair
from checks.text.capitalised_words import (
    CapitalisedWord,
    CapitalisedWords,
    find_lost_names,
)
from checks.text.language_words import read_language
from checks.text.rendering_finder import RenderingFinder
from checks.text.territory_names import find_replaced_territory, read_territory_names
from tm.finding import Finding, Severity

_ReplacedName = tuple[NameWords, NameWords]
"""A lost name, and the one in its place."""

_UNSURE_OPTION = Option(
    "name.missing",
    "unsure",
    False,
    "whether names are reported, too, where the sentence is translated freely, or the"
    " other name may be of the same person or say where something was said",
)


def _read_listed_words(context: Context) -> None:
    read_in_both_languages(context, read_territory_names)


@check(
    "name.missing",
    level=Level.DOCUMENT,
    severity=Severity.WARNING,
    read_words=_read_listed_words,
    options=[_UNSURE_OPTION],
    yields_to=(
        "char.mojibake",
        "date.month",
        "date.weekday",
        "name.spelling",
        "sense.mistranslated",
    ),
)
def find_replaced_name(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """A name of the source is replaced by another name of the document.

    Both names must be kept unchanged elsewhere in the document, or stand next to one
    that is kept here. The check ignores a name that is only left out or replaced by a
    pronoun. Of places in the termbase, the missing one and the one in its place are
    reported together; so are names that neither the dictionary nor the document knows.
    """
    if context.source_locale is None:
        return
    name_finder = _ReplacedNameFinder(units, context)
    for (
        unit,
        source_capitalised_words,
        target_capitalised_words,
    ) in read_units_with_capitalised_words(units, context.cache):
        place_findings = _find_replaced_places(unit, context)
        if place_findings:
            if name_finder.reports_unsure or name_finder.is_close(unit):
                yield from (
                    place_finding
                    for place_finding in place_findings
                    if not is_same_place(place_finding, unit)
                )
        elif unit.source:
            for name_pair in name_finder.find(
                source_capitalised_words, target_capitalised_words
            ):
                if name_finder.is_reported(name_pair, unit):
                    yield _report_replaced_name(unit, context, *name_pair)


class _ReplacedNameFinder:
    """Names of a document's sources, and what stands in their place in its targets."""

    def __init__(self, units: Sequence[Unit], context: Context) -> None:
        assert context.source_locale is not None
        self._units, self._context = units, context
        self._name_counts = count_names(units, context.cache)
        self._rendering_finder = RenderingFinder(
            context.source_locale, context.target_locale
        )
        self._unknown_names = context.cache.call(
            UnknownNames, context.source_locale, context.target_locale, context.cache
        )
        self.reports_unsure = _UNSURE_OPTION.read_value(context.options)
        """Whether doubtful names are reported, too."""

    def is_close(self, unit: Unit) -> bool:
        """Whether a unit is translated closely."""
        return self._rendering_finder.is_close_translation(
            unit.source_text, unit.target
        )

    def is_reported(self, name_pair: _ReplacedName, unit: Unit) -> bool:
        """Whether two names are of different persons or places, and surely so."""
        context = self._context
        return (
            not is_doubtful_replacement(*name_pair, unit, context)
            and not is_translated_name(
                name_pair, unit, self._rendering_finder, context.cache
            )
            and (
                self.reports_unsure
                or is_sure_replacement(
                    name_pair,
                    unit,
                    context,
                    collect_word_pairs_of_names(self._units, context.cache),
                )
            )
        )

    def find(
        self,
        source_capitalised_words: CapitalisedWords,
        target_capitalised_words: CapitalisedWords,
    ) -> Iterator[_ReplacedName]:
        """Find the lost names of a unit, each with the name in its place."""
        lost_names = self._find_lost_names(
            source_capitalised_words, target_capitalised_words
        )
        repeated_names = list_lost_repetitions(
            source_capitalised_words, target_capitalised_words
        )
        added_names = (
            self._find_added_names(source_capitalised_words, target_capitalised_words)
            if lost_names or repeated_names
            else []
        )
        if added_names:
            yield from self._pair_names(
                source_capitalised_words,
                target_capitalised_words,
                added_names,
                lost_names=lost_names,
                repeated_names=repeated_names,
            )
            return
        name_pair = (
            self._unknown_names.find_name_pair(
                source_capitalised_words, target_capitalised_words
            )
            if lost_names
            else None
        ) or find_replaced_name_pair(source_capitalised_words, target_capitalised_words)
        if name_pair is not None:
            yield name_pair

    def _find_lost_names(
        self,
        source_capitalised_words: CapitalisedWords,
        target_capitalised_words: CapitalisedWords,
    ) -> list[CapitalisedWord]:
        """Find the names of a source of which the target has no form."""
        lost_names = [
            lost_name
            for lost_name in find_lost_names(
                source_capitalised_words, target_capitalised_words
            )
            if not _is_kept_plural(lost_name, target_capitalised_words)
        ]
        if not lost_names:
            return lost_names
        # Names that sound alike are kept: Scotland, Skotlandia.
        make_phonetic_beginning = self._unknown_names.make_phonetic_beginning
        target_sounds = {
            *map(make_phonetic_beginning, target_capitalised_words.word_forms)
        }
        return [
            lost_name
            for lost_name in lost_names
            if make_phonetic_beginning(lost_name.form) not in target_sounds
        ]

    def _find_added_names(
        self,
        source_capitalised_words: CapitalisedWords,
        target_capitalised_words: CapitalisedWords,
    ) -> list[CapitalisedWord]:
        """Find the names of a target that its source neither has nor begins."""
        added_names = select_added_names(
            source_capitalised_words,
            target_capitalised_words,
            self._name_counts.unit_count_by_source_name,
        )
        if not added_names:
            return added_names
        adjacent_forms = collect_adjacent_forms(self._units, self._context.cache)
        return [
            added_name
            for added_name in added_names
            if not _completes_source_name(
                added_name,
                source_capitalised_words,
                target_capitalised_words,
                adjacent_forms,
            )
        ]

    def _pair_names(
        self,
        source_capitalised_words: CapitalisedWords,
        target_capitalised_words: CapitalisedWords,
        added_names: Sequence[CapitalisedWord],
        *,
        lost_names: Sequence[CapitalisedWord],
        repeated_names: Sequence[CapitalisedWord],
    ) -> Iterator[_ReplacedName]:
        """Pair lost names, and lost repetitions of names, with the added names."""
        assert self._context.source_locale is not None
        unused_added_names = AddedNames(
            source_capitalised_words,
            target_capitalised_words,
            added_names,
            (
                self._name_counts.unit_count_by_kept_name,
                self._name_counts.unit_count_by_source_name,
            ),
            read_language(self._context.source_locale),
        )
        replacement_by_name = (
            {}
            if source_capitalised_words.is_in_title_case
            else _pair_single_names(lost_names, added_names, self._rendering_finder)
        )
        for lost_name in (*lost_names, *repeated_names):
            replacement = unused_added_names.take_replacement(
                lost_name, is_repeated=lost_name in repeated_names
            ) or replacement_by_name.get(lost_name)
            if replacement is not None:
                yield (lost_name,), (replacement,)


def _find_replaced_places(unit: Unit, context: Context) -> list[Finding]:
    """Find the places of the termbase, or the territory, that a unit replaces."""
    place_findings = [*find_replaced_place(unit, context)]
    if place_findings:
        return place_findings
    territory_finding = _find_replaced_territory(unit, context)
    return [] if territory_finding is None else [territory_finding]


def _is_kept_plural(
    name: CapitalisedWord, target_capitalised_words: CapitalisedWords
) -> bool:
    """Whether a name is the plural of an acronym that the target has: EPAs, EPA."""
    acronym = name.text[:-1]
    return (
        name.text.endswith("s")
        and acronym.isupper()
        and acronym.lower() in target_capitalised_words.word_forms
    )


def _find_replaced_territory(unit: Unit, context: Context) -> Finding | None:
    """Report a territory that replaces another territory of the source."""
    if context.source_locale is None or not unit.source:
        return None
    replaced_spans = find_replaced_territory(
        unit.source, unit.target, context.locales, context.cache
    )
    if replaced_spans is None:
        return None
    source_span, target_span = replaced_spans
    return Finding(
        "replaced",
        target_span,
        source_span,
        {"source": source_span.of(unit.source), "target": target_span.of(unit.target)},
        checked_unit=unit,
    )


def _report_replaced_name(
    unit: Unit, context: Context, lost_name: NameWords, added_name: NameWords
) -> Finding:
    """Report two names that replace each other, each as a full name."""
    source, target, terms = unit.source_text, unit.target, context.terms
    assert context.source_locale is not None
    source_span = find_full_name_span(
        lost_name,
        source,
        context.cache,
        locale=context.source_locale,
        term_finder=terms.source_finder,
    )
    target_span = find_full_name_span(
        added_name,
        target,
        context.cache,
        locale=context.target_locale,
        term_finder=terms.target_finder,
    )
    return Finding(
        "replaced",
        target_span,
        source_span,
        {"source": source_span.of(source), "target": target_span.of(target)},
        checked_unit=unit,
    )


def _pair_single_names(
    lost_source_names: Sequence[CapitalisedWord],
    added_names: Sequence[CapitalisedWord],
    rendering_finder: RenderingFinder,
) -> dict[CapitalisedWord, CapitalisedWord]:
    """Pair the only lost name with the only added name, if there is one each.

    The dictionary must not know the lost name.
    """
    added_word_by_form = {word.form: word for word in added_names}
    if len(added_word_by_form) != 1:
        return {}
    untranslated_names = [
        lost_name
        for lost_name in lost_source_names
        if not lost_name.may_start_sentence
        and lost_name.text.isascii()
        and rendering_finder.is_untranslated_name(lost_name.text)
    ]
    added_word = next(iter(added_word_by_form.values()))
    return {untranslated_names[0]: added_word} if len(untranslated_names) == 1 else {}


def _completes_source_name(
    added_name: CapitalisedWord,
    source_capitalised_words: CapitalisedWords,
    target_capitalised_words: CapitalisedWords,
    adjacent_forms: Set[tuple[str, str]],
) -> bool:
    """Whether a name only completes a name of the source: Kanye West for Kanye.

    `adjacent_forms`: words that stand next to each other in some source of the
    document. Where the source has another word in that position, that word may be lost.
    """
    for side_index, neighbour_form in list_neighbour_keys(
        target_capitalised_words, added_name
    ):
        form_pair = (
            (added_name.form, neighbour_form)
            if side_index
            else (neighbour_form, added_name.form)
        )
        if form_pair in adjacent_forms and any(
            source_word.form == neighbour_form
            and source_capitalised_words.find_neighbour_forms(source_word)[
                1 - side_index
            ]
            is None
            for source_word in source_capitalised_words.words
        ):
            return True
    return False
