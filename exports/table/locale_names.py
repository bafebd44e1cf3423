"""Names of languages as people write them above columns of a table."""

import re
from functools import cache

from tm.errors import InvalidLocale
from tm.text.locale import Locale

CONCEPT_FIELDS = ("definition", "note", "confidence", "valid_from", "valid_to")
"""Names of columns about a concept, beside its terms."""
NON_LOCALE_COLUMNS = frozenset(
    ("concept_id", "domain", "status", "source", "relations", *CONCEPT_FIELDS)
)
"""Names of columns of terms that are no language, though they may parse as one."""

NATIVE_NAMES = {
    "tiếng việt": "vi",
    "bahasa indonesia": "id",
    "indo": "id",
    "bahasa inggris": "en",
    "bahasa vietnam": "vi",
    "bahasa melayu": "ms",
    "bahasa": "id",
    "tiếng anh": "en",
    "tiếng indonesia": "id",
    "français": "fr",
    "deutsch": "de",
    "español": "es",
    "中文": "zh",
    "日本語": "ja",
    "한국어": "ko",
    "ภาษาไทย": "th",
    "vn": "vi",
}
FIELD_ALIASES = {
    "concept": "concept_id",
    "concept id": "concept_id",
    "entry id": "concept_id",
    "subject": "domain",
    "subject field": "domain",
    "subjectfield": "domain",
    "notes": "note",
    "comment": "note",
    "comments": "note",
    "remarks": "note",
    "ghi chú": "note",
    "catatan": "note",
    "valid from": "valid_from",
    "valid to": "valid_to",
}
_ALIASES = NATIVE_NAMES | FIELD_ALIASES
TERM_SUFFIX = "_term"
"""After a language, in the name of a column: `vi_term`."""
_NAME_WITH_TAG = re.compile(r"[^()\[\]]+[(\[]([a-z]{2,3}(?:[-_]\w+)*)[)\]]")
_AMBIGUOUS_CODES = frozenset(("alt", "cat", "new", "per", "see", "src"))
"""Codes of languages that are other words where tables are made."""
_MAX_TAG_LENGTH = 35


def column_locale(name: str) -> Locale | None:
    """The locale whose tag names a column, in lower case.

    Any word of three letters may be the code of a language, and `no_colour` a variant
    of Norwegian; a column is one of terms if its name is that of a language that people
    write. `term (ljp)` and `ljp_variants` say it of any.
    """
    if match := _NAME_WITH_TAG.fullmatch(name):
        label = name[: match.start(1) - 1].strip()
        if label in CONCEPT_FIELDS or label in _ALIASES:
            return None
        return parse_tag(match[1])
    locale = parse_tag(name)
    return locale if locale and _is_likely_tag(name, locale) else None


def find_locale(name: str) -> Locale | None:
    """The locale that a name in lower case means: `vi`, `tiếng việt`, `text (vi)`.

    >>> str(find_locale("bahasa indonesia")), find_locale("remarks")
    ('id', None)
    """
    return column_locale(name) or column_locale(resolve_alias(name))


def parse_tag(tag: str) -> Locale | None:
    """The locale of a tag; absent for other text and names of other columns."""
    if not tag or len(tag) > _MAX_TAG_LENGTH or tag in NON_LOCALE_COLUMNS:
        return None
    try:
        return Locale.parse(tag)
    except InvalidLocale:
        return None


def resolve_alias(name: str) -> str:
    """The tag of a language or the field that a name means, else the name itself."""
    alias = _ALIASES.get(name)
    if alias is None and (match := _NAME_WITH_TAG.fullmatch(name)):
        alias = match[1] if column_locale(name) and column_locale(match[1]) else None
    if alias is None and name.endswith(TERM_SUFFIX):
        locale = column_locale(name.removesuffix(TERM_SUFFIX))
        alias = locale.tag.lower() if locale else None
    if alias is None and name.isalpha() and 3 < len(name) < 30:
        alias = _english_names().get(name)
    return alias or name


def _is_likely_tag(name: str, locale: Locale) -> bool:
    """Whether a tag of a language is not rather a word, or two."""
    if len(name) == 2:
        return True
    language, *subtags = re.split("[-_.]", name)
    if language in _AMBIGUOUS_CODES:
        return False
    if len(locale.language) > 2:
        if locale.language not in _english_names().values():
            return False
    # With a hyphen it is a tag; an underscore separates words too.
    return "_" not in name or all(map(_is_territory_or_script, subtags))


def _is_territory_or_script(subtag: str) -> bool:
    from babel.core import Locale as Babel  # slow to import

    english = Babel("en")
    return subtag.upper() in english.territories or subtag.title() in english.scripts


@cache
def _english_names() -> dict[str, str]:
    """Names of languages in English, in lower case; babel's import is slow."""
    from babel.core import Locale as Babel

    names = Babel("en").languages
    return {str(name).lower(): str(code) for code, name in names.items()}
