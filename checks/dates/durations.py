"""Spans of time, and how often something is: 3 tháng is no 3 tahun."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from checks.engine.batch import Batch, refined
from checks.text.language import phrases, table
from checks.text.small_numbers import Side, small_numbers, unnamed
from checks.text.values import number_words_of, numbers_named, span_of, values_of
from tm.finding import Span
from tm.text.locale import Locale
from tm.text.phrases.pattern import alternatives, known
from tm.text.phrases.phrase_list import PhraseList
from tm.text.phrases.prefilter import Prefilter, prefilter
from tm.text.values.conventions import conventions
from tm.text.values.reader import Value, ValueKind
from tm.text.words import lower_words_of

_NO_RATE = "other"
"""In the data the name of phrases that only look like rates: `setiap hari Senin`."""
_SIZES = {
    name: (dimension, Decimal(size))
    for dimension, sizes in (
        ("hours", {"minute": 1, "hour": 60, "day": 1440, "week": 10080}),
        ("months", {"month": 1, "year": 12, "decade": 120, "century": 1200}),
    )
    for name, size in sizes.items()
}
"""What a unit measures, so that four decades are 40 years, and how large it is."""
_NAMES = "second", *_SIZES
"""The names of the units, each of which has a bit."""
_ALL = (1 << len(_NAMES)) - 1
_Places = dict[str, Span]
"""By name of a unit, the place of its word."""


@dataclass(frozen=True, slots=True, eq=False)
class _Words:
    """Words of one language for spans of time; there is one value a language."""

    prefilter: Prefilter
    units: Mapping[str, str]
    """By word, the name of the unit."""
    after_number: re.Pattern[str]
    """A unit right after a number, and not before a year: `quý 3 năm 2024`."""
    numbers: frozenset[str]
    """Words that may end a number."""
    rates: Mapping[str, str]
    rate: PhraseList
    """Finds those that begin with a word."""
    slashed: re.Pattern[str]
    """Finds those that begin with a slash."""
    unit: int
    """The place of the bits of the units."""
    spelt: int
    """The same of a unit right after a word that may end a number, or scale it."""

    def units_in(self, bits: int) -> int:
        """The units that a text may have, by its bits: one for each."""
        return bits >> self.unit & _ALL

    def spelt_in(self, bits: int) -> int:
        """Those that it may have right after a number in words."""
        return bits >> self.spelt & _ALL

    def counted_in(
        self, bits: Iterable[int], values: Iterable[Sequence[Value]]
    ) -> list[int]:
        """The units of texts, by their bits and values, that may follow a number."""
        texts = zip(bits, values, strict=True)
        units, spelt = self.unit, self.spelt
        return [
            told >> units & _ALL if some or told >> spelt & _ALL else 0
            for told, some in texts
        ]

    def rated_in(self, bits: Iterable[int], texts: Iterable[str]) -> list[bool]:
        """Of texts, by themselves and their bits, which may have a rate."""
        rate, each = self.rate.bit, zip(bits, texts, strict=True)
        return [bool(told & rate) or "/" in text for told, text in each]

    def units_spelt(self, text: str) -> set[str]:
        """The units that a text has right after a number word, as far as one tells."""
        units, numbers = self.units, self.numbers
        if not self.spelt_in(self.prefilter.of(text)):
            return set()
        return {
            units[word]
            for number, word in pairwise(lower_words_of(text))
            if number in numbers and word in units
        }


def timed(columns: Batch) -> list[object]:
    """Tells those of which both texts may have units of time after a number.

    And not the same one only.
    """
    theirs, ours = map(_words, columns.context.locales)
    bits, values = columns.source_bits, columns.source_values
    said = ours.counted_in(columns.target_bits, columns.target_values)

    def may_be_others(at: int) -> bool:
        (meant,) = theirs.counted_in(bits[at : at + 1], values[at : at + 1])
        return bool(meant) and (meant != said[at] or bool(meant & (meant - 1)))

    return refined(said, may_be_others)


def rated(columns: Batch) -> list[object]:
    """Tells those of which both may say how often something is."""
    theirs, ours = map(_words, columns.context.locales)
    bits, sources = columns.source_bits, columns.sources
    return refined(
        ours.rated_in(columns.target_bits, columns.targets),
        lambda at: any(theirs.rated_in(bits[at : at + 1], sources[at : at + 1])),
    )


def counted(columns: Batch) -> list[object]:
    """Tells those that may spell a number before a unit of time which both have.

    Where the source names the number, it is told by the values.
    """
    theirs, ours = map(_words, columns.context.locales)
    named, numbers = map(small_numbers, columns.context.locales)
    source_bits, target_bits = columns.source_bits, columns.target_bits
    spelt = _ALL << ours.spelt

    def may_be_another(at: int) -> object:
        there, here = source_bits[at], target_bits[at]
        if not theirs.spelt_in(there):
            return False
        if not ours.spelt_in(here) & theirs.units_in(there):
            return False
        side = Side(columns.sources[at], there, columns.source_values[at])
        return unnamed(numbers.words_in(here), named, side)

    return refined([bits & spelt for bits in target_bits], may_be_another)


def other_periods(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> Iterator[tuple[Span, Span]]:
    """Words of the target and of the source for spans of time that are not the same.

    After the same number, or of the only rate that each text has.

    >>> both = Locale("vi"), Locale("id")
    >>> texts = "Phạt 3 tháng tù.", "Dihukum 3 tahun penjara."
    >>> [(a.of(texts[1]), b.of(texts[0])) for a, b in other_periods(*texts, both)]
    [('tahun', 'tháng')]
    """
    theirs, ours = _words(locales[0]), _words(locales[1])
    yield from _other_counted(source, target, locales)
    often = _rates(target, ours)
    meant_often = _rates(source, theirs) if often else {}
    if len(often) == len(meant_often) == 1 and often.keys() != meant_often.keys():
        yield (*often.values(),)[0], (*meant_often.values(),)[0]


def _other_counted(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> Iterator[tuple[Span, Span]]:
    theirs, ours = _words(locales[0]), _words(locales[1])
    if not ours.units_in(ours.prefilter.of(target)):
        return
    said = _counted(target, values_of(target, locales[1]), ours)
    # Few texts spell a number before a unit, and reading all such words takes long.
    spelt = ours.units_spelt(target)
    meant: dict[Decimal, _Places] = {}
    if said or spelt:
        meant = _counted(source, values_of(source, locales[0]), theirs)
    if spelt and spelt != theirs.units_spelt(source):
        meant |= _counted(source, number_words_of(source, locales[0]), theirs)
        said |= _counted(target, number_words_of(target, locales[1]), ours)
    for number in said.keys() & meant.keys():
        if said[number].keys().isdisjoint(meant[number]):
            yield (*said[number].values(),)[0], (*meant[number].values(),)[0]


def other_count(
    source: str, target: str, locales: tuple[Locale, Locale]
) -> tuple[Span, Span] | None:
    """The number of target and source before a unit of time that each counts once.

    Where they are not the same, and the source names that of the target nowhere;
    what else is two does not excuse that every two years are three.

    >>> both = Locale("en"), Locale("id")
    >>> texts = "The two meet every two years.", "Keduanya bertemu setiap tiga tahun."
    >>> found = other_count(*texts, both)
    >>> found and (found[0].of(texts[1]), found[1].of(texts[0]))
    ('tiga', 'two')
    """
    theirs, ours = _words(locales[0]), _words(locales[1])
    if not ours.units_spelt(target) or not theirs.units_spelt(source):
        return None  # figures are compared with all others
    said = _numbers(target, locales[1], ours)
    meant = _numbers(source, locales[0], theirs) if said else {}
    for unit in said.keys() & meant.keys():
        if len(said[unit]) == len(meant[unit]) == 1:
            ((number, value),), ((other, old),) = (
                said[unit].items(),
                meant[unit].items(),
            )
            if number != other and number not in numbers_named(source, locales[0]):
                return span_of(value), span_of(old)
    return None


def are_same_span(
    value: Value,
    other: Value,
    texts: tuple[str, str],
    locales: tuple[Locale, Locale],
) -> bool:
    """Whether a number of the source and one of the target count the same time.

    >>> both = Locale("vi"), Locale("id")
    >>> texts = "Sau bốn thập kỷ.", "Setelah 40 tahun."
    >>> (four,) = number_words_of(texts[0], both[0])
    >>> (forty,) = values_of(texts[1], both[1])
    >>> are_same_span(four, forty, texts, both)
    True
    """
    spans = []
    for one, text, locale in zip((value, other), texts, locales, strict=True):
        words, number = _words(locale), one.key[0]
        unit = words.after_number.match(text, one.end)
        if not unit or not isinstance(number, Decimal):
            return False
        dimension, size = _SIZES.get(words.units[known(unit[1])], ("", Decimal(0)))
        spans.append((dimension, number * size))
    return spans[0] == spans[1] and bool(spans[0][0])


def _numbers(
    text: str, locale: Locale, words: _Words
) -> dict[str, dict[Decimal, Value]]:
    """By unit of time the numbers, in figures or words, that stand right before it."""
    found: dict[str, dict[Decimal, Value]] = defaultdict(dict)
    scales = conventions(locale).numbers.scales
    for value in (*values_of(text, locale), *number_words_of(text, locale)):
        number = value.key[0]
        if value.kind is not ValueKind.NUMBER or not isinstance(number, Decimal):
            continue
        if number != number.to_integral() or value.text.lower().split()[0] in scales:
            continue  # 18 giây 10; 1,7 juta empat tahun lalu
        unit = words.after_number.match(text, value.end)
        if unit:
            found[words.units[known(unit[1])]].setdefault(number, value)
    return found


def counted_units(text: str, locale: Locale) -> Iterator[tuple[Span, tuple[str, ...]]]:
    """The words for spans of time after figures, each with words for other spans."""
    words = _words(locale)
    for places in _counted(text, values_of(text, locale), words).values():
        for unit, span in places.items():
            yield span, tuple(word for word, of in words.units.items() if of != unit)


def _counted(
    text: str, numbers: Iterable[Value], words: _Words
) -> dict[Decimal, _Places]:
    """By number, the units of time right after it."""
    found: dict[Decimal, _Places] = defaultdict(dict)
    for value in numbers:
        number = value.key[0]
        if value.kind is not ValueKind.NUMBER or not isinstance(number, Decimal):
            continue
        unit = words.after_number.match(text, value.end)
        if unit:
            found[number].setdefault(words.units[known(unit[1])], Span(*unit.span(1)))
    return dict(found)


def _rates(text: str, words: _Words) -> _Places:
    """By name of a unit, how often something is; phrases that only look so are none."""
    phrases = [*words.rate.matches(text)]
    if "/" in text:
        phrases += words.slashed.finditer(text)
        phrases.sort(key=re.Match.start)
    found = {words.rates[known(one[0])]: Span(*one.span()) for one in phrases}
    found.pop(_NO_RATE, None)
    return found


@lru_cache(maxsize=64)
def _words(locale: Locale) -> _Words:
    """What is known of a language; without data, nothing."""
    data = table(locale, "periods")
    units, rates = _by_word(data["units"]), _by_word(data["rates"])
    numbers = conventions(locale).numbers
    ending = frozenset((*numbers.words, *numbers.times, *numbers.plus))
    whole = [phrase for phrase in rates if not phrase.startswith("/")]
    last = (*ending, *numbers.scales)
    named = [[one for one, of in units.items() if of == name] for name in _NAMES]
    spelt = ([f"{end} {unit}" for end in last for unit in some] for some in named)
    words = prefilter(locale.language)
    return _Words(
        words,
        units,
        re.compile(rf"[\s-]({alternatives(units)})(?!\s\d{{4}})", re.IGNORECASE),
        ending,
        rates,
        PhraseList(words, "rate", whole),
        re.compile(alternatives({*rates} - {*whole}), re.IGNORECASE),
        words.add("period", *named).bit_length() - 1,
        words.add("spelt period", *spelt).bit_length() - 1,
    )


def _by_word(listings: Mapping[str, str]) -> dict[str, str]:
    return {
        phrase: unit
        for unit, listing in listings.items()
        for phrase in phrases(listing)
    }
