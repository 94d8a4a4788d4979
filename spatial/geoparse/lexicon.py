"""Hold the automaton of names and heads, and the patterns built from the word tables; built once."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import ahocorasick

from spatial.gazetteer import Gazetteer, load_gazetteer
from spatial.geoparse.names import (
    Entry,
    compound_entries,
    compound_letters,
    division_entries,
    gazetteer_entries,
    renamed_entries,
    wider_entries,
)
from spatial.geoparse.scan import LONGEST_WORD
from spatial.geoparse.tables import OrdinaryWords, Roles, ordinary_words, roles

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from spatial.settings import Settings

DELIMITERS = "，。；：！？、,;:!?\n\r\t （）()《》〈〉“”\"‘’'「」【】[]|…"
NO_WORD = "(?!)"
STOP_COST = 8.0
BRACKETS = re.compile(r"[（）()“”\"\s]")


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Hold what recognition needs: entries by alias, the automaton, word costs, and compiled patterns."""

    entries: dict[str, tuple[Entry, ...]]
    whole: dict[str, bool]
    by_name: dict[str, tuple[Entry, ...]]
    by_plain: dict[str, tuple[Entry, ...]]
    by_initial: dict[str, tuple[Entry, ...]]
    letters: dict[str, str]
    automaton: ahocorasick.Automaton
    heads: dict[str, str]
    short_heads: dict[str, str]
    words: OrdinaryWords
    sets: dict[str, frozenset[str]]
    phrases: dict[str, tuple[tuple[int, str], ...]]
    stop: ahocorasick.Automaton
    generic: re.Pattern[str]
    organisation: re.Pattern[str]
    province_cue: re.Pattern[str]


def alternation(words: Iterable[str]) -> str:
    """Return a pattern that matches any of the words, the longest first."""
    ordered = sorted(set(words), key=len, reverse=True)
    return "|".join(map(re.escape, ordered)) if ordered else NO_WORD


def stop_automaton(words: Roles) -> ahocorasick.Automaton:
    """Return an automaton over the words that end a name (True) and the heads that contain one, to be stepped over (False)."""
    stops = {*words.stops, *words.stop_chars}
    automaton = ahocorasick.Automaton()
    for head in words.heads:
        if any(stop in head for stop in stops):
            automaton.add_word(head, (len(head), False))
    for stop in stops:
        automaton.add_word(stop, (len(stop), True))
    automaton.make_automaton()
    return automaton


def by_key(entries: Iterable[Entry], key: str) -> dict[str, tuple[Entry, ...]]:
    """Return the entries grouped by one attribute, keeping their order."""
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[getattr(entry, key)].append(entry)
    return {name: tuple(group) for name, group in groups.items()}


def initials(entries: Iterable[Entry]) -> dict[str, tuple[Entry, ...]]:
    """Return prefectures and counties by the first character of their short name, for compounds not in the table."""
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.kind in {"prefecture", "county"} and not entry.full:
            groups[entry.alias[0]].append(entry)
    return {char: tuple(group) for char, group in groups.items()}


def plain_titles(entries: Iterable[Entry]) -> dict[str, tuple[Entry, ...]]:
    """Return the entries by their full title without brackets and quotation marks: 中韩（长春）… as 中韩长春…."""
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[BRACKETS.sub("", entry.name)].append(entry)
    return {name: tuple(group) for name, group in groups.items()}


def former_names(gazetteer: Gazetteer) -> dict[str, tuple[str, ...]]:
    """Return the names each place bore through time, by id: 九台市 of 九台区."""
    ids = tuple(place.id for place in gazetteer.places)
    names = {one: (entry.value for entry in gazetteer.history(one) if entry.attribute == "name") for one in ids}
    return {one: tuple(name for name in borne if len(name) > 2) for one, borne in names.items()}


def without_cities(spoken: OrdinaryWords, entries: Iterable[Entry], words: frozenset[str]) -> OrdinaryWords:
    """Return the ordinary words without the short names of cities (大连, 桂林), but for those that are words first (日照)."""
    cities = {entry.alias for entry in entries if entry.kind == "prefecture" and not entry.full} - words
    return replace(spoken, plain=spoken.plain - cities, common=spoken.common - cities)


def with_stops(spoken: OrdinaryWords, stops: Iterable[str]) -> OrdinaryWords:
    """Return the ordinary words with the words that end a name made cheap, so that no name begins inside one: 畅通|白松."""
    cost = {word: min(spoken.cost.get(word, STOP_COST), STOP_COST) for word in stops if 1 < len(word) <= LONGEST_WORD}
    return replace(spoken, cost={**spoken.cost, **cost})


def phrases_of(phrases: Iterable[str], names: Mapping[str, object]) -> dict[str, tuple[tuple[int, str], ...]]:
    """Return, by the name inside it, where that name stands in each phrase that is no place: 朝阳 in 朝阳产业, 靖宇 in 杨靖宇."""
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for phrase in sorted(phrases):
        for start in range(len(phrase)):
            for end in range(start + 2, len(phrase) + 1):
                if phrase[start:end] in names:
                    found[phrase[start:end]].append((start, phrase))
    return {name: tuple(places) for name, places in found.items()}


def build_automaton(names: Iterable[str], heads: Iterable[str]) -> ahocorasick.Automaton:
    """Return an automaton over names (tag N), heads (tag H) and words that are both (tag B)."""
    tags = dict.fromkeys(heads, "H")
    for name in names:
        tags[name] = "B" if name in tags else "N"
    automaton = ahocorasick.Automaton()
    for word, tag in tags.items():
        automaton.add_word(word, (tag, word))
    automaton.make_automaton()
    return automaton


def load_lexicon(settings: Settings) -> Lexicon:
    """Return the lexicon of one installation; built once and again when the gazetteer has changed."""
    return _lexicon(settings, load_gazetteer(settings))


@lru_cache(maxsize=2)
def _lexicon(settings: Settings, gazetteer: Gazetteer) -> Lexicon:
    """Return the lexicon of one installation and its gazetteer."""
    places = gazetteer.places
    words, spoken = roles(settings), ordinary_words(settings)
    listed = list(gazetteer_entries(places, former_names(gazetteer)))
    codes = frozenset(place.adcode for place in places if place.adcode)
    listed.extend(division_entries(settings, codes, words.sets["unit_word"]))
    listed.extend(renamed_entries(listed, spoken.plain))
    listed.extend(compound_entries(settings))
    listed.extend(wider_entries(settings, frozenset((entry.alias, entry.kind) for entry in listed)))
    entries = by_key(listed, "alias")
    spoken = with_stops(without_cities(spoken, listed, words.sets["city_word"]), words.stops)
    return Lexicon(
        entries=entries,
        whole={alias: any(entry.full for entry in group) for alias, group in entries.items()},
        by_name=by_key((entry for entry in listed if entry.alias == entry.name), "name"),
        by_plain=plain_titles(listed),
        by_initial=initials(listed),
        letters=compound_letters(settings),
        automaton=build_automaton(entries, (*words.heads, *words.short_heads)),
        heads=words.heads,
        short_heads=words.short_heads,
        words=spoken,
        sets=words.sets,
        phrases=phrases_of(words.sets["phrase"], entries),
        stop=stop_automaton(words),
        generic=re.compile(f"(?:{alternation(word for word in words.generic if len(word) > 1)}|[大中小新老旧多高低主副总各])+"),
        organisation=re.compile(alternation(words.organisations)),
        province_cue=re.compile(alternation(words.province_cues)),
    )
