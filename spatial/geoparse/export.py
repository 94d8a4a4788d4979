"""Write a reading for other tools: GeoJSON, CSV, Linked Places, W3C Web Annotation."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from spatial.errors import InvalidInputError
from spatial.gazetteer import load_gazetteer
from spatial.geoparse.imprint import imprint_of
from spatial.geoparse.points import CODED, point_of
from spatial.geoparse.reading import date_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from spatial.geoparse.model import Mention, PlaceRef, Reading
    from spatial.settings import Settings

CSV_COLUMNS = ("start", "end", "text", "kind", "ctx", "section", "place_ids", "place_names", "lon", "lat", "score", "ambiguous", "reason")
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
EITHER_SIDE = 24
COUNTRY = "zhongguo"
OWN_CODES = ("cn-71", "cn-81", "cn-82")
# Kinds of mentions as concepts of the Getty Art & Architecture Thesaurus, as Linked Places asks for; the others have none that fits.
AAT = {
    "province": ("300000774", "provinces"), "prefecture": ("300235099", "prefectures"), "county": ("300000771", "counties"),
    "town": ("300008375", "towns"), "water": ("300266059", "bodies of water (natural)"), "region": ("300182722", "regions (geographic)"),
    "transport_route": ("300265365", "routes"),
}  # fmt: skip
CHINESE_LABELS = {
    "province": "省级",
    "prefecture": "地级",
    "county": "县级",
    "town": "乡镇",
    "water": "水系",
    "region": "区域",
    "transport_route": "交通线",
}


def safe_cell(value: object) -> str:
    """Return a cell no spreadsheet will take for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(DANGEROUS) and not text.lstrip("-").replace(".", "", 1).isdigit() else text


def located(reading: Reading, settings: Settings | None) -> Iterator[tuple[Mention, PlaceRef, tuple[float, float]]]:
    """Yield every place a mention means that has a point; bodies and titles are left out."""
    for mention in reading.mentions:
        if mention.ctx:
            continue
        for place in mention.places:
            point = point_of(place.id, settings)
            if point is not None:
                yield mention, place, point


def as_geojson(reading: Reading, settings: Settings | None = None) -> str:
    """Return RFC 7946 GeoJSON, a point for each place of each mention."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [round(point[0], 6), round(point[1], 6)]},
            "properties": {
                "text": mention.text, "start": mention.start, "end": mention.end, "kind": mention.kind, "section": mention.section,
                "place_id": place.id, "name": place.name, "score": round(mention.score, 3), "ambiguous": mention.ambiguous,
                "reason": mention.reason,
            },
        }
        for mention, place, point in located(reading, settings)
    ]  # fmt: skip
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, indent=1)


def as_csv(reading: Reading, settings: Settings | None = None) -> str:
    """Return a table, a row for each mention, safe to open in a spreadsheet."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(CSV_COLUMNS)
    for one in reading.mentions:
        points = [point for place in one.places if (point := point_of(place.id, settings))]
        lon, lat = points[0] if len(points) == 1 else ("", "")
        ids, names = ";".join(place.id or "" for place in one.places), ";".join(place.name for place in one.places)
        row = (one.start, one.end, one.text, one.kind, one.ctx, one.section, ids, names, lon, lat, one.score, one.ambiguous, one.reason)
        writer.writerow([safe_cell(value) for value in row])
    return "\ufeff" + stream.getvalue()


def as_linked_places(reading: Reading, settings: Settings | None = None) -> str:
    """Return Linked Places (LPF) GeoJSON-T: a feature for each place, the names it is called by, and the day of the text that attests them.

    An expression of several places (A至B高速公路) is a name of none of them: each bears what it is called inside.
    """
    found: dict[str, dict[str, Any]] = {}
    issued = date_of(reading.source)
    day = {"in": issued.isoformat()} if issued else None
    title = imprint_of(reading.source).title or "正文"
    for mention, place, point in located(reading, settings):
        own = called(mention, place)
        feature = found.setdefault(
            place.id or place.name,
            {
                "@id": f"place:{place.id}", "type": "Feature",
                "properties": {"title": place.name, **({"ccodes": ["CN"]} if in_china(place.id, settings) else {})},
                **({"when": {"timespans": [{"start": day, "end": day}]}} if day else {}), "names": [],
                "types": types_of(own),
                "geometry": {"type": "Point", "coordinates": [round(point[0], 6), round(point[1], 6)]},
                "descriptions": [],
            },
        )  # fmt: skip
        toponym = "".join(own.text.split()) if own is not None else place.name
        if toponym not in {name["toponym"] for name in feature["names"]}:
            feature["names"].append({"toponym": toponym, "lang": "zh", "citations": [{"label": mention.section or title}]})
        feature["types"] = feature["types"] or types_of(own)
    context = "https://raw.githubusercontent.com/LinkedPasts/linked-places/master/linkedplaces-context-v1.1.jsonld"
    return json.dumps({"type": "FeatureCollection", "@context": context, "features": list(found.values())}, ensure_ascii=False, indent=1)


def types_of(own: Mention | None) -> list[dict[str, Any]]:
    """Return the kind of a name as a published concept with our own word beside it; the bare word where no concept fits."""
    if own is None:
        return []
    if own.kind not in AAT:
        return [{"identifier": f"kind:{own.kind}", "label": own.kind}]
    number, label = AAT[own.kind]
    source = [{"label": CHINESE_LABELS[own.kind], "lang": "zh"}]
    return [{"identifier": f"http://vocab.getty.edu/aat/{number}", "label": label, "sourceLabels": source}]


def in_china(place_id: str | None, settings: Settings | None) -> bool:
    """Say whether a place bears the country code CN: by its own code, or by the units above it; regions with codes of their own do not."""
    if place_id is None or place_id.startswith(CODED):
        return place_id is not None and not place_id.startswith(OWN_CODES)
    book = load_gazetteer(settings)
    return place_id in book.ids and COUNTRY in {place_id, *(parent.id for parent in book.ancestors(place_id))}


def called(mention: Mention, place: PlaceRef) -> Mention | None:
    """Return the part of a mention that names one place and no other: the whole, or a name in it."""
    return next((one for one in (mention, *mention.inner) if [each.id for each in one.places] == [place.id]), None)


def as_web_annotations(reading: Reading, settings: Settings | None = None) -> str:  # noqa: ARG001 - one signature for all writers
    """Return a W3C Web Annotation page: each mention by position and quotation, its places as identifying bodies."""
    items = [annotation(reading.source, mention, number) for number, mention in enumerate(reading.mentions, 1)]
    page = {"@context": "http://www.w3.org/ns/anno.jsonld", "id": "urn:reading:1", "type": "AnnotationPage", "items": items}
    return json.dumps(page, ensure_ascii=False, indent=1)


def annotation(source: str, mention: Mention, number: int) -> dict[str, Any]:
    """Return one mention as a Web Annotation."""
    body: list[dict[str, Any]] = [
        {"type": "SpecificResource", "purpose": "identifying", "source": f"place:{place.id}", "label": place.name}
        for place in mention.places
        if place.id
    ]
    body.append({"type": "TextualBody", "purpose": "classifying", "value": mention.kind})
    if mention.ambiguous:
        body.append({"type": "TextualBody", "purpose": "questioning", "value": mention.reason})
    quote = {
        "type": "TextQuoteSelector", "exact": mention.text, "prefix": source[max(0, mention.start - EITHER_SIDE) : mention.start],
        "suffix": source[mention.end : mention.end + EITHER_SIDE],
    }  # fmt: skip
    position = {"type": "TextPositionSelector", "start": mention.start, "end": mention.end}
    return {
        "id": f"urn:reading:1:{number}", "type": "Annotation", "motivation": "linking", "body": body,
        "target": {"source": "urn:reading:1:source", "selector": [quote, position]},
    }  # fmt: skip


WRITERS: dict[str, Callable[[Reading, Settings | None], str]] = {
    "geojson": as_geojson,
    "csv": as_csv,
    "lpf": as_linked_places,
    "w3c": as_web_annotations,
}


def write_reading(reading: Reading, form: str, settings: Settings | None = None) -> str:
    """Return a reading in one of the forms of WRITERS; raise InvalidInputError for another."""
    if form not in WRITERS:
        raise InvalidInputError(f"没有格式“{form}”；可用 {'、'.join(WRITERS)}。")
    return WRITERS[form](reading, settings)
