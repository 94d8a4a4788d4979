"""Time reading a megabyte of every kind of text that could slow it down, through all that `parse FILE --json` does.

Usage: python benchmarks/large_texts.py [KIND ...] [--shares 8 1] [--texts DIR] [--limit 5]
Each kind is read in a process of its own: at the shares asked for (8: an eighth of a megabyte), processor seconds of reading,
drafting, judging and printing, and the most memory held. `growth` is the time of the whole over that of the smallest share, for each
doubling: 2 where the time follows the length. Fails where a kind takes longer than the limit.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import io
import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from fuzz_reading import docx

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

BYTES = 1_000_000
LONGEST = 240.0
COUNTIES = ROOT / "layers" / "base" / "divisions.csv"
STAGES = ("open", "mentions", "drafts", "judge", "print")
REPEATED = {
    "towns of one name": "五棵树镇合心镇太平镇",
    "names end to end": "长春市吉林市四平市松原市白城市农安县德惠市",
    "one city": "长春市",
    "one short name": "长春",
    "a province": "吉林省",
    "rivers end to end": "密江河",
    "towns of one name listed": "五棵树镇、太平镇、",
    "a list without an end": "长春、吉林、四平、",
    "a list of full names": "长春市、吉林市、四平市和",
    "one name a line": "长春市\n吉林市\n",
    "one town a line": "五棵树镇\r\n太平镇\r\n",
    "a route without an end": "长春至吉林至",
    "dashes between names": "长春—吉林-四平、",
    "a route a sentence": "建设长春至双辽高速公路。",
    "routes in a list": "续建长春至双辽高速公路、",
    "road numbers": "G302",
    "road numbers and routes": "G302珲阿线延吉至安图、敦化至白石山、",
    "compounds": "哈大长吉图珲乌",
    "compounds in brackets": "四（平）梨（树）",
    "heads alone": "经济区",
    "zones": "长春经济区开发区产业园",
    "many heads": "高速公路经济区机场流域",
    "roads unnamed": "建设路解放大街人民路",
    "names in brackets": "长春（吉林（四平（",
    "closed brackets": "（长春市（吉林市））",
    "brackets": "（",
    "brackets closing": "（）",
    "quotation marks opened": "“长春",
    "quotation marks": "“长春”经济圈",
    "titles opened": "《长春市规划",
    "titles": "《长春市规划》",
    "numerals": "一",
    "digits": "3",
    "digits and decimals": "1.",
    "kilometres": "长春市全长35公里，",
    "minutes": "长春至吉林30分钟可达，",
    "minutes without a stop": "30分钟",
    "half-hour circles": "半小时经济圈",
    "half-hour circles of a city": "覆盖长春、吉林的半小时经济圈。",
    "half-hour circles without a stop": "覆盖长春的半小时经济圈",
    "circles a line": "形成覆盖农安、德惠的半小时经济圈\n",
    "counts": "22个市（县）",
    "counts after a list": "长春、吉林、四平等22个市（县）、",
    "counts elsewhere": "重点建设3个节点城市。",
    "coverage": "高速公路覆盖所有县城，",
    "shares": "公路覆盖率100%、",
    "populations": "长春市人口达到300万人。",
    "boxes": "专栏\n",
    "boxes with numbers": "专栏1：新城\n长春兴隆新城、长春空港新城、长春北湖新城、长春西部新城\n",
    "headings": "一、总则\n（一）目标\n1.布局\n",
    "headings that count": "（二）打造两条城镇发展轴\n长吉发展轴。包括长春、吉林。\n",
    "labels": "九台节点。重点发展物流。\n",
    "roles": "以长春为核心，以吉林、四平为支点，",
    "roles a line": "以长春为核心，以吉林、四平为支点的经济区。\n",
    "coined patterns": "“一群三组团”",
    "coined nets": "五纵五横三环",
    "role nouns": "长春、吉林等节点城市，",
    "cooperation": "长春与吉林合作、",
    "trials": "支持长春开展改革试点，",
    "bodies": "长春市政府负责",
    "bodies listed": "（长春市、吉林市人民政府负责）",
    "an organisation": "长春银行",
    "water diverted": "引嫩入白",
    "letters and dashes": "沈一长一哈",
    "letters listed": "徐连、安九、湖杭等铁路",
    "towns of no dictionary": "望宝桥至双榆树、",
    "waters listed": "大河、小江、东湖、",
    "numbered corridors": "滨海1号、2号",
    "line ends": "\n",
    "line ends of Windows": "\r\n",
    "line ends in names": "长\n春\n",
    "spaces in names": "长 春 市 ",
    "marks of direction": "长\u202e春\u200f市",
    "radicals and wide forms": "⻓春市Ｇ３０２",
    "list marks": "、",
    "commas": "，",
    "stops": "。",
    "prose without a stop": "加快推进重点项目建设提升基础设施水平促进长春市经济社会发展",
    "an unknown character": "龘",
    "English": "Changchun to Jilin expressway ",
    "a date": "2014年8月7日",
}  # fmt: skip


def repeated(unit: str, size: int) -> str:
    """Return a piece of text over and over, up to so many bytes."""
    return unit * (size // len(unit.encode()))


def counties(mark: str) -> Callable[[int, Path], bytes]:
    """Return the maker of a list of all units of China."""

    def make(size: int, _: Path) -> bytes:
        with COUNTIES.open(encoding="utf-8", newline="") as handle:
            names = mark.join(row["name"] for row in csv.DictReader(handle))
        return repeated(names + mark, size).encode() or names[: size // 3].encode()

    return make


def prose(size: int, folder: Path, *, mark: str = "\n", stops: str = "") -> str:
    """Return the texts of a folder one after another, over and over, without some of their characters."""
    whole = mark.join(path.read_text(encoding="utf-8-sig") for path in sorted(folder.rglob("*.txt")))
    whole = whole.replace("\n", mark).translate(dict.fromkeys(map(ord, stops)))
    return (whole * (1 + size // len(whole.encode()))).encode()[:size].decode(errors="ignore")


MADE: dict[str, Callable[[int, Path], bytes]] = {
    "all units listed": counties("、"),
    "all units end to end": counties(""),
    "all units a line": counties("\n"),
    "prose": lambda size, folder: prose(size, folder).encode(),
    "prose of one line": lambda size, folder: prose(size, folder, mark="").encode(),
    "prose without a mark": lambda size, folder: prose(size, folder, mark="", stops="，。；：！？、（）“”《》 \r").encode(),
    "prose of short lines": lambda size, folder: "\n".join(
        prose(size, folder, mark="")[at : at + 20] for at in range(0, size // 3, 20)
    ).encode(),
    "prose for Windows": lambda size, folder: prose(size, folder, mark="\r\n").encode("gb18030"),
    "prose.html": lambda size, folder: ("<html><p>" + prose(size, folder, stops="<>&").replace("\n", "</p>\n<p>") + "</p>").encode(),
    "tables.html": lambda size, _: ("<table>" + repeated("<tr><td>长春市<td>3", size)).encode(),
    "unclosed.html": lambda size, _: ("<p>" + repeated("<a &lt; <!-- ", size)).encode(),
    "prose.docx": lambda size, folder: docx(prose(size, folder, stops="<>&\0").replace("\n", "</w:t></w:p><w:p><w:t>")),
}


def content_of(kind: str, share: int, folder: Path) -> bytes:
    """Return a file of one kind, a whole megabyte or a share of it."""
    size = BYTES // share
    return MADE[kind](size, folder) if kind in MADE else repeated(REPEATED[kind], size).encode()


def read_once(kind: str, share: int, folder: Path) -> dict[str, float]:
    """Return the processor seconds of each stage of reading one file, and the most memory held."""
    from spatial.cli.output import emit_json
    from spatial.cli.parse import judged
    from spatial.geoparse import parse_text, read_document, read_mentions
    from spatial.geoparse.reading import without_collecting

    content = content_of(kind, share, folder)
    parse_text("建设长春至双辽高速公路。")
    suffix = Path(kind).suffix or ".txt"
    with tempfile.TemporaryDirectory() as where:
        path = Path(where) / f"text{suffix}"
        path.write_bytes(content)
        at = [time.process_time()]
        document = read_document(path)
        at.append(time.process_time())
    read_mentions(document.text)
    at.append(time.process_time())
    reading = parse_text(document.text)
    at.append(time.process_time())
    out = io.StringIO()
    with without_collecting():
        found = judged(reading, None)
        at.append(time.process_time())
        with contextlib.redirect_stdout(out):
            emit_json(found)
        at.append(time.process_time())
    spent = dict(zip(STAGES, (later - before for before, later in pairwise(at)), strict=True))
    spent["drafts"] = max(0.0, spent["drafts"] - spent["mentions"])
    counted = {"mentions found": len(reading.mentions), "claims found": len(reading.claims), "printed_mb": len(out.getvalue()) / 1e6}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e3 if sys.platform != "darwin" else 1e6)
    return {**spent, "seconds": sum(spent.values()), "memory_mb": memory, **counted}


def apart(kind: str, share: int, folder: Path) -> dict[str, float]:
    """Return the same, measured in a process of its own; a run that has no end is stopped and counts as what it took."""
    command = [sys.executable, __file__, kind, "--once", str(share), "--texts", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        return defaultdict(float, seconds=LONGEST)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    """Print one line for each kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", default=[], metavar="KIND")
    parser.add_argument("--shares", type=int, nargs="+", default=[8, 1])
    parser.add_argument("--texts", type=Path, default=ROOT / "tests" / "data" / "reading")
    parser.add_argument("--limit", type=float, default=5.0)
    parser.add_argument("--once", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    kinds = options.kinds or [*REPEATED, *MADE]
    if options.once:
        print(json.dumps(read_once(kinds[0], options.once, options.texts.resolve())))
        return
    slow = []
    stages = "".join(f"{stage:>10}" for stage in STAGES)
    print(f"{'kind':34}{'seconds':>8}{stages}{'growth':>8}{'MB held':>9}{'MB out':>8}{'names':>8}{'claims':>8}")
    for kind in kinds:
        runs = {share: apart(kind, share, options.texts.resolve()) for share in sorted(options.shares, reverse=True)}
        small, whole = max(runs), min(runs)
        doublings = math.log2(small / whole) or 1.0
        growth = (runs[whole]["seconds"] / max(runs[small]["seconds"], 0.001)) ** (1 / doublings)
        one = runs[whole]
        stages = "".join(f"{one[stage]:10.2f}" for stage in STAGES)
        print(
            f"{kind:34}{one['seconds']:8.2f}{stages}{growth:8.2f}{one['memory_mb']:9.0f}{one['printed_mb']:8.1f}"
            f"{one['mentions found']:8.0f}{one['claims found']:8.0f}", flush=True,
        )  # fmt: skip
        if one["seconds"] > options.limit:
            slow.append(kind)
    print(f"{len(kinds)} kinds of text; longer than {options.limit:g} s: {', '.join(slow) or 'none'}")
    sys.exit(1 if slow else 0)


if __name__ == "__main__":
    main()
