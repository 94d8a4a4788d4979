"""Time reading a corpus (processor seconds) beside cpca, jionlp and jieba, and count places put into provinces no text names.

Usage: python benchmarks/bench_reading.py DIR_OF_TEXTS [--home 22] [--repeat 5]
A tool that is not installed is left out. Wrong province: a place given to a province that none of the texts names.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from spatial.geoparse import parse_text, read_mentions
from spatial.geoparse.tables import rows_of
from spatial.settings import default_settings

Count = tuple[int, Counter[str]]
NAMES = {
    row["adcode"][:2]: row["name"]
    for row in rows_of(default_settings().base_dir / "divisions.csv", "adcode", "name")
    if row["adcode"].endswith("0000")
}
SHORT = {code: re.sub(r"(?:省|市|壮族自治区|回族自治区|维吾尔自治区|自治区|特别行政区)$", "", name) for code, name in NAMES.items()}


def ours(texts: list[str]) -> Count:
    """Return how many places this product reads and the provinces it puts them in."""
    found: Counter[str] = Counter()
    total = 0
    for text in texts:
        mentions, _ = read_mentions(text)
        for mention in mentions:
            for place in mention.places:
                total += 1
                if place.id and place.id.startswith("cn-"):
                    found[place.id[3:5]] += 1
    return total, found


def with_cpca(texts: list[str]) -> Count:
    """Return what cpca finds, sentence by sentence."""
    import cpca

    sentences = [sentence for text in texts for sentence in re.split(r"[。；\n]", text) if sentence.strip()]
    codes = [str(code)[:2] for code in cpca.transform(sentences)["adcode"] if code and str(code)[:1].isdigit()]
    return len(codes), Counter(codes)


def with_jionlp(texts: list[str]) -> Count:
    """Return what jionlp makes of every sentence taken as an address."""
    import jionlp

    by_name = {name: code for code, name in NAMES.items()}
    sentences = [sentence for text in texts for sentence in re.split(r"[。；\n]", text) if sentence.strip()]
    found = [jionlp.parse_location(sentence).get("province") for sentence in sentences]
    codes = [by_name.get(name, "??") for name in found if name]
    return len(codes), Counter(codes)


def with_jieba(texts: list[str]) -> Count:
    """Return the words jieba tags as places (ns); it does not resolve them, so no province can be wrong."""
    import jieba.posseg

    return sum(tag == "ns" for text in texts for _, tag in jieba.posseg.lcut(text)), Counter()


def measure(name: str, work: Callable[[list[str]], Count], texts: list[str], repeat: int, named: set[str]) -> None:
    """Print the best time of several runs, characters per second, and the places in provinces no text names."""
    try:
        work(texts[:1])
    except ImportError:
        print(f"{name:26} not installed")
        return
    times = []
    for _ in range(repeat):
        began = time.process_time()
        total, codes = work(texts)
        times.append(time.process_time() - began)
    wrong = {code: count for code, count in codes.items() if code not in named}
    listed = "、".join(f"{SHORT.get(code, code)}{count}" for code, count in sorted(wrong.items(), key=lambda item: -item[1])[:6])
    speed = f"{min(times):8.3f} s  {sum(map(len, texts)) / min(times):12,.0f} chars/s"
    print(f"{name:26} {speed}  {total:6} places  wrong province {sum(wrong.values()):4}  {listed}")


def main() -> None:
    """Print one line for each tool."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--home", default="22")
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    texts = [path.read_bytes().decode("utf-8-sig") for path in sorted(options.folder.glob("*.txt"))]
    whole = "\n".join(texts)
    named = {options.home, *(code for code, name in SHORT.items() if name in whole or NAMES[code] in whole), "21", "23", "15"}
    began = time.perf_counter()
    parse_text("长春市")
    print(f"{sum(map(len, texts))} characters; first call {time.perf_counter() - began:.2f} s; provinces named {len(named)}")
    measure("reading and resolution", ours, texts, options.repeat, named)
    measure("with drafts", lambda given: (sum(len(parse_text(text).mentions) for text in given), Counter()), texts, options.repeat, named)
    measure("cpca", with_cpca, texts, 1, named)
    measure("jionlp.parse_location", with_jionlp, texts, 1, named)
    measure("jieba ns tags", with_jieba, texts, 1, named)


if __name__ == "__main__":
    main()
