"""The files that a command reads: those named, and those of named folders."""

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import click

from cli.console.options.option_group import FunctionT
from cli.console.workspace import Workspace
from tm.errors import InputError, InvalidLocale
from tm.text.input.encoding import decode_text, read_bytes
from tm.text.locale import Locale

PAGE_SUFFIXES = frozenset(
    (".txt", ".text", ".html", ".htm", ".xhtml", ".md", ".markdown", ".docx", ".odt")
)
_MAX_LISTED_PATH_COUNT = 10

text_file_option = click.option(
    "--file", "text_path", metavar="FILE", help="Read the text from a file."
)
"""The option for a file instead of the text of a command."""


def batch_option(help: str) -> Callable[[FunctionT], FunctionT]:
    """Make the option `--batch`, a file with a text on each line."""
    return click.option("--batch", "batch_path", metavar="FILE", help=help)


@dataclass(frozen=True, slots=True)
class InputFiles:
    """Files to read, and those that were left out."""

    paths: tuple[str, ...] = ()
    paths_from_folders: frozenset[str] = frozenset()
    """Those of the paths that nobody named."""
    skipped_paths: tuple[str, ...] = ()
    """Files of folders that were left out, by their ending or their language."""
    original_by_path: Mapping[str, str] = field(default_factory=dict)
    """By page, the file with its original."""

    def say_skipped_paths(self, workspace: Workspace) -> None:
        """Name the first of the files that were left out."""
        if self.skipped_paths:
            hidden_count = len(self.skipped_paths) - _MAX_LISTED_PATH_COUNT
            ending = f" … +{hidden_count}" if hidden_count > 0 else ""
            names = ", ".join(self.skipped_paths[:_MAX_LISTED_PATH_COUNT])
            workspace.say(f"Skipped, of other kinds or languages: {names}{ending}")


def find_input_files(
    named_paths: Sequence[str],
    *,
    suffixes: Collection[str],
    left_out_names: Collection[str] = (),
) -> InputFiles:
    """Find the files that paths name; folders are searched, with their subfolders.

    `suffixes`: the endings of files that are read in folders, without that of a packed
    file. Hidden files and folders, whose names begin with a dot, are left out.
    Raises InputError for a folder without any file to read.
    """
    paths: list[str] = []
    paths_from_folders: set[str] = set()
    skipped_paths: list[str] = []
    from exports.io.compression_kinds import remove_packing_suffix

    distinct_named_paths = frozenset(named_paths)
    for named_path in named_paths:
        if not os.path.isdir(named_path):
            paths.append(named_path)
            continue
        readable_count = 0
        for path in _walk_folder(named_path):
            if Path(path).name in left_out_names:
                continue
            if remove_packing_suffix(path).suffix.lower() not in suffixes:
                skipped_paths.append(path)
                continue
            readable_count += 1
            # A file that is named as well is read where it is named.
            if path not in paths_from_folders and path not in distinct_named_paths:
                paths_from_folders.add(path)
                paths.append(path)
        if not readable_count:
            raise InputError(
                f"{named_path}: no file in this folder can be read; endings that can: "
                f"{' '.join(sorted(suffixes))}"
            )
    return InputFiles(tuple(paths), frozenset(paths_from_folders), tuple(skipped_paths))


def pair_by_name(
    files: InputFiles, target_locale: Locale | None, source_locale: Locale | None
) -> InputFiles:
    """Pair pages with their originals by name: a.id.html with a.vi.html next to it.

    The language stands before the ending. An original is no page to read itself, and
    pages of folders in further languages are skipped.

    `target_locale`: the language of the pages, if it is known. Without a source
    locale, the only page of the same name in another language is the original.
    """
    original_by_path: dict[str, str] = {}
    other_paths: set[str] = set()
    list_cached_pages = cache(_list_pages)
    for path in files.paths:
        name_parts = split_language(path)
        if name_parts is None:
            continue
        if target_locale is not None and not target_locale.covers(name_parts[1]):
            other_paths.add(path)
        elif source_locale is None or not source_locale.covers(name_parts[1]):
            stem, locale, _ = name_parts
            original_paths = [
                other_path
                for other_path, other_locale in list_cached_pages(
                    os.path.dirname(stem)
                ).get(stem, ())
                if (
                    source_locale.covers(other_locale)
                    if source_locale is not None
                    else other_locale.language != locale.language
                )
            ]
            if len(original_paths) == 1 and (target_locale or source_locale):
                original_by_path[path] = original_paths[0]
    normalised_original_paths = {*map(os.path.normpath, original_by_path.values())}
    paths_of_originals = {
        path
        for path in files.paths
        if os.path.normpath(path) in normalised_original_paths
    }
    skipped_paths = (other_paths & files.paths_from_folders) - paths_of_originals
    return InputFiles(
        tuple(
            path
            for path in files.paths
            if path not in paths_of_originals | skipped_paths
        ),
        files.paths_from_folders,
        (*files.skipped_paths, *sorted(skipped_paths)),
        original_by_path,
    )


def pair_with_originals(
    files: InputFiles,
    target_locale: Locale | None,
    source_locale: Locale | None,
    default_source_locale: Locale | None,
) -> InputFiles:
    """Pair pages by name with originals in the default source language.

    If there are none in it, originals in another one are taken, where no source
    locale is asked for.
    """
    paired_files = pair_by_name(
        files, target_locale, source_locale or default_source_locale
    )
    if paired_files.original_by_path or source_locale or target_locale is None:
        return paired_files
    other_files = pair_by_name(files, target_locale, None)
    return other_files if other_files.original_by_path else paired_files


def split_language(path: str) -> tuple[str, Locale, str] | None:
    """Split the name of a page into stem, language and ending; None without one.

    >>> split_language("news/a.id.html")
    ('news/a', Locale(tag='id'), '.html')
    >>> split_language("a.html") is split_language("v1.2.txt") is None
    True
    """
    stem, suffix = os.path.splitext(path)
    stem, language_suffix = os.path.splitext(stem)
    if suffix.lower() not in PAGE_SUFFIXES or not 3 <= len(language_suffix):
        return None
    try:
        locale = Locale.parse(language_suffix[1:])
    except InvalidLocale:
        return None
    return stem, locale, suffix


def _list_pages(folder: str) -> Mapping[str, Sequence[tuple[str, Locale]]]:
    """List the pages of a folder with their languages, by their names without one."""
    pages_by_stem: dict[str, list[tuple[str, Locale]]] = {}
    for file_name in sorted(os.listdir(folder or ".")):
        path = os.path.join(folder, file_name)
        name_parts = split_language(path)
        if name_parts is not None:
            pages_by_stem.setdefault(name_parts[0], []).append((path, name_parts[1]))
    return pages_by_stem


def _walk_folder(folder: str) -> Iterator[str]:
    """Yield the files of a folder and its subfolders in the order of their names."""
    for subfolder, folder_names, file_names in os.walk(folder):
        folder_names[:] = sorted(
            name for name in folder_names if not name.startswith(".")
        )
        for name in sorted(file_names):
            if not name.startswith("."):
                yield os.path.join(subfolder, name)


def read_batch_lines(workspace: Workspace, batch_path: str) -> list[str]:
    """Read the lines of a file of --batch; warn if its encoding is a guess."""
    decoded_text = decode_text(read_bytes(batch_path), path=batch_path)
    if decoded_text.is_guess:
        workspace.warn(decoded_text.make_guess_notice(batch_path))
    lines = decoded_text.text.split("\n")
    return lines[:-1] if lines[-1] == "" else lines
