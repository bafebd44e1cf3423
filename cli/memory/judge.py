"""The command `judge`, which judges a translation by a language model."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from cli.console.command import command
from cli.console.options.pair_options import PairOptions, pair_options
from cli.console.output_formats import print_result
from cli.console.workspace import Workspace

if TYPE_CHECKING:
    from padanan.assistants.answer_judge import AnswerRepair

_REPAIR_COLUMNS = ("kind", "source", "wrong", "right", "instruction")


@command(
    examples="""
    padanan judge "Giá tăng 5%." "Harga naik 7 persen." -s vi -t id
    padanan judge --files source.txt answer.txt -s vi -t id --format json
    padanan judge "Tay vợt cầu lông." "Petenis." -s vi -t id
    """
)
@click.argument("source_text", metavar="SOURCE")
@click.argument("answer")
@pair_options
@click.option(
    "--files", "are_files", is_flag=True, help="SOURCE and ANSWER are names of files."
)
def judge(
    workspace: Workspace,
    source_text: str,
    answer: str,
    pair_options: PairOptions,
    are_files: bool,
) -> int:
    """Judge ANSWER, a language model's translation of SOURCE.

    Prints what to repair: numbers, names, titles, terms and sentences that are wrong
    or missing, each as an instruction for the model or for a person. JSON has all
    findings of the checks, too, and the answer with the repairs that are certain. The
    exit code is 1 if there is anything to repair. No model is called.
    """
    # They take long to import, and help needs none of them.
    from padanan.assistants.assistant import Assistant
    from padanan.memory_database import MemoryDatabase
    from tm.text.input.encoding import decode_text, read_bytes

    if are_files:
        source_text, answer = (
            decode_text(read_bytes(path), path=path).text
            for path in (source_text, answer)
        )
    judgement = Assistant(MemoryDatabase(workspace.database), workspace.settings).judge(
        source_text,
        answer,
        source=workspace.choose_source_locale(pair_options.source_locale),
        target=workspace.choose_target_locale(pair_options.target_locale),
    )
    print_result(
        workspace,
        asdict(judgement),
        columns=_REPAIR_COLUMNS,
        rows=map(_make_row, judgement.repairs),
    )
    return 0 if judgement.is_accepted else 1


def _make_row(repair: "AnswerRepair") -> tuple[str | None, ...]:
    return (
        repair.kind.value,
        repair.source_text,
        repair.wrong_text,
        repair.right_text,
        repair.instruction,
    )
