"""Read the text layer of a PDF, within limits of pages and time."""

from __future__ import annotations

import io
import logging
import re
import time
from collections import Counter

from spatial.errors import InvalidInputError
from spatial.geoparse.tidy import tidy

MOST_PAGES = 600
MOST_SECONDS = 60.0
LEAST_PER_PAGE = 15
EDGE = 2
LEAST_RUNNING = 3
RUNNING_SHARE = 0.4
HEADER = re.compile(r"^\s{0,40}(?:[-—–]\s{0,8})?\d{1,4}(?:\s{0,8}[-—–])?\s{0,40}$", re.MULTILINE)


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
    text = tidy(HEADER.sub("", "\n".join(without_running_lines(pages)))).text
    if len(re.sub(r"\s", "", text)) < LEAST_PER_PAGE * max(1, count):
        raise InvalidInputError(f"“{name}”没有文字层（多半是扫描件）；请先做文字识别（OCR）再读。")
    return text, count


def without_running_lines(pages: list[str]) -> list[str]:
    """Return the pages without the lines that stand at the head or foot of many, their numbers apart."""
    lines = [[line for line in page.split("\n") if line.strip()] for page in pages]
    heads = [[masked(line) for line in page[:EDGE]] for page in lines]
    feet = [[masked(line) for line in page[-EDGE:]] for page in lines]
    times = Counter(line for head, foot in zip(heads, feet, strict=True) for line in {*head, *foot})
    running = {line for line, count in times.items() if count >= max(LEAST_RUNNING, RUNNING_SHARE * len(pages))}
    kept = []
    for page in lines:
        low = next((at for at, line in enumerate(page[:EDGE]) if masked(line) not in running), min(EDGE, len(page)))
        high = len(page) - next((at for at, line in enumerate(page[::-1][:EDGE]) if masked(line) not in running), min(EDGE, len(page)))
        kept.append("\n".join(page[low : max(low, high)]))
    return kept


def masked(line: str) -> str:
    """Return a line with its numbers and spaces taken out."""
    return re.sub(r"[\d\s]+", "", line)
