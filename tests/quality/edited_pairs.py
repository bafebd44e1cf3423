"""Edits of parallel data, for measuring repairs: stored pairs that differ from a query.

A query is a segment of the data as it is, its true translation the one of the data. The
stored pair is made of both by rule: a number, month, name, place or term is replaced on
both sides, and in every other one a word of the source is left out or replaced, too. No
rule uses what repairs use: numbers are replaced digit by digit, places come from lists
of the data, and names are those that both sides of the data write alike. Only terms are
recognised by the termbase, as in a lookup.
"""

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import md5
from pathlib import Path
from typing import NamedTuple

from babel.dates import get_month_names

from glossary.recognition.recogniser import Recogniser
from tm.match.similarity import compute_token_similarity_within
from tm.text.locale import Locale
from tm.text.tokens import list_match_tokens

_NUMBER_PATTERN = re.compile(r"(?<![\w.,/:-])\d+(?:[.,]\d+)*(?![\w/:-]|[.,]\d)")
_NAME_PATTERN = re.compile(r"(?<![\w-])[A-Z]\w+(?: [A-Z]\w+){0,3}(?![\w-])")
_MIN_WORD_COUNT, _MAX_WORD_COUNT = 5, 45
_MIN_SIMILARITY = 60
_TERRITORIES = "cldr.territories"


class DataPair(NamedTuple):
    """A segment of the data with its translation."""

    source: str
    target: str
    document: str

    @property
    def is_for_tuning(self) -> bool:
        """Whether the rules may be tuned on it; the other half is for reporting."""
        return md5(self.document.encode()).digest()[0] % 2 == 0


@dataclass(frozen=True, slots=True)
class EditedPair:
    """A query with its true translation, and a stored pair that differs from it."""

    kind: str
    """`number`, `date`, `name`, `place`, `term` or `unedited`."""
    has_other_words: bool
    """Whether a word of the source differs too."""
    query: str
    reference: str
    stored_source: str
    stored_target: str


_TextPair = tuple[str, str]
_Edit = Callable[[DataPair, random.Random], _TextPair | None]


def read_data_pairs(folder: Path, languages: _TextPair) -> list[DataPair]:
    """Read the pairs of two languages, in either direction; equal ones once."""
    first, second = languages
    pairs: dict[DataPair, None] = {}
    for path in sorted(folder.glob("*.tsv")):
        for names, turns_around in ((languages, False), ((second, first), True)):
            if path.stem.endswith("_".join(names)):
                for line in path.read_text("utf-8").splitlines():
                    source, target, document = line.split("\t")
                    sides = (target, source) if turns_around else (source, target)
                    pairs[DataPair(*sides, document)] = None
    return list(pairs)


def edit_pairs(
    pairs: Sequence[DataPair],
    languages: _TextPair,
    recogniser: Recogniser | None,
    *,
    is_for_tuning: bool,
    limit: int | None = None,
) -> list[EditedPair]:
    """Edit the pairs of one half, each in every way that it allows.

    `limit`: the most edits of a kind.
    """
    texts = [
        pair
        for pair in pairs
        if pair.is_for_tuning is is_for_tuning
        and _MIN_WORD_COUNT <= len(pair.source.split()) <= _MAX_WORD_COUNT
    ]
    edits_by_kind: dict[str, _Edit] = {
        "number": _replace_number,
        "date": _make_month_edit(languages),
        "name": _make_name_edit(pairs),
        "place": _make_place_edit(pairs),
    }
    if recogniser is not None:
        edits_by_kind["term"] = _make_term_edit(recogniser, Locale(languages[1]))
    edited_pairs = []
    for kind, edit in edits_by_kind.items():
        chosen = random.Random(kind)
        edited_of_kind = list(_edit_by(kind, edit, texts, chosen))
        chosen.shuffle(edited_of_kind)
        edited_pairs += edited_of_kind[:limit]
    return edited_pairs


def pair_similar_segments(
    pairs: Sequence[DataPair], locale: Locale, *, is_for_tuning: bool
) -> list[EditedPair]:
    """Pair each segment of a half with the most similar other one, without any edit.

    Most differ in other words too: these pairs show what a repair may spoil.
    """
    tokens_by_pair = {
        pair: list_match_tokens(pair.source, locale)
        for pair in pairs
        if _MIN_WORD_COUNT <= len(pair.source.split()) <= _MAX_WORD_COUNT
    }
    similar_pairs = []
    for pair, tokens in tokens_by_pair.items():
        if pair.is_for_tuning is not is_for_tuning:
            continue
        similarities = [
            (similarity, other)
            for other, other_tokens in tokens_by_pair.items()
            if other.source != pair.source
            and (
                similarity := compute_token_similarity_within(
                    tokens, other_tokens, _MIN_SIMILARITY
                )
            )
            is not None
        ]
        if similarities:
            _, stored = max(similarities, key=lambda similar: similar[0])
            similar_pairs.append(
                EditedPair(
                    "unedited",
                    False,
                    pair.source,
                    pair.target,
                    stored.source,
                    stored.target,
                )
            )
    return similar_pairs


def _edit_by(
    kind: str, edit: _Edit, pairs: Iterable[DataPair], chosen: random.Random
) -> Iterator[EditedPair]:
    words = [word for pair in pairs for word in pair.source.split() if word.islower()]
    has_other_words = False
    for pair in pairs:
        stored_pair = edit(pair, chosen)
        if stored_pair is None:
            continue
        stored_source, stored_target = stored_pair
        if has_other_words:
            stored_source = _change_word(stored_source, words, chosen)
        yield EditedPair(
            kind,
            has_other_words,
            pair.source,
            pair.target,
            stored_source,
            stored_target,
        )
        has_other_words = not has_other_words


def _change_word(text: str, words: Sequence[str], chosen: random.Random) -> str:
    """Leave out a word in small letters, or replace it by any other one."""
    text_words = text.split(" ")
    places = [place for place, word in enumerate(text_words) if word.isalpha()]
    lower_places = [place for place in places if text_words[place].islower()]
    if not lower_places:
        return text
    place = chosen.choice(lower_places)
    text_words[place : place + 1] = chosen.choice(([], [chosen.choice(words)]))
    return " ".join(text_words)


def _replace_once(pair: DataPair, old: _TextPair, new: _TextPair) -> _TextPair | None:
    """Replace a phrase of each side; None unless each has its phrase once."""
    sides = []
    for text, old_text, new_text in zip(pair[:2], old, new, strict=True):
        pattern = re.compile(rf"(?<![\w-]){re.escape(old_text)}(?![\w-])")
        if len(pattern.findall(text)) != 1:
            return None
        sides.append(pattern.sub(lambda _, new_text=new_text: new_text, text))  # type: ignore[misc]
    return sides[0], sides[1]


def _replace_number(pair: DataPair, chosen: random.Random) -> _TextPair | None:
    """Replace a number that both sides have, digit by digit."""
    target_numbers = _NUMBER_PATTERN.findall(pair.target)
    numbers = [
        (number, other)
        for number in _NUMBER_PATTERN.findall(pair.source)
        for other in target_numbers
        if re.sub(r"\D", "", number) == re.sub(r"\D", "", other)
    ]
    if not numbers:
        return None
    old_pair = chosen.choice(numbers)
    old_digits = re.sub(r"\D", "", old_pair[0])
    new_digits = _choose_digits(old_digits, chosen)
    if new_digits == old_digits or old_digits == "1" or new_digits == "1":
        return None  # which would change the number of a noun
    new_pair = (
        _write_digits(old_pair[0], new_digits),
        _write_digits(old_pair[1], new_digits),
    )
    return _replace_once(pair, old_pair, new_pair)


def _choose_digits(digits: str, chosen: random.Random) -> str:
    """Choose other digits: a year for a year, else a number of as many digits."""
    if len(digits) == 4 and digits[:2] in ("19", "20"):
        return str(chosen.randrange(1950, 2031))
    if len(digits) == 2 and int(digits) <= 31:
        return str(chosen.randrange(10, 29))
    return str(chosen.randrange(1, 10)) + "".join(
        str(chosen.randrange(10)) for _ in digits[1:]
    )


def _write_digits(model: str, digits: str) -> str:
    remaining_digits = iter(digits)
    return re.sub(r"\d", lambda _: next(remaining_digits), model)


def _make_month_edit(languages: _TextPair) -> _Edit:
    month_lists = [
        list(get_month_names("wide", locale=language).values())
        for language in languages
    ]

    def replace_month(pair: DataPair, chosen: random.Random) -> _TextPair | None:
        months = [
            month
            for month in range(12)
            if all(
                re.search(rf"(?<!\w){re.escape(_name(side, month))}(?!\w)", pair[side])
                for side in (0, 1)
            )
        ]
        if len(months) != 1:
            return None
        new_month = chosen.choice([m for m in range(12) if m != months[0]])
        old, new = (
            (_name(0, month), _name(1, month)) for month in (months[0], new_month)
        )
        return _replace_once(pair, old, new)

    def _name(side: int, month: int) -> str:
        return str(month_lists[side][month])

    return replace_month


def _list_shared_names(pair: DataPair) -> list[str]:
    """List the names that both sides write alike, not at the start of the source."""
    return [
        name
        for name in dict.fromkeys(_NAME_PATTERN.findall(pair.source))
        if not pair.source.startswith(name)
        and re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", pair.target)
        and not name.isupper()
    ]


def _make_name_edit(pairs: Sequence[DataPair]) -> _Edit:
    territories = {
        name for pair in pairs if pair.document == _TERRITORIES for name in pair[:2]
    }
    names_by_length: dict[int, list[str]] = defaultdict(list)
    for pair in pairs:
        for name in _list_shared_names(pair):
            if name not in territories:
                names_by_length[len(name.split())].append(name)

    def replace_name(pair: DataPair, chosen: random.Random) -> _TextPair | None:
        names = [name for name in _list_shared_names(pair) if name not in territories]
        if not names:
            return None
        old = chosen.choice(names)
        new = chosen.choice(names_by_length[len(old.split())])
        if new in pair.source:
            return None
        return _replace_once(pair, (old, old), (new, new))

    return replace_name


def _make_place_edit(pairs: Sequence[DataPair]) -> _Edit:
    territories = [
        (pair.source, pair.target)
        for pair in pairs
        if pair.document == _TERRITORIES and not re.search(r"[()&.]", pair.source)
    ]

    def replace_place(pair: DataPair, chosen: random.Random) -> _TextPair | None:
        if pair.document.startswith("cldr."):
            return None
        places = [
            names
            for names in territories
            if names[0] in pair.source and names[1] in pair.target
        ]
        if not places:
            return None
        old = max(places, key=lambda names: len(names[0]))
        new = chosen.choice(territories)
        if new[0] in pair.source or new[1] in pair.target:
            return None
        return _replace_once(pair, old, new)

    return replace_place


def _make_term_edit(recogniser: Recogniser, target_locale: Locale) -> _Edit:
    known_pairs: dict[str, list[_TextPair]] = defaultdict(list)
    for entry in recogniser.title_entries:
        sources = entry.list_preferred_texts(recogniser.locale)
        targets = entry.list_preferred_texts(target_locale)
        if len(sources) == len(targets) == 1:
            known_pairs[entry.subject_field or ""].append((sources[0], targets[0]))

    def replace_term(pair: DataPair, chosen: random.Random) -> _TextPair | None:
        terms = []
        for hit in recogniser.find(pair.source):
            targets = hit.entry.list_preferred_texts(target_locale)
            surface = pair.source[hit.start : hit.end]
            if (
                len(targets) == 1
                and targets[0] in pair.target
                and surface == hit.term.text
                and known_pairs[hit.entry.subject_field or ""]
            ):
                field = hit.entry.subject_field or ""
                terms.append((field, (surface, targets[0])))
        if not terms:
            return None
        field, old = chosen.choice(terms)
        new = chosen.choice(known_pairs[field])
        if new == old:
            return None
        return _replace_once(pair, old, new)

    return replace_term
