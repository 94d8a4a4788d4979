"""Places of the user's own: added once, read with the gazetteer, known to the reader of plans."""

from __future__ import annotations

from pathlib import Path

import pytest

from spatial.errors import DataFileError, InvalidInputError
from spatial.gazetteer import OWN_ID, add_place, load_gazetteer
from spatial.gazetteer.own import own_path
from spatial.geoparse import parse_text, point_of
from spatial.settings import Settings, default_settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(default_settings().root, tmp_path)


def test_an_added_place_is_found_by_name_and_in_a_text(settings: Settings) -> None:
    before = load_gazetteer(settings)
    assert not before.lookup("雪松堡镇").matches
    place = add_place("雪松堡镇", "town", 126.5, 44.1, settings=settings, known={})
    assert place.id.startswith(OWN_ID)
    assert place.precision_m == 1000
    assert load_gazetteer(settings).one("雪松堡镇").id == place.id
    reading = parse_text("推进吉林市雪松堡镇建设，支持永吉县发展。", settings=settings)
    assert [ref.id for one in reading.mentions if one.text.endswith("雪松堡镇") for ref in one.places][-1] == place.id
    assert point_of(place.id, settings) == (126.5, 44.1)
    assert len(load_gazetteer(settings).places) == len(before.places) + 1


def test_the_same_place_is_added_once(settings: Settings) -> None:
    first = add_place("雪松堡镇", "town", 126.5, 44.1, settings=settings, known={})
    assert add_place("雪松堡镇", "town", 126.5, 44.1, settings=settings, known={}) == first
    add_place("雪松堡镇", "town", 127.5, 44.1, settings=settings, known={})
    assert len(own_path(settings).read_text(encoding="utf-8").splitlines()) == 3


@pytest.mark.parametrize(
    ("title", "kind", "lon"), [("", "town", 126.0), ("=1+1", "town", 126.0), ("甲镇", "planet", 126.0), ("甲镇", "town", 226.0)]
)
def test_what_is_no_place_is_refused(settings: Settings, title: str, kind: str, lon: float) -> None:
    with pytest.raises(InvalidInputError):
        add_place(title, kind, lon, 44.0, settings=settings, known={})
    assert not own_path(settings).exists()


def test_a_damaged_table_is_named(settings: Settings) -> None:
    add_place("雪松堡镇", "town", 126.5, 44.1, settings=settings, known={})
    path = own_path(settings)
    path.write_text(path.read_text(encoding="utf-8").replace(OWN_ID, "jilin-"), encoding="utf-8")
    with pytest.raises(DataFileError, match="own-"):
        load_gazetteer(settings)


def test_without_a_table_the_gazetteer_is_that_of_the_product(settings: Settings) -> None:
    assert {place.id for place in load_gazetteer(settings).places} == {
        place.id for place in load_gazetteer().places if not place.id.startswith(OWN_ID)
    }
