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

import packages  # noqa: F401 - it orders the path

from checks.catalogue import select_checks
from checks.engine.known_terms import KnownTerms
from checks.engine.unit import Context, Unit
from checks.runner.run import run
from glossary.entries.entry import ConceptEntry, Term
from tm.articles.archive.article import BlockKind
from tm.text.locale import Locale

Document = list[Unit]

STEEP = 1.45
"""An exponent that noise alone rarely reaches."""
TELLING = 0.15
"""Seconds; less is too short to tell growth from noise."""
_salt = count()

PIECES = {
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

NUMBERED = {
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
    chosen = parser.parse_args()
    _growth(chosen.size, chosen.shape or "")


def _growth(size: int, wanted: str) -> None:
    shapes = [(name, make) for name, make in _shapes() if wanted in name]
    checks = [check.id for check in select_checks()]
    steep = 0
    for name, make in shapes:
        whole = _exponent(make, size, ())
        if whole is None:
            continue
        print(f"{name}: all checks: exponent {whole[0]:.2f}, {whole[1]:.2f} s")
        sys.stdout.flush()
        for check in checks:
            found = _exponent(make, size, [check])
            if found is not None:
                steep += 1
                print(f"    {check}: exponent {found[0]:.2f}, {found[1]:.2f} s")
    print(f"{len(shapes)} shapes, {len(checks)} checks: {steep} that grow too fast")


def _exponent(
    make: Callable[[int], Document], size: int, only: Sequence[str]
) -> tuple[float, float] | None:
    """How the time of a shape grows, and the time at four times the size.

    Nothing where it grows as the text does, or takes too little time to tell.
    """
    context = _context()
    half, full = (_seconds(make(size * n), context, only=only) for n in (2, 4))
    exponent = math.log2(full / half)
    if full < TELLING or exponent < STEEP:
        return None
    half, full = (  # again, for noise
        min(_seconds(make(size * n), context, only=only) for _ in range(2))
        for n in (2, 4)
    )
    exponent = math.log2(full / half)
    return None if exponent < STEEP else (exponent, full)


def _seconds(units: Document, context: Context, *, only: Sequence[str] = ()) -> float:
    began = time.process_time()
    result = run(units, context, select_checks(only))
    for _ in result:
        pass
    took = time.process_time() - began
    if result.failures:
        sys.exit(f"a check broke: {result.failures[0]}")
    return took


def _context() -> Context:
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


def _shapes() -> Iterator[tuple[str, Callable[[int], Document]]]:
    """Each shape: its name, and what makes a document of about a size in pieces."""
    texts: dict[str, Callable[[int, int], str]] = {}
    for name, piece in PIECES.items():
        texts[name] = lambda first, size, piece=piece: piece * size  # type: ignore[misc]
    for name, pattern in NUMBERED.items():
        texts[f"different {name}"] = lambda first, size, pattern=pattern: "".join(  # type: ignore[misc]
            _numbered(pattern, number) for number in range(first, first + size)
        )
    for name, text in texts.items():
        yield f"one unit of {name}", _one(text, same=True)
        yield f"one unit of {name}, other source", _one(text, same=False)
        yield f"units of {name}", _many(text, 1, same=True)
        yield f"units of {name}, other source", _many(text, 1, same=False)
        yield f"headings of {name}", _many(text, 6, same=True, kind=BlockKind.HEADING)


def _one(text: Callable[[int, int], str], *, same: bool) -> Callable[[int], Document]:
    def made(size: int) -> Document:
        salt = f"Teks {next(_salt)}: "
        target = salt + text(0, size)
        source = target if same else salt + text(size + 1, size)
        return [Unit("0", target, source, "d"), Unit("1", "x", "x", "d")]

    return made


def _many(
    text: Callable[[int, int], str],
    pieces: int,
    *,
    same: bool,
    kind: BlockKind | None = None,
) -> Callable[[int], Document]:
    def made(size: int) -> Document:
        salt = f"T{next(_salt)} "
        return [
            Unit(
                str(at),
                salt + text(at * pieces, pieces),
                salt + text(at * pieces + (0 if same else size), pieces),
                "d",
                kind,
            )
            for at in range(size)
        ]

    return made


def _numbered(pattern: str, number: int) -> str:
    word = _word(number)
    return pattern.format(
        number,
        w=word,
        W=word.capitalize(),
        W2=_word(number * 7 + 1).capitalize(),
        W3=_word(number * 13 + 2).capitalize(),
        U=word.upper(),
    )


def _word(number: int) -> str:
    """A word of four letters or more for a number, another for each."""
    letters = ""
    while number or len(letters) < 4:
        number, letter = divmod(number, 26)
        letters += chr(ord("a") + letter)
    return letters


if __name__ == "__main__":
    main()
