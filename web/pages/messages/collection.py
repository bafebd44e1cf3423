"""Collects the messages of the program that a page may show, from its modules.

Messages stand in what is raised, in arguments and variables called `reason`, `remark`
and the like, in what functions such as `describe_conflict` return, and in what is
added to losses, remarks and warnings.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

_ROOT = Path(__file__).parents[3]
_PACKAGES = ("web", "glossary", "padanan", "tm", "checks", "exports")
_HIDDEN_PATH_PATTERN = re.compile(
    r"web/(?:assistants|dialects|monitoring|openapi|server|settings|idempotency)|"
    r"web/(?:database|people/login/openid|pages/messages)|"
    r"padanan/(?:argument_validation|assistants|memory_database|opening|package_conflicts|"
    r"remote)|"
    r"glossary/(?:recognition|seed_files|entries/edit_form)|"
    r"tm/(?:settings|metrics|name_registry|doctor|spill|align|match/(?:index|units))|"
    r"tm/store/(?:backend/(?!errors)|contents|imported_files|history/hash_chain)|"
    r"tm/text/(?:hunspell|input/stream)|tm/articles/(?:page_list|web/cache)|"
    r"checks/(?:earlier_report|engine|inputs|measuring|profile|session|termbase_lint|"
    r"typography|words)|"
    r"exports/(?:backup|edit|reports|exporting|conversion|format|direction)|"
    r"exports/(?:srx|documents/(?:skeleton|merging)|io/(?:replace_file|compressed_output)|"
    r"po/(?:editor|entry_editor|validation_rules)|xliff/(?:edit|validation|v2/code_rules)|"
    r"xliff/v1/validation_rules|tmx/validation_rules|xlsx/editor|xml/editable_xml|"
    r"terms/(?:text_sources|csv_pairs|tbx/(?:structure|concept_builder|fields))|"
    r"table/row_editor)"
)
"""Modules whose messages no page shows: those of commands, settings and programs."""
_MESSAGE_VARIABLE_PATTERN = re.compile(
    r"(?:^|_)(?:messages?|reasons?|advice|remarks?|details?|problems?|warnings?|notes?|"
    r"hints?|remedy)$",
    re.IGNORECASE,
)
_MESSAGE_FUNCTION_PATTERN = re.compile(
    r"^_?(?:describe|explain)_|^_?(?:make|format|say|find)_.*(?:message|error|reason|remark|"
    r"warning|loss|conflict|advice|problem|refusal|hint|notice)"
)
_MESSAGE_CALL_NAMES = {
    "Loss",
    "Remark",
    "SkippedEntry",
    "ColumnLoss",
    "Refusal",
    "UnreadableBody",
}
_MESSAGE_CALL_NAMES |= {"_make_skipped_entry", "__init__"}  # the latter of an error
_MESSAGE_COLLECTION_PATTERN = re.compile(
    r"(?:tally|remarks|warnings|losses|lost|notes|hints)$"
)
_ADDING_METHODS = {"add", "append", "insert", "extend"}
_PROGRAMMER_ERROR_PATTERN = re.compile(
    r"^(?:Value|Type|Assertion|Key|Runtime|Attribute|NotImplemented|OS|Permission)Error"
)
_WORD_PATTERN = re.compile(r"[A-Za-z]{2,}")
_VALUE_PATTERN = re.compile(r"\{\w+\}")
_MIN_LETTERS = 6
_SHORT_MESSAGES = ("known: ", "unknown {noun} ")


def find_messages() -> dict[str, list[str]]:
    """Find the messages that pages may show, each with its modules."""
    modules_by_message: dict[str, list[str]] = {}
    for package in _PACKAGES:
        for path in sorted((_ROOT / package).rglob("*.py")):
            module_path = str(path.relative_to(_ROOT))
            if _HIDDEN_PATH_PATTERN.match(module_path):
                continue
            for message in _find_in_module(ast.parse(path.read_text("utf-8"))):
                modules = modules_by_message.setdefault(message, [])
                if module_path not in modules:
                    modules.append(module_path)
    return modules_by_message


def _find_in_module(module: ast.Module) -> Iterator[str]:
    """Find the messages of a module in the order of its lines."""
    raised_errors = [
        node.exc for node in ast.walk(module) if isinstance(node, ast.Raise)
    ]
    used_names = {
        node.id
        for error in raised_errors
        if error is not None
        for node in ast.walk(error)
        if isinstance(node, ast.Name)
    }
    text_nodes = [
        text_node
        for node in ast.walk(module)
        for expression in _find_expressions(node, used_names)
        for text_node in _find_texts(expression)
    ]
    text_nodes.sort(key=lambda node: (node.lineno, node.col_offset))
    for text_node in text_nodes:
        message = _make_message(text_node)
        if _is_sentence(message):
            yield message


def _find_expressions(node: ast.AST, used_names: set[str]) -> Iterator[ast.expr]:
    """Find the expressions of a node that make messages."""
    match node:
        case ast.Raise(exc=ast.Call() as error):
            if not _PROGRAMMER_ERROR_PATTERN.match(ast.unparse(error.func)):
                yield error
        case ast.FunctionDef(name=name) if _MESSAGE_FUNCTION_PATTERN.match(name):
            for inner_node in ast.walk(node):
                if isinstance(inner_node, ast.Return | ast.Assign) and inner_node.value:
                    yield inner_node.value
        case ast.Assign(targets=targets, value=value):
            if any(_is_message_name(target, used_names) for target in targets):
                yield value
        case ast.AugAssign(target=target, value=value):
            if _is_message_name(target, used_names):
                yield value
        case ast.Call(func=function):
            if _adds_message(function):
                yield node
            yield from (
                keyword.value
                for keyword in node.keywords
                if keyword.arg is not None
                and _MESSAGE_VARIABLE_PATTERN.search(keyword.arg)
            )


def _is_message_name(target: ast.expr, used_names: set[str]) -> bool:
    match target:
        case ast.Name(id=name):
            return (
                name in used_names or _MESSAGE_VARIABLE_PATTERN.search(name) is not None
            )
        case ast.Attribute(attr=name):
            return _MESSAGE_VARIABLE_PATTERN.search(name) is not None
    return False


def _adds_message(function: ast.expr) -> bool:
    """Whether a function is given a message, such as `tally.add`."""
    match function:
        case ast.Name(id=name):
            return name in _MESSAGE_CALL_NAMES
        case ast.Attribute(value=collection, attr=name):
            is_collection = (
                _MESSAGE_COLLECTION_PATTERN.search(ast.unparse(collection)) is not None
            )
            return name in _MESSAGE_CALL_NAMES or (
                name in _ADDING_METHODS and is_collection
            )
    return False


def _find_texts(expression: ast.AST) -> Iterator[ast.expr]:
    """Find the outermost texts in an expression, with and without values."""
    is_text = isinstance(expression, ast.Constant) and isinstance(expression.value, str)
    if isinstance(expression, ast.expr) and (
        is_text or isinstance(expression, ast.JoinedStr)
    ):
        yield expression
        return
    for child in ast.iter_child_nodes(expression):
        if not (isinstance(child, ast.keyword) and child.arg == "next_step"):
            yield from _find_texts(child)


def _make_message(text_node: ast.expr) -> str:
    """Make a message of a text, with a name in place of each value."""
    if isinstance(text_node, ast.Constant):
        return str(text_node.value)
    assert isinstance(text_node, ast.JoinedStr)
    message_parts, count_by_name = [], Counter[str]()
    for message_part in text_node.values:
        if isinstance(message_part, ast.FormattedValue):
            value_name = _name_value(message_part.value).strip("_").lower()
            count_by_name[value_name] += 1
            name_count = count_by_name[value_name]
            message_parts.append(
                f"{{{value_name}{name_count if name_count > 1 else ''}}}"
            )
        elif isinstance(message_part, ast.Constant):
            message_parts.append(str(message_part.value))
    return "".join(message_parts)


def _name_value(value_node: ast.expr) -> str:
    """Name a value by the variable or the attribute that it comes from."""
    match value_node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=ast.Name(), args=[argument, *_]):
            return _name_value(argument)
        case ast.Call(func=ast.Attribute(value=ast.Constant()), args=[argument, *_]):
            return _name_value(argument)
        case ast.Call(func=ast.Attribute(value=object_node)):
            return _name_value(object_node)
        case ast.Subscript(value=table_node):
            return _name_value(table_node)
        case ast.BinOp(left=left):
            return _name_value(left)
        case ast.IfExp():
            return "words"
    return "value"


def _is_sentence(message: str) -> bool:
    """Whether a text has words enough to be a message that people read."""
    if message.startswith(_SHORT_MESSAGES):
        return True
    words = _WORD_PATTERN.findall(_VALUE_PATTERN.sub(" ", message))
    return " " in message and len(words) > 1 and sum(map(len, words)) >= _MIN_LETTERS
