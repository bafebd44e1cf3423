"""Names of the columns of a table of units, in several languages, and their fields."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from exports.provenance import FIELD_NAMES
from exports.table.locale_names import find_locale
from tm.errors import InvalidLocale
from tm.language_data import read_data_file
from tm.result_cache import lazy_constant
from tm.text.locale import Locale
from tm.text.normal import nfc

SOURCE, TARGET = "source", "target"
LOCALE_COLUMNS = ("source-locale", "target-locale")
CODE_COLUMNS = ("source-codes", "target-codes")
UNIT_COLUMNS = (SOURCE, TARGET, *LOCALE_COLUMNS, *FIELD_NAMES, *CODE_COLUMNS)
"""All columns that Padanan writes, in order."""
REQUIRED_COLUMNS = (SOURCE, TARGET, *LOCALE_COLUMNS, "state")
"""Columns that are written even if they are empty."""
_TERM_TABLE_COLUMNS = frozenset(
    ("concept id", "concept", "domain", "part of speech", "term")
)


def find_field(
    column_name: str, role_name_by_column: Mapping[str, str] = MappingProxyType({})
) -> str | None:
    """Find the field of a column, by the options or by its name."""
    normalised_name = normalise_name(column_name)
    role_name = role_name_by_column.get(normalised_name)
    if role_name is None:
        return _load_field_by_column_name().get(normalised_name)
    return None if find_column_locale(role_name) else find_field(role_name)


def find_column_locale(column_name: str) -> Locale | None:
    """Find the language that names a column, in any letter case."""
    return find_locale(_lower_name(column_name))


def is_term_header(header: Sequence[str], locales: Sequence[Locale]) -> bool:
    """Whether a header is that of a table of terms."""
    column_names = {normalise_name(column_name) for column_name in header}
    has_variant_column = any(
        column_name.endswith(" variants") for column_name in column_names
    )
    return has_variant_column or bool(
        column_names & _TERM_TABLE_COLUMNS and (locales or "concept id" in column_names)
    )


def _lower_name(column_name: str) -> str:
    return nfc(column_name).strip().lower()


def normalise_name(column_name: str) -> str:
    """Normalise letter case, white space, hyphens and underscores of a name."""
    return re.sub(r"[_\s-]+", " ", _lower_name(column_name))


@lazy_constant
def _load_field_by_column_name() -> dict[str, str]:
    """Load the fields by the names that columns may have, in several languages."""
    field_by_column_name = {
        normalise_name(field_name): field_name for field_name in UNIT_COLUMNS
    }
    for field_name, column_names in read_data_file(
        "exports.table", "data/columns.toml"
    ).items():
        field_by_column_name |= {
            normalise_name(column_name): field_name for column_name in column_names
        }
    return field_by_column_name


def parse_cell_locale(language_tag: str) -> Locale:
    """Parse the language tag in a cell. Raises ValueError."""
    try:
        return Locale.parse(language_tag)
    except InvalidLocale as error:
        raise ValueError(str(error)) from error
