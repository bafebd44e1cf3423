"""Columns of a table of terms: which they are, whatever they are called."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from exports.terms.cells import DETAILS
from exports.terms.format import Holds, TermFeature, TermReadOptions
from tm.errors import FormatError, InvalidLocale
from tm.text.locale import Locale

VARIANTS = "variants"
FIELDS = ("definition", "note", "confidence", "valid_from", "valid_to")
"""Of concepts, beside their terms."""

_OTHERS = frozenset(("concept_id", "domain", "status", "source", "relations", *FIELDS))
_OF_LOCALE = (VARIANTS, "source", *DETAILS)
_ALIASES = {
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
_SOURCES = ("source", "source term", "source text", "source language", "term")
_TARGETS = ("target", "target term", "target text", "target language", "translation")
_TERM = "_term"
"""After a language, in the name of a column: `vi_term`."""
_BRACKETED = re.compile(r"[^()\[\]]+[(\[]([a-z]{2,3}(?:[-_]\w+)*)[)\]]")
_FEATURES = {
    "domain": TermFeature.SUBJECT_FIELD,
    "definition": TermFeature.DEFINITION,
    "note": TermFeature.NOTE,
    "confidence": TermFeature.CONFIDENCE,
    "valid_from": TermFeature.DATES,
    "valid_to": TermFeature.DATES,
    "relations": TermFeature.RELATIONS,
    "source": TermFeature.SOURCE,
}
"""Of concepts; a source is that of the terms."""
_TERM_FEATURES = {
    VARIANTS: TermFeature.SYNONYMS,
    "part_of_speech": TermFeature.PART_OF_SPEECH,
    "case_sensitive": TermFeature.CASE,
    "valid_from": TermFeature.TERM_DATES,
    "valid_to": TermFeature.TERM_DATES,
    "note": TermFeature.TERM_NOTE,
    "source": TermFeature.SOURCE,
}
_WORDS = frozenset(("alt", "cat", "new", "per", "see", "src"))
"""Codes of languages that are other words where tables are made."""
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of a table are."""

    locales: Mapping[str, Locale]
    """Of terms to use."""
    of_locales: Mapping[str, tuple[Locale, str]]
    """What else is said of the terms of a locale: `vi_note` is (vi, note)."""
    unknown: tuple[str, ...]
    names: frozenset[str]

    @property
    def variants(self) -> dict[str, Locale]:
        """Columns of terms that are not the ones to use."""
        return {
            name: locale
            for name, (locale, what) in self.of_locales.items()
            if what == VARIANTS
        }

    def holds(self, *, pairs: bool) -> Holds:
        """What the columns have a place for, of concepts or of pairs of terms."""
        said = {feature for name, feature in _FEATURES.items() if name in self.names}
        usual = {TermFeature.SHARED, TermFeature.FORBIDDEN}
        usual |= said & {TermFeature.SOURCE}
        of_locales: dict[Locale, set[TermFeature]] = defaultdict(set)
        for locale in self.locales.values():
            of_locales[locale] |= usual | {TermFeature.STATUS}
            if pairs:
                of_locales[locale].add(TermFeature.SYNONYMS)
        for locale, what in self.of_locales.values():
            of_locales[locale] |= usual | {_TERM_FEATURES[what]}
        whole = {locale: frozenset(some) for locale, some in of_locales.items()}
        return Holds(frozenset(said), whole)


def columns_of(names: Sequence[str], path: str, *, empty: bool = False) -> Columns:
    """What columns are by their names.

    Raises FormatError where none has a locale; an empty termbase need not have one.
    """
    locales, of_locales, unknown = {}, {}, []
    for name in names:
        if name in _OTHERS:
            continue
        detail = _detail(name)
        locale = None if detail else locale_of(name)
        if detail:
            of_locales[name] = detail
        elif locale:
            locales[name] = locale
        else:
            unknown.append(name)
    if not locales and not (empty and "concept_id" in names):
        there = ", ".join(names)
        raise FormatError(
            "no column has a locale (vi, id, en …) for its name; there are: "
            f"{there[:_SHOWN]}{'…' if len(there) > _SHOWN else ''}; name them by "
            "--columns, or give -s and -t for a file without a header",
            path=path,
            line=1,
        )
    return Columns(locales, of_locales, tuple(unknown), frozenset(names))


def recognises(name: str) -> bool:
    """Whether a name is one of a column of terms."""
    return name in _OTHERS or bool(_detail(name)) or locale_of(name) is not None


def renamed(names: Sequence[str], options: TermReadOptions) -> list[str]:
    """The names of a header as they are known here."""
    chosen = {name.strip().lower(): to for name, to in options.columns.items()}
    names = [chosen.get(name, name) for name in names]
    if options.source and options.target and set(names) & set(_TARGETS):
        named = {*_SOURCES, *_TARGETS}
        if "concept_id" not in names:
            # Beside source and target, `id` is no language.
            names = _with_ids(names)
        for aliases, locale in (
            (_SOURCES, options.source),
            (_TARGETS, options.target),
        ):
            known = next((name for name in aliases if name in names), None)
            names = [
                locale.tag.lower() if name == known and name in named else name
                for name in names
            ]
    if f"id{_TERM}" in names and "concept_id" not in names:
        names = _with_ids(names)
    return [name if recognises(name) else _alias(name) for name in names]


def _with_ids(names: Sequence[str]) -> list[str]:
    """The names where `id` is that of the concept, and no language."""
    return ["concept_id" if name == "id" else name for name in names]


def without_header(names: Sequence[str], options: TermReadOptions) -> Sequence[str]:
    """The columns of a file of pairs whose first row names no locale."""
    if options.source is None or options.target is None:
        return ()
    if any(not _detail(name) and locale_of(name) for name in names):
        return ()
    return (options.source.tag.lower(), options.target.tag.lower(), "note")


def locale_of(name: str) -> Locale | None:
    """The locale that a column is named by.

    Any word of three letters may be the code of a language, and `no_colour` a variant
    of Norwegian; a column is one of terms if its name is that of a language that people
    write. `term (ljp)` and `ljp_variants` say it of any.
    """
    if found := _BRACKETED.fullmatch(name):
        what = name[: found.start(1) - 1].strip()
        return None if what in FIELDS or what in _ALIASES else _parsed(found[1])
    locale = _parsed(name)
    return locale if locale and _is_likely(name, locale) else None


def locale_named(name: str) -> Locale | None:
    """The locale that a name in lower case means: `vi`, `tiếng việt`, `text (vi)`.

    >>> str(locale_named("bahasa indonesia")), locale_named("remarks")
    ('id', None)
    """
    return locale_of(name) or locale_of(_alias(name))


def column_of(locale: Locale) -> str:
    """The name of a column by which `locale_of` knows a locale."""
    known = locale_of(locale.tag.lower())
    return locale.tag if known else f"term ({locale.tag})"


def _parsed(name: str) -> Locale | None:
    if not name or len(name) > 35 or name in _OTHERS:
        return None
    try:
        return Locale.parse(name)
    except InvalidLocale:
        return None


def _is_likely(name: str, locale: Locale) -> bool:
    """Whether a tag of a language is not rather a word, or two."""
    if len(name) == 2:
        return True
    language, *rest = re.split("[-_.]", name)
    if language in _WORDS:
        return False
    if len(locale.language) > 2 and locale.language not in _languages().values():
        return False
    # With a hyphen it is a tag; an underscore parts words too.
    return "_" not in name or all(map(_is_place_or_script, rest))


def _is_place_or_script(part: str) -> bool:
    from babel.core import Locale as Babel  # slow to import

    english = Babel("en")
    return part.upper() in english.territories or part.title() in english.scripts


def _detail(name: str) -> tuple[Locale, str] | None:
    for what in _OF_LOCALE:
        if name.endswith(f"_{what}"):
            locale = _parsed(name.removesuffix(f"_{what}"))
            return (locale, what) if locale else None
    return None


def _alias(name: str) -> str:
    known = _ALIASES.get(name)
    if known is None and (found := _BRACKETED.fullmatch(name)):
        known = found[1] if locale_of(name) and locale_of(found[1]) else None
    if known is None and name.endswith(_TERM):
        locale = locale_of(name.removesuffix(_TERM))
        known = locale.tag.lower() if locale else None
    if known is None and name.isalpha() and 3 < len(name) < 30:
        known = _languages().get(name)
    return known or name


@cache
def _languages() -> dict[str, str]:
    """Names of languages in English, in lower case; babel's import is slow."""
    from babel.core import Locale as Babel

    names = Babel("en").languages
    return {str(name).lower(): str(code) for code, name in names.items()}
