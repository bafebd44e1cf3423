"""A match as it was first written: every text cut and read again for each question.

Slow and obvious; what `rank.match` gives is compared with it.
"""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from tm.match.inline_tags import mark_tags, remove_tags
from tm.match.match_rate import Match, MatchType
from tm.match.penalties import Penalty
from tm.match.similarity import (
    compute_text_similarity,
    compute_token_similarity,
    list_edits,
)
from tm.settings import PenaltySettings
from tm.text.locale import Locale
from tm.text.normal import fold_text, match_form
from tm.text.segment import CODE, Segment
from tm.text.tokens import Token, list_match_tokens, split_tokens
from tm.text.values.reader import read_values
from tm.text.values.value import Value
from tm.unit import State, TranslationUnit

_SHORT = 6
_UNSURE = 0.7


def slow_similarity(query: Segment, text: str, locale: Locale) -> tuple[float, bool]:
    """Similarity of a stored text to a query, and whether marks had to be ignored.

    By tokens; a short query by characters too, the better counts. A query without
    marks is compared without marks as well.
    """
    plain, text = remove_tags(query.text), remove_tags(text)
    query = Segment.of(query.locale, plain)
    asked = list_match_tokens(plain, query.locale)
    bare_asked = [fold_text(token) for token in asked]
    form = list_match_tokens(text, locale)
    best = compute_token_similarity(asked, form)
    if len(asked) <= _SHORT and best < 100:
        best = max(
            best, _below_equal(compute_text_similarity(*_strings(query, text, locale)))
        )
    if best == 100 or asked != bare_asked:
        return best, False
    bare = [fold_text(token) for token in form]
    loose = compute_token_similarity(bare_asked, bare)
    if len(asked) <= _SHORT and loose < 100:
        strings = fold_text(query.text), fold_text(text)
        loose = max(loose, _below_equal(compute_text_similarity(*strings)))
    return (loose, True) if loose > best else (best, False)


def slow_match(
    query: Segment,
    unit: TranslationUnit,
    target: Locale,
    *,
    penalties: PenaltySettings,
    neighbours: tuple[bytes | None, bytes | None] = (None, None),
) -> Match | None:
    """What a unit offers for a query; None when it has no side in its language."""
    locale = query.locale
    source, other = unit.orient(locale, target)
    if source is None:
        return None
    score, loose = slow_similarity(query, source.text, source.locale)
    differing = _Differing.between(query, source)
    points = _penalties(query, source, unit, penalties, differing, loose)
    kind = MatchType.FUZZY
    if score == 100 and not points and not differing.values and not differing.codes:
        kind = MatchType.EXACT
        known = any(neighbours) and unit.source == source
        if known and unit.neighbours == neighbours:
            kind = MatchType.IN_CONTEXT
    return Match(unit, source, other, kind, score, points)


def _penalties(
    query: Segment,
    source: Segment,
    unit: TranslationUnit,
    penalties: PenaltySettings,
    differing: "_Differing",
    loose: bool,
) -> tuple[Penalty, ...]:
    segment = query
    case, typography = _hidden(
        *(split_tokens(remove_tags(side.text)) for side in (segment, source))
    )
    score = unit.origin.score
    found = (
        Penalty("marks", penalties.marks * loose),
        Penalty("case", penalties.case * case),
        Penalty("typography", penalties.typography * typography),
        Penalty("numbers", penalties.numbers * differing.values),
        Penalty("codes", penalties.codes * differing.codes),
        Penalty(
            "locale variant",
            penalties.variant
            * (
                source.locale.remove_likely_subtags()
                != segment.locale.remove_likely_subtags()
            ),
        ),
        Penalty("other memory", penalties.memory.get(unit.origin.memory, 0)),
        Penalty(
            "uncertain alignment",
            penalties.alignment * (score is not None and score < _UNSURE),
        ),
        Penalty(
            "unfinished translation",
            penalties.state * (unit.state is State.INITIAL and unit.target is not None),
        ),
    )
    return tuple(penalty for penalty in found if penalty.points)


def _hidden(first: list[Token], second: list[Token]) -> tuple[bool, bool]:
    """Whether tokens that compare as equal differ in case, or in quotation marks."""
    forms = [[match_form(token.text) for token in side] for side in (first, second)]
    case = typography = False
    for tag, start, end, other, _ in list_edits(*forms):
        if tag != "equal":
            continue
        for offset in range(end - start):
            one, two = first[start + offset], second[other + offset]
            if one.text == two.text:
                continue
            if one.is_word:
                case = case or one.text.casefold() == two.text.casefold()
            elif one.kind == "mark":
                typography = True
    return case, typography


@dataclass(frozen=True, slots=True)
class _Differing:
    """How many values and codes of two segments differ, which tokens hide."""

    values: int
    codes: int

    @classmethod
    def between(cls, first: Segment, second: Segment) -> "_Differing":
        if first == second:
            return cls(0, 0)
        return cls(_different_values(first, second), _different_codes(first, second))


def _different_values(first: Segment, second: Segment) -> int:
    """In order of place, since 5 to 10 is not 10 to 5."""
    if first.text == second.text:
        return 0
    sides = [_values_of(side) for side in (first, second)]
    return sum(
        max(end - start, last - begin)
        for tag, start, end, begin, last in list_edits(*sides)
        if tag != "equal"
    )


def _values_of(segment: Segment) -> list[str]:
    """Values as texts that compare, with the digits that are none, such as G20's."""
    plain = remove_tags(segment.text)
    found = read_values(plain, segment.locale)
    places = [(value.start, f"{value.kind} {_key_text(value)}") for value in found]
    spans = [(value.start, value.end) for value in found]
    for token in split_tokens(plain):
        inside = any(start < token.end and token.start < end for start, end in spans)
        if token.kind == "number" and not inside:
            places.append((token.start, token.text))
    return [text for _, text in sorted(places)]


def _key_text(value: Value) -> str:
    # 1.67E+10 and 16700000000 are equal, but not as texts until normalised.
    return " ".join(
        str(part.normalize() if isinstance(part, Decimal) else part)
        for part in value.key
    )


def _different_codes(first: Segment, second: Segment) -> int:
    sides = [mark_tags(side) for side in (first, second)]
    counts = [Counter(code.data for code in side.codes) for side in sides]
    several = max((counts[0] - counts[1]).total(), (counts[1] - counts[0]).total())
    if several or remove_tags(first.text) != remove_tags(second.text):
        return min(several, 3)
    places = [
        [
            ("".join(part.split()), code.data)
            for part, code in zip(_parts_before(side), side.codes, strict=True)
        ]
        for side in sides
    ]
    return int(places[0] != places[1])


def _parts_before(segment: Segment) -> list[str]:
    """The text from the start to each code, without the codes between."""
    pieces = segment.text.split(CODE)[:-1]
    return ["".join(pieces[: number + 1]) for number in range(len(pieces))]


def _strings(query: Segment, text: str, locale: Locale) -> tuple[str, str]:
    vietnamese = locale.language == "vi"
    return (
        match_form(query.text, is_vietnamese=vietnamese),
        match_form(text, is_vietnamese=vietnamese),
    )


def _below_equal(score: float) -> float:
    """Equal characters are equal tokens; if the tokens differ, spaces do."""
    return min(score, 99.0)
