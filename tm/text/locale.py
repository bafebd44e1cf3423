"""Languages and their variants, as BCP 47 names them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Self
from weakref import WeakValueDictionary

from tm.errors import InvalidLocale
from tm.likely_subtags import split_tag

# ISO 639-1. Anything longer is looked up in CLDR, which costs an import.
_TWO_LETTER_LANGUAGE_CODES = frozenset(
    """aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs
    cu cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha
    he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn
    ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb
    nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd
    se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw
    ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu""".split()
)
_CODE_BY_OTHER_CODE = {
    **{"in": "id", "iw": "he", "ji": "yi", "jw": "jv", "mo": "ro"},  # withdrawn
    "fil": "tl",  # Filipino is standard Tagalog
}
_CODE_BY_LANGUAGE_NAME = {
    "indonesian": "id",
    "bahasa": "id",
    "vietnamese": "vi",
    "english": "en",
    "chinese": "zh",
    "japanese": "ja",
    "french": "fr",
    "german": "de",
    "vn": "vi",
    "cn": "zh",
    "jp": "ja",
    "kr": "ko",
}
_SCRIPT_BY_POSIX_MODIFIER = {
    "arabic": "Arab",
    "cyrillic": "Cyrl",
    "devanagari": "Deva",
    "latin": "Latn",
}
_SUBTAGS_BY_POSIX_MODIFIER = {
    **{name: (script, "") for name, script in _SCRIPT_BY_POSIX_MODIFIER.items()},
    "iqtelif": ("Latn", ""),
    "ijekavian": ("", "ijekavsk"),
    "ijekavianlatin": ("Latn", "ijekavsk"),
    "euro": ("", ""),
}
"""By POSIX modifier, script and variant of BCP 47; a currency has neither."""
_LANGUAGES_WITHOUT_SPACES = frozenset("zh ja th lo km my bo dz yue wuu".split())
_TAG_PATTERN = re.compile(
    r"""(?P<language>[a-z]{2,3})
    (?:-(?P<script>[a-z]{4}))?
    (?:-(?P<region>[a-z]{2}|\d{3}))?
    (?P<rest>(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*(?:-[a-z\d](?:-[a-z\d]{2,8})+)*)""",
    re.VERBOSE,
)


@dataclass(init=False, frozen=True, slots=True, weakref_slot=True, order=True)
class Locale:
    """A language, perhaps with script and region: `vi`, `id`, `zh-Hant-TW`.

    Made by `Locale.parse`, so that equal locales are equal values. There is one object
    for each tag, so that caches keyed by locale compare by identity.
    """

    tag: str
    """The canonical tag: language lower, script title, region upper case."""
    language: str = field(repr=False, compare=False)
    """The language alone, such as `zh` of `zh-Hant-TW`."""

    def __new__(cls, tag: str) -> Self:
        with _LOCALES_LOCK:
            locale = _LOCALE_BY_TAG.get(tag)
            if locale is None:
                locale = object.__new__(cls)
                object.__setattr__(locale, "tag", tag)
                object.__setattr__(locale, "language", tag.partition("-")[0])
                _LOCALE_BY_TAG[tag] = locale
        return locale

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def __reduce__(self) -> tuple[type[Self], tuple[str]]:
        return type(self), (self.tag,)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Parse a tag, however it is spelt.

        >>> Locale.parse("pt_br").tag, Locale.parse("in").tag, Locale.parse("VIE").tag
        ('pt-BR', 'id', 'vi')

        Raises InvalidLocale.
        """
        return cls(_make_canonical_tag(text))

    @property
    def uses_spaces(self) -> bool:
        """Whether the language puts spaces between words."""
        return self.language not in _LANGUAGES_WITHOUT_SPACES

    def remove_likely_subtags(self) -> Self:
        """Remove the script and the region that the language implies.

        >>> locales = map(Locale.parse, ("id-ID", "zh-TW"))
        >>> [locale.remove_likely_subtags().tag for locale in locales]
        ['id', 'zh-TW']
        """
        language_locale = type(self)(self.language)
        return language_locale if self.is_same_variant(language_locale) else self

    def covers(self, other: Self) -> bool:
        """Whether this locale includes the other: `en` covers `en-GB`.

        A script or region that the other language implies counts as given.

        >>> Locale.parse("en").covers(Locale.parse("en-GB"))
        True
        >>> Locale.parse("en-GB").covers(Locale.parse("en"))
        False
        >>> Locale.parse("vi-VN").covers(Locale.parse("vi"))
        True
        """
        if other is self:
            return True
        if other.language != self.language:
            return False
        return self.tag == self.language or _tag_covers(self.tag, other.tag)

    def is_same_variant(self, other: Self) -> bool:
        """Whether two locales differ at most in what the language implies.

        >>> Locale.parse("id").is_same_variant(Locale.parse("id-ID"))
        True
        >>> Locale.parse("zh").is_same_variant(Locale.parse("zh-TW"))
        False
        """
        return self.covers(other) and other.covers(self)

    def list_equal_tags(self) -> tuple[str, ...]:
        """List the tags of the same variant.

        >>> Locale.parse("id").list_equal_tags()
        ('id', 'id-ID', 'id-Latn', 'id-Latn-ID')
        """
        return _list_tag_patterns(str(split_tag(self.tag).add_likely()))[0]

    def list_tag_patterns(self) -> "TagPatterns":
        """List the tags of the locales that this one covers, for queries.

        >>> Locale.parse("vi").list_tag_patterns()
        (('vi',), ('vi-',))
        >>> Locale.parse("vi-VN").list_tag_patterns()
        (('vi', 'vi-Latn', 'vi-Latn-VN', 'vi-VN'), ('vi-Latn-VN-', 'vi-VN-'))
        """
        if self.tag == self.language:
            return (self.tag,), (f"{self.tag}-",)
        return _list_tag_patterns(self.tag)

    def __str__(self) -> str:
        return self.tag


TagPatterns = tuple[tuple[str, ...], tuple[str, ...]]
"""Language tags, and beginnings of tags."""

_LOCALE_BY_TAG: WeakValueDictionary[str, Any] = (
    WeakValueDictionary()
)  # each is of its class
"""All locales in use, by tag."""
_LOCALES_LOCK = Lock()


def _tag_covers(tag: str, other_tag: str) -> bool:
    """Whether the locale of a tag covers another one of its language."""
    return split_tag(tag).covers(split_tag(other_tag))


def _list_tag_patterns(tag: str) -> TagPatterns:
    subtags = split_tag(tag)
    covered_tags = sorted(map(str, subtags.list_covered()))
    beginnings = [
        f"{covered_tag}-"
        for covered_tag in covered_tags
        if split_tag(covered_tag).region or not subtags.region
        if split_tag(covered_tag).script
        or split_tag(covered_tag).region
        or not subtags.script
    ]
    return tuple(covered_tags), tuple(beginnings)


def _make_canonical_tag(tag_text: str) -> str:
    """Make the tag that all spellings of a language tag have in common."""
    normalised_tag = tag_text.strip().replace("_", "-").lower()
    # POSIX: vi_VN.UTF-8, sr_RS@latin
    normalised_tag, _, modifier = normalised_tag.partition("@")
    normalised_tag = normalised_tag.partition(".")[0]
    tag_match = _TAG_PATTERN.fullmatch(normalised_tag)
    if tag_match is None:
        raise InvalidLocale(_make_error_message(tag_text))
    language = _normalise_language_code(tag_match["language"])
    if language is None:
        raise InvalidLocale(_make_error_message(tag_text))
    script = (tag_match["script"] or "").title()
    region = (tag_match["region"] or "").upper()
    other_subtags = tag_match["rest"].removeprefix("-")
    if modifier:
        modifier_script, variant = find_modifier_subtags(modifier)
        script, other_subtags = script or modifier_script, other_subtags or variant
    return "-".join(filter(None, (language, script, region, other_subtags)))


def find_modifier_subtags(modifier: str) -> tuple[str, str]:
    """Convert a lower-case POSIX modifier to a script and a variant.

    A modifier that nobody has registered becomes a subtag for private use.

    >>> find_modifier_subtags("latin"), find_modifier_subtags("cyrl")
    (('Latn', ''), ('Cyrl', ''))
    >>> find_modifier_subtags("valencia"), find_modifier_subtags("quot")
    (('', 'valencia'), ('', 'x-quot'))
    """
    subtags = _SUBTAGS_BY_POSIX_MODIFIER.get(modifier)
    if subtags is not None:
        return subtags
    if modifier.title() in _read_cldr_names("scripts"):
        return modifier.title(), ""
    if modifier.upper() in _read_cldr_names("variants"):
        return "", modifier
    is_subtag = modifier.isascii() and modifier.isalnum() and 2 <= len(modifier) <= 8
    return "", f"x-{modifier}" if is_subtag else ""


def make_gettext_name(locale: Locale) -> str:
    """Name a locale as gettext does: `ll`, `ll_CC` or `ll_CC@variant`.

    A script without a name there stays a part of it.

    >>> locales = map(Locale.parse, ("pt-BR", "sr-Latn", "zh-Hant"))
    >>> [make_gettext_name(locale) for locale in locales]
    ['pt_BR', 'sr@latin', 'zh_Hant']
    >>> make_gettext_name(Locale.parse("ca-ES-valencia"))
    'ca_ES@valencia'
    """
    language, *other_subtags = locale.tag.split("-")
    script = (
        other_subtags.pop(0)
        if other_subtags and len(other_subtags[0]) == 4 and other_subtags[0].isalpha()
        else ""
    )
    region = (
        other_subtags.pop(0)
        if other_subtags and len(other_subtags[0]) in (2, 3)
        else ""
    )
    for modifier in _list_posix_modifiers(script, "-".join(other_subtags)):
        gettext_name = "_".join(filter(None, (language, region))) + f"@{modifier}"
        if Locale.parse(gettext_name) == locale:
            return gettext_name
    base_name = "_".join(filter(None, (language, script, region)))
    for modifier in _list_posix_modifiers("", "-".join(other_subtags)):
        if Locale.parse(f"{base_name}@{modifier}") == locale:
            return f"{base_name}@{modifier}"
    return locale.tag.replace("-", "_")


def _list_posix_modifiers(script: str, variant: str) -> list[str]:
    """List the POSIX modifiers that may stand for a script and a variant."""
    if not script and not variant:
        return []
    registered_modifiers = [
        modifier
        for modifier, subtags in _SUBTAGS_BY_POSIX_MODIFIER.items()
        if subtags == (script, variant)
    ]
    return registered_modifiers or ([variant.removeprefix("x-")] if variant else [])


def _normalise_language_code(code: str) -> str | None:
    """Normalise the code of a language; None for an unknown one."""
    if code in _TWO_LETTER_LANGUAGE_CODES:
        return code
    if code in _CODE_BY_OTHER_CODE:
        return _CODE_BY_OTHER_CODE[code]
    if len(code) == 2:
        return None
    # Only rare codes come here; babel's import is kept off the common path.
    from babel.core import get_global

    alias = get_global("language_aliases").get(code)
    if alias is not None:
        return str(alias).partition("_")[0]
    is_known = code in ("mul", "und") or code in get_global("likely_subtags")
    return code if is_known else None


def _make_error_message(text: str) -> str:
    typed_name = text.strip().lower()
    import difflib  # most commands have no such error

    close_names = difflib.get_close_matches(
        typed_name, _CODE_BY_LANGUAGE_NAME, n=1, cutoff=0.8
    )
    hint = (
        f"did you mean {_CODE_BY_LANGUAGE_NAME[close_names[0]]!r}?"
        if close_names
        else "give a BCP 47 language tag, such as vi, id, en or zh-Hant"
    )
    return f"unknown language {text!r}; {hint}"


def _read_cldr_names(names_kind: str) -> Mapping[str, str]:
    """Read the English names of scripts or variants, by code."""
    from babel.core import Locale as Cldr  # slow to import

    name_by_code: Mapping[str, str] = getattr(Cldr("en"), names_kind)
    return name_by_code
