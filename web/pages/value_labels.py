"""Words that stored values have in the pages: states, statuses, types of matches."""

from web.pages.page_route import N_

STATUS_WORDS = {
    "initial": N_("initial"),
    "translated": N_("translated"),
    "reviewed": N_("reviewed"),
    "final": N_("final"),
    "preferred": N_("preferred"),
    "admitted": N_("admitted"),
    "deprecated": N_("deprecated"),
    "superseded": N_("superseded"),
    "forbidden": N_("forbidden"),
}
"""States of units and statuses of terms."""
ROLE_WORDS = {
    "reader": N_("reader"),
    "translator": N_("translator"),
    "reviewer": N_("reviewer"),
    "administrator": N_("administrator"),
}
"""What people may do in a memory."""
MATCH_TYPE_WORDS = {
    "in-context": N_("in context"),
    "exact": N_("exact"),
    "repaired": N_("repaired"),
    "fuzzy": N_("similar"),
    "composed": N_("by sentences"),
    "pivot": N_("via another language"),
}
COMMAND_WORDS = {
    "accept": N_("Accepted"),
    "add": N_("Added"),
    "edit": N_("Edited"),
    "fix": N_("Fixed"),
    "import": N_("Imported"),
    "ingest": N_("Read a page"),
    "redo": N_("Redone"),
    "reject": N_("Rejected"),
    "remove": N_("Removed"),
    "review --accept": N_("Accepted a pair"),
    "review --edit": N_("Edited a pair"),
    "review --merge": N_("Merged pairs"),
    "review --move": N_("Moved a sentence"),
    "review --pair": N_("Paired sentences"),
    "review --reject": N_("Rejected a pair"),
    "review --split": N_("Split a pair"),
    "state": N_("Set a state"),
    "terms add": N_("Added a term"),
    "terms edit": N_("Edited a term"),
    "terms import": N_("Imported terms"),
    "terms remove": N_("Removed a term"),
    "undo": N_("Undone"),
}
"""What the commands of change sets did; others are shown by their own names."""
