"""The command that counts what the database holds: stats."""

from cli.console.render import emit
from cli.console.workspace import Workspace, command
from glossary.store.sql_reader import concept_count
from tm.store.units.counts import (
    article_count,
    segment_counts,
    segments_in_use,
    unit_counts,
)


@command(examples="padanan stats --format json")
def stats(workspace: Workspace) -> None:
    """Count what the database holds.

    Segments are those of units in use and of articles as they are now. What was
    replaced, removed or undone is kept, so that it can be brought back, and is counted
    apart.
    """
    database = workspace.database
    with database.looking() as reader:
        segments, units = segments_in_use(reader), unit_counts(reader)
        unused = {
            tag: count - segments.get(tag, 0)
            for tag, count in segment_counts(reader).items()
            if count > segments.get(tag, 0)
        }
        value = {
            "database": database.name,
            "segments": segments,
            "unused_segments": unused,
            "units": {f"{one}-{other}": n for (one, other), n in units.items()},
            "articles": article_count(reader),
            "concepts": concept_count(reader),
        }
    rows = [["database", value["database"]]]
    rows += [[f"segments {tag}", n] for tag, n in segments.items()]
    rows += [[f"units {one} → {other}", n] for (one, other), n in units.items()]
    rows += [[f"segments {tag}, replaced or removed", n] for tag, n in unused.items()]
    rows += [["articles", value["articles"]], ["concepts", value["concepts"]]]
    emit(workspace, value, columns=["what", "count"], rows=rows)
