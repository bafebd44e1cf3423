"""What an import of terms changed, skipped and lost."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from cli.console.options.file_options import warn_of_losses, warn_of_skipped_entries
from cli.console.output_formats import print_result
from cli.console.workspace import Workspace
from exports.entry import ColumnLoss

if TYPE_CHECKING:
    from exports.importing.term_import import ImportedTerms
    from tm.store.history.change import LoggedChange

_MAX_LISTED_WARNING_COUNT = 20


def print_import_report(
    workspace: Workspace, import_result: "ImportedTerms", *, is_dry_run: bool
) -> None:
    """Print what an import changed, after warnings of what it skipped or lost."""
    _warn_of_skipped_entries(workspace, import_result)
    _warn_of_doubts(workspace, import_result)
    json_record = {
        "new": import_result.new,
        "known": import_result.known,
        "changed": import_result.changed,
        "import": import_result.change_set_name,
        "skipped": [asdict(skipped_entry) for skipped_entry in import_result.skipped],
        "lost": [asdict(loss) for loss in import_result.lost],
        "duplicates": [asdict(duplicate) for duplicate in import_result.duplicates],
        "odd": import_result.warnings,
        "disagreements": [
            asdict(disagreement) for disagreement in import_result.disagreements
        ],
    }
    if is_dry_run:
        _print_dry_run(workspace, import_result, json_record)
        return
    print_result(
        workspace,
        json_record,
        columns=["new", "known", "changed", "skipped", "change set"],
        rows=[
            [
                import_result.new,
                import_result.known,
                import_result.changed,
                len(import_result.skipped),
                import_result.change_set_name,
            ]
        ],
    )


def _warn_of_skipped_entries(
    workspace: Workspace, import_result: "ImportedTerms"
) -> None:
    """Warn of what was not read as it is: entries, columns and fields."""
    for remark in import_result.remarks:
        workspace.warn(remark)
    warn_of_skipped_entries(workspace, import_result.skipped)
    warn_of_losses(workspace, import_result.lost)
    if any(isinstance(loss, ColumnLoss) for loss in import_result.lost):
        workspace.say(
            'Name the meaning of a column with --columns "NAME=note" (vi, id, note …)'
        )


def _warn_of_doubts(workspace: Workspace, import_result: "ImportedTerms") -> None:
    """Warn of duplicates, errors of entries, and termbases that disagree."""
    duplicate_warnings = [
        f"{duplicate.concept} has the same terms as {duplicate.like}; --merge joins "
        "the two"
        for duplicate in import_result.duplicates
    ]
    disagreement_warnings = [
        f"{disagreement.concept} ({disagreement.locale}): {disagreement.preferred!r} "
        f"is used, not {disagreement.lower_preferred!r} of "
        f"{disagreement.lower_concept} in {disagreement.lower_termbase}"
        for disagreement in import_result.disagreements
    ]
    for warnings in (
        duplicate_warnings,
        import_result.warnings,
        disagreement_warnings,
    ):
        for warning in warnings[:_MAX_LISTED_WARNING_COUNT]:
            workspace.warn(warning)
        _say_more_warnings(workspace, len(warnings))


def _print_dry_run(
    workspace: Workspace, import_result: "ImportedTerms", json_record: dict[str, Any]
) -> None:
    """Print what would change."""
    change_records = [_make_change_json(change) for change in import_result.changes]
    workspace.say("Dry run: nothing stored")
    print_result(
        workspace,
        json_record | {"changes": change_records},
        columns=["concept", "action", "what"],
        rows=[
            [
                change_record["concept"],
                change_record["action"],
                "; ".join(change_record["what"]),
            ]
            for change_record in change_records
        ],
    )


def _say_more_warnings(workspace: Workspace, warning_count: int) -> None:
    if warning_count > _MAX_LISTED_WARNING_COUNT:
        workspace.warn(
            f"{warning_count - _MAX_LISTED_WARNING_COUNT:,} more; "
            "--format json lists all"
        )


def _make_change_json(change: "LoggedChange") -> dict[str, Any]:
    """Describe a change: terms and fields added (+) and removed (-)."""
    facts_before, facts_after = (
        _describe_record(change.record_before),
        _describe_record(change.record_after),
    )
    removed_facts = [f"- {fact}" for fact in facts_before if fact not in facts_after]
    added_facts = [f"+ {fact}" for fact in facts_after if fact not in facts_before]
    return {
        "concept": change.key,
        "action": change.action,
        "what": removed_facts + added_facts,
    }


def _describe_record(record: Mapping[str, Any] | None) -> list[str]:
    """Describe the terms and fields of a logged entry, one text each."""
    record_facts = []
    for field_name, field_value in (record or {}).items():
        if field_name == "terms":
            for term in field_value:
                detail_by_name = {
                    detail_name: detail
                    for detail_name, detail in term.items()
                    if detail_name not in ("locale", "text")
                }
                details_text = ", ".join(
                    detail if detail is not True else detail_name
                    for detail_name, detail in detail_by_name.items()
                )
                record_facts.append(f"{term['locale']} {term['text']} ({details_text})")
        elif field_name == "relations":
            record_facts += [
                " ".join(filter(None, relation)) for relation in field_value
            ]
        elif field_name != "id":
            record_facts.append(f"{field_name}: {field_value}")
    return record_facts
