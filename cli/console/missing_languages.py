"""Messages about languages in which the memory has no segments."""

from collections.abc import Sequence

from cli.console.workspace import Workspace
from tm.store.lookup_reader import open_lookup_reader
from tm.text.locale import Locale


def say_missing_languages(workspace: Workspace, *locales: Locale) -> None:
    """Say for each language if the memory has no segments in it."""
    with open_lookup_reader(workspace.database) as reader:
        stored_tags = reader.list_locales()
    if not stored_tags:
        workspace.say(missing_language(locales[0], stored_tags))
        return
    for locale in locales:
        if not any(locale.covers(Locale(tag)) for tag in stored_tags):
            workspace.say(missing_language(locale, stored_tags))


def missing_language(locale: Locale, stored_tags: Sequence[str]) -> str:
    """Say that a memory with segments in some languages has none in this one.

    >>> missing_language(Locale("vi"), ["en", "id"]), missing_language(Locale("vi"), [])
    ('No segments in vi; the memory has: en, id', 'The memory is empty')
    """
    if not stored_tags:
        return "The memory is empty"
    return f"No segments in {locale}; the memory has: {', '.join(stored_tags)}"
