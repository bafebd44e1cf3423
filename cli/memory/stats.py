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
        segments, units = count_used_segments(reader), count_units(reader)
        unused_segments = {
            tag: count - segments.get(tag, 0)
            for tag, count in count_segments(reader).items()
            if count > segments.get(tag, 0)
        }
        statistics = {
            "database": database.name,
            "segments": segments,
            "unused_segments": unused_segments,
            "units": {
                f"{source}-{target}": count for (source, target), count in units.items()
            },
            "articles": count_articles(reader),
            "concepts": count_concepts(reader),
        }
    rows = [["database", statistics["database"]]]
    rows += [[f"segments {tag}", count] for tag, count in segments.items()]
    rows += [
        [f"units {source} → {target}", count]
        for (source, target), count in units.items()
    ]
    rows += [
        [f"segments {tag}, replaced or removed", count]
        for tag, count in unused_segments.items()
    ]
    rows += [["articles", statistics["articles"]], ["concepts", statistics["concepts"]]]
    emit(workspace, statistics, columns=["what", "count"], rows=rows)
