"""Printed maps: a true scale bar, a true north arrow, words that run nothing, the same bytes twice."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import matplotlib.image as mpimg
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spatial import maps
from spatial.catalogue import layer
from spatial.crs import PROVINCE_CRS, geodesic_distance_m, project_xy
from spatial.errors import AssetMissingError, InvalidInputError
from spatial.print_map import Sheet, chinese_font, convergence_deg, draw_map
from spatial.print_map.furniture import nice_length_m, wrapped

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module", autouse=True)
def _font() -> None:
    try:
        chinese_font()
    except AssetMissingError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def features() -> list[object]:
    return [
        maps.structures_styled(layer(f"structure-{kind}", plan="urbanization-2014")) for kind in ("city_cluster", "axis", "key_town_list")
    ]


def test_a_map_is_drawn_with_the_colour_of_its_axis_and_twice_the_same(features: list[object]) -> None:
    first = draw_map(features, maps.style, Sheet("试验", dpi=60))
    image = mpimg.imread(io.BytesIO(first))
    assert image.shape[:2] == (496, 701)
    axis = np.array([0xD5, 0x5E, 0x00]) / 255
    assert (np.abs(image[:, :, :3] - axis).max(axis=2) < 0.1).sum() > 100
    assert first == draw_map(features, maps.style, Sheet("试验", dpi=60))
    assert first != draw_map(features[:1], maps.style, Sheet("试验", dpi=60))


@pytest.mark.parametrize(("form", "start"), [("pdf", b"%PDF"), ("svg", b"<?xml")])
def test_vector_forms_are_written(features: list[object], form: str, start: bytes) -> None:
    data = draw_map(features[:1], maps.style, Sheet("$x^2$ ${alert(1)} <b>", "\\frac{1}{0}", "来源"), form)
    assert data.startswith(start)
    assert b"<script" not in data.lower()


def test_an_unknown_paper_or_form_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="docx"):
        draw_map([], maps.style, Sheet("试验"), "docx")
    with pytest.raises(InvalidInputError, match="a9"):
        draw_map([], maps.style, Sheet("试验", paper="a9"))


@settings(max_examples=50, deadline=None)
@given(st.floats(10, 2_000_000))
def test_a_scale_bar_is_round_and_fits(limit_m: float) -> None:
    length = nice_length_m(limit_m)
    assert limit_m / 2.51 <= length <= limit_m
    assert f"{length:e}"[0] in "125"


def test_the_scale_bar_is_true_everywhere_in_the_province() -> None:
    """Should measure 100 km on the sheet as 100 km on the ground within 0.1 %, in the west, the middle and the east."""
    for lon, lat in ((122.0, 45.5), (126.0, 43.5), (131.0, 43.2)):
        x, y = project_xy(lon, lat, 4326, PROVINCE_CRS)
        lon2, lat2 = project_xy(x + 100_000, y, PROVINCE_CRS, 4326)
        assert geodesic_distance_m(lon, lat, lon2, lat2) == pytest.approx(100_000, rel=0.001)


def test_north_is_up_at_the_central_meridian_and_leans_elsewhere() -> None:
    assert convergence_deg(126.5, 43.5) == pytest.approx(0, abs=1e-6)
    assert convergence_deg(122, 45) > 2
    assert convergence_deg(131, 43) < -2


def test_the_north_arrow_stands_beside_the_map_and_not_on_it(features: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    """Should draw the same map, pixel for pixel, with and without the arrow."""
    drawn = mpimg.imread(io.BytesIO(draw_map(features, maps.style, Sheet("试验", dpi=60))))
    monkeypatch.setattr("spatial.print_map.furniture.draw_north", lambda *_: None)
    bare = mpimg.imread(io.BytesIO(draw_map(features, maps.style, Sheet("试验", dpi=60))))
    rows, columns = np.nonzero((drawn != bare).any(axis=2))
    assert len(rows) > 20
    assert columns.min() > 0.75 * drawn.shape[1]
    assert rows.max() < 0.97 * drawn.shape[0]
    assert columns.max() < 0.99 * drawn.shape[1]


def test_lines_are_wrapped_by_their_width_on_paper() -> None:
    """Should count a Chinese letter as two columns and keep Latin words whole."""
    assert wrapped("资料来源甲乙丙丁", 8) == "资料来源\n甲乙丙丁"
    assert wrapped("数据 OpenStreetMap contributors", 18) == "数据 OpenStreetMap\ncontributors"
    assert wrapped("a" * 10, 4) == "aaaa\naaaa\naa"


def test_the_command_prints_layers_of_every_sort(tmp_path: Path) -> None:
    path = tmp_path / "图.png"
    command = [sys.executable, "-m", "spatial", "map", "railways", "structure-axis", "project-hsr", "--on", "2016", "--out", str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert path.read_bytes().startswith(b"\x89PNG")


def test_the_command_refuses_a_layer_without_a_look(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "spatial", "map", "counties", "--out", str(tmp_path / "x.png")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert "counties" in done.stderr
    assert "Traceback" not in done.stderr
