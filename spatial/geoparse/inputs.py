"""Get the text out of a file a planner has: txt, md, html, docx, pdf; refuse what has no text, with advice."""

from __future__ import annotations

import codecs
import hashlib
import re
import unicodedata
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

from spatial.errors import InvalidInputError, os_reason
from spatial.geoparse.filekind import READABLE, kind_of
from spatial.geoparse.model import Document
from spatial.geoparse.pdffile import text_of_pdf
from spatial.geoparse.wordfile import text_of_docx

if TYPE_CHECKING:
    from collections.abc import Callable

LARGEST_BYTES = 20_000_000
LEAST_CHARS = 2
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "footer",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    ]
)
SILENT = frozenset({"script", "style", "noscript", "template", "head", "title", "svg", "iframe", "object"})
DEEPEST_TAGS = 100_000


def read_document(source: bytes | str | Path, filename: str = "") -> Document:
    """Return the text of a file, given as bytes with its name or as a path.

    Raises InvalidInputError, with what to do instead, for a file that is too large, damaged, scanned or not text.
    """
    if isinstance(source, bytes):
        content, name = source, filename or "未命名.txt"
        refuse_large(len(content), name)
    else:
        path = Path(source)
        content, name = read_bytes(path), filename or path.name
    kind = kind_of(content, name)
    text, encoding, notes = READERS[kind](content, name)
    if len(text.strip()) < LEAST_CHARS:
        raise InvalidInputError(
            f"“{name}”里没有可读的文字（只有 {len(text.strip())} 字）；请检查是否选对了文件，若是扫描件请先做文字识别（OCR）。"
        )
    return Document(name, text, kind.lstrip("."), encoding, hashlib.sha256(content).hexdigest(), notes)


def refuse_large(size: int, name: str) -> None:
    """Raise InvalidInputError for a file larger than the limit."""
    if size > LARGEST_BYTES:
        limit = f"{LARGEST_BYTES / 1e6:.0f} MB"
        raise InvalidInputError(f"“{name}”有 {size / 1e6:.1f} MB，超过 {limit} 的上限；请只留正文（图片可删去），或分章读取。")


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file; nothing of one that is too large is read."""
    try:
        if path.is_dir():
            raise InvalidInputError(f"“{path}”是文件夹，不是文件；请写文件夹里那份规划的路径（{READABLE}）。")
        if path.is_file():
            refuse_large(path.stat().st_size, path.name)
        with path.open("rb") as handle:
            content = handle.read(LARGEST_BYTES + 1)
    except FileNotFoundError:
        raise InvalidInputError(f"没有文件“{path}”；请检查路径。") from None
    except (OSError, ValueError) as error:
        if isinstance(error, InvalidInputError):
            raise
        raise InvalidInputError(f"打不开“{path}”：{os_reason(error)}；请检查路径和权限。") from None
    refuse_large(len(content), path.name)
    return content


def decode(content: bytes, name: str) -> tuple[str, str]:
    """Return the text of some bytes and its encoding: by its mark, else UTF-8, UTF-16 by its zeros, GB 18030.

    Line ends stay as they are. Raises InvalidInputError where no encoding gives text.
    """
    for mark, encoding in BOMS:
        if content.startswith(mark):
            return checked(content.decode(encoding, errors="replace").removeprefix("\ufeff"), name), encoding
    for encoding in candidates(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if readable(text):
            return text, encoding
    raise InvalidInputError(f"“{name}”不是文本文件，或编码不认识；请另存为 UTF-8 编码的 .txt 再读。")


def candidates(content: bytes) -> tuple[str, ...]:
    """Return the encodings worth trying on bytes without a mark, the likeliest first."""
    head = content[:4096]
    if head and len(content) % 2 == 0:
        even, odd = head[0::2].count(0), head[1::2].count(0)
        if max(even, odd) > len(head) // 40:
            return ("utf-16-le", "utf-16-be") if odd >= even else ("utf-16-be", "utf-16-le")
    return ("utf-8", "gb18030", "utf-16-le", "utf-16-be") if len(content) % 2 == 0 else ("utf-8", "gb18030")


def checked(text: str, name: str) -> str:
    """Return a decoded text, or raise where it is not text."""
    if not readable(text):
        raise InvalidInputError(f"“{name}”不是文本文件；请另存为 UTF-8 编码的 .txt 再读。")
    return text


def readable(text: str) -> bool:
    """Say whether a decoded text looks like writing: few controls, few unassigned characters."""
    sample = text[:20000]
    odd = sum((unicodedata.category(char) in {"Cc", "Cn", "Co", "Cs"} and char not in "\t\n\r\f\v") or char == "\ufffd" for char in sample)
    return odd <= max(2, len(sample) // 50)


class Plain(HTMLParser):
    """Collect the text of a page, a new line for every block, nothing from scripts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0
        self.tags = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's signature
        """Open a block or a stretch to be left out."""
        self.tags += 1
        if self.tags > DEEPEST_TAGS:
            raise InvalidInputError("网页的标签过多；请把正文复制为文本再读。")
        if tag in SILENT:
            self.silent += 1
        elif tag in BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Close a block or a stretch left out."""
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep the text between tags."""
        if not self.silent:
            self.parts.append(re.sub(r"[ \t\r\n]+", " ", data))


def read_text(content: bytes, name: str) -> tuple[str, str, tuple[str, ...]]:
    """Return a text file as it is."""
    text, encoding = decode(content, name)
    return text, encoding, ()


def read_html(content: bytes, name: str) -> tuple[str, str, tuple[str, ...]]:
    """Return the text of a saved web page, in the charset it declares where that works."""
    declared = re.search(rb"charset\s*=\s*[\"']?([A-Za-z0-9_-]{2,20})", content[:4096])
    text, encoding = decode(content, name)
    if declared:
        try:
            named = declared.group(1).decode("ascii").lower()
            encoding = "gb18030" if named in {"gb2312", "gbk", "x-gbk", "gb_2312-80"} else named  # as browsers read these names
            text = content.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            declared = None
    page = Plain()
    page.feed(text)
    page.close()
    plain = re.sub(r"[ \t]*\n\s*", "\n", "".join(page.parts)).strip()
    return plain + "\n", encoding, ("网页去掉了标签与脚本",)


def read_docx(content: bytes, name: str) -> tuple[str, str, tuple[str, ...]]:
    """Return the paragraphs and tables of a Word file."""
    return text_of_docx(content, name), "utf-8", ("表格按行读出，图片、批注与页眉页脚未读",)


def read_pdf(content: bytes, name: str) -> tuple[str, str, tuple[str, ...]]:
    """Return the text layer of a PDF."""
    text, pages = text_of_pdf(content, name)
    return text, "utf-8", (f"PDF 文字层共 {pages} 页，折行已接回，页眉页码已去",)


READERS: dict[str, Callable[[bytes, str], tuple[str, str, tuple[str, ...]]]] = {
    ".txt": read_text, ".md": read_text, ".csv": read_text, ".tsv": read_text, ".json": read_text,
    ".html": read_html, ".docx": read_docx, ".pdf": read_pdf,
}  # fmt: skip
