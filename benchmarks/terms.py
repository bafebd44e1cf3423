"""Finding terms: megabytes a second of `Recogniser.find`, beside others in one run.

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
from glossary.forms.folding import fold
from glossary.recognition.form_lexicon import FormLexicon, space_words
from glossary.recognition.recogniser import Recogniser
from glossary.recognition.recogniser_file import read_recogniser, write_recogniser
from glossary.recognition.spans import find_form_spans, group_spans
from tm.text.locale import Locale

T = TypeVar("T")
SEED = 5
LEAST = 1_000_000
_WORD = re.compile(r"\w[\w'’-]*")
_NAME = re.compile(r"[^\W\d_a-z]\w*(?: [^\W\d_a-z]\w*){0,4}")


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
    chosen = parser.parse_args()
    lines = [
        line.split("\t")[chosen.column]
        for line in chosen.text.read_text(encoding="utf-8").splitlines()
    ]
    print(f"Recipe: `python {' '.join(sys.argv)}`, CPU time, MB/s of UTF-8.\n")
    print("| terms | what | MB/s | seconds | hits a MB |\n|---:|---|---:|---:|---:|")
    for size in chosen.sizes:
        entries = _entries(lines, chosen.locale, size, chosen.glossary, chosen.ngrams)
        for what, speed, seconds, hits in _measured(entries, lines, chosen):
            print(f"| {size:,} | {what} | {speed} | {seconds} | {hits} |", flush=True)


def _measured(
    entries: list[ConceptEntry], lines: list[str], chosen: argparse.Namespace
) -> Iterator[tuple[str, str, str, str]]:
    locale = chosen.locale
    copies = LEAST // sum(len(line.encode()) + 1 for line in lines) + 1
    text = "\n".join(lines * copies)
    size = len(text.encode()) / 1e6

    def row(
        what: str, count: Callable[[], int], *, text_size: float = size
    ) -> tuple[str, str, str, str]:
        hits, seconds = _timed(count)
        speed, dense = text_size / seconds, hits / text_size
        return what, f"{speed:.1f}", f"{seconds:.2f}", f"{dense:,.0f}"

    recogniser, seconds = _timed(lambda: Recogniser.build(entries, locale))
    yield "build of entries", "", f"{seconds:.2f}", ""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "terms"
        _, seconds = _timed(lambda: write_recogniser(path, recogniser, "version"))
        megabytes = path.stat().st_size / 1e6
        yield f"write the file ({megabytes:.1f} MB)", "", f"{seconds:.2f}", ""
        # As in a new process: no object of an entry is left to be counted.
        entries.clear()
        del recogniser
        gc.collect()
        recogniser, seconds = _timed(lambda: read_recogniser(path, locale, "version"))
        yield "read the file", "", f"{seconds:.2f}", ""
    lexicon = recogniser.lexicon
    folded = fold(text, locale.language)
    lower = folded.text
    yield row("find, first time", lambda: len(recogniser.find(text)))
    yield row("find, as one text", lambda: len(recogniser.find(text)))
    yield row(
        "find, line by line",
        lambda: sum(len(recogniser.find(line)) for line in lines * copies),
    )
    yield row("fold alone", lambda: len(fold(text, locale.language).text))
    yield row(
        "automaton and boundaries",
        lambda: len(group_spans(lexicon, lower, find_form_spans(lexicon, folded))),
    )
    yield row(
        "automaton pass alone",
        lambda: _length(lexicon.word_automaton.iter(space_words(lower))),
    )
    yield from _peers(lexicon, text, row, slow=chosen.slow)


def _peers(
    lexicon: FormLexicon,
    text: str,
    row: Callable[..., tuple[str, str, str, str]],
    *,
    slow: bool,
) -> Iterator[tuple[str, str, str, str]]:
    lower = text.lower()
    forms = [
        form for form, count in zip(lexicon.forms, lexicon.reading_counts, strict=True)
    ]
    plain = ahocorasick.Automaton()
    for form in forms:
        plain.add_word(form, form)
    plain.make_automaton()
    yield row("pyahocorasick iter_long, raw", lambda: _length(plain.iter_long(lower)))
    yield row("dictionary of word n-grams", lambda: _ngrams(set(forms), lower))
    if slow or len(forms) < 3000:
        part = lower[:40_000]
        longest = sorted(forms, key=len, reverse=True)
        found = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b")
        yield row(
            "re alternation, longest first",
            lambda: _length(found.finditer(part)),
            text_size=len(part.encode()) / 1e6,
        )


def _ngrams(forms: set[str], text: str) -> int:
    """The longest form from each word on, as glossaries of web tools do it."""
    most = max(form.count(" ") for form in forms) + 1
    words = [found.span() for found in _WORD.finditer(text)]
    hits = place = 0
    while place < len(words):
        start = words[place][0]
        step = 1
        for last in range(min(place + most, len(words)) - 1, place - 1, -1):
            if text[start : words[last][1]] in forms:
                hits, step = hits + 1, last - place + 1
                break
        place += step
    return hits


def _length(found: Iterable[object]) -> int:
    return sum(1 for _ in found)


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    begun = time.process_time()
    result = work()
    return result, time.process_time() - begun


def _entries(
    lines: Sequence[str], locale: Locale, size: int, glossary: Path | None, any_: bool
) -> list[ConceptEntry]:
    entries = terms_csv.read_content(glossary).entries if glossary else []
    chance = random.Random(SEED)
    known = [term.text for entry in entries for term in entry.list_terms_in(locale)]
    texts = dict.fromkeys(known)
    for line in lines[::2]:
        # A capital at the start says nothing.
        for found in [] if any_ else _NAME.findall(line, line.find(" ") + 1):
            texts[found] = None
    grams = [gram for line in lines[::2] for gram in _grams(line)]
    parts = [text.split() for text in texts if " " in text]
    while len(texts) < size:
        if any_:
            texts[chance.choice(grams)] = None
            continue
        one, other = chance.choice(parts), chance.choice(parts)
        words = one[: len(one) // 2 + 1] + other[len(other) // 2 :]
        texts[" ".join(words)] = None
    given = set(known)
    made = [text for text in texts if text not in given]
    count = max(0, size - len(known))
    return [
        *entries[:size],
        *(
            ConceptEntry(f"x{n}", (Term(locale, t),))
            for n, t in enumerate(made[:count])
        ),
    ]


def _grams(line: str) -> Iterator[str]:
    words = _WORD.findall(line)
    for length in (1, 2, 3, 4):
        for start in range(len(words) - length + 1):
            yield " ".join(words[start : start + length])


if __name__ == "__main__":
    main()
