"""The command line: `padanan COMMAND …`.

Commands live a few to a module and are imported when they are called, since
start-up time is part of the feel of every command; so is the rest of the program.
"""

import gc
import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

from cli.console.gc_tuning import collect_seldom

COMMANDS = {
    "ingest": (
        "cli.articles.ingest:ingest",
        "Read pages, and store their articles, segments and aligned units.",
    ),
    "articles": (
        "cli.articles.articles:articles",
        "List the articles, the latest first.",
    ),
    "show": (
        "cli.articles.show:show",
        "Print one article, its segments beside their other side; or one unit.",
    ),
    "review": (
        "cli.articles.review:review",
        "List pairs whose alignment was unsure, and decide about them.",
    ),
    "lookup": (
        "cli.memory.lookup:lookup",
        "Find how a text, or one like it, was translated before.",
    ),
    "concordance": (
        "cli.memory.concordance:concordance",
        "Find every segment that holds a phrase, and what stands opposite.",
    ),
    "add": ("cli.memory.edit:add", "Store a segment and its translation."),
    "remove": (
        "cli.memory.edit:remove",
        "Take units out of the memory; `padanan undo` brings them back.",
    ),
    "stats": ("cli.memory.stats:stats", "Count what the database holds."),
    "history": (
        "cli.memory.history:history",
        "List what was done, the latest first; or the changes of one import.",
    ),
    "undo": (
        "cli.memory.edit:undo",
        "Take back an import, any other command, or a single change.",
    ),
    "index": (
        "cli.memory.index:index",
        "Put all segments into the index that makes lookup fast.",
    ),
    "migrate": (
        "cli.memory.edit:migrate",
        "Bring a database of an older Padanan up to date.",
    ),
    "terms": (
        "cli.terms.terms:terms",
        "The termbase: concepts, and the terms for them in each language.",
    ),
    "check": (
        "cli.check.check:check",
        "Check pages, units in files, the memory or an article.",
    ),
    "checks": (
        "cli.check.checks:checks",
        "List the checks, explain one, and measure them on your own text.",
    ),
    "dismiss": (
        "cli.check.session.dismiss:dismiss",
        "Leave findings out from now on, until their text changes.",
    ),
    "import": (
        "cli.exchange.import_:import_",
        "Store the units of TMX, PO, XLIFF, CSV, XLSX and other files in the memory.",
    ),
    "export": (
        "cli.exchange.export:export",
        "Write units of the memory to a TMX, PO, XLIFF, CSV, XLSX or other file.",
    ),
    "convert": (
        "cli.exchange.convert:convert",
        "Convert a file of units, or of terms, from one format into another.",
    ),
    "validate": (
        "cli.exchange.validate:validate",
        "Say what is wrong with files of units or terms, and where.",
    ),
    "selections": (
        "cli.exchange.selections:selections",
        "List the saved selections of units, or forget one.",
    ),
    "pretranslate": (
        "cli.exchange.pretranslate:pretranslate",
        "Fill the empty translations of a PO, XLIFF, JSONL file or table from the "
        "memory.",
    ),
    "analyse": (
        "cli.memory.evaluate:analyse",
        "Count how much of some files the memory has already.",
    ),
    "evaluate": (
        "cli.memory.evaluate:evaluate",
        "Measure how good the memory's suggestions are.",
    ),
    "score": (
        "cli.memory.score:score",
        "Score a translation against a reference: BLEU, chrF++ and TER.",
    ),
    "segment": (
        "cli.articles.segment:segment",
        "Cut a text into sentences, with their places in it.",
    ),
    "rules": (
        "cli.articles.rules:rules",
        "Write the rules by which sentences end, as SRX 2.0.",
    ),
    "align": (
        "cli.articles.align:align",
        "Find which sentences of two texts say the same.",
    ),
    "demo": (
        "cli.demo:demo",
        "Do the main job on the seed articles, and show each command with its output.",
    ),
    "completion": (
        "cli.completion:completion",
        "Print the script that completes commands and options with the Tab key.",
    ),
}
"""Name of each command: the function that answers it, and its summary."""


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit code; never raises, never exits.

    0 fine; 1 findings, or nothing found; 2 bad input or usage; 3 the store failed;
    130 interrupted; 143 terminated.
    """
    from cli.program import answer

    return answer(arguments)


def main() -> NoReturn:
    """The console script."""
    # A background job of a shell ignores the key, and must go on doing so.
    heeds = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if heeds:
        # Inside imports an exception would come out as a traceback, or not at all.
        signal.signal(signal.SIGINT, _leave)
    collect_seldom()
    from cli.program import answer_process, terminate

    if heeds:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        signal.signal(signal.SIGTERM, terminate)
    code = answer_process()
    # Python would look through all there is once more before it lets go of it.
    gc.freeze()
    sys.exit(code)


def _leave(*_: object) -> NoReturn:
    os.write(2, b"padanan: interrupted\n")
    os._exit(130)
