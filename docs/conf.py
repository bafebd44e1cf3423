"""Configuration of Sphinx: `make docs` builds the pages without a network."""

from importlib import metadata

project = "Padanan"
author = "The Padanan developers"
project_copyright = author
release = metadata.version("padanan")

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build", "__pycache__"]
html_theme = "furo"
html_title = f"Padanan {release}"
html_show_copyright = False
# Headings are linked as code hosts link them: `page.md#heading`.
myst_heading_anchors = 4
