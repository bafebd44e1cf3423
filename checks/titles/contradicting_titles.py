"""Comparison of two titles of one person by rank and office."""

from checks.text.language_words import Language

TitleWords = tuple[str, ...]
"""The words of a title in lower case."""


def is_either_prefix(title: TitleWords, other_title: TitleWords) -> bool:
    """Whether one of two titles begins with the other."""
    common_word_count = min(len(title), len(other_title))
    return title[:common_word_count] == other_title[:common_word_count]


def are_contradictory(
    first_title: TitleWords, second_title: TitleWords, language: Language
) -> bool:
    """Whether a person cannot have both titles at the same time.

    One has a lower rank than the other, or they are one office of two fields.
    """
    (first_rank_word_count, first_office), (second_rank_word_count, second_office) = (
        _split_rank(title, language) for title in (first_title, second_title)
    )
    if first_rank_word_count != second_rank_word_count:
        return bool(first_office and second_office) and _is_same_office(
            first_office, second_office, language
        )
    return (
        not is_either_prefix(first_office, second_office)
        and not language.puts_offices_last
        and first_office[:1] == second_office[:1]
        and not language.exclusive_office_words.isdisjoint(first_office[:1])
    )


def contradicts_office(
    title: TitleWords, office_title: TitleWords, day: str | None, language: Language
) -> bool:
    """Whether a title on a day contradicts that of an office which a person holds.

    Without a day the person may have been the deputy before.
    """
    title_rank_word_count, office_rank_word_count = (
        _split_rank(words, language)[0] for words in (title, office_title)
    )
    return are_contradictory(title, office_title, language) and (
        bool(day) or title_rank_word_count <= office_rank_word_count
    )


def _split_rank(title: TitleWords, language: Language) -> tuple[int, TitleWords]:
    """Split a title into the count of its rank words (deputy) and the office."""
    rank_word_count = 0
    while (
        rank_word_count < len(title) and title[rank_word_count] in language.deputy_words
    ):
        rank_word_count += 1
    return rank_word_count, title[rank_word_count:]


def _is_same_office(
    title: TitleWords, other_title: TitleWords, language: Language
) -> bool:
    """Whether two titles without rank words name the same office."""
    if is_either_prefix(title, other_title):
        return True
    if not language.puts_offices_last:
        return False
    common_word_count = min(len(title), len(other_title))
    return title[-common_word_count:] == other_title[-common_word_count:]
