"""The five plans as data: contracts, counts, sections, and that contradictions of the plans both stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from spatial.gazetteer import load_gazetteer
from spatial.plans import get_structure, load_claims, load_plans, load_projects, load_structures
from spatial.schema import Member, Project, Structure

ROOT = Path(__file__).resolve().parent.parent

# Structures, projects, references and claims of each plan. A change here needs a line in docs/plans.md.
COUNTS = {
    "changji-2012": (55, 45, 46, 8),
    "urbanization-2014": (227, 73, 74, 39),
    "revitalization-2014": (48, 52, 52, 4),
    "hachang-2016": (70, 62, 69, 8),
    "reply-2021": (31, 15, 17, 6),
}
# Members that are words for a part, a size of town, a line or two places in one, not names of a place.
GENERIC = {
    "省域中心城市", "中小城市", "小城镇", "南部", "西部", "北部城区", "多元文化区", "温泉安康区", "休闲农业区", "户外运动区",
    "哈大线", "珲乌线", "东南环线",
    "圈河至防川", "大栗子至错草", "园池至和平营子", "桦树至四栋房", "十五道沟至四栋房", "七道沟至三道阳岔", "邱家店至小蛤蟆川",
    "查干湖和莫莫格湿地生态功能保护区", "大布苏狼牙坝和腰井子羊草原自然保护区",
}  # fmt: skip
ATTRIBUTE_PLACES = ("centre_ids", "line_order", "crossings", "ports", "serves", "serves_named", "rivers", "excluded_whole_county")


def members() -> Iterator[tuple[str, Member]]:
    for structure in load_structures():
        yield from ((structure.id, member) for member in structure.members)
    for project in load_projects():
        yield from ((project.id, member) for reference in project.references for member in reference.places)
    for claim in load_claims():
        yield from ((claim.id, member) for member in claim.members)


def written(structure_id: str, role: str | None = None) -> list[str]:
    return [member.as_written for member in get_structure(structure_id).members if role in (None, member.role)]


def places(structure_id: str, role: str | None = None) -> set[str]:
    return {member.place_id for member in get_structure(structure_id).members if member.place_id and role in (None, member.role)}


def project(project_id: str) -> Project:
    return next(item for item in load_projects() if item.id == project_id)


def said(project_id: str, field: str) -> dict[str, list[str]]:
    """Return what each plan says of a project: its action, name or ends."""
    found: dict[str, list[str]] = {}
    for reference in project(project_id).references:
        ends = "-".join(member.as_written for member in reference.places)
        found.setdefault(reference.plan, []).append(ends if field == "ends" else str(getattr(reference, field)))
    return found


def concept(name: str) -> dict[str, list[Structure]]:
    found: dict[str, list[Structure]] = {}
    for structure in load_structures():
        if structure.concept == name:
            found.setdefault(structure.plan, []).append(structure)
    return found


def test_the_counts_of_each_plan() -> None:
    found = {}
    for plan in load_plans():
        projects = load_projects(plan=plan.id)
        references = [reference for item in projects for reference in item.references if reference.plan == plan.id]
        found[plan.id] = (len(load_structures(plan=plan.id)), len(projects), len(references), len(load_claims(plan=plan.id)))
    assert found == COUNTS
    assert len(load_projects()) == 188


def test_every_place_id_is_a_row_of_the_gazetteer() -> None:
    known = {place.id for place in load_gazetteer().places}
    named = {member.place_id for _, member in members() if member.place_id}
    named |= {origin for claim in load_claims() for origin in claim.origin_ids}
    for structure in load_structures():
        for key in ATTRIBUTE_PLACES:
            value = structure.attributes.get(key, [])
            assert isinstance(value, list)
            named |= set(value)
        named |= {str(structure.attributes[key]) for key in ("centre_id",) if key in structure.attributes}
    assert sorted(named - known) == []


def test_nearly_every_member_that_names_a_place_resolves() -> None:
    wanted = [(record, member) for record, member in members() if member.structure_id is None and member.as_written not in GENERIC]
    lost = [(record, member.as_written) for record, member in wanted if member.place_id is None]
    assert len(lost) <= 0.05 * len(wanted), lost
    assert lost == []


def test_links_between_claims_structures_and_projects_hold() -> None:
    structures, projects = {item.id for item in load_structures()}, {item.id for item in load_projects()}
    for claim in load_claims():
        assert claim.attributes.get("structure", next(iter(structures))) in structures, claim.id
        named = claim.attributes.get("projects", [])
        assert isinstance(named, list)
        assert {claim.attributes.get("project", next(iter(projects))), *named} <= projects, claim.id


def test_time_claims_say_how_their_members_are_known() -> None:
    circles = {claim.id: claim for claim in load_claims() if claim.kind == "time_circle"}
    assert len(circles) == 9
    assert all(claim.limit_minutes in (30, 60) and claim.modes == () and claim.origin_ids for claim in circles.values())
    assert circles["cl_cc_half_ur14"].members_basis == circles["cl_cc_half_hc16"].members_basis == "stated"
    assert circles["cl_jl_half_ur14"].members_basis == circles["cl_jl_half_hc16"].members_basis == "implied"
    assert circles["cl_regional_half_cj12"].members_basis == circles["cl_regional_hour_cj12"].members_basis == "none"
    assert circles["cl_regional_hour_cj12"].limit_minutes == 60
    assert circles["cl_regional_half_cj12"].origin_ids == ("siping-shi", "liaoyuan-shi", "meihekou-shi", "songyuan-shi")
    assert {member.place_id for member in circles["cl_cc_half_ur14"].members} == {
        "nongan-xian", "jiutai-qu", "dehui-shi", "yitong-xian", "gongzhuling-shi",
    }  # fmt: skip


def test_a_count_whose_names_are_listed_has_them_as_members() -> None:
    for claim in (claim for claim in load_claims() if claim.kind == "count" and claim.attributes.get("listed")):
        assert (claim.members_basis, len(claim.members)) == ("stated", claim.attributes["listed"]), claim.id


def test_stated_numbers_beside_the_lists() -> None:
    for claim in (claim for claim in load_claims() if claim.kind == "count" and claim.members and claim.members_basis == "stated"):
        assert claim.attributes["listed"] == len(claim.members), claim.id
    towns = [
        name for item in load_structures(kind="key_town_list") if item.section.endswith("专栏7：重点小城镇") for name in written(item.id)
    ]
    assert (len(towns), len(set(towns))) == (102, 101)
    assert [name for name, times in Counter(towns).items() if times > 1] == ["怀德镇"]
    for item in load_structures(kind="key_town_list"):
        assert item.attributes.get("count", len(item.members)) == len(item.members), item.id
    new_towns = [item.attributes["planned_population_wan"] for item in load_structures(kind="new_town")]
    assert (len(new_towns), sum(new_towns)) == (15, 286)  # type: ignore[arg-type]  # attributes are whatever the file says
    old = list(load_structures(plan="urbanization-2014", kind="old_industrial_district"))
    assert len(old) == 11
    assert sum(int(str(item.attributes["relocated_enterprises"])) for item in old) == 308
    assert sum(int(str(item.attributes["shantytown_households"])) for item in old) == 187122
    assert len(written("cluster_zhongbu")) == 5 + 22
    assert len(written("w_new18")) == 18
    assert len(written("fz10")) == 10
    assert len(written("e_gas")) == 1 + 11


def test_partial_extents_stay_partial() -> None:
    scope = get_structure("pair_changji_scope")
    assert "gongzhuling-shi" not in places(scope.id)
    assert {"fanjiatun-zhen", "xiangshui-zhen", "daling-zhen"} <= places(scope.id)
    assert places(scope.id, "partial") == {"changchun-shi", "jilin-shi"}
    assert get_structure("cluster_zhongbu").attributes["extent"] == "urban"


def test_the_ring_road_is_what_each_plan_says() -> None:
    assert said("ex_ring", "ends") == {
        "changji-2012": ["九台-双阳"],
        "urbanization-2014": [""],
        "hachang-2016": ["农安-德惠-九台-双阳-伊通"],
    }


def test_the_hunwu_list_names_neither_changchun_nor_jilin() -> None:
    axis = get_structure("axis_hunwu")
    assert axis.attributes["named_beside"] == ["metro_changji"]
    assert not {"changchun-shi", "jilin-shi"} & places("axis_hunwu")
    assert written("axis_tuwu_hc16") == ["图乌", "图乌"]


def test_contradicting_memberships_both_stand() -> None:
    assert places("zone_hachang_demo_hc16") ^ places("zone_hachang_demo_re21") == {"jiutai-qu", "fuyu-shi", "shulan-shi"}
    assert places("keynode9") - places("keynode8") == {"jiutai-qu", "meihekou-shi", "fusong-xian", "shuangliao-shi"}
    assert places("keynode8") - places("keynode9") == {"yushu-shi", "shulan-shi", "nongan-xian"}
    assert places("pivot3") & places("pivot_box6") == set()
    assert places("cluster_zhongbu_cj12", "区域性中心城市") - places("pivot3") == {"meihekou-shi"}
    assert "dunhua-shi" in places("group_tumen_roles", "支点")
    assert "dunhua-shi" in places("yanbian_1h2j3z", "两极")
    assert places("portcity3") - places("portcity6") == {"hunchun-shi"}
    assert places("eco_civ_rv14") - places("eco_civ") == {"baicheng-shi"}
    assert places("e_geo") ^ places("e_geo_hc16") == {"siping-shi", "yanbian-zhou", "songyuan-shi"}
    assert len(written("fz10")) - len(written("zone_changji_cx")) == 7
    assert {"longjing-shi", "linjiang-shi"} & places("border_apply_rv14") == set()


def test_contradicting_dates_and_status_both_stand() -> None:
    water = concept("yinsong")
    assert [item.attributes.get("completion") for plan in ("changji-2012", "revitalization-2014") for item in water[plan]] == [2017, 2020]
    assert said("ex_g1211_sl_jl", "action") == {
        "changji-2012": ["重点推进"],
        "urbanization-2014": ["续建"],
        "revitalization-2014": ["加快推进建设"],
        "hachang-2016": ["新建"],
    }
    assert said("rl_cc_bc", "action")["urbanization-2014"] == ["新建"]
    assert said("rl_cc_bc", "action")["reply-2021"] == ["扩能改造"]
    assert said("ap_jl", "action") == {"urbanization-2014": ["复航改造"], "revitalization-2014": ["改扩建"]}
    assert len(set(said("rl_changtu", "action")["hachang-2016"])) == 2
    assert (get_structure("inland_siping_hc16").status, get_structure("inland_siping_re21").status) == ("planned", "proposed")


def test_contradicting_names_and_ends_both_stand() -> None:
    names = {plan: [item.name for item in items] for plan, items in concept("changji-south-belt").items()}
    assert names == {
        "changji-2012": ["长吉南线现代农业产业带"],
        "urbanization-2014": ["长吉南线绿色休闲与现代农业产业带"],
        "hachang-2016": ["长吉南线绿色休闲和现代农业产业带"],
        "reply-2021": ["长吉中部绿色休闲与现代农业产业带"],
    }
    assert [items[0].name for items in concept("changping").values()] == ["长平经济走廊", "长平经济带", "长平一体化"]
    assert said("ex_g1211_sl_jl", "ends") == {
        "changji-2012": ["吉林-哈尔滨"],
        "urbanization-2014": ["吉林-舒兰（省界）"],
        "revitalization-2014": ["吉林-荒岗"],
        "hachang-2016": ["舒兰（省界）-吉林"],
    }
    assert said("ex_hn_bs_lj", "ends") == {"urbanization-2014": ["辉南-白山"], "revitalization-2014": ["辉南-白山-临江"]}
    assert said("ex_g12s_lj_dpch", "ends") == {"revitalization-2014": ["龙井-大浦柴河"], "hachang-2016": ["龙井-大蒲柴河"]}
    assert said("rl_cc_xbyh", "ends")["urbanization-2014"] == ["长春开安-西巴彦花"]
    assert said("sl_hc_zl_niigata", "ends")["hachang-2016"] == ["珲春-扎鲁比诺-（日）新泻-海参崴"]
    assert project("nr_203_cl_jbt").references[0].plan != project("nr_203_sys_jbt").references[0].plan


def test_the_document_of_the_plans_tells_the_same_numbers() -> None:
    text = (ROOT / "docs" / "plans.md").read_text(encoding="utf-8")
    rows = {line.split("`")[1]: line for line in text.splitlines() if line.startswith("| `")}
    for plan, numbers in COUNTS.items():
        assert rows[plan].endswith("| " + " | ".join(map(str, numbers)) + " |"), plan
    for kind, number in Counter(structure.kind for structure in load_structures()).items():
        assert rows[kind].rstrip(" |").split("|")[-1].split()[0] == str(number), kind
