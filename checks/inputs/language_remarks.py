"""Remarks on units of a file that are in other languages than those to check."""

from checks.inputs.languages import CheckedLanguages
from tm.errors import OtherLocale
from tm.file_remarks import Remark
from tm.requested_locales import OtherLocales
from tm.settings import SETTINGS_FILE_NAME
from tm.text.input.stream import make_display_name


def refuse_or_describe_other_units(
    file_name: str,
    other_locales: OtherLocales,
    languages: CheckedLanguages,
    *,
    checked_count: int,
) -> Remark:
    """Describe the units in other languages. Raises OtherLocale if all units are."""
    target_locale, target_parameter = languages.target_locale, languages.parameters[1]
    message = (
        f"not checked: {other_locales}, because the target is {target_locale} "
        f"({target_parameter})"
        + other_locales.suggest_locale(target_locale, target_parameter.name)
    )
    if not checked_count:
        raise OtherLocale(message, path=make_display_name(file_name))
    return Remark(f"{make_display_name(file_name)}: {message}")


def describe_sourceless_units(
    file_name: str, sourceless_locales: OtherLocales, languages: CheckedLanguages
) -> Remark:
    """Describe the units that are checked without their source texts, and why."""
    source_locale, source_parameter = languages.source_locale, languages.parameters[0]
    if source_locale is None:
        reason = (
            f"no source language; give {source_parameter.name} LOCALE, or set "
            f"source in {SETTINGS_FILE_NAME}"
        )
    else:
        reason = f"the source language is {source_locale} ({source_parameter})"
        reason += sourceless_locales.suggest_locale(
            source_locale, source_parameter.name
        )
    message = f"checked without source text: {sourceless_locales}; {reason}"
    return Remark(f"{make_display_name(file_name)}: {message}")
