"""Merging the record of a stored unit with that of the same unit added again."""

from tm.store.rows.record import Record
from tm.unit import State
from tm.unit_property import are_of_other_entry

_STATES_IN_ORDER = list(State)


def merge_records(
    stored_record: Record,
    added_record: Record,
    *,
    timestamp: str,
    names_no_document: bool,
) -> Record:
    """Merge the record of a stored unit with that of the same unit added again.

    Values that the added record lacks stay; the state does not go back; lines that the
    stored note lacks are added to it.
    `names_no_document`: whether the added unit names none, so that the stored document
    stays, too.
    """
    visible_record = {
        field_name: value
        for field_name, value in stored_record.items()
        if field_name != "withheld"
    }
    changed_values = {
        field_name: value
        for field_name, value in added_record.items()
        if field_name != "created"
    }
    if names_no_document:
        for field_name in ("origin_id", "position", "extent", "kind"):
            changed_values.pop(field_name, None)
    if "author" in stored_record:
        changed_values.pop("author", None)
    if "note" in changed_values:
        changed_values["note"] = join_notes(
            stored_record.get("note"), changed_values["note"]
        )
    if are_of_other_entry(
        stored_record.get("properties"), changed_values.get("properties")
    ):
        # The unit stays as it is, so that importing the file again changes nothing.
        changed_values = {}
    state = max(
        stored_record["state"], added_record["state"], key=_STATES_IN_ORDER.index
    )
    merged_record = visible_record | changed_values | {"state": state}
    if merged_record != visible_record:
        merged_record["changed"] = added_record.get("changed", timestamp)
    return merged_record


def join_notes(stored_note: str | None, added_note: str | None) -> str | None:
    r"""Add the lines of a note that a stored one lacks, so that neither gets lost.

    >>> join_notes("seen by Lan", "seen by Lan\nseen by Minh")
    'seen by Lan\nseen by Minh'
    >>> join_notes("not for headlines", "seen by Lan")
    'not for headlines\nseen by Lan'
    """
    if not stored_note or not added_note:
        return stored_note or added_note
    stored_lines, added_lines = stored_note.split("\n"), added_note.split("\n")
    if all(line in added_lines for line in stored_lines):
        return added_note
    return "\n".join(
        [stored_note, *(line for line in added_lines if line not in stored_lines)]
    )
