"""Locales as gettext names them: `pt_BR`, `sr@latin`."""

from tm.text.locale import POSIX_MODIFIERS, Locale


def gettext_name(locale: Locale) -> str:
    """Name a locale as gettext does: `ll`, `ll_CC` or `ll_CC@variant`.

    A script without a name there stays a part of it.

    >>> [gettext_name(Locale.parse(tag)) for tag in ("pt-BR", "sr-Latn", "zh-Hant")]
    ['pt_BR', 'sr@latin', 'zh_Hant']
    >>> gettext_name(Locale.parse("ca-ES-valencia"))
    'ca_ES@valencia'
    """
    language, *rest = locale.tag.split("-")
    script = rest.pop(0) if rest and len(rest[0]) == 4 and rest[0].isalpha() else ""
    region = rest.pop(0) if rest and len(rest[0]) in (2, 3) else ""
    for modifier in _posix_modifiers(script, "-".join(rest)):
        name = "_".join(filter(None, (language, region))) + f"@{modifier}"
        if Locale.parse(name) == locale:
            return name
    base = "_".join(filter(None, (language, script, region)))
    for modifier in _posix_modifiers("", "-".join(rest)):
        if Locale.parse(f"{base}@{modifier}") == locale:
            return f"{base}@{modifier}"
    return locale.tag.replace("-", "_")


def _posix_modifiers(script: str, variant: str) -> list[str]:
    """List the POSIX modifiers that may stand for a script and a variant."""
    if not script and not variant:
        return []
    registered = [
        name
        for name, subtags in POSIX_MODIFIERS.items()
        if subtags == (script, variant)
    ]
    return registered or ([variant.removeprefix("x-")] if variant else [])
