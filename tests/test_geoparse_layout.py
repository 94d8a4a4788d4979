"""Tests of undoing layout before reading: wrapped lines, letters set apart, half-width marks, running heads of pages, odd Word files."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from spatial.cli import build_app
from spatial.errors import InvalidInputError
from spatial.geoparse import Reading, parse_text, read_document
from spatial.geoparse.imprint import Imprint, imprint_of
from spatial.geoparse.tidy import tidy
from spatial.plans import load_plans
from spatial.settings import default_settings

PARAGRAPHS = (
    "吉林省某某城镇发展实施方案",
    "一、总体布局",
    (
        "（一）构建中部城市群，以长春市、吉林市为核心，以四平市、辽源市、松原市为支点，带动公主岭市、九台区、德惠市、榆树市、"
        "农安县、伊通县等周边城镇共同发展，形成布局合理的城镇体系。"
    ),
    (
        "强化长春市的综合服务功能，建设覆盖农安、德惠、九台、双阳、公主岭的半小时经济圈，推动产业协作和公共服务共享，"
        "到2020年常住人口达到500万人。"
    ),
    "二、交通建设",
    (
        "1.加快推进长春至双辽、辽源至四平、敦化至白河、集安至通化等高速公路建设，改造G302珲阿线延吉至安图、敦化至白石山段，"
        "规划建设白城至洮南铁路，完善龙嘉国际机场综合交通枢纽。"
    ),
    (
        "2.支持珲春市、图们市、和龙市建设沿边口岸城市，推进珲春至东宁铁路前期工作，打通长白山周边的旅游公路，"
        "改善抚松县、长白县、靖宇县等地的出行条件。"
    ),
    "依托哈大、图乌交通轴线，加快建设松原、白城、洮南、大安等节点城市，增强集聚能力。",
)
WHOLE = "\n".join(PARAGRAPHS) + "\n"


def wrapped(width: int, indent: str = "") -> str:
    """Return the text with every paragraph cut into lines of some characters, the first set in."""
    lines: list[str] = []
    for paragraph in PARAGRAPHS:
        rest = indent + paragraph if "、" not in paragraph[:2] else paragraph
        while rest:
            size = width - 1 if rest[width : width + 1] in {"，", "。", "、"} else width
            lines.append(rest[:size])
            rest = rest[size:]
    return "\n".join(lines) + "\n"


def told(reading: Reading) -> list[Counter[object]]:
    """Return what a reading says, without where."""
    names = Counter(("".join(one.text.split()), tuple(place.id for place in one.places)) for one in reading.mentions)
    drafts = [
        Counter((one.name, one.kind, tuple(m.place_id for m in one.members)) for one in reading.structures),
        Counter((one.name, one.mode, one.action, tuple(m.place_id for m in one.places)) for one in reading.projects),
        Counter((one.kind, one.value, one.limit_minutes, one.origin_ids, tuple(m.place_id for m in one.members)) for one in reading.claims),
    ]
    return [names, *drafts]


class TestWrappedLines:
    @pytest.mark.parametrize(("width", "indent"), [(22, ""), (26, ""), (28, "　　"), (34, "    "), (40, "")])
    def test_a_wrapped_text_reads_like_the_text_its_author_wrote(self, width: int, indent: str) -> None:
        whole, broken = parse_text(WHOLE), parse_text(wrapped(width, indent))
        assert len(whole.structures) >= 3
        assert len(whole.projects) >= 5
        assert len(whole.claims) >= 2
        assert told(broken) == told(whole)

    def test_spans_are_those_of_the_text_as_given(self) -> None:
        text = wrapped(26)
        reading = parse_text(text)
        assert reading.source == text
        for one in reading.mentions:
            assert text[one.start : one.end] == one.text
            assert all(text[part.start : part.end] == part.text for part in one.inner)
        for project in reading.projects:
            assert all("".join(text[end.start : end.end].split()) == end.as_written for end in project.places)

    def test_windows_line_ends_and_one_blank_line_between_pages_do_not_part_a_paragraph(self) -> None:
        lines = wrapped(26).split("\n")
        text = "\r\n".join([*lines[:6], "", *lines[6:]])
        assert told(parse_text(text)) == told(parse_text(WHOLE))

    def test_lines_of_names_are_left_alone(self) -> None:
        rows = [
            f"{name}至{other}高速公路新建工程项目前期工作安排" for name, other in pairwise(["长春市", "四平市", "辽源市", "松原市"] * 6)
        ]
        text = "\n".join(rows)
        assert tidy(text).text == text

    def test_paragraphs_of_an_ordinary_text_are_left_alone(self) -> None:
        assert tidy(WHOLE).text is WHOLE

    def test_a_heading_is_never_joined_to_what_stands_above_it(self) -> None:
        text = wrapped(26)
        joined = tidy(text).text.split("\n")
        assert "二、交通建设" in joined
        assert any(line.startswith("2.支持珲春市") for line in joined)


class TestCharacters:
    def test_letters_set_apart_to_fill_a_line_come_together(self) -> None:
        assert (
            tidy("通 道 。 加 快 推 进 G11 鹤 大 高 速 全 线 贯 通 ， 新 建 长 春 西 站").text
            == "通道。加快推进G11鹤大高速全线贯通，新建长春西站"
        )

    def test_a_list_parted_by_spaces_stays_parted(self) -> None:
        assert tidy("长春市 吉林市 四平市 辽源市 通化市 白山市 松原市").text == "长春市 吉林市 四平市 辽源市 通化市 白山市 松原市"

    def test_a_space_between_a_number_and_a_character_goes(self) -> None:
        assert tidy("到 2020 年，建成 G12 珲乌高速 35 公里").text == "到2020年，建成G12珲乌高速35公里"

    def test_half_width_marks_among_characters_become_full_width(self) -> None:
        assert tidy("到2020年,长春市(含九台区):建成;").text == "到2020年，长春市（含九台区）：建成；"

    @pytest.mark.parametrize("text", ["比例1:50000", "10:30", "1,000.5", "scale (km)", "a,b;c"])
    def test_marks_among_numbers_and_letters_stay(self, text: str) -> None:
        assert tidy(text).text == text

    def test_radicals_become_characters_and_headings_in_them_are_headings(self) -> None:
        text = wrapped(26).replace("二、", "⼆、").replace("长", "⻓").replace("户", "⼾")
        assert told_plainly(parse_text(text)) == told_plainly(parse_text(WHOLE))

    @given(st.text(alphabet="长春市至，。、：,(): \n　⻓⼆1a一", max_size=120))
    @settings(max_examples=200, deadline=None)
    def test_every_character_left_knows_where_it_stood(self, text: str) -> None:
        folded = tidy(text)
        assert len(folded.text) == len(folded.starts)
        assert list(folded.starts) == sorted(folded.starts)
        assert all(0 <= at < len(text) for at in folded.starts)
        kept = [char for char in folded.text if char not in " \n　"]
        assert len(kept) == len([char for char in text if char not in " \n　"])


def told_plainly(reading: Reading) -> list[Counter[object]]:
    """Return the drafts a reading gives, and how many names it found."""
    return [*told(reading)[1:], Counter({"names": len(reading.mentions)})]


def chinese_pdf(pages: list[list[str]]) -> bytes:
    """Return a PDF of several pages of Chinese lines in a font the reader has, written by hand."""
    objects: dict[int, bytes] = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        3: b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        4: b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /FontDescriptor 5 0 R"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 0 >> >>",
        5: b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 752"
        b" /Descent -271 /CapHeight 737 /StemV 58 >>",
    }
    kids = []
    for number, lines in enumerate(pages):
        shown = " ".join(f"<{line.encode('utf-16-be').hex()}> Tj 0 -20 Td" for line in lines)
        stream = f"BT /F1 12 Tf 40 780 Td {shown} ET".encode("ascii")
        page, content = 10 + 2 * number, 11 + 2 * number
        kids.append(b"%d 0 R" % page)
        objects[page] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 842] /Contents %d 0 R /Resources << /Font << /F1 3 0 R >> >> >>" % content
        )
        objects[content] = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream)
    objects[2] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    places = {}
    for number, body in sorted(objects.items()):
        places[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start, size = out.tell(), max(objects) + 1
    rows = b"".join(b"%010d 00000 n \n" % places[at] if at in places else b"0000000000 65535 f \n" for at in range(size))
    out.write(b"xref\n0 %d\n%s" % (size, rows))
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (size, start))
    return out.getvalue()


class TestPdf:
    def test_a_pdf_reads_like_its_text_without_running_heads_and_page_numbers(self) -> None:
        lines = wrapped(26).split("\n")[:-1]
        pages = [lines[at : at + 5] for at in range(0, len(lines), 5)]
        shown = [["某某省人民政府公报 2016年第9期", *page, f"— {number} —"] for number, page in enumerate(pages, 1)]
        document = read_document(chinese_pdf(shown), "plan.pdf")
        assert "公报" not in document.text
        assert told(parse_text(document.text)) == told(parse_text(WHOLE))

    @pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
    def test_a_pdf_locked_against_changes_alone_is_read_and_one_with_a_password_is_refused(self, algorithm: str) -> None:
        lines = wrapped(26).split("\n")[:-1]
        assert "长春市" in read_document(locked(chinese_pdf([lines]), algorithm, ""), "plan.pdf").text
        with pytest.raises(InvalidInputError, match="有密码"):
            read_document(locked(chinese_pdf([lines]), algorithm, "secret"), "plan.pdf")


def locked(content: bytes, algorithm: str, password: str) -> bytes:
    """Return a PDF its owner has locked; whoever opens it needs the password, if there is one."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    writer.encrypt(user_password=password, owner_password="owner", algorithm=algorithm)  # noqa: S106 - of a file made for the test
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def word(parts: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return stream.getvalue()


class TestWord:
    HEAD = '<?xml version="1.0"?><w:document xmlns:w="{}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>'
    TAIL = "</w:body></w:document>"
    PLAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"

    def document(self, body: str, namespace: str = PLAIN, name: str = "word/document.xml") -> str:
        return read_document(word({name: self.HEAD.format(namespace) + body + self.TAIL}), "plan.docx").text

    def test_what_is_said_twice_for_old_programs_is_read_once(self) -> None:
        run = "<w:r><w:t>长春市</w:t></w:r>"
        body = f"<w:p><mc:AlternateContent><mc:Choice>{run}</mc:Choice><mc:Fallback>{run}</mc:Fallback></mc:AlternateContent></w:p>"
        assert self.document(body) == "长春市\n"

    def test_text_moved_elsewhere_or_deleted_is_left_out(self) -> None:
        body = (
            "<w:p><w:moveFrom><w:r><w:t>四平市</w:t></w:r></w:moveFrom><w:del><w:r><w:delText>松原市</w:delText></w:r></w:del>"
            "<w:moveTo><w:r><w:t>吉林市</w:t></w:r></w:moveTo></w:p>"
        )
        assert self.document(body) == "吉林市\n"

    def test_the_strict_form_and_another_number_of_the_main_part_are_read(self) -> None:
        body = "<w:p><w:r><w:t>长春市</w:t></w:r></w:p>"
        assert self.document(body, self.STRICT) == "长春市\n"
        assert self.document(body, name="word/document2.xml") == "长春市\n"


class TestHtml:
    def test_a_page_that_names_an_older_charset_is_read_as_browsers_do(self) -> None:
        page = "<html><head><meta charset=gb2312></head><body><p>四平—辽源—铁岭·通辽，洮南镕</p></body></html>"
        assert "四平—辽源—铁岭·通辽，洮南镕" in read_document(page.encode("gb18030"), "plan.html").text


class TestImprint:
    def test_a_notice_names_the_plan_it_passes_on(self) -> None:
        text = (
            "甲省人民政府关于印发甲省某某城镇发展规划的通知\n甲政发〔2016〕38号\n各市人民政府：\n"
            "现将《甲省某某城镇发展规划（2016-2020年）》印发给你们。\n正文。\n"
        )
        assert imprint_of(text) == Imprint("甲省某某城镇发展规划（2016-2020年）", "甲政发〔2016〕38号", "甲省人民政府")

    def test_a_plan_of_its_own_is_named_by_its_title_and_the_body_that_signs(self) -> None:
        text = "乙市综合交通体系规划\n一、总则\n依据《甲省综合交通规划》编制。\n" + "正文。\n" * 20 + "乙市人民政府\n2022年3月1日\n"
        assert imprint_of(text) == Imprint("乙市综合交通体系规划", "", "乙市人民政府")

    def test_what_a_text_does_not_say_stays_unsaid(self) -> None:
        assert imprint_of("长春市建设道路。\n") == Imprint()
        assert imprint_of("") == Imprint()

    def test_a_plan_saved_from_the_command_line_bears_its_title(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SPATIAL_HOME", str(tmp_path / "home"))
        source = tmp_path / "scan 3.txt"
        source.write_text(
            "吉林省某某城镇发展规划\n2016年9月30日\n支持长春市、吉林市发展。\n吉林省人民政府\n2016年9月30日\n", encoding="utf-8"
        )
        default_settings.cache_clear()
        result = CliRunner().invoke(build_app(), ["parse", str(source), "--save", "mine-2016"])
        plans = load_plans(default_settings())
        default_settings.cache_clear()
        assert result.exit_code == 0
        plan = next(one for one in plans if one.id == "mine-2016")
        assert (plan.title, plan.issuer) == ("吉林省某某城镇发展规划", "吉林省人民政府")
