"""Looking terms up as a translator types them: parts, no marks, a slip of the keys."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from glossary.entry import ConceptEntry, Term, TermStatus
from tm.match.similarity import text_similarity
from tm.text.locale import Locale
from tm.text.normal import folded, match_form

_FUZZY_RATE = 75
_WORD_RATE = 60
"""What each word must reach, or short words make everything alike."""
_STATUS_RANK = {status: rank for rank, status in enumerate(TermStatus)}


class SearchMatch(StrEnum):
    """How what was typed compares with a term, the best first."""

    EXACT = "exact"
    PREFIX = "prefix"
    FOLDED = "folded"
    """Equal, a beginning or words inside, once marks are taken off."""
    ACRONYM = "acronym"
    """The first letters of the term's words."""
    FUZZY = "fuzzy"


@dataclass(frozen=True, slots=True)
class SearchHit:
    """An entry found, and the term it was found by."""

    entry: ConceptEntry
    term: Term
    match: SearchMatch


def search(
    entries: Iterable[ConceptEntry],
    text: str,
    locale: Locale,
    *,
    limit: int | None = None,
) -> list[SearchHit]:
    """Entries with a term in a locale like the text, the best first.

    Each entry comes once, by the term that is nearest. Equally good ones come with
    preferred terms first, then the shorter term, then by id.
    """
    query = _Query.of(text, locale)
    if not query.folded:
        return []
    found = []
    for entry in entries:
        ranked = [
            (rank, term)
            for term in entry.in_locale(locale)
            if (rank := query.rank(term)) is not None
        ]
        if ranked:
            rank, term = min(ranked, key=lambda pair: pair[0])
            hit = SearchHit(entry, term, _MATCHES[rank[0]])
            found.append((rank, entry.id, hit))
    found.sort(key=lambda item: item[:2])
    return [hit for _, _, hit in found[:limit]]


_MATCHES = list(SearchMatch)
_Rank = tuple[int, int, int, int]
"""Kind of match, how near, status of the term, its length: the least is the best."""


@dataclass(frozen=True, slots=True)
class _Query:
    locale: Locale
    form: str
    folded: str

    @classmethod
    def of(cls, text: str, locale: Locale) -> "_Query":
        plain = " ".join(text.split())
        form = match_form(plain, vietnamese=locale.language == "vi")
        return cls(locale, form, folded(plain))

    def rank(self, term: Term) -> _Rank | None:
        form = match_form(term.text, vietnamese=self.locale.language == "vi")
        near = self._near(form, folded(term.text))
        if near is None:
            return None
        match, distance = near
        status = _STATUS_RANK[term.status] + term.forbidden
        return _MATCHES.index(match), distance, status, len(term.text)

    def _near(self, form: str, bare: str) -> tuple[SearchMatch, int] | None:
        if form == self.form:
            return SearchMatch.EXACT, 0
        if form.startswith(self.form):
            return SearchMatch.PREFIX, 0
        place = _word_inside(self.folded, bare)
        if place is not None:
            return SearchMatch.FOLDED, 0 if bare == self.folded else 1 + (place > 0)
        if len(self.folded) > 1 and _initials(bare) == self.folded:
            return SearchMatch.ACRONYM, 0
        rate = _likeness(self.folded, bare)
        if rate >= _FUZZY_RATE:
            return SearchMatch.FUZZY, round(100 - rate)
        return None


def _word_inside(query: str, text: str) -> int | None:
    """Where the query stands in the text from the start of a word on."""
    place = text.find(query)
    while place >= 0:
        if place == 0 or not text[place - 1].isalnum():
            return place
        place = text.find(query, place + 1)
    return None


def _likeness(query: str, text: str) -> float:
    """How like the query the text, or a stretch of as many words, is: 0 to 100."""
    best = text_similarity(query, text)
    words, wanted = text.split(), query.split()
    if len(words) == len(wanted):
        return best
    for start in range(len(words) - len(wanted) + 1):
        part = words[start : start + len(wanted)]
        pairs = zip(wanted, part, strict=True)
        if all(text_similarity(*pair) >= _WORD_RATE for pair in pairs):
            best = max(best, text_similarity(query, " ".join(part)))
    return best


def _initials(text: str) -> str:
    return "".join(word[0] for word in text.split())
