"""Messages about what the memory does not have."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from cli.console.workspace import Workspace
from tm.store.lookup_reader import open_lookup_reader
from tm.text.locale import Locale

if TYPE_CHECKING:
    from tm.match.concordance.query import SearchPhrase


def say_missing_languages(workspace: Workspace, *locales: Locale) -> bool:
    """Print each of the languages in which the memory has no segments, if any."""
    with open_lookup_reader(workspace.database) as lookup_reader:
        stored_tags = lookup_reader.list_locale_tags()
    if not stored_tags:
        workspace.say("The memory is empty")
        return True
    missing_locales = [
        locale
        for locale in locales
        if not any(locale.covers(Locale(locale_tag)) for locale_tag in stored_tags)
    ]
    for locale in missing_locales:
        workspace.say(describe_missing_language(locale, stored_tags))
    return bool(missing_locales)


def describe_missing_language(locale: Locale, stored_tags: Sequence[str]) -> str:
    """Describe the languages of a memory that has no segments in a language.

    >>> describe_missing_language(Locale("vi"), ["en", "id"])
    'No segments in vi; the memory has: en, id'
    >>> describe_missing_language(Locale("vi"), [])
    'The memory is empty'
    """
    if not stored_tags:
        return "The memory is empty"
    return f"No segments in {locale}; the memory has: {', '.join(stored_tags)}"


def say_matches_in_target(
    workspace: Workspace,
    search_phrase: "SearchPhrase",
    source_locale: Locale,
    target_locale: Locale,
) -> None:
    """Say if a phrase occurs in the other language, whose side was not searched."""
    # Lookups print other messages of this module, and search no phrase.
    from tm.match.concordance.concordance import (
        ConcordanceOptions,
        search_concordance,
    )

    other_concordance = search_concordance(
        workspace.unit_store,
        search_phrase,
        target_locale,
        source_locale,
        ConcordanceOptions(limit=1),
    )
    if other_concordance.hits:
        workspace.say(
            f"It occurs in {target_locale}: -s {target_locale} -t {source_locale} "
            "searches that side"
        )
