"""The check of names that replace another name of the source."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence, Set

from checks.engine.check import Level, check
from checks.engine.document import Document, remember_for_document
from checks.engine.document_capitals import source_capitals, target_capitals
from checks.engine.unit import Context, Unit
from checks.names.full_names import find_full_name
from checks.names.name_counts import count_names
from checks.names.replaced_places import find_replaced_place
from checks.names.unknown_names import NameWords, cached_unknown_names, sound_form
from checks.names.vietnamese_names import are_syllables, find_surnamed_names
from checks.text.capitalised_words import (
    SHORTEST_NAME,
    CapitalisedText,
    CapitalisedWord,
    find_lost_names,
)
from checks.text.language_words import Language, read_language
from checks.text.rendering_finder import RenderingFinder
from checks.text.territory_names import find_replaced_territory
from tm.finding import Finding, Severity


@check(
    "name.missing",
    level=Level.DOCUMENT,
    severity=Severity.WARNING,
    yields_to=("char.mojibake", "date.month", "date.weekday", "name.spelling"),
)
def replaced_name(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
    """A name of the source is replaced by another name of the document.

    Both names must be kept unchanged elsewhere in the document, or stand next to
    one that is kept here. Ignored is a name that is only left out or replaced by a
    pronoun. Places known to the termbase are reported in pairs, the missing one
    with the one in its place; so is a name that neither the dictionary nor the
    document knows.
    """
    if context.source is None:
        return
    name_counts = count_names(units)
    kept_counts, name_totals = name_counts.kept_names, name_counts.source_names
    rendering_finder = RenderingFinder(context.source, context.target)
    unknown_names = cached_unknown_names(context.source, context.target)
    texts = zip(units, source_capitals(units), target_capitals(units), strict=True)
    for unit, source, target in texts:
        places = [*find_replaced_place(unit, context)]
        territory = None if places else _find_replaced_territory(unit, context)
        places += [territory] if territory else []
        yield from places
        if places or not unit.source:
            continue
        lost_source_names = find_lost_names(source, target)
        if (
            lost_source_names
        ):  # Scotland is there as Skotlandia, and so is what sounds alike
            target_sounds = {*map(sound_form, target.forms)}
            lost_source_names = [
                name
                for name in lost_source_names
                if sound_form(name.form) not in target_sounds
            ]
        strange_names = (
            _select_strange_names(source, target, name_totals)
            if lost_source_names
            else []
        )
        if strange_names:
            neighbour_forms = collect_neighbours(units)
            strange_names = [
                one
                for one in strange_names
                if not _is_completion(one, source, target, neighbour_forms)
            ]
        if not strange_names:
            pair = (
                unknown_names.find_pair(source, target) if lost_source_names else None
            )
            pair = pair or _find_replaced_person(source, target)
            if pair is not None:
                yield _report_replaced_name(unit, context, *pair)
            continue
        added_names = _AddedNames(
            source,
            target,
            strange_names,
            (kept_counts, name_totals),
            read_language(context.source),
        )
        single_replacement = _pair_single_names(
            lost_source_names, strange_names, rendering_finder
        )
        for name in lost_source_names:
            replacement = added_names.take(name) or single_replacement.get(name)
            if replacement is not None:
                yield _report_replaced_name(unit, context, (name,), (replacement,))


def _find_replaced_territory(unit: Unit, context: Context) -> Finding | None:
    """Report a territory that replaces another territory of the source."""
    if context.source is None or not unit.source:
        return None
    replaced = find_replaced_territory(unit.source, unit.target, context.locales)
    if replaced is None:
        return None
    source_span, target_span = replaced
    return Finding(
        "replaced",
        target_span,
        source_span,
        {"source": source_span.of(unit.source), "target": target_span.of(unit.target)},
        about=unit,
    )


def _report_replaced_name(
    unit: Unit, context: Context, lost_name: NameWords, added_name: NameWords
) -> Finding:
    source, target, terms = unit.source_text, unit.target, context.terms
    assert context.source is not None
    source_span = find_full_name(
        lost_name, source, locale=context.source, terms=terms.source_finder
    )
    target_span = find_full_name(
        added_name, target, locale=context.target, terms=terms.target_finder
    )
    return Finding(
        "replaced",
        target_span,
        source_span,
        {"source": source_span.of(source), "target": target_span.of(target)},
        about=unit,
    )


def _find_replaced_person(
    source: CapitalisedText, target: CapitalisedText
) -> tuple[NameWords, NameWords] | None:
    """Find the one Vietnamese name of each text whose last word the other lacks.

    Of a person, or of a place that begins as one does: Cao Bằng.
    """
    source_names = _find_unkept_names(source, target)
    target_names = _find_unkept_names(target, source) if len(source_names) == 1 else []
    if len(target_names) != 1 or len(source_names[0]) != len(target_names[0]):
        return None
    return source_names[0], target_names[0]


def _find_unkept_names(
    text: CapitalisedText, other_text: CapitalisedText
) -> list[NameWords]:
    """Find the Vietnamese names whose last word the other text lacks."""
    return [
        tuple(name)
        for name in find_surnamed_names(text)
        if name[-1].form not in other_text.forms and are_syllables(*name)
    ]


def _pair_single_names(
    lost_source_names: Sequence[CapitalisedWord],
    strange_names: Sequence[CapitalisedWord],
    rendering_finder: RenderingFinder,
) -> dict[CapitalisedWord, CapitalisedWord]:
    """Pair the only lost name with the only added name, if there is one each.

    The dictionary must have no word for it.
    """
    added_words = {word.form: word for word in strange_names}
    if len(added_words) != 1:
        return {}
    missing = [
        name
        for name in lost_source_names
        if not name.may_start_sentence
        and name.text.isascii()
        and rendering_finder.is_unknown(name.text)
    ]
    added_word = next(iter(added_words.values()))
    return {missing[0]: added_word} if len(missing) == 1 else {}


def _select_strange_names(
    source: CapitalisedText, target: CapitalisedText, name_totals: Counter[str]
) -> list[CapitalisedWord]:
    """Select the names of a target that derive from no word of its source.

    Only those that are known as names of the document.
    """
    named = [
        word
        for word in target.words
        if len(word.form) >= SHORTEST_NAME and word.form in name_totals
    ]
    if not named:
        return named
    beginnings = {form[:SHORTEST_NAME] for form in source.forms}
    return [word for word in named if word.form[:SHORTEST_NAME] not in beginnings]


@remember_for_document
def collect_neighbours(units: Document) -> frozenset[tuple[str, str]]:
    """Collect the pairs of adjacent capitalised words in the sources, by form."""
    return frozenset(
        (word_before, word.form)
        for source in source_capitals(units)
        for word in source.words
        if (word_before := source.neighbour_forms(word)[0]) is not None
    )


def _is_completion(
    word: CapitalisedWord,
    source: CapitalisedText,
    target: CapitalisedText,
    neighbour_forms: Set[tuple[str, str]],
) -> bool:
    """Whether a name only completes a name of the source: Kanye West for Kanye.

    `neighbour_forms`: words that stand beside each other somewhere in the document.
    Where the source has another word in that place, it may be that which is gone.
    """
    for side, form in _list_neighbours(target, word):
        pair = (word.form, form) if side else (form, word.form)
        if pair in neighbour_forms and any(
            name.form == form and source.neighbour_forms(name)[1 - side] is None
            for name in source.words
        ):
            return True
    return False


class _AddedNames:
    """Names of a target that its source lacks; each is taken once.

    They wait in rows, in order of place: all that are kept elsewhere, and those beside
    each other name, on either side of it.
    """

    def __init__(
        self,
        source: CapitalisedText,
        target: CapitalisedText,
        strange_names: Sequence[CapitalisedWord],
        counts: tuple[Counter[str], Counter[str]],
        language: Language,
    ) -> None:
        """`strange_names` are these names; `count_names` of those kept, and of all in
        the sources.
        """
        self._source, (self._kept_counts, self._source_counts) = source, counts
        self._language = language
        self._rows: dict[tuple[int, str] | None, deque[CapitalisedWord]] = defaultdict(
            deque
        )
        self._taken: set[CapitalisedWord] = set()
        for token in strange_names:
            if self._kept_counts[token.form]:
                self._rows[None].append(token)
            for side in _list_neighbours(target, token):
                self._rows[side].append(token)

    def take(self, name: CapitalisedWord) -> CapitalisedWord | None:
        """Take the first added name that may replace a lost name.

        Both are kept elsewhere, or stand on the same side of the same third name.
        """
        keys: list[tuple[int, str] | None] = (
            [None] if self._kept_counts[name.form] else []
        )
        # A word that recurs and is never kept is translated, and so is an office.
        recurs = self._source_counts[name.form] > 1 and not self._kept_counts[name.form]
        if not recurs and not self._is_common(name):
            keys += _list_neighbours(self._source, name)
        candidates = [token for key in keys for token in self._peek(key)]
        if not candidates:
            return None
        first = min(candidates, key=lambda token: token.start)
        self._taken.add(first)
        return first

    def _is_common(self, word: CapitalisedWord) -> bool:
        """Whether a capitalised word may be no name: a German noun, or an office."""
        offices = self._language.offices | self._language.deputy_words
        return self._language.capital_nouns or word.text.lower() in offices

    def _peek(self, key: tuple[int, str] | None) -> list[CapitalisedWord]:
        row = self._rows.get(key)
        while row and row[0] in self._taken:
            row.popleft()
        return [row[0]] if row else []


def _list_neighbours(
    text: CapitalisedText, word: CapitalisedWord
) -> list[tuple[int, str]]:
    """List the forms beside a word, each with its side: 0 before, 1 after."""
    return [
        (side, form)
        for side, form in enumerate(text.neighbour_forms(word))
        if form is not None
    ]
