"""Score reading against annotated mentions: precision, recall, F1 (exact and overlap) and resolution, by type.

Usage: python benchmarks/eval_mentions.py --reference DIR --plans DIR [--errors]
DIR holds mentions_dev.jsonl and mentions_dev_sections.csv; scored only inside those sections.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
import time
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from spatial.geoparse.lexicon import load_lexicon
from spatial.geoparse.model import Mention
from spatial.geoparse.reading import read_mentions
from spatial.settings import default_settings

NOT_ON_MAP = {"responsible_body", "org_name", "document_title"}
SUFFIX = re.compile(r"(?:朝鲜族|满族|蒙古族)*(?:自治州|自治县|自治区|特别行政区|[省市县区旗镇乡州])$")


BRACKETED = re.compile(r"^(.+?)[（(](.+?)[）)]$")


def plain(name: str) -> str:
    """Return a name without bracketed notes and type word, for comparing."""
    bare = re.sub(r"[（(].*?[）)]", "", name).replace("—", "").replace("-", "")
    short = SUFFIX.sub("", bare)
    return short if len(short) > 1 else bare


def gold_names(entity: object) -> list[str]:
    """Return the entity or entities of an annotation: the id each names beyond doubt (九台区, 大岭镇(公主岭)), else its plain name."""
    listed = entity if isinstance(entity, list) else [entity]
    return sorted(meant(str(name)) or plain(str(name)) for name in listed)


@cache
def meant(name: str) -> str | None:
    """Return the one id a name with its type word bears, told from its homonyms by the parent in its bracket."""
    lexicon = load_lexicon(default_settings())
    noted = BRACKETED.match(name)
    bare, note = (noted.group(1), noted.group(2)) if noted else (name, "")
    entries = [entry for entry in lexicon.entries.get(bare, ()) if entry.id and entry.full]
    found = {entry.id for entry in entries}
    if len(found) > 1 and note:
        found = {entry.id for entry in entries if any(under(entry.id, entry.chain, word) for word in pieces(note))}
    elif len(found) > 1:
        found = {entry.id for entry in entries if entry.listed and entry.rank >= 3}
    return found.pop() if len(found) == 1 else None


def pieces(note: str) -> set[str]:
    """Return every name that stands in a bracket: 吉林市昌邑区 → 吉林市, 昌邑区 …."""
    known = load_lexicon(default_settings()).entries
    spans = ((start, end) for start in range(len(note)) for end in range(start + 2, min(len(note), start + 8) + 1))
    return {note[start:end] for start, end in spans if note[start:end] in known}


def under(place_id: str | None, chain: tuple[str, ...], word: str) -> bool:
    """Say whether a place lies in one that bears the word as its name."""
    known = load_lexicon(default_settings()).entries
    return any(entry.id in chain or entry.id == place_id for entry in known.get(word, ()))


def our_names(mention: Mention) -> list[set[str]]:
    """Return, for each place of a mention, its id and every name it goes by; a name that means another id elsewhere does not count."""
    return [{place.id or plain(place.name), plain(place.name), *aliases().get(place.id or "", ())} for place in mention.places]


@cache
def aliases() -> dict[str, set[str]]:
    """Return the plain names of every place, through time."""
    lexicon = load_lexicon(default_settings())
    found: dict[str, set[str]] = defaultdict(set)
    for alias, entries in lexicon.entries.items():
        for entry in entries:
            if entry.id:
                found[entry.id].add(plain(alias))
    return found


def same(gold: list[str], ours: list[set[str]]) -> bool:
    """Say whether the places are the ones annotated, in any order."""
    left = list(ours)
    for name in gold:
        match = next((names for names in left if name in names), None)
        if match is None:
            return False
        left.remove(match)
    return not left


def load(reference: Path) -> tuple[dict[str, list[dict]], dict[str, list[tuple[int, int]]]]:
    """Return the annotations by plan and the scored spans by plan."""
    gold: dict[str, list[dict]] = defaultdict(list)
    for line in (reference / "mentions_dev.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        gold[row["plan"]].append(row)
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    with (reference / "mentions_dev_sections.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            spans[row["plan"]].append((int(row["start"]), int(row["end"])))
    return gold, spans


def f1(right: int, found: int, wanted: int) -> str:
    """Return precision, recall and F1 as text."""
    precision, recall = right / max(1, found), right / max(1, wanted)
    return f"P {precision:.3f}  R {recall:.3f}  F1 {2 * precision * recall / max(1e-9, precision + recall):.3f}  ({right}/{found}/{wanted})"


def score(gold: list[dict], ours: list[Mention]) -> dict[str, int]:
    """Return the counts behind the measures for one set of annotations and mentions."""
    spans = {(row["start"], row["end"]) for row in gold}
    mine = {(one.start, one.end) for one in ours}
    touched = sum(any(one.start < row["end"] and row["start"] < one.end for one in ours) for row in gold)
    touching = sum(any(one.start < row["end"] and row["start"] < one.end for row in gold) for one in ours)
    return {"exact": len(spans & mine), "found": len(mine), "wanted": len(spans), "touched": touched, "touching": touching}


def resolution(gold: list[dict], ours: list[Mention]) -> tuple[Counter[str], Counter[str], list[str]]:
    """Return right and total by type over outer names and inner names whose span was found, and the errors."""
    by_span = {(one.start, one.end): one for one in ours}
    inner = {(name.start, name.end): name for one in ours for name in one.inner}
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    errors = []
    for row in gold:
        pairs = [(row, by_span.get((row["start"], row["end"])))] if row["type"] in SIMPLE else []
        pairs += [
            (name, inner.get((name["start"], name["end"])) or by_span.get((name["start"], name["end"]))) for name in row.get("inner", ())
        ]
        for name, mention in pairs:
            if mention is None or name["type"] not in SIMPLE:
                continue
            total[name["type"]] += 1
            told = all(place.id for place in mention.places)
            alike = told or name["type"] == mention.kind or {name["type"], mention.kind} <= LOOSE
            if alike and same(gold_names(name["entity"]), our_names(mention)):
                right[name["type"]] += 1
            else:
                errors.append(f"{name['start']} {name['text']}: {name['entity']} ≠ {our_names(mention)} ({mention.reason})")
    return right, total, errors


LOOSE = {"county", "prefecture", "town", "zone", "facility", "scenic"}  # 九台: county then, district now; levels are told by the place
SIMPLE = {"province", "prefecture", "county", "town", "abbreviation", "foreign", "water"}


def main() -> None:
    """Print the measures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reference", type=Path, required=True)
    parser.add_argument("--plans", type=Path, required=True)
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    gold, spans = load(options.reference)
    all_gold: list[dict] = []
    all_ours: list[Mention] = []
    shift = 0
    for plan, rows in gold.items():
        text = (options.plans / f"{plan}.txt").read_bytes().decode("utf-8-sig")
        began = time.perf_counter()
        mentions, _ = read_mentions(text)
        print(f"{plan}: {len(mentions)} mentions in {time.perf_counter() - began:.3f} s")
        ours = [
            one for one in mentions if any((low <= one.start and one.end <= high) or low <= one.start < high for low, high in spans[plan])
        ]
        report(rows, ours, text, errors=options.errors)
        all_gold += [{**row, "start": row["start"] + shift, "end": row["end"] + shift} for row in rows]
        all_ours += [moved(one, shift) for one in ours]
        shift += len(text)
    print()
    summary(all_gold, all_ours)


def moved(mention: Mention, shift: int) -> Mention:
    """Return a mention moved by an offset."""
    from dataclasses import replace

    return replace(mention, start=mention.start + shift, end=mention.end + shift)


def report(gold: list[dict], ours: list[Mention], text: str, *, errors: bool) -> None:
    """Print the measures of one plan and, on request, every disagreement."""
    counts = score(gold, ours)
    print(f"  exact   {f1(counts['exact'], counts['found'], counts['wanted'])}")
    right, total, wrong = resolution(gold, ours)
    print(f"  resolved {sum(right.values())}/{sum(total.values())} = {sum(right.values()) / max(1, sum(total.values())):.3f}")
    if not errors:
        return
    mine = {(one.start, one.end): one for one in ours}
    wanted = {(row["start"], row["end"]) for row in gold}
    for row in gold:
        if (row["start"], row["end"]) not in mine:
            near = [one.text for one in ours if one.start < row["end"] and row["start"] < one.end]
            print(f"    missed {row['start']} {row['text']}  got {near}")
    for span, one in sorted(mine.items()):
        if span not in wanted and not any(row["start"] < one.end and one.start < row["end"] for row in gold):
            print(f"    extra  {one.start} {one.text} [{one.kind}] …{text[max(0, one.start - 10) : one.end + 8]!r}")
    for error in wrong:
        print(f"    place  {error}")


def summary(gold: list[dict], ours: list[Mention]) -> None:
    """Print the measures over everything, with and without what is not a place on the map, and by type."""
    for label, rows, found in (
        ("all", gold, ours),
        (
            "places on the map",
            [row for row in gold if row.get("ctx") not in NOT_ON_MAP],
            [one for one in ours if one.ctx not in NOT_ON_MAP],
        ),
    ):
        counts = score(rows, found)
        overlap_p, overlap_r = counts["touching"] / max(1, counts["found"]), counts["touched"] / max(1, counts["wanted"])
        print(f"{label}\n  exact   {f1(counts['exact'], counts['found'], counts['wanted'])}")
        print(f"  overlap P {overlap_p:.3f}  R {overlap_r:.3f}  F1 {2 * overlap_p * overlap_r / max(1e-9, overlap_p + overlap_r):.3f}")
    by_type: dict[str, list[dict]] = defaultdict(list)
    for row in gold:
        by_type[row["type"]].append(row)
    mine = {(one.start, one.end) for one in ours}
    print(
        "recall by type: "
        + ", ".join(f"{kind} {sum((r['start'], r['end']) in mine for r in rows)}/{len(rows)}" for kind, rows in sorted(by_type.items()))
    )
    context = [(row, next((one for one in ours if (one.start, one.end) == (row["start"], row["end"])), None)) for row in gold]
    agree = sum(one is not None and one.ctx == row.get("ctx", "") for row, one in context)
    print(f"context agrees on {agree} of {sum(one is not None for _, one in context)} found")


if __name__ == "__main__":
    main()
