"""Writing an amount in place of another: digits, separators, scale words, per cent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from tm.text.phrases.pattern import known
from tm.text.values.conventions import Conventions, Numbers
from tm.text.values.numerals import amount
from tm.text.values.value import Value, ValueKind

_SPACES = " \u00a0\u202f\u2009"
_GROUPED_FROM = 10_000
"""Amounts that were written with a scale word get separators from here on."""
_MOST_DECIMALS = 2
"""Of what is shortened with a scale word though the query was not."""


@dataclass(frozen=True, slots=True)
class _Written:
    """An amount as it stands in a text: `16,7 miliar`."""

    digits: str
    number: Decimal
    """What the digits alone amount to."""
    size: Decimal
    """What all of it amounts to."""
    tail: str
    """What follows the digits: a scale word, a per cent sign."""
    scale: str
    """The scale word, or the letter that is one."""
    exponent: int
    """The power of ten it stands for; or what a range's other end lends: 5–6 triệu."""

    @property
    def decimals(self) -> int:
        """How many digits stand after the decimal mark."""
        plain = "".join(mark for mark in self.digits if mark not in _SPACES)
        after = len(re.split("[.,]", plain)[-1]) if re.search("[.,]", plain) else 0
        whole = Decimal(re.sub(r"\D", "", plain))
        return after if self.number.scaleb(after) == whole else 0

    @property
    def is_grouped(self) -> bool:
        """Whether thousands are set apart."""
        marks = len(re.findall(r"\D", self.digits))
        return marks > bool(self.decimals)


def rewritten_amount(
    stored: Value, *, was: Value, new: Value, rules: tuple[Conventions, Conventions]
) -> str | None:
    """The text of a new amount in place of one that is stored; None if it is unclear.

    `rules`: those of the language to write, and those of the query.
    """
    ours, theirs = (one.numbers for one in rules)
    if any(_is_code(value) for value in (stored, was, new)):
        return new.text if stored.text == was.text else None
    target, source = _read(stored, ours), _read(was, theirs)
    query = _read(new, theirs)
    if target is None or source is None or query is None:
        return None
    if stored.kind is ValueKind.PERCENT:
        return _digits(query, query.number, target, source, ours) + target.tail
    if target.scale:
        return _with_scale(query, target, source, ours)
    if target.exponent:
        return _digits(query, query.number, target, source, ours)
    if query.scale and not source.scale and not source.exponent:
        return _scaled(query, target, source, ours)
    return _in_full(query, target, source, ours)


def _is_code(value: Value) -> bool:
    """Whether the digits are a version, a section or a number with leading zeros."""
    return (
        len(value.key) != 1
        or not isinstance(value.key[0], Decimal)
        or bool(re.match(r"0\d", value.text))
    )


def _read(value: Value, numbers: Numbers) -> _Written | None:
    found = re.match(numbers.digits, value.text)
    number = amount(found[0], numbers) if found else None
    size = value.key[0]
    if found is None or number is None or not isinstance(size, Decimal):
        return None
    tail = value.text[found.end() :]
    for table in (numbers.scales, numbers.attached):
        pattern = numbers.scale if table is numbers.scales else r"[^\W\d_]+"
        word = re.match(rf"\s?({pattern})", tail, re.IGNORECASE)
        if word and known(word[1]) in table:
            exponent = table[known(word[1])]
            return _Written(found[0], number, size, tail, word[1], exponent)
    exponent = 0
    if number and size != number:
        exponent = (size / number).adjusted()
        if number.scaleb(exponent) != size:
            return None  # a year of another calendar
    return _Written(found[0], number, size, tail, "", exponent)


def _with_scale(
    query: _Written, target: _Written, source: _Written, numbers: Numbers
) -> str | None:
    if query.exponent:
        return _scaled(query, target, source, numbers)
    if source.exponent:
        return _in_full(query, target, source, numbers)
    # The source writes it in full and the target shortens it.
    short = query.size.scaleb(-target.exponent).normalize()
    if -int(short.as_tuple().exponent) > _MOST_DECIMALS:
        return _in_full(query, target, source, numbers)
    return _joined(_plain(short, numbers), target.scale, target)


def _scaled(
    query: _Written, target: _Written, source: _Written, numbers: Numbers
) -> str | None:
    """With the query's scale, in the words of the language that is written."""
    is_letter = target.scale and known(target.scale) not in numbers.scales
    table = numbers.attached if is_letter else numbers.scales
    number, exponent = query.number, query.exponent
    if query.size != number.scaleb(exponent):  # 2 tỷ 300 triệu
        number = query.size.scaleb(-exponent).normalize()
    scale = target.scale if exponent == target.exponent else _word(table, exponent)
    if scale is None and target.scale:
        # Chinese has no word for 10⁹: 17 tỷ is 170亿.
        short = query.size.scaleb(-target.exponent).normalize()
        if short >= 1 and -int(short.as_tuple().exponent) <= _MOST_DECIMALS:
            return _joined(_plain(short, numbers), target.scale, target)
    while scale is None and exponent > 3:
        exponent -= 1
        number = number.scaleb(1)
        if exponent % 3 == 0:
            is_same = exponent == target.exponent
            scale = target.scale if is_same else _word(table, exponent)
    if scale is None:
        return None
    return _joined(_digits(query, number, target, source, numbers), scale, target)


def _word(table: Mapping[str, int], exponent: int) -> str | None:
    return next((word for word, power in table.items() if power == exponent), None)


def _joined(digits: str, scale: str, target: _Written) -> str:
    gap = re.match(r"\s*", target.tail)
    space = gap[0] if gap and target.scale else " "
    if target.scale[:1].isupper() and scale.islower():
        scale = scale.upper() if len(scale) == 1 else scale.capitalize()
    return f"{digits}{space}{scale}"


def _in_full(
    query: _Written, target: _Written, source: _Written, numbers: Numbers
) -> str | None:
    if query.size == query.number:
        return _digits(query, query.size, target, source, numbers)
    if query.size != query.size.to_integral():
        return None
    is_grouped = target.is_grouped or query.size >= _GROUPED_FROM
    return _plain(query.size, numbers, group=numbers.group if is_grouped else "")


def _digits(
    query: _Written,
    number: Decimal,
    target: _Written,
    source: _Written,
    numbers: Numbers,
) -> str:
    """A number with as many decimals and as much grouping as query and target have."""
    decimals = query.decimals if number == query.number else 0
    grouped = query.is_grouped
    if target.is_grouped != source.is_grouped and target.number >= 1000:
        grouped = target.is_grouped  # its habit differs from the source's
    spaces = [mark for mark in target.digits if mark in _SPACES]
    group = spaces[0] if spaces else numbers.group
    return _plain(number, numbers, group=group if grouped else "", decimals=decimals)


def _plain(
    number: Decimal, numbers: Numbers, *, group: str = "", decimals: int = 0
) -> str:
    whole, _, fraction = f"{number.normalize():f}".partition(".")
    if group:
        whole = f"{int(whole):,}".replace(",", group)
    fraction = fraction.ljust(decimals, "0")
    return f"{whole}{numbers.decimal}{fraction}" if fraction else whole
