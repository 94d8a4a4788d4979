"""Measures of accessibility on a matrix small enough to check by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spatial import accessibility as acc
from spatial.errors import InvalidInputError
from spatial.network import compile_network
from spatial.reach.matrix import TABLE_COLUMNS, matrix_table, write_table
from spatial.reach.origins import Point
from tests.network_drawings import draw, lonlat

MINUTES = np.array([[0.0, 30.0, 60.0], [30.0, 0.0, np.inf], [60.0, np.inf, 0.0]])
PEOPLE = np.array([100.0, 50.0, 10.0])


def test_weighted_average_time() -> None:
    blank = acc.without_self(MINUTES)
    found = acc.weighted_average_time(blank, PEOPLE)
    assert found[0] == pytest.approx((30 * 50 + 60 * 10) / 60)
    assert np.isinf(found[1])
    assert acc.weighted_average_time(MINUTES[:, :2], PEOPLE[:2])[1] == pytest.approx(30 * 100 / 150)


def test_cumulative_and_daily() -> None:
    assert acc.cumulative_opportunities(MINUTES, PEOPLE, 45).tolist() == [150, 150, 10]
    assert acc.daily_accessibility(MINUTES, PEOPLE).tolist() == [160, 150, 110]
    assert acc.cumulative_opportunities(acc.without_self(MINUTES), PEOPLE, 45).tolist() == [50, 100, 0]


def test_potential() -> None:
    found = acc.potential(acc.without_self(MINUTES), PEOPLE)
    assert found == pytest.approx([50 / 30 + 10 / 60, 100 / 30, 100 / 60])
    assert acc.potential(MINUTES, PEOPLE, least_minutes=5.0)[2] == pytest.approx(100 / 60 + 10 / 5)


def test_contours_and_nearest() -> None:
    assert acc.contour_counts(MINUTES, [15, 45, 90]).tolist() == [[1, 2, 3], [1, 2, 2], [1, 1, 2]]
    assert acc.nearest_time(acc.without_self(MINUTES)).tolist() == [30, 30, 60]


@given(st.lists(st.floats(1, 500), min_size=4, max_size=4), st.floats(1, 400), st.floats(1, 100))
def test_longer_limits_hold_more(minutes, limit, more) -> None:
    row = np.array([minutes])
    weights = np.arange(1.0, 5.0)
    assert acc.cumulative_opportunities(row, weights, limit)[0] <= acc.cumulative_opportunities(row, weights, limit + more)[0]
    assert acc.potential(row, weights)[0] >= acc.potential(row + more, weights)[0]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: acc.potential(MINUTES, PEOPLE[:2]),
        lambda: acc.potential(MINUTES, -PEOPLE),
        lambda: acc.potential(MINUTES, PEOPLE, exponent=0),
        lambda: acc.cumulative_opportunities(MINUTES, PEOPLE, 0),
        lambda: acc.weighted_average_time(MINUTES, np.zeros(3)),
        lambda: acc.without_self(MINUTES[:2]),
    ],
)
def test_wrong_input_is_refused(wrong) -> None:
    with pytest.raises(InvalidInputError, match=r"。$"):
        wrong()


def test_matrix_to_file_and_back(tmp_path) -> None:
    compiled = compile_network(draw("a----b----c"), "road", 2020)
    table = matrix_table(compiled, [Point(name, name, *lonlat(x, 0)) for name, x in (("a", 0), ("b", 5), ("c", 10))])
    assert list(table.columns) == list(TABLE_COLUMNS)
    assert len(table) == 6
    write_table(table, tmp_path / "m.csv")
    pd.testing.assert_frame_equal(pd.read_csv(tmp_path / "m.csv"), table, check_dtype=False)
    with pytest.raises(InvalidInputError, match="docx"):
        write_table(table, tmp_path / "m.docx")
    with pytest.raises(InvalidInputError, match="不存在"):
        write_table(table, tmp_path / "no" / "m.csv")
