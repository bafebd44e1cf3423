"""The check of names that stand where the source has another one."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Sequence, Set

from checks.engine.check import Level, check
from checks.engine.document import Document, remember_for_document
from checks.engine.document_capitals import source_capitals, target_capitals
from checks.engine.unit import Context, Unit
from checks.names.full_name import find_full_name
from checks.names.name_counts import count_names
from checks.names.places import other_place
from checks.names.spelling_and_order import are_syllables, surnamed
from checks.names.unknown_names import Name, sound, strangers
from checks.text.capitals import SHORTEST_NAME, Capital, Capitals, lost_names
from checks.text.countries import replaced_territory
from checks.text.dictionary import Wording
from checks.text.language import Language, language
from tm.finding import Finding, Severity


@check(
    "name.missing",
    level=Level.DOCUMENT,
    severity=Severity.WARNING,
    yields_to=("char.mojibake", "date.month", "date.weekday", "name.spelling"),
)
def swapped(units: Sequence[Unit], context: Context) -> Iterator[Finding]:
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
    kept_counts, name_totals = name_counts.kept, name_counts.named
    wording = Wording(context.source, context.target)
    unknown = strangers(context.source, context.target)
    sides = zip(units, source_capitals(units), target_capitals(units), strict=True)
    for unit, source, target in sides:
        places = [*other_place(unit, context)]
        territory = None if places else _other_territory(unit, context)
        places += [territory] if territory else []
        yield from places
        if places or not unit.source:
            continue
        lost_source_names = lost_names(source, target)
        if (
            lost_source_names
        ):  # Scotland is there as Skotlandia, and so is what sounds alike
            heard = {*map(sound, target.forms)}
            lost_source_names = [
                name for name in lost_source_names if sound(name.form) not in heard
            ]
        strange_names = (
            _strange_names(source, target, name_totals) if lost_source_names else []
        )
        if strange_names:
            neighbour_forms = neighbours(units)
            strange_names = [
                one
                for one in strange_names
                if not _completes(one, source, target, neighbour_forms)
            ]
        if not strange_names:
            pair = unknown.found(source, target) if lost_source_names else None
            pair = pair or _other_person(source, target)
            if pair is not None:
                yield _replaced_finding(unit, context, *pair)
            continue
        added_names = _Added(
            source,
            target,
            strange_names,
            (kept_counts, name_totals),
            language(context.source),
        )
        single_replacement = _single_replacement(
            lost_source_names, strange_names, wording
        )
        for name in lost_source_names:
            replacement = added_names.take(name) or single_replacement.get(name)
            if replacement is not None:
                yield _replaced_finding(unit, context, (name,), (replacement,))


def _other_territory(unit: Unit, context: Context) -> Finding | None:
    """The territory of the target that stands where the source names another one."""
    if context.source is None or not unit.source:
        return None
    replaced = replaced_territory(unit.source, unit.target, context.locales)
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


def _replaced_finding(
    unit: Unit, context: Context, lost_name: Name, added_name: Name
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


def _other_person(source: Capitals, target: Capitals) -> tuple[Name, Name] | None:
    """The one Vietnamese name of each text whose last word the other has not.

    Of a person, or of a place that begins as one does: Cao Bằng.
    """
    source_names = _unkept_names(source, target)
    target_names = _unkept_names(target, source) if len(source_names) == 1 else []
    if len(target_names) != 1 or len(source_names[0]) != len(target_names[0]):
        return None
    return source_names[0], target_names[0]


def _unkept_names(text: Capitals, other_text: Capitals) -> list[Name]:
    """The Vietnamese names of a text of which another text lacks the last word."""
    return [
        tuple(name)
        for name in surnamed(text)
        if name[-1].form not in other_text.forms and are_syllables(*name)
    ]


def _single_replacement(
    lost_source_names: Sequence[Capital],
    strange_names: Sequence[Capital],
    wording: Wording,
) -> dict[Capital, Capital]:
    """The one name that is lost with the one that came in its stead, if it is so.

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
        and wording.is_unknown(name.text)
    ]
    added_word = next(iter(added_words.values()))
    return {missing[0]: added_word} if len(missing) == 1 else {}


def _strange_names(
    source: Capitals, target: Capitals, name_totals: Counter[str]
) -> list[Capital]:
    """Names of a target that are no form of a word of its source: Brexiteers.

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
def neighbours(units: Document) -> frozenset[tuple[str, str]]:
    """The forms of capitalised words that stand beside each other in the sources."""
    return frozenset(
        (word_before, word.form)
        for source in source_capitals(units)
        for word in source.words
        if (word_before := source.neighbours(word)[0]) is not None
    )


def _completes(
    word: Capital,
    source: Capitals,
    target: Capitals,
    neighbour_forms: Set[tuple[str, str]],
) -> bool:
    """Whether a name only fills out one that the source has: Kanye West for Kanye.

    `neighbour_forms`: words that stand beside each other somewhere in the document.
    Where the source has another word in that place, it may be that which is gone.
    """
    for side, form in _sides(target, word):
        pair = (word.form, form) if side else (form, word.form)
        if pair in neighbour_forms and any(
            name.form == form and source.neighbours(name)[1 - side] is None
            for name in source.words
        ):
            return True
    return False


class _Added:
    """Names of a target that its source has not, but another unit; each is taken once.

    They wait in rows, in order of place: all that are kept elsewhere, and those beside
    each other name, on either side of it.
    """

    def __init__(
        self,
        source: Capitals,
        target: Capitals,
        strange_names: Sequence[Capital],
        counts: tuple[Counter[str], Counter[str]],
        language: Language,
    ) -> None:
        """`strange_names` are these names; `count_names` of those kept, and of all in
        the sources.
        """
        self._source, (self._kept, self._known) = source, counts
        self._language = language
        self._rows: dict[tuple[int, str] | None, deque[Capital]] = defaultdict(deque)
        self._taken: set[Capital] = set()
        for token in strange_names:
            if self._kept[token.form]:
                self._rows[None].append(token)
            for side in _sides(target, token):
                self._rows[side].append(token)

    def take(self, name: Capital) -> Capital | None:
        """The first that may stand for a name.

        Both are kept elsewhere, or stand on the same side of the same third name.
        """
        keys: list[tuple[int, str] | None] = [None] if self._kept[name.form] else []
        # A word that recurs and is never kept is translated, and so is an office.
        recurs = self._known[name.form] > 1 and not self._kept[name.form]
        if not recurs and not self._is_common(name):
            keys += _sides(self._source, name)
        candidates = [token for key in keys for token in self._first(key)]
        if not candidates:
            return None
        first = min(candidates, key=lambda token: token.start)
        self._taken.add(first)
        return first

    def _is_common(self, word: Capital) -> bool:
        """Whether a capital says little: a noun of German, or an office."""
        offices = self._language.offices | self._language.deputies
        return self._language.capital_nouns or word.text.lower() in offices

    def _first(self, key: tuple[int, str] | None) -> list[Capital]:
        row = self._rows.get(key)
        while row and row[0] in self._taken:
            row.popleft()
        return [row[0]] if row else []


def _sides(text: Capitals, word: Capital) -> list[tuple[int, str]]:
    """The names beside a word, each with the side on which it stands."""
    return [
        (side, form)
        for side, form in enumerate(text.neighbours(word))
        if form is not None
    ]
