"""Projects of small reports of our own, a real server in a process of its own, and a real browser."""

import json
import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from chromium import CHROMIUM, Chromium, SilentError

pytest.importorskip("fastapi", reason="the page needs the extra [annotate]")
pytest.importorskip("uvicorn", reason="the page needs the extra [annotate]")

from reportminer.config import models_dir
from reportminer.desk.models import SHIPPED, Models
from reportminer.desk.project import Project
from reportminer.desk.reading import encoder_of, passages_of, read

HARBOUR = """Harbour Lights Partnership: closing report

Introduction

The Harbour Lights Partnership ran from March 2014 to June 2016 in three port towns. It was led by the
Seamen's Welfare Trust (SWT) together with Dockside Community Council and the Ministry of Labour.
Funding came from the Ostrava Foundation. The café 𝒞lub <script>window.pwned = 1</script> opened daily.

Challenges

- Two of the three drop-in centres had no running water for the whole of the first winter.
- Staff turnover at Dockside Community Council delayed the legal clinics by seven months.

What we learned

Crews only came to a clinic when somebody who spoke their language stood at the gangway.

Recommendations

1. The Ministry of Labour should keep one inspector on call at each port.
2. SWT should share its vessel list with the clinics every Monday.
"""
SUBJECTS = ("The relief boat", "Our clinic", "The port office", "One volunteer", "The ferry crew", "A warden")
DOINGS = (
    "could not open for want of money",
    "met on Tuesdays",
    "should hire two more nurses",
    "carried forty parcels",
    "was closed by the flood and lacked staff",
    "must agree a budget with the council",
    "works best where one person holds the keys",
    "printed a newsletter",
)


def long_report(paragraphs: int) -> str:
    """A report of as many paragraphs of four sentences, none like another."""
    parts = ["Relief boats: a long report"]
    for number in range(paragraphs):
        if number % 10 == 0:
            parts.append(f"Part {number // 10 + 1}")
        parts.append(
            " ".join(
                f"{SUBJECTS[(number + k) % 6]} of pier {number * 4 + k} {DOINGS[(number * 5 + k * 3) % 8]}."
                for k in range(4)
            )
        )
    return "\n\n".join(parts) + "\n"


def make_project(folder: Path, reports: dict[str, str]) -> Project:
    """A project of text reports, taken in."""
    folder.mkdir(parents=True, exist_ok=True)
    project = Project(folder / "project")
    for name, text in reports.items():
        path = folder / f"{name}.txt"
        path.write_text(text, encoding="utf-8")
        report = project.add(path.name, sha256(path.read_bytes()).hexdigest(), str(path), name)
        project.take(report)
        made_ready(project, report)
    return project


def made_ready(project: Project, report: str) -> None:
    """Read and weighed, as the server does beside the page."""
    models = Models(project)
    if digest := encoder_of(models_dir()):
        models.readings.keep(report, digest, read(passages_of(project.record(report)), models_dir()))
    models.scores(report, SHIPPED)


@pytest.fixture(scope="session")
def _template(tmp_path_factory):
    folder = tmp_path_factory.mktemp("template")
    make_project(folder, {"harbour": HARBOUR, "boats": long_report(40)}).close()
    return folder


@pytest.fixture
def folder(_template, tmp_path):
    """The folder of a fresh project of two reports."""
    shutil.copytree(_template, tmp_path / "work")
    return tmp_path / "work" / "project"


@pytest.fixture
def project(folder):
    opened = Project(folder)
    yield opened
    opened.close()


@pytest.fixture
def ids(project):
    """Ids of the reports by title."""
    return {row["title"]: row["id"] for row in project.reports()}


@pytest.fixture
def needs_encoder():
    """For tests of what the encoder adds."""
    if not encoder_of(models_dir()):
        pytest.skip("no encoder among the models")


class Server:
    """`reportminer annotate`, as a user starts it."""

    def __init__(self, folder, port=0):
        self.folder, self.port = folder, port
        self.start()

    def start(self):
        words = ("annotate", str(self.folder), "--no-open", "--port", str(self.port))
        command = [sys.executable, "-c", "from reportminer.cli import main; main()", *words]
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        for line in self.process.stdout:
            if line.startswith("open http"):
                self.address = line.split()[1]
                self.port = int(self.address.split(":")[2].split("/")[0])
                return
        raise AssertionError(self.process.stderr.read())

    def kill(self):
        self.process.kill()
        self.process.wait(20)

    def stop(self):
        self.process.terminate()
        return self.process.wait(30)


@pytest.fixture(scope="session")
def server_class():
    """For tests that start servers of their own."""
    return Server


class Browser(Chromium):
    """The annotator's page."""

    def open(self, address, who=""):
        try:
            self._open(address, who)
        except SilentError:  # where it is the page that hangs, it does so again
            self.again()
            self._open(address, who)

    def _open(self, address, who):
        self.events.clear()
        self.ask("Page.navigate", url=address)
        self.until("document.readyState === 'complete'")
        self.run(f"localStorage.clear(); localStorage.setItem('who', {json.dumps(who)})")
        self.ask("Page.navigate", url="about:blank")
        self.ask("Page.navigate", url=address)
        self.until("!!(document.body?.dataset.opened && document.querySelector('.seg.current'))")

    def until(self, script, seconds=120):
        super().until(script, seconds)

    def said(self):
        return self.run("document.getElementById('said')?.textContent")

    def press(self, *keys):
        """Keys by name; `Shift+ArrowRight`, `Ctrl+z`."""
        for key in keys:
            *held, name = key.split("+") if len(key) > 1 else [key]
            modifiers = sum({"Alt": 1, "Ctrl": 2, "Shift": 8}[one] for one in held)
            text = {"Enter": "\r"}.get(name, name if len(name) == 1 and "Ctrl" not in held else "")
            for kind in ("keyDown", "keyUp"):
                more = {"text": text} if text and kind == "keyDown" else {}
                self.ask(
                    "Input.dispatchKeyEvent", type=kind, key=name, code=name, modifiers=modifiers, **more
                )

    def type(self, text):
        self.ask("Input.insertText", text=text)

    def text(self, element):
        return self.run(f"document.getElementById({json.dumps(element)}).innerText")

    def saved(self):
        self.until("document.getElementById('saved').textContent === 'saved'")

    def complaints(self):
        return [e for e in self.events if e["method"] in ("Log.entryAdded", "Runtime.exceptionThrown")]


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    opened = Browser(tmp_path_factory.mktemp("profile"), "--window-size=1400,900")
    yield opened
    opened.close()
