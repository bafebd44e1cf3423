"""Remarks on units of a file that are in other languages than those to check."""

from checks.inputs.languages import CheckedLanguages
from tm.errors import OtherLocale
from tm.file_contents import Remark
from tm.requested_locales import OtherLocales
from tm.settings import FILE_NAME
from tm.text.input.stream import display_name


def refuse_or_describe_others(
    name: str,
    other_locales: OtherLocales,
    languages: CheckedLanguages,
    *,
    checked_count: int,
) -> Remark:
    """Describe the units in other languages. Raises OtherLocale if all units are."""
    target, parameter = languages.target, languages.parameters[1]
    message = (
        f"not checked: {other_locales}, because the target is {target} ({parameter})"
        + other_locales.suggest_locale(target, parameter.name)
    )
    if not checked_count:
        raise OtherLocale(message, path=display_name(name))
    return Remark(f"{display_name(name)}: {message}")


def describe_sourceless(
    name: str, sourceless_locales: OtherLocales, languages: CheckedLanguages
) -> Remark:
    """Describe the units that are checked without their source texts, and why."""
    source, parameter = languages.source, languages.parameters[0]
    if source is None:
        reason = (
            f"no source language: give {parameter.name} LOCALE, or set source in "
            f"{FILE_NAME}"
        )
    else:
        reason = f"the source language is {source} ({parameter})"
        reason += sourceless_locales.suggest_locale(source, parameter.name)
    message = f"checked without source text: {sourceless_locales}; {reason}"
    return Remark(f"{display_name(name)}: {message}")
