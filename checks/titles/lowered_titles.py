"""Titles whose rank only the target lowers: deputy, `phó`, `wakil`."""

from dataclasses import dataclass

from checks.engine.unit import Context
from checks.language_data import read_table
from checks.text.language_words import split_phrases
from checks.text.rendering_finder import RenderingFinder
from tm.finding import Span
from tm.language_data import LanguageFileKind
from tm.result_cache import lazy_constant
from tm.text.locale import Locale
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import shared_prefilter
from tm.text.word_pattern import HYPHENATED_WORD_START_PATTERN
from tm.text.words import read_lower_words

_FILE_KIND = LanguageFileKind(
    "ranks.toml",
    "titles, and words that lower their rank",
    "person.title does not see a rank that the translation adds",
    {"lower": "", "titles": "", "also": ""},
)


@dataclass(frozen=True, slots=True, eq=False)
class _RankWords:
    """The words of one language that lower the rank of a title; cached."""

    lowered_title_phrases: PhraseList
    """Titles that are lowered: `Wakil Menteri`."""
    lowering_words: frozenset[str]
    """Words that may lower the rank: `wakil`, `asisten`, `wapres`."""

    def may_be_in(self, text: str) -> bool:
        """Whether a text has a word that may lower a rank."""
        return not self.lowering_words.isdisjoint(read_lower_words(text))


def find_lowered_title(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> Span | None:
    """Find the first lowered title of a target whose source lowers no title.

    Only where words such as deputy are known in both languages. None if the source has
    any such word, even for another person.
    """
    source_rank_words, target_rank_words = map(read_rank_words, locales)
    if not source_rank_words.lowering_words or source_rank_words.may_be_in(source):
        return None
    for title_match in target_rank_words.lowered_title_phrases.find_matches(target):
        return Span(*title_match.span())
    return None


def may_name_office(lowered_title: str, source: str, context: Context) -> bool:
    """Whether a source may name the office of a lowered title, or has no known word.

    Where it names no office, the target adds the whole title: `Deputi Gubernur` for he.
    """
    office = " ".join(
        word
        for word in lowered_title.split()
        if word.lower() not in context.language.deputy_words
    )
    reversed_rendering_finder = context.cache.call(
        RenderingFinder, *context.locales[::-1]
    )
    rendered_flags = reversed_rendering_finder.flag_rendered_phrases(office, source)
    return not rendered_flags or any(rendered_flags)


@lazy_constant
def read_rank_words(locale: Locale) -> _RankWords:
    rank_table = read_table(locale.language, _FILE_KIND)
    lowered_titles = [
        f"{lowering_word} {title}"
        for lowering_word in rank_table["lower"].split()
        for title in split_phrases(rank_table["titles"])
    ]
    lowering_words = frozenset(
        (*rank_table["lower"].split(), *rank_table["also"].split())
    )
    title_phrases = PhraseList(
        shared_prefilter(locale.language),
        "lowered titles",
        lowered_titles,
        start_pattern=HYPHENATED_WORD_START_PATTERN,
    )
    return _RankWords(title_phrases, lowering_words)
