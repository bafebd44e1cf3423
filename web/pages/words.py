"""Words that stored values have in the pages: states, statuses, types of matches."""

from web.pages.page import N_

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
MATCH_TYPE_WORDS = {
    "in-context": N_("in context"),
    "exact": N_("exact"),
    "repaired": N_("repaired"),
    "fuzzy": N_("similar"),
    "composed": N_("by sentences"),
    "pivot": N_("via another language"),
}
