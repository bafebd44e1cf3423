"""Candidates for terms: how good, and how fast, beside plain counting and NLTK.

    python benchmarks/extract.py quality UNITS GLOSSARY -s vi -t id
    python benchmarks/extract.py speed TEXTS -s en --units 1000000
    python benchmarks/extract.py speed UNITS -s vi -t id --units 1000000

UNITS is a TSV of source, target and document; GLOSSARY a CSV with a column for each
locale and perhaps `status`, of which the preferred forms count that occur twice.
TEXTS has a text a line, perhaps .xz. Both are recombined to the number wanted, of
halves of texts.

`frequency` counts all runs of one to eight words that begin and end with no function
word, and takes the most frequent, each with the phrase that its units hold oftenest in
the other language. `nltk` ranks pairs of words by likelihood ratio
(nltk.collocations, if it is installed), which gives no translations and no longer
terms. All read the same words; times are those of this process.
"""

import argparse
import csv
import lzma
import re
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any

from glossary.extraction.boundary_words import read_boundary_words
from glossary.extraction.corpus_text import split_phrase_words
from glossary.extraction.term_extraction import (
    ExtractionOptions,
    TextUnit,
    extract_terms,
)
from tm.align.lexicon.starter_dictionary import load_starter_dictionary
from tm.text.locale import Locale
from tm.text.normal import match_form

_LONGEST = 8
_STEP = 7919
Ranked = list[tuple[str, str | None]]
"""Terms with their translations, in match form."""


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    quality = commands.add_parser("quality")
    quality.add_argument("units", type=Path)
    quality.add_argument("glossary", type=Path)
    quality.add_argument("-t", dest="target", type=Locale.parse, required=True)
    speed = commands.add_parser("speed")
    speed.add_argument("texts", type=Path)
    speed.add_argument("-t", dest="target", type=Locale.parse)
    speed.add_argument("--units", type=int, default=100_000)
    for one in (quality, speed):
        one.add_argument("-s", dest="source", type=Locale.parse, required=True)
        one.add_argument("--limit", type=int, default=200)
    given = parser.parse_args()
    if given.command == "quality":
        _quality(given)
    else:
        _speed(given)


def _quality(given: argparse.Namespace) -> None:
    source, target, limit = given.source, given.target, given.limit
    lines = given.units.read_text("utf-8").splitlines()
    units = [TextUnit(*line.split("\t")[:3]) for line in lines]
    terms = _terms(given.glossary, units, source, target)
    print(f"{len(units)} units, {len(terms)} terms; the first {limit} candidates")
    systems: dict[str, Callable[[], Ranked]] = {
        "padanan": lambda: _ours(units, source, target, limit),
        "frequency": lambda: _frequent(units, source, target, limit),
        "nltk": lambda: _nltk(units, source, limit),
    }
    for name, ranked in systems.items():
        start = time.process_time()
        try:
            first = dict(reversed(ranked()))
        except ImportError:
            print(f"{name:<10} is not installed")
            continue
        taken = time.process_time() - start
        found = [term for term in terms if term in first]
        right = [term for term in found if first[term] in terms[term]]
        print(
            f"{name:<10} found {len(found)}, right {len(right)}; "
            f"{len(units) / taken:,.0f} units/s"
        )


def _terms(
    path: Path, units: list[TextUnit], source: Locale, target: Locale
) -> dict[str, set[str]]:
    whole = "\n".join(_form(unit.source, source) for unit in units)
    terms: dict[str, set[str]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            term = _form(row[source.tag], source)
            if row.get("status", "preferred") != "preferred" or not term:
                continue
            if len(re.findall(rf"(?<!\w){re.escape(term)}(?!\w)", whole)) > 1:
                terms.setdefault(term, set()).add(_form(row[target.tag], target))
    return terms


def _ours(units: list[TextUnit], source: Locale, target: Locale, limit: int) -> Ranked:
    found = extract_terms(
        lambda: units,
        source_locale=source,
        target_locale=target,
        options=ExtractionOptions(candidate_limit=limit),
        dictionary=load_starter_dictionary(source, target),
    )
    return [
        (
            _form(one.text, source),
            _form(one.equivalents[0].text, target) if one.equivalents else None,
        )
        for one in found.candidates
    ]


def _frequent(
    units: list[TextUnit], source: Locale, target: Locale, limit: int
) -> Ranked:
    left = [set(_runs(unit.source, source)) for unit in units]
    right = [set(_runs(unit.target or "", target)) for unit in units]
    counts = Counter(chain.from_iterable(_runs(unit.source, source) for unit in units))
    chosen = [run for run, _ in counts.most_common(limit)]
    holders = defaultdict(list)
    for number, runs in enumerate(left):
        for run in runs:
            holders[run].append(number)
    return [
        (run, _commonest(chain.from_iterable(right[n] for n in holders[run])))
        for run in chosen
    ]


def _commonest(runs: Iterable[str]) -> str | None:
    return max(Counter(runs).items(), key=lambda one: one[1], default=(None, 0))[0]


def _runs(text: str, locale: Locale) -> Iterator[str]:
    kinds = read_boundary_words(locale.language)
    for words in _phrases(text, locale):
        for length in range(1, _LONGEST + 1):
            for start in range(len(words) - length + 1):
                run = words[start : start + length]
                if (
                    run[0] not in kinds.excluded_first_words
                    and run[-1] not in kinds.excluded_last_words
                ):
                    yield " ".join(run).replace(" ,", ",")


def _phrases(text: str, locale: Locale) -> Iterator[list[str]]:
    phrase: list[str] = []
    for word in split_phrase_words(text, read_boundary_words(locale.language)):
        if word:
            phrase.append(_form(word, locale))
        elif phrase:
            yield phrase
            phrase = []
    if phrase:
        yield phrase


def _nltk(units: list[TextUnit], source: Locale, limit: int) -> Ranked:
    # Any: NLTK ships no types.
    collocations: Any = import_module("nltk.collocations")
    kinds = read_boundary_words(source.language)
    finder = collocations.BigramCollocationFinder.from_documents(
        words for unit in units for words in _phrases(unit.source, source)
    )
    finder.apply_freq_filter(2)
    finder.apply_ngram_filter(
        lambda first, last: (
            first in kinds.excluded_first_words or last in kinds.excluded_last_words
        )
    )
    best = finder.nbest(collocations.BigramAssocMeasures.likelihood_ratio, limit)
    return [(" ".join(pair), None) for pair in best]


def _speed(given: argparse.Namespace) -> None:
    path: Path = given.texts
    opened = lzma.open if path.suffix == ".xz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        texts = [line.strip() for line in file]
    turned = _paired if given.target else _halved
    start = time.process_time()
    for _ in turned(texts, given.units):
        pass
    reading = time.process_time() - start
    start = time.process_time()
    found = extract_terms(
        lambda: turned(texts, given.units),
        source_locale=given.source,
        target_locale=given.target,
        options=ExtractionOptions(candidate_limit=given.limit),
    )
    taken = time.process_time() - start - 2 * reading
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{found.unit_count:,} units, {found.word_count:,} words, each phrase "
        f"{found.min_count} times: {taken:.1f} s, "
        f"{found.unit_count / taken:,.0f} units/s; "
        f"{memory:,.0f} MB at most, the texts among them"
    )


def _halved(texts: list[str], wanted: int) -> Iterator[TextUnit]:
    """Texts, and then halves of one with halves of another, the same every time."""
    for text, other in _chosen(texts, wanted):
        yield TextUnit(_joined(text, other))


def _paired(lines: list[str], wanted: int) -> Iterator[TextUnit]:
    """The same of both sides, which stay more or less opposite each other."""
    for line, other in _chosen(lines, wanted):
        source, target, *_ = line.split("\t")
        more, again, *_ = other.split("\t") if other is not None else (None, None)
        yield TextUnit(_joined(source, more), _joined(target, again))


def _joined(text: str, other: str | None) -> str:
    if other is None:
        return text
    head = text[: len(text) // 2].rpartition(" ")[0]
    return f"{head} {other[len(other) // 2 :].partition(' ')[2]}"


def _chosen(texts: list[str], wanted: int) -> Iterator[tuple[str, str | None]]:
    for number in range(wanted):
        turn, place = divmod(number, len(texts))
        other = texts[(place * _STEP + turn) % len(texts)] if turn else None
        yield texts[place], other


def _form(text: str, locale: Locale) -> str:
    return match_form(text, is_vietnamese=locale.language == "vi")


if __name__ == "__main__":
    main()
