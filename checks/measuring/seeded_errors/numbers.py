"""Faults of numbers: another digit, scale, mark, unit; no percent sign."""

import re
from collections.abc import Iterator
from random import Random

from checks.dates.durations import counted_units
from checks.measuring.seeded_errors.clean_corpus import Site, is_free
from checks.measuring.seeded_errors.seeded_error import Edit, kind
from checks.numbers.changed_scores import SCORE
from checks.text.text_values import cached_values
from tm.finding import Span
from tm.text.capitals import copy_capitals
from tm.text.phrases.pattern import table_key
from tm.text.values.reader import read_number_words
from tm.text.values.value import ValueKind

NUMBER = r"(?<![\w.,:/-])\d+(?:[.,]\d+)*(?![\w:/-]|[.,]\d)"
_OF_THE_CALENDAR = {ValueKind.DATE, ValueKind.TIME}
_SCALES = (3, 6, 9, 12)
_SWAPPED = str.maketrans(",.", ".,")


def numbers(site: Site) -> Iterator[re.Match[str]]:
    """The numbers in digits of a target, those of dates and clock times left out."""
    text = site.target
    dates = [
        value
        for value in cached_values(text, site.context.target)
        if value.kind in _OF_THE_CALENDAR
    ]
    for match in re.finditer(NUMBER, text):
        start, end = match.span()
        if is_free(text, start, end) and not any(
            start < date.end and date.start < end for date in dates
        ):
            yield match


def digits(text: str) -> set[str]:
    """The numbers of a text, without their marks."""
    return {
        re.sub(r"[.,]", "", number)
        for number in re.findall(r"(?<!\d)\d+(?:[.,]\d+)*", text)
    }


@kind("num-changed", "num.value")
def changed(site: Site, random: Random) -> Iterator[Edit]:
    """One digit of a number that the source has too becomes another."""
    have = digits(site.source)
    if site.context.source:
        spelt = read_number_words(site.source, site.context.source)
        have |= {str(value.key[0]) for value in spelt}
    for match in numbers(site):
        number = match[0]
        if re.sub(r"[.,]", "", number) not in have:
            continue
        at = random.choice([i for i, sign in enumerate(number) if sign.isdigit()])
        alternatives = [d for d in "123456789" if d != number[at]]
        new = number[:at] + random.choice(alternatives) + number[at + 1 :]
        yield Edit(Span(*match.span()), new)


@kind("num-scale", "num.scale", "num.value")
def scale(site: Site, random: Random) -> Iterator[Edit]:
    """A number of thousands becomes millions, or the like: tỷ against juta."""
    rules = site.conventions.numbers
    canonical = {
        power: next(
            (w for w, p in rules.scales.items() if p == power and len(w) > 2), None
        )
        for power in _SCALES
    }
    scale_word = re.compile(rf"\s+({rules.scale})", re.IGNORECASE)
    for match in re.finditer(NUMBER, site.target):
        word = scale_word.match(site.target, match.end())
        power = rules.scales.get(table_key(word[1])) if word else None
        if word is None or power not in _SCALES:
            continue
        alternatives = [w for p, w in canonical.items() if w and p != power]
        if alternatives:
            yield Edit(
                Span(*word.span(1)), copy_capitals(random.choice(alternatives), word[1])
            )


@kind("num-separator", "num.format", "num.value", bilingual=False)
def separator(site: Site, random: Random) -> Iterator[Edit]:
    """The marks of a number become those of other languages: 3,26 and 3.26."""
    rules = site.conventions.numbers
    group, decimal = re.escape(rules.group), re.escape(rules.decimal)
    own_format = re.compile(rf"\d{{1,3}}(?:{group}\d{{3}})+|\d+{decimal}\d{{1,2}}")
    for match in numbers(site):
        if own_format.fullmatch(match[0]):
            yield Edit(Span(*match.span()), match[0].translate(_SWAPPED))


@kind("percent-dropped", "num.percent", "num.value")
def percent(site: Site, random: Random) -> Iterator[Edit]:
    """The percent sign, or the word for it, is gone."""
    target_rules, source_rules = (
        site.conventions.numbers,
        site.source_conventions.numbers,
    )
    if not re.search(rf"\d\s?%|{source_rules.percent}", site.source, re.IGNORECASE):
        return
    percent_sign = re.compile(rf"\s?%|\s+{target_rules.percent}", re.IGNORECASE)
    for match in re.finditer(NUMBER, site.target):
        sign = percent_sign.match(site.target, match.end())
        if sign:
            yield Edit(Span(*sign.span()), "")


@kind("unit-changed", "num.unit")
def unit(site: Site, random: Random) -> Iterator[Edit]:
    """A unit of measurement becomes another one: miles are kilometres."""
    target_rules, source_rules = site.conventions, site.source_conventions
    measured = {
        source_rules.units[table_key(match[0])]
        for match in re.finditer(source_rules.unit, site.source, re.IGNORECASE)
        if table_key(match[0]) in source_rules.units
    }
    unit_word = re.compile(rf"\s?({target_rules.unit})", re.IGNORECASE)
    for match in re.finditer(NUMBER, site.target):
        word = unit_word.match(site.target, match.end())
        size = target_rules.units.get(table_key(word[1])) if word else None
        if word is None or size not in measured or not word[1].isalpha():
            continue
        alternatives = [
            name
            for name, (dimension, much) in target_rules.units.items()
            if dimension == size[0]
            and (dimension, much) not in measured
            and name.isalpha()
            and (len(name) < 4) == (len(word[1]) < 4)
        ]
        if alternatives:
            yield Edit(
                Span(*word.span(1)), copy_capitals(random.choice(alternatives), word[1])
            )


@kind("period-changed", "num.unit")
def period(site: Site, random: Random) -> Iterator[Edit]:
    """A span of time becomes another one: three months are three years."""
    source = site.context.source
    if source is None or not any(counted_units(site.source, source)):
        return
    for span, alternatives in counted_units(site.target, site.context.target):
        yield Edit(
            span, copy_capitals(random.choice(alternatives), span.of(site.target))
        )


@kind("score-turned", "num.value")
def score(site: Site, random: Random) -> Iterator[Edit]:
    """A score is turned round: who won by 2-1 has lost by 1-2."""
    source_scores = {(one[1], one[2]) for one in SCORE.finditer(site.source)}
    for match in SCORE.finditer(site.target):
        if (match[1], match[2]) in source_scores and match[1] != match[2]:
            between = site.target[match.end(1) : match.start(2)]
            yield Edit(Span(*match.span()), f"{match[2]}{between}{match[1]}")
