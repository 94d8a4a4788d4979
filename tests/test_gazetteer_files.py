"""A planner's table in and out: encodings, formats, unresolved rows, and cells that a spreadsheet must not run."""

from __future__ import annotations

import csv
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from spatial.errors import InvalidInputError, PlaceNotFoundError
from spatial.gazetteer import load_gazetteer
from spatial.gazetteer.tablefile import geocode_file, geocode_table, read_table, safe_cell, write_table

ROWS = [["序号", "地名"], ["1", "农安县"], ["2", "吉林"], ["3", "延龙图"], ["4", "不存在的地方"], ["5", ""]]


def csv_file(path: Path, encoding: str) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(ROWS)
    return path


def xlsx_file(path: Path) -> Path:
    book = Workbook()
    for row in ROWS:
        book.active.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_every_row_stays_and_the_unresolved_are_explained(tmp_path: Path, encoding: str) -> None:
    header, rows = geocode_table(read_table(csv_file(tmp_path / "t.csv", encoding)), "地名", load_gazetteer())
    assert [row[1] for row in rows] == ["农安县", "吉林", "延龙图", "不存在的地方", ""]
    status, explanation = header.index("识别结果"), header.index("说明")
    assert [row[status] for row in rows] == ["已识别", "重名待定", "合称", "未查到", "未查到"]
    assert all(row[explanation] for row in rows)
    assert rows[0][header.index("经度")] == "125.167910"
    assert rows[1][header.index("经度")] == ""
    assert "jilin-sheng" in rows[1][header.index("候选")]
    assert rows[2][header.index("地点编号")] == "yanji-shi|longjing-shi|tumen-shi"


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_what_is_written_reads_back(tmp_path: Path, suffix: str) -> None:
    table = geocode_table(read_table(xlsx_file(tmp_path / "t.xlsx")), "地名", load_gazetteer())
    write_table(table, tmp_path / f"out{suffix}")
    assert read_table(tmp_path / f"out{suffix}") == table
    if suffix == ".csv":
        assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_rows_may_bring_their_own_surroundings(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("镇,县\n五棵树镇,榆树\n五棵树镇,镇赉\n五棵树镇,\n", encoding="utf-8")
    header, rows = geocode_table(read_table(path), "镇", load_gazetteer(), within_column="县")
    ids = [row[header.index("地点编号")] for row in rows]
    assert ids == ["wukeshu-zhen-yushu", "wukeshu-zhen-zhenlai", ""]
    path.write_text("镇,县\n五棵树镇,某某\n怀德镇,公主岭\n", encoding="utf-8")
    header, rows = geocode_table(read_table(path), "镇", load_gazetteer(), within_column="县")
    assert [row[header.index("地点编号")] for row in rows] == ["", "huaide-zhen"]
    assert "某某" in rows[0][header.index("说明")]
    with pytest.raises(PlaceNotFoundError, match="某某"):
        geocode_table(read_table(path), "镇", load_gazetteer(), within="某某")


def test_a_file_is_counted_and_never_overwrites_itself(tmp_path: Path) -> None:
    source = csv_file(tmp_path / "t.csv", "utf-8")
    counts = geocode_file(source, "地名", tmp_path / "o.xlsx", load_gazetteer())
    assert counts == {"resolved": 1, "compound": 1, "ambiguous": 1, "unknown": 2}
    before = source.read_bytes()
    with pytest.raises(InvalidInputError, match="同一个"):
        geocode_file(source, "地名", source, load_gazetteer())
    assert source.read_bytes() == before


def test_blank_rows_between_stay_and_those_at_the_end_go(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("\n地名,数\n长春,1\n\n,\n吉林市,2\n,\n\n", encoding="utf-8")
    header, rows = geocode_table(read_table(path), "地名", load_gazetteer())
    assert [row[0] for row in rows] == ["长春", "", "", "吉林市"]
    assert rows[1][header.index("说明")] == "这一行没有地名"


def test_the_unit_above_bears_its_name_of_the_date(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("地名\n其塔木镇\n", encoding="utf-8")
    header, rows = geocode_table(read_table(path), "地名", load_gazetteer(), on=date(2012, 12, 31))
    assert rows[0][header.index("上级")] == "九台市"


def test_a_workbook_without_a_sheet_of_cells_is_refused(tmp_path: Path) -> None:
    book = Workbook()
    book.create_chartsheet("图")
    del book["Sheet"]
    book.save(tmp_path / "t.xlsx")
    with pytest.raises(InvalidInputError, match="XLSX"):
        read_table(tmp_path / "t.xlsx")


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_damaged_workbook_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    sound = xlsx_file(folder / "t.xlsx")
    with zipfile.ZipFile(sound) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    at = data.draw(st.integers(0, len(parts[name]) - 1))
    parts[name] = parts[name][:at] + data.draw(st.binary(max_size=3)) + parts[name][at + data.draw(st.integers(0, 40)) :]
    with zipfile.ZipFile(folder / "d.xlsx", "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    try:
        header, rows = read_table(folder / "d.xlsx")
    except InvalidInputError as error:
        assert "d.xlsx" in str(error)
    else:
        assert all(len(row) == len(header) for row in rows)


def test_thousands_of_unknown_names_are_answered_in_seconds() -> None:
    rows = [[f"某某街道第{number}号院"] for number in range(3_000)]
    start = time.perf_counter()
    header, answered = geocode_table((["地名"], rows), "地名", load_gazetteer())
    assert time.perf_counter() - start < 20
    assert {row[header.index("识别结果")] for row in answered} == {"未查到"}
    assert all(row[header.index("说明")] for row in answered)


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1", '=HYPERLINK("http://x")'])
def test_no_cell_and_no_header_is_a_formula(tmp_path: Path, text: str) -> None:
    table = ([text, "地名"], [[text, "长春"]])
    write_table(table, tmp_path / "o.csv")
    with (tmp_path / "o.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝")) for cell in cells)
    write_table(table, tmp_path / "o.xlsx")
    sheet = load_workbook(tmp_path / "o.xlsx").active
    assert all(cell.data_type == "s" for row in sheet.iter_rows() for cell in row)


@given(st.text(max_size=12))
@settings(max_examples=100, deadline=None)
def test_safe_cells_never_start_a_formula_and_keep_their_text(text: str) -> None:
    safe = safe_cell(text)
    assert safe.endswith(text)
    if safe == text and text[:1] in set("=+-@\t\r"):
        float(text)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("t.txt", b"x", "格式"),
        ("t.csv", b"", "空的"),
        ("t.csv", b"\xff\xfe\x00\xd8\xff", "编码"),
        ("t.csv", b'a,"b\n', "完整"),
        ("t.xlsx", b"not a zip", "XLSX"),
        ("t.csv", "名称\n长春\n".encode(), "没有“地名”列"),
        ("t.csv", "地名,地名\n长春,吉林\n".encode(), "不止一个“地名”列"),
    ],
)
def test_bad_files_are_one_clear_sentence(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InvalidInputError, match=message):
        geocode_table(read_table(tmp_path / name), "地名", load_gazetteer())


def test_the_output_must_be_a_table_in_a_folder_that_exists(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="结尾"):
        write_table((["a"], []), tmp_path / "o.pdf")
    with pytest.raises(InvalidInputError, match="不存在"):
        write_table((["a"], []), tmp_path / "no" / "o.csv")
