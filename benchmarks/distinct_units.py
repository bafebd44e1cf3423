"""Any number of different units, made of those of files by other names and numbers.

A unit is repeated with a name that both texts have changed in both, and with other last
digits; where they share no name, `according to` another one stands before them. So no
text comes twice, and sentences, documents and errors are as people wrote them.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import count, islice
from pathlib import Path

from checks.engine.unit import Unit
from tm.text.locale import Locale

_NAMES = (
    "Hartono Wibisono Rustandi Prasetyo Gunawan Marlina Sutrisno Halim Budiman Rahayu "
    "Delacroix Okafor Lindqvist Moreau Tanaka Castillo Novak Petrov Andersen Rossi "
    "Fischer Kowalski Haddad Mbeki Silva Nakamura Ferreira Jansen Varga Popescu"
).split()
_ATTRIBUTIONS_BY_LANGUAGE = {"vi": "Theo", "id": "Menurut", "en": "According to"}
_CAPITALISED_PATTERN = re.compile(r"(?<![^\W\d_])[A-Z][a-z]{3,}")
_LAST_DIGIT_PATTERN = re.compile(r"\d(?![\d.,])")


def make_distinct_units(
    paths: Iterable[Path], source_locale: Locale, target_locale: Locale, unit_count: int
) -> Iterator[Unit]:
    """So many units of JSON lines and TSV files, no two of which are the same."""
    units = list(
        dict.fromkeys(unit_texts for path in paths for unit_texts in _read_units(path))
    )
    return islice(_vary_units(units, source_locale, target_locale), unit_count)


def _read_units(path: Path) -> Iterator[tuple[str, str, str]]:
    for line in path.read_text("utf-8").split("\n"):
        if not line.strip():
            continue
        if path.suffix == ".tsv":
            source_text, target_text, document = [*line.split("\t"), path.name][:3]
            yield source_text, target_text, document
        else:
            unit = json.loads(line)
            yield unit["source"], unit["target"], str(unit["document"])


def _vary_units(
    units: Sequence[tuple[str, str, str]], source_locale: Locale, target_locale: Locale
) -> Iterator[Unit]:
    seen_hashes: set[int] = set()
    for turn_number in count():
        for unit_index, (source_text, target_text, document) in enumerate(units):
            if turn_number:
                replacing_name = _make_name(unit_index + turn_number, turn_number)
                source_text, target_text = _replace_name(
                    source_text,
                    target_text,
                    replacing_name,
                    source_locale,
                    target_locale,
                )
                source_text, target_text = (
                    _change_last_digit(text, turn_number)
                    for text in (source_text, target_text)
                )
            if (text_hash := hash((source_text, target_text))) not in seen_hashes:
                seen_hashes.add(text_hash)
                yield Unit(
                    f"{turn_number}-{unit_index}",
                    target_text,
                    source_text,
                    f"{document}-{turn_number}",
                )


def _replace_name(
    source_text: str,
    target_text: str,
    replacing_name: str,
    source_locale: Locale,
    target_locale: Locale,
) -> tuple[str, str]:
    for word in _CAPITALISED_PATTERN.findall(source_text):
        if word in target_text:
            return source_text.replace(word, replacing_name), target_text.replace(
                word, replacing_name
            )
    return (
        f"{_ATTRIBUTIONS_BY_LANGUAGE[source_locale.language]} {replacing_name}, "
        f"{source_text[:1].lower()}{source_text[1:]}",
        f"{_ATTRIBUTIONS_BY_LANGUAGE[target_locale.language]} {replacing_name}, "
        f"{target_text[:1].lower()}{target_text[1:]}",
    )


def _make_name(name_number: int, turn_number: int) -> str:
    """A name; those of later turns have another end."""
    name, round_number = _NAMES[name_number % len(_NAMES)], turn_number // len(_NAMES)
    while round_number:
        round_number, letter = divmod(round_number, 26)
        name += chr(ord("a") + letter)
    return name


def _change_last_digit(text: str, turn_number: int) -> str:
    return _LAST_DIGIT_PATTERN.sub(
        lambda digit: str((int(digit[0]) + turn_number) % 10), text
    )
