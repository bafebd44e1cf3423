"""The check of who does something to whom: Thailand accuses Cambodia, or reversed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from checks.engine.check import Level, check
from checks.engine.condition import SOURCE, TARGET, unit_meets
from checks.engine.unit import Context, Unit
from checks.language_data import read_table
from checks.text.capitals import cached_capitals, pattern_between_capitals
from checks.text.countries import named_territories
from checks.text.language import phrases
from checks.text.span_set import SpanSet
from tm.finding import Finding, Severity, Span
from tm.text.locale import Locale
from tm.text.phrases.phrase_groups import PhraseGroups
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import prefilter
from tm.text.words import WORD, read_lower_words

_WORDS_BEFORE_VERB = 3
"""Words that may stand between the first name and the verb: `hôm qua đã`."""
_WORDS_AFTER_VERB = 2
"""Words that may stand between the verb and the second name: `đội tuyển`."""
_SEPARATORS = frozenset('.;:!?()"“”\n')
"""Marks over which no verb reaches."""
_BETWEEN_NAMES = pattern_between_capitals("".join(_SEPARATORS))
_CONVERSE = {"lose": "beat"}
"""What is said of the two the other way round: who loses to one is beaten by him."""

_Roles = Mapping[tuple[str, str, str], Span]
"""By deed, who does it and to whom, where the text first says so."""


@dataclass(frozen=True, slots=True, eq=False)
class _ActionVerbs:
    """The verbs of one language that stand between two names; one value a language."""

    verbs: Mapping[tuple[str, ...], str]
    """By the words of a verb in small letters, what it says."""
    first_words: frozenset[str]
    """The first word of each verb."""
    most_words: int
    """Words of the longest verb."""
    passive: frozenset[str]
    """Words that turn a verb round: `bị`, `oleh`, `by`."""
    possible: PhraseGroups[str]
    """By deed, its verbs; of what is said the other way round those of the converse."""

    def may_be_in(self, text: str) -> bool:
        """Whether a verb stands between two capitalised words, and near the first."""
        for between in _BETWEEN_NAMES.findall(text):
            words = WORD.findall(between.lower())
            for start in range(min(_WORDS_BEFORE_VERB + 1, len(words))):
                if words[start] not in self.first_words:
                    continue
                for end in range(start + 1, start + self.most_words + 1):
                    if tuple(words[start:end]) in self.verbs:
                        return True
        return False

    def action_of(self, words: Sequence[str]) -> str | None:
        """What the words between two names say that the first does to the second."""
        if len(words) > _WORDS_BEFORE_VERB + self.most_words + _WORDS_AFTER_VERB:
            return None
        if not self.passive.isdisjoint(words):
            return None
        for start in range(min(_WORDS_BEFORE_VERB + 1, len(words))):
            first_end = max(start + 1, len(words) - _WORDS_AFTER_VERB)
            for end in range(len(words), first_end - 1, -1):
                action = self.verbs.get(tuple(words[start:end]))
                if action is not None:
                    return action
        return None


def _possible_actions(locale: Locale) -> PhraseGroups[str]:
    return _read_action_verbs(locale).possible


def _may_share_action(unit: Unit, context: Context) -> bool:
    """Whether both texts may have a verb for one deed."""
    source_actions, target_actions = map(_possible_actions, context.locales)
    actions = target_actions.possible_in(unit.target)
    return not actions.isdisjoint(source_actions.possible_in(unit.source_text))


@check(
    "sense.roles",
    level=Level.BOTH,
    severity=Severity.WARNING,
    prefilter=SOURCE.has(_possible_actions)
    & TARGET.has(_possible_actions)
    & unit_meets(_may_share_action),
)
def reversed_roles(unit: Unit, context: Context) -> Iterator[Finding]:
    """Who acts on whom is reversed: “B accuses A” instead of “A accuses B”.

    Compared are two names, countries or the like that both texts write alike, with
    only a verb and a few words between them in both texts: beat, accuse, attack,
    support … Passives and names in any other position are ignored.
    """
    source_verbs, target_verbs = map(_read_action_verbs, context.locales)
    source, target = unit.source_text, unit.target
    if not _may_share_action(unit, context):
        return
    # Names are read where there is a verb for them, which few texts have.
    if not (target_verbs.may_be_in(target) and source_verbs.may_be_in(source)):
        return
    target_roles = _role_spans(target, context.locales[1], target_verbs)
    source_roles = (
        _role_spans(source, context.locales[0], source_verbs) if target_roles else {}
    )
    for (action, first, second), span in target_roles.items():
        source_span = source_roles.get((action, second, first))
        if source_span is None:
            continue
        if (action, first, second) in source_roles or (
            action,
            second,
            first,
        ) in target_roles:
            continue
        yield Finding("reversed", span, source_span, {"source": source_span.of(source)})


def subject_object_names(text: str, locale: Locale) -> list[tuple[Span, Span]]:
    """Each pair of names of which the first does something to the second.

    >>> text = "Italia mengalahkan Jepang."
    >>> [(a.of(text), b.of(text)) for a, b in subject_object_names(text, Locale("id"))]
    [('Italia', 'Jepang')]
    """
    actions = _actions_in(text, locale, _read_action_verbs(locale))
    return [(subject, object_span) for _, subject, object_span in actions]


def _role_spans(text: str, locale: Locale, verbs: _ActionVerbs) -> _Roles:
    spans: dict[tuple[str, str, str], Span] = {}
    for role, subject, object_span in _actions_in(text, locale, verbs):
        spans.setdefault(role, Span(subject.start, object_span.end))
    return spans


def _actions_in(
    text: str, locale: Locale, verbs: _ActionVerbs
) -> Iterator[tuple[tuple[str, str, str], Span, Span]]:
    """What is done, by whom and to whom, and the places of the two names."""
    for (first, first_span), (second, second_span) in pairwise(_names(text, locale)):
        if first == second or not _SEPARATORS.isdisjoint(
            text[first_span.end : second_span.start]
        ):
            continue
        action = verbs.action_of(
            read_lower_words(text[first_span.end : second_span.start])
        )
        if action in _CONVERSE:
            yield (_CONVERSE[action], second, first), first_span, second_span
        elif action is not None:
            yield (action, first, second), first_span, second_span


def _names(text: str, locale: Locale) -> list[tuple[str, Span]]:
    """The names of a text in order of place: countries by code, others by their words.

    Words that are written with a capital one after the other are one name.
    """
    country_names = named_territories(text, locale)
    covered = SpanSet(text, (span for _, span in country_names))
    capitalised_names: list[tuple[str, Span]] = []
    for word in cached_capitals(text).words:
        if country_names and covered.touches(word.span):
            continue
        if (
            word.follows_capital
            and capitalised_names
            and word.start - capitalised_names[-1][1].end == 1
        ):
            form, span = capitalised_names.pop()
            capitalised_names.append(
                (f"{form} {word.form}", Span(span.start, word.end))
            )
        else:
            capitalised_names.append((word.form, word.span))
    return sorted(
        [*country_names, *capitalised_names], key=lambda named: named[1].start
    )


@lru_cache(maxsize=64)
def _read_action_verbs(locale: Locale) -> _ActionVerbs:
    """What is known of a language; without data, nothing."""
    data, phrase_prefilter = (
        read_table(locale.language, "roles.toml"),
        prefilter(locale.language),
    )
    phrases_by_action = {
        action: phrases(listing) for action, listing in data["verbs"].items()
    }
    verbs = {
        tuple(read_lower_words(verb)): action
        for action, verb_phrases in phrases_by_action.items()
        for verb in verb_phrases
    }
    phrases_by_event: dict[str, list[str]] = {}
    for action, verb_phrases in phrases_by_action.items():
        phrases_by_event.setdefault(_CONVERSE.get(action, action), []).extend(
            verb_phrases
        )
    possible = {
        action: PhraseList(phrase_prefilter, f"deed {action}", verb_phrases)
        for action, verb_phrases in phrases_by_event.items()
    }
    return _ActionVerbs(
        verbs,
        frozenset(verb[0] for verb in verbs),
        max(map(len, verbs), default=0),
        frozenset(data["passive"].split()),
        PhraseGroups(locale.language, possible),
    )
