"""Every form of every name, and the places it can mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from spatial.gazetteer import names
from spatial.gazetteer.tables import HistoryEntry
from spatial.schema import Place

Entry = tuple[Place, str, HistoryEntry | None]
ADMIN_KINDS = frozenset({"country", "province", "prefecture", "county", "district", "town"})


class NameIndex:
    """Map the keys of names to places with the form that matched: title, variant, short, latin, latin_short, former, former_short."""

    def __init__(self, places: Iterable[Place], history: Mapping[str, list[HistoryEntry]]) -> None:
        self._entries: dict[str, list[Entry]] = defaultdict(list)
        self._titles: dict[str, str] = {}
        for place in places:
            for name, form in _forms(place):
                self._put(name, place, form, None)
            for entry in history.get(place.id, ()):
                if entry.attribute == "name" and entry.value != place.title:
                    self._put(entry.value, place, "former", entry)
                    self._put(names.short_form(entry.value, place.kind), place, "former_short", entry)

    def _put(self, name: str, place: Place, form: str, entry: HistoryEntry | None) -> None:
        key = names.normalise(name)
        if key:
            self._entries[key].append((place, form, entry))
            self._titles.setdefault(key, place.title if form.startswith("latin") else name)

    def find(self, name: str) -> list[Entry]:
        """Return what a name can mean, without judging it."""
        return self._entries.get(names.normalise(name), [])

    def keys(self) -> Collection[str]:
        """Return every key."""
        return self._entries.keys()

    def title_of(self, key: str) -> str:
        """Return the written name of a key."""
        return self._titles[key]


def _forms(place: Place) -> Iterable[tuple[str, str]]:
    """Yield the names of a place today with their forms."""
    yield place.title, "title"
    yield names.short_form(place.title, place.kind), "short"
    for variant in place.variants:
        latin = names.normalise(variant).isascii()
        untyped = not names.is_typed(variant) and (place.kind in ADMIN_KINDS or place.title.startswith(variant))
        yield variant, ("latin_short" if untyped else "latin") if latin else "short" if untyped else "variant"
        if place.kind in ADMIN_KINDS and not latin:
            yield names.short_form(variant, place.kind), "short"
    pinyin = names.normalise(place.pinyin)
    yield pinyin, "latin"
    if place.kind in ADMIN_KINDS:
        yield names.PINYIN_TYPE.sub("", pinyin), "latin_short"
    english = names.normalise(place.title_en)
    stem = names.ENGLISH_TYPE.sub("", english)
    yield english, "latin" if stem != english else "latin_short"
    if place.kind in ADMIN_KINDS:
        yield stem, "latin_short"
