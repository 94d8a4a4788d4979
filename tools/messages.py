"""Keep the message catalogue in step with the code.

    python tools/messages.py extract    add new messages to locale/en/LC_MESSAGES/messages.po, drop those no longer used
    python tools/messages.py compile    write messages.mo from it
    python tools/messages.py check      say what is missing; exit 1 when something is

A message id is the Chinese text on screen. It is found where it stands in `_("…")`, in `mark("…")`, or as the title of a style or a rank.
"""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "locale" / "en" / "LC_MESSAGES" / "messages.po"
MO = PO.with_suffix(".mo")
KEYWORDS = dict.fromkeys(("_", "mark", "Style", "Rank", "_area", "_line", "_point"))
SOURCES = ("app.py", "pages/*.py", "spatial/**/*.py")
# The same messages give the same bytes, on any day.
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
# Parts of titles that are put together when shown.
EXTRA = ("（示意）", "（直线示意）", "（借用所在地点位）")


def used() -> dict[str, list[str]]:
    """Return every message id of the code with the files that use it."""
    found: dict[str, list[str]] = {text: ["spatial/maps/style.py"] for text in EXTRA}
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            for message in messages_of(ast.parse(path.read_text(encoding="utf-8"))):
                if not message.isascii():
                    found.setdefault(message, []).append(path.relative_to(ROOT).as_posix())
    return found


def messages_of(tree: ast.AST) -> Iterator[str]:
    """Yield the first argument of every call of a keyword, inside f-strings too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def catalogue() -> Catalog:
    """Return the English catalogue as it stands; empty when there is none yet."""
    if not PO.exists():
        return Catalog(locale="en", project="jilin-spatial", fuzzy=False)
    with PO.open("rb") as handle:
        return read_po(handle, locale="en")


def synchronised() -> Catalog:
    """Return the catalogue with exactly the messages in use, translations kept, in order of the text."""
    old = catalogue()
    new = Catalog(locale="en", project="jilin-spatial", fuzzy=False)
    for text, files in sorted(used().items()):
        known = old.get(text)
        new.add(text, known.string if known else "", [(name, 0) for name in dict.fromkeys(files)])
    return new


def po_bytes(messages: Catalog) -> bytes:
    """Return the catalogue as a .po file without dates, so that the same messages give the same bytes."""
    buffer = io.BytesIO()
    write_po(buffer, messages, width=0, sort_output=True, include_lineno=False, omit_header=True)
    header = b'msgid ""\nmsgstr ""\n"Language: en\\n"\n"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    return header + b'"Content-Transfer-Encoding: 8bit\\n"\n\n' + buffer.getvalue()


def mo_bytes() -> bytes:
    """Return the compiled catalogue."""
    messages = catalogue()
    messages.creation_date = messages.revision_date = UNDATED
    buffer = io.BytesIO()
    write_mo(buffer, messages)
    return buffer.getvalue()


def untranslated() -> list[str]:
    """Return the messages in use that have no English text, and those that are not in the catalogue."""
    known = catalogue()
    return sorted(text for text in used() if not (entry := known.get(text)) or not entry.string)


def main(action: str) -> int:
    """Do one action and return the exit code."""
    if action == "extract":
        PO.parent.mkdir(parents=True, exist_ok=True)
        PO.write_bytes(po_bytes(synchronised()))
    if action in {"extract", "compile"}:
        MO.write_bytes(mo_bytes())
    missing = untranslated()
    for text in missing:
        print(f"without English: {text}")
    return 1 if missing and action == "check" else 0


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in {"extract", "compile", "check"}:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
