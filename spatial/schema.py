"""Value types and column contracts, stated once: names, types, units, CRS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Located = Literal["own", "host", "none"]
Basis = Literal["stated", "implied", "none"]

PLACE_KINDS = (
    "province", "prefecture", "county", "district", "town", "zone", "new_town", "scenic", "lake", "reservoir",
    "river", "mountain", "airport", "port", "crossing", "station", "road_end", "facility", "region", "country",
)  # fmt: skip

GAZETTEER_COLUMNS = (
    "id", "title", "title_source", "title_en", "pinyin", "fclasses", "kind", "variants", "types", "adcode", "parent_id",
    "lon", "lat", "precision_m", "located", "geo_source", "start", "end", "plans", "population", "population_year",
    "population_source", "description",
)  # fmt: skip

HISTORY_COLUMNS = ("place_id", "attribute", "value", "start", "end", "source")

EDGE_COLUMNS = (
    "id", "from_id", "to_id", "mode", "edge_class", "ref", "name", "length_m", "speed_kph", "lanes", "status", "opened",
    "closed", "passenger_from", "passenger_to", "date_basis", "length_basis", "source", "confidence",
)  # fmt: skip

JUNCTION_COLUMNS = ("id", "kind", "name", "lon", "lat", "precision_m", "source")

FINDING_COLUMNS = ("check", "subject", "severity", "message", "evidence")


@dataclass(frozen=True)
class Place:
    """Hold one place as it is today, or as it was on the date it was asked for."""

    id: str
    title: str
    kind: str
    adcode: str | None
    parent_id: str | None
    lon: float | None
    lat: float | None
    precision_m: float | None
    located: Located
    geo_source: str
    title_en: str = ""
    pinyin: str = ""
    variants: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    start: str | None = None
    end: str | None = None
    population: int | None = None
    population_year: int | None = None
    population_source: str = ""
    description: str = ""


@dataclass(frozen=True)
class Candidate:
    """Hold one place a name might mean, with the reason it is listed."""

    place: Place
    score: float
    reason: str


@dataclass(frozen=True)
class Resolution:
    """Hold every candidate of a name; `chosen` is empty when it is ambiguous and several ids for a compound."""

    query: str
    matches: tuple[Candidate, ...]
    chosen: tuple[str, ...]
    reason: str
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """Hold the identity of one plan document; `area` are the ids of the units it is made for, empty for the whole province."""

    id: str
    title: str
    number: str
    issuer: str
    issued: date
    horizon: int | None = None
    note: str = ""
    area: tuple[str, ...] = ()


@dataclass(frozen=True)
class StructureKind:
    """Hold one kind of structure: its titles, theme, and the rule that turns members into a geometry."""

    id: str
    title_zh: str
    title_en: str
    theme: str
    geometry: str


@dataclass(frozen=True)
class Member:
    """Hold one member as the plan writes it; `place_id` or `structure_id` is None where the name is neither."""

    as_written: str
    place_id: str | None = None
    structure_id: str | None = None
    role: str = ""
    note: str = ""


@dataclass(frozen=True)
class Structure:
    """Hold one spatial structure of one plan, as that plan and section state it."""

    id: str
    name: str
    kind: str
    plan: str
    section: str
    members: tuple[Member, ...]
    members_basis: Basis
    ordered: bool
    status: str = "planned"
    horizon: str = ""
    role: str = ""
    concept: str = ""
    parents: tuple[str, ...] = ()
    attributes: Mapping[str, object] = field(default_factory=dict)
    other_refs: tuple[tuple[str, str], ...] = ()
    note: str = ""


@dataclass(frozen=True)
class ProjectReference:
    """Hold what one plan says of a project, in one section."""

    plan: str
    section: str
    action: str
    places: tuple[Member, ...] = ()
    name: str = ""
    note: str = ""
    length_km: float | None = None
    investment: str = ""
    year: str = ""


@dataclass(frozen=True)
class Project:
    """Hold one project that one or several plans name; references contradicting one another all stand."""

    id: str
    name: str
    mode: str
    ref: str
    places: tuple[Member, ...]
    references: tuple[ProjectReference, ...]
    part_of: str = ""
    length_km: float | None = None
    note: str = ""
    subtype: str = ""


@dataclass(frozen=True)
class Claim:
    """Hold one time or coverage claim of a plan; it says no more than the sentence does."""

    id: str
    plan: str
    section: str
    claim: str
    kind: str
    origin_ids: tuple[str, ...]
    limit_minutes: float | None
    modes: tuple[str, ...]
    members: tuple[Member, ...]
    members_basis: Basis
    horizon: int | None = None
    attributes: Mapping[str, object] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True)
class Finding:
    """Hold one thing a check found."""

    check: str
    subject: str
    severity: Literal["ok", "info", "warning", "critical", "unknown"]
    message: str
    evidence: Mapping[str, object] = field(default_factory=dict)
