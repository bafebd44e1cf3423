"""Count the project's functions that four everyday jobs enter.

    python benchmarks/functions_per_job.py [CHECKOUT] [--list]

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
_TMX_TEXT = """<?xml version="1.0" encoding="UTF-8"?>
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
    checkout_folder = options.checkout.resolve()
    sys.path.insert(0, str(checkout_folder))
    page_path = str(checkout_folder / "seeds" / "articles" / "konvensi-hanoi.id.txt")
    with TemporaryDirectory() as folder_name:
        folder = Path(folder_name)
        tmx_path = folder / "a.tmx"
        tmx_path.write_text(_TMX_TEXT, "utf-8")
        database = ("--database", str(folder / "memory.db"))
        text = "Mỗi hộ nhận chăm sóc 3 ha."
        commands_by_walk: dict[str, Sequence[Sequence[str]]] = {
            "page to finding": [("check", page_path, "-t", "id")],
            "TMX to store to TMX": [
                ("import", str(tmx_path)),
                ("export", str(folder / "b.tmx")),
            ],
            "lookup": [("lookup", text, "-s", "vi", "-t", "id")],
            "undo": [("undo", "last")],
        }
        for walk, commands in commands_by_walk.items():
            entered_modules = _find_entered_modules(
                checkout_folder,
                [(*command_arguments, *database) for command_arguments in commands],
            )
            print(f"{walk:<22}{len(entered_modules):>6}", flush=True)
            if options.list:
                print(*sorted(entered_modules), sep="\n")


def _find_entered_modules(
    checkout_folder: Path, commands: Sequence[Sequence[str]]
) -> set[str]:
    """The functions that commands enter, as `path:line name`."""
    import cli

    code_objects: set[CodeType] = set()

    def note_frame(frame: FrameType, event: str, argument: object) -> None:
        if event == "call":
            code_objects.add(frame.f_code)

    for command_arguments in commands:
        _run_command(cli.main, command_arguments, note_frame)
    module_paths = set()
    for code in code_objects:
        path = Path(code.co_filename)
        if not path.is_relative_to(checkout_folder) or code.co_name.startswith("<"):
            continue
        module_path = path.relative_to(checkout_folder)
        if module_path.parts[0] in _PACKAGES:
            module_paths.add(f"{module_path}:{code.co_firstlineno} {code.co_name}")
    return module_paths


def _run_command(
    command: Callable[[], object],
    command_arguments: Sequence[str],
    note_frame: Callable[[FrameType, str, object], None],
) -> None:
    sys.argv = ["padanan", *command_arguments]
    terminal_descriptor = os.dup(1)
    with open(os.devnull, "w") as null_descriptor:
        os.dup2(null_descriptor.fileno(), 1)
    threading.setprofile(note_frame)
    sys.setprofile(note_frame)
    try:
        command()
    except SystemExit as exit_request:
        if exit_request.code not in (None, 0, 1):
            raise  # a refusal enters few functions
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
        sys.stdout.flush()
        os.dup2(terminal_descriptor, 1)
        os.close(terminal_descriptor)


if __name__ == "__main__":
    main()
