"""Style sheets, scripts and fonts, at addresses that name their content.

A file that changes gets another address, so that browsers may keep it for ever.
"""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route as AddressRoute

from tm.result_cache import lazy_constant

STATIC_FOLDER = Path(__file__).parent / "static"
STATIC_PATH = "/static"
_TYPE_BY_SUFFIX = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
_HEADERS = {
    "cache-control": "public, max-age=31536000, immutable",
    "vary": "accept-encoding",
}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file as browsers get it."""

    address: str
    content: bytes
    compressed: bytes | None
    """By gzip; None for what is compressed already."""
    media_type: str


@lazy_constant
def load_static_files() -> Mapping[str, StaticFile]:
    """Load all files by their names; fonts first, since the style sheet names them."""
    paths = [
        path for path in STATIC_FOLDER.rglob("*") if path.suffix in _TYPE_BY_SUFFIX
    ]
    file_by_name: dict[str, StaticFile] = {}
    for path in sorted(paths, key=lambda path: (path.suffix == ".css", path)):
        content = path.read_bytes()
        if path.suffix == ".css":
            for name, file in file_by_name.items():
                content = content.replace(
                    f'url("{name}")'.encode(), f'url("{file.address}")'.encode()
                )
        name = path.relative_to(STATIC_FOLDER).as_posix()
        file_by_name[name] = _make_static_file(name, content)
    return file_by_name


def _make_static_file(name: str, content: bytes) -> StaticFile:
    path = PurePosixPath(name)
    digest = hashlib.sha256(content).hexdigest()[:12]
    address = f"{STATIC_PATH}/{path.with_name(f'{path.stem}.{digest}{path.suffix}')}"
    is_text = path.suffix != ".woff2"
    compressed_content = gzip.compress(content, 9, mtime=0) if is_text else None
    return StaticFile(
        address, content, compressed_content, _TYPE_BY_SUFFIX[path.suffix]
    )


def get_static_address(name: str) -> str:
    """Get the address of a file. Raises KeyError."""
    return load_static_files()[name].address


def make_static_address() -> AddressRoute:
    """Make the address of all files."""
    file_by_address = {file.address: file for file in load_static_files().values()}

    async def show_file(request: Request) -> Response:
        file = file_by_address.get(request.url.path)
        if file is None:
            raise HTTPException(404)
        headers = dict(_HEADERS)
        content = file.content
        accepts_gzip = "gzip" in request.headers.get("accept-encoding", "")
        if file.compressed is not None and accepts_gzip:
            content, headers["content-encoding"] = file.compressed, "gzip"
        return Response(content, headers=headers, media_type=file.media_type)

    return AddressRoute(f"{STATIC_PATH}/{{name:path}}", show_file)
