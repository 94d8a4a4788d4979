"""Scenarios on the embedded network: what they change, what they refuse, what projects are worth."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from spatial.errors import InvalidInputError, PlanNotFoundError, ScenarioError
from spatial.gazetteer import load_gazetteer
from spatial.network import Network, load_network
from spatial.network.attached import attach, minutes_matrix
from spatial.scenario import DrawnLink, Scenario, SpeedChange
from spatial.scenario.apply import apply_scenario, links_of_projects
from spatial.scenario.appraisal import rank_projects
from spatial.scenario.candidates import best_next_links
from spatial.scenario.compare import compare
from spatial.scenario.records import comparison_record, outcome_rows
from spatial.scenario.spec import scenario_of

PLACES = ("长春市", "吉林市", "桦甸市", "磐石市", "敦化市", "珲春市", "白城市", "通化市")


@pytest.fixture(scope="module")
def network() -> Network:
    return load_network()


def table(scenario: Scenario, mode: str = "road") -> np.ndarray:
    applied = apply_scenario(scenario)
    gazetteer = load_gazetteer()
    return minutes_matrix(attach(applied.network, [gazetteer.one(name) for name in PLACES], mode, applied.on))


def test_a_plain_year_is_the_network_itself(network: Network) -> None:
    assert apply_scenario(Scenario(2020)).network is network


def test_a_drawn_link_never_lengthens_and_shortens_between_its_ends() -> None:
    before = table(Scenario(2026))
    after = table(Scenario(2026, links=(DrawnLink("桦甸市", "磐石市"),)))
    assert (after <= before + 1e-6).all()
    assert after[2, 3] < before[2, 3] - 5


def test_a_drawn_railway_of_another_class_never_lengthens() -> None:
    """Should hold where lines of several classes meet: a stop costs what it costs on the quickest."""
    drawn = DrawnLink("松原市", "吉林市", mode="rail", edge_class="hsr")
    before, after = table(Scenario(2026), "rail"), table(Scenario(2026, links=(drawn,)), "rail")
    assert (after <= before + 1e-6).all()


def test_closing_a_section_never_shortens(network: Network) -> None:
    edges = network.edges
    closures = tuple(edges["id"][(edges["ref"] == "G12") & (edges["edge_class"] == "expressway")].iloc[:40])
    before, after = table(Scenario(2026)), table(Scenario(2026, closures=closures))
    assert (after >= before - 1e-6).all()
    assert (after > before + 1).any()


def test_slower_expressways_never_shorten_and_faster_never_lengthen() -> None:
    usual = table(Scenario(2026))
    assert (table(Scenario(2026, speeds=(SpeedChange("expressway", factor=0.7),))) >= usual - 1e-6).all()
    faster = table(Scenario(2026, speeds=(SpeedChange("expressway", speed_kph=130.0),)))
    assert (faster <= usual + 1e-6).all()
    assert (faster < usual - 1).any()


def test_leaving_out_a_railway_takes_the_train_away() -> None:
    """Should cut 珲春 off by rail without 吉图珲, and change nothing before it opened."""
    with_line, without = table(Scenario(2020), "rail"), table(Scenario(2020, leave_out=("rl_jth",)), "rail")
    assert np.isfinite(with_line[0, 5])
    assert not np.isfinite(without[0, 5])
    np.testing.assert_allclose(table(Scenario(2012, leave_out=("rl_jth",)), "rail"), table(Scenario(2012), "rail"))


def test_leaving_out_an_upgrade_revives_the_line_before_it() -> None:
    """Should run 长春-白城 as before 2017, not lose it."""
    before, upgraded = table(Scenario(2016), "rail"), table(Scenario(2017), "rail")
    without = table(Scenario(2017, leave_out=("rl_cc_bc",)), "rail")
    assert upgraded[0, 6] < before[0, 6] - 30
    one_stop = 0.6 * (2.5 + 4.0)  # 查干湖 takes passengers since the upgrade
    assert without[0, 6] == pytest.approx(before[0, 6] + one_stop, abs=1.0)


def test_adding_a_project_under_way_opens_its_sections() -> None:
    gazetteer = load_gazetteer()
    ends = [gazetteer.one(name) for name in ("公主岭市", "双阳区", "农安县", "德惠市")]
    sides = [apply_scenario(Scenario(2026, add=add)) for add in ((), ("ex_ring",))]
    before, after = (minutes_matrix(attach(side.network, ends, "road", side.on)) for side in sides)
    assert (after <= before + 1e-6).all()
    assert (after < before - 1).any()


def test_adding_a_project_never_built_draws_it_and_says_so() -> None:
    applied = apply_scenario(Scenario(2026, add=("rl_sp_th",)))
    assert any("示意" in note for note in applied.notes)
    assert applied.network.edges["id"].str.startswith("drawn-").sum() == 1


@pytest.mark.parametrize(
    ("scenario", "said"),
    [
        (Scenario(2020, add=("ex_nowhere",)), "ex_nowhere"),
        (Scenario(2020, leave_out=("ex_nowhere",)), "ex_nowhere"),
        (Scenario(2020, add=("rl_jth",), leave_out=("rl_jth",)), "同时"),
        (Scenario(2020, add=("ex_g1_llh_cc",)), "不能加入"),
        (Scenario(2020, closures=("g1-999",)), "g1-999"),
        (Scenario(2020, speeds=(SpeedChange(edges=("g1-999",), factor=0.5),)), "g1-999"),
        (Scenario(2020, links=(DrawnLink("没有的地方", "吉林市"),)), "没有的地方"),
        (Scenario(2020, links=(DrawnLink("朝阳", "吉林市"),)), "朝阳"),
        (Scenario(2020, links=(DrawnLink("113.3,23.1", "吉林市"),)), "113.3"),
        (Scenario(2020, links=(DrawnLink("长春市", "125.3229,43.8801"),)), "同一个"),
        (Scenario(2020, links=(DrawnLink("长春市", "吉林市", length_km=20.0),)), "短于直线"),
        (Scenario(2020, links=(DrawnLink("118.5,38.5", "吉林市"),)), "15 公里"),
    ],
)
def test_what_a_scenario_cannot_mean_is_refused_with_one_sentence(scenario: Scenario, said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        apply_scenario(scenario)
    assert said in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_every_project_has_links_or_a_reason(network: Network) -> None:
    for links in links_of_projects(network).values():
        assert (links.basis == "none") == bool(links.reason and not links.drawn)
        if links.basis == "built":
            assert links.edges
            assert 2012 <= links.year <= 2026


def test_what_a_project_never_did_is_not_credited_to_it(network: Network) -> None:
    """Should not take away a road that was there before: a widening is not appraised."""
    links = links_of_projects(network)
    assert links["ex_g1_llh_cc"].basis == "none"
    assert "扩建" in links["ex_g1_llh_cc"].reason
    assert links["rl_cc_bc"].replaced


def test_comparing_two_years_tells_places_pairs_circle_and_findings() -> None:
    found = compare(Scenario(2012), Scenario(2026), circles=["长春市"], corridors=["belt_changliaomei"])
    assert found.mean_change < 0
    assert found.mean_change_unweighted < 0
    assert all(place.change <= 0.05 for place in found.places)
    assert found.pairs[0].change == min(pair.change for pair in found.pairs)
    circle = found.circles[0]
    assert circle.area_after_km2 - circle.area_before_km2 == pytest.approx(circle.gained_km2 - circle.lost_km2, abs=0.5)
    assert shapely.is_valid(circle.gained)
    changed = found.corridors[0]
    assert [leg.change < 0 for leg in changed.legs] == [True, True]
    assert changed.gone
    record = comparison_record(found, top=3)
    assert len(record["pairs"]) == 6
    assert record["circles"][0]["gained"]["type"]


def test_comparing_a_scenario_with_itself_changes_nothing() -> None:
    found = compare(Scenario(2020), Scenario(2020), mode="rail")
    assert (found.mean_change, found.pairs_changed, found.pairs) == (0.0, 0, ())
    with pytest.raises(InvalidInputError):
        compare(Scenario(2020), Scenario(2020), minutes=-1)


@pytest.fixture(scope="module")
def ranked() -> tuple:
    return rank_projects(ids=["rl_jth", "ex_th_mhk", "ex_g1_llh_cc", "rl_cc_bc", "ex_ring", "rl_ly_cc"])


def test_projects_are_ranked_by_what_they_save(ranked: tuple) -> None:
    told = [item for item in ranked if item.rank is not None]
    assert [item.rank for item in told] == list(range(1, len(told) + 1))
    saved = [item.saved_minutes_per_journey for item in told]
    assert saved == sorted(saved, reverse=True)
    assert min(saved) >= -1e-9
    assert ranked[-1].id == "ex_g1_llh_cc"
    assert ranked[-1].caveat


def test_the_ranking_agrees_with_the_comparison_of_scenarios(ranked: tuple) -> None:
    """Should give 通化-梅河口 the same worth by both ways of computing: masks over one network, and two networks."""
    appraisal = next(item for item in ranked if item.id == "ex_th_mhk")
    year = appraisal.year
    found = compare(Scenario(year, leave_out=("ex_th_mhk",)), Scenario(year), mode="road+rail")
    assert appraisal.saved_minutes_per_journey == pytest.approx(-found.mean_change, rel=0.1)


def test_a_first_railway_closes_gaps(ranked: tuple) -> None:
    by_id = {item.id: item for item in ranked if item.basis == "built"}
    assert by_id["rl_jth"].gaps_closed >= 20
    assert by_id["ex_th_mhk"].gaps_closed == 0


def test_unknown_projects_are_refused() -> None:
    with pytest.raises(ScenarioError):
        rank_projects(ids=["nothing"])
    with pytest.raises(PlanNotFoundError):
        rank_projects(plan="nothing")


def test_the_best_next_link_saves_what_adding_it_saves() -> None:
    """Should agree with drawing the link, up to the way between the town's point and the junction it is drawn to."""
    best = best_next_links(top=3)
    assert [link.rank for link in best] == [1, 2, 3]
    assert all(link.circuity_now >= 1.3 and link.length_km <= 70 and link.caveats for link in best)
    first = best[0]
    found = compare(Scenario(2026), Scenario(2026, links=(DrawnLink(first.start_id, first.end_id),)))
    assert -found.mean_change == pytest.approx(first.saved_minutes_per_journey, rel=0.4)


@pytest.mark.parametrize("bad", [{"max_km": 5}, {"max_km": 1000}, {"top": 0}, {"link_class": "canal"}])
def test_candidates_refuse_what_they_cannot_use(bad: dict) -> None:
    with pytest.raises(InvalidInputError):
        best_next_links(**bad)


def test_the_ring_of_five_names_tells_which_stretch_is_open_when() -> None:
    row = outcome_rows(project="ex_ring")[0]
    opened = {stretch["opened"][:4] for stretch in row["stretches"] if stretch["opened"]}
    assert opened <= {"2023", "2024"}
    assert any(stretch["status"] != "open" for stretch in row["stretches"])
    with pytest.raises(PlanNotFoundError):
        outcome_rows(project="nothing")


def test_a_plan_carried_out_is_never_slower_than_what_became_of_it() -> None:
    """Should compare plan and reality at the horizon: everything the plan names against what was open."""
    plan = scenario_of("plan:urbanization-2014")
    assert plan.year == 2020
    assert {"ex_ring", "rl_jth"} <= set(plan.add)
    assert (table(plan, "road+rail") <= table(Scenario(2020), "road+rail") + 1.0).all()
    assert scenario_of("2016") == Scenario(2016)
    with pytest.raises(PlanNotFoundError):
        scenario_of("plan:nothing")
