"""What a person decided about the names of a reading, and the reading with those decisions in it; nothing here knows the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from pages import read_words
from spatial.gazetteer import OWN_ID, load_gazetteer
from spatial.geoparse import DraftMember, Mention, PlaceRef, Reading, decisions_at, point_of
from spatial.messages import mark

REJECTED: Final = "rejected"
ADDED: Final = OWN_ID
LOW_SCORE: Final = 0.6
# Names of structures are no single place: without an id they are no doubt of this kind.
NO_SINGLE_PLACE: Final = frozenset({"region", "abbreviation", "transport_route"})
DOUBTS: Final = {"several": mark("有几处可能"), "unknown": mark("词典未收"), "weak": mark("把握不大")}


@dataclass(frozen=True)
class Decision:
    """Hold one decision: accept, choose (another place), reject (not a place), add (a place of one's own)."""

    action: str
    place: PlaceRef | None = None
    point: tuple[float, float] | None = None


Decisions = Mapping[int, Decision]


def doubt_of(one: Mention) -> str:
    """Return why a name needs a look (a key of DOUBTS), or an empty text."""
    if one.ctx:
        return ""
    if one.ambiguous and one.candidates:
        return "several"
    if not any(place.id for place in one.places):
        return "" if one.kind in NO_SINGLE_PLACE or one.score >= LOW_SCORE else "unknown"
    return "weak" if one.ambiguous or one.score < LOW_SCORE else ""


def alike(mentions: Sequence[Mention], number: int) -> tuple[int, ...]:
    """Return the numbers of all names written and read as the given one, with the same doubt, in the order of the text."""
    key = _key(mentions[number])
    return tuple(other for other, one in enumerate(mentions) if _key(one) == key)


def _key(one: Mention) -> tuple[object, ...]:
    return (one.text, one.kind, one.ctx, tuple(place.id for place in one.places), doubt_of(one))


def queue_of(mentions: Sequence[Mention], decisions: Decisions) -> tuple[int, ...]:
    """Return the doubtful names nobody has decided yet, the first of each writing and reading."""
    found: dict[tuple[object, ...], int] = {}
    for number, one in enumerate(mentions):
        if number not in decisions and doubt_of(one):
            found.setdefault(_key(one), number)
    return tuple(found.values())


def decided(mentions: Sequence[Mention], decisions: Decisions) -> tuple[Mention, ...]:
    """Return the names with the decisions in them; a rejected one keeps its number and has the context `rejected`."""
    return tuple(_decided(one, decisions[number]) if number in decisions else one for number, one in enumerate(mentions))


def _decided(one: Mention, decision: Decision) -> Mention:
    if decision.action == "reject":
        return replace(one, places=(), ambiguous=False, ctx=REJECTED, candidates=())
    if decision.place is not None:
        return replace(one, places=(decision.place,), ambiguous=False, score=1.0, reason=decision.place.reason, candidates=(), ctx="")
    return replace(one, ambiguous=False, score=1.0, reason="人工确认", candidates=())


def review(reading: Reading, decisions: Decisions) -> Reading:
    """Return the reading with the decisions in its names and in the members of its drafts; rejected names are left out."""
    if not decisions:
        return reading
    names = decided(reading.mentions, decisions)
    changed = {(one.start, one.end): one for number, one in enumerate(names) if number in decisions}

    def member(item: DraftMember) -> DraftMember:
        one = changed.get((item.start, item.end))
        return item if one is None or len(one.places) != 1 else replace(item, place_id=one.places[0].id)

    def members(items: Sequence[DraftMember]) -> tuple[DraftMember, ...]:
        kept = [item for item in items if (one := changed.get((item.start, item.end))) is None or one.ctx != REJECTED]
        return tuple(member(item) for item in kept)

    return replace(
        reading,
        mentions=tuple(one for one in names if one.ctx != REJECTED),
        structures=tuple(replace(draft, members=members(draft.members)) for draft in reading.structures),
        projects=tuple(replace(draft, places=members(draft.places)) for draft in reading.projects),
        claims=tuple(replace(draft, members=members(draft.members)) for draft in reading.claims),
    )


def class_of(number: int, one: Mention, decisions: Decisions) -> str:
    """Return the classes of a name in the text: its kind, and doubt or decision."""
    kind = read_words.CLASSES.get(one.kind, "region")
    if one.ctx == REJECTED:
        return "gone"
    if one.ctx:
        return "body"
    if number in decisions:
        return f"{kind} done"
    return f"{kind} doubt" if doubt_of(one) else kind


def in_gazetteer(place: PlaceRef) -> bool:
    """Tell whether the product's own gazetteer holds a place."""
    return place.id is not None and place.id in load_gazetteer().ids


def counts_of(mentions: Sequence[Mention]) -> dict[str, int]:
    """Return what the summary says of the names: mentions, places, new to the gazetteer, doubtful."""
    real = [one for one in mentions if one.ctx not in {REJECTED, *read_words.CONTEXTS}]
    refs = [place for one in real for place in one.places]
    known = {place.id for place in refs if in_gazetteer(place)}
    outside = {place.id for place in refs if place.id and place.id not in known}
    unknown = {one.text for one in real if one.kind not in NO_SINGLE_PLACE and not any(place.id for place in one.places)}
    doubtful = sum(bool(doubt_of(one)) for one in real)
    return {"mentions": len(real), "places": len(known | outside), "new": len(outside) + len(unknown), "doubtful": doubtful}


def point_for(place: PlaceRef, decisions: Decisions) -> tuple[float, float] | None:
    """Return lon, lat of a place, one's own places included."""
    own = (one.point for one in decisions.values() if one.point is not None and one.place is not None and one.place.id == place.id)
    return next(own, None) or point_of(place.id)


def corrections(mentions: Sequence[Mention], decisions: Decisions) -> list[dict[str, Any]]:
    """Return the decisions as records to be kept beside the plan."""
    rows = []
    for number, decision in sorted(decisions.items()):
        one = mentions[number]
        row: dict[str, Any] = {"start": one.start, "end": one.end, "text": one.text, "kind": one.kind, "action": decision.action}
        if decision.place is not None:
            row |= {"place_id": decision.place.id, "name": decision.place.name}
        if decision.point is not None:
            row |= {"lon": decision.point[0], "lat": decision.point[1]}
        rows.append(row)
    return rows


def restored(mentions: Sequence[Mention], rows: Sequence[Mapping[str, Any]]) -> tuple[dict[int, Decision], int]:
    """Return decisions kept as records, by the number of the name they stand on, and how many stand on no name read now."""
    spans = {(one.start, one.end): number for number, one in enumerate(mentions)}
    placed = {number: decision_of(row) for number, row in decisions_at(rows, spans).items()}
    found = {number: decision for number, decision in placed.items() if decision is not None}
    return found, len(rows) - len(found)


def decision_of(row: Mapping[str, Any]) -> Decision | None:
    """Return a decision kept as a record; None for a record that says none."""
    action, name, place_id = row.get("action"), row.get("name"), row.get("place_id")
    if action in {"accept", "reject"}:
        return Decision(str(action))
    if action not in {"choose", "add"} or not isinstance(name, str) or not isinstance(place_id, str | None):
        return None
    place = PlaceRef(place_id, name, 1.0, "人工改选" if action == "choose" else "人工补录")
    lon, lat = row.get("lon"), row.get("lat")
    known = isinstance(lon, int | float) and isinstance(lat, int | float) and abs(lon) <= 180 and abs(lat) <= 90
    return Decision(str(action), place, (float(lon), float(lat)) if known else None)  # type: ignore[arg-type]
