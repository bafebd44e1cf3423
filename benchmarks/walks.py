"""Count the project's functions that four everyday jobs enter.

    python benchmarks/walks.py [CHECKOUT] [--list]

A walk is what somebody must follow who wants to understand a job: from a page to a
printed finding, from a TMX file into the store and out again, a lookup, an undo. Each
function of the packages counts once, however often it is entered; work done at import
does not count.
"""

import argparse
import os
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import CodeType, FrameType

_PACKAGES = ("padanan", "cli", "checks", "exports", "glossary", "tm")
_TMX = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header creationtool="x" creationtoolversion="1" segtype="sentence"
o-tmf="x" adminlang="en" srclang="vi" datatype="plaintext"/><body>
<tu><tuv xml:lang="vi"><seg>Mỗi hộ nhận chăm sóc 2,5 ha.</seg></tuv>
<tuv xml:lang="id"><seg>Setiap rumah tangga merawat 2,5 hektare.</seg></tuv></tu>
</body></tmx>
"""


def main() -> None:
    """Print how many functions each walk enters."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("checkout", nargs="?", type=Path, default=Path())
    parser.add_argument("--list", action="store_true", help="name the functions too")
    options = parser.parse_args()
    root = options.checkout.resolve()
    sys.path.insert(0, str(root))
    page = str(root / "seeds" / "articles" / "konvensi-hanoi.id.txt")
    with TemporaryDirectory() as name:
        folder = Path(name)
        tmx = folder / "a.tmx"
        tmx.write_text(_TMX, "utf-8")
        database = ("--database", str(folder / "memory.db"))
        text = "Mỗi hộ nhận chăm sóc 3 ha."
        walks: dict[str, Sequence[Sequence[str]]] = {
            "page to finding": [("check", page)],
            "TMX to store to TMX": [
                ("import", str(tmx)),
                ("export", str(folder / "b.tmx")),
            ],
            "lookup": [("lookup", text, "-s", "vi", "-t", "id")],
            "undo": [("undo", "last")],
        }
        for walk, commands in walks.items():
            entered = _entered(root, [(*words, *database) for words in commands])
            print(f"{walk:<22}{len(entered):>6}", flush=True)
            if options.list:
                print(*sorted(entered), sep="\n")


def _entered(root: Path, commands: Sequence[Sequence[str]]) -> set[str]:
    """The functions that commands enter, as `path:line name`."""
    import cli

    codes: set[CodeType] = set()

    def note(frame: FrameType, event: str, argument: object) -> None:
        if event == "call":
            codes.add(frame.f_code)

    for words in commands:
        _run(cli.main, words, note)
    found = set()
    for code in codes:
        path = Path(code.co_filename)
        if not path.is_relative_to(root) or code.co_name.startswith("<"):
            continue
        place = path.relative_to(root)
        if place.parts[0] in _PACKAGES:
            found.add(f"{place}:{code.co_firstlineno} {code.co_name}")
    return found


def _run(
    command: Callable[[], object],
    words: Sequence[str],
    note: Callable[[FrameType, str, object], None],
) -> None:
    sys.argv = ["padanan", *words]
    terminal = os.dup(1)
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
    threading.setprofile(note)
    sys.setprofile(note)
    try:
        command()
    except SystemExit:
        pass
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
        sys.stdout.flush()
        os.dup2(terminal, 1)
        os.close(terminal)


if __name__ == "__main__":
    main()
