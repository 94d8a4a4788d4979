"""Check the rules of the tool that builds the network layers, on small examples."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tools.network import outcomes
from tools.network.exits import exits_of
from tools.network.facts import Section, parse_date
from tools.network.graph import Graph
from tools.network.mesh import Mesh
from tools.network.write import write_lines


def section(ident: str, start: str, end: str, opened: str, status: str = "open") -> Section:
    """Return a small section for the tests of rules."""
    return Section(ident, "G1", "", start, end, (0, 0), (1, 0), 1.0, False, "", 120, "4", opened, "", status, "expressway", "", "", "JL")


def test_exits() -> None:
    """Draw a ──2010── 乙枢纽 ──2015── b: the hub is the end of the road from 2010 to 2015."""
    sections = [section("x-1", "a", "乙枢纽", "2010-11"), section("x-2", "乙枢纽", "b", "2015-09-29"), section("x-3", "b", "省界", "2016")]
    exits = exits_of(sections)
    assert {name: (exit_.first.id, exit_.closed) for name, exit_ in exits.items()} == {
        "a": ("x-1", ""), "b": ("x-2", ""), "乙枢纽": ("x-1", "2015-09-29"), "省界": ("x-3", ""),
    }  # fmt: skip
    assert "丙枢纽" not in exits_of([section("x-1", "a", "丙枢纽", "2010"), section("x-2", "丙枢纽", "b", "2010-11")])


def test_dates_of_the_reference() -> None:
    assert parse_date("2011-09") == ("2011-09", "month known")
    assert parse_date("1927-1929") == ("1929", "last year of “1927-1929”")
    assert parse_date("")[0] == ""
    assert parse_date("between 2011 and 2026") == ("", "unknown: between 2011 and 2026")


def test_graph_splits_and_finds_the_way() -> None:
    """Split the first edge of this triangle.

    0 ── 1 ── 2
    └─────────┘ (long way)
    """
    mesh = Mesh(
        np.array([(125.0, 44.0), (125.1, 44.0), (125.2, 44.0)]), np.array([(0, 1), (1, 2), (0, 2)]), np.array([8000.0, 8000.0, 20000.0])
    )
    graph = Graph(mesh)
    node = graph.split(0, 0.5, 100.0)
    assert graph.xy[node] == (125.05, 44.0)
    way = graph.path(0, 2, lambda e, _n: graph.edges[e][2])
    assert graph.walk(0, way) == [0, node, 1, 2]
    assert sum(graph.edges[e][2] for e in way) == pytest.approx(16000)
    assert graph.split(1, 0.0, 100.0) == 1
    edge, fraction, gap = graph.nearest(125.15, 44.01)
    assert (edge, round(fraction, 2)) == (1, 0.5)
    assert gap == pytest.approx(1113, rel=0.01)


def test_lines_are_written_the_same_twice(tmp_path: Path) -> None:
    lines = [[(125.0, 44.0), (125.1, 44.1)], [(125.1, 44.1), (125.3, 44.0)]]
    for name in ("a", "b"):
        write_lines(tmp_path / f"{name}.parquet", {"id": ["x", "y"]}, lines)
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()


def test_outcome_lists_name_edges() -> None:
    roads = [{"id": "g1-024"}, {"id": "g203-001.01"}, {"id": "g203-001.02"}, {"id": "g1131-p01"}]
    assert outcomes._road_edges("expressways:G1#24-25; trunk_roads:G203#1; expressways_planned:G1131#1", roads, {}) == [
        "g1-024", "g203-001.01", "g203-001.02", "g1131-p01",
    ]  # fmt: skip


def test_a_section_on_another_road_is_realised_by_that_road() -> None:
    assert outcomes._road_edges("trunk_roads:G302#3", [{"id": "g202-004.01"}], {"g302-003": "g202-004"}) == ["g202-004.01"]
