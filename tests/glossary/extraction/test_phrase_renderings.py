"""Renderings of recurring phrases, and the units that have them."""

from glossary.extraction.phrase_renderings import learn_renderings
from tm.text.locale import Locale


def test_a_rendering_in_the_older_tone_style_is_the_same_one() -> None:
    cities = ("Hanoi", "Jakarta", "Tokyo", "Paris", "Berlin", "Roma", "Kairo", "Lima")
    pairs = [
        (
            f"Ada pusat kebudayaan di {city}.",
            f"Có trung tâm {'văn hoá' if index % 2 else 'văn hóa'} ở {city}.",
        )
        for index, city in enumerate(cities)
    ]
    learned = learn_renderings(pairs, Locale("id"), Locale("vi"), min_count=4)
    [rendering] = [
        rendering
        for rendering in learned.renderings
        if rendering.phrase_text == "pusat kebudayaan"
    ]
    assert len(rendering.unit_indexes_with_rendering) == len(cities)
    assert len(rendering.unit_indexes_without_rendering) == 0
