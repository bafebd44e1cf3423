"""Whether short queries find what a plain scan by characters finds, on real texts.

    python benchmarks/recall_short.py [--text FILE LOCALE] [--names id vi] [--mo DIR]

FILE is a segment a line. Names are those of CLDR (babel): territories, languages,
scripts, currencies. DIR has message files (DIR/*/LC_MESSAGES/*.mo), of which those of
iso-codes and coreutils are read, the messages in English.

Queries have up to six tokens: they are segments, or stretches of them, with typing
errors, missing marks, or other forms of words. The truth is Levenshtein's distance of
characters over the longer text, of all segments, three times: of texts as they are,
without case, and without case and marks (only of queries that have no mark).

Top 1 and 5: percent of the best one and best five at --threshold that are among 50
answers of `lookup` without penalties, or others as good. Rated: percent of the five
that are among them with the usual penalties, which may bring a rate below the
threshold. First: that are among the first five, which are ranked by tokens too.
Exit code 1: below 99.5 % of the best one or 99 % of five.
"""

import argparse
import gettext
import lzma
import platform
import random
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from babel import Locale as Cldr
from recall_oracle import find_by_characters

from tm.match.lookup import LookupOptions, find_matches
from tm.match.match_rate import MAX_SHORT_QUERY_TOKEN_COUNT
from tm.match.similarity import compute_text_similarity
from tm.settings import PenaltySettings
from tm.store.database import Database
from tm.store.history.change_set import open_change_set
from tm.store.unit_store import UnitStore
from tm.text.locale import Locale
from tm.text.normal import fold_text, match_form, nfc, remove_diacritics
from tm.text.segment import Segment
from tm.text.tokens import list_match_tokens
from tm.unit import TranslationUnit

TARGET = Locale("zu")
"""The language of the other sides, which nobody reads."""
FLOORS = {1: 99.5, 5: 99.0}
SYSTEM = Path("/usr/share/locale")
DOMAINS = ("coreutils", "iso")
"""Debian's coreutils, and iso-codes: iso_639-3, iso_3166 and so on."""
_LIMIT = 50
_NO_POINTS: dict[str, Any] = {
    one.name: 0 for one in fields(PenaltySettings) if one.name != "memory"
}
_NO_PENALTIES = PenaltySettings(**_NO_POINTS)
_SEED = 20_260_103
_LETTERS = "aeioustnrklmhgdbpcy"
_ENDINGS = {
    "id": ("nya", "kan", "an", "i", "lah", "pun"),
    "en": ("s", "es", "ed", "ing", "ly", "er"),
    "vi": (),
}
_PREFIXES = {"id": ("di", "me", "ber", "ter", "se", "ke"), "vi": ("các ", "những ")}
_FORGIVING = "without case and marks"
"""Only for queries without any mark."""
_FORMS: dict[str, Callable[[str], str]] = {
    "as it is": nfc,
    "without case": match_form,
    _FORGIVING: fold_text,
}


@dataclass(frozen=True, slots=True)
class TextSet:
    """Segments of one kind and language."""

    name: str
    locale: Locale
    segments: list[str]


@dataclass(slots=True)
class ShortRecallCount:
    """What a truth came to."""

    queries: int = 0
    wanted: Counter[int] = field(default_factory=Counter)
    right: Counter[int] = field(default_factory=Counter)
    rated: int = 0
    """How many of the best five are answered with by their rates."""
    first: int = 0
    """How many of them stand among the first five answers."""

    def add(
        self, wanted: Sequence[float], found: Sequence[float], rated: Sequence[float]
    ) -> bool:
        """Count a query by its hits, the best first, and its answers in their order.

        Returns whether anything is missing.
        """
        lost = 0
        self.queries += bool(wanted)
        for most in FLOORS:
            best = Counter(wanted[:most])
            right = (best & Counter(found)).total()
            self.wanted[most] += best.total()
            self.right[most] += right
            lost += best.total() - right
        five = Counter(wanted[:5])
        self.rated += (five & Counter(rated)).total()
        self.first += (five & Counter(rated[:5])).total()
        return lost > 0

    def recall(self, most: int) -> float:
        """Percent of the best so many that are answered with, or others as good."""
        return self._percent(self.right[most], most)

    def shares(self) -> list[float]:
        """Recall of one and five, then what rates and the usual limit leave of five."""
        recall = [self.recall(most) for most in FLOORS]
        return recall + [self._percent(part, 5) for part in (self.rated, self.first)]

    def _percent(self, part: int, most: int) -> float:
        return 100 * part / max(1, self.wanted[most])


def main() -> int:
    """Measure all that was given; 1 when a floor is not reached."""
    options = _parse_options()
    print("| segments | how many | truth | queries | top 1 | top 5 | rated | first |")
    print("|---|---:|---|---:|---:|---:|---:|---:|", flush=True)
    is_below_floor = False
    for texts in _read_all_texts(options):
        for measure_name, count in measure_recall(texts, options).items():
            shares = " | ".join(f"{share:.2f}" for share in count.shares())
            print(
                f"| {texts.name} | {len(texts.segments):,} | {measure_name} | "
                f"{count.queries:,} | {shares} |",
                flush=True,
            )
            is_below_floor |= any(count.recall(most) < FLOORS[most] for most in FLOORS)
    print(f"\nRecipe: `{' '.join(sys.argv)}`, Python {platform.python_version()}.")
    return int(is_below_floor)


def measure_recall(
    texts: TextSet, options: argparse.Namespace
) -> dict[str, ShortRecallCount]:
    """What came of each truth."""
    query_texts = make_queries(texts, options.queries)
    forms_by_measure = {
        measure_name: [make_form(text) for text in texts.segments]
        for measure_name, make_form in _FORMS.items()
    }
    count_by_measure: dict[str, ShortRecallCount] = defaultdict(ShortRecallCount)
    with tempfile.TemporaryDirectory() as folder:
        with Database.open(Path(folder) / "memory.db") as database:
            _fill_database(database, texts)
            answer = _make_answerer(database, texts.locale, options.threshold)
            for text in query_texts:
                answers = answer(text, _NO_PENALTIES), answer(text, PenaltySettings())
                for measure_name, make_form in _FORMS.items():
                    if measure_name == _FORGIVING and remove_diacritics(text) != text:
                        continue  # who types a mark means it
                    hits = find_by_characters(
                        make_form(text),
                        forms_by_measure[measure_name],
                        options.threshold,
                    )
                    similarities = [
                        [
                            compute_text_similarity(
                                make_form(text), make_form(segment_text)
                            )
                            for segment_text in segment_texts
                        ]
                        for segment_texts in answers
                    ]
                    lost_count = count_by_measure[measure_name].add(
                        [score for _, score in hits], *similarities
                    )
                    if lost_count and options.misses:
                        best_segment_index = texts.segments[hits[0][0]], hits[0][1]
                        print(
                            measure_name,
                            text,
                            *best_segment_index,
                            sep="\t",
                            file=sys.stderr,
                        )
    return count_by_measure


def _fill_database(database: Database, texts: TextSet) -> None:
    target_segment = Segment.of(TARGET, "x")
    units = (
        TranslationUnit(Segment.of(texts.locale, text), target_segment)
        for text in texts.segments
    )
    with open_change_set(
        database, command="benchmark", author="benchmark"
    ) as change_set:
        UnitStore(database).add(units, change_set)


def _make_answerer(
    database: Database, locale: Locale, threshold: int
) -> Callable[[str, PenaltySettings], list[str]]:
    """The sources of the matches of a text, the best first."""
    unit_store = UnitStore(database)

    def answer(text: str, penalties: PenaltySettings) -> list[str]:
        options = LookupOptions(min_rate=threshold, limit=_LIMIT, penalties=penalties)
        matches = find_matches(
            unit_store.database, Segment.of(locale, text), TARGET, options
        )
        return list(dict.fromkeys(match.source.text for match in matches))

    return answer


def make_queries(texts: TextSet, count: int) -> list[str]:
    """Short texts that differ from stored ones, the same every time."""
    random_source = random.Random(_SEED)
    short_texts = [text for text in texts.segments if _is_short(text, texts.locale)]
    query_pool = (
        short_texts if len(short_texts) > len(texts.segments) // 20 else texts.segments
    )
    change_functions = (_make_typo, _remove_diacritics, _inflect_word)
    query_texts: list[str] = []
    while len(query_texts) < count:
        text = random_source.choice(query_pool)
        if random_source.random() < 0.1:
            words = random_source.choice(texts.segments).split()
            start = random_source.randrange(len(words))
            text = " ".join(
                words[
                    start : start
                    + random_source.randint(1, MAX_SHORT_QUERY_TOKEN_COUNT)
                ]
            )
        for _ in range(random_source.randint(1, 2)):
            text = random_source.choice(change_functions)(
                text, texts.locale.language, random_source
            )
        if _is_short(text := text.strip(), texts.locale):
            query_texts.append(text)
    return query_texts


def _is_short(text: str, locale: Locale) -> bool:
    return 0 < len(list_match_tokens(text, locale)) <= MAX_SHORT_QUERY_TOKEN_COUNT


def _make_typo(text: str, language: str, random_source: random.Random) -> str:
    """A letter too many, too few, another, or two in the wrong order."""
    letter_index = random_source.randrange(max(1, len(text)))
    letter, text_after = text[letter_index : letter_index + 1], text[letter_index + 1 :]
    other_letter = random_source.choice(_LETTERS)
    changed_letters = random_source.choice(
        ("", other_letter, letter + other_letter, text_after[:1] + letter)
    )
    return (
        text[:letter_index]
        + changed_letters
        + (text_after[1:] if changed_letters[1:] == letter else text_after)
    )


def _remove_diacritics(text: str, language: str, random_source: random.Random) -> str:
    """Without marks, or one word without, or in the other case."""
    words = text.split(" ")
    word_index = random_source.randrange(len(words))
    if random_source.random() < 0.2:
        return text.lower()
    if random_source.random() < 0.5:
        return remove_diacritics(text)
    words[word_index] = remove_diacritics(words[word_index])
    return " ".join(words)


def _inflect_word(text: str, language: str, random_source: random.Random) -> str:
    """A word with an ending or a beginning, or without its last letters."""
    words = text.split(" ")
    word_index = random_source.randrange(len(words))
    endings = _ENDINGS.get(language, ("e", "en", "s", "a"))
    forms = [words[word_index] + ending for ending in endings]
    forms += [prefix + words[word_index] for prefix in _PREFIXES.get(language, ())]
    if len(words[word_index]) > 4:
        forms.append(words[word_index][: -random_source.randint(1, 2)])
    words[word_index] = random_source.choice(forms or [words[word_index]])
    return " ".join(words)


def _read_all_texts(options: argparse.Namespace) -> Iterator[TextSet]:
    for text_path, tag in options.text:
        yield TextSet(
            Path(text_path).name, Locale.parse(tag), _read_lines(Path(text_path))
        )
    for tag in options.names:
        yield TextSet(f"CLDR names, {tag}", Locale.parse(tag), read_cldr_names(tag))
    domains = read_messages(options.mo)
    if not domains:
        print(f"left out: {options.mo} has no messages of iso-codes or coreutils")
    for domain, domain_texts in domains.items():
        yield TextSet(f"messages of {domain}", Locale("en"), domain_texts)


def _read_lines(path: Path) -> list[str]:
    opened = lzma.open if path.suffix == ".xz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        return _drop_equal_texts(line.rstrip("\n") for line in file)


def read_cldr_names(tag: str) -> list[str]:
    """Names of territories, languages, scripts and currencies in a language."""
    locale = Cldr.parse(tag, sep="-")
    tables = (locale.territories, locale.languages, locale.scripts, locale.currencies)
    return _drop_equal_texts(name for table in tables for name in table.values())


def read_messages(folder: Path) -> dict[str, list[str]]:
    """The messages in English of the domains that have files in a folder."""
    domains: dict[str, list[str]] = defaultdict(list)
    for path in sorted(folder.glob("*/LC_MESSAGES/*.mo")):
        domain = path.stem.partition("_")[0]
        if domain not in DOMAINS:
            continue
        with path.open("rb") as file:
            catalogue = gettext.GNUTranslations(file)
        # gettext has no other way to say which messages a file has.
        keys = catalogue._catalog  # type: ignore[attr-defined]
        texts = (key[0] if isinstance(key, tuple) else key for key in keys)
        domains[domain] += [text.rpartition("\x04")[2] for text in texts]
    return {
        name: distinct_texts
        for name, message_texts in domains.items()
        if (distinct_texts := _drop_equal_texts(message_texts))
    }


def _drop_equal_texts(texts: "Iterator[str] | Sequence[str]") -> list[str]:
    """Different texts, as a memory has them: each segment once."""
    text_forms = (Segment.of(Locale("en"), text).text for text in texts)
    return list(dict.fromkeys(text for text in text_forms if text))


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    pair = {"nargs": 2, "action": "append", "default": []}
    parser.add_argument("--text", metavar=("FILE", "LOCALE"), **pair)  # type: ignore[arg-type]
    parser.add_argument("--names", metavar="LOCALE", nargs="*", default=["id", "vi"])
    parser.add_argument("--mo", metavar="DIR", type=Path, default=SYSTEM)
    parser.add_argument("--queries", type=int, default=1000, help="of each kind")
    parser.add_argument("--threshold", type=int, default=70)
    parser.add_argument("--misses", action="store_true", help="show what was missed")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
