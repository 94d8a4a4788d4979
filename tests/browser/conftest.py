"""One server and one headless Chromium for all browser tests; every host but this machine is blocked and counted.

Without Chromium the tests are skipped with the reason, unless CI=true or SPATIAL_REQUIRE_BROWSER=1: then that is a failure.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCAL = {"127.0.0.1", "localhost"}
REQUIRED = os.environ.get("CI") == "true" or os.environ.get("SPATIAL_REQUIRE_BROWSER") == "1"
VIEWPORT = {"width": 1440, "height": 960}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(str(item.fspath)).parent.name == "browser":
            item.add_marker(pytest.mark.browser)


def missing(reason: str) -> None:
    if REQUIRED:
        pytest.fail(reason)
    pytest.skip(reason)


def chromium_path() -> str:
    if os.environ.get("SPATIAL_SKIP_BROWSER") == "1":
        pytest.skip("browser tests are run by themselves (SPATIAL_SKIP_BROWSER=1)")
    named = os.environ.get("CHROMIUM")
    found = named or next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
    if not found:
        missing("no Chromium: install it (apt-get install chromium) or name it in the environment variable CHROMIUM")
    return str(found)


@dataclass
class Watch:
    """What one page asked for and what went wrong on it."""

    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    received: list[tuple[float, int]] = field(default_factory=list)

    def bytes_since(self, start: float = 0.0) -> int:
        return sum(size for when, size in self.received if when >= start)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    path = chromium_path()
    api = pytest.importorskip("playwright.sync_api") if not REQUIRED else __import__("playwright.sync_api", fromlist=["sync_api"])
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu", "--lang=zh-CN"])
        yield browser
        browser.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_up(url: str, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"the server stopped with code {process.returncode}")
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail("the server did not answer within a minute")


def start_server(script: Path, tmp: Path) -> tuple[subprocess.Popen[bytes], str]:
    port = free_port()
    env = {**os.environ, "SPATIAL_HOME": str(tmp / "home"), "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port), "--server.address", "127.0.0.1"]
    command += ["--server.headless", "true", "--server.fileWatcherType", "none"]
    with (tmp / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}"
    wait_until_up(url, process)
    return process, url


@pytest.fixture(scope="session")
def server(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    process, url = start_server(ROOT / "app.py", tmp_path_factory.mktemp("server"))
    yield url
    process.terminate()
    process.wait(10)


def watched_page(browser: Any) -> tuple[Any, Any, Watch]:
    """Return a context, a page and what it does; nothing outside this machine is reachable from it."""
    context = browser.new_context(viewport=VIEWPORT, locale="zh-CN", accept_downloads=True)
    watch = Watch()

    def route(route: Any) -> None:
        url = route.request.url
        parts = urlsplit(url)
        if parts.scheme in {"http", "https"} and parts.hostname not in LOCAL:
            watch.outside.append(url)
            route.abort()
        else:
            route.continue_()

    context.route("**/*", route)
    page = context.new_page()
    page.on("pageerror", lambda error: watch.errors.append(str(error)))
    page.on("response", lambda answer: watch.failed.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None)
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: watch.received.append((time.monotonic(), len(frame)))))
    return context, page, watch


@pytest.fixture
def tab(chromium: Any) -> Iterator[tuple[Any, Watch]]:
    context, page, watch = watched_page(chromium)
    yield page, watch
    context.close()
