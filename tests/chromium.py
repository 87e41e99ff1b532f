"""A real Chromium, driven by DevTools messages over a pipe: for the tests of both pages."""

import json
import os
import select
import shutil
import subprocess
import time

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-extensions",
    "--remote-debugging-pipe",
)
DIALOG = -1
"""The number under which a dialog is answered: no question has it."""
SILENCE = 120
"""Seconds without a word after which the browser is given up."""


class SilentError(AssertionError):
    """It hangs, as it does once in some thousand pages on a busy machine."""


class Chromium:
    """One page. `events` holds what it said unasked since it was opened."""

    def __init__(self, profile, *flags):
        self._begun = (profile, *flags)
        self._begin(profile, *flags)

    def again(self):
        """A new browser in place of one that hangs."""
        self._process.kill()
        self._process.wait(20)
        os.close(self._to)
        os.close(self._from)
        profile, *flags = self._begun
        self._begin(f"{profile}-again", *flags)

    def _begin(self, profile, *flags):
        told_r, told_w = os.pipe()
        said_r, said_w = os.pipe()
        shell = f'exec "$0" "$@" 3<&{told_r} 4>&{said_w}'
        self._process = subprocess.Popen(
            ["bash", "-c", shell, CHROMIUM, *FLAGS, *flags, f"--user-data-dir={profile}", "about:blank"],
            pass_fds=(told_r, said_w),
            stderr=subprocess.DEVNULL,
        )
        os.close(told_r)
        os.close(said_w)
        self._to, self._from, self._rest, self._id = told_w, said_r, b"", 0
        self._session = None
        self.events = []
        target = next(t for t in self.ask("Target.getTargets")["targetInfos"] if t["type"] == "page")
        answer = self.ask("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self._session = answer["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.ask(f"{domain}.enable")

    def ask(self, method, **params):
        self._id += 1
        self._tell(self._id, method, params)
        while True:
            answer = self._next()
            if answer.get("id") == self._id:
                assert "error" not in answer, answer
                return answer["result"]
            if answer.get("method") == "Page.javascriptDialogOpening":
                self._tell(DIALOG, "Page.handleJavaScriptDialog", {"accept": True})
            self.events.append(answer)

    def _tell(self, number, method, params):
        message = {"id": number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")

    def _next(self):
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._from], [], [], SILENCE)
            if not ready:
                raise SilentError("the browser does not answer")
            piece = os.read(self._from, 2**16)
            assert piece, "the browser has gone"
            self._rest += piece
        message, _, self._rest = self._rest.partition(b"\0")
        return json.loads(message)

    def run(self, script):
        result = self.ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def until(self, script, seconds=30):
        end = time.monotonic() + seconds
        while not self.run(f"!!({script})"):
            assert time.monotonic() < end, f"never true: {script}; {self.said()}"
            time.sleep(0.05)

    def said(self):
        """What the page tells its user, for the message of a failure."""
        return ""

    def close(self):
        os.close(self._to)
        os.close(self._from)
        self._process.terminate()
        self._process.wait(20)
