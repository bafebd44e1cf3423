"""What a package for a language model knows of a reference, next to other retrieval.

    python benchmarks/prompt.py DATA/memory DATA/align
    python benchmarks/prompt.py DATA/memory DATA/align -s en -t id --half tune
    python benchmarks/prompt.py MEMORY PAIRS.tsv -s vi -t id --budgets 500,1500

The memory is made of the tab-separated files `*_SRC_TGT.tsv` of the first folder
(source, target, document) and of the starter termbase. The second is a folder with
`SRC-TGT/clean` (or `news`), which has `*.src.txt` and `.tgt.txt`, a sentence a line,
and `.gold.json`, of which the pairs of single sentences are used; or a tab-separated
file of pairs. Its documents are not in the memory, and half of them is for tuning. For
each sentence, the package is built within a budget, and so are two others of the same
budget: the sentence with the segments that BM25 ranks first (k1 1.2, b .75, over the
words of the source), and with segments drawn by chance.

Printed is the share of the items of the reference that each package contains: names
(words with a capital inside a sentence), numbers (as the target language writes them)
and terms (words of five letters or more that at most one in fifty segments of the
memory has). Items that the source itself has are counted apart, since every package
has the source; and the last columns are the time of a segment and what is used of the
budget.
"""

import argparse
import json
import math
import random
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).parents[1]))

import padanan
from padanan.assistants.token_estimate import estimate_tokens
from tm.text.locale import Locale
from tm.text.values.reader import read_values

_ROOT = Path(__file__).parents[1]
_TERMBASE = _ROOT / "seeds" / "glossary" / "official_titles.csv"
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_TOKEN = re.compile(r"[\w.,%/:-]*\w|%")
_SENTENCE_END = re.compile(r"(?:^|[.!?:…“”\"‘’(]\s*)$")
_SEED = 20_261_201
_K1, _B = 1.2, 0.75
_LEAST_TERM_LENGTH = 5
_GREATEST_TERM_SHARE = 0.02
_LEVELS = ("clean", "news")
_KINDS = ("names", "numbers", "terms")
_DATE = "2019-01"
"""The day of the texts of the data, so that every run gives the same packages."""

Pair = tuple[str, str]
Build = Callable[[str, int], str]
"""Builds a package of a sentence within a budget."""


@dataclass(frozen=True)
class Items:
    """The items of a reference, by kind, in lower case."""

    by_kind: Mapping[str, Counter[str]]


def main() -> int:
    """Print a table for each budget."""
    options = _parse_options()
    locales = Locale.parse(options.source), Locale.parse(options.target)
    memory_pairs = list(_read_memory(options.memory, locales))
    test_pairs = list(_read_test_pairs(options.texts, locales, options.half))
    random.Random(_SEED).shuffle(test_pairs)
    test_pairs = test_pairs[: options.limit]
    counts = Counter(
        word for _, target in memory_pairs for word in set(_list_words(target))
    )
    most = _GREATEST_TERM_SHARE * len(memory_pairs)
    terms = {word for word, count in counts.items() if count <= most}
    print(
        f"{locales[0]}-{locales[1]}: {len(memory_pairs)} segments in the memory, "
        f"{len(test_pairs)} sentences ({options.half} half)"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "memory.db"
        with padanan.open(path, source=options.source, target=options.target) as memory:
            for file in _list_memory_files(options.memory, locales):
                memory.load(file)
            if not options.without_terms:
                memory.terms.load(_TERMBASE)
            memory.lookup(test_pairs[0][0])
            builds: dict[str, Build] = {
                "package": lambda text, budget: (
                    memory.assistant.prompt(text, budget=budget, date=_DATE).text
                ),
                "BM25": Bm25(memory_pairs).build,
                "random": RandomSegments(memory_pairs).build,
            }
            for text, _ in test_pairs:  # so that all that is read once is read
                builds["package"](text, 2000)
            for budget in options.budgets:
                _print_table(builds, test_pairs, terms, locales[1], budget)
    return 0


def _print_table(
    builds: Mapping[str, Build],
    pairs: Sequence[Pair],
    terms: set[str],
    locale: Locale,
    budget: int,
) -> None:
    print(f"\nbudget {budget} tokens; share of items, and of those not in the source")
    columns = "".join(f"{kind:>16}" for kind in _KINDS)
    print(f"{'':10}{columns}{'all':>16}{'ms':>7}{'used':>6}")
    for name, build in builds.items():
        found, total = Counter[tuple[str, bool]](), Counter[tuple[str, bool]]()
        seconds, tokens = 0.0, 0
        for source, target in pairs:
            items = find_items(target, terms, locale)
            start = process_time()
            text = build(source, max(budget, _least_budget(source)))
            seconds += process_time() - start
            tokens += estimate_tokens(text)
            _count(items, source, text, found, total)
        cells = [
            f"{_share(found, total, kinds):>10}"
            f"{_share(found, total, kinds, only_new=True):>6}"
            for kinds in (*((kind,) for kind in _KINDS), _KINDS)
        ]
        used = tokens / len(pairs) / budget
        print(f"{name:10}{''.join(cells)}{1000 * seconds / len(pairs):7.1f}{used:6.2f}")


def _count(
    items: Items,
    source: str,
    text: str,
    found: Counter[tuple[str, bool]],
    total: Counter[tuple[str, bool]],
) -> None:
    """Count the items that a package has; the second key is whether the source does."""
    words, source_words = _Words(text), _Words(source)
    for kind, counts in items.by_kind.items():
        for item, count in counts.items():
            is_in_source = source_words.has(item)
            total[kind, is_in_source] += count
            found[kind, is_in_source] += count * words.has(item)


def _share(
    found: Counter[tuple[str, bool]],
    total: Counter[tuple[str, bool]],
    kinds: Sequence[str],
    *,
    only_new: bool = False,
) -> str:
    keys = [key for key in total if key[0] in kinds and not (only_new and key[1])]
    whole = sum(total[key] for key in keys)
    return f"{sum(found[key] for key in keys) / whole:.3f}" if whole else "–"


class _Words:
    """Answers whether a text contains an item as whole words."""

    def __init__(self, text: str) -> None:
        self._text = f" {' '.join(_TOKEN.findall(text.casefold()))} "
        self._words = {*_WORD.findall(text.casefold())}

    def has(self, item: str) -> bool:
        return item in self._words or f" {item} " in self._text


def find_items(target: str, terms: set[str], locale: Locale) -> Items:
    """Find the names, numbers and terms of a reference."""
    names, rare = Counter[str](), Counter[str]()
    for match in _WORD.finditer(target):
        word = match[0]
        if word[0].isupper():
            if not _SENTENCE_END.search(target[: match.start()]):
                names[word.casefold()] += 1
        elif len(word) >= _LEAST_TERM_LENGTH and word in terms:
            rare[word] += 1
    numbers = Counter(
        value.text.casefold()
        for value in read_values(target, locale)
        if any(map(str.isdigit, value.text))
    )
    return Items({"names": names, "numbers": numbers, "terms": rare})


def _list_words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


class Bm25:
    """Ranks the segments of a memory by the words that they share with a text."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        self._pairs = pairs
        self._lengths: list[int] = []
        self._postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for index, (source, _) in enumerate(pairs):
            words = Counter(_list_words(source))
            self._lengths.append(words.total())
            for word, count in words.items():
                self._postings[word].append((index, count))
        self._mean_length = sum(self._lengths) / len(pairs)

    def build(self, text: str, budget: int) -> str:
        """Add the segments that are ranked first, while they fit."""
        return _fill(text, (self._pairs[index] for index in self.rank(text)), budget)

    def rank(self, text: str) -> Iterator[int]:
        """Yield the indexes of segments, the highest score first."""
        scores: dict[int, float] = defaultdict(float)
        for word in dict.fromkeys(_list_words(text)):
            postings = self._postings.get(word, ())
            weight = math.log(
                1 + (len(self._pairs) - len(postings) + 0.5) / (len(postings) + 0.5)
            )
            for index, count in postings:
                norm = _K1 * (1 - _B + _B * self._lengths[index] / self._mean_length)
                scores[index] += weight * count * (_K1 + 1) / (count + norm)
        yield from sorted(scores, key=lambda index: (-scores[index], index))


class RandomSegments:
    """Draws segments of a memory by chance."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        self._pairs = pairs
        self._random = random.Random(_SEED)

    def build(self, text: str, budget: int) -> str:
        """Add segments drawn by chance, while they fit."""
        drawn = self._random.sample(range(len(self._pairs)), len(self._pairs))
        return _fill(text, (self._pairs[index] for index in drawn), budget)


def _fill(text: str, pairs: Iterator[Pair], budget: int) -> str:
    """Write a text and pairs of segments, each in a line, within a budget."""
    lines = [text, ""]
    left = budget - estimate_tokens(f"{text}\n\n")
    misses = 0
    for source, target in pairs:
        line = f"- {source} = {target}"
        tokens = estimate_tokens(f"{line}\n")
        if tokens > left:
            misses += 1
            if misses == 20:
                break
            continue
        left -= tokens
        lines.append(line)
    return "\n".join(lines)


def _least_budget(text: str) -> int:
    return estimate_tokens(text) + 100


def _list_memory_files(folder: Path, locales: tuple[Locale, Locale]) -> list[Path]:
    return sorted(folder.glob(f"*_{locales[0]}_{locales[1]}.tsv"))


def _read_memory(folder: Path, locales: tuple[Locale, Locale]) -> Iterator[Pair]:
    for path in _list_memory_files(folder, locales):
        for line in path.read_text("utf-8").splitlines():
            source, target, *_ = line.split("\t")
            yield source, target


def _read_test_pairs(
    path: Path, locales: tuple[Locale, Locale], half: str
) -> Iterator[Pair]:
    if path.is_file():
        for line in path.read_text("utf-8").splitlines():
            source, target, *_ = line.split("\t")
            yield source, target
        return
    folder = path / f"{locales[0]}-{locales[1]}"
    level = next(level for level in _LEVELS if (folder / level).is_dir())
    documents = sorted((folder / level).glob("*.src.txt"))
    documents = [file for file in documents if ".vn." not in file.name]
    wanted = {"tune": (0,), "report": (1,), "all": (0, 1)}[half]
    for number, file in enumerate(documents):
        if number % 2 not in wanted:
            continue
        texts = {
            side: file.with_name(file.name.replace(".src.txt", f".{side}"))
            for side in ("src.txt", "tgt.txt", "gold.json")
        }
        sources, targets = (
            texts[side].read_text("utf-8").splitlines()
            for side in ("src.txt", "tgt.txt")
        )
        for source_lines, target_lines in json.loads(texts["gold.json"].read_text()):
            if len(source_lines) == len(target_lines) == 1:
                yield sources[source_lines[0]], targets[target_lines[0]]


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("memory", type=Path)
    parser.add_argument("texts", type=Path)
    parser.add_argument("-s", "--source", default="vi")
    parser.add_argument("-t", "--target", default="id")
    parser.add_argument("--half", choices=("tune", "report", "all"), default="report")
    parser.add_argument("--limit", type=int, default=300)
    parser.add_argument("--without-terms", action="store_true")
    parser.add_argument(
        "--budgets",
        type=lambda text: [int(part) for part in text.split(",")],
        default=[500, 1000, 2000],
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
