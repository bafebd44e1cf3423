"""A chart of the title phrases of a text, built from right to left by the rules."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from glossary.forms.letters import is_word_boundary, lower_letters
from glossary.title_phrases.phrase import TitlePhrase, combine_texts
from glossary.title_phrases.phrase_rules import PhraseElement, PhraseRule, PhraseRules
from tm.text.pattern_store import compile_pattern

_SPACE_PATTERN = compile_pattern(r"[ \u00a0]+")
_WORD_PATTERN = compile_pattern(r"\w+")
_BRACKETS_PATTERN = compile_pattern(r"[ \u00a0]?\((?:disingkat )?([^()]{2,30})\)")
_UNBRACKETED_ACRONYM_PATTERN = compile_pattern(r" ([A-Z]{2,6})(?![\w-])")
_ABBREVIATION_PATTERN = compile_pattern(r"[A-Z][A-Za-z-]{1,11}")
_MAX_PHRASES_PER_START = 80
"""The most phrases with one start, so that no text takes long."""
_GENERAL_CATEGORIES = frozenset(
    (
        *("body", "organisation", "foreign", "international", "vn", "acronym"),
        *("alone", "placed", "only-id"),
    )
)
"""Categories that do not make an acronym in brackets the same thing."""
_NATIONALITY_CATEGORIES = ("vn", "foreign")
"""Categories that a phrase has from the first of its parts that has one."""


@dataclass(slots=True)
class PhraseChart:
    """All phrases of a text by start."""

    text: str
    lower_text: str
    language: str
    rules: PhraseRules
    phrases_by_start: dict[int, list[TitlePhrase]]

    @classmethod
    def build(
        cls,
        text: str,
        phrases: Iterable[TitlePhrase],
        rules: PhraseRules,
        language: str,
    ) -> "PhraseChart":
        """Build the chart over the words and hits of a text."""
        smallest_phrases_by_start: dict[int, list[TitlePhrase]] = {}
        for phrase in phrases:
            smallest_phrases_by_start.setdefault(phrase.start, []).append(phrase)
        chart = cls(text, lower_letters(text), language, rules, {})
        for start in sorted(smallest_phrases_by_start, reverse=True):
            chart._add_phrases_from(start, smallest_phrases_by_start[start])
        return chart

    def _add_phrases_from(
        self, start: int, smallest_phrases: Sequence[TitlePhrase]
    ) -> None:
        agenda: list[TitlePhrase] = []
        best_priority_by_key: dict[
            tuple[int, frozenset[str], tuple[str, ...]], tuple[int, ...]
        ] = {}
        self.phrases_by_start[start] = agenda

        def add_phrase(phrase: TitlePhrase) -> None:
            phrase_key = (
                phrase.end,
                phrase.categories,
                tuple(texts[0] for texts in phrase.texts_by_language.values()),
            )
            best_priority = best_priority_by_key.get(phrase_key)
            if best_priority is not None and best_priority <= phrase.priority:
                return
            if len(agenda) < _MAX_PHRASES_PER_START:
                best_priority_by_key[phrase_key] = phrase.priority
                agenda.append(phrase)
                bracketed_phrase = self._extend_by_brackets(phrase)
                if bracketed_phrase is not None:
                    add_phrase(bracketed_phrase)
                phrase_with_acronym = self._extend_by_acronym(phrase)
                if phrase_with_acronym is not None:
                    add_phrase(phrase_with_acronym)

        for smallest_phrase in smallest_phrases:
            add_phrase(smallest_phrase)
        agenda_index = 0
        while agenda_index < len(agenda):
            first_phrase = agenda[agenda_index]
            agenda_index += 1
            for category in sorted(first_phrase.categories):
                for rule in self.rules.list_rules_from(category):
                    if _matches_element(first_phrase, rule.elements[0]):
                        for children in self._match_elements(
                            rule.elements, 1, [first_phrase]
                        ):
                            phrase = self._make_phrase(rule, children)
                            if phrase is not None:
                                add_phrase(phrase)

    def _match_elements(
        self,
        elements: Sequence[PhraseElement],
        element_index: int,
        children: list[TitlePhrase | int],
    ) -> Iterator[list[TitlePhrase | int]]:
        """Match the remaining elements; a literal's child is its end."""
        if element_index == len(elements):
            yield children
            return
        last_child = children[-1]
        position = last_child if isinstance(last_child, int) else last_child.end
        element = elements[element_index]
        space_match = _SPACE_PATTERN.match(self.text, position)
        start = space_match.end() if space_match else position
        if element.literals:
            for literal in element.literals:
                end = start + len(literal)
                if (
                    self.lower_text.startswith(literal, start)
                    and (start > position or not literal[0].isalnum())
                    and is_word_boundary(self.text, end)
                ):
                    yield from self._match_elements(
                        elements, element_index + 1, [*children, end]
                    )
            return
        if start == position and not isinstance(last_child, int):
            return
        for phrase in self.phrases_by_start.get(start, ()):
            if _matches_element(phrase, element):
                yield from self._match_elements(
                    elements, element_index + 1, [*children, phrase]
                )

    def _make_phrase(
        self, rule: PhraseRule, children: Sequence[TitlePhrase | int]
    ) -> TitlePhrase | None:
        parts: dict[str, TitlePhrase] = {}
        end = 0
        for element, child in zip(rule.elements, children, strict=True):
            if element.is_lookahead:
                continue
            end = child if isinstance(child, int) else child.end
            if isinstance(child, TitlePhrase):
                parts[element.alias] = child
        for alias, (language, head) in rule.required_head_by_alias.items():
            part_texts = parts[alias].texts_by_language.get(language, ("",))
            if not part_texts[0].startswith(head):
                return None
        texts_by_language = {
            language: texts
            for language, template in rule.templates_by_language.items()
            if (texts := combine_texts(template, parts, language))
        }
        if len(texts_by_language) < 2:
            return None
        first_part = next(iter(parts.values()))
        inherited_categories: set[str] = set()
        if not rule.categories.intersection(_NATIONALITY_CATEGORIES):
            inherited_categories = next(
                (
                    {*part.categories.intersection(_NATIONALITY_CATEGORIES)}
                    for part in parts.values()
                    if part.categories.intersection(_NATIONALITY_CATEGORIES)
                ),
                set(),
            )
        if any("context" in part.categories for part in parts.values()):
            inherited_categories.add("context")
        return TitlePhrase(
            first_part.start,
            end,
            rule.categories | inherited_categories,
            texts_by_language,
            rule.name,
            rule.rank,
            tuple(parts.values()),
        )

    def _extend_by_brackets(self, phrase: TitlePhrase) -> TitlePhrase | None:
        """Extend a phrase by the acronym in brackets that belongs to it."""
        brackets_match = _BRACKETS_PATTERN.match(self.text, phrase.end)
        if brackets_match is None:
            return None
        acronym = brackets_match[1]
        inner_phrases = self.phrases_by_start.get(brackets_match.start(1), ())
        place_phrase = next(
            (
                inner_phrase
                for inner_phrase in inner_phrases
                if inner_phrase.end == brackets_match.end(1)
                and "place" in inner_phrase.categories
            ),
            None,
        )
        if place_phrase is not None and "body" in phrase.categories:
            if any(place_phrase.id in part.concept_ids for part in phrase.parts):
                return replace(phrase, end=brackets_match.end(), hit=None)
            return replace(
                phrase,
                end=brackets_match.end(),
                texts_by_language={
                    language: tuple(f"{text} ({place_texts[0]})" for text in texts)
                    for language, texts in phrase.texts_by_language.items()
                    if (place_texts := place_phrase.texts_by_language.get(language))
                },
                hit=None,
                parts=(*(phrase.parts or (phrase,)), place_phrase),
            )
        is_same_thing = any(
            inner_phrase.end == brackets_match.end(1)
            and (
                inner_phrase.id == phrase.id
                or (inner_phrase.categories & phrase.categories) - _GENERAL_CATEGORIES
            )
            for inner_phrase in inner_phrases
        )
        surface = self.text[phrase.start : phrase.end]
        is_acronym = acronym.isupper() and acronym.replace(" ", "").isalpha()
        is_acronym_of_phrase = phrase.rank >= 0 or _is_acronym_of(acronym, surface)
        if (
            not is_same_thing
            and not (is_acronym and is_acronym_of_phrase)
            and not _abbreviates(acronym, surface)
        ):
            return None
        texts_by_language = phrase.texts_by_language
        if acronym.isupper() and not _is_acronym_of(acronym, surface):
            texts_by_language = _add_acronym(texts_by_language, acronym)
        return replace(
            phrase,
            end=brackets_match.end(),
            texts_by_language=texts_by_language,
            hit=None,
            parts=phrase.parts or (phrase,),
        )

    def _extend_by_acronym(self, phrase: TitlePhrase) -> TitlePhrase | None:
        """Extend a phrase by its initials without brackets: `Bank Indonesia BI`."""
        acronym_match = _UNBRACKETED_ACRONYM_PATTERN.match(self.text, phrase.end)
        if acronym_match is None:
            return None
        surface = self.text[phrase.start : phrase.end]
        initials = "".join(word[0] for word in surface.split() if word[0].isupper())
        if acronym_match[1] != initials:
            return None
        return replace(
            phrase,
            end=acronym_match.end(),
            hit=None,
            parts=phrase.parts or (phrase,),
        )


def _matches_element(phrase: TitlePhrase, element: PhraseElement) -> bool:
    """Whether a phrase has the categories that an element of a rule requires."""
    return (
        element.categories <= phrase.categories
        and not element.excluded_categories & phrase.categories
    )


def _is_acronym_of(acronym: str, surface: str) -> bool:
    """Whether an acronym consists of initials of a phrase; translations leave it out.

    >>> _is_acronym_of("PKV", "Partai Komunis Vietnam")
    True
    >>> _is_acronym_of("BWF", "Federasi Bulu Tangkis Dunia")
    False
    """
    initials = [word[0] for word in surface.split() if word[0].isupper()]
    return "".join(initials).endswith(acronym) or " " in acronym


def _abbreviates(short_form: str, surface: str) -> bool:
    """Whether the letters of a short form are some of a surface, in order.

    >>> _abbreviates("Sesjen", "Sekretaris Jenderal")
    True
    >>> _abbreviates("Dirut", "Direktur Utama"), _abbreviates("Kim", "Perdana Menteri")
    (True, False)
    """
    if not _ABBREVIATION_PATTERN.fullmatch(short_form) or " " not in surface:
        return False
    letters = iter(surface.lower())
    is_in_order = all(letter in letters for letter in short_form.lower())
    return is_in_order and short_form[0].lower() == surface[0].lower()


def _add_acronym(
    texts_by_language: Mapping[str, tuple[str, ...]], acronym: str
) -> dict[str, tuple[str, ...]]:
    return {
        language: tuple(
            text if acronym in _WORD_PATTERN.findall(text) else f"{text} ({acronym})"
            for text in texts
        )
        for language, texts in texts_by_language.items()
    }
