"""How long reading and writing terms takes, beside translate-toolkit's reader of TBX.

    python benchmarks/terms_exchange.py [CONCEPTS] [--peer PYTHON]

Makes a termbase of concepts in three languages, with a synonym, a definition and a
note, and measures seconds of CPU and the most memory of a process of its own for each
job. translate-toolkit reads TBX of 2008 only, so it gets the same terms in that form;
`--peer` is a Python that has it, of an environment of its own, since it is under the
GPL and no part of Padanan.
"""

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from glossary.entries.entry import ConceptEntry, Term, TermStatus
from tm.text.locale import Locale

VI, ID, EN = map(Locale.parse, ("vi", "id", "en"))
PEER = """
import resource, sys, time
from translate.storage.tbx import tbxfile
start = time.process_time()
with open(sys.argv[1], "rb") as file:
    store = tbxfile(file, "vi", "id")
count = sum(bool(unit.source and unit.target) for unit in store.units)
seconds = time.process_time() - start
print(count, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def concepts(count: int) -> Iterator[ConceptEntry]:
    """A termbase of any size."""
    for n in range(count):
        yield ConceptEntry(
            f"c{n:06}",
            (
                Term(VI, f"Thứ trưởng Bộ {n}", source="page"),
                Term(VI, f"TTB {n}", TermStatus.ADMITTED, source="page"),
                Term(ID, f"Wakil Menteri {n}", source="page"),
                Term(EN, f"Deputy Minister {n}", source="page"),
            ),
            subject_field="office",
            definition=f"The office number {n}.",
            note="made for a measurement",
        )


def old_tbx(path: Path, count: int) -> None:
    """The same in the form of 2008."""
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0"?>\n<martif type="TBX"><text><body>\n')
        for entry in concepts(count):
            sets = "".join(
                f'<langSet xml:lang="{term.locale}"><tig><term>{term.text}</term></tig>'
                "</langSet>"
                for term in entry.terms
                if term.status is TermStatus.PREFERRED
            )
            file.write(
                f'<termEntry id="{entry.id}"><descrip type="definition">'
                f"{entry.definition}</descrip>{sets}</termEntry>\n"
            )
        file.write("</body></text></martif>\n")


def job(name: str, path: Path, count: int) -> int:
    """Do one job; returns how many concepts it was about."""
    from exports.format import ReadOptions
    from exports.term_format import TermWriteOptions
    from exports.terms.term_files import open_items, write

    verb, _, format = name.partition(" ")
    if verb == "write":
        options = TermWriteOptions(VI, ID)
        return write(str(path), concepts(count), options, format_name=format).written
    if verb == "import":
        import cli

        return cli.run(["terms", "import", str(path), "--database", f"{path}.db"])
    with open_items(str(path), ReadOptions(VI, ID), format_name=format) as items:
        return sum(isinstance(item, ConceptEntry) for item in items)


def main() -> None:
    """Every job in a process of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("concepts", type=int, nargs="?", default=50_000)
    parser.add_argument("--peer", metavar="PYTHON")
    parser.add_argument("--job", nargs=2, metavar=("NAME", "FILE"))
    given = parser.parse_args()
    if given.job:
        start = time.process_time()
        done = job(given.job[0], Path(given.job[1]), given.concepts)
        seconds = time.process_time() - start
        usage = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(done, seconds, usage)
        return
    print(f"recipe: python {' '.join(sys.argv)}")
    print(f"{'job':14} {'concepts':>8} {'CPU s':>7} {'peak MB':>8}")
    with TemporaryDirectory() as folder:
        for name in ("write tbx", "read tbx", "write csv", "read csv", "import tbx"):
            path = Path(folder) / f"terms.{name.split()[1]}"
            words = [sys.executable, __file__, str(given.concepts)]
            show(name, [*words, "--job", name, str(path)])
        old = Path(folder) / "old.tbx"
        old_tbx(old, given.concepts)
        words = [sys.executable, __file__, str(given.concepts)]
        show("read tbx 2008", [*words, "--job", "read tbx", str(old)])
        if given.peer:
            show("  translate", [given.peer, "-c", PEER, str(old)])


def show(name: str, words: list[str]) -> None:
    """Run a job and print a line about it."""
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    count, seconds, kilobytes = done.stdout.split()[-3:]
    print(
        f"{name:14} {count:>8} {float(seconds):7.2f} {int(kilobytes) / 1024:8.0f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
