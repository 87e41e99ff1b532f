"""The page's addresses, each a few lines: what is asked for is checked, and handed to the desk."""

from importlib.resources import files
from typing import Annotated, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from reportminer.desk.desk import Desk
from reportminer.desk.store import Author
from reportminer.errors import AnnotationError, ReportminerError

Name = Annotated[str, Field(pattern=r"^[^\x00-\x1f/\\<>]{1,60}$")]
"""A person's name, which is a layer's too."""
Report = Annotated[str, Field(pattern=r"^r[0-9a-f]{12}$")]
KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class Sent(BaseModel):
    """What the page sends: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Act(Sent):
    """Something that an annotator does."""

    nonce: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{8,64}$")]
    who: Name
    layer: Name
    report: Report
    model: int = 0
    command: dict[str, Any]


class Learn(Sent):
    """Learn from a layer."""

    who: Name
    layer: Name


class Choose(Sent):
    """Take a model, or go back to one."""

    who: Name
    model: int


def make_app(desk: Desk) -> FastAPI:
    """The application; `Guard` stands before it."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    _errors(app)
    _page(app)
    _reports(app, desk)
    _work(app, desk)
    _models(app, desk)
    _people(app, desk)
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
        path = desk.project.file(report)
        if path is None or path.suffix.lower() != ".pdf":
            raise AnnotationError(
                "there is no picture of this page", hint="only PDF files have pages to draw"
            )
        return Response(desk.pictures.page(path, report, number), media_type="image/png")

    @app.get("/api/report/{report}/layer")
    def layer(report: Report, layer: Name) -> dict[str, Any]:
        return desk.layer(report, layer)

    @app.get("/api/report/{report}/changes")
    def changes(report: Report, layer: Name, since: int) -> list[dict[str, Any]]:
        return desk.changes(report, layer, since)


def _work(app: FastAPI, desk: Desk) -> None:
    @app.post("/api/act")
    def act(sent: Act) -> dict[str, Any]:
        author = Author(sent.who, sent.layer, sent.nonce, sent.model)
        return desk.act(author, sent.report, sent.command)

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


def _people(app: FastAPI, desk: Desk) -> None:
    @app.get("/api/guideline")
    def guideline() -> dict[str, Any]:
        return desk.guideline()
