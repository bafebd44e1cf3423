"""The command `stats`, which counts what the database contains."""

from dataclasses import asdict

from cli.console.command import command
from cli.console.output_formats import print_result
from cli.console.workspace import Workspace
from padanan.contents.statistics import read_statistics


@command(examples="padanan stats --format json")
def stats(workspace: Workspace) -> None:
    """Count segments, units, articles and concepts in the database.

    Segments are those of units in use and of current articles. What was replaced,
    removed or undone stays in the database, so that it can be restored; it is counted
    separately.
    """
    database = workspace.database
    statistics = read_statistics(database)
    statistics_record = {"database": database.name, **asdict(statistics)}
    rows = [["database", statistics_record["database"]]]
    rows += [
        [f"segments {locale_tag}", count]
        for locale_tag, count in statistics.segments.items()
    ]
    rows += [
        [f"units {language_pair.replace('-', ' → ', 1)}", count]
        for language_pair, count in statistics.units.items()
    ]
    rows += [
        [f"segments {locale_tag}, replaced or removed", count]
        for locale_tag, count in statistics.unused_segments.items()
    ]
    rows += [
        ["articles", statistics_record["articles"]],
        ["concepts", statistics_record["concepts"]],
    ]
    print_result(workspace, statistics_record, columns=["what", "count"], rows=rows)
