"""Turn the outcome of each plan project into one table that points at the edges which realise it."""

from __future__ import annotations

import re
from pathlib import Path

from tools.network.facts import rows_of, slug

Row = dict[str, object]
COLUMNS = ("project_id", "name", "mode", "outcome", "date", "realised_by", "length_km", "basis", "confidence", "note")
RAIL_LINES = {  # project -> lines (or line, first station, last station) that realise it
    "rl_hada_pdl": (("哈大高铁(京哈高速线沈哈段)",), ("哈大高铁长春联络线",), ("沈大高铁(哈大高铁沈大段)",)),
    "rl_jth": (("吉图珲客专(长珲城际)",),),
    "rl_cc_bc": (("长白线",),),
    "rl_bc_zx": (("白阿线", "白城", "镇西"),),
    "rl_dh_sjh": (("敦白高铁(沈佳高铁白敦段)",), ("沈白高铁(沈佳高铁沈白段)", "长白山西", "长白山")),
    "rl_ly_cc": (("双白线(长辽铁路双阳-白泉段)",),),
    "rl_pingqi": (("平齐线",),),
    "rl_tongrang": (("通让线",),),
    "rl_jl_west": (("吉林枢纽西环线",),),
    "rl_mdj_sy": (("敦白高铁(沈佳高铁白敦段)",), ("沈白高铁(沈佳高铁沈白段)",)),
    "rl_cross": (("哈大高铁(京哈高速线沈哈段)",), ("长吉城际铁路(长珲城际)",), ("吉图珲客专(长珲城际)",), ("沈白高铁(沈佳高铁沈白段)",)),
    "ch_dongnan": (("通灌线",), ("沈白高铁(沈佳高铁沈白段)",)),
}


def build(reference: Path, roads: list[Row], railways: list[Row]) -> list[Row]:
    """Return one row per project of the two outcome tables, sorted by project id."""
    folder = reference / "network"
    rows, shared = [], _shared(folder)
    for row in rows_of(folder / "road_projects_outcome.csv"):
        edges = _road_edges(row["realised_by"], roads, shared)
        rows.append(_row(row["id"], row["outcome"], row["opened"], edges, row))
    for row in rows_of(folder / "rail_projects_outcome.csv"):
        edges = _rail_edges(RAIL_LINES.get(row["project_id"], ()), railways)
        rows.append(_row(row["project_id"], row["outcome_2026"], row["date"], edges, row))
    return sorted(rows, key=lambda r: str(r["project_id"]))


def _row(project_id: str, outcome: str, date: str, edges: list[str], row: dict[str, str]) -> Row:
    """Return one row; the date stays as stated, for it may be a range or several parts."""
    return {
        "project_id": project_id, "name": row["name_zh"], "mode": row["mode"], "outcome": outcome, "date": date,
        "realised_by": "|".join(edges), "length_km": row["length_km"], "basis": row["basis"], "confidence": row["confidence"],
        "note": row["note"],
    }  # fmt: skip


def _shared(folder: Path) -> dict[str, str]:
    """Return, for a trunk section left out because it runs on another road, the section of that road with the same ends."""
    rows = rows_of(folder / "trunk_roads.csv")
    kept = {(r["ref"], frozenset((r["from_name"], r["to_name"]))): r for r in rows if not r["shared_with"]}
    twins = ((r, kept.get((r["shared_with"], frozenset((r["from_name"], r["to_name"]))))) for r in rows if r["shared_with"])
    return {_section(r["ref"], int(r["seq"])): _section(twin["ref"], int(twin["seq"])) for r, twin in twins if twin}


def _section(ref: str, number: int, mark: str = "") -> str:
    """Return the id of a road section."""
    return f"{slug(ref)}-p{number:02d}" if mark else f"{slug(ref)}-{number:03d}"


def _road_edges(text: str, roads: list[Row], shared: dict[str, str]) -> list[str]:
    """Return the ids of the edges that a list such as `expressways:G1#24-34; trunk_roads:G203#1` names."""
    ids = []
    for table, ref, first, last in re.findall(r"(expressways_planned|expressways|trunk_roads):([^#;]+)#(\d+)(?:-(\d+))?", text):
        for number in range(int(first), int(last or first) + 1):
            section = _section(ref, number, "p" if table == "expressways_planned" else "")
            section = shared.get(section, section)
            ids += [str(r["id"]) for r in roads if str(r["id"]) == section or str(r["id"]).startswith(section + ".")]
    return ids


def _rail_edges(lines: tuple[tuple[str, ...], ...], railways: list[Row]) -> list[str]:
    """Return the ids of the edges of lines, or of the part of a line between two stations by its order."""
    ids = []
    for name, *ends in lines:
        here = [r for r in railways if r["name"] == name and r["status"] != "closed"]
        if ends:
            first = next(i for i, r in enumerate(here) if r["start"] == ends[0])
            last = next(i for i, r in enumerate(here) if r["end"] == ends[1])
            here = here[first : last + 1]
        ids += [str(r["id"]) for r in here]
    return ids
