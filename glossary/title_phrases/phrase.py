"""A phrase of a title in a text: its span, categories, texts and parts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from glossary.entries.entry import ConceptEntry, Term, TermHit, TermStatus
from glossary.entries.period import get_first_day, get_last_day
from tm.text.locale import Locale
from tm.text.pattern_store import compile_pattern

_RANK_WITHOUT_RULE = 10_000
"""The rank of a phrase that no rule made, after those of all rules."""
_REPEATED_NAME_PATTERN = compile_pattern(r"\b(\w+(?: \w+){2,}) \1\b")
"""A name of a body twice, from an office that has it and from the body."""
_WORDS_THAT_MAY_BE_DOUBLED = {"Khoa"}
"""`Khoa` + `Khoa học Xã hội`: the second is half of another word."""
_MAX_ALTERNATIVES = 4
"""The most texts of a phrase in one language."""


@dataclass(frozen=True, slots=True)
class TitlePhrase:
    """A phrase that rules made of smaller ones, or a word, or a term hit."""

    start: int
    end: int
    categories: frozenset[str]
    texts_by_language: Mapping[str, tuple[str, ...]]
    """By language, the preferred one first."""
    id: str
    rank: int = -1
    """The rank of the rule; -1 for words and hits."""
    parts: tuple["TitlePhrase", ...] = ()
    hit: TermHit | None = None
    """The hit of the recogniser that the phrase is."""

    @property
    def priority(self) -> tuple[int, ...]:
        """The sort key among phrases of one span; the least is the best.

        What a rule reads by the context wins over a hit, and a hit over other rules.
        """
        if "context" in self.categories:
            # A rule says more than an entry that is read by its holder.
            own_priority = (0, self.rank if self.rank >= 0 else _RANK_WITHOUT_RULE)
        else:
            own_priority = (1, 0) if self.rank < 0 else (2, self.rank)
        return (
            *own_priority,
            *(number for part in self.parts for number in part.priority),
        )

    @property
    def concept_ids(self) -> tuple[str, ...]:
        """The ids of the entries and words that the phrase consists of."""
        if not self.parts:
            return (self.id,)
        return tuple(id for part in self.parts for id in part.concept_ids)

    @property
    def status(self) -> TermStatus:
        """The worst status of the terms in the phrase."""
        statuses = list(TermStatus)
        if self.hit is not None:
            return self.hit.term.status
        return max(
            (part.status for part in self.parts),
            key=statuses.index,
            default=TermStatus.PREFERRED,
        )

    def make_hit(self, text: str, locale: Locale) -> TermHit:
        """Make a hit of the phrase, with the hits of its parts."""
        if self.hit is not None:
            return self.hit
        surface = text[self.start : self.end]
        terms = [
            Term(
                Locale.parse(language),
                form,
                TermStatus.ADMITTED if form_index else TermStatus.PREFERRED,
                composed=True,
            )
            for language, forms in self.texts_by_language.items()
            for form_index, form in enumerate(dict.fromkeys(forms))
            if form
        ]
        concept_ids = self.concept_ids
        part_hits = tuple(part.make_hit(text, locale) for part in self.parts)
        part_entries = [part_hit.entry for part_hit in part_hits]
        entry = ConceptEntry(
            id="+".join(concept_ids),
            terms=tuple(terms),
            note=f"composed of {' and '.join(concept_ids)}" if self.parts else None,
            valid_from=max(
                (entry.valid_from for entry in part_entries if entry.valid_from),
                key=get_first_day,
                default=None,
            ),
            valid_to=min(
                (entry.valid_to for entry in part_entries if entry.valid_to),
                key=get_last_day,
                default=None,
            ),
            parts=concept_ids,
        )
        return TermHit(
            self.start,
            self.end,
            Term(locale, surface, self.status, composed=True),
            entry,
            "composed",
            parts=part_hits,
        )


def combine_texts(
    template: str, parts: Mapping[str, TitlePhrase], language: str
) -> tuple[str, ...]:
    """Fill a template with the texts of parts; empty if a part has none.

    The first text consists of the preferred ones; the others differ in one part.
    """
    part_texts_by_alias: dict[str, tuple[str, ...]] = {}
    for alias, part in parts.items():
        if "{" + alias not in template:
            continue
        part_texts = part.texts_by_language.get(language)
        if part_texts is None:
            return ()
        part_texts_by_alias[alias] = part_texts
    preferred_text_by_alias = {
        alias: texts[0] for alias, texts in part_texts_by_alias.items()
    }
    texts = [_fill_template(template, preferred_text_by_alias)]
    for alias, part_texts_of_alias in part_texts_by_alias.items():
        required_head_choices = re.findall(rf"\{{{alias}/([^/}}]*)/", template)
        texts += [
            _fill_template(template, preferred_text_by_alias | {alias: other_text})
            for other_text in part_texts_of_alias[1:]
            if other_text.startswith(tuple(required_head_choices) or "")
        ]
    if "{" in texts[0]:
        return ()  # a text of another pattern of the rule
    return tuple(dict.fromkeys(texts))[:_MAX_ALTERNATIVES]


def _fill_template(template: str, text_by_alias: Mapping[str, str]) -> str:
    filled_text = template
    for alias, text in text_by_alias.items():
        while (brace_start := filled_text.find("{" + alias + "/")) >= 0:
            brace_end = filled_text.index("}", brace_start)
            _, old_head, new_head = filled_text[brace_start + 1 : brace_end].split("/")
            part_text = new_head + text[len(old_head) :]
            filled_text = (
                filled_text[:brace_start] + part_text + filled_text[brace_end + 1 :]
            )
        filled_text = filled_text.replace("{" + alias + "}", text)
    words = filled_text.split()
    # `Ban Chấp hành Trung ương Đảng` + `Đảng Cộng sản` have one `Đảng`; `Bora Bora` is
    # one name.
    doubled_words = {
        word
        for text in text_by_alias.values()
        for word, next_word in pairwise(text.split())
        if word == next_word
    } | _WORDS_THAT_MAY_BE_DOUBLED
    distinct_words = [
        word
        for word, next_word in zip(words, [*words[1:], ""], strict=True)
        if word != next_word or word in doubled_words
    ]
    joined_text = " ".join(distinct_words).replace(" ,", ",")
    return _REPEATED_NAME_PATTERN.sub(r"\1", joined_text)
