"""Write docs/findings.md: ten findings on corridors and projects, every number computed now from the embedded data.

    python -m tools.build_findings [--out docs/findings.md]

Run it after any change to the network, the speeds or the plans; the text names the command that repeats each number.
"""

# ruff: noqa: E501 (the lines are prose)
from __future__ import annotations

import argparse
from functools import cache
from pathlib import Path

from spatial.connectivity import CorridorCheck, Leg, check_corridor, corridor_of, plan_corridors
from spatial.criticality import critical
from spatial.network import load_network
from spatial.outcomes import Outcome, count_outcomes, project_outcomes
from spatial.scenario.appraisal import Appraisal, rank_projects
from spatial.scenario.candidates import best_next_links
from spatial.scenario.records import project_stretches

ROOT = Path(__file__).resolve().parent.parent


@cache
def check(spec: str, mode: str, year: int) -> CorridorCheck:
    """Return one check."""
    return check_corridor(corridor_of(spec), mode, year)


def leg(spec: str, mode: str, year: int, start: str, end: str) -> Leg:
    """Return one leg by the ids of its ends."""
    return next(item for item in check(spec, mode, year).legs if (item.start.id, item.end.id) == (start, end))


def mins(item: Leg) -> str:
    """Return the minutes of a leg with the band."""
    return "not joined" if item.minutes is None else f"{item.minutes:.0f} ({item.low:.0f}–{item.high:.0f})"


def message(spec: str, mode: str, year: int, name: str, subject: str = "") -> str:
    """Return the message of the first finding of a check about a subject."""
    found = [f for f in check(spec, mode, year).findings if f.check == name and subject in f.subject]
    return found[0].message if found else "（没有这一条）"


@cache
def ranking() -> tuple[Appraisal, ...]:
    """Return the ranking of all projects."""
    return rank_projects()


def worth(project: str, basis: str = "built") -> Appraisal:
    """Return one appraisal."""
    return next(item for item in ranking() if item.id == project and item.basis == basis)


def hunchun() -> tuple[str, str]:
    """Tell of the eastern end of the 珲乌 axis."""
    early, late = check("axis_hunwu", "rail", 2012), check("axis_hunwu", "rail", 2020)
    item = worth("rl_jth")
    return "珲乌 axis: no passenger train east of 图们 until 2015", (
        f"The axis of the 2014 plan begins at 珲春. By rail in 2012 the check says: “{message('axis_hunwu', 'rail', 2012, 'gap')}” After the "
        f"high-speed line of 2015-09-20 every leg is joined; 珲春—图们 takes {mins(late.legs[0])} minutes door to door, of which "
        f"{late.legs[0].in_vehicle_minutes:.0f} in the train. The line is also worth most of all projects of the plans: taken out of the network of "
        f"2015 it would cost {item.saved_minutes_per_journey:.1f} minutes per journey in the province (every pair of county units, weighted by "
        f"people; {item.saved_unweighted:.1f} unweighted), and {item.gaps_closed} pairs would have no train. "
        f"{sum(1 for f in early.findings if f.check == 'weak_link')} legs of 2012 hung on one section whose closure at least adds half.\n\n"
        "`corridor axis_hunwu --mode rail --year 2012` · `--year 2020` · `projects rank`"
    )


def unnamed_cities() -> tuple[str, str]:
    """Tell of the cities the sentence leaves out."""
    road, rail = (leg("axis_hunwu", mode, 2020, "jiaohe-shi", "nongan-xian") for mode in ("road", "rail"))
    return "珲乌 axis: the list leaves out 吉林 and 长春, the way does not", (
        f"The sentence speaks of the 长吉 metropolitan area, yet its list goes from 蛟河 straight to 农安. The check adds no member; it tells what the way "
        f"passes: by road {mins(road)} minutes by way of {'、'.join(road.passes)}, by rail {mins(rail)} by way of {'、'.join(rail.passes)} with "
        f"{rail.transfers} change(s). Nothing joins 蛟河 and 农安 without them: the shortest road is {road.shortest_km:.0f} km for "
        f"{road.straight_km:.0f} km of straight line.\n\n`corridor axis_hunwu --year 2020` · `--mode rail`"
    )


def liaoyuan() -> tuple[str, str]:
    """Tell of the belt from Changchun to Meihekou."""
    early, late = (leg("belt_changliaomei", "rail", year, "changchun-shi", "liaoyuan-shi") for year in (2012, 2026))
    roads = [leg("belt_changliaomei", "road", year, "changchun-shi", "liaoyuan-shi") for year in (2012, 2026)]
    return "长辽梅 belt by rail: unknown rather than guessed", (
        f"By rail 长春—辽源 led round by 四平 in 2012: {mins(early)} minutes, {early.length_km:.0f} km, {early.circuity:.2f} times the straight line. When "
        f"the direct line took passengers is not known, so the finding of 2012 reads: “{message('belt_changliaomei', 'rail', 2012, 'dates', '长春')}” "
        f"Today it is {mins(late)}, still slower than the road: {mins(roads[0])} in 2012 and {mins(roads[1])} now.\n\n"
        "`corridor belt_changliaomei --mode rail --year 2012` · `--year 2026` · `--mode road`"
    )


def ring() -> tuple[str, str]:
    """Tell of the ring of five names."""
    outcome = next(item for item in project_outcomes() if item.id == "ex_ring")
    stretches = project_stretches(outcome, load_network())
    km = {
        day: sum(float(str(s["length_km"])) for s in stretches if s["opened"] == day)
        for day in dict.fromkeys(s["opened"] for s in stretches)
    }
    told = "; ".join(f"{length:.0f} km {'open since ' + str(day) if day else 'not open yet'}" for day, length in km.items())
    pairs = (("jiutai-qu", "shuangyang-qu"), ("shuangyang-qu", "yitong-xian"), ("nongan-xian", "dehui-shi"))
    legs = [(leg("ex_ring", "road", 2012, *pair), leg("ex_ring", "road", 2026, *pair)) for pair in pairs]
    gains = "; ".join(f"{a.start.title}—{a.end.title} {a.minutes:.0f} → {b.minutes:.0f}" for a, b in legs)
    rest = worth("ex_ring", "planned")
    return "The ring around 长春: five names, three texts, and what is open since when", (
        f"The plan of 2012 names only 九台—双阳, that of 2014 only the ring, that of 2016 five places (农安, 德惠, 九台, 双阳, 伊通). Of the sections "
        f"that realise it: {told}. Minutes by road from 2012 to 2026: {gains}. What is missing, the western half by 公主岭, is in none of the "
        f"five names, and would save {rest.saved_minutes_per_journey:.2f} minutes per journey against {worth('ex_ring').saved_minutes_per_journey:.2f} of "
        f"the half that is open. Against the horizon of 2020 the outcome reads “{outcome.delay}”.\n\n"
        "`projects outcome --project ex_ring --json` · `corridor ex_ring --year 2012` · `projects rank`"
    )


def west() -> tuple[str, str]:
    """Tell of the upgrade of the line to Baicheng."""
    spec = "长春市,乌兰浩特市"
    before, after = leg(spec, "rail", 2016, "changchun-shi", "wulanhaote-shi"), leg(spec, "rail", 2017, "changchun-shi", "wulanhaote-shi")
    item = worth("rl_cc_bc")
    return "长春—白城: the upgrade of 2017 in the model and in the press", (
        f"In the train 长春—乌兰浩特 takes {before.in_vehicle_minutes:.0f} minutes on the network of 2016 and {after.in_vehicle_minutes:.0f} on that of 2017; "
        f"the press had 318 and 205 for the fastest train. The speeds of a plain single line and of one rebuilt for EMU were set with this very press item (`spatial/modes.py` says so): the agreement shows that dates, stations and lengths are right, not the speeds. Without the project, the rest of the "
        f"network of 2017 as it was, journeys by train in the province would take {item.saved_by_rail:.1f} minutes longer.\n\n"
        f'`corridor "{spec}" --mode rail --year 2016 --json` (`in_vehicle_minutes`) · `--year 2017` · `projects rank`'
    )


def dandong() -> tuple[str, str]:
    """Tell of the belt to Dandong."""
    legs = [leg("belt_baitongdan", "rail", year, "tonghua-shi", "dandong-shi") for year in (2012, 2020, 2026)]
    road = leg("belt_baitongdan", "road", 2012, "baishan-shi", "tonghua-shi")
    return "白通丹 belt: from no train to a faster detour", (
        f"通化—丹东 by rail: {mins(legs[0])} in 2012 (“{message('belt_baitongdan', 'rail', 2012, 'gap')}”), {mins(legs[1])} minutes in 2020 by the direct "
        f"conventional line, {mins(legs[2])} in 2026 — by {legs[2].length_km:.0f} km round by {'、'.join(legs[2].passes)} over the lines of "
        f"2015 and 2025, which the model finds faster than any way across the mountains. By road 白山—通化 hung in 2012 on one section: "
        f"“{message('belt_baitongdan', 'road', 2012, 'weak_link', '白山')}” ({road.minutes:.0f} minutes in use).\n\n"
        "`corridor belt_baitongdan --mode rail --year 2012|2020|2026` · `--mode road --year 2012`"
    )


def north() -> tuple[str, str]:
    """Tell of the axis from Harbin to Changchun."""
    rail = leg("axis_hachang", "rail", 2026, "jiutai-qu", "dehui-shi")
    roads = [leg("axis_hachang", "road", year, "yushu-shi", "wuchang-shi") for year in (2012, 2026)]
    return "哈长 axis: side by side is not joined", (
        f"The axis of 2016 lists 榆树, 德惠, 九台, 五常, 双城; the text gives no order, so they are taken along the shortest chain, and the report says so. 九台 and 德惠 "
        f"are {rail.straight_km:.0f} km apart, but a train goes by way of {'、'.join(rail.passes)}: {rail.length_km:.0f} km, {mins(rail)} minutes. By road 榆树—五常 "
        f"fell from {mins(roads[0])} to {mins(roads[1])}.\n\n`corridor axis_hachang --mode rail --year 2026` · `--mode road --year 2012|2026`"
    )


def closures() -> tuple[str, str]:
    """Tell of the dearest single closures."""
    road, rail = critical("road", 2026, top=3), critical("rail", 2026, top=1)[0]
    first = road[0]
    names = "; ".join(f"{item.name} {item.cost:.1f} ({item.cost_unweighted:.1f})" for item in road)
    hurt = "、".join(f"{h.title} {h.extra_minutes:.0f}" for h in first.hurts[:3])
    return "Weakest links: one motorway between 长春 and 吉林, one railway to the north-west", (
        f"Closing one section of road costs the province, in minutes per journey weighted by people (unweighted in brackets): {names}. By the first, journeys from "
        f"{hurt} minutes longer on the average; nobody is cut off, and by unweighted rank it is number {first.rank_unweighted}. On the railway the dearest section "
        f"is {rail.name}: {rail.cost:.0f} ({rail.cost_unweighted:.0f}): there is no short way round.\n\n`critical --top 3` · `critical --mode rail --top 1`"
    )


def projects() -> tuple[str, str]:
    """Tell of what the projects are worth."""
    told = [item for item in ranking() if item.rank]
    built = [item for item in told if item.basis == "built"][:5]
    ahead = [item for item in told if item.basis != "built"][:4]
    silent = len(ranking()) - len(told)

    def row(items: list[Appraisal]) -> str:
        return "; ".join(f"{item.name} ({item.year}) {item.saved_minutes_per_journey:.2f}" for item in items)

    return "What the projects were worth, one at a time", (
        f"Minutes saved per journey, each project alone against the network of its year: {row(built)}. Of what is not open yet: {row(ahead)}. "
        f"Worth is marginal: a project that doubles another is worth little beside it, and two that need each other more together than the sum. "
        f"{silent} road and rail projects of the plans are not ranked, each with its reason: widenings and electrifications that change no free-flow time "
        f"in the model, roads without a date, projects nobody reported on.\n\n`projects rank --json`"
    )


def reality() -> tuple[str, str]:
    """Tell of plan against reality, and of the best next link."""
    outcomes = project_outcomes()
    counts = count_outcomes(outcomes)
    dated = [item for item in outcomes if item.delay_years_high is not None]
    late = sorted((item for item in dated if (item.delay_years_high or 0) > 0), key=lambda item: -(item.delay_years_high or 0))

    def name(item: Outcome) -> str:
        return f"{item.name} {item.delay_years_high:.1f}"

    link = best_next_links(top=1)[0]
    return "Plan against reality, and a link in no plan", (
        f"Of {len(outcomes)} projects {counts['opened']} are open, {counts['partly_opened']} in part, {counts['under_construction']} under construction, "
        f"{counts['not_started']} not begun, {counts['cancelled']} cancelled; of {counts['unknown']} no source was found, which is not the same as not built. "
        f"{len(dated)} have both a date and a plan with a horizon: {len(dated) - len(late)} kept it, {len(late)} did not; latest by years: "
        f"{'; '.join(name(item) for item in late[:3])}. The link that would save most per kilometre of all between towns at most 60 km apart that are not "
        f"directly joined is {link.start}—{link.end}: {link.length_km:.0f} km instead of {link.circuity_now:.2f} times the straight line, {link.minutes_now:.0f} → "
        f"{link.minutes_then:.0f} minutes, {link.saved_minutes_per_journey:.2f} minutes per journey. Caveats: {' '.join(link.caveats)}\n\n"
        "`projects outcome --json` · `scenario links --top 10`"
    )


YEARS = (2012, 2020, 2026)


def overview() -> str:
    """Return the table of every axis, belt and ring of the plans by road and rail in three years."""
    lines = ["| plan | corridor | mode | 2012 | 2020 | 2026 |", "|---|---|---|---|---|---|"]
    refused = []
    for structure, corridor in plan_corridors():
        if corridor is None:
            refused.append(f"{structure.name} ({structure.plan})")
            continue
        for mode in ("road", "rail"):
            cells = [_cell(check(corridor.id, mode, year)) for year in YEARS]
            lines.append(f"| {structure.plan} | {corridor.title} `{corridor.id}` | {mode} | {' | '.join(cells)} |")
    rest = "Not checked, because the text names fewer than two places with a point, or several axes at once: " + "; ".join(refused) + "."
    return "\n".join([*lines, "", rest, ""])


def _cell(found: CorridorCheck) -> str:
    """Return the minutes along a corridor, or what is missing, and how many grave findings there are."""
    grave = sum(finding.severity in ("critical", "warning") for finding in found.findings)
    gaps = [finding.severity for finding in found.findings if finding.check == "gap"]
    parts = [
        f"{sum(item.minutes or 0 for item in found.legs):.0f} min" if found.connected else "",
        f"{gaps.count('critical')} gap(s)" if "critical" in gaps else "",
        f"{gaps.count('unknown')} leg(s) unknown" if "unknown" in gaps else "",
        f"{gaps.count('info')} leg(s) within one station" if "info" in gaps else "",
        f"{grave} ⚠",
    ]
    return ", ".join(part for part in parts if part)


HEAD = """# Findings on corridors and projects

Ten things the checks found that a planner would want to know. Every number comes from the embedded data by the command under the paragraph (prefix
`python -m spatial`); minutes are door to door in a model, with the ±15 % speed band in brackets, not a timetable. This page is written by
`python -m tools.build_findings`; how each figure is computed stands in [method-corridors.md](method-corridors.md).
"""


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "findings.md")
    options = parser.parse_args()
    tellers = (hunchun, unnamed_cities, liaoyuan, ring, west, dandong, north, closures, projects, reality)
    parts = [HEAD]
    for number, tell in enumerate(tellers, 1):
        title, text = tell()
        parts.append(f"## {number} {title}\n\n{text}\n")
    parts.append(
        f"## Every axis and belt of the five plans\n\nMinutes door to door, leg by leg; ⚠ counts critical findings and warnings.\n\n{overview()}"
    )
    options.out.write_text("\n".join(parts), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
