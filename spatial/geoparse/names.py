"""Turn places, divisions, compounds and wider names into entries a text can be matched against."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from spatial.geoparse.tables import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from spatial.schema import Place
    from spatial.settings import Settings

ETHNIC = (
    "朝鲜族|蒙古族|蒙古|满族|回族|藏族|苗族|彝族|壮族|布依族|侗族|瑶族|白族|土家族|哈尼族|哈萨克|傣族|黎族|傈僳族|佤族|畲族|拉祜族|水族|东乡族|"
    "纳西族|景颇族|柯尔克孜|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯|塔吉克|怒族|鄂温克族|保安族|裕固族|独龙族|"
    "鄂伦春|各族|普米族|维吾尔"
)
AUTONOMOUS = re.compile(f"^(.{{2,5}}?)(?:{ETHNIC})+(自治[区州县旗])$")
PLAIN = re.compile(r"^(.{2,})(?:特别行政区|自治区|自治州|自治县|自治旗|满族镇|朝鲜族镇|地区|街道|林区|[省市县区旗盟镇乡])$")
UNIT = re.compile(r"^(.{2,3})[县市区]$")
BANNER = re.compile(r"^(.).{1,3}([左右])翼?([前中后]?旗)$")
OWN_BANNER = re.compile("^(鄂温克|鄂伦春)族?自治旗$")
LONG_BANNER = re.compile(r"^(?!.{2}[左右])[一-鿿]{5,}(?<!自治)旗$")
BRACKETED = re.compile(r"[（(][^）)]*[）)]")
HAN = re.compile(r"^[㐀-鿿·-]{2,}$")
KINDS = {
    "province": "province", "prefecture": "prefecture", "county": "county", "district": "county", "town": "town",
    "zone": "zone", "new_town": "zone", "scenic": "scenic", "lake": "water", "reservoir": "water", "river": "water",
    "mountain": "scenic", "airport": "facility", "port": "facility", "crossing": "facility", "station": "facility",
    "facility": "facility", "road_end": "town", "region": "region", "country": "foreign", "other": "facility",
}  # fmt: skip
ALL_KINDS = ("province", "prefecture", "county", "town", "zone", "scenic", "water", "facility", "region", "foreign", "abbreviation")
RANKS = {"province": 5, "prefecture": 4, "county": 3, "foreign": 3, "region": 3, "abbreviation": 3, "town": 1}
NATURAL = ("water", "scenic", "region")
BARE_LEVELS = ("county", "town")
NICKNAME = 4
OURS = frozenset(["我国", "我省", "全国", "全省", "祖国"])


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """Hold one thing an alias may mean.

    `full`: the alias carries its type word (市, 县, 镇 …); `region` is the two-digit code of the province ("" where none
    applies); `chain` the ids and codes above it; `members` the names a compound stands for.
    """

    alias: str
    id: str | None
    name: str
    kind: str
    full: bool
    region: str
    chain: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    adcode: str = ""
    listed: bool = False

    @property
    def nickname(self) -> bool:
        """Return whether the alias is what a zone is called at home, where every province has one: 经开区."""
        return self.kind == "zone" and self.alias != self.name and len(self.alias) <= NICKNAME

    @property
    def rank(self) -> int:
        """Return how high the unit stands: province 5 … town 1."""
        return RANKS.get(self.kind, 2)


def short_names(title: str) -> Iterator[tuple[str, bool]]:
    """Yield the other names a unit goes by, and whether they keep its type word: 延边朝鲜族自治州 → 延边, 延边州."""
    autonomous = AUTONOMOUS.match(title)
    if autonomous:
        stem, unit = autonomous.groups()
        yield stem, False
        yield stem + unit[-1], True
        return
    banner = BANNER.match(title)
    if banner:
        yield "".join(banner.groups()), True
    own = OWN_BANNER.match(title)
    if own:
        yield own.group(1) + "旗", True
    if LONG_BANNER.match(title):
        yield title[:2] + "旗", True
    plain = PLAIN.match(title)
    if plain and len(plain.group(1)) >= 2:
        yield plain.group(1), False


def ancestors(place_id: str | None, parents: Mapping[str, str | None]) -> tuple[str, ...]:
    """Return the ids above a place, nearest first; a loop in the data ends the walk."""
    chain: list[str] = []
    while place_id and place_id not in chain:
        chain.append(place_id)
        place_id = parents.get(place_id)
    return tuple(chain)


def region_of(place: Place, codes: Mapping[str, str | None], chain: Iterable[str]) -> str:
    """Return the two-digit code of the province a place lies in, "" outside China or where unknown."""
    for code in (place.adcode, *(codes.get(above) for above in chain)):
        if code:
            return code[:2]
    return ""


def gazetteer_entries(places: Iterable[Place], former: Mapping[str, tuple[str, ...]]) -> Iterator[Entry]:
    """Yield the entries of the gazetteer: titles, variants, short names, and the names units bore before (`former`, by id)."""
    listed = tuple(places)
    parents = {place.id: place.parent_id for place in listed}
    codes = {place.id: place.adcode for place in listed}
    titles = {place.id: place for place in listed}
    for place in listed:
        chain = ancestors(place.parent_id, parents)
        region = region_of(place, codes, chain)
        kind = KINDS.get(place.kind, "facility")
        if kind != "foreign" and any(titles[up].kind == "country" and titles[up].id != "zhongguo" for up in chain if up in titles):
            kind = "foreign"
        for alias, full in aliases_of(place, kind, former.get(place.id, ())).items():
            yield Entry(alias, place.id, place.title, kind, full, region, chain, (), place.adcode or "", listed=True)


def aliases_of(place: Place, kind: str, former: tuple[str, ...] = ()) -> dict[str, bool]:
    """Return every name of a place a Chinese text may use, each with whether it carries its type word."""
    found: dict[str, bool] = {}
    title = BRACKETED.sub("", place.title)
    for name in (title, *place.variants, *former):
        if HAN.match(name) and name not in OURS:
            found[name] = found.get(name, False) or name == title or bool(PLAIN.match(name))
    if place.kind in {"province", "prefecture", "county", "district", "town"}:
        for name in tuple(found):
            for short, full in short_names(name):
                found.setdefault(short, full)
    if kind in {"town", "county"}:
        found = {name: full and bool(PLAIN.match(name)) for name, full in found.items()}
    return found


def renamed(title: str) -> Iterator[str]:
    """Yield the names a county-level unit may have borne before or since: 双城区 → 双城市, 双城县."""
    stem = UNIT.match(title)
    if stem:
        yield from (stem.group(1) + unit for unit in "县市区" if unit != title[-1])


def division_entries(settings: Settings, known: frozenset[str], unit_words: frozenset[str]) -> Iterator[Entry]:
    """Yield the units of China that the gazetteer does not hold; those whose name is a word (城区) are left out."""
    for row in rows_of(settings.base_dir / "divisions.csv", "adcode", "name", "level"):
        code, name = row["adcode"], row["name"]
        if code in known or len(name) < 2:
            continue
        chain = (f"cn-{code[:4]}00", f"cn-{code[:2]}0000") if row["level"] == "county" else (f"cn-{code[:2]}0000",)
        if name not in unit_words:
            yield Entry(name, f"cn-{code}", name, row["level"], full=True, region=code[:2], chain=chain, adcode=code)
        for short, full in short_names(name):
            yield Entry(short, f"cn-{code}", name, row["level"], full, code[:2], chain, (), code)


def renamed_entries(listed: Iterable[Entry], plain: frozenset[str]) -> Iterator[Entry]:
    """Yield county-level units under the type word they had before or since, where no unit bears that name today."""
    known = tuple(listed)
    taken = {entry.alias for entry in known}
    for entry in known:
        if entry.kind == "county" and entry.alias == entry.name:
            for alias in renamed(entry.name):
                if alias not in taken and alias[:-1] not in plain:
                    yield replace(entry, alias=alias, full=False)


def compound_entries(settings: Settings) -> Iterator[Entry]:
    """Yield compounds such as 哈大 and 珲乌 with the names they stand for."""
    for row in rows_of(settings.base_dir / "reading_compounds.csv", "name", "members"):
        members = tuple(row["members"].split("|"))
        if len(row["name"]) < 2:
            continue
        yield Entry(row["name"], None, row["name"], "abbreviation", full=False, region="", members=members)


def compound_letters(settings: Settings) -> dict[str, str]:
    """Return the cities single characters stand for in the names of routes: 京, 沪, 哈 …."""
    rows = rows_of(settings.base_dir / "reading_compounds.csv", "name", "members")
    return {row["name"]: row["members"] for row in rows if len(row["name"]) == 1}


def wider_entries(settings: Settings, taken: frozenset[tuple[str, str]]) -> Iterator[Entry]:
    """Yield names wider than a unit (东北地区, 环渤海) and foreign names the gazetteer does not hold."""
    for row in rows_of(settings.base_dir / "wider_names.csv", "name", "kind", "canonical", "members", "scope"):
        names = {(row["name"], kind) for kind in (NATURAL if row["kind"] in NATURAL else ALL_KINDS)}
        if names & taken or row["scope"] == "bare":
            continue
        members = tuple(row["members"].split(";")) if row["members"] else ()
        yield Entry(row["name"], None, row["canonical"], row["kind"], full=True, region="", members=members)
