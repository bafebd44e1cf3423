"""Names of languages and fields in the headers of tables."""

import re

from tm.errors import InvalidLocale
from tm.result_cache import lazy_constant
from tm.text.locale import Locale

CONCEPT_COLUMNS = ("definition", "note", "confidence", "valid_from", "valid_to")
"""Names of columns about a concept, not its terms."""
NON_LOCALE_COLUMNS = frozenset(
    ("concept_id", "domain", "status", "source", "relations", *CONCEPT_COLUMNS)
)
"""Names of columns of terms that are not languages, though some parse as a tag."""

TAG_BY_NATIVE_NAME = {
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
FIELD_BY_ALIAS = {
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
    "term status": "status",
    "administrative status": "status",
    "usage status": "status",
    "trạng thái": "status",
    "trạng thái thuật ngữ": "status",
    "tình trạng": "status",
    "status istilah": "status",
    "keadaan": "status",
    "valid from": "valid_from",
    "valid to": "valid_to",
}
_TAG_OR_FIELD_BY_ALIAS = TAG_BY_NATIVE_NAME | FIELD_BY_ALIAS
TERM_SUFFIX = "_term"
"""Suffix of a column's name after a language: `vi_term`."""
_NAME_WITH_TAG_PATTERN = re.compile(r"[^()\[\]]+[(\[]([a-z]{2,3}(?:[-_]\w+)*)[)\]]")
_AMBIGUOUS_CODES = frozenset(
    """alt bin car cat day del den div fan fat gag gay got hit jam kde lad man mas men
    mul new non pal per pro rap rom sad sat see sel sly src sus und war was""".split()
)
"""Codes of languages that are more often words, names or abbreviations."""
_MAX_TAG_LENGTH = 35


def parse_column_locale(column_name: str) -> Locale | None:
    """Parse the locale that names a column, in lower case.

    Any word of three letters may be the code of a language, and `no_colour` a variant
    of Norwegian, so only tags of languages with an English name count. A tag in
    parentheses, `term (ljp)`, may be of any language.
    """
    if tag_match := _NAME_WITH_TAG_PATTERN.fullmatch(column_name):
        name_before_tag = column_name[: tag_match.start(1) - 1].strip()
        if (
            name_before_tag in CONCEPT_COLUMNS
            or name_before_tag in _TAG_OR_FIELD_BY_ALIAS
        ):
            return None
        return parse_tag(TAG_BY_NATIVE_NAME.get(tag_match[1], tag_match[1]))
    locale = parse_tag(column_name)
    return locale if locale and _is_likely_language_tag(column_name, locale) else None


def find_locale(column_name: str) -> Locale | None:
    """Find the locale of a name in lower case: `vi`, `tiếng việt` or `text (vi)`.

    >>> str(find_locale("bahasa indonesia")), find_locale("remarks")
    ('id', None)
    """
    return parse_column_locale(column_name) or parse_column_locale(
        resolve_alias(column_name)
    )


def parse_tag(language_tag: str) -> Locale | None:
    """Parse a language tag; return None for other texts and for names of fields."""
    if (
        not language_tag
        or len(language_tag) > _MAX_TAG_LENGTH
        or language_tag in NON_LOCALE_COLUMNS
    ):
        return None
    try:
        return Locale.parse(language_tag)
    except InvalidLocale:
        return None


def resolve_alias(column_name: str) -> str:
    """Return the language tag or the field that a name stands for, else the name."""
    tag_or_field = _TAG_OR_FIELD_BY_ALIAS.get(column_name)
    if tag_or_field is None and _NAME_WITH_TAG_PATTERN.fullmatch(column_name):
        locale = parse_column_locale(column_name)
        tag_or_field = (
            locale.tag.lower() if locale and parse_column_locale(locale.tag) else None
        )
    if tag_or_field is None and column_name.endswith(TERM_SUFFIX):
        locale = parse_column_locale(column_name.removesuffix(TERM_SUFFIX))
        tag_or_field = locale.tag.lower() if locale else None
    if tag_or_field is None and column_name.isalpha() and 3 < len(column_name) < 30:
        tag_or_field = _load_codes_by_english_name().get(column_name)
    return tag_or_field or column_name


def _is_likely_language_tag(column_name: str, locale: Locale) -> bool:
    """Whether a name that parses as a language tag is likely to mean the language."""
    if len(column_name) == 2:
        return True
    language, *subtags = re.split("[-_.]", column_name)
    if language in _AMBIGUOUS_CODES:
        return False
    if len(locale.language) > 2:
        if locale.language not in _load_codes_by_english_name().values():
            return False
    # With a hyphen it is a tag; an underscore separates words too.
    return "_" not in column_name or all(map(_is_territory_or_script, subtags))


def _is_territory_or_script(subtag: str) -> bool:
    from babel.core import Locale as Babel  # slow to import

    english_locale = Babel("en")
    return (
        subtag.upper() in english_locale.territories
        or subtag.title() in english_locale.scripts
    )


@lazy_constant
def _load_codes_by_english_name() -> dict[str, str]:
    """Load language codes by English names in lower case."""
    from babel.core import Locale as Babel

    name_by_code = Babel("en").languages
    return {
        str(english_name).lower(): str(code)
        for code, english_name in name_by_code.items()
    }
