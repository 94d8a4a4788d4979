"""The gazetteer: places, their names, codes and parents through time; geocoding and its reverse."""

from __future__ import annotations

from spatial.gazetteer.book import Gazetteer, load_gazetteer
from spatial.gazetteer.dates import parse_date
from spatial.gazetteer.geocoding import geocode, origin
from spatial.gazetteer.own import OWN_ID, add_place
from spatial.gazetteer.records import match_record, place_record, resolution_record
from spatial.gazetteer.reverse import Surroundings, reverse_geocode
from spatial.gazetteer.tables import Compound, HistoryEntry

__all__ = [
    "OWN_ID",
    "Compound",
    "Gazetteer",
    "HistoryEntry",
    "Surroundings",
    "add_place",
    "geocode",
    "load_gazetteer",
    "match_record",
    "origin",
    "parse_date",
    "place_record",
    "resolution_record",
    "reverse_geocode",
]
