"""Finding terms: megabytes a second of `Recogniser.find`, and of peers in the same run.

    python benchmarks/terms.py TEXT.tsv COLUMN LOCALE [--glossary titles.csv]

TEXT has sentences in a column. Terms are those of a glossary, names that stand in
every second sentence, and recombined titles, with a fixed seed, up to each size.
`--ngrams` takes any words of the text for terms, so that nearly every word is one.
Times are CPU seconds; a megabyte is a million bytes of UTF-8.
"""

import argparse
import gc
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import ahocorasick

from exports.terms import csv as terms_csv
from glossary.entries.entry import ConceptEntry, Term
from glossary.forms.folding import fold_for_recognition
from glossary.recognition.form_lexicon import FormLexicon
from glossary.recognition.form_spans import find_form_spans, group_spans
from glossary.recognition.recogniser import Recogniser
from glossary.recognition.recogniser_file import read_recogniser, write_recogniser
from glossary.recognition.spaced_forms import space_words
from tm.text.locale import Locale

T = TypeVar("T")
SEED = 5
LEAST_TEXT_BYTES = 1_000_000
_WORD_PATTERN = re.compile(r"\w[\w'’-]*")
_NAME_PATTERN = re.compile(r"[^\W\d_a-z]\w*(?: [^\W\d_a-z]\w*){0,4}")


def main() -> None:
    """Build, write, read and search, and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("text", type=Path)
    parser.add_argument("column", type=int)
    parser.add_argument("locale", type=Locale.parse)
    parser.add_argument("--glossary", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 50_000])
    parser.add_argument("--ngrams", action="store_true")
    parser.add_argument("--slow", action="store_true", help="peers that take minutes")
    options = parser.parse_args()
    lines = [
        line.split("\t")[options.column]
        for line in options.text.read_text(encoding="utf-8").splitlines()
    ]
    print(f"Recipe: `python {' '.join(sys.argv)}`, CPU time, MB/s of UTF-8.\n")
    print("| terms | what | MB/s | seconds | hits a MB |\n|---:|---|---:|---:|---:|")
    for entry_count in options.sizes:
        entries = _make_entries(
            lines, options.locale, entry_count, options.glossary, options.ngrams
        )
        for row_name, speed_text, seconds_text, hit_text in _measure_recognition(
            entries, lines, options
        ):
            print(
                f"| {entry_count:,} | {row_name} | {speed_text} | {seconds_text} | "
                f"{hit_text} |",
                flush=True,
            )


def _measure_recognition(
    entries: list[ConceptEntry], lines: list[str], options: argparse.Namespace
) -> Iterator[tuple[str, str, str, str]]:
    locale = options.locale
    copy_count = LEAST_TEXT_BYTES // sum(len(line.encode()) + 1 for line in lines) + 1
    text = "\n".join(lines * copy_count)
    size = len(text.encode()) / 1e6

    def make_row(
        what: str, count: Callable[[], int], *, text_size: float = size
    ) -> tuple[str, str, str, str]:
        hits, seconds = _measure_seconds(count)
        speed, hit_density = text_size / seconds, hits / text_size
        return what, f"{speed:.1f}", f"{seconds:.2f}", f"{hit_density:,.0f}"

    recogniser, seconds = _measure_seconds(lambda: Recogniser.build(entries, locale))
    yield "build of entries", "", f"{seconds:.2f}", ""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "terms"
        _, seconds = _measure_seconds(
            lambda: write_recogniser(path, recogniser, "version")
        )
        megabytes = path.stat().st_size / 1e6
        yield f"write the file ({megabytes:.1f} MB)", "", f"{seconds:.2f}", ""
        # As in a new process: no object of an entry is left to be counted.
        entries.clear()
        del recogniser
        gc.collect()
        recogniser, seconds = _measure_seconds(
            lambda: read_recogniser(path, locale, "version")
        )
        yield "read the file", "", f"{seconds:.2f}", ""
    lexicon = recogniser.lexicon
    folded_text = fold_for_recognition(text, locale.language)
    lower_text = folded_text.text
    yield make_row("find, first time", lambda: len(recogniser.find(text)))
    yield make_row("find, as one text", lambda: len(recogniser.find(text)))
    yield make_row(
        "find, line by line",
        lambda: sum(len(recogniser.find(line)) for line in lines * copy_count),
    )
    yield make_row(
        "fold alone", lambda: len(fold_for_recognition(text, locale.language).text)
    )
    yield make_row(
        "automaton and boundaries",
        lambda: len(
            group_spans(lexicon, lower_text, find_form_spans(lexicon, folded_text))
        ),
    )
    yield make_row(
        "automaton pass alone",
        lambda: _count_items(
            lexicon.word_forms.automaton.iter(space_words(lower_text))
        ),
    )
    yield from _measure_peers(lexicon, text, make_row, measures_slow_peers=options.slow)


def _measure_peers(
    lexicon: FormLexicon,
    text: str,
    make_row: Callable[..., tuple[str, str, str, str]],
    *,
    measures_slow_peers: bool,
) -> Iterator[tuple[str, str, str, str]]:
    lower_text = text.lower()
    forms = [
        form for form, count in zip(lexicon.forms, lexicon.reading_counts, strict=True)
    ]
    automaton = ahocorasick.Automaton()
    for form in forms:
        automaton.add_word(form, form)
    automaton.make_automaton()
    yield make_row(
        "pyahocorasick iter_long, raw",
        lambda: _count_items(automaton.iter_long(lower_text)),
    )
    yield make_row(
        "dictionary of word n-grams", lambda: _count_ngram_hits(set(forms), lower_text)
    )
    if measures_slow_peers or len(forms) < 3000:
        text_part = lower_text[:40_000]
        longest_forms = sorted(forms, key=len, reverse=True)
        form_matches = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_forms))})\b")
        yield make_row(
            "re alternation, longest first",
            lambda: _count_items(form_matches.finditer(text_part)),
            text_size=len(text_part.encode()) / 1e6,
        )


def _count_ngram_hits(forms: set[str], text: str) -> int:
    """The longest form from each word on, as glossaries of web tools do it."""
    most_spaces = max(form.count(" ") for form in forms) + 1
    word_spans = [word_match.span() for word_match in _WORD_PATTERN.finditer(text)]
    hit_count = word_index = 0
    while word_index < len(word_spans):
        start = word_spans[word_index][0]
        word_step = 1
        for last_index in range(
            min(word_index + most_spaces, len(word_spans)) - 1, word_index - 1, -1
        ):
            if text[start : word_spans[last_index][1]] in forms:
                hit_count, word_step = hit_count + 1, last_index - word_index + 1
                break
        word_index += word_step
    return hit_count


def _count_items(found: Iterable[object]) -> int:
    return sum(1 for _ in found)


def _measure_seconds(run_work: Callable[[], T]) -> tuple[T, float]:
    start_time = time.process_time()
    result = run_work()
    return result, time.process_time() - start_time


def _make_entries(
    lines: Sequence[str],
    locale: Locale,
    entry_count: int,
    glossary: Path | None,
    takes_any_words: bool,
) -> list[ConceptEntry]:
    entries = terms_csv.read_content(glossary).entries if glossary else []
    random_source = random.Random(SEED)
    known_texts = [
        term.text for entry in entries for term in entry.list_terms_in(locale)
    ]
    texts = dict.fromkeys(known_texts)
    for line in lines[::2]:
        # A capital at the start says nothing.
        for name_match in (
            [] if takes_any_words else _NAME_PATTERN.findall(line, line.find(" ") + 1)
        ):
            texts[name_match] = None
    word_runs = [word_run for line in lines[::2] for word_run in _list_word_runs(line)]
    text_words = [text.split() for text in texts if " " in text]
    while len(texts) < entry_count:
        if takes_any_words:
            texts[random_source.choice(word_runs)] = None
            continue
        first_words, second_words = (
            random_source.choice(text_words),
            random_source.choice(text_words),
        )
        words = (
            first_words[: len(first_words) // 2 + 1]
            + second_words[len(second_words) // 2 :]
        )
        texts[" ".join(words)] = None
    given_texts = set(known_texts)
    made_texts = [text for text in texts if text not in given_texts]
    count = max(0, entry_count - len(known_texts))
    return [
        *entries[:entry_count],
        *(
            ConceptEntry(f"x{entry_number}", (Term(locale, term_text),))
            for entry_number, term_text in enumerate(made_texts[:count])
        ),
    ]


def _list_word_runs(line: str) -> Iterator[str]:
    words = _WORD_PATTERN.findall(line)
    for length in (1, 2, 3, 4):
        for start in range(len(words) - length + 1):
            yield " ".join(words[start : start + length])


if __name__ == "__main__":
    main()
