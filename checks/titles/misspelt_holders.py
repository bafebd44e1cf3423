"""A person next to an office whose name is nearly that of a known holder of it."""

from checks.engine.unit import Context
from checks.titles.contradicting_titles import is_either_prefix
from checks.titles.person_mentions import PersonMention, split_lower_words
from glossary.entries.entry import USABLE_STATUSES
from glossary.titles.office_holders import OfficeHeld
from tm.finding import Finding
from tm.text.locale import Locale

_MIN_WORD_LETTERS = 4
"""How many letters both spellings of a word have, unless the office is told exactly."""


def find_misspelt_holder(mention: PersonMention, context: Context) -> Finding | None:
    """Report a name that differs by one letter from that of a holder of the title.

    `Sekjen Tom Lam` for `To Lam`: the other words of the name are right, and the
    termbase knows a person who held the office.
    """
    office_holders = context.terms.office_holders
    if office_holders is None or office_holders.find_persons(mention.name_text):
        return None
    name_words = mention.folded_name_words
    concept_ids = {entry.id for entry in mention.concepts}
    for word_index, word in enumerate(name_words):
        for person, other_word in office_holders.find_persons_by_words_but_one(
            name_words, word_index
        ):
            if not differ_by_one_edit(word, other_word):
                continue
            is_short_word = min(len(word), len(other_word)) < _MIN_WORD_LETTERS
            preferred_names = person.list_preferred_texts(context.target_locale)
            if preferred_names and any(
                office_held.office_id in concept_ids
                or (
                    not is_short_word
                    and _has_mentioned_title(
                        office_held, mention, context.target_locale
                    )
                )
                for office_held in office_holders.find_offices(person)
            ):
                return Finding(
                    "holder",
                    mention.name_span,
                    arguments={"holder": preferred_names[0]},
                    checked_unit=mention.unit,
                )
    return None


def _has_mentioned_title(
    office_held: OfficeHeld, mention: PersonMention, locale: Locale
) -> bool:
    """Whether an office has a title that the mention begins with, or its beginning."""
    office = office_held.office
    return office is not None and any(
        is_either_prefix(mention.title_words, split_lower_words(term.text))
        for term in office.list_terms_in(locale)
        if term.status in USABLE_STATUSES
    )


def differ_by_one_edit(word: str, other_word: str) -> bool:
    """Whether one letter is missing, added or wrong, or two are swapped.

    >>> differ_by_one_edit("tom", "to"), differ_by_one_edit("luong", "loung")
    (True, True)
    >>> differ_by_one_edit("minh", "minh"), differ_by_one_edit("anh", "binh")
    (False, False)
    """
    short_word, long_word = sorted((word, other_word), key=len)
    if len(short_word) == len(long_word):
        differing_indexes = [
            letter_index
            for letter_index, (letter, other_letter) in enumerate(
                zip(word, other_word, strict=True)
            )
            if letter != other_letter
        ]
        return len(differing_indexes) == 1 or (
            len(differing_indexes) == 2
            and differing_indexes[1] == differing_indexes[0] + 1
            and word[differing_indexes[0]] == other_word[differing_indexes[1]]
            and word[differing_indexes[1]] == other_word[differing_indexes[0]]
        )
    return len(long_word) == len(short_word) + 1 and any(
        long_word[:letter_index] + long_word[letter_index + 1 :] == short_word
        for letter_index in range(len(long_word))
    )
