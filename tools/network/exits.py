"""Decide where an expressway can be left, and from when to when."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from tools.network.facts import Section


@dataclass(frozen=True)
class Exit:
    """Hold the section an exit opens with and, for the temporary end of a road, the date the road went on."""

    first: Section
    closed: str = ""


def is_border(name: str) -> bool:
    """Tell whether a junction is only the point where a road crosses a provincial border."""
    return "界" in name


def is_hub(name: str) -> bool:
    """Tell whether a junction joins expressways only."""
    return "枢纽" in name


def _later(date: str, than: str) -> bool:
    """Tell whether a date is later than another, as far as both are known; months are enough."""
    known = min(len(date), len(than), 7)
    return date[:known] > than[:known]


def exits_of(sections: list[Section]) -> dict[str, Exit]:
    """Return the exit of every junction that has one, sorted by name.

    An interchange always has one; a hub or border point where only one section ends has one as well; a hub or border point
    that was the end of the road for some time has one until the next section opened (assumption: traffic left there).
    """
    at: dict[str, list[Section]] = defaultdict(list)
    for section in sections:
        at[section.start].append(section)
        at[section.end].append(section)
    exits = {}
    for name, here in sorted(at.items()):
        here.sort(key=lambda s: (s.status != "open", s.opened, s.id))
        first = here[0]
        if not (is_border(name) or is_hub(name)) or len(here) == 1:
            exits[name] = Exit(first)
        elif first.status == here[1].status == "open" and _later(here[1].opened, first.opened):
            exits[name] = Exit(first, here[1].opened)
    return exits
