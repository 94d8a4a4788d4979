"""The five plans as data beside their texts: sections, names, no copied sentence; run where the texts are at hand."""

from __future__ import annotations

import json
import os
import re
import unicodedata
from pathlib import Path

import pytest

from spatial.plans import load_claims, load_plans, load_projects, load_structures

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = Path(os.environ.get("SPATIAL_REFERENCE", ROOT.parent / "shared" / "reference"))
TEXTS = REFERENCE.parent / "plans"
PLANS = ("changji-2012", "urbanization-2014", "revitalization-2014", "hachang-2016", "reply-2021")
needs_texts = pytest.mark.skipif(not TEXTS.is_dir(), reason="the plan texts are not beside the repository")
needs_reference = pytest.mark.skipif(not (REFERENCE / "structures.json").is_file(), reason="the reference is not beside the repository")


def sections() -> set[tuple[str, str]]:
    found = {(structure.plan, structure.section) for structure in load_structures()}
    found |= {reference for structure in load_structures() for reference in structure.other_refs}
    found |= {(reference.plan, reference.section) for project in load_projects() for reference in project.references}
    return found | {(claim.plan, claim.section) for claim in load_claims()}


def plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).rstrip("。.")


def headed(part: str, line: str) -> bool:
    number = re.fullmatch(r"第(\d+)项", part)
    return line.startswith(f"{number[1]}.") if number else line in (plain(part), plain(part) + ":")


@needs_texts
@pytest.mark.parametrize("plan", PLANS)
def test_every_cited_section_is_a_heading_of_the_plan(plan: str) -> None:
    lines = [plain(line) for line in (TEXTS / f"{plan}.txt").read_text(encoding="utf-8").splitlines()]
    missing = []
    for section in sorted(section for cited, section in sections() if cited == plan and section != "（文首）"):
        position = -1
        for part in section.split(" > "):
            position = next((number for number in range(position + 1, len(lines)) if headed(part, lines[number])), len(lines))
        if position == len(lines):
            missing.append(section)
    assert missing == []


@needs_texts
def test_names_stand_in_the_plan_as_written() -> None:
    texts = {plan: plain((TEXTS / f"{plan}.txt").read_text(encoding="utf-8")) for plan in PLANS}
    missing = []
    for structure in load_structures():
        missing += [
            (structure.id, name)
            for name in (member.as_written for member in structure.members)
            if not stands(plain(name), texts[structure.plan])
        ]
    for item in load_projects():
        for reference in item.references:
            text = texts[reference.plan]
            missing += [(item.id, member.as_written) for member in reference.places if not stands(plain(member.as_written), text)]
    assert missing == []


def stands(name: str, text: str) -> bool:
    """Tell whether a name stands in the text, its bracketed gloss and the words before it possibly apart from it."""
    pieces = [piece for piece in re.split(r"[()（）、·]", name) if piece]
    return name in text or all(piece in text for piece in pieces)


@needs_texts
def test_no_sentence_of_a_plan_is_copied() -> None:
    length = 24
    text = "".join(plain((TEXTS / f"{plan}.txt").read_text(encoding="utf-8")) + "\n" for plan in PLANS)
    strings = {
        value for path in (ROOT / "layers" / "plans").rglob("*.*") for value in re.split(r'[\n",]', path.read_text(encoding="utf-8"))
    }
    strings = {plain(value) for value in strings if " > " not in value}
    grams = {value[start : start + length] for value in strings for start in range(len(value) - length + 1)}
    copied = sorted(gram for gram in grams if gram in text)
    titles = {plain(plan.title) for plan in load_plans()}
    assert [gram for gram in copied if not any(gram in title for title in titles)] == []


RENAMED = {"zone_slTt": "zone_sltt", "county_urban7": "key_towns_100"}
SPLIT = {"inland_ports", "eco_corridorhc16"}


@needs_reference
def test_nothing_of_the_reference_is_lost() -> None:
    ours = {structure.id for structure in load_structures()}
    reference = json.loads((REFERENCE / "structures.json").read_text(encoding="utf-8"))
    names = {(structure.plan, structure.name) for structure in load_structures()}
    lost = [
        item["id"]
        for item in reference
        if RENAMED.get(item["id"], item["id"]) not in ours and item["id"] not in SPLIT and (item["plan"], item["name_zh"]) not in names
    ]
    assert [item for item in lost if item.isascii()] == []
    assert len(lost) <= 20
    projects = {item.id: {reference.plan for reference in item.references} for item in load_projects()}
    for item in json.loads((REFERENCE / "transport_projects.json").read_text(encoding="utf-8")):
        assert {entry["plan"] for entry in item["references"]} <= projects[item["id"]], item["id"]
