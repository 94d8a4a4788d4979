"""Places as plain records: what the command line prints and tables hold."""

from __future__ import annotations

from spatial.gazetteer.book import Gazetteer
from spatial.schema import Candidate, Place, Resolution


def place_record(place: Place) -> dict[str, object]:
    """Return one place as JSON types; lon and lat in degrees WGS 84, null when unknown."""
    return {
        "id": place.id,
        "name": place.title,
        "name_en": place.title_en,
        "pinyin": place.pinyin,
        "kind": place.kind,
        "adcode": place.adcode,
        "parent": place.parent_id,
        "lon": place.lon,
        "lat": place.lat,
        "precision_m": place.precision_m,
        "located": place.located,
        "source": place.geo_source,
        "plans": list(place.plans),
        "population": place.population,
        "population_year": place.population_year,
        "population_source": place.population_source,
        "description": place.description,
    }


def match_record(candidate: Candidate, gazetteer: Gazetteer) -> dict[str, object]:
    """Return one candidate with its score, its reason, today's name and its history."""
    place = candidate.place
    history = [
        {"attribute": item.attribute, "value": item.value, "start": item.start or None, "end": item.end or None, "source": item.source}
        for item in gazetteer.history(place.id)
    ]
    extra = {"score": candidate.score, "reason": candidate.reason, "name_today": gazetteer.get(place.id).title, "history": history}
    return place_record(place) | extra


def resolution_record(found: Resolution, gazetteer: Gazetteer) -> dict[str, object]:
    """Return a look-up as one JSON document."""
    return {
        "query": found.query,
        "matches": [match_record(item, gazetteer) for item in found.matches],
        "chosen": list(found.chosen),
        "reason": found.reason,
        "suggestions": list(found.suggestions),
    }
