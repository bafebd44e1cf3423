"""The command `stats`, which counts what the database contains."""

from cli.console.render import emit
from cli.console.workspace import Workspace, command
from glossary.store.sql_reader import count_concepts
from tm.store.backend.queries.counts import (
    count_articles,
    count_segments,
    count_units,
    count_used_segments,
)


@command(examples="padanan stats --format json")
def stats(workspace: Workspace) -> None:
    """Count segments, units, articles and concepts in the database.

    Segments are those of units in use and of current articles. What was replaced,
    removed or undone stays in the database, so that it can be restored; it is counted
    separately.
    """
    database = workspace.database
    with database.open_reader() as reader:
        segment_counts_by_tag, unit_counts_by_tags = (
            count_used_segments(reader),
            count_units(reader),
        )
        unused_counts_by_tag = {
            locale_tag: count - segment_counts_by_tag.get(locale_tag, 0)
            for locale_tag, count in count_segments(reader).items()
            if count > segment_counts_by_tag.get(locale_tag, 0)
        }
        statistics_record = {
            "database": database.name,
            "segments": segment_counts_by_tag,
            "unused_segments": unused_counts_by_tag,
            "units": {
                f"{source_tag}-{target_tag}": count
                for (source_tag, target_tag), count in unit_counts_by_tags.items()
            },
            "articles": count_articles(reader),
            "concepts": count_concepts(reader),
        }
    rows = [["database", statistics_record["database"]]]
    rows += [
        [f"segments {locale_tag}", count]
        for locale_tag, count in segment_counts_by_tag.items()
    ]
    rows += [
        [f"units {source_tag} → {target_tag}", count]
        for (source_tag, target_tag), count in unit_counts_by_tags.items()
    ]
    rows += [
        [f"segments {locale_tag}, replaced or removed", count]
        for locale_tag, count in unused_counts_by_tag.items()
    ]
    rows += [
        ["articles", statistics_record["articles"]],
        ["concepts", statistics_record["concepts"]],
    ]
    emit(workspace, statistics_record, columns=["what", "count"], rows=rows)
