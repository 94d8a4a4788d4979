"""Read the text layer of a PDF, within limits of pages and time."""

from __future__ import annotations

import io
import logging
import re
import time

from spatial.errors import InvalidInputError

MOST_PAGES = 600
MOST_SECONDS = 30.0
LEAST_PER_PAGE = 15
HEADER = re.compile(r"^\s*[-—–]?\s*\d{1,4}\s*[-—–]?\s*$", re.MULTILINE)


def text_of_pdf(content: bytes, name: str) -> tuple[str, int]:
    """Return the text layer of a PDF and its number of pages; raise InvalidInputError for scans, passwords and damage."""
    import pypdf  # noqa: PLC0415 - half a second nobody but readers of PDF should pay
    from pypdf.errors import DependencyError, PyPdfError  # noqa: PLC0415

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    began = time.monotonic()
    try:
        reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise InvalidInputError(f"“{name}”有密码；请去掉密码后再读。")
        count = len(reader.pages)
        if count > MOST_PAGES:
            raise InvalidInputError(f"“{name}”有 {count} 页，超过 {MOST_PAGES} 页的上限；请分册读取。")
        pages = []
        for page in reader.pages:
            if time.monotonic() - began > MOST_SECONDS:
                raise InvalidInputError(f"“{name}”太复杂，{MOST_SECONDS:.0f} 秒内读不完；请导出为 .docx 或 .txt 再读。")
            pages.append(page.extract_text())
    except DependencyError as error:
        raise InvalidInputError(f"“{name}”加了密，读不了；请打印或导出为不加密的 PDF，或另存为 .docx 再读。") from error
    except (
        PyPdfError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        OSError,
        RecursionError,
        ArithmeticError,
        NotImplementedError,
        AssertionError,
    ) as error:
        if isinstance(error, InvalidInputError):
            raise
        raise InvalidInputError(f"“{name}”已损坏，读不出文字；请重新导出 PDF，或另存为 .docx 再读。") from error
    text = HEADER.sub("", "\n".join(pages))
    if len(re.sub(r"\s", "", text)) < LEAST_PER_PAGE * max(1, count):
        raise InvalidInputError(f"“{name}”没有文字层（多半是扫描件）；请先做文字识别（OCR）再读。")
    return text, count
