"""The page's addresses, each a few lines: what is asked for is checked, and handed to the desk."""

from base64 import b64decode
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Literal

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from reportminer.annotate.formats import FORMATS, WRITTEN
from reportminer.desk.desk import Desk
from reportminer.desk.exchange import packed, take
from reportminer.desk.people import NAME
from reportminer.desk.store import Author
from reportminer.desk.team import Team
from reportminer.errors import AnnotationError, ReportminerError

Name = Annotated[str, Field(pattern=NAME)]
Report = Annotated[str, Field(pattern=r"^r[0-9a-f]{12}$")]
Nonce = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{8,64}$")]
Number = Annotated[int, Field(ge=-(2**63), lt=2**63)]
"""What the database can hold."""
KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class Sent(BaseModel):
    """What the page sends: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Command(Sent):
    """What is done; each kind has keys of its own."""

    model_config = ConfigDict(extra="allow")

    labels: list[str] = []


class Act(Sent):
    """Something that an annotator does."""

    nonce: Nonce
    who: Name
    layer: Name
    report: Report
    model: Number = 0
    command: Command


class Learn(Sent):
    """Learn from a layer."""

    who: Name
    layer: Name


class Choose(Sent):
    """Take a model, or go back to one."""

    who: Name
    model: Number


class Words(Sent):
    """A new text of the guideline."""

    who: Name
    text: Annotated[str, Field(min_length=1, max_length=500_000)]
    version: Number | None = None
    """The version that was edited; one that does not hold any more is refused."""


class Agreed(Sent):
    """Take what all agree on."""

    who: Name
    nonce: Nonce


class Adopt(Agreed):
    """Take what one layer says."""

    report: Report
    layer: Annotated[Name, Field(serialization_alias="from")]
    segment: Number | None = None
    partner: Number | None = None


class Divide(Sent):
    """Give the work out."""

    who: Name
    people: Annotated[list[Name], Field(min_length=1, max_length=50)]
    overlap: Annotated[float, Field(ge=0, le=1, strict=False)]


class File(Sent):
    """A file of annotations, in base64."""

    who: Name
    layer: Annotated[str, Field(max_length=60)] = ""
    suffix: Literal[".jsonl", ".json", ".spacy", ".qdpx"]
    content: str


def make_app(desk: Desk) -> FastAPI:
    """The application; `Guard` stands before it."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    _errors(app)
    _page(app)
    _reports(app, desk)
    _work(app, desk)
    _models(app, desk)
    team = Team(desk.project)
    _guideline(app, desk)
    _settling(app, team)
    _people(app, team)
    _files(app, desk)
    return app


def _errors(app: FastAPI) -> None:
    @app.exception_handler(ReportminerError)
    def told(_: Request, error: ReportminerError) -> JSONResponse:
        return JSONResponse({"message": error.message, "hint": error.hint}, 409)

    @app.exception_handler(RequestValidationError)
    def refused(_: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        return JSONResponse({"message": f"{place}: {first['msg']}", "hint": "load the page again"}, 422)


def _page(app: FastAPI) -> None:
    static = {
        item.name: item.read_bytes() for item in (files(__package__) / "static").iterdir() if item.is_file()
    }

    @app.get("/")
    def index() -> Response:
        return Response(static["index.html"], media_type="text/html")

    @app.get("/static/{name}")
    def file(name: str) -> Response:
        if name not in static:
            return Response("no such file", 404, media_type="text/plain")
        return Response(static[name], media_type=KINDS["." + name.rpartition(".")[2]])


def _json(text: str) -> Response:
    return Response(text, media_type="application/json")


def _reports(app: FastAPI, desk: Desk) -> None:
    @app.get("/api/project")
    def overview(who: Name) -> dict[str, Any]:
        return desk.overview(who)

    @app.get("/api/report/{report}")
    def report_(report: Report) -> Response:
        return _json(desk.project.raw(report))

    @app.get("/api/report/{report}/boxes")
    def boxes(report: Report) -> Response:
        return _json(desk.project.boxes(report))

    @app.get("/api/report/{report}/suggestions")
    def suggestions(report: Report) -> dict[str, Any]:
        return desk.models.suggestions(report, desk.models.active())

    @app.get("/api/report/{report}/page/{number}.png")
    def picture(report: Report, number: Annotated[int, Field(ge=1, le=100_000)]) -> Response:
        return Response(desk.picture(report, number), media_type="image/png")

    @app.get("/api/report/{report}/layer")
    def layer(report: Report, layer: Name) -> dict[str, Any]:
        return desk.layer(report, layer)

    @app.get("/api/report/{report}/changes")
    def changes(report: Report, layer: Name, since: Number) -> list[dict[str, Any]]:
        return desk.changes(report, layer, since)


def _work(app: FastAPI, desk: Desk) -> None:
    @app.post("/api/act")
    def act(sent: Act) -> dict[str, Any]:
        author = Author(sent.who, sent.layer, sent.nonce, sent.model)
        return desk.act(author, sent.report, sent.command.model_dump(exclude_unset=True))

    @app.get("/api/queue")
    def queue(who: Name, order: str, report: str = "", mine: bool = False) -> dict[str, Any]:
        return desk.queue(who, order, report, mine=mine)


def _models(app: FastAPI, desk: Desk) -> None:
    @app.get("/api/models")
    def models() -> dict[str, Any]:
        return {"active": desk.models.active(), "kept": desk.models.kept()}

    @app.post("/api/retrain")
    def retrain(sent: Learn) -> dict[str, Any]:
        return desk.retrain(sent.layer, sent.who)

    @app.post("/api/model")
    def choose(sent: Choose) -> dict[str, Any]:
        desk.models.choose(sent.model, sent.who)
        return {"active": desk.models.active()}


def _guideline(app: FastAPI, desk: Desk) -> None:
    @app.get("/api/guideline")
    def guideline() -> dict[str, Any]:
        return desk.guideline()

    @app.post("/api/guideline")
    def new_guideline(sent: Words) -> dict[str, Any]:
        desk.project.change_guideline(sent.text, sent.who, sent.version)
        return desk.guideline()


def _settling(app: FastAPI, team: Team) -> None:
    @app.get("/api/agreement")
    def agreement(overlap: bool = False, gold: bool = False) -> dict[str, Any]:
        return team.agreement(overlap=overlap, gold=gold)

    @app.get("/api/settle")
    def cases(every: bool = False) -> dict[str, Any]:
        return team.cases(every=every)

    @app.post("/api/settle/adopt")
    def adopt(sent: Adopt) -> dict[str, Any]:
        told = sent.model_dump(by_alias=True, include={"layer", "segment", "partner"}, exclude_none=True)
        return asdict(team.adopt(sent.who, sent.nonce, sent.report, told))

    @app.post("/api/settle/agreed")
    def agreed(sent: Agreed) -> dict[str, int]:
        return {"segments": team.adopt_agreed(sent.who, sent.nonce)}


def _people(app: FastAPI, team: Team) -> None:
    @app.get("/api/shares")
    def given() -> list[dict[str, Any]]:
        return team.given()

    @app.post("/api/shares")
    def divide(sent: Divide) -> list[dict[str, Any]]:
        team.divide(sent.people, sent.overlap)
        return team.given()

    @app.get("/api/history")
    def history(report: str = "", layer: str = "") -> list[dict[str, Any]]:
        return team.history(report, layer)


def _files(app: FastAPI, desk: Desk) -> None:
    @app.get("/api/formats")
    def formats() -> list[dict[str, str]]:
        return [{"name": name, "about": FORMATS[name].about} for name in WRITTEN]

    @app.get("/api/export")
    def export(layer: Name, form: str) -> Response:
        sent = packed(desk.project, [layer], form)
        headers = {
            "Content-Disposition": f'attachment; filename="{sent.name}"',
            "X-Left-Out": sent.left_out,
        }
        return Response(sent.content, media_type="application/octet-stream", headers=headers)

    @app.post("/api/import")
    def import_(sent: File) -> dict[str, Any]:
        with TemporaryDirectory(prefix="reportminer-") as folder:
            path = Path(folder) / f"annotations{sent.suffix}"
            path.write_bytes(_decoded(sent.content))
            return asdict(take(desk.project, path, sent.layer, sent.who))


def _decoded(content: str) -> bytes:
    try:
        return b64decode(content, validate=True)
    except ValueError as error:
        raise AnnotationError("the file did not come over whole", hint="send it again") from error
