"""Tests of getting text out of files, of exports, and of keeping a reading as a plan."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import random
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from spatial.cli import build_app, main
from spatial.errors import InvalidInputError, SpatialError
from spatial.geoparse import WRITERS, list_reviews, parse_text, read_document, save_plan, write_reading
from spatial.geoparse.keep import horizon_of
from spatial.plans import load_claims, load_projects, load_structures
from spatial.settings import Settings, default_settings

TEXT = (
    "吉林省试验规划\n2015年6月1日\n一、布局\n以长春市为核心，以四平市、松原市为支点，形成覆盖农安、德惠的半小时经济圈。\n"
    "建设长春至双辽高速公路。\n"
)
BODY = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'


def docx(body: str, *, extra: dict[str, bytes] | None = None, head: str = "") -> bytes:
    """Return a minimal Word file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", '<?xml version="1.0"?>' + head + BODY.format(body))
        for name, data in (extra or {}).items():
            archive.writestr(name, data)
    return stream.getvalue()


def paragraphs(*lines: str) -> str:
    return "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)


def pdf(lines: list[str]) -> bytes:
    """Return a PDF whose page shows Latin text, written by hand."""
    shown = " ".join(f"({line}) Tj 0 -14 Td" for line in lines)
    stream = f"BT /F1 12 Tf 40 700 Td {shown} ET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream), b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]  # fmt: skip
    out, offsets = io.BytesIO(b"%PDF-1.4\n"), []
    out.seek(0, io.SEEK_END)
    for number, content in enumerate(objects, 1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % offset for offset in offsets))
    out.write(b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % start)
    return out.getvalue()


def packed(*names: str) -> bytes:
    """Return a zip with parts of these names."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return stream.getvalue()


def compound(*streams: str) -> bytes:
    """Return the look of a compound file of the old office: its mark, and a directory with these streams."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in streams)


def locked_pdf() -> bytes:
    """Return a PDF that says it is locked with AES."""
    lock = (
        b"<< /Filter /Standard /V 5 /R 6 /Length 256 /O <" + b"00" * 48 + b"> /U <" + b"00" * 48 + b"> /OE <" + b"00" * 32 + b"> /UE <"
        + b"00" * 32 + b"> /Perms <" + b"00" * 16 + b"> /P -4 /CF << /StdCF << /AuthEvent /DocOpen /CFM /AESV3 /Length 32 >> >>"
        b" /StmF /StdCF /StrF /StdCF >>"
    )  # fmt: skip
    return pdf(["Jilin"]).replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt " + lock + b" /ID [<00> <00>]")


class TestDecoding:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
    def test_a_plan_in_any_of_its_encodings_gives_the_same_text(self, encoding: str) -> None:
        assert read_document(TEXT.encode(encoding), "plan.txt").text == TEXT

    def test_line_ends_stay_as_they_are(self) -> None:
        text = TEXT.replace("\n", "\r\n")
        assert read_document(text.encode("gbk"), "plan.txt").text == text

    def test_html_loses_tags_and_scripts_and_keeps_its_charset(self) -> None:
        page = f"<html><head><meta charset=gbk><script>var a='大连';</script></head><body><p>{TEXT}</p></body></html>"
        text = read_document(page.encode("gbk"), "plan.html").text
        assert "长春市" in text
        assert "大连" not in text

    def test_docx_gives_paragraphs(self) -> None:
        text = read_document(docx(paragraphs("以长春市为核心", "以四平市为支点")), "plan.docx").text
        assert text == "以长春市为核心\n以四平市为支点\n"

    def test_pdf_gives_its_text_layer(self) -> None:
        assert "Changchun" in read_document(pdf(["Changchun to Siping expressway"]), "plan.pdf").text


class TestRefusals:
    @pytest.mark.parametrize(
        ("content", "name", "advice"),
        [
            (b"\xd0\xcf\x11\xe0" + bytes(600), "plan.doc", "另存为 .docx"),
            (b"anything", "plan.wps", "另存为 .docx"),
            (b"PK\x03\x04" + bytes(50), "plan.ofd", "OFD"),
            (b"\x89PNG\r\n" + bytes(90), "scan.txt", "OCR"),
            (bytes(range(256)) * 40, "plan.txt", "另存为 UTF-8"),
            (b"  \n ", "plan.txt", "没有可读的文字"),
            (b"PK\x03\x04" + bytes(50), "plan.docx", "损坏"),
            (b"%PDF-1.4 broken", "plan.pdf", "损坏"),
            (pdf([]), "scan.pdf", "OCR"),
            (docx("", head='<!DOCTYPE a [<!ENTITY b "c">]>'), "plan.docx", "不允许的声明"),
            (docx("<w:p>"), "plan.docx", "损坏"),
            (b"x" * 20_000_001, "plan.txt", "20.0 MB，超过 20 MB 的上限"),
            (compound("WordDocument"), "plan.wps", "是 .wps 文件"),
            (compound("WordDocument"), "plan.txt", "内容是 .doc 文件"),
            (compound("Workbook"), "plan.docx", "内容是 .xls 文件"),
            (compound("EncryptionInfo", "EncryptedPackage"), "plan.docx", "有密码.*去掉密码"),
            (packed("OFD.xml", "Doc_0/Document.xml"), "plan.docx", "内容是 .ofd 文件.*OFD 阅读器"),
            (packed("xl/workbook.xml"), "plan.docx", "内容是 .xlsx 文件"),
            (packed("plan.txt"), "plan.docx", "压缩包；请先解压"),
            (packed("plan.txt"), "plan.zip", "压缩包；请先解压"),
            (packed("Index/Document.iwa"), "plan.pages", "类型 .pages 读不了"),
            (b"Rar!\x1a\x07\x00" + bytes(60), "plan.docx", "压缩包"),
            (b"\x89PNG\r\n" + bytes(90), "plan.docx", "是图片"),
            (b"", "plan.docx", "空文件"),
            (locked_pdf(), "plan.pdf", "密"),
        ],
    )
    def test_what_cannot_be_read_is_refused_with_advice(self, content: bytes, name: str, advice: str) -> None:
        with pytest.raises(InvalidInputError, match=advice):
            read_document(content, name)

    def test_a_folder_is_refused_in_chinese(self, tmp_path: Path) -> None:
        with pytest.raises(InvalidInputError, match="是文件夹，不是文件；请写") as caught:
            read_document(tmp_path)
        assert "directory" not in str(caught.value)

    @pytest.mark.parametrize("size", [60_000_000, 200_000_000])
    def test_a_large_file_is_refused_by_its_true_size_and_never_read(
        self, size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "large.txt"
        with path.open("wb") as handle:
            handle.truncate(size)
        monkeypatch.setattr(Path, "open", lambda *_arguments, **_named: pytest.fail("the file was opened"))
        with pytest.raises(InvalidInputError, match=f"{size / 1e6:.0f}.0 MB，超过 20 MB"):
            read_document(path)

    def test_what_the_system_refuses_is_said_in_chinese(self, tmp_path: Path) -> None:
        with pytest.raises(InvalidInputError) as caught:
            read_document(tmp_path / ("长" * 300 + ".txt"))
        assert not re.search(r"[A-Za-z]{4,}", str(caught.value).replace(str(tmp_path), ""))

    def test_a_missing_file_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(InvalidInputError, match="没有文件"):
            read_document(tmp_path / "nothing.txt")

    def test_a_bomb_is_refused_before_it_is_unpacked(self) -> None:
        with pytest.raises(InvalidInputError, match="压缩炸弹"):
            read_document(docx(paragraphs("长" * 9_000_000)), "plan.docx")

    def test_a_nested_archive_is_not_opened(self) -> None:
        assert "长春" in read_document(docx(paragraphs("以长春市为核心布局"), extra={"inner.zip": docx("")}), "plan.docx").text


def test_spoilt_files_are_read_or_refused() -> None:
    rng = random.Random(7)  # noqa: S311 - a repeatable test
    whole = docx(paragraphs(*TEXT.splitlines()))
    seeds = [whole, pdf(["Jilin plan"]), TEXT.encode("gbk"), TEXT.encode("utf-16"), TEXT.encode()]
    names = ["a.docx", "a.pdf", "a.txt", "a.txt", "a.html"]
    for _ in range(200):
        at = rng.randrange(len(seeds))
        data = bytearray(seeds[at][: rng.randint(0, len(seeds[at]))])
        for _ in range(rng.randint(0, 12)):
            if data:
                data[rng.randrange(len(data))] = rng.randrange(256)
        with contextlib.suppress(SpatialError):
            parse_text(read_document(bytes(data), names[at]).text)


class TestExports:
    def test_every_form_is_written_and_valid(self) -> None:
        reading = parse_text(TEXT)
        for form in WRITERS:
            assert write_reading(reading, form)
        geojson = json.loads(write_reading(reading, "geojson"))
        assert "crs" not in geojson
        assert {feature["properties"]["place_id"] for feature in geojson["features"]} >= {"changchun-shi", "siping-shi"}
        for feature in geojson["features"]:
            low, high = feature["properties"]["start"], feature["properties"]["end"]
            assert reading.source[low:high] == feature["properties"]["text"]

    def test_annotations_quote_the_source(self) -> None:
        reading = parse_text(TEXT)
        for item in json.loads(write_reading(reading, "w3c"))["items"]:
            quote, position = item["target"]["selector"]
            assert reading.source[position["start"] : position["end"]] == quote["exact"]

    def test_a_linked_place_bears_its_own_names_and_the_day_of_the_text(self) -> None:
        text = "吉林省试验规划\n2016年3月1日\n推进长春至双辽高速公路建设，加快长　春　市、双辽市发展。\n"
        features = json.loads(write_reading(parse_text(text), "lpf"))["features"]
        found = {one["properties"]["title"]: one for one in features}
        assert [name["toponym"] for name in found["长春市"]["names"]] == ["长春", "长春市"]
        assert [kind["label"] for kind in found["双辽市"]["types"]] == ["counties"]
        assert found["双辽市"]["types"][0]["identifier"] == "http://vocab.getty.edu/aat/300000771"
        assert found["双辽市"]["properties"]["ccodes"] == ["CN"]
        assert all(name["citations"][0]["label"] == "吉林省试验规划" for name in found["长春市"]["names"])
        day = {"in": "2016-03-01"}
        assert all(one["when"] == {"timespans": [{"start": day, "end": day}]} for one in features)
        undated = json.loads(write_reading(parse_text("建设长春市。"), "lpf"))["features"]
        assert all("when" not in one for one in undated)

    def test_no_cell_is_a_formula(self) -> None:
        reading = parse_text(TEXT)
        spoilt = replace(reading, mentions=(replace(reading.mentions[0], text="=HYPERLINK(1)", section="@x"),))
        row = next(csv.DictReader(io.StringIO(write_reading(spoilt, "csv").removeprefix("\ufeff"))))
        assert row["text"].startswith("'=")
        assert row["section"].startswith("'@")

    def test_another_form_is_refused_with_the_choices(self) -> None:
        with pytest.raises(InvalidInputError, match="geojson"):
            write_reading(parse_text(TEXT), "shp")


class TestKeeping:
    def settings(self, tmp_path: Path) -> Settings:
        return replace(default_settings(), user_dir=tmp_path)

    def test_a_kept_draft_is_loaded_like_any_plan(self, tmp_path: Path) -> None:
        used = self.settings(tmp_path)
        reading = parse_text(TEXT)
        folder = save_plan(reading, "shiyan-2015", title="试验规划", issued=date(2015, 6, 1), settings=used)
        assert {path.name for path in folder.iterdir()} >= {"plan.toml", "structures.toml", "projects.csv", "claims.toml"}
        assert len(load_structures(used, plan="shiyan-2015")) == len(reading.structures)
        circle = next(item for item in load_structures(used, plan="shiyan-2015") if item.kind == "economic_circle")
        assert [member.place_id for member in circle.members] == ["nongan-xian", "dehui-shi"]
        assert [project.name for project in load_projects(used, plan="shiyan-2015")] == ["长春至双辽高速公路"]
        assert load_claims(used, plan="shiyan-2015")

    @pytest.mark.parametrize(
        ("text", "year"), [("新型城镇化规划（2014-2020年）", 2020), ("2021—2035年", 2035), ("2014年9月25日", None), ("2020-2014年", None)]
    )
    def test_the_years_of_a_plan_give_its_horizon(self, text: str, year: int | None) -> None:
        assert horizon_of(text) == year

    def test_hostile_names_stay_text(self, tmp_path: Path) -> None:
        reading = parse_text(TEXT)
        spoilt = replace(reading.structures[0], name='坏"名\n[plan]\\u0000 = ${x}')
        save_plan(
            replace(reading, structures=(spoilt,)), "huai-1", title='"; x = 1\n', issued=date(2015, 6, 1), settings=self.settings(tmp_path)
        )
        assert load_structures(self.settings(tmp_path), plan="huai-1")[0].name == '坏"名 [plan]\\u0000 = ${x}'

    @pytest.mark.parametrize("plan_id", ["../x", "A b", "", "hachang-2016", "con"])
    def test_an_id_that_is_no_slug_or_is_taken_is_refused(self, tmp_path: Path, plan_id: str) -> None:
        with pytest.raises(InvalidInputError):
            save_plan(parse_text(TEXT), plan_id, title="x", issued=date(2015, 6, 1), settings=self.settings(tmp_path))


class TestCommand:
    @pytest.mark.parametrize("name", ["", "empty.txt", "locked.docx"])
    def test_what_cannot_be_read_leaves_with_2_and_one_line(self, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "empty.txt").write_bytes(b"")
        (tmp_path / "locked.docx").write_bytes(compound("EncryptedPackage"))
        with pytest.raises(SystemExit) as left:
            main(["parse", str(tmp_path / name), "--json"])
        assert left.value.code == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert len(said.err.strip().splitlines()) == 1

    def test_json_has_the_source_and_the_parts(self, tmp_path: Path) -> None:
        path = tmp_path / "plan.txt"
        path.write_bytes(TEXT.replace("\n", "\r\n").encode("utf-8-sig"))
        result = CliRunner().invoke(build_app(), ["parse", str(path), "--json"])
        answer = json.loads(result.stdout)
        assert answer["source"] == TEXT.replace("\n", "\r\n")
        assert {"mentions", "structures", "projects", "claims"} <= set(answer)
        for mention in answer["mentions"]:
            assert answer["source"][mention["start"] : mention["end"]] == mention["text"]
            assert {"kind", "places", "ambiguous", "score", "reason", "inner"} <= set(mention)

    def test_a_saved_reading_can_be_reopened(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SPATIAL_HOME", str(tmp_path / "user"))
        default_settings.cache_clear()
        path = tmp_path / "plan.txt"
        path.write_text(TEXT, encoding="utf-8")
        result = CliRunner().invoke(build_app(), ["parse", str(path), "--save", "shiyan-2015"])
        kept = list_reviews(default_settings())
        default_settings.cache_clear()
        assert result.exit_code == 0
        assert [(review.plan, review.document.filename) for review in kept] == [("shiyan-2015", "plan.txt")]

    def test_an_export_goes_to_its_file(self, tmp_path: Path) -> None:
        path, out = tmp_path / "plan.txt", tmp_path / "plan.geojson"
        path.write_text(TEXT, encoding="utf-8")
        result = CliRunner().invoke(build_app(), ["parse", str(path), "--format", "geojson", "--out", str(out)])
        assert result.exit_code == 0
        assert json.loads(out.read_text(encoding="utf-8"))["type"] == "FeatureCollection"
