"""Write a reading for other tools: GeoJSON, CSV, Linked Places, W3C Web Annotation."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

from spatial.errors import InvalidInputError
from spatial.geoparse.points import point_of
from spatial.geoparse.reading import date_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from spatial.geoparse.model import Mention, PlaceRef, Reading
    from spatial.settings import Settings

CSV_COLUMNS = ("start", "end", "text", "kind", "ctx", "section", "place_ids", "place_names", "lon", "lat", "score", "ambiguous", "reason")
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
EITHER_SIDE = 24


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
    for mention, place, point in located(reading, settings):
        own = called(mention, place)
        feature = found.setdefault(
            place.id or place.name,
            {
                "@id": f"place:{place.id}", "type": "Feature", "properties": {"title": place.name, "ccodes": []},
                **({"when": {"timespans": [{"start": day, "end": day}]}} if day else {}), "names": [],
                "types": [{"identifier": f"kind:{own.kind}", "label": own.kind}] if own is not None else [],
                "geometry": {"type": "Point", "coordinates": [round(point[0], 6), round(point[1], 6)]},
                "descriptions": [],
            },
        )  # fmt: skip
        toponym = "".join(own.text.split()) if own is not None else place.name
        if toponym not in {name["toponym"] for name in feature["names"]}:
            feature["names"].append({"toponym": toponym, "lang": "zh", "citations": [{"label": mention.section}]})
        if own is not None and not feature["types"]:
            feature["types"] = [{"identifier": f"kind:{own.kind}", "label": own.kind}]
    context = "https://raw.githubusercontent.com/LinkedPasts/linked-places/master/linkedplaces-context-v1.1.jsonld"
    return json.dumps({"type": "FeatureCollection", "@context": context, "features": list(found.values())}, ensure_ascii=False, indent=1)


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
