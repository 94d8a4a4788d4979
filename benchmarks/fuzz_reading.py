"""Feed the reader spoilt files and texts; any fault, or a run over five processor seconds a megabyte, is printed and fails.

Usage: python benchmarks/fuzz_reading.py [--count 10000] [--seed 1] [--texts DIR]
Random bytes, cut and flipped docx, pdf, GBK and UTF-16 files, archives within archives, brackets by the thousand,
right-to-left marks, and sentences of the given texts cut, doubled and shuffled.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
import time
import traceback
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from spatial.errors import SpatialError
from spatial.geoparse import parse_text, read_document

SLOWEST_PER_MB = 5.0
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PIECES = (
    "长春至双辽高速公路", "吉林", "、", "（", "）", "“", "”", "至", "—", "一", "G302", "（平）", "四（平）梨（树）", "等22个市（县）", "以",
    "为核心", "覆盖", "的半小时经济圈", "\u202e", "\u200b", "\x00", "\ufeff", "⻄", "８", "《", "》", "专栏1：", "。", "\n",
)  # fmt: skip


def docx(text: str) -> bytes:
    """Return a minimal Word file, now and then with another archive inside it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        body = (
            f'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:t>{text}</w:t></w:p></w:document>'
        )
        archive.writestr("word/document.xml", body)
        archive.writestr("inner.zip", stream.getvalue())
    return stream.getvalue()


def spoilt(rng: random.Random, data: bytes) -> bytes:
    """Return bytes cut at a random place, with some of them changed."""
    cut = bytearray(data[: rng.randint(0, len(data))])
    for _ in range(rng.choice((0, 1, 4, 40))):
        if cut:
            cut[rng.randrange(len(cut))] = rng.randrange(256)
    return bytes(cut)


def sample(rng: random.Random, sentences: list[str]) -> tuple[bytes, str]:
    """Return the content and name of one spoilt file."""
    text = rng.choice(sentences) + "".join(rng.choices(PIECES, k=rng.randint(0, 60)))
    if rng.random() < 0.2:
        text = "".join(rng.sample(text, len(text)))
    if rng.random() < 0.1:
        text *= rng.randint(2, 40)
    kind = rng.randrange(7)
    brackets = (rng.choice("（“至、一") * rng.randint(1, 20000)).encode()
    contents = (
        text.encode("utf-8", "ignore"), text.encode("gb18030", "ignore"), text.encode("utf-16", "ignore"),
        docx(text.translate({0: None, 60: None, 38: None})), rng.randbytes(rng.randint(0, 3000)),
        b"%PDF-1.4\n" + text.encode("utf-8", "ignore"), brackets,
    )  # fmt: skip
    any_name = rng.choice(("a.txt", "a.docx", "a.pdf", "a.html", "a.wps"))
    name = ("a.txt", "a.txt", "a.txt", "a.docx", any_name, "a.pdf", "a.md")[kind]
    return (contents[kind] if rng.random() < 0.4 else spoilt(rng, contents[kind])), name


def main() -> None:
    """Run and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--texts", type=Path)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    folder = options.texts or Path(__file__).resolve().parent.parent / "tests" / "data" / "reading"
    sentences = [line for path in folder.glob("*.txt") for line in path.read_text(encoding="utf-8").splitlines() if line]
    read = refused = faults = 0
    slowest = 0.0
    for number in range(options.count):
        content, name = sample(rng, sentences)
        began = time.process_time()
        try:
            reading = parse_text(read_document(content, name).text)
            assert all(reading.source[one.start : one.end] == one.text for one in reading.mentions)
            read += 1
        except SpatialError:
            refused += 1
        except Exception:  # noqa: BLE001 - the fault is what is looked for
            faults += 1
            print(f"#{number} {name} {content[:80]!r}\n{traceback.format_exc(limit=3)}")
        spent = time.process_time() - began
        slowest = max(slowest, spent)
        if spent > SLOWEST_PER_MB * max(1.0, len(content) / 1e6):
            faults += 1
            print(f"#{number} {name} took {spent:.1f} s for {len(content)} bytes")
    print(f"{options.count} inputs: {read} read, {refused} refused, {faults} faults; slowest {slowest:.2f} s")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
