"""Modifiers of POSIX, `sr@latin`, as subtags of BCP 47, and back: gettext's names."""

from collections.abc import Mapping

from tm.text.locale import Locale

_SCRIPTS = {"arabic": "Arab", "cyrillic": "Cyrl", "devanagari": "Deva", "latin": "Latn"}
_SUBTAGS = {
    **{name: (script, "") for name, script in _SCRIPTS.items()},
    "iqtelif": ("Latn", ""),
    "ijekavian": ("", "ijekavsk"),
    "ijekavianlatin": ("Latn", "ijekavsk"),
    "euro": ("", ""),
}
"""What is called otherwise than in BCP 47; a currency says nothing of a language."""


def subtags(modifier: str) -> tuple[str, str]:
    """The script and the variant that a modifier, in lower case, stands for.

    A modifier that nobody has registered becomes a subtag for private use.

    >>> subtags("latin"), subtags("cyrl"), subtags("valencia"), subtags("quot")
    (('Latn', ''), ('Cyrl', ''), ('', 'valencia'), ('', 'x-quot'))
    """
    known = _SUBTAGS.get(modifier)
    if known is not None:
        return known
    if modifier.title() in _cldr_names("scripts"):
        return modifier.title(), ""
    if modifier.upper() in _cldr_names("variants"):
        return "", modifier
    is_subtag = modifier.isascii() and modifier.isalnum() and 2 <= len(modifier) <= 8
    return "", f"x-{modifier}" if is_subtag else ""


def gettext_name(locale: Locale) -> str:
    """The locale as gettext's manual has it: `ll`, `ll_CC` or `ll_CC@variant`.

    A script without a name there stays a part of it.

    >>> [gettext_name(Locale.parse(tag)) for tag in ("pt-BR", "sr-Latn", "zh-Hant")]
    ['pt_BR', 'sr@latin', 'zh_Hant']
    >>> gettext_name(Locale.parse("ca-ES-valencia"))
    'ca_ES@valencia'
    """
    language, *rest = locale.tag.split("-")
    script = rest.pop(0) if rest and len(rest[0]) == 4 and rest[0].isalpha() else ""
    region = rest.pop(0) if rest and len(rest[0]) in (2, 3) else ""
    for modifier in _modifiers(script, "-".join(rest)):
        name = "_".join(filter(None, (language, region))) + f"@{modifier}"
        if Locale.parse(name) == locale:
            return name
    base = "_".join(filter(None, (language, script, region)))
    for modifier in _modifiers("", "-".join(rest)):
        if Locale.parse(f"{base}@{modifier}") == locale:
            return f"{base}@{modifier}"
    return locale.tag.replace("-", "_")


def _modifiers(script: str, variant: str) -> list[str]:
    """Those that may stand for a script and a variant, if there are any."""
    if not script and not variant:
        return []
    named = [name for name, said in _SUBTAGS.items() if said == (script, variant)]
    return named or ([variant.removeprefix("x-")] if variant else [])


def _cldr_names(kind: str) -> Mapping[str, str]:
    from babel.core import Locale as Cldr  # slow to import

    names: Mapping[str, str] = getattr(Cldr("en"), kind)
    return names
