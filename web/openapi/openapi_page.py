"""The page that shows the API to people, made of the OpenAPI document.

It needs no script and nothing from elsewhere, so that the content security policy
stays: one style sheet in the page is allowed, by its hash.
"""

import hashlib
import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

PAGE_ADDRESSES = ("/api/v1/", "/docs")
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto;
  padding: 1rem; color: #1a1a1a; background: #fff }
h2 { margin-top: 2.5rem; font-size: 1.1rem; border-top: 1px solid #ccc;
  padding-top: .8rem; overflow-wrap: anywhere }
code, pre { font-family: ui-monospace, monospace; font-size: .9em }
pre { background: #f3f3f3; padding: .6rem; overflow-x: auto }
table { border-collapse: collapse; width: 100% }
td, th { text-align: left; vertical-align: top; padding: .2rem .8rem .2rem 0 }
th { font-weight: 600 }
td:first-child { white-space: nowrap }
a { color: #0b57a4 }
"""
_STYLE_HASH = b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
PAGE_HEADERS = {
    "content-security-policy": (
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; frame-ancestors 'none'"
    )
}
_Schema = Mapping[str, Any]  # JSON Schema


def make_openapi_page(document: _Schema) -> str:
    """Make the page that shows the document."""
    return "\n".join(_write_page(document))


def _write_page(document: _Schema) -> Iterator[str]:
    info, paths = document["info"], document["paths"]
    yield "<!doctype html>"
    yield '<html lang="en"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width">'
    yield f"<title>{escape(info['title'])} API</title>"
    yield f"<style>{_STYLE}</style></head><body>"
    yield f"<h1>{escape(info['title'])} API</h1>"
    yield f"<p>{escape(info['summary'])} "
    yield '<a href="/api/v1/openapi.json">OpenAPI 3.1</a></p><ul>'
    operations = [
        (verb, path, operation)
        for path, operation_by_verb in paths.items()
        for verb, operation in operation_by_verb.items()
    ]
    for verb, path, operation in operations:
        operation_id = operation["operationId"]
        yield f'<li><a href="#{operation_id}">'
        yield f"<code>{verb.upper()} {escape(path)}</code></a> "
        yield f"{escape(operation['summary'])}</li>"
    yield "</ul>"
    schemas = document["components"]["schemas"]
    for verb, path, operation in operations:
        yield from _write_operation(verb, path, operation, schemas)
    yield "</body></html>"


def _write_operation(
    verb: str, path: str, operation: _Schema, schemas: _Schema
) -> Iterator[str]:
    yield f'<h2 id="{operation["operationId"]}"><code>{verb.upper()} {escape(path)}'
    yield "</code></h2>"
    yield f"<p>{escape(operation['summary'])}. {escape(operation['description'])}</p>"
    yield f"<p>Role: {escape(str(operation['x-role']))}</p>"
    rows = [
        (parameter["name"], parameter["schema"], parameter.get("description", ""))
        for parameter in operation["parameters"]
    ]
    content = operation.get("requestBody", {}).get("content", {})
    for media_type_object in content.values():
        rows += _list_properties(media_type_object["schema"], schemas)
    if rows:
        yield "<h3>Takes</h3>"
        yield from _write_rows(rows)
    yield from _write_example(verb, path, operation, content)
    for response in operation["responses"].values():
        content_by_media_type = response.get("content", {})
        if "application/json" in content_by_media_type:
            yield "<h3>Gives</h3>"
            schema = content_by_media_type["application/json"]["schema"]
            yield from _write_rows(_list_properties(schema, schemas))
        for media_type_object in content_by_media_type.values():
            if "example" in media_type_object:
                example = media_type_object["example"]
                yield from _write_example_answer(example)


def _write_example_answer(answer: object) -> Iterator[str]:
    text = answer if isinstance(answer, str) else _format_json(answer)
    yield "<details><summary>Example answer; long lists are cut</summary>"
    yield f"<pre>{escape(text)}</pre></details>"


def _format_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _write_example(
    verb: str, path: str, operation: _Schema, content: _Schema
) -> Iterator[str]:
    yield "<h3>Example</h3>"
    address = operation["x-example"]
    lines = [f"{verb.upper()} {address}"]
    for media_type_object in content.values():
        lines += _format_json(media_type_object["example"]).splitlines()
    yield f"<pre>{escape(chr(10).join(lines))}</pre>"


def _list_properties(
    schema: _Schema, schemas: _Schema
) -> list[tuple[str, _Schema, str]]:
    resolved_schema = _resolve_reference(schema, schemas)
    return [
        (name, property_schema, property_schema.get("description", ""))
        for name, property_schema in resolved_schema.get("properties", {}).items()
    ]


def _resolve_reference(schema: _Schema, schemas: _Schema) -> _Schema:
    reference = schema.get("$ref")
    return schemas[reference.rpartition("/")[2]] if reference else schema


def _write_rows(rows: list[tuple[str, _Schema, str]]) -> Iterator[str]:
    yield "<table>"
    for name, schema, description in rows:
        yield f"<tr><td><code>{escape(name)}</code></td>"
        yield f"<td>{escape(_make_type_name(schema))}</td>"
        yield f"<td>{escape(description)}</td></tr>"
    yield "</table>"


def _make_type_name(schema: _Schema) -> str:
    """Name the type of a value: `text or null`, `list of MemoryMatch`."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "enum" in schema:
        return ", ".join(map(str, schema["enum"]))
    if "anyOf" in schema:
        return " or ".join(map(_make_type_name, schema["anyOf"]))
    if schema.get("type") == "array":
        element_schemas = schema.get("prefixItems") or [schema.get("items") or {}]
        return (
            f"list of {', '.join(dict.fromkeys(map(_make_type_name, element_schemas)))}"
        )
    word_by_json_type = {
        "string": "text",
        "integer": "whole number",
        "boolean": "true or false",
    }
    json_type = schema.get("type", "any")
    return (
        word_by_json_type.get(json_type, json_type)
        if isinstance(json_type, str)
        else " or ".join(json_type)
    )
