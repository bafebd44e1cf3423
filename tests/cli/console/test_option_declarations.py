"""Options of several commands are declared once."""

import ast
from collections import defaultdict

from tests.paths import ROOT


def test_no_option_is_declared_twice_alike() -> None:
    places_by_declaration = defaultdict(list)
    for path in sorted((ROOT / "cli").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "click.option":
                keywords = sorted(ast.unparse(keyword) for keyword in node.keywords)
                names = [ast.unparse(name) for name in node.args]
                declaration = ", ".join((*names, *keywords))
                places_by_declaration[declaration].append(f"{path}:{node.lineno}")
    assert len(places_by_declaration) > 100
    repeated = {
        declaration: places
        for declaration, places in places_by_declaration.items()
        if len(places) > 1
    }
    assert not repeated
