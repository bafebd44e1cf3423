"""The house as a whole: its shape, its documents, and what may not be in it."""

import ast
import os
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from docs import generate
from tests.paths import ROOT

_LONGEST_MODULE = 400
_Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
_Node = TypeVar("_Node", bound=ast.AST)
_PACKAGES = (
    *("padanan", "tm", "glossary", "checks", "exports", "batch", "web", "cli"),
    *("seeds", "tests"),
)
_LEFT_ALONE = {
    "__pycache__",
    "_build",
    "build",
    "demo-output",
    "dist",
    "htmlcov",
    "node_modules",
    "reference",  # generated from the code
}
_REVISIONS = {
    Path("tm/store/migrations/versions"),
    Path("web/database/migrations/versions"),
}
"""Not packages: Alembic loads their files by their paths."""


@cache
def _files() -> tuple[Path, ...]:
    """All files of the project, relative to its root; no environments, no caches."""
    return tuple(_iterate_files())


def _iterate_files() -> Iterator[Path]:
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [
            name
            for name in folders
            if name not in _LEFT_ALONE
            and not name.endswith(".egg-info")
            and (not name.startswith(".") or name == ".ci")
            and not (Path(folder) / name / "pyvenv.cfg").exists()
        ]
        # In a work tree of git's, `.git` is a file that says where the repository is.
        for name in names:
            if name == ".git":
                continue
            yield (Path(folder) / name).relative_to(ROOT)


_SQL_FOLDERS = ("tm/store/backend", "tm/store/migrations", "glossary/store/sql_reader")
_SQL = re.compile(
    r"\s*(SELECT|INSERT INTO|UPDATE \w|DELETE FROM|CREATE|DROP|WITH \w+ AS|PRAGMA)\s"
)


def _modules() -> Iterator[Path]:
    return (path for path in _files() if path.suffix == ".py")


def _documents() -> list[Path]:
    return sorted(path for path in _files() if path.suffix == ".md")


def _text(path: Path) -> str | None:
    """The text of a file, or None for what is not text."""
    try:
        return (ROOT / path).read_text("utf-8")
    except UnicodeDecodeError:
        return None


@cache
def _parse(path: Path) -> ast.Module:
    """The syntax tree of a module, shared by the tests."""
    return ast.parse((ROOT / path).read_text("utf-8"))


@cache
def _nodes_by_type(module: ast.Module) -> Mapping[type, Sequence[Any]]:
    """The nodes of a syntax tree, which is walked once for all tests."""
    nodes: dict[type, list[ast.AST]] = defaultdict(list)
    for node in ast.walk(module):
        nodes[type(node)].append(node)
    return nodes


def _list_nodes(module: ast.Module, *types: type[_Node]) -> Iterator[_Node]:
    """The nodes of some types in a syntax tree, type by type."""
    nodes = _nodes_by_type(module)
    return (node for one in types for node in nodes.get(one, ()))


def test_modules_are_short() -> None:
    long = {
        str(path): lines
        for path in _modules()
        if path.parts[0] != "tests"
        and (lines := len((ROOT / path).read_text("utf-8").splitlines()))
        > _LONGEST_MODULE
    }
    assert not long


_LONG_BODY = 60
_LONG_FUNCTION_COUNT = 10
"""How many functions have a longer body; there may only be fewer."""


def _list_functions(module: ast.Module) -> Iterator[_Function]:
    yield from _list_nodes(module, ast.FunctionDef)
    yield from _list_nodes(module, ast.AsyncFunctionDef)


def _count_body_lines(function: _Function) -> int:
    """The lines of a function without its head and its docstring."""
    statements = function.body[ast.get_docstring(function) is not None :]
    if not statements:
        return 0
    return (statements[-1].end_lineno or 0) - statements[0].lineno + 1


def test_few_functions_are_long() -> None:
    long_functions = {
        f"{path}:{node.name}": lines
        for path in _product_modules().values()
        for node in _list_functions(_parse(path))
        if (lines := _count_body_lines(node)) > _LONG_BODY
    }
    assert len(long_functions) <= _LONG_FUNCTION_COUNT, sorted(
        long_functions.items(), key=lambda item: item[1]
    )


def test_every_folder_with_modules_is_a_package() -> None:
    folders = {path.parent for path in _modules() if path.parts[0] in _PACKAGES}
    bare = [
        str(folder)
        for folder in sorted(folders - _REVISIONS)
        if not (ROOT / folder / "__init__.py").is_file()
    ]
    assert not bare


def test_every_folder_says_what_lives_there() -> None:
    silent = [
        str(path)
        for path in _modules()
        if path.name == "__init__.py"
        and path.parts[0] in _PACKAGES
        and path.parts[0] != "tests"
        and not (ast.get_docstring(_parse(path)) or "")
    ]
    placeholders = [
        str(path)
        for path in _modules()
        if path.name == "__init__.py"
        and '"""To be ' in (ROOT / path).read_text("utf-8")
    ]
    assert (silent, placeholders) == ([], [])


_ASSIGNED = re.compile(r"^(\w[\w, ]*)(?: = |: .)", re.MULTILINE)
"""How an assignment begins that no block holds: in few modules two alike."""


def _set_twice(module: str) -> list[str]:
    """The names that a module assigns more than once, whatever happens."""
    likely = Counter(re.findall(r"\w+", " ".join(_ASSIGNED.findall(module))))
    if max(likely.values(), default=0) < 2:
        return []
    names = Counter(
        name.id
        for statement in ast.parse(module).body
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value
        for target in (
            statement.targets
            if isinstance(statement, ast.Assign)
            else [statement.target]
        )
        for name in ast.walk(target)
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
    )
    return [name for name, times in names.items() if times > 1]


def test_no_module_sets_a_constant_twice() -> None:
    # The second would hold for what was written for the first, too.
    assert _set_twice("A = 1\nB: int = 2\nA: int = 3\nB, C = 4, 5") == ["A", "B"]
    assert not _set_twice("A: int\nif x:\n    A = 1\nelse:\n    A = 2\nd[0] = d[1] = 3")
    twice = {
        str(path): names
        for path in _modules()
        if (names := _set_twice((ROOT / path).read_text("utf-8")))
    }
    assert not twice


def test_links_between_documents_lead_somewhere() -> None:
    broken = []
    for path in _documents():
        for link in re.findall(r"\]\(([^)\s]+)\)", _text(path) or ""):
            place, _, heading = link.partition("#")
            if "://" in link:
                continue
            target = (ROOT / path.parent / place) if place else ROOT / path
            if target.parent.name == "reference":  # Sphinx looks at headings
                broken += [f"{path}: {link}"] * (target.name not in generate.pages())
            elif not target.exists() or (heading and heading not in _headings(target)):
                broken.append(f"{path}: {link}")
    assert not broken


def test_files_that_documents_name_are_there() -> None:
    rooms = "|".join((*_PACKAGES, "docs", "benchmarks", "requirements", r"\.ci"))
    code = re.compile(rf"`((?:{rooms})/[\w./-]+)`")
    gone = [
        f"{path}: {name}"
        for path in _documents()
        for name in code.findall(_text(path) or "")
        # LANGUAGE.toml and ID.toml stand for many; a name may be without its end.
        if not re.search("[A-Z]{2}", name) and not [*ROOT.glob(f"{name}*")]
    ]
    assert not gone


def test_modules_that_documents_name_are_there() -> None:
    names = {path.name for path in _modules()}
    gone = [
        f"{path}: {name}"
        for path in _documents()
        for name in re.findall(r"`(\w+\.py)`", _text(path) or "")
        if name not in names
    ]
    assert not gone


def _headings(path: Path) -> set[str]:
    """The names by which the headings of a document are linked."""
    found = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", text).lower().replace(" ", "-") for text in found}


def test_no_document_has_marks_of_a_conflict() -> None:
    # What is no document would not run, or is a fixture that has them on purpose.
    marks = re.compile(r"^(?:<{7}|>{7}|\|{7}) ", re.MULTILINE)
    assert [str(path) for path in _documents() if marks.search(_text(path) or "")] == []


def test_no_file_names_a_package_index_or_a_place_on_somebodys_machine() -> None:
    # In two halves each, so that this file does not name them.
    hosts = (
        ("pypi", r"\.org"),
        (r"files\.python", r"hosted\.org"),
        ("registry", r"\.npmjs"),
        ("registry", r"\.yarnpkg"),
        ("static", r"\.crates\.io"),
        ("proxy", r"\.golang\.org"),
        ("conda", r"\.anaconda\.org"),
    )
    homes = (
        ("/ho", r"me/\w"),
        ("/ro", r"ot/"),
        ("/Use", r"rs/\w"),
        ("/wo", r"rk/"),
        (r"[A-Z]:\\+Use", r"rs\\"),
    )
    patterns = [left + right for left, right in (*hosts, *homes)]
    # Not inside a longer path or an address.
    forbidden = re.compile(rf"(?<![\w.])(?:{'|'.join(patterns)})")
    found = [
        f"{path}: {match[0]}"
        for path in _files()
        if path.parts[:2] != ("seeds", "articles")
        for match in forbidden.finditer(_text(path) or "")
    ]
    assert not found


_PRODUCT = ("padanan", "tm", "glossary", "checks", "exports", "batch", "web", "cli")
_MOST_MODULES = 15
_WIDE_FOLDERS: Mapping[str, int] = {"tm/text": 16}
"""Folders that one noun of the field holds together, and their modules at most."""
_CIRCULAR_IMPORTS: Collection[tuple[str, str]] = ()
"""Imports that still make a circle; there may only be fewer."""
_CIRCULAR_FOLDERS: Collection[tuple[str, str]] = ()
"""The same between folders of one folder."""


@cache
def _product_modules() -> Mapping[str, Path]:
    """The modules of the product by their dotted names."""
    return {
        ".".join(path.with_suffix("").parts).removesuffix(".__init__"): path
        for path in _modules()
        if path.parts[0] in _PRODUCT and path.parent not in _REVISIONS
    }


def test_folders_are_small() -> None:
    sizes = Counter(
        str(path.parent)
        for path in _product_modules().values()
        if path.name != "__init__.py"
    )
    limits = {folder: _WIDE_FOLDERS.get(folder, _MOST_MODULES) for folder in sizes}
    assert {f: n for f, n in sizes.items() if n > limits[f]} == {}


def test_a_folder_of_few_modules_is_named_by_a_contract() -> None:
    sizes = Counter(
        ".".join(path.parent.parts)
        for path in _product_modules().values()
        if path.name not in ("__init__.py", "env.py")  # Alembic loads `env`
    )
    contracts = (ROOT / "pyproject.toml").read_text("utf-8")
    named = set(
        re.findall(r"[\w.]+", contracts[contracts.index("[tool.importlinter") :])
    )
    assert [f for f, size in sizes.items() if size < 4 and f not in named] == []


def _imported(path: Path, names: Collection[str]) -> set[str]:
    """The modules of the product that a module imports, wherever it does."""
    module = _parse(path)
    found = {
        alias.name for node in _list_nodes(module, ast.Import) for alias in node.names
    }
    for node in _list_nodes(module, ast.ImportFrom):
        if node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                found.add(whole if whole in names else node.module)
    return found & {*names}


@cache
def _imports() -> dict[str, set[str]]:
    """What each module of the product imports of it."""
    modules = _product_modules()
    return {
        name: _imported(path, modules.keys()) - {name} for name, path in modules.items()
    }


def _circle(imports: Mapping[str, Collection[str]]) -> list[str]:
    """Names of which each imports the one before it, and the first the last, if any."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return []


def _without(
    imports: Mapping[str, Collection[str]], known: Collection[tuple[str, str]]
) -> dict[str, set[str]]:
    """Imports less those that are known to make a circle. Each must still be there."""
    for name, other in known:
        assert other in imports.get(name, ()), f"{name} no longer imports {other}"
    return {
        name: {other for other in others if (name, other) not in known}
        for name, others in imports.items()
    }


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert _circle({"a": ["b"], "b": ["c"], "c": ["b"], "d": ["a"]}) != []
    assert _circle(_without(_imports(), _CIRCULAR_IMPORTS)) == []


def test_no_sibling_folders_import_each_other_in_a_circle() -> None:
    folders: dict[str, set[str]] = defaultdict(set)
    modules = _product_modules()
    for name, others in _imports().items():
        here = modules[name].parent.parts
        for other in others:
            there = modules[other].parent.parts
            for depth in range(2, 1 + min(len(here), len(there))):
                if here[depth - 1] != there[depth - 1]:
                    if here[: depth - 1] == there[: depth - 1]:
                        folders["/".join(here[:depth])].add("/".join(there[:depth]))
                    break
    assert _circle(_without(folders, _CIRCULAR_FOLDERS)) == []


_SAME_TYPES = {"Arrays", "BoolColumn", "FloatColumn", "Json", "JsonObject"}
"""Type aliases of several modules that mean the same in each."""


def _list_types(module: ast.Module) -> Iterator[str]:
    """The public classes and type aliases of a module; type variables are local."""
    for node in module.body:
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign) and not (
            isinstance(node.value, ast.Call)
            and ast.unparse(node.value.func) in ("TypeVar", "ParamSpec")
        ):
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            if isinstance(target, ast.Name) and re.match("[A-Z][a-z]", target.id):
                yield target.id


def test_public_types_have_names_of_their_own() -> None:
    example = (
        "class A: ...\nBc = list[int]\nT = TypeVar('T')\nC = 1\nDe: TypeAlias = int"
    )
    assert [*_list_types(ast.parse(example))] == ["A", "Bc", "De"]
    names = Counter(
        name
        for path in _product_modules().values()
        for name in _list_types(_parse(path))
        if not name.startswith("_") and name not in _SAME_TYPES
    )
    repeated = {name: times for name, times in names.items() if times > 1}
    assert repeated == {}


def _list_unused_names(module: str, tree: ast.Module) -> list[str]:
    """The private names of a module that nothing in it uses."""
    words = Counter(re.findall(r"\w+", module))
    return [
        name
        for statement in tree.body
        for name in (
            [statement.name]
            if isinstance(statement, ast.ClassDef)
            or (isinstance(statement, ast.FunctionDef) and not statement.decorator_list)
            else [
                node.id
                for node in ast.walk(statement)
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
            ]
            if isinstance(statement, ast.Assign | ast.AnnAssign)
            else []
        )
        if re.match("_[^_]", name) and words[name] < 2
    ]


def test_no_module_has_a_private_name_that_it_does_not_use() -> None:
    example = "_A = _B = 1\ndef _c(): return _A"
    assert _list_unused_names(example, ast.parse(example)) == ["_B", "_c"]
    unused = {
        str(path): names
        for path in _product_modules().values()
        if (names := _list_unused_names(_text(path) or "", _parse(path)))
    }
    assert unused == {}


def test_plain_sql_is_in_the_backend_only() -> None:
    assert [
        f"{path}:{node.lineno}: {node.value.strip()[:40]}"
        for path in _modules()
        if path.parts[0] not in ("tests", "benchmarks")
        and not str(path).startswith(_SQL_FOLDERS)
        for node in _list_nodes(_parse(path), ast.Constant)
        if isinstance(node.value, str) and _SQL.match(node.value)
    ] == []


def test_no_family_of_checks_handles_bits() -> None:
    """A check says which phrases a unit must have; bits are what the engine makes."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"][
        "importlinter"
    ]["contracts"]
    (families,) = (
        contract["modules"]
        for contract in contracts
        if contract["name"].startswith("Folders of checks")
    )
    assert len(families) > 10
    assert [
        f"{path}: {name}"
        for path in _modules()
        if ".".join(path.parts[:2]) in families
        for name in sorted(_list_names(_parse(path)))
        if re.search(r"(^|_)bits?(_(?!length$)|$)", name)
    ] == []


def _list_names(module: ast.Module) -> set[str]:
    """The names that a module defines, reads or imports."""
    return {
        name
        for node in ast.walk(module)
        for key in ("id", "attr", "name", "arg")
        if isinstance(name := getattr(node, key, None), str)
    }


_REGISTRY_TYPES = {"Registry", "RouteGroup", "PageGroup", "_ListBitRegistry"}
"""Types of the module-level objects that modules add to when they are imported."""
_MUTATING_METHODS = {
    *("add", "append", "appendleft", "clear", "discard", "extend", "insert", "pop"),
    *("popitem", "remove", "setdefault", "update", "write"),
}
_CONSTANT_PARAMETER = re.compile(
    r"(\w+_)?(locale|language|language_tag|message_language|conventions|category)"
    r"|(has|includes|omits|keeps|is)_\w+|kind|request_type|word_forms|fault|bit_count"
    r"|file_name|folder_names|profile|dialect|topic|row_index|flagged_characters"
    r"|source|target|value_type"
)
"""Parameters of constants: which language or file is meant, but no text of a user."""


def _list_functions_with(
    module: ast.Module, decorator: str
) -> Iterator[tuple[ast.FunctionDef, ast.expr]]:
    """The functions of a module with a decorator of functools or of ours."""
    for node in _list_nodes(module, ast.FunctionDef):
        for expression in node.decorator_list:
            call = getattr(expression, "func", expression)
            if ast.unparse(call).removeprefix("functools.") == decorator:
                yield node, expression


def _list_changed_globals(module: ast.Module) -> Iterator[str]:
    """The module-level objects that functions of a module change, but registries."""
    made_of = {
        name.id: ast.unparse(getattr(statement.value, "func", ast.Name("")))
        for statement in module.body
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value
        for name in ast.walk(statement)
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
    }
    for statement in _list_nodes(module, ast.Global):
        yield from statement.names
    for function in _list_functions(module):
        nodes = [*ast.walk(function)]
        own_names = {
            node.arg if isinstance(node, ast.arg) else node.id
            for node in nodes
            if isinstance(node, ast.arg)
            or (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
        }
        for node in nodes:
            changed = None
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                if node.func.attr in _MUTATING_METHODS:
                    changed = node.func.value
            elif isinstance(node, ast.Subscript | ast.Attribute):
                if not isinstance(node.ctx, ast.Load):
                    changed = node.value
            if (
                isinstance(changed, ast.Name)
                and changed.id in made_of.keys() - own_names
                and made_of[changed.id] not in _REGISTRY_TYPES
                and made_of[changed.id] != "WeakValueDictionary"  # forgets by itself
            ):
                yield changed.id


_UNCHANGING_BASES = re.compile(r"(NamedTuple|Enum|Flag|Protocol|TypedDict|Error)$")


def _list_changing_types(module: ast.Module) -> set[str]:
    """The classes of a module whose objects may change after they are made."""
    return {
        node.name
        for node in _list_nodes(module, ast.ClassDef)
        if not any(map(_UNCHANGING_BASES.search, map(ast.unparse, node.bases)))
        and "frozen=True"
        not in " ".join(map(ast.unparse, (*node.keywords, *node.decorator_list)))
    }


def _list_shared_objects(module: ast.Module, types: set[str]) -> list[str]:
    """The module-level objects of some types that are no registries."""
    return [
        ast.unparse(statement)
        for statement in module.body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        and isinstance(statement.value, ast.Call)
        and ast.unparse(statement.value.func) in types - _REGISTRY_TYPES
    ]


def test_no_module_makes_an_object_that_changes_but_registries() -> None:
    example = ast.parse("class A: ...\nclass B(B, frozen=True): ...\nx, y = A(), B()")
    assert _list_changing_types(example) == {"A"}
    assert _list_shared_objects(ast.parse("x = A(1)\ny = B()"), {"A"}) == ["x = A(1)"]
    paths = [*_product_modules().values()]
    types = {name for path in paths for name in _list_changing_types(_parse(path))}
    shared = {
        str(path): objects
        for path in paths
        if (objects := _list_shared_objects(_parse(path), types))
    }
    assert shared == {}


def test_no_module_level_object_is_changed_but_registries() -> None:
    """What two memories, threads or tests share would leak from one to the other."""
    example = """
seen, names, CHECKS = {}, [], 1
known: dict[str, int] = {}
CHECKS = Registry("check")
def add(name):
    global count
    known[name] = 1
    names.append(name)
    CHECKS.add(name)
    seen = []
    seen.append(name)
"""
    assert sorted(_list_changed_globals(ast.parse(example))) == [
        *("count", "known", "names")
    ]
    changed = {
        str(path): names
        for path in _product_modules().values()
        if (names := [*_list_changed_globals(_parse(path))])
    }
    assert changed == {}


def test_a_constant_is_read_by_language_and_never_by_a_text() -> None:
    functions = [
        (path, function)
        for path in _product_modules().values()
        for function, _ in _list_functions_with(_parse(path), "lazy_constant")
    ]
    assert len(functions) > 100
    assert [
        f"{path}: {function.name}: {argument.arg}"
        for path, function in functions
        for argument in (*function.args.args, *function.args.kwonlyargs)
        if not _CONSTANT_PARAMETER.fullmatch(argument.arg)
    ] == []


def _list_memos(module: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """The functions of a module that keep results by themselves, and how many."""
    for name in ("lru_cache", "cache"):
        for function, decorator in _list_functions_with(module, name):
            if function in module.body:
                yield function.name, decorator
    for statement in module.body:
        if not isinstance(statement, ast.Assign):
            continue
        call = statement.value
        # Long tables are no calls, and take long to write as a text.
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Call):
            if "lru_cache" in ast.unparse(call):
                yield ast.unparse(statement.targets[0]), call.func


_MEMO_COUNT = 9
"""How many functions keep results by themselves; there may only be fewer."""


def test_few_functions_keep_results_and_each_has_a_limit() -> None:
    """Words, tags and dates that come again; a text belongs to a run or a lookup."""
    memos = {
        f"{path}: {name}": (name, decorator)
        for path in _product_modules().values()
        for name, decorator in _list_memos(_parse(path))
    }
    assert len(memos) <= _MEMO_COUNT, sorted(memos)
    without_limit = [
        place
        for place, (_, decorator) in memos.items()
        if not isinstance(decorator, ast.Call) or "None" in ast.unparse(decorator)
    ]
    assert without_limit == []
    of_texts = {
        function.name
        for path in _product_modules().values()
        for function, _ in _list_functions_with(_parse(path), "lru_cache")
        if function in _parse(path).body
        if "text" in {argument.arg for argument in function.args.args}
    }
    assert of_texts == set()
