"""Lists of pages, and texts that only look like one."""

import pytest

from tm.articles.page_list import read_list
from tm.errors import InputError


def test_a_text_with_a_line_that_begins_with_a_tilde_is_no_list() -> None:
    assert read_list("Họp báo\n~ 30 người dự\n".encode(), path="text.txt") is None


def test_a_list_cannot_name_the_home_of_nobody() -> None:
    with pytest.raises(InputError, match="no such user"):
        read_list(b"~nosuchuser/page.html\n", path="list.txt", is_list=True)
