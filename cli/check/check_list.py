"""The list of checks, and those that are named: `padanan checks [ID]`."""

from collections.abc import Sequence

import click

from checks.catalogue import CHECKS, select_checks
from checks.engine.check import Check
from checks.measuring.measured_checks import is_in_default_profile
from checks.profile import CheckPlan
from checks.session import CheckSelection, make_plan
from cli.check.check_explanation import (
    Json,
    describe_other_severity,
    describe_severity_in_force,
    draw_explanations,
    make_explanation_json,
)
from cli.check.session.finding_view import choose_language, language_option
from cli.console.command import command
from cli.console.output_formats import draw_table_rows, make_console, print_result
from cli.console.workspace import Workspace
from exports.reports.labels import load_labels

_SHOWN_COLUMNS = ("id", "severity", "mends", "description")
"""The columns of the list for people, who ask for the others by `checks ID`."""


@command(
    "list",
    examples="""
    padanan checks
    padanan checks num.value
    padanan checks num date.month --format json
    padanan checks --language vi
    """,
)
@click.argument("id_lists", metavar="[ID]...", nargs=-1)
@click.option(
    "--profile",
    "profile_name",
    metavar="NAME",
    help="Show the severities of this profile; default that of the settings.",
)
@language_option
def list_(
    workspace: Workspace,
    id_lists: Sequence[str],
    profile_name: str | None,
    message_language_name: str | None,
) -> None:
    """List all checks, or explain those named.

    An ID is that of a check or of a family (`num.value`, `num`). A check is explained
    with an example that it reports and one that it does not, from its tests. The column
    `severity` shows that of the current profile, or `off` if the check does not run;
    `without profile` shows that of the check alone, if it differs. The column `mends`
    is `yes` if `padanan check --fix` applies the fixes of a check, and `asked` if only
    --fix-only does.
    """
    message_language = choose_language(workspace, message_language_name)
    plan = make_plan(
        workspace.settings.checks, CheckSelection(profile=profile_name or None)
    )
    if id_lists:
        _print_explanations(workspace, id_lists, plan, message_language)
    else:
        _print_all_checks(workspace, plan, message_language)


def _print_all_checks(
    workspace: Workspace, plan: CheckPlan, message_language: str
) -> None:
    """Print a line for each check, in the order of their ids."""
    checks = sorted(CHECKS.values(), key=lambda check: check.id)
    check_records = [
        _make_check_json(check, plan, message_language) for check in checks
    ]
    column_names = [
        *("id", "severity", "without profile", "level", "description", "mends"),
        "options",
    ]
    rows = [
        [
            check_record["id"],
            describe_severity_in_force(check_record),
            describe_other_severity(check_record),
            *(check_record[column_name] for column_name in column_names[3:-2]),
            "yes"
            if check_record["mends"]
            else "asked"
            if check_record["fixes"]
            else "",
            ", ".join(check_record["options"]),
        ]
        for check_record in check_records
    ]
    print_result(
        workspace,
        check_records,
        columns=column_names,
        rows=rows,
        draw_table=lambda console: draw_table_rows(
            console,
            _SHOWN_COLUMNS,
            [
                [row[column_names.index(name)] for name in _SHOWN_COLUMNS]
                for row in rows
            ],
        ),
    )


def _print_explanations(
    workspace: Workspace,
    id_lists: Sequence[str],
    plan: CheckPlan,
    message_language: str,
) -> None:
    """Explain the checks that are named, each with its examples."""
    check_names = [
        check_name
        for id_list in id_lists
        for check_name in id_list.split(",")
        if check_name
    ]
    checks = select_checks(check_names)
    check_records = [
        _make_check_json(check, plan, message_language)
        | make_explanation_json(check, message_language)
        for check in checks
    ]
    if workspace.chosen_output_format is None:  # in a pipe, too
        draw_explanations(make_console(), check_records, load_labels(message_language))
        return
    column_names = ["id", "severity", "level", "description"]
    print_result(
        workspace,
        check_records,
        columns=column_names,
        rows=[
            [check_record[column_name] for column_name in column_names]
            for check_record in check_records
        ],
        draw_table=lambda console: draw_explanations(
            console, check_records, load_labels(message_language)
        ),
    )


def _make_check_json(check: Check, plan: CheckPlan, message_language: str) -> Json:
    """Describe a check; its severity is that in the plan, if the check runs."""
    severity = plan.find_severity(check.id, check.severity)
    return {
        "id": check.id,
        "severity": severity.value,
        "own_severity": check.severity.value,
        "runs": check in plan.checks,
        "level": check.level.value,
        "description": check.describe(message_language),
        "by_default": is_in_default_profile(check.id),
        "mends": check.safe_fixes,
        "fixes": check.safe_fixes or check.unsafe_fixes,
        "options": {
            option.name: {
                "default": option.default,
                "kind": option.value_description,
                "help": option.describe(message_language),
            }
            for option in check.options
        },
    }
