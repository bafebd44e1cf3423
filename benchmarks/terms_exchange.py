"""Time to read and write terms, compared with translate-toolkit's reader of TBX.

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
PEER_CODE = """
import resource, sys, time
from translate.storage.tbx import tbxfile
start = time.process_time()
with open(sys.argv[1], "rb") as file:
    store = tbxfile(file, "vi", "id")
count = sum(bool(unit.source and unit.target) for unit in store.units)
seconds = time.process_time() - start
print(count, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def make_concepts(count: int) -> Iterator[ConceptEntry]:
    """A termbase of any size."""
    for concept_number in range(count):
        yield ConceptEntry(
            f"c{concept_number:06}",
            (
                Term(VI, f"Thứ trưởng Bộ {concept_number}", source="page"),
                Term(VI, f"TTB {concept_number}", TermStatus.ADMITTED, source="page"),
                Term(ID, f"Wakil Menteri {concept_number}", source="page"),
                Term(EN, f"Deputy Minister {concept_number}", source="page"),
            ),
            subject_field="office",
            definition=f"The office number {concept_number}.",
            note="made for a measurement",
        )


def write_old_tbx(path: Path, concept_count: int) -> None:
    """The same in the form of 2008."""
    with path.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0"?>\n<martif type="TBX"><text><body>\n')
        for entry in make_concepts(concept_count):
            language_sets = "".join(
                f'<langSet xml:lang="{term.locale}"><tig><term>{term.text}</term></tig>'
                "</langSet>"
                for term in entry.terms
                if term.status is TermStatus.PREFERRED
            )
            file.write(
                f'<termEntry id="{entry.id}"><descrip type="definition">'
                f"{entry.definition}</descrip>{language_sets}</termEntry>\n"
            )
        file.write("</body></text></martif>\n")


def run_job(job_name: str, path: Path, concept_count: int) -> int:
    """Do one job; returns how many concepts it was about."""
    from exports.format import ReadOptions
    from exports.term_format import TermWriteOptions
    from exports.terms.term_files import open_term_items, write

    verb, _, format_name = job_name.partition(" ")
    if verb == "write":
        options = TermWriteOptions(VI, ID)
        return write(
            str(path), make_concepts(concept_count), options, format_name=format_name
        ).written
    if verb == "import":
        import cli

        return cli.run(["terms", "import", str(path), "--database", f"{path}.db"])
    with open_term_items(
        str(path), ReadOptions(VI, ID), format_name=format_name
    ) as items:
        return sum(isinstance(item, ConceptEntry) for item in items)


def main() -> None:
    """Every job in a process of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("concepts", type=int, nargs="?", default=50_000)
    parser.add_argument("--peer", metavar="PYTHON")
    parser.add_argument("--job", nargs=2, metavar=("NAME", "FILE"))
    options = parser.parse_args()
    if options.job:
        start_time = time.process_time()
        job_result = run_job(options.job[0], Path(options.job[1]), options.concepts)
        seconds = time.process_time() - start_time
        usage = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(job_result, seconds, usage)
        return
    print(f"recipe: python {' '.join(sys.argv)}")
    print(f"{'job':14} {'concepts':>8} {'CPU s':>7} {'peak MB':>8}")
    with TemporaryDirectory() as folder:
        for name in ("write tbx", "read tbx", "write csv", "read csv", "import tbx"):
            path = Path(folder) / f"terms.{name.split()[1]}"
            command = [sys.executable, __file__, str(options.concepts)]
            print_job(name, [*command, "--job", name, str(path)])
        old_path = Path(folder) / "old.tbx"
        write_old_tbx(old_path, options.concepts)
        command = [sys.executable, __file__, str(options.concepts)]
        print_job("read tbx 2008", [*command, "--job", "read tbx", str(old_path)])
        if options.peer:
            print_job("  translate", [options.peer, "-c", PEER_CODE, str(old_path)])


def print_job(job_name: str, command: list[str]) -> None:
    """Run a job and print a line about it."""
    completed_process = subprocess.run(
        command, capture_output=True, text=True, check=True
    )
    count, seconds, kilobytes = completed_process.stdout.split()[-3:]
    print(
        f"{job_name:14} {count:>8} {float(seconds):7.2f} {int(kilobytes) / 1024:8.0f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
