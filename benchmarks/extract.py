"""Candidates for terms: quality and speed, compared with counting and NLTK.

    python benchmarks/extract.py quality UNITS GLOSSARY -s vi -t id
    python benchmarks/extract.py speed TEXTS -s en --units 1000000
    python benchmarks/extract.py speed UNITS -s vi -t id --units 1000000

UNITS is a TSV of source, target and document; GLOSSARY a CSV with a column for each
locale and perhaps `status`, of which the preferred forms count that occur twice.
TEXTS has a text a line, perhaps .xz. Both are recombined to the number given, of
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

_LONGEST_RUN = 8
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
    for subparser in (quality, speed):
        subparser.add_argument("-s", dest="source", type=Locale.parse, required=True)
        subparser.add_argument("--limit", type=int, default=200)
    options = parser.parse_args()
    if options.command == "quality":
        _measure_quality(options)
    else:
        _measure_speed(options)


def _measure_quality(options: argparse.Namespace) -> None:
    source_locale, target_locale, candidate_limit = (
        options.source,
        options.target,
        options.limit,
    )
    lines = options.units.read_text("utf-8").splitlines()
    units = [TextUnit(*line.split("\t")[:3]) for line in lines]
    terms = _read_terms(options.glossary, units, source_locale, target_locale)
    print(
        f"{len(units)} units, {len(terms)} terms; the first {candidate_limit} "
        "candidates"
    )
    ranker_by_name: dict[str, Callable[[], Ranked]] = {
        "padanan": lambda: _rank_by_padanan(
            units, source_locale, target_locale, candidate_limit
        ),
        "frequency": lambda: _rank_by_frequency(
            units, source_locale, target_locale, candidate_limit
        ),
        "nltk": lambda: _rank_by_nltk(units, source_locale, candidate_limit),
    }
    for name, rank_candidates in ranker_by_name.items():
        start_time = time.process_time()
        try:
            translation_by_term = dict(reversed(rank_candidates()))
        except ImportError:
            print(f"{name:<10} is not installed")
            continue
        seconds = time.process_time() - start_time
        found_terms = [term for term in terms if term in translation_by_term]
        right_terms = [
            term for term in found_terms if translation_by_term[term] in terms[term]
        ]
        print(
            f"{name:<10} found {len(found_terms)}, right {len(right_terms)}; "
            f"{len(units) / seconds:,.0f} units/s"
        )


def _read_terms(
    path: Path, units: list[TextUnit], source_locale: Locale, target_locale: Locale
) -> dict[str, set[str]]:
    whole_text = "\n".join(
        _make_term_form(unit.source, source_locale) for unit in units
    )
    translations_by_term: dict[str, set[str]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            term = _make_term_form(row[source_locale.tag], source_locale)
            if row.get("status", "preferred") != "preferred" or not term:
                continue
            if len(re.findall(rf"(?<!\w){re.escape(term)}(?!\w)", whole_text)) > 1:
                translations_by_term.setdefault(term, set()).add(
                    _make_term_form(row[target_locale.tag], target_locale)
                )
    return translations_by_term


def _rank_by_padanan(
    units: list[TextUnit], source_locale: Locale, target_locale: Locale, limit: int
) -> Ranked:
    extraction = extract_terms(
        lambda: units,
        source_locale=source_locale,
        target_locale=target_locale,
        options=ExtractionOptions(candidate_limit=limit),
        dictionary=load_starter_dictionary(source_locale, target_locale),
    )
    return [
        (
            _make_term_form(candidate.text, source_locale),
            _make_term_form(candidate.equivalents[0].text, target_locale)
            if candidate.equivalents
            else None,
        )
        for candidate in extraction.candidates
    ]


def _rank_by_frequency(
    units: list[TextUnit], source_locale: Locale, target_locale: Locale, limit: int
) -> Ranked:
    source_runs = [set(_list_word_runs(unit.source, source_locale)) for unit in units]
    target_runs = [
        set(_list_word_runs(unit.target or "", target_locale)) for unit in units
    ]
    run_counts = Counter(
        chain.from_iterable(
            _list_word_runs(unit.source, source_locale) for unit in units
        )
    )
    frequent_runs = [run for run, _ in run_counts.most_common(limit)]
    unit_indexes_by_run = defaultdict(list)
    for unit_index, runs in enumerate(source_runs):
        for run in runs:
            unit_indexes_by_run[run].append(unit_index)
    return [
        (
            run,
            _find_commonest(
                chain.from_iterable(
                    target_runs[unit_index_] for unit_index_ in unit_indexes_by_run[run]
                )
            ),
        )
        for run in frequent_runs
    ]


def _find_commonest(runs: Iterable[str]) -> str | None:
    return max(Counter(runs).items(), key=lambda one: one[1], default=(None, 0))[0]


def _list_word_runs(text: str, locale: Locale) -> Iterator[str]:
    kinds = read_boundary_words(locale.language)
    for words in _split_into_phrases(text, locale):
        for length in range(1, _LONGEST_RUN + 1):
            for start in range(len(words) - length + 1):
                run = words[start : start + length]
                if (
                    run[0] not in kinds.excluded_first_words
                    and run[-1] not in kinds.excluded_last_words
                ):
                    yield " ".join(run).replace(" ,", ",")


def _split_into_phrases(text: str, locale: Locale) -> Iterator[list[str]]:
    phrase: list[str] = []
    for word in split_phrase_words(text, read_boundary_words(locale.language)):
        if word:
            phrase.append(_make_term_form(word, locale))
        elif phrase:
            yield phrase
            phrase = []
    if phrase:
        yield phrase


def _rank_by_nltk(units: list[TextUnit], source: Locale, limit: int) -> Ranked:
    # Any: NLTK ships no types.
    collocations: Any = import_module("nltk.collocations")
    kinds = read_boundary_words(source.language)
    finder = collocations.BigramCollocationFinder.from_documents(
        words for unit in units for words in _split_into_phrases(unit.source, source)
    )
    finder.apply_freq_filter(2)
    finder.apply_ngram_filter(
        lambda first, last: (
            first in kinds.excluded_first_words or last in kinds.excluded_last_words
        )
    )
    best = finder.nbest(collocations.BigramAssocMeasures.likelihood_ratio, limit)
    return [(" ".join(pair), None) for pair in best]


def _measure_speed(options: argparse.Namespace) -> None:
    path: Path = options.texts
    opened = lzma.open if path.suffix == ".xz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        texts = [line.strip() for line in file]
    make_units = _make_units_of_pairs if options.target else _make_units_of_halves
    start_time = time.process_time()
    for _ in make_units(texts, options.units):
        pass
    reading_seconds = time.process_time() - start_time
    start_time = time.process_time()
    extraction = extract_terms(
        lambda: make_units(texts, options.units),
        source_locale=options.source,
        target_locale=options.target,
        options=ExtractionOptions(candidate_limit=options.limit),
    )
    seconds = time.process_time() - start_time - 2 * reading_seconds
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{extraction.unit_count:,} units, {extraction.word_count:,} words, each "
        f"phrase {extraction.min_count} times: {seconds:.1f} s, "
        f"{extraction.unit_count / seconds:,.0f} units/s; "
        f"{memory:,.0f} MB at most, the texts among them"
    )


def _make_units_of_halves(texts: list[str], unit_count: int) -> Iterator[TextUnit]:
    """Texts, and then halves of one with halves of another, the same every time."""
    for text, other_text in _choose_texts(texts, unit_count):
        yield TextUnit(_join_halves(text, other_text))


def _make_units_of_pairs(lines: list[str], unit_count: int) -> Iterator[TextUnit]:
    """The same of both sides, which stay more or less opposite each other."""
    for line, other_line in _choose_texts(lines, unit_count):
        source, target, *_ = line.split("\t")
        more, again, *_ = (
            other_line.split("\t") if other_line is not None else (None, None)
        )
        yield TextUnit(_join_halves(source, more), _join_halves(target, again))


def _join_halves(text: str, other_text: str | None) -> str:
    if other_text is None:
        return text
    first_half = text[: len(text) // 2].rpartition(" ")[0]
    return f"{first_half} {other_text[len(other_text) // 2 :].partition(' ')[2]}"


def _choose_texts(
    texts: list[str], unit_count: int
) -> Iterator[tuple[str, str | None]]:
    for number in range(unit_count):
        turn_number, text_index = divmod(number, len(texts))
        other_text = (
            texts[(text_index * _STEP + turn_number) % len(texts)]
            if turn_number
            else None
        )
        yield texts[text_index], other_text


def _make_term_form(text: str, locale: Locale) -> str:
    return match_form(text, is_vietnamese=locale.language == "vi")


if __name__ == "__main__":
    main()
