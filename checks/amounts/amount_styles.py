"""The check of amounts of money that a page writes in several ways: USD 5, Rp5."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from checks.engine.check import Level, check
from checks.engine.document import report_rarer_forms
from checks.engine.unit import Context, Unit
from checks.language_data import read_table
from tm.finding import Finding, Severity, Span
from tm.language_data import LanguageFileKind
from tm.result_cache import lazy_constant
from tm.text.locale import Locale

_FILE_KIND = LanguageFileKind(
    "amount_styles.toml",
    "ways to write amounts of a currency: USD 5, 5 dolar AS",
    "num.style is silent",
)
_AMOUNT_END_PATTERN = re.compile(r"[\d.,]*")


@dataclass(frozen=True, slots=True, eq=False)
class _CurrencyStyles:
    """The ways in which amounts of one currency are written."""

    signs: tuple[str, ...]
    """Parts of amounts; a text without any has no amount of the currency."""
    pattern_by_style: Mapping[str, re.Pattern[str]]


@lazy_constant
def _read_currency_styles(locale: Locale) -> tuple[_CurrencyStyles, ...]:
    return tuple(
        _CurrencyStyles(
            tuple(table["signs"]),
            {
                style: re.compile(pattern)
                for style, pattern in table.items()
                if style != "signs"
            },
        )
        for table in read_table(locale.language, _FILE_KIND).values()
        if table
    )


@check("num.style", level=Level.DOCUMENT, severity=Severity.INFO)
def find_mixed_amount_styles(
    units: Sequence[Unit], context: Context
) -> Iterator[Finding]:
    """Amounts of one currency are written in several ways on a page.

    `USD 5 juta` and `5 juta dolar AS`, or `Rp 5` and `Rp5`. Each rarer way is reported
    once, where it comes first.
    """
    for styles in _read_currency_styles(context.target_locale):
        positions_by_style: dict[str, list[tuple[int, Span]]] = {}
        for unit_index, unit in enumerate(units):
            if any(sign in unit.target for sign in styles.signs):
                for style, span in _find_amounts(unit.target, styles):
                    positions_by_style.setdefault(style, []).append((unit_index, span))
        if len(positions_by_style) < 2:
            continue
        usual_style = max(
            positions_by_style, key=lambda style: len(positions_by_style[style])
        )
        yield from report_rarer_forms(positions_by_style, usual_style, units)


def _find_amounts(text: str, styles: _CurrencyStyles) -> Iterator[tuple[str, Span]]:
    """Find the amounts of a currency in a text, by the way each is written."""
    for style, pattern in styles.pattern_by_style.items():
        for amount_match in pattern.finditer(text):
            end_match = _AMOUNT_END_PATTERN.match(text, amount_match.end())
            end = amount_match.end() if end_match is None else end_match.end()
            if not amount_match[0][-1].isdigit():
                end = amount_match.end()
            amount_text = text[amount_match.start() : end].rstrip(".,")
            yield (
                style,
                Span(amount_match.start(), amount_match.start() + len(amount_text)),
            )
