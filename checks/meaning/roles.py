"""The check of who does something to whom: Thailand accuses Cambodia, or reversed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from checks.engine.check import Level, check
from checks.engine.condition import SOURCE, TARGET, where
from checks.engine.unit import Context, Unit
from checks.language_data import read_table
from checks.text.capitals import between_capitals, capitals
from checks.text.countries import named_in
from checks.text.language import phrases
from checks.text.span_set import Cover
from tm.finding import Finding, Severity, Span
from tm.text.locale import Locale
from tm.text.phrases.phrase_groups import PhraseGroups
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import prefilter
from tm.text.words import WORD, read_lower_words

_BEFORE = 3
"""Words that may stand between the first name and the verb: `hôm qua đã`."""
_AFTER = 2
"""Words that may stand between the verb and the second name: `đội tuyển`."""
_APART = frozenset('.;:!?()"“”\n')
"""Marks over which no verb reaches."""
_BETWEEN = between_capitals("".join(_APART))
_CONVERSE = {"lose": "beat"}
"""What is said of the two the other way round: who loses to one is beaten by him."""

_Roles = Mapping[tuple[str, str, str], Span]
"""By deed, who does it and to whom, where the text first says so."""


@dataclass(frozen=True, slots=True, eq=False)
class _Deeds:
    """The verbs of one language that stand between two names; one value a language."""

    verbs: Mapping[tuple[str, ...], str]
    """By the words of a verb in small letters, what it says."""
    firsts: frozenset[str]
    """The first word of each verb."""
    longest: int
    """Words of the longest verb."""
    passive: frozenset[str]
    """Words that turn a verb round: `bị`, `oleh`, `by`."""
    possible: PhraseGroups[str]
    """By deed, its verbs; of what is said the other way round those of the converse."""

    def may_be_in(self, text: str) -> bool:
        """Whether a verb stands between two capitalised words, and near the first."""
        for between in _BETWEEN.findall(text):
            words = WORD.findall(between.lower())
            for start in range(min(_BEFORE + 1, len(words))):
                if words[start] not in self.firsts:
                    continue
                for end in range(start + 1, start + self.longest + 1):
                    if tuple(words[start:end]) in self.verbs:
                        return True
        return False

    def said(self, words: Sequence[str]) -> str | None:
        """What the words between two names say that the first does to the second."""
        if len(words) > _BEFORE + self.longest + _AFTER:
            return None
        if not self.passive.isdisjoint(words):
            return None
        for start in range(min(_BEFORE + 1, len(words))):
            first_end = max(start + 1, len(words) - _AFTER)
            for end in range(len(words), first_end - 1, -1):
                deed = self.verbs.get(tuple(words[start:end]))
                if deed is not None:
                    return deed
        return None


def _possible_deeds(locale: Locale) -> PhraseGroups[str]:
    return _deeds(locale).possible


def _share_a_deed(unit: Unit, context: Context) -> bool:
    """Whether both texts may have a verb for one deed."""
    theirs, ours = map(_possible_deeds, context.locales)
    deeds = ours.possible_in(unit.target)
    return not deeds.isdisjoint(theirs.possible_in(unit.source_text))


@check(
    "sense.roles",
    level=Level.BOTH,
    severity=Severity.WARNING,
    prefilter=SOURCE.has(_possible_deeds)
    & TARGET.has(_possible_deeds)
    & where(_share_a_deed),
)
def turned_roles(unit: Unit, context: Context) -> Iterator[Finding]:
    """Who acts on whom is reversed: “B accuses A” instead of “A accuses B”.

    Compared are two names, countries or the like that both texts write alike, with
    only a verb and a few words between them in both texts: beat, accuse, attack,
    support … Passives and names in any other position are ignored.
    """
    theirs, ours = map(_deeds, context.locales)
    source, target = unit.source_text, unit.target
    if not _share_a_deed(unit, context):
        return
    # Names are read where there is a verb for them, which few texts have.
    if not (ours.may_be_in(target) and theirs.may_be_in(source)):
        return
    said = _roles(target, context.locales[1], ours)
    meant = _roles(source, context.locales[0], theirs) if said else {}
    for (deed, first, second), span in said.items():
        turned = meant.get((deed, second, first))
        if turned is None:
            continue
        if (deed, first, second) in meant or (deed, second, first) in said:
            continue
        yield Finding("reversed", span, turned, {"source": turned.of(source)})


def turning_names(text: str, locale: Locale) -> list[tuple[Span, Span]]:
    """Each pair of names of which the first does something to the second.

    >>> text = "Italia mengalahkan Jepang."
    >>> [(a.of(text), b.of(text)) for a, b in turning_names(text, Locale("id"))]
    [('Italia', 'Jepang')]
    """
    said = _deeds_in(text, locale, _deeds(locale))
    return [(before, after) for _, before, after in said]


def _roles(text: str, locale: Locale, deeds: _Deeds) -> _Roles:
    found: dict[tuple[str, str, str], Span] = {}
    for deed, before, after in _deeds_in(text, locale, deeds):
        found.setdefault(deed, Span(before.start, after.end))
    return found


def _deeds_in(
    text: str, locale: Locale, deeds: _Deeds
) -> Iterator[tuple[tuple[str, str, str], Span, Span]]:
    """What is done, by whom and to whom, and the places of the two names."""
    for (first, before), (second, after) in pairwise(_names(text, locale)):
        if first == second or not _APART.isdisjoint(text[before.end : after.start]):
            continue
        deed = deeds.said(read_lower_words(text[before.end : after.start]))
        if deed in _CONVERSE:
            yield (_CONVERSE[deed], second, first), before, after
        elif deed is not None:
            yield (deed, first, second), before, after


def _names(text: str, locale: Locale) -> list[tuple[str, Span]]:
    """The names of a text in order of place: countries by code, others by their words.

    Words that are written with a capital one after the other are one name.
    """
    found = named_in(text, locale)
    taken = Cover(text, (span for _, span in found))
    runs: list[tuple[str, Span]] = []
    for word in capitals(text).words:
        if found and taken.touches(word.span):
            continue
        if word.joined and runs and word.start - runs[-1][1].end == 1:
            form, span = runs.pop()
            runs.append((f"{form} {word.form}", Span(span.start, word.end)))
        else:
            runs.append((word.form, word.span))
    return sorted([*found, *runs], key=lambda named: named[1].start)


@lru_cache(maxsize=64)
def _deeds(locale: Locale) -> _Deeds:
    """What is known of a language; without data, nothing."""
    data, words = read_table(locale.language, "roles.toml"), prefilter(locale.language)
    listed = {deed: phrases(listing) for deed, listing in data["verbs"].items()}
    verbs = {
        tuple(read_lower_words(verb)): deed
        for deed, every in listed.items()
        for verb in every
    }
    alike: dict[str, list[str]] = {}
    for deed, every in listed.items():
        alike.setdefault(_CONVERSE.get(deed, deed), []).extend(every)
    possible = {
        deed: PhraseList(words, f"deed {deed}", every) for deed, every in alike.items()
    }
    return _Deeds(
        verbs,
        frozenset(verb[0] for verb in verbs),
        max(map(len, verbs), default=0),
        frozenset(data["passive"].split()),
        PhraseGroups(locale.language, possible),
    )
