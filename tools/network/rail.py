"""Turn the rail sections and stations into edges through time, with lines traced on the rail graph of scgraph_data."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from pathlib import Path

from tools.network.expressways import MESH_DATE, Line, Way, cut_points
from tools.network.facts import parse_date, rows_of, slug
from tools.network.graph import Graph, geodesic_m, line_length_m

Row = dict[str, object]
SNAP_M = 4_000.0
MOST_SECTIONS = 6  # so many sections in a row are traced as one when a station between them is off the line
CANDIDATES = 4
RATIO = (0.9, 1.1)
SLACK_M = 1_000.0
WINDING_MOST = 1.5  # a way without a stated length is accepted up to this much longer than the straight line
GAP_PRICE = 5.0  # without a stated length the tracks nearest to the stations are preferred
ASSUMED_KPH = {
    "哈大高铁长春联络线": "160",
    "哈大高铁长春站北联络": "160",
    "哈大高铁(京哈高速线沈哈段)": "160",
}  # links without a design speed
RUN_KPH = {  # running speed where it is lower than the design speed; the reasons are in docs/network-data.md
    "哈大高铁(京哈高速线沈哈段)": "300", "沈大高铁(哈大高铁沈大段)": "300", "长吉城际铁路(长珲城际)": "200",
    "吉图珲客专(长珲城际)": "200", "敦白高铁(沈佳高铁白敦段)": "200",
}  # fmt: skip
CLASS_OF = {  # built for 250 and run at 200 with the trains of 长吉: in the network one class, intercity
    "吉图珲客专(长珲城际)": "intercity", "敦白高铁(沈佳高铁白敦段)": "intercity",
}  # fmt: skip
# successive states of a section: (first day, day it ends, km/h, tracks, what the date rests on)
STATES = {
    "长白线": (("", "2017-08-08", "120", "1", "single diesel track; speed assumed as on the other lines of the plain"),
              ("2017-08-08", "2024-12-06", "160", "2", "second track and electrification"),
              ("2024-12-06", "", "200", "2", "200 km/h")),
    "白阿线": (("", "2017-08-08", "100", "1", "single diesel track; speed as on the rest of the line"),
              ("2017-08-08", "", "160", "2", "second track and electrification")),
}  # fmt: skip
OPENED = {  # dates of a section that differ from those of its line: the new 通化 station replaced the old one that day
    ("二密河", "通化"): "2025-06-30", ("通化", "东通化"): "2025-06-30", ("通化", "通化县"): "2025-06-30",
}  # fmt: skip
PASSENGER_FROM = {"通灌线": "2013-11-01", "宇辉线": "2015-12-21"}
NO_SALE = "2026-08"
SERVED_BEFORE = {"changbaishan": "before, conventional trains stopped at 白河, whose site is assumed to be the same"}


@dataclass
class RailTables:
    """Collect the rows and lines of the rail layers."""

    junctions: list[Row] = field(default_factory=list)
    stations: list[Row] = field(default_factory=list)
    railways: list[Row] = field(default_factory=list)
    lines: dict[str, Line] = field(default_factory=dict)
    traced_m: dict[str, float] = field(default_factory=dict)
    rejected: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def build(reference: Path, graph: Graph, place_ids: dict[str, str], *, withheld: bool = False) -> RailTables:
    """Return all rail rows; `graph` is the rail mesh and is split at the stations, `place_ids` gives the id of a place name.

    With `withheld` the stated lengths are kept from the tracing: any way up to WINDING_MOST x the straight line is accepted.
    """
    out = RailTables()
    stations = {row["station_id"]: row for row in rows_of(reference / "network" / "stations.csv")}
    nodes = {ident: _candidates(graph, float(row["lon"]), float(row["lat"])) for ident, row in stations.items()}
    rows = _sections(reference)
    out.left_out = [f"{r['line_name']} {r['from_station']}–{r['to_station']}: {r['status']}" for r in rows if "freight" in r["status"]]
    rows = [row for row in rows if "freight" not in row["status"]]
    points = {ident: (float(row["lon"]), float(row["lat"])) for ident, row in stations.items()}
    traced = Tracer(graph, nodes, points, withheld)
    for name in dict.fromkeys(row["line_name"] for row in rows):
        traced.trace_line([row for row in rows if row["line_name"] == name])
    for row in rows:
        _add_section(out, row, traced, points)
    used = {str(end)[2:] for edge in out.railways for end in (edge["from_id"], edge["to_id"])}
    for ident, row in stations.items():
        if ident in used:
            _add_station(out, ident, row, place_ids)
    return out


def _sections(reference: Path) -> list[dict[str, str]]:
    """Return the sections, with the old end of 通灌线 added and the stretch two lines share kept once."""
    rows = rows_of(reference / "network" / "rail_sections.csv")
    rows = [r for r in rows if not (r["line_name"] == "吉林枢纽西环线" and r["from_station"] == "哈达湾")]
    first = next(r for r in rows if r["line_name"] == "通灌线" and r["from_station"] == "通化")
    old = {"seq": "0", "from_station": "通化(旧站)", "from_id": "tonghua_old", "length_km": "", "status": "closed 2025-06-30",
           "length_basis": "length of the rail mesh", "confidence": "low"}  # fmt: skip
    return [*rows, first | old]


def _candidates(graph: Graph, lon: float, lat: float) -> list[tuple[int, float]]:
    """Return (node, gap in metres) of the nearest tracks of a station, at most four, the graph split there."""
    found: dict[int, float] = {}
    for _ in range(CANDIDATES):
        edge, fraction, gap = graph.nearest(lon, lat, lambda e: not set(graph.edges[e][:2]) & found.keys())
        if gap > SNAP_M:
            break
        found[graph.split(edge, fraction, 150.0)] = gap
    return list(found.items())


def line_id(name: str) -> str:
    """Return the id of a line: the slug of its name without the part in brackets; removed lines are marked old."""
    return slug(re.sub(r"\(.*?\)", "", name)) + ("old" if "旧线" in name else "")


def section_id(row: dict[str, str]) -> str:
    """Return the id of a section."""
    return f"{line_id(row['line_name'])}-{int(row['seq']):02d}"


def _add_section(out: RailTables, row: dict[str, str], traced: Tracer, points: dict[str, tuple[float, float]]) -> None:
    """Add the edges of one section, one per state in time, all with the same line."""
    start, end = row["from_id"], row["to_id"]
    ends = [points[start], points[end]]
    stated, ident = float(row["length_km"] or 0) * 1000.0, section_id(row)
    line, measured = traced.lines.get(ident, ends), traced.length_m.get(ident)
    if measured is None:
        out.rejected.append(f"{ident} {row['from_station']}–{row['to_station']}")
    else:
        out.traced_m[ident] = measured
    geometry = "geometry traced on the rail mesh" if measured else "geometry is a straight chord"
    length = max(stated or measured or line_length_m(line), geodesic_m(*ends))
    for mark, state in _states(row):
        edge_id = ident + mark
        out.railways.append({
            "id": edge_id, "from_id": f"s-{start}", "to_id": f"s-{end}", "mode": "rail",
            "edge_class": CLASS_OF.get(row["line_name"], row["line_type"]), "ref": "", "name": row["line_name"],
            "length_m": round(length), "lanes": row["tracks"], "length_basis": f"{row['length_basis']}; {geometry}",
            "source": row["basis"], "confidence": row["confidence"], **state,
        })  # fmt: skip
        out.lines[edge_id] = line


def _states(row: dict[str, str]) -> list[tuple[str, Row]]:
    """Return (mark, columns that depend on time) for each state of a section."""
    name, pair = row["line_name"], (row["from_station"], row["to_station"])
    opened, basis = parse_date(OPENED.get(pair, row["opened"]))
    if row["seq"] == "0":
        opened, basis = "2012-09-26", "day known"
    if row["opened"].startswith("between"):
        opened, basis = "2026", f"unknown: {row['opened']}; the last possible year is assumed"
    passenger = PASSENGER_FROM.get(name, "")
    if passenger > opened:
        basis += f"; passenger trains from {passenger}" + (" at the latest" if name == "宇辉线" else "")
    passenger = max(passenger, opened)
    closed, ended, status = "", "", "open"
    if row["status"].startswith("closed"):
        closed = ended = row["status"].split()[1]
        status = "closed"
    elif "no passenger" in row["status"]:
        ended = NO_SALE
        basis += "; not on sale in 2026-08, the day passenger trains ended is unknown"
    kph = _kph(row)
    whole: Row = {"speed_kph": kph, "status": status, "opened": opened, "closed": closed, "passenger_from": passenger,
             "passenger_to": ended, "date_basis": basis}  # fmt: skip
    states = STATES.get(name, ())
    if not states or (name == "白阿线" and row["design_speed_kph"] != "160"):
        return [("", whole)]
    result: list[tuple[str, Row]] = []
    for mark, (since, until, speed, tracks, reason) in zip("abc", states, strict=False):
        span: Row = {"opened": since or opened, "closed": until, "passenger_from": since or passenger, "passenger_to": until}
        told = f"day of the upgrade known: {reason}" if since else f"{basis}; {reason}"
        span |= {"lanes": tracks, "speed_kph": speed}
        result.append((mark, whole | span | {"status": "closed" if until else "open", "date_basis": told}))
    return result


def _kph(row: dict[str, str]) -> str:
    """Return the running speed of a section in km/h: the design speed unless trains are known to run slower."""
    if not row["design_speed_kph"]:
        return ASSUMED_KPH.get(row["line_name"], "")
    return RUN_KPH.get(row["line_name"]) or f"{float(row['design_speed_kph']):g}"


@dataclass
class Tracer:
    """Trace the sections of rail lines on the rail mesh; stations that lie off it are put at the nearest point of the way."""

    graph: Graph
    nodes: dict[str, list[tuple[int, float]]]
    points: dict[str, tuple[float, float]]
    withheld: bool = False
    lines: dict[str, Line] = field(default_factory=dict)
    length_m: dict[str, float] = field(default_factory=dict)

    def trace_line(self, rows: list[dict[str, str]]) -> None:
        """Trace the sections of one line in order, as few in a row as the mesh allows."""
        start = 0
        while start < len(rows):
            for count in range(1, MOST_SECTIONS + 1):
                run = rows[start : start + count]
                if len(run) == count and _is_chain(run) and self._trace_run(run):
                    start += count
                    break
            else:
                start += 1

    def _trace_run(self, run: list[dict[str, str]]) -> bool:
        """Trace a run of sections between stations near the mesh; False when no way fits the stated length."""
        if any(_opened(r) >= MESH_DATE for r in run):
            return False
        stated = sum(float(r["length_km"] or 0) for r in run) * 1000.0
        straight = sum(geodesic_m(self.points[r["from_id"]], self.points[r["to_id"]]) for r in run)
        if self.withheld:
            stated = 0.0
        best: tuple[float, list[int], int] | None = None
        for source, gap in self.nodes[run[0]["from_id"]]:
            for target, other_gap in self.nodes[run[-1]["to_id"]]:
                edges = self.graph.path(source, target, lambda e, _n: self.graph.edges[e][2]) if source != target else []
                traced = sum(self.graph.edges[e][2] for e in edges)
                fits = (
                    RATIO[0] <= traced / stated <= RATIO[1] or abs(traced - stated) <= SLACK_M
                    if stated
                    else traced <= WINDING_MOST * straight
                )
                miss = abs(traced - stated) + gap + other_gap if stated else traced + GAP_PRICE * (gap + other_gap)
                if edges and fits and (best is None or miss < best[0]):
                    best = (miss, edges, source)
        return best is not None and self._cut(run, best[1], best[2])

    def _cut(self, run: list[dict[str, str]], edges: list[int], source: int) -> bool:
        """Cut a traced way at the stations of a run; False when one lies off it or out of order."""
        way = Way([self.graph.xy[n] for n in self.graph.walk(source, edges)], [self.graph.edges[e][2] for e in edges], edges)
        cuts = cut_points(way.line, [self.points[r["to_id"]] for r in run[:-1]])
        if cuts is None:
            return False
        stops = [(0, 0.0), *cuts, (len(edges) - 1, 1.0)]
        for row, (first, last) in zip(run, itertools.pairwise(stops), strict=True):
            ident, inner = section_id(row), way.line[first[0] + 1 : last[0] + 1]
            self.lines[ident] = [self.points[row["from_id"]], *inner, self.points[row["to_id"]]]
            self.length_m[ident] = way.between(first, last)
        return True


def _opened(row: dict[str, str]) -> str:
    """Return the opening date of a section, with the dates that differ from those of its line."""
    return parse_date(OPENED.get((row["from_station"], row["to_station"]), row["opened"]))[0]


def _is_chain(run: list[dict[str, str]]) -> bool:
    """Tell whether each section starts where the one before ends."""
    return all(a["to_id"] == b["from_id"] for a, b in itertools.pairwise(run))


def _add_station(out: RailTables, ident: str, row: dict[str, str], place_ids: dict[str, str]) -> None:
    """Add one station as a junction and as a row of the station table."""
    opened, basis = _station_opened(row["opened"])
    since = "" if ident in SERVED_BEFORE else opened
    basis += f"; {SERVED_BEFORE[ident]}: date of service assumed before 2012" if ident in SERVED_BEFORE else ""
    sold = row["status_2026"].startswith("passenger")
    ended = row["closed"] or ("" if sold else NO_SALE)
    if not sold and not row["closed"]:
        basis += "; not on sale in 2026-08, when passenger trains stopped last is unknown"
    seat = {"延边州": "延吉市"}.get(row["nearest_seat"], row["nearest_seat"])
    near = float(row["dist_seat_km"] or 99) <= 15
    city = {"延边州": "延吉市"}.get(row["city"], row["city"] if row["city"].endswith("市") else row["city"] + "市")
    of_seat = near and row["name_zh"].startswith(re.sub(r"[市县区]$", "", seat))
    of_city = city in PREFECTURES and row["name_zh"].startswith(city[:-1])
    place = place_ids.get(seat if near else row["county"], "")
    lon, lat = float(row["lon"]), float(row["lat"])
    source = row["basis"]
    out.junctions.append({"id": f"s-{ident}", "kind": "station", "name": row["name_zh"], "lon": lon, "lat": lat,
                          "precision_m": 200, "source": source})  # fmt: skip
    out.stations.append({
        "id": f"s-{ident}", "name": row["name_zh"], "place_id": place, "lon": lon, "lat": lat, "kind": row["type"],
        "rank": "hub" if of_city or (of_seat and seat in PREFECTURES) else "seat" if of_seat else "other",
        "opened": opened, "closed": row["closed"], "passenger_from": since, "passenger_to": ended, "date_basis": basis,
        "lines": row["lines"], "source": source, "note": row["note"], "confidence": row["confidence"],
    })  # fmt: skip


PREFECTURES = {
    "长春市", "吉林市", "四平市", "辽源市", "通化市", "白山市", "松原市", "白城市", "延吉市", "沈阳市", "哈尔滨市", "大连市", "鞍山市",
    "抚顺市", "本溪市", "丹东市", "营口市", "辽阳市", "铁岭市", "通辽市", "乌兰浩特市", "齐齐哈尔市", "牡丹江市", "大庆市",
}  # fmt: skip


def _station_opened(text: str) -> tuple[str, str]:
    """Return (date, basis) of a station: of its first passenger trains where several dates are given."""
    if text.startswith("before 2012"):
        return "", f"unknown: assumed open before 2012 ({text})"
    if text.startswith("HSR"):
        return "", f"unknown: assumed open before 2012 with its older line; high-speed trains from {text[4:]}"
    if text.startswith("conventional earlier"):
        return "", f"unknown: assumed open before 2012; {text}"
    days = re.findall(r"\d{4}-\d{2}-\d{2}", text)
    if len(days) == 1 and text != days[0]:
        return days[0], text
    if len(days) > 1:
        return days[-1], text
    return parse_date(text)
