"""Tell what kind of file some bytes are, from their content first and their name second; refuse what holds no text, with advice."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import Path

from spatial.errors import InvalidInputError

READABLE = ".txt .md .docx .pdf .html"
ADVICE = {
    ".doc": "请在 Word 或 WPS 中另存为 .docx 后再读",
    ".wps": "请在 WPS 中另存为 .docx 后再读",
    ".ofd": "请用 OFD 阅读器导出为带文字层的 PDF，或复制文字存为 .txt",
    ".rtf": "请另存为 .docx 后再读",
    ".odt": "请另存为 .docx 后再读",
    ".caj": "请用 CAJ 阅读器导出为带文字层的 PDF",
    ".epub": "请把正文复制到 .txt 或 .docx",
    ".xls": "表格请另存为 .csv 或 .txt",
    ".et": "表格请另存为 .csv 或 .txt",
    ".xlsx": "表格请把正文复制到 .txt 或 .docx",
    ".ppt": "请把文字复制到 .docx 后再读",
    ".dps": "请把文字复制到 .docx 后再读",
    ".pptx": "请把文字复制到 .docx 后再读",
}
IMAGES = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif", ".webp", ".heic", ".jp2", ".djvu"})
ARCHIVES = frozenset({".zip", ".rar", ".7z", ".gz", ".tgz", ".bz2", ".xz", ".tar"})
TEXTS = frozenset({".txt", ".md", ".markdown", ".text", ".csv", ".tsv", ".json", ""})
SAME = {".htm": ".html", ".xhtml": ".html", ".markdown": ".md", ".text": ".txt", "": ".txt"}
KINDS = frozenset({".txt", ".md", ".csv", ".tsv", ".json", ".html", ".docx", ".pdf"})
OLE = b"\xd0\xcf\x11\xe0"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
SIGNATURES = (
    (b"{\\rtf", ".rtf"), (b"CAJ", ".caj"), (b"\x89PNG", ".png"), (b"\xff\xd8\xff", ".jpg"), (b"GIF8", ".gif"), (b"II*\x00", ".tif"),
    (b"MM\x00*", ".tif"), (b"RIFF", ".webp"), (b"AT&TFORM", ".djvu"), (b"\x00\x00\x00\x0cjP", ".jp2"), (b"Rar!", ".rar"),
    (b"7z\xbc\xaf", ".7z"), (b"\x1f\x8b", ".gz"), (b"BZh", ".bz2"), (b"\xfd7zXZ", ".xz"),
)  # fmt: skip
# What stands in a packed office file tells its kind, whatever it is called.
PARTS = (
    ("word/", ".docx"), ("xl/", ".xlsx"), ("ppt/", ".pptx"), ("OFD.xml", ".ofd"), ("META-INF/container.xml", ".epub"),
    ("content.xml", ".odt"),
)  # fmt: skip
STREAMS = ((".doc", "WordDocument"), (".xls", "Workbook"), (".xls", "Book"), (".ppt", "PowerPoint Document"))
# Suffixes whose files are of the old binary form, so that the name may be believed.
OLD_FORM = frozenset({".doc", ".wps", ".xls", ".et", ".ppt", ".dps"})


def kind_of(content: bytes, name: str) -> str:
    """Return the kind of a file as a suffix; raise InvalidInputError, naming what it is and what to do, where it cannot be read."""
    if not content:
        raise InvalidInputError(f"“{name}”是空文件（0 字节）；请检查下载或复制是否完整。")
    suffix = Path(name).suffix.lower()
    kind = actual_kind(content, name, suffix) or (suffix if suffix not in TEXTS else SAME.get(suffix, suffix))
    kind = SAME.get(kind, kind)
    if kind in ADVICE:
        raise InvalidInputError(f"“{name}”{said(kind, suffix)}，读不了；{ADVICE[kind]}。")
    if kind in IMAGES:
        raise InvalidInputError(f"“{name}”是图片，没有文字；请先做文字识别（OCR）再读。")
    if kind in ARCHIVES:
        raise InvalidInputError(f"“{name}”是压缩包；请先解压，再读里面的文件（{READABLE}）。")
    if kind not in KINDS:
        raise InvalidInputError(f"“{name}”的类型 {kind} 读不了；可以读 {READABLE}。")
    return ".html" if kind == ".txt" and looks_like_html(content) else kind


def said(kind: str, suffix: str) -> str:
    """Return in words what a file is where its name may say something else."""
    return f"是 {kind} 文件" if kind == suffix else f"的内容是 {kind} 文件"


def actual_kind(content: bytes, name: str, suffix: str) -> str | None:
    """Return the kind the first bytes tell, None for what may be text."""
    if content[:1024].lstrip().startswith(b"%PDF"):
        return ".pdf"
    if content.startswith(OLE):
        return old_kind(content, name, suffix)
    if content.startswith(ZIP):
        return packed_kind(content, suffix)
    if content[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif"}:
        return ".heic"
    return next((kind for magic, kind in SIGNATURES if content.startswith(magic)), None)


def old_kind(content: bytes, name: str, suffix: str) -> str:
    """Return the kind of a compound file: the old office formats by name or by their streams; raise for one with a password."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise InvalidInputError(f"“{name}”有密码，读不了；请在 Word 或 WPS 中去掉密码，另存为 .docx 后再读。")
    found = next((kind for kind, stream in STREAMS if stream.encode("utf-16-le") in content), ".doc")
    return suffix if suffix in OLD_FORM else found


def packed_kind(content: bytes, suffix: str) -> str:
    """Return the kind of a zip by what stands in it; a damaged one is what its name says."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, RuntimeError, ValueError, OverflowError):
        return suffix if suffix in ADVICE or suffix in ARCHIVES else ".docx"
    found = next((kind for part, kind in PARTS if any(one.startswith(part) for one in names)), ".zip")
    return suffix if found == ".zip" and suffix not in TEXTS | KINDS else found


def looks_like_html(content: bytes) -> bool:
    """Say whether a file named as text is a saved web page."""
    return re.match(rb"\s*(?:<!doctype html|<html)", content[:512].lower()) is not None
