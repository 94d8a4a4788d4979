"""Put a fork where a connecting line meets the main line it shares the rest of its way with.

The section 长春–德惠西 of the reference runs from 长春 to the main line north of the city and then on the main line ("do not add to
line totals"). As one edge it would stand beside the main line with a speed of its own. So both are cut where their traced lines meet:

    长春 ──link──╮
    长春西 ──────┴── main line ── 德惠西
"""

from __future__ import annotations

from itertools import takewhile

from tools.network.expressways import Line
from tools.network.graph import line_length_m
from tools.network.rail import RailTables, Row

SHARED = {"哈大高铁长春站北联络": "哈大高铁(京哈高速线沈哈段)"}  # connecting line: the main line it ends on
FORK = "rail_fork"


def cut_forks(out: RailTables) -> None:
    """Replace the stretch a connecting line shares with its main line by a fork; lengths of main lines stay what they add up to."""
    for name, main in SHARED.items():
        link = next(row for row in out.railways if row["name"] == name)
        line = out.lines[str(link["id"])]
        for row in [r for r in out.railways if r["name"] == main and r["to_id"] == link["to_id"]]:
            other = out.lines[str(row["id"])]
            count = shared_end(line, other)
            if count >= 2:
                _cut(out, link, row, count)


def shared_end(one: Line, other: Line) -> int:
    """Return how many vertices two lines have in common, counted from their ends."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(reversed(one), reversed(other), strict=False)))


def _cut(out: RailTables, link: Row, main: Row, count: int) -> None:
    """Cut a connecting line and its main line where their last `count` vertices begin."""
    ident, line, other = str(main["id"]), out.lines[str(link["id"])], out.lines[str(main["id"])]
    lon, lat = line[-count]
    fork = f"f-{link['id']}"
    rest, shared = other[: len(other) - count + 1], other[-count:]
    share = line_length_m(shared) / (line_length_m(rest) + line_length_m(shared))
    whole = int(str(main["length_m"]))
    beyond = round(whole * share)
    told = f"{main['length_basis']}; shared out along the line at the fork of {link['name']}"
    parts = (
        main | {"id": f"{ident}.01", "to_id": fork, "length_m": whole - beyond, "length_basis": told},
        main | {"id": f"{ident}.02", "from_id": fork, "length_m": beyond, "length_basis": told},
    )
    at = out.railways.index(main)
    out.railways[at : at + 1] = parts
    short = link | {
        "to_id": fork,
        "length_m": int(str(link["length_m"])) - beyond,
        "length_basis": f"{link['length_basis']}; less the {beyond} m it shares with {main['name']}",
    }
    out.railways[out.railways.index(link)] = short
    out.lines[str(link["id"])] = line[: len(line) - count + 1]
    out.lines = _in_order(out, {f"{ident}.01": rest, f"{ident}.02": shared})
    traced = out.traced_m.pop(ident)
    out.traced_m |= {f"{ident}.01": traced * (1 - share), f"{ident}.02": traced * share}
    out.traced_m[str(link["id"])] -= traced * share
    out.junctions.append({"id": fork, "kind": FORK, "name": f"{link['name']}接轨点", "lon": lon, "lat": lat,
                          "precision_m": 500, "source": "rail mesh of OpenStreetMap: where the traced lines meet"})  # fmt: skip


def _in_order(out: RailTables, more: dict[str, Line]) -> dict[str, Line]:
    """Return the lines in the order of the edges."""
    known = out.lines | more
    return {str(row["id"]): known[str(row["id"])] for row in out.railways}
