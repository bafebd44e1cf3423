"""The command that counts what the database holds: stats."""

from cli.options import Workspace, command
from cli.render import emit
from glossary.reading import concept_count
from tm.store.holdings import article_count, segment_counts, unit_counts


@command(examples="padanan stats --format json")
def stats(workspace: Workspace) -> None:
    """Count what the database holds."""
    database = workspace.database
    with database.looking() as reader:
        segments, units = segment_counts(reader), unit_counts(reader)
        value = {
            "database": database.name,
            "segments": segments,
            "units": {f"{one}-{other}": n for (one, other), n in units.items()},
            "articles": article_count(reader),
            "concepts": concept_count(reader),
        }
    rows = [["database", value["database"]]]
    rows += [[f"segments {tag}", n] for tag, n in segments.items()]
    rows += [[f"units {one} → {other}", n] for (one, other), n in units.items()]
    rows += [["articles", value["articles"]], ["concepts", value["concepts"]]]
    emit(workspace, value, columns=["what", "count"], rows=rows)
