"""The check of who does something to whom: Thailand accuses Cambodia, or reversed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from checks.engine.check import Level, check
from checks.engine.prefilter_conditions import SOURCE, TARGET, unit_meets
from checks.engine.unit import Context, Unit
from checks.language_data import read_table
from checks.text.capitalised_words import (
    build_pattern_between_capitals,
    cached_capitalised_words,
)
from checks.text.language_words import split_phrases
from checks.text.span_set import SpanSet
from checks.text.territory_names import list_named_territories
from tm.finding import Finding, Severity, Span
from tm.language_data import LanguageFileKind
from tm.result_cache import ResultCache, lazy_constant
from tm.text.locale import Locale
from tm.text.phrases.phrase_groups import PhraseGroups
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import shared_prefilter
from tm.text.word_pattern import WORD_PATTERN
from tm.text.words import read_lower_words

_FILE_KIND = LanguageFileKind(
    "roles.toml",
    "verbs between two names, and words of the passive",
    "sense.roles is silent",
    {"passive": "", "verbs": {}},
)

_MAX_WORDS_BEFORE_VERB = 3
"""How many words may stand between the first name and the verb: `hôm qua đã`."""
_MAX_WORDS_AFTER_VERB = 2
"""How many words may stand between the verb and the second name: `đội tuyển`."""
_CLAUSE_SEPARATORS = frozenset('.;:!?()"“”\n')
"""Punctuation that separates a verb from its subject and object."""
_BETWEEN_NAMES_PATTERN = build_pattern_between_capitals("".join(_CLAUSE_SEPARATORS))
_ACTION_BY_CONVERSE_ACTION = {"lose": "beat"}
"""Actions with subject and object reversed: to lose is to be beaten."""

_SpanByRoles = Mapping[tuple[str, str, str], Span]
"""By action, subject and object, the span where the text first has them."""


@dataclass(frozen=True, slots=True, eq=False)
class _ActionVerbs:
    """The verbs of one language that may stand between two names; cached."""

    action_by_verb: Mapping[tuple[str, ...], str]
    """By the words of a verb in lower case, its action."""
    first_words: frozenset[str]
    """The first word of each verb."""
    max_verb_word_count: int
    """How many words the longest verb has."""
    passive_words: frozenset[str]
    """Words that make a verb passive: `bị`, `oleh`, `by`."""
    action_phrases: PhraseGroups[str]
    """By action, its verbs and those of its converse."""

    def may_be_in(self, text: str) -> bool:
        """Whether a verb stands between two capitalised words, and near the first."""
        for text_between in _BETWEEN_NAMES_PATTERN.findall(text):
            words = WORD_PATTERN.findall(text_between.lower())
            for first_word_index in range(min(_MAX_WORDS_BEFORE_VERB + 1, len(words))):
                if words[first_word_index] not in self.first_words:
                    continue
                for end_word_index in range(
                    first_word_index + 1,
                    first_word_index + self.max_verb_word_count + 1,
                ):
                    if (
                        tuple(words[first_word_index:end_word_index])
                        in self.action_by_verb
                    ):
                        return True
        return False

    def find_action(self, words: Sequence[str]) -> str | None:
        """Find the action that the words between two names express."""
        if (
            len(words)
            > _MAX_WORDS_BEFORE_VERB + self.max_verb_word_count + _MAX_WORDS_AFTER_VERB
        ):
            return None
        if not self.passive_words.isdisjoint(words):
            return None
        for first_word_index in range(min(_MAX_WORDS_BEFORE_VERB + 1, len(words))):
            first_end_index = max(
                first_word_index + 1, len(words) - _MAX_WORDS_AFTER_VERB
            )
            for end_word_index in range(len(words), first_end_index - 1, -1):
                action = self.action_by_verb.get(
                    tuple(words[first_word_index:end_word_index])
                )
                if action is not None:
                    return action
        return None


def _read_action_phrases(locale: Locale) -> PhraseGroups[str]:
    return _read_action_verbs(locale).action_phrases


def _may_share_action(unit: Unit, context: Context) -> bool:
    """Whether both texts may have a verb for the same action."""
    source_action_phrases, target_action_phrases = map(
        _read_action_phrases, context.locales
    )
    possible_actions = target_action_phrases.find_possible_groups(unit.target)
    return not possible_actions.isdisjoint(
        source_action_phrases.find_possible_groups(unit.source_text)
    )


@check(
    "sense.roles",
    level=Level.BOTH,
    severity=Severity.WARNING,
    prefilter=SOURCE.has(_read_action_phrases)
    & TARGET.has(_read_action_phrases)
    & unit_meets(_may_share_action),
)
def find_reversed_roles(unit: Unit, context: Context) -> Iterator[Finding]:
    """Who acts on whom is reversed: “B accuses A” instead of “A accuses B”.

    The check compares two names, countries or the like that both texts write alike,
    with only a verb and a few words between them in both texts: beat, accuse, attack,
    support … Passives and names in any other position are ignored.
    """
    source_verbs, target_verbs = map(_read_action_verbs, context.locales)
    source, target = unit.source_text, unit.target
    if not _may_share_action(unit, context):
        return
    # Tested first, since few texts have such a verb.
    if not (target_verbs.may_be_in(target) and source_verbs.may_be_in(source)):
        return
    target_span_by_roles = _find_role_spans(
        target, context.locales[1], target_verbs, context.cache
    )
    source_span_by_roles = (
        _find_role_spans(source, context.locales[0], source_verbs, context.cache)
        if target_span_by_roles
        else {}
    )
    for (action, first_name, second_name), target_span in target_span_by_roles.items():
        source_span = source_span_by_roles.get((action, second_name, first_name))
        if source_span is None:
            continue
        if (action, first_name, second_name) in source_span_by_roles or (
            action,
            second_name,
            first_name,
        ) in target_span_by_roles:
            continue
        yield Finding(
            "reversed", target_span, source_span, {"source": source_span.of(source)}
        )


def find_subjects_and_objects(
    text: str, locale: Locale, cache: ResultCache
) -> list[tuple[Span, Span]]:
    """Find pairs of names of which the first does something to the second.

    >>> cache = ResultCache()
    >>> text = "Italia mengalahkan Jepang."
    >>> ((subject, object_span),) = find_subjects_and_objects(text, Locale("id"), cache)
    >>> subject.of(text), object_span.of(text)
    ('Italia', 'Jepang')
    """
    actions_with_spans = _find_actions(text, locale, _read_action_verbs(locale), cache)
    return [
        (subject_span, object_span)
        for _, subject_span, object_span in actions_with_spans
    ]


def _find_role_spans(
    text: str, locale: Locale, verbs: _ActionVerbs, cache: ResultCache
) -> _SpanByRoles:
    span_by_roles: dict[tuple[str, str, str], Span] = {}
    for action_with_names, subject_span, object_span in _find_actions(
        text, locale, verbs, cache
    ):
        span_by_roles.setdefault(
            action_with_names, Span(subject_span.start, object_span.end)
        )
    return span_by_roles


def _find_actions(
    text: str, locale: Locale, verbs: _ActionVerbs, cache: ResultCache
) -> Iterator[tuple[tuple[str, str, str], Span, Span]]:
    """Find each action with its subject and object, and the spans of both names."""
    for (first_name, first_span), (second_name, second_span) in pairwise(
        _find_names(text, locale, cache)
    ):
        if first_name == second_name or not _CLAUSE_SEPARATORS.isdisjoint(
            text[first_span.end : second_span.start]
        ):
            continue
        action = verbs.find_action(
            read_lower_words(text[first_span.end : second_span.start])
        )
        if action in _ACTION_BY_CONVERSE_ACTION:
            yield (
                (_ACTION_BY_CONVERSE_ACTION[action], second_name, first_name),
                first_span,
                second_span,
            )
        elif action is not None:
            yield (action, first_name, second_name), first_span, second_span


def _find_names(
    text: str, locale: Locale, cache: ResultCache
) -> list[tuple[str, Span]]:
    """Find the names of a text in order: countries by code, others by their words.

    Adjacent capitalised words are one name.
    """
    country_codes_with_spans = list_named_territories(text, locale, cache)
    country_spans = SpanSet(text, (span for _, span in country_codes_with_spans))
    capitalised_names_with_spans: list[tuple[str, Span]] = []
    for word in cached_capitalised_words(text, cache).words:
        if country_codes_with_spans and country_spans.overlaps(word.span):
            continue
        if (
            word.follows_capital
            and capitalised_names_with_spans
            and word.start - capitalised_names_with_spans[-1][1].end == 1
        ):
            name, span = capitalised_names_with_spans.pop()
            capitalised_names_with_spans.append(
                (f"{name} {word.form}", Span(span.start, word.end))
            )
        else:
            capitalised_names_with_spans.append((word.form, word.span))
    return sorted(
        [*country_codes_with_spans, *capitalised_names_with_spans],
        key=lambda name_and_span: name_and_span[1].start,
    )


@lazy_constant
def _read_action_verbs(locale: Locale) -> _ActionVerbs:
    """Read the action verbs of a language; empty without data."""
    role_table, phrase_prefilter = (
        read_table(locale.language, _FILE_KIND),
        shared_prefilter(locale.language),
    )
    phrases_by_action = {
        action: split_phrases(phrase_list_text)
        for action, phrase_list_text in role_table["verbs"].items()
    }
    action_by_verb = {
        tuple(read_lower_words(verb)): action
        for action, verb_phrases in phrases_by_action.items()
        for verb in verb_phrases
    }
    phrases_by_directed_action: dict[str, list[str]] = {}
    for action, verb_phrases in phrases_by_action.items():
        phrases_by_directed_action.setdefault(
            _ACTION_BY_CONVERSE_ACTION.get(action, action), []
        ).extend(verb_phrases)
    phrase_list_by_action = {
        action: PhraseList(phrase_prefilter, f"action {action}", verb_phrases)
        for action, verb_phrases in phrases_by_directed_action.items()
    }
    return _ActionVerbs(
        action_by_verb,
        frozenset(verb[0] for verb in action_by_verb),
        max(map(len, action_by_verb), default=0),
        frozenset(role_table["passive"].split()),
        PhraseGroups(phrase_prefilter, phrase_list_by_action),
    )
