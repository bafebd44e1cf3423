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
SUBJECT_FIELD_WORDS = {
    "asean": N_("ASEAN"),
    "convention": N_("conventions and agreements"),
    "diplomacy": N_("diplomacy"),
    "event": N_("events"),
    "geo": N_("countries and geography"),
    "honour": N_("honours and forms of address"),
    "indonesia": N_("Indonesia"),
    "intl": N_("international organisations"),
    "law": N_("law"),
    "local": N_("local authorities"),
    "media": N_("media"),
    "military": N_("military"),
    "ministry": N_("ministries"),
    "office": N_("offices"),
    "org": N_("organisations"),
    "party": N_("party"),
    "person": N_("people"),
    "place": N_("places"),
    "police": N_("police"),
    "rank": N_("ranks"),
    "state": N_("state bodies"),
    "term": N_("general terms"),
    "un": N_("United Nations"),
}
"""Subject fields of the starter termbase; others are shown by their own names."""
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
PENALTY_WORDS = {
    "marks": N_("diacritics"),
    "case": N_("upper and lower case"),
    "typography": N_("quotation marks and dashes"),
    "numbers": N_("numbers"),
    "codes": N_("inline codes"),
    "locale variant": N_("another variant of the language"),
    "uncertain alignment": N_("unsure alignment"),
    "unfinished translation": N_("unfinished translation"),
    "pivot": N_("via another language"),
}
"""What lowers the score of a match."""
VALUE_WORDS = {
    **ROLE_WORDS,
    "source": N_("source"),
    "target": N_("target"),
    "unit": N_("unit"),
    "units": N_("units"),
    "entry": N_("entry"),
    "entries": N_("entries"),
    "concept": N_("concept"),
    "term": N_("term"),
    "changed": N_("changed"),
    "removed": N_("removed"),
    "import": N_("import"),
    "export": N_("export"),
    "check": N_("check"),
    "waiting": N_("waits for its file"),
    "held": N_("to be started"),
    "queued": N_("waits for its turn"),
    "running": N_("under way"),
    "done": N_("done"),
    "failed": N_("failed"),
    "cancelled": N_("cancelled"),
    "state": N_("state"),
    "status": N_("status"),
    "side": N_("side"),
    "termbase": N_("termbase"),
    "parameter": N_("parameter"),
}
"""Words of the program that stand as values in its messages."""
REQUEST_MISTAKES = (
    N_("expected {kind}"),
    N_("expected {kind}, got {given}"),
    N_("invalid enum value {value}"),
    N_("a whole number"),
    N_("a whole number >= {count}"),
    N_("a whole number <= {count}"),
    N_("a number"),
    N_("a text"),
    N_("a text of length >= {count}"),
    N_("a text of length <= {count}"),
    N_("true or false"),
    N_("a list"),
    N_("a day, month or year, such as 2025-10-31, 2025-10 or 2025"),
    N_("a language tag, such as vi"),
    N_("last, or the name of a change set or a change: i3, c57"),
)
"""What is said of a value in an address or a form; `msgspec` words most of it."""
FORMAT_NAMES = {
    "candidates": N_("Candidate terms"),
    "deepl": "DeepL",
    "jsonl": "JSON lines",
    "omegat": "OmegaT",
    "weblate": "Weblate",
    "xliff": "XLIFF 2",
    "xliff1": "XLIFF 1.2",
}
"""Names of formats that are not just their name in capitals."""
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
