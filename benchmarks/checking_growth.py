"""Whether the work of the checks grows with the text or faster.

    python benchmarks/checking_growth.py [--size 1000] [--shape capitals]

Odd documents of a size, of twice and of four times the size are checked, and every
check is named whose time grows faster than the text: the exponent is 1 where twice the
text takes twice the time.
"""

import argparse
import math
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import count

from checks.catalogue import select_checks
from checks.engine.known_terms import KnownTerms
from checks.engine.unit import Context, Unit
from checks.runner.run import run
from glossary.entries.entry import ConceptEntry, Term
from tm.articles.archive.article import BlockKind
from tm.text.locale import Locale

Document = list[Unit]

STEEP_EXPONENT = 1.45
"""An exponent that noise alone rarely reaches."""
SHORTEST_SECONDS = 0.15
"""Seconds; less is too short to tell growth from noise."""
_salt_numbers = count()

PIECE_BY_NAME = {
    "letters": "a",
    "capitals": "A",
    "digits": "7",
    "spaces": " ",
    "lines": "\n",
    "no-break spaces": "\u00a0",
    "tabs": "a\t",
    "marks": "\u0300",
    "decomposed": "a\u0300 ",
    "decomposed word": "a\u0300",
    "zero width": "\u200b",
    "zero width words": "a\u200bb ",
    "controls": "a\x01 ",
    "codes": "\ufffc",
    "lost letters": "\ufffd ",
    "hyphens": "a-",
    "joined capitals": "A-",
    "apostrophes": "a'",
    "full stops": ".",
    "abbreviations": "a.",
    "commas": "a,",
    "glued": "abc,def ",
    "glued sentences": "abcd.Efgh ",
    "glued all": "abcd.Efgh",
    "spaced marks": "a , ",
    "opened brackets": "(a ",
    "acronyms before brackets": "PBB (",
    "forms of address": "Mr. A ",
    "explained acronyms": "Liên Hợp Quốc (LHQ) ",
    "abbreviated city": "TP.HCM ",
    "opened tags": "<a ",
    "amounts": "1 tỷ ",
    "opened links": "a@",
    "colons": "a: ",
    "stars": "**a",
    "wide": "a  b",
    "ellipses": "...",
    "round brackets": "(",
    "closing brackets": ")",
    "bracket pairs": "(a) ",
    "nested": "(a[b",
    "list marks": "a) ",
    "emoticons": ":) ",
    "emoticons, glued": ":)",
    "open brackets and names": "(Abc Def",
    "self references": "Abc Def (Abc Def x) ",
    "straight quotes": '"',
    "straight quotes, spaced": ' "',
    "curly quotes": "“",
    "closing quotes": "”",
    "quotations": "“a” ",
    "styles": '“a" «b” ',
    "addresses": "http://a.b/c ",
    "address letters": "a.b@",
    "domains": "a.com",
    "at signs": "@",
    "dots and words": "aa.bb.cc.",
    "percentages": "5% ",
    "decimals": "1,5",
    "decimals, spaced": "1,5 juta ",
    "points": "1.5.",
    "groups": "1.000",
    "dates": "8/10/2025 ",
    "months": "tháng 10 ",
    "weekdays": "thứ Tư ",
    "hours": "10 giờ ",
    "ranges": "1-",
    "ordinals": "ke-1 ",
    "romans": "XIV ",
    "number words": "năm ",
    "number words, joined": "dua puluh ",
    "negations": "không ",
    "negations, English": "not ",
    "doubled": "của của ",
    "doubled long": "abcdefgh ",
    "tones": "hoà hòa ",
    "mojibake": "Ã¡ ",
    "mojibake, glued": "Ã",
    "legacy": "®µ¸ ",
    "legacy words": "ñöôùc ",
    "lookalikes": "аb ",
    "Cyrillic": "а",
    "Hebrew": "ש\u200f",
    "flags": "🏴\U000e0067",
    "Han": "中国",
    "Thai": "ประ",
    "names": "Nguyen Van Hai ",
    "names and small words": "Abc dan Def ",
    "title": "Bộ Ngoại giao ",
    "acronyms": "KTT ",
    "acronyms introduced": "Konferensi Tingkat Tinggi (KTT) ",
    "saying": "katanya: ",
}
"""What the texts of one shape repeat."""

NUMBERED_PATTERN_BY_NAME = {
    "words": "kata{} ",
    "letter words": "{w} ",
    "names": "{W} ",
    "long names": "Badan {W} Nasional {W2} ",
    "small and capital": "{w} {W} ",
    "same first words": "Badan Satu {W} Dua ",
    "acronyms": "{U} ",
    "acronyms and names": "{U} {W} {W2} {W3}, ",
    "numbers": "{} ",
    "numbers in one unit": "{} km ",
    "sums": "{} juta rupiah, ",
    "days": "hari {}, ",
    "brackets": "({w}) ",
    "quotations": "“{w}” ",
    "addresses": "http://{w}.vn ",
    "sentences": "Kata {W} itu {w}. ",
    "years": "2/{}, ",
    "terms": "Istilah {w} Panjang ",
    "terms in small letters": "istilah panjang {w}, ",
}
"""The same with a number or a word that differs each time."""


def main() -> None:
    """Measure what the arguments ask for, and print it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--size", type=int, default=1000, help="of the smallest text")
    parser.add_argument("--shape", help="only those whose name has this in it")
    options = parser.parse_args()
    _measure_growth(options.size, options.shape or "")


def _measure_growth(size: int, wanted_shape: str) -> None:
    shape_makers = [
        (name, make_document)
        for name, make_document in _make_shapes()
        if wanted_shape in name
    ]
    checks = [check.id for check in select_checks()]
    steep_count = 0
    for name, make_document in shape_makers:
        exponent_of_all = _measure_exponent(make_document, size, ())
        if exponent_of_all is None:
            continue
        print(
            f"{name}: all checks: exponent {exponent_of_all[0]:.2f}, "
            f"{exponent_of_all[1]:.2f} s"
        )
        sys.stdout.flush()
        for check in checks:
            exponent_of_check = _measure_exponent(make_document, size, [check])
            if exponent_of_check is not None:
                steep_count += 1
                print(
                    f"    {check}: exponent {exponent_of_check[0]:.2f}, "
                    f"{exponent_of_check[1]:.2f} s"
                )
    print(
        f"{len(shape_makers)} shapes, {len(checks)} checks: {steep_count} that grow "
        "too fast"
    )


def _measure_exponent(
    make_document: Callable[[int], Document], size: int, check_ids: Sequence[str]
) -> tuple[float, float] | None:
    """How the time of a shape grows, and the time at four times the size.

    Nothing where it grows as the text does, or takes too little time to tell.
    """
    context = _make_context()
    half_seconds, full_seconds = (
        _measure_seconds(make_document(size * factor), context, check_ids=check_ids)
        for factor in (2, 4)
    )
    exponent = math.log2(full_seconds / half_seconds)
    if full_seconds < SHORTEST_SECONDS or exponent < STEEP_EXPONENT:
        return None
    half_seconds, full_seconds = (  # again, for noise
        min(
            _measure_seconds(make_document(size * factor), context, check_ids=check_ids)
            for _ in range(2)
        )
        for factor in (2, 4)
    )
    exponent = math.log2(full_seconds / half_seconds)
    return None if exponent < STEEP_EXPONENT else (exponent, full_seconds)


def _measure_seconds(
    units: Document, context: Context, *, check_ids: Sequence[str] = ()
) -> float:
    start_time = time.process_time()
    check_run = run(units, context, select_checks(check_ids))
    for _ in check_run:
        pass
    seconds = time.process_time() - start_time
    if check_run.failures:
        sys.exit(f"a check broke: {check_run.failures[0]}")
    return seconds


def _make_context() -> Context:
    vietnamese, indonesian = Locale("vi"), Locale("id")
    entries = [
        ConceptEntry("a", (Term(vietnamese, "Bộ Ngoại giao"), Term(indonesian, "Abc"))),
        ConceptEntry(
            "b",
            (
                Term(vietnamese, "Nguyen"),
                Term(indonesian, "Istilah Panjang", case_sensitive=None),
            ),
        ),
    ]
    return Context(
        indonesian,
        vietnamese,
        KnownTerms.build(entries, indonesian, vietnamese),
    )


def _make_shapes() -> Iterator[tuple[str, Callable[[int], Document]]]:
    """Each shape: its name, and what makes a document of about a size in pieces."""
    text_makers: dict[str, Callable[[int, int], str]] = {}
    for name, piece in PIECE_BY_NAME.items():
        text_makers[name] = lambda first, size, piece=piece: piece * size  # type: ignore[misc]
    for name, pattern in NUMBERED_PATTERN_BY_NAME.items():
        text_makers[f"different {name}"] = lambda first, size, pattern=pattern: "".join(  # type: ignore[misc]
            _fill_number(pattern, number) for number in range(first, first + size)
        )
    for name, text in text_makers.items():
        yield f"one unit of {name}", _make_one_unit(text, is_same_text=True)
        yield (
            f"one unit of {name}, other source",
            _make_one_unit(text, is_same_text=False),
        )
        yield f"units of {name}", _make_many_units(text, 1, is_same_text=True)
        yield (
            f"units of {name}, other source",
            _make_many_units(text, 1, is_same_text=False),
        )
        yield (
            f"headings of {name}",
            _make_many_units(text, 6, is_same_text=True, kind=BlockKind.HEADING),
        )


def _make_one_unit(
    make_text: Callable[[int, int], str], *, is_same_text: bool
) -> Callable[[int], Document]:
    def make_document(size: int) -> Document:
        salt = f"Teks {next(_salt_numbers)}: "
        target = salt + make_text(0, size)
        source = target if is_same_text else salt + make_text(size + 1, size)
        return [Unit("0", target, source, "d"), Unit("1", "x", "x", "d")]

    return make_document


def _make_many_units(
    make_text: Callable[[int, int], str],
    piece_count: int,
    *,
    is_same_text: bool,
    kind: BlockKind | None = None,
) -> Callable[[int], Document]:
    def make_document(size: int) -> Document:
        salt = f"T{next(_salt_numbers)} "
        return [
            Unit(
                str(unit_index),
                salt + make_text(unit_index * piece_count, piece_count),
                salt
                + make_text(
                    unit_index * piece_count + (0 if is_same_text else size),
                    piece_count,
                ),
                "d",
                kind,
            )
            for unit_index in range(size)
        ]

    return make_document


def _fill_number(pattern: str, number: int) -> str:
    word = _make_word(number)
    return pattern.format(
        number,
        w=word,
        W=word.capitalize(),
        W2=_make_word(number * 7 + 1).capitalize(),
        W3=_make_word(number * 13 + 2).capitalize(),
        U=word.upper(),
    )


def _make_word(number: int) -> str:
    """A word of four letters or more for a number, another for each."""
    word = ""
    while number or len(word) < 4:
        number, letter = divmod(number, 26)
        word += chr(ord("a") + letter)
    return word


if __name__ == "__main__":
    main()
