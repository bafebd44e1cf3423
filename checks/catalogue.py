"""The checks that come with Padanan: importing this module registers them.

Only modules with checks are imported, since others may need a large library.
"""

from collections.abc import Mapping
from importlib import import_module

from checks.engine.check import CHECKS, select_checks

__all__ = ["CHECKS", "CHECK_MODULE_NAMES_BY_FOLDER", "select_checks"]

CHECK_MODULE_NAMES_BY_FOLDER: Mapping[str, str] = {
    "typography": (
        "brackets capitals characters headings house_style hyphens "
        "punctuation quotes residue spacing"
    ),
    "markup": "codes links",
    "words": (
        "acronyms doubled_letters doubled_words foreign_phrases glued_words "
        "joined_words lowered_names misspelt_places misspelt_words repeated_words "
        "tone_mark_placement untranslated_passages"
    ),
    "numbers": (
        "foreign_number_formats heading_numbers lost_percent_signs missing_numbers "
        "number_checks"
    ),
    "amounts": "amount_styles conversions quantity_limits",
    "dates": "date_checks reversed_ranges",
    "names": (
        "corpus_name_variants document_name_variants full_names lost_capitals "
        "misspelt_names name_order replaced_names"
    ),
    "titles": "mixed_names person_titles title_variants translated_names",
    "terms": (
        "collapsed_terms inconsistent_renderings lost_term_capitals outdated_terms "
        "term_checks"
    ),
    "meaning": (
        "added_negations antonyms cohyponyms lost_modifiers lost_negations "
        "mistranslations place_levels reversed_roles"
    ),
    "segments": (
        "coverage repeated_paragraphs same_source same_target shifted_segments "
        "untranslated wrong_language"
    ),
    "termbase": "attestation entries relations",
}
"""The names of the modules with checks, by folder, separated by spaces."""


def _import_check_modules() -> None:
    """Import the modules with checks, in the order of their names."""
    for folder, module_names in CHECK_MODULE_NAMES_BY_FOLDER.items():
        for module_name in module_names.split():
            import_module(f"checks.{folder}.{module_name}")


_import_check_modules()
