"""The library's sentences on an English page: known by their pattern, names and figures kept; an unknown one stays as it is."""

from __future__ import annotations

import pytest

from pages import sentences
from spatial.connectivity import check_corridor, corridor_of
from spatial.gazetteer import load_gazetteer
from spatial.outcomes import project_outcomes

HAN = range(0x4E00, 0x9FFF)


@pytest.fixture
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("pages.sentences", "pages.words", "pages.common"):
        monkeypatch.setattr(f"{module}.language", lambda: "en")


def chinese(text: str) -> bool:
    return any(ord(letter) in HAN for letter in text)


@pytest.mark.usefixtures("_english")
def test_the_delays_of_projects_are_said_in_english() -> None:
    delays = {item.delay for item in project_outcomes()}
    assert len(delays) > 3
    assert [text for text in delays if text and chinese(sentences.said(text))] == []


@pytest.mark.usefixtures("_english")
def test_the_findings_of_corridors_are_recognised() -> None:
    for spec, mode, year in (("长春、吉林、敦化", "rail", 2012), ("长春、松原、白城", "road", 2026), ("通化、白山", "road", 2014)):
        for finding in check_corridor(corridor_of(spec), mode, year).findings:
            assert sentences.said(finding.message) != finding.message, finding.message


@pytest.mark.usefixtures("_english")
@pytest.mark.parametrize("name", ["延龙图", "九台市", "长白", "通化", "Hunchun"])
def test_reasons_of_the_gazetteer_are_recognised(name: str) -> None:
    found = load_gazetteer().lookup(name)
    assert [item.reason for item in found.matches if sentences.said(item.reason) == item.reason] == []


@pytest.mark.usefixtures("_english")
def test_names_and_figures_are_kept_and_the_unknown_is_left_alone() -> None:
    assert sentences.said("长春市—四平市 最快线路途经不在通道上的公主岭市。") == (
        "Changchun City—Siping City: the fastest way passes Gongzhuling, which the corridor does not list."
    )
    assert sentences.said("晚 4.0 年") == "4.0 years late"
    assert sentences.said("一句没有写进表里的话。") == "一句没有写进表里的话。"


def test_chinese_pages_show_the_sentence_itself() -> None:
    assert sentences.said("晚 4.0 年") == "晚 4.0 年"
