"""The body, the authors and the publisher of HTML pages as sites make them."""

import pytest

from tm.articles.page.copied_page import Page
from tm.articles.page.html import read_html
from tm.text.locale import Locale

SENTENCE = (
    "Warga desa Lung Sen memanen padi terapung {} sejak Senin pagi dan menjualnya di "
    "pasar terapung, kata kepala desa kepada wartawan di tepi sungai."
)
SENTENCES = [SENTENCE.format(word) for word in ("pertama", "kedua", "ketiga", "lagi")]


def read(body: str, head: str = "") -> Page:
    html = (
        f"<!DOCTYPE html><html lang=id><head><title>x</title>{head}</head><body>"
        f"<h1>Warga Lung Sen panen padi terapung</h1>{body}</body></html>"
    )
    return read_html(html, path="page.html", locale=Locale("id"))


def texts(found: Page) -> list[str]:
    return [block.text for block in found.blocks[1:]]


@pytest.mark.parametrize(
    "body",
    [
        # Each paragraph in an element of its own, beside others of that class.
        "<main>{}</main>".format(
            "".join(
                f"<div class=wrap><div class=article-body><p>{text}</p></div></div>"
                for text in SENTENCES
            )
        ),
        "<main>{}</main>".format(
            "".join(f"<div><div><p>{text}</p></div></div>" for text in SENTENCES)
        ),
        # Classes of buttons and notices around all of the article.
        "<div class=share-area>{}</div>".format(
            "".join(f"<p>{text}</p>" for text in SENTENCES)
        ),
        "<div>{}</div>".format(
            "".join(f"<p class=paywall>{text}</p>" for text in SENTENCES)
        ),
    ],
)
def test_no_paragraph_of_an_article_is_lost(body: str) -> None:
    assert texts(read(body)) == SENTENCES


@pytest.mark.parametrize(
    ("head", "author"),
    [
        ('{"@type":"NewsArticle","author":{"@type":"Person","name":"Dewi Ayu"}}', 1),
        ('{"@type":"NewsArticle","author":[{"name":"Dewi Ayu"}]}', 1),
        ('{"@type":"NewsArticle","author":"Dewi Ayu"}', 1),
        ('{"@type":"NewsArticle","author":{"@type":"Organization","name":"X Y"}}', 0),
        ('{"@type":"NewsArticle","author":"https://kabar.example/dewi"}', 0),
        ('{"@type":"NewsArticle","author":"Redaksi Kabar Mu"}', 0),
    ],
)
def test_the_author_is_read_from_the_metadata(head: str, author: int) -> None:
    script = f'<script type="application/ld+json">{head}</script>'
    found = read("".join(f"<p>{text}</p>" for text in SENTENCES), script)
    assert found.author == ("Dewi Ayu" if author else None)


def test_several_authors_are_named() -> None:
    head = '<meta name=author content="Dewi Ayu, Budi Raya">'
    found = read("".join(f"<p>{text}</p>" for text in SENTENCES), head)
    assert found.author == "Dewi Ayu, Budi Raya"


@pytest.mark.parametrize(
    ("line", "publisher"),
    [
        ("Updated 12 May 2025, 10:30 EDT", "Kabar Mu"),
        ("Báo Mẫu 12/11/2025", "Báo Mẫu"),
        ("Duqm, Oman, 12/11/2025", "Kabar Mu"),
    ],
)
def test_what_stands_beside_a_date_is_no_publisher_unless_it_has_a_name(
    line: str, publisher: str
) -> None:
    paragraphs = "".join(f"<p>{text}</p>" for text in SENTENCES)
    head = '<meta property="og:site_name" content="Kabar Mu">'
    found = read(f"<div>{line}</div><article>{paragraphs}</article>", head)
    assert found.byline is not None
    assert found.byline.publisher == publisher


def test_the_class_of_a_menu_around_the_article_drops_nothing_of_it() -> None:
    paragraphs = "".join(f"<p>{text}</p>" for text in SENTENCES)
    body = f"<div class='with-sidebar-wrap'><div class=story>{paragraphs}</div></div>"
    assert texts(read(body)) == SENTENCES


def test_the_label_of_an_author_and_a_job_are_no_names() -> None:
    paragraphs = "".join(f"<p>{text}</p>" for text in SENTENCES)
    assert read(paragraphs, '<meta name=author content="By DEWI AYU">').author == (
        "DEWI AYU"
    )
    job = "<div>Sports Editor</div><div>12 November 2025</div>"
    assert read(f"{job}<article>{paragraphs}</article>").author is None
