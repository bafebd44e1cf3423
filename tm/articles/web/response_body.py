"""Reading the body of a server's answer, unpacked and within a size limit."""

import zlib

import httpx

from tm.articles.web.gunzip import GzipDecoder
from tm.errors import FetchError


def read_body(
    response: httpx.Response, url: str, max_byte_count: int, *, truncates: bool
) -> bytes:
    """Read and unpack a body; stop at the limit, so that it cannot fill the memory."""
    megabytes_text = f"{max_byte_count / 1_000_000:g}"
    advice = "`megabytes` under [fetch] allows more"
    content_length = response.headers.get("content-length", "")
    if (
        not truncates
        and content_length.isdecimal()
        and int(content_length) > max_byte_count
    ):
        raise FetchError(url, f"the page is larger than {megabytes_text} MB", advice)
    content_encoding = (
        response.headers.get("content-encoding", "identity").strip().lower()
    )
    if content_encoding not in ("", "identity", "gzip", "x-gzip"):
        raise FetchError(
            url, f"the answer is packed as {content_encoding!r}, against the request"
        )
    gzip_decoder = GzipDecoder() if content_encoding.endswith("gzip") else None
    chunks: list[bytes] = []
    byte_count = 0
    for chunk in response.iter_raw():
        if gzip_decoder is not None:
            try:
                chunk = gzip_decoder.decode(chunk, max_byte_count - byte_count + 1)
            except zlib.error as error:
                raise FetchError(
                    url, f"the answer is not gzip, as its header says ({error})"
                ) from error
        byte_count += len(chunk)
        chunks.append(chunk)
        if byte_count > max_byte_count:
            if truncates:
                return b"".join(chunks)[:max_byte_count]
            raise FetchError(
                url, f"the page is larger than {megabytes_text} MB", advice
            )
    if gzip_decoder is not None and chunks and not gzip_decoder.is_complete:
        raise FetchError(url, "the answer ends in the middle", "run the command again")
    return b"".join(chunks)
