"""What a comparison found, as tables and layers: findings, structures and projects by plan, members and ends that differ."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import shapely

from pages import common, read_words, words
from pages.common import translate as _
from spatial import maps
from spatial.compare import Appearance, Comparison
from spatial.gazetteer import load_gazetteer
from spatial.messages import mark
from spatial.plans import get_structure, load_plans, load_projects
from spatial.schema import Finding, Member, ProjectReference

STYLES: Final = {"both": "member", "added": "pass", "dropped": "fail"}
CHANGES: Final = {"added": mark("增 {names}"), "dropped": mark("减 {names}"), "outside": mark("不在后一份规划所涉地区 {names}")}
# How a finding is told where the library's sentence is in another language: what of its evidence, in which words.
SENTENCES: Final = {
    "renamed": ("names", mark("名称由“{old}”改为“{new}”")),
    "wording": ("names", mark("写作“{old}”与“{new}”")),
    "attribute": ("values", mark("由 {old} 变为 {new}")),
    "horizon": ("values", mark("由 {old} 变为 {new}")),
    "frame": ("values", mark("由 {old} 变为 {new}")),
    "count": ("values", mark("所称 {old}，列名 {new}")),
    "status": ("actions", mark("先写“{old}”，后写“{new}”")),
    "delay": ("actions", mark("先写“{old}”，后写“{new}”")),
    "works": ("actions", mark("先写“{old}”，后写“{new}”")),
    "ends": ("courses", mark("起讫点由 {old} 变为 {new}")),
    "direction": ("courses", mark("次序相反：{old} 与 {new}")),
    "split": ("courses", mark("起讫点由 {old} 变为 {new}")),
    "extent": ("courses", mark("所列路段由 {old} 变为 {new}")),
    "successor": ("courses", mark("{old} 不再列，另列 {new}，可能是同一工程")),
}
Groups = Mapping[str, Sequence[Member]]


def told(finding: Finding) -> str:
    """Return what a finding says in the language of the visit: the library's own sentence, else one made of its evidence."""
    if common.language() == "zh":
        return said(finding)[0]
    evidence = finding.evidence
    if finding.check == "members" and "added" in evidence:
        parts = [(_(text), _tuple(evidence.get(name))) for name, text in CHANGES.items()]
        gone = set(_tuple(evidence.get("outside")))
        kept = [(text, [str(one) for one in names if text != _(CHANGES["dropped"]) or one not in gone]) for text, names in parts]
        return "; ".join(text.format(names=", ".join(names)) for text, names in kept if names)
    name, template = SENTENCES.get(finding.check, ("", ""))
    values = _tuple(evidence.get(name))
    if len(values) != 2:
        return said(finding)[0]
    return _(template).format(old=values[0], new=values[1])


def said(finding: Finding) -> tuple[str, str]:
    """Return what a finding says, and where: the end of its sentence with short names of the plans."""
    known = "|".join(re.escape(plan.id) for plan in load_plans())
    what, where = finding.message, ""
    found = re.search(rf"：((?:{known})（.*)$", finding.message)
    if found:
        what, where = finding.message[: found.start()], found.group(1)
    where = re.sub(known, lambda match: words.plan_label(match.group()), where) if known else where
    first, _space, rest = what.partition(" ")
    return (f"{_(read_words.ATTRIBUTES[first])} {rest}" if first in read_words.ATTRIBUTES else what), where


def places_of(finding: Finding) -> tuple[str, str]:
    """Return plan and section of what is earlier and of what is later; one of them empty when a finding is about one plan."""
    plans, sections = finding.evidence.get("plans"), finding.evidence.get("sections")
    if not (isinstance(plans, tuple) and len(plans) == 2):
        return said(finding)[1], ""
    parts = [str(text) for text in sections] if isinstance(sections, tuple) and len(sections) == 2 else ["", ""]
    first, second = (f"{words.plan_label(str(plan))} · {section}".strip(" ·") for plan, section in zip(plans, parts, strict=True))
    return first, second


def findings_frame(findings: Sequence[Finding]) -> pd.DataFrame:
    """Return the findings as a table."""
    spots = [places_of(one) for one in findings]
    return pd.DataFrame({
        _("性质"): [_(read_words.SEVERITIES.get(one.severity, one.severity)) for one in findings],
        _("种类"): [_(read_words.CHECKS.get(one.check, one.check)) for one in findings],
        _("对象"): [one.subject for one in findings],
        _("差别"): [told(one) for one in findings],
        _("先"): [spot[0] for spot in spots],
        _("后"): [spot[1] for spot in spots],
    })  # fmt: skip


def structures_frame(found: Comparison) -> pd.DataFrame:
    """Return the structures that stand in several plans, a row each, a column per plan."""
    labels = {plan.id: words.plan_label(plan.id) for plan in found.plans}
    return pd.DataFrame([
        {_("结构"): row.appearances[-1].name, **{label: _members_said(row.appearances, plan) for plan, label in labels.items()}}
        for row in found.structures
    ])  # fmt: skip


def _members_said(appearances: Sequence[Appearance], plan: str) -> str:
    """Return how one plan has a structure: its name there and its members."""
    own = [one for one in appearances if one.plan == plan]
    return "；".join(f"{one.name}：{words.listing(dict.fromkeys(one.members)) or _('未列成员')}" for one in own)


def projects_frame(found: Comparison) -> pd.DataFrame:
    """Return the projects that stand in several plans, a row each, a column per plan."""
    return pd.DataFrame([
        {
            _("项目"): row.name,
            _("方式"): words.mode_title(row.mode),
            **{words.plan_label(plan.id): _project_said(row.references, plan.id) for plan in found.plans},
        }
        for row in found.projects
    ])  # fmt: skip


def _project_said(references: Sequence[ProjectReference], plan: str) -> str:
    """Return what one plan says of a project: action, name there, ends, year."""
    own = [reference for reference in references if reference.plan == plan]
    return "；".join(
        "，".join(filter(None, (one.action, one.name, "—".join(member.as_written for member in one.places), one.year))) for one in own
    )


def groups_of(found: Comparison, finding: Finding) -> Groups:
    """Return the members or ends a finding speaks of: in both, added, dropped; empty when it speaks of none."""
    if "before" in finding.evidence:
        before, after = (get_structure(str(finding.evidence[name])).members for name in ("before", "after"))
    elif "project" in finding.evidence:
        plans = [str(plan) for plan in _tuple(finding.evidence.get("plans"))]
        ids = [str(finding.evidence["project"]), str(finding.evidence.get("other", finding.evidence["project"]))]
        known = {project.id: project.references for project in load_projects()} | {row.id: row.references for row in found.projects}
        first, second = ([ref for ref in known[one] if ref.plan == plan] for one, plan in zip(ids, plans, strict=True))
        before, after = (tuple(member for ref in refs for member in ref.places) for refs in (first, second))
    else:
        return {}
    old, new = ({member.place_id: member for member in members if member.place_id} for members in (before, after))
    return {
        "both": [member for key, member in new.items() if key in old],
        "added": [member for key, member in new.items() if key not in old],
        "dropped": [member for key, member in old.items() if key not in new],
    }


def _tuple(value: object) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else ()


def layers_of(groups: Groups) -> list[maps.MapLayer]:
    """Return the groups of members as layers of points; those without a point are left out."""
    titles = {"both": _("两份都有"), "added": _("后来增加"), "dropped": _("后来去掉")}
    made = [_layer(name, titles[name], members) for name, members in groups.items()]
    return [layer for layer in made if layer is not None]


def _layer(name: str, title: str, members: Sequence[Member]) -> maps.MapLayer | None:
    """Return one group of members as points; None when none has one."""
    book = load_gazetteer()
    known = [(member, book.get(member.place_id)) for member in members if member.place_id in book.ids]
    placed = [(member, place) for member, place in known if place.lon is not None and place.lat is not None]
    if not placed:
        return None
    frame = gpd.GeoDataFrame(
        {"id": [place.id for _member, place in placed], "name": [member.as_written for member, _place in placed]},
        geometry=[shapely.Point(place.lon, place.lat) for _member, place in placed],
        crs=4326,
    )
    return maps.layer_from_frame(frame, layer_id=name, title=title, group=_("成员对照"), style_key=STYLES[name], label_from=0, named=True)


def timeline_frame(found: Comparison) -> pd.DataFrame:
    """Return one row per structure and plan: date, name there, number of members, whether the plans contradict one another on it."""
    doubted = {finding.evidence.get("concept") for finding in found.findings if finding.severity == "warning"} - {None}
    return pd.DataFrame([
        {
            "structure": row.appearances[-1].name, "date": one.issued, "plan": words.plan_label(one.plan), "name": one.name,
            "members": len(one.members), "section": one.section, "horizon": one.horizon,
            "state": _("有矛盾") if row.concept in doubted else _("无矛盾"),
        }
        for row in found.structures
        for one in row.appearances
    ])  # fmt: skip
