# SPDX-FileCopyrightText: 2025-2026 Cong Le and contributors
# SPDX-License-Identifier: MIT
"""Chromium, Firefox and WebKitGTK, each driven as a reader does: by pointer and keys, in one window.

Playwright drives Chromium, and Selenium WebKitGTK. Neither reaches the Firefox of Debian: the one sends a command that it
does not know, the other wants a driver that no package brings. So it is spoken to in WebDriver BiDi, its own tongue.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from http.server import BaseHTTPRequestHandler
from itertools import count
from pathlib import Path
from time import monotonic, sleep
from typing import Any, ClassVar

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright
from selenium.common import WebDriverException
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.command import Command
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service
from selenium.webdriver.webkitgtk.webdriver import WebDriver
from websocket import create_connection

from browsers.installing import program
from phi4_guide.publish.chromium import launch_arguments, require_browser
from phi4_guide.publish.server import running

WIDE = (1280, 800)
PATIENCE = 60.0
NOTES_TROUBLE = """
const note = (...words) => sessionStorage.setItem(
  'noted', JSON.stringify([...JSON.parse(sessionStorage.getItem('noted') ?? '[]'), words.join(' ')]));
for (const level of ['debug', 'log', 'info', 'warn', 'error']) console[level] = (...words) => note(level, ...words);
addEventListener('error', ({ message, target }) => note(message ?? 'not loaded:', target.src ?? target.href ?? ''), true);
addEventListener('unhandledrejection', ({ reason }) => note(reason));
addEventListener('securitypolicyviolation', (broken) => note('policy:', broken.violatedDirective, broken.blockedURI));
"""
"""A script that keeps what goes wrong on a page, and on those that its window showed before."""
NOTES_BROKEN_POLICY = """() => addEventListener('securitypolicyviolation',
    ({ violatedDirective, blockedURI }) => console.error(`policy: ${violatedDirective} ${blockedURI}`))"""
_MIDDLE = """(() => {
  const element = document.querySelectorAll(%s)[%d];
  element?.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
  const box = element?.getClientRects()[0];
  return box && [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
})()"""


class Engine(ABC):
    """A browser. `said` is what its pages had on their consoles, and `asked` the addresses that they asked for.

    What its reader saves arrives in `folder`.
    """

    name: ClassVar[str]

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: list[str] = []
        self.asked: list[str] = []

    @abstractmethod
    def open(self, url: str) -> None:
        """Goes to the address and waits until it has loaded."""

    @abstractmethod
    def run(self, expression: str) -> Any:
        """What the expression gives in the page, awaited."""

    @abstractmethod
    def resize(self, width: int, height: int) -> None:
        """Gives the page a window of this size."""

    @abstractmethod
    def point(self, x: int, y: int, *, press: bool) -> None:
        """Moves the pointer to this place of the window, and clicks there where it is to `press`."""

    @abstractmethod
    def press(self, *keys: str) -> None:
        """Presses the keys together; those with a name of more than one letter are Selenium's `Keys`, in its spelling."""

    @abstractmethod
    def print(self) -> None:
        """Prints the page."""

    def until(self, expression: str, patience: float = PATIENCE) -> Any:
        """What the expression gives as soon as that is true; an assertion fails when it never is."""
        end = monotonic() + patience
        while monotonic() < end:
            # A page that is being left gives no answer.
            with suppress(AssertionError, PlaywrightError, WebDriverException):
                if found := self.run(expression):
                    return found
            sleep(0.05)
        raise AssertionError(f"{self.name}: never true: {expression}; on the console: {self.said}")

    def click(self, selector: str, which: int = 0) -> None:
        """Clicks on the middle of an element as soon as it is there, whatever covers it."""
        self.point(*self.until(_MIDDLE % (json.dumps(selector), which)), press=True)

    def insist(self, selector: str, expression: str) -> None:
        """Clicks, and again where nothing came of it: on what was not listening yet, or moved away."""
        for patience in (4, 12, PATIENCE):
            place = self.until(f"({expression}) || {_MIDDLE % (json.dumps(selector), 0)}")
            if place is True:
                return
            self.point(*place, press=True)
            with suppress(AssertionError):
                self.until(expression, patience)
                return
        raise AssertionError(f"{self.name}: nothing comes of a click on {selector}: {expression}")

    def hover(self, selector: str, which: int = 0) -> None:
        """Moves the pointer to the middle of an element."""
        self.point(*self.until(_MIDDLE % (json.dumps(selector), which)), press=False)

    def type(self, text: str) -> None:
        """Types the text, letter by letter."""
        for sign in text:
            self.press(sign)

    def listen(self) -> None:
        """Takes in what was said and asked since."""
        self.run("new Promise((done) => setTimeout(done, 50))")


class Chromium(Engine):
    """Chromium, by Playwright."""

    name = "chromium"

    def __init__(self, folder: Path, ends: ExitStack) -> None:
        super().__init__(folder)
        playwright = ends.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=require_browser(), args=launch_arguments())
        ends.callback(browser.close)
        self._page = browser.new_page(viewport=dict(zip(("width", "height"), WIDE, strict=True)))  # type: ignore[arg-type]
        self._page.add_init_script(f"({NOTES_BROKEN_POLICY})()")
        self._page.on("console", lambda message: self.said.append(f"{message.type}: {message.text}"))
        self._page.on("pageerror", lambda error: self.said.append(str(error)))
        self._page.on("request", lambda request: self.asked.append(request.url))
        self._page.on("download", lambda file: file.save_as(folder / file.suggested_filename))

    def open(self, url: str) -> None:
        self._page.goto(url)

    def run(self, expression: str) -> Any:
        return self._page.evaluate(f"async () => ({expression})")

    def resize(self, width: int, height: int) -> None:
        self._page.set_viewport_size({"width": width, "height": height})

    def point(self, x: int, y: int, *, press: bool) -> None:
        self._page.mouse.move(x, y)
        if press:
            self._page.mouse.click(x, y)

    def press(self, *keys: str) -> None:
        self._page.keyboard.press("+".join(key.title().replace("_", "") if len(key) > 1 else key for key in keys))

    def print(self) -> None:
        self._page.pdf(format="A4")


class _OfWebDriver(Engine):
    """An engine that takes WebDriver's actions."""

    @abstractmethod
    def _act(self, kind: str, steps: Sequence[dict[str, Any]]) -> None: ...

    def point(self, x: int, y: int, *, press: bool) -> None:
        clicked = [{"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp")]
        self._act("pointer", [{"type": "pointerMove", "x": x, "y": y}, *(clicked if press else [])])

    def press(self, *keys: str) -> None:
        values = [getattr(Keys, key) if len(key) > 1 else key for key in keys]
        down = [{"type": "keyDown", "value": value} for value in values]
        self._act("key", [*down, *({"type": "keyUp", "value": value} for value in reversed(values))])


class Firefox(_OfWebDriver):
    """Firefox, in WebDriver BiDi."""

    name = "firefox"
    _SETTINGS: ClassVar = {
        # Without a screen it takes itself for a touch device, which has nothing to hover with.
        "ui.primaryPointerCapabilities": 6,
        "ui.allPointerCapabilities": 6,
        # The list of what was saved takes the focus from the page.
        "browser.download.alwaysOpenPanel": False,
        "browser.startup.homepage_override.mstone": "ignore",
        "datareporting.policy.dataSubmissionEnabled": False,
        "app.normandy.enabled": False,
        "network.captive-portal-service.enabled": False,
        "network.connectivity-service.enabled": False,
    }

    def __init__(self, folder: Path, ends: ExitStack) -> None:
        super().__init__(folder)
        profile = folder / "profile"
        profile.mkdir()
        settings = (f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in self._SETTINGS.items())
        (profile / "user.js").write_text("".join(settings), encoding="utf-8")
        command = [program(self.name), "--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port=0"]
        quiet = subprocess.DEVNULL
        process = ends.enter_context(subprocess.Popen(command, stderr=subprocess.PIPE, stdout=quiet, text=True))
        # It has nothing to keep, and may be busy.
        ends.callback(process.kill)
        assert process.stderr
        address = next(filter(None, (re.search(r"ws://\S+", line) for line in process.stderr)))[0]
        # Nobody reads the rest, and what is not read would stop it.
        threading.Thread(target=process.stderr.read, daemon=True).start()
        self._socket = create_connection(f"{address}/session", timeout=90, suppress_origin=True)
        ends.callback(self._socket.shutdown)
        self._ids = count()
        self._command("session.new", capabilities={})
        self._command("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent", "network.fetchError"])
        self._command("script.addPreloadScript", functionDeclaration=NOTES_BROKEN_POLICY)
        self._command("browser.setDownloadBehavior", downloadBehavior={"type": "allowed", "destinationFolder": str(folder)})
        self._context = {"context": self._command("browsingContext.create", type="tab")["context"]}
        self.resize(*WIDE)

    def _command(self, method: str, **params: Any) -> Any:
        number = next(self._ids)
        self._socket.send(json.dumps({"id": number, "method": method, "params": params}))
        while True:
            message = json.loads(self._socket.recv())
            if message.get("id") == number:
                assert message["type"] == "success", f"{method}: {message.get('message')}"
                return message["result"]
            params = message["params"]
            if message["method"] == "log.entryAdded":
                self.said.append(f"{params['level']}: {params['text']}")
            elif message["method"] == "network.beforeRequestSent":
                self.asked.append(params["request"]["url"])
            elif message["method"] == "network.fetchError":
                self.said.append(f"{params['errorText']} {params['request']['url']}")

    def open(self, url: str) -> None:
        self._command("browsingContext.navigate", **self._context, url=url, wait="complete")

    def run(self, expression: str) -> Any:
        wrapped = f"(async () => JSON.stringify(await ({expression})))()"
        answer = self._command("script.evaluate", expression=wrapped, target=self._context, awaitPromise=True)
        assert answer["type"] == "success", f"{expression}: {answer['exceptionDetails']['text']}"
        return json.loads(answer["result"].get("value", "null"))

    def resize(self, width: int, height: int) -> None:
        self._command("browsingContext.setViewport", **self._context, viewport={"width": width, "height": height})

    def _act(self, kind: str, steps: Sequence[dict[str, Any]]) -> None:
        self._command("input.performActions", **self._context, actions=[{"type": kind, "id": kind, "actions": steps}])

    def print(self) -> None:
        self._command("browsingContext.print", **self._context)


class WebKit(_OfWebDriver):
    """WebKitGTK on a screen of its own, by Selenium. What it asks of others goes to a proxy, which keeps a note of it.

    Its driver tells nothing of the console: the pages that it is shown bring `NOTES_TROUBLE` with them.
    """

    name = "webkit"
    _ENV: ClassVar = {"GDK_BACKEND": "x11", "LIBGL_ALWAYS_SOFTWARE": "1", "NO_AT_BRIDGE": "1"}

    def __init__(self, folder: Path, ends: ExitStack) -> None:
        super().__init__(folder)
        # Where it saves is a setting of its user's folder.
        (folder / "user-dirs.dirs").write_text(f'XDG_DOWNLOAD_DIR="{folder}"\n', encoding="utf-8")
        display = ends.enter_context(_screen())
        proxy = f"127.0.0.1:{ends.enter_context(_proxy(self.asked))}"
        options = Options()
        options.add_argument("--automation")
        elsewhere = {"proxyType": "manual", "httpProxy": proxy, "sslProxy": proxy, "noProxy": ["127.0.0.1"]}
        options.set_capability("proxy", elsewhere)
        env = {**os.environ, **self._ENV, "DISPLAY": display, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
        if os.geteuid() == 0:  # Its sandbox cannot be had as root, as in most containers.
            env["WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS"] = "1"
        self._driver = WebDriver(options, Service(program(WebKit.name), env=env))
        ends.callback(self._driver.quit)
        self._driver.set_script_timeout(60)
        self.resize(*WIDE)

    def open(self, url: str) -> None:
        self._driver.get(url)

    def run(self, expression: str) -> Any:
        script = f"""const done = arguments[0];
            (async () => ({expression}))().then((value) => done({{ value }}), (error) => done({{ error: `${{error}}` }}))"""
        answer = self._driver.execute_async_script(script)
        assert "error" not in answer, f"{expression}: {answer['error']}"
        return answer.get("value")

    def resize(self, width: int, height: int) -> None:
        # What the window has around the page is in no answer.
        self._driver.set_window_rect(0, 0, width, height)
        around = f"[{width} - innerWidth, {height} - innerHeight]"
        outer = self.until(f"{around}.every((side) => side >= 0 && side < 200) && {around}")
        self._driver.set_window_rect(0, 0, width + outer[0], height + outer[1])
        self.until(f"String({around}) === '0,0'")

    def _act(self, kind: str, steps: Sequence[dict[str, Any]]) -> None:
        self._driver.execute(Command.W3C_ACTIONS, {"actions": [{"type": kind, "id": kind, "actions": list(steps)}]})

    def print(self) -> None:
        # Its driver has no such command: the page does what it does before one prints, on the screen.
        self.run("dispatchEvent(new Event('beforeprint'))")

    def listen(self) -> None:
        super().listen()
        self.said = self.run("JSON.parse(sessionStorage.getItem('noted') ?? '[]')")


@contextmanager
def _screen() -> Iterator[str]:
    """A screen that nobody sees; gives its name."""
    readable, writable = os.pipe()
    command = [program("screen"), "-displayfd", str(writable), "-screen", "0", "1600x1200x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[writable], stderr=subprocess.DEVNULL) as process:
        os.close(writable)
        try:
            with os.fdopen(readable) as number:
                yield f":{number.readline().strip()}"
        finally:
            process.kill()


@contextmanager
def _proxy(asked: list[str]) -> Iterator[int]:
    """A proxy that passes nothing on, and adds each address to `asked`; gives its port."""

    class Note(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(502)

        do_CONNECT = do_POST = do_HEAD = do_GET

        def log_message(self, format: str, *args: object) -> None:
            pass

    with running(Note) as port:
        yield port


ENGINES = (Chromium, Firefox, WebKit)


@contextmanager
def started(engine: Callable[[Path, ExitStack], Engine], folder: Path) -> Iterator[Engine]:
    """The engine with a fresh profile in the folder, until the block ends."""
    with ExitStack() as ends:
        yield engine(folder, ends)
