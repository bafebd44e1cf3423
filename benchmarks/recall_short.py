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

from babel import Locale as Cldr
from recall_oracle import characters

from tm.match.lookup import LookupOptions, find_matches
from tm.match.rank import MAX_SHORT_QUERY_TOKEN_COUNT
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
_NO_PENALTIES = PenaltySettings(**{one.name: 0 for one in fields(PenaltySettings)})
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
class Texts:
    """Segments of one kind and language."""

    name: str
    locale: Locale
    segments: list[str]


@dataclass(slots=True)
class Count:
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
    options = _options()
    print("| segments | how many | truth | queries | top 1 | top 5 | rated | first |")
    print("|---|---:|---|---:|---:|---:|---:|---:|", flush=True)
    short_of = False
    for texts in _all_texts(options):
        for truth, count in measured(texts, options).items():
            shares = " | ".join(f"{share:.2f}" for share in count.shares())
            print(
                f"| {texts.name} | {len(texts.segments):,} | {truth} | "
                f"{count.queries:,} | {shares} |",
                flush=True,
            )
            short_of |= any(count.recall(most) < FLOORS[most] for most in FLOORS)
    print(f"\nRecipe: `{' '.join(sys.argv)}`, Python {platform.python_version()}.")
    return int(short_of)


def measured(texts: Texts, options: argparse.Namespace) -> dict[str, Count]:
    """What came of each truth."""
    asked = queries(texts, options.queries)
    stored = {
        truth: [form(text) for text in texts.segments] for truth, form in _FORMS.items()
    }
    counts: dict[str, Count] = defaultdict(Count)
    with tempfile.TemporaryDirectory() as folder:
        with Database.open(Path(folder) / "memory.db") as database:
            _fill(database, texts)
            answer = _answers(database, texts.locale, options.threshold)
            for text in asked:
                answers = answer(text, _NO_PENALTIES), answer(text, PenaltySettings())
                for truth, form in _FORMS.items():
                    if truth == _FORGIVING and remove_diacritics(text) != text:
                        continue  # who types a mark means it
                    hits = characters(form(text), stored[truth], options.threshold)
                    found = [
                        [compute_text_similarity(form(text), form(one)) for one in some]
                        for some in answers
                    ]
                    lost = counts[truth].add([score for _, score in hits], *found)
                    if lost and options.misses:
                        best = texts.segments[hits[0][0]], hits[0][1]
                        print(truth, text, *best, sep="\t", file=sys.stderr)
    return counts


def _fill(database: Database, texts: Texts) -> None:
    other = Segment.of(TARGET, "x")
    units = (
        TranslationUnit(Segment.of(texts.locale, text), other)
        for text in texts.segments
    )
    with open_change_set(database, command="benchmark", author="benchmark") as changes:
        UnitStore(database).add(units, changes)


def _answers(
    database: Database, locale: Locale, threshold: int
) -> Callable[[str, PenaltySettings], list[str]]:
    """The sources of the matches of a text, the best first."""
    memory = UnitStore(database)

    def answer(text: str, penalties: PenaltySettings) -> list[str]:
        options = LookupOptions(min_rate=threshold, limit=_LIMIT, penalties=penalties)
        found = find_matches(memory.database, Segment.of(locale, text), TARGET, options)
        return list(dict.fromkeys(match.source.text for match in found))

    return answer


def queries(texts: Texts, count: int) -> list[str]:
    """Short texts that differ from stored ones, the same every time."""
    chosen = random.Random(_SEED)
    short = [text for text in texts.segments if _is_short(text, texts.locale)]
    pool = short if len(short) > len(texts.segments) // 20 else texts.segments
    changes = (_mistyped, _unmarked, _inflected)
    made: list[str] = []
    while len(made) < count:
        text = chosen.choice(pool)
        if chosen.random() < 0.1:
            words = chosen.choice(texts.segments).split()
            start = chosen.randrange(len(words))
            text = " ".join(
                words[start : start + chosen.randint(1, MAX_SHORT_QUERY_TOKEN_COUNT)]
            )
        for _ in range(chosen.randint(1, 2)):
            text = chosen.choice(changes)(text, texts.locale.language, chosen)
        if _is_short(text := text.strip(), texts.locale):
            made.append(text)
    return made


def _is_short(text: str, locale: Locale) -> bool:
    return 0 < len(list_match_tokens(text, locale)) <= MAX_SHORT_QUERY_TOKEN_COUNT


def _mistyped(text: str, language: str, chosen: random.Random) -> str:
    """A letter too many, too few, another, or two in the wrong order."""
    place = chosen.randrange(max(1, len(text)))
    letter, after = text[place : place + 1], text[place + 1 :]
    other = chosen.choice(_LETTERS)
    changed = chosen.choice(("", other, letter + other, after[:1] + letter))
    return text[:place] + changed + (after[1:] if changed[1:] == letter else after)


def _unmarked(text: str, language: str, chosen: random.Random) -> str:
    """Without marks, or one word without, or in the other case."""
    words = text.split(" ")
    place = chosen.randrange(len(words))
    if chosen.random() < 0.2:
        return text.lower()
    if chosen.random() < 0.5:
        return remove_diacritics(text)
    words[place] = remove_diacritics(words[place])
    return " ".join(words)


def _inflected(text: str, language: str, chosen: random.Random) -> str:
    """A word with an ending or a beginning, or without its last letters."""
    words = text.split(" ")
    place = chosen.randrange(len(words))
    endings = _ENDINGS.get(language, ("e", "en", "s", "a"))
    forms = [words[place] + ending for ending in endings]
    forms += [before + words[place] for before in _PREFIXES.get(language, ())]
    if len(words[place]) > 4:
        forms.append(words[place][: -chosen.randint(1, 2)])
    words[place] = chosen.choice(forms or [words[place]])
    return " ".join(words)


def _all_texts(options: argparse.Namespace) -> Iterator[Texts]:
    for file, tag in options.text:
        yield Texts(Path(file).name, Locale.parse(tag), _lines(Path(file)))
    for tag in options.names:
        yield Texts(f"CLDR names, {tag}", Locale.parse(tag), cldr_names(tag))
    domains = messages(options.mo)
    if not domains:
        print(f"left out: {options.mo} has no messages of iso-codes or coreutils")
    for domain, found in domains.items():
        yield Texts(f"messages of {domain}", Locale("en"), found)


def _lines(path: Path) -> list[str]:
    opened = lzma.open if path.suffix == ".xz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        return _distinct(line.rstrip("\n") for line in file)


def cldr_names(tag: str) -> list[str]:
    """Names of territories, languages, scripts and currencies in a language."""
    locale = Cldr.parse(tag, sep="-")
    tables = (locale.territories, locale.languages, locale.scripts, locale.currencies)
    return _distinct(name for table in tables for name in table.values())


def messages(folder: Path) -> dict[str, list[str]]:
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
    return {name: found for name, one in domains.items() if (found := _distinct(one))}


def _distinct(texts: "Iterator[str] | Sequence[str]") -> list[str]:
    """Different texts, as a memory has them: each segment once."""
    made = (Segment.of(Locale("en"), text).text for text in texts)
    return list(dict.fromkeys(text for text in made if text))


def _options() -> argparse.Namespace:
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
