"""Read the text of a docx without trusting it: bounded archive, no entities, no external parts."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from xml.parsers import expat

from spatial.errors import InvalidInputError

LARGEST_MEMBER = 60_000_000
LARGEST_RATIO = 200
MOST_MEMBERS = 5000
BODY = re.compile(r"word/document\d{0,3}\.xml")
WORD = re.compile(r"http://(?:schemas\.openxmlformats\.org/wordprocessingml/2006|purl\.oclc\.org/ooxml/wordprocessingml)/main ")
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006 "
UNSEEN = frozenset({"moveFrom", "rt", f"{COMPATIBILITY}Fallback"})
BREAKS = {"p": "\n", "tr": "\n", "br": "\n", "cr": "\n", "tab": "\t", "tc": "\t"}


class Forbidden(Exception):  # noqa: N818 - a signal inside the parser, never shown
    """Raised inside the parser when a document declares entities."""


def body_of(content: bytes, name: str) -> bytes:
    """Return the main part of a docx; raise InvalidInputError where the archive is damaged or unreasonable."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            part = next((member for member in archive.infolist() if BODY.fullmatch(member.filename)), None)
            fault = fault_of(part, len(archive.infolist()))
            data = b"" if part is None or fault else archive.open(part).read(LARGEST_MEMBER + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError, OverflowError) as error:
        raise InvalidInputError(f"“{name}”已损坏，打不开；请用 Word 或 WPS 修复并另存为 .docx 再读。") from error
    if fault or len(data) > LARGEST_MEMBER:
        raise InvalidInputError(f"“{name}”{fault or '解压后过大；请只留正文另存后再读'}。")
    return data


def fault_of(part: zipfile.ZipInfo | None, members: int) -> str:
    """Return what is wrong with an archive before anything in it is unpacked, "" where nothing is."""
    if part is None:
        return "不是 Word 文档（缺少正文部分）；请用 Word 或 WPS 另存为 .docx 再读"
    if members > MOST_MEMBERS or part.file_size > LARGEST_MEMBER or part.file_size > LARGEST_RATIO * max(part.compress_size, 1000):
        return "解压后过大，疑为压缩炸弹；请只留正文另存后再读"
    return "有密码；请去掉密码另存后再读" if part.flag_bits & 0x1 else ""


class Collector:
    """Collect the running text of a word document part; what is deleted, moved away, said twice for old programs, or a code is left out."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.depth_of_text = 0
        self.unseen = 0

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        """Open an element."""
        local = WORD.sub("", tag)
        if local in UNSEEN:
            self.unseen += 1
        elif local == "t":
            self.depth_of_text += 1
        elif local in {"br", "cr", "tab"} and tag != local and not self.unseen:
            self.parts.append(BREAKS[local])

    def end(self, tag: str) -> None:
        """Close an element."""
        local = WORD.sub("", tag)
        if local in UNSEEN:
            self.unseen -= 1
        elif local == "t":
            self.depth_of_text -= 1
        elif local in {"p", "tr", "tc"} and tag != local and not self.unseen:
            self.parts.append(BREAKS[local])
        elif local == "noBreakHyphen" and tag != local and not self.unseen:
            self.parts.append("-")

    def data(self, text: str) -> None:
        """Keep the characters of running text."""
        if self.depth_of_text and not self.unseen:
            self.parts.append(text)


def refuse(*_arguments: object) -> int:
    """Stop at the first declaration of an entity."""
    raise Forbidden


def declared(*_arguments: object) -> None:
    """Stop at the first declaration of an entity."""
    raise Forbidden


def text_of_docx(content: bytes, name: str) -> str:
    """Return the text of a docx, a line for each paragraph and table row."""
    collector = Collector()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = collector.start, collector.end, collector.data
    parser.EntityDeclHandler, parser.ExternalEntityRefHandler = declared, refuse
    try:
        parser.Parse(body_of(content, name), True)
    except (expat.ExpatError, Forbidden) as error:
        raise InvalidInputError(f"“{name}”的正文已损坏或含有不允许的声明；请用 Word 或 WPS 另存为 .docx 再读。") from error
    return "".join(collector.parts)
