"""The page in Chromium, driven over its debugging pipe; skipped where there is none."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from chromium import CHROMIUM, Chromium
from reportminer.export.csvs import TableWriter
from reportminer.export.page import write_page
from reportminer.types import Coding, Relation

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
CHALLENGE = "Funds from TWA arrived four months late."


class Browser(Chromium):
    """The page of a run."""

    def open(self, path, hash_=""):
        self.events.clear()
        self.ask("Page.navigate", url="about:blank")
        self.ask("Page.navigate", url=path.as_uri() + hash_)
        self.until("document.readyState === 'complete' && !document.getElementById('app')?.hidden")

    def key(self, key):
        text = {"text": "\r"} if key == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            self.ask(
                "Input.dispatchKeyEvent", type=kind, key=key, code=key, **(text if kind == "keyDown" else {})
            )


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    opened = Browser(tmp_path_factory.mktemp("profile"))
    yield opened
    opened.close()


@pytest.fixture
def page(browser, out):
    browser.open(write_page(out))
    return browser


def count(page):
    return page.run("document.getElementById('count').textContent")


def enter(page, name, value, event):
    page.run(
        f"(() => {{ const box = document.getElementById('{name}'); box.value = '{value}';"
        f" box.dispatchEvent(new Event('{event}')); }})()"
    )


def quotes(page):
    return page.run("[...document.querySelectorAll('#list blockquote')].map((q) => q.textContent)")


def test_the_page_asks_for_nothing_and_complains_of_nothing(page):
    page.run("new Promise((done) => setTimeout(done, 300))")
    asked = [e["params"]["request"]["url"] for e in page.events if e["method"] == "Network.requestWillBeSent"]
    assert asked
    assert all(url.startswith("file:") and url.endswith("/report.html") for url in asked)
    assert not [e for e in page.events if e["method"] in ("Log.entryAdded", "Runtime.exceptionThrown")]


def test_filters_narrow_the_quotes_and_the_counts(page):
    assert count(page) == "10 findings"
    page.run("document.getElementById('label-1').click()")
    assert count(page) == "2 of 10 findings"
    assert all("🐟" in quote for quote in quotes(page))
    assert page.run("document.getElementById('label-1').getAttribute('aria-pressed')") == "true"
    assert page.run("location.hash") == "#label=LESSON"
    page.run("document.getElementById('clear').click()")
    assert count(page) == "10 findings"
    for box in ("theme", "report"):
        enter(page, box, "1", "change")
    assert count(page) == "1 of 10 findings"
    assert page.run("[...document.querySelectorAll('#list mark')].map((m) => m.textContent)") == ["late"]


def test_words_are_searched_and_marked(page):
    enter(page, "q", "HARBOUR agreement", "input")
    page.until("document.getElementById('count').textContent === '4 of 10 findings'")
    marks = page.run(
        "[...document.querySelectorAll('#list li:first-child mark.hit')].map((m) => m.textContent)"
    )
    assert marks == ["Harbour", "agreement"]
    assert page.run("document.querySelectorAll('#partner-table tbody tr').length") == 0


def test_an_address_keeps_a_view(browser, out):
    browser.open(write_page(out), "#label=RECOMMENDATION&sure=0.9&theme=agreements")
    assert count(browser) == "2 of 10 findings"
    cite = browser.run("document.querySelector('#list .cite').textContent")
    assert cite.startswith("Tidewater: a year on, p.\u00a04")
    assert "What was hard › Next steps" in cite
    browser.run("document.querySelector('#list .cite a').click()")
    assert count(browser) == "1 of 10 findings"


def test_the_grid_is_walked_and_chosen_by_keys(page):
    page.run("document.querySelector('.grid [tabindex=\"0\"]').focus()")
    assert page.run("document.querySelectorAll('.grid [tabindex=\"0\"]').length") == 1
    page.key("ArrowDown")
    page.key("ArrowRight")
    assert page.run("document.activeElement.closest('tr').rowIndex") == 2
    chosen = page.run("document.activeElement.title")
    page.key("Enter")
    assert page.run("document.activeElement.title") == chosen
    assert "1 finding" in chosen
    assert count(page) == "1 of 10 findings"
    page.key("Enter")
    assert count(page) == "10 findings"


def test_controls_have_names_and_ids_are_unique(page):
    nameless = page.run(
        "[...document.querySelectorAll('button, select, input, a')].filter((n) => !(n.textContent.trim()"
        " || n.labels?.length || n.getAttribute('aria-label'))).length"
    )
    assert nameless == 0
    ids = page.run("[...document.querySelectorAll('[id]')].map((n) => n.id)")
    assert len(ids) == len(set(ids))
    levels = page.run("[...document.querySelectorAll('h1, h2, h3')].map((n) => n.tagName)")
    assert levels[0] == "H1"
    assert levels.count("H1") == 1


def text_of(page, selector):
    return page.run(f"document.querySelector({json.dumps(selector)})?.innerText ?? ''")


def test_a_theme_has_a_page_of_its_own(page):
    assert page.run("document.getElementById('theme-page').hidden")
    page.run("[...document.querySelectorAll('.bars .link')].find((n) => n.textContent === 'Trust').click()")
    assert page.run("document.activeElement.id") == "theme-page"
    said = text_of(page, "#theme-page")
    assert "What belongs." in said
    assert "2 of 2" in said  # reports
    assert "Often in one quote with: Funding (2)" in said
    assert page.run("[...document.querySelectorAll('#theme-page q')].length") == 2
    enter(page, "theme", "-1", "change")
    assert page.run("document.getElementById('theme-page').hidden")


def test_a_theme_shows_what_is_recommended_beside_its_challenges(browser, tmp_path, make, write):
    mined = make()
    both = replace(mined, codings=(*mined.codings, Coding(3, "trust", 0.8)))
    browser.open(write_page(write(tmp_path / "both", [both])), "#theme=trust")
    row = browser.run("[...document.querySelectorAll('#theme-page .rows tbody tr')].map((n) => n.innerText)")
    assert len(row) == 1
    assert "Funds from TWA arrived" in row[0]
    assert "should sign a data agreement" in row[0]


def test_the_text_of_a_report_opens_at_a_finding(page):
    page.run("document.querySelector('#list li.lesson .cite button').click()")
    page.until("document.querySelectorAll('#report-text mark').length === 4")
    # Marks stand right behind characters that count twice in JavaScript.
    marks = page.run(
        "[...document.querySelectorAll('#report-text mark')]"
        ".map((m) => [...m.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data).join(''))"
    )
    assert marks == [
        "Funds from TWA arrived four months late.",
        "Weekly calls kept 𝒯ide and 🐟 crews in step.",
        "Funds from TWA arrived four months late.",
        "The Harbour Trust should sign a data agreement before the next season.",
    ]
    page.until("document.activeElement.tagName === 'MARK'")
    assert "🐟" in page.run("document.activeElement.textContent")
    assert "at=" in page.run("location.hash")
    heads = page.run(
        "[...document.querySelectorAll('#report-text [role=heading]')].map((n) => n.textContent)"
    )
    assert heads == ["What was hard p. 2", "Next steps p. 4"]
    page.run("[...document.querySelectorAll('.steps button')][1].click()")
    assert "Challenge, p. 2" in text_of(page, ".steps output")
    ids = page.run("[...document.querySelectorAll('[id]')].map((n) => n.id)")
    assert len(ids) == len(set(ids))
    assert not [e for e in page.events if e["method"] in ("Log.entryAdded", "Runtime.exceptionThrown")]


def of_years(make, *years):
    """As many reports, one of each year that is given; the first alone has codes."""
    mined = [make(f"{n:02}" * 32, f"{n}.pdf") for n in range(len(years))]
    dated = [
        replace(one, metadata=replace(one.metadata, year=year))
        for one, year in zip(mined, years, strict=True)
    ]
    return [dated[0], *(replace(one, codings=()) for one in dated[1:])]


@pytest.fixture
def page_of(tmp_path, make, write):
    """A page of reports of years: `page_of("2019", "2020")`."""
    return lambda *years: write_page(write(tmp_path / "years", of_years(make, *years)))


def test_years_show_the_share_of_reports(browser, page_of):
    browser.open(page_of("2019", *["2020"] * 2, *["2022"] * 5))
    told = browser.run("document.querySelector('#year-charts svg').getAttribute('aria-label')")
    assert told.endswith("reports by year. 2019: 1 of 1; 2020: 0 of 2; 2022: 0 of 5")


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (["2019"], "1 report has a year: 1 of 2019."),
        (["2022", "2019", ""], "2 reports have a year: 1 of 2019, 1 of 2022; 1 without one."),
        (["2019", "2020", "2021", "2022"], "1 of 2019, 1 of 2020, 1 of 2021, 1 of 2022."),
        (["2019", "2019", "2022", "2022", "2022", "2022"], "6 reports have a year: 2 of 2019, 4 of 2022."),
        ([""], "No report has a year."),
    ],
)
def test_few_reports_or_years_are_told_and_not_drawn(browser, page_of, of, said):
    browser.open(page_of(*of), "#theme=trust")
    assert said in text_of(browser, "#years-note")
    assert "A trend is drawn from 5 reports of 3 years on." in text_of(browser, "#years-note")
    assert browser.run("document.querySelectorAll('svg.years').length") == 0


def test_years_are_joined_until_a_bar_stands_for_several_reports(browser, tmp_path, make, write):
    mined = [make(f"{n:02}" * 32, f"{n}.pdf") for n in range(6)]
    dated = [
        replace(one, metadata=replace(one.metadata, year=str(2011 + n // 2 * 2)))
        for n, one in enumerate(mined)
    ]
    browser.open(write_page(write(tmp_path / "spans", dated)))
    told = browser.run("document.querySelector('#year-charts svg').getAttribute('aria-label')")
    assert told.endswith("reports by year. 2011–2014: 4 of 4; 2015: 2 of 2")
    assert "Of the reports of each 5 years" in text_of(browser, "#years-note")


def test_a_report_that_holds_most_is_told_and_themes_can_stand_by_reports(browser, tmp_path, make, write):
    one, two, three = make(), make("cd" * 32, "second.pdf"), make("ef" * 32, "third.pdf")
    few = [replace(two, findings=(), codings=()), replace(three, findings=three.findings[:1], codings=())]
    browser.open(write_page(write(tmp_path / "loud", [one, *few])))
    assert browser.run("document.getElementById('loudest').hidden")  # two reports with findings are too few
    few = [
        replace(one, findings=one.findings[:1], codings=(Coding(0, "funding", 0.9),)) for one in (two, three)
    ]
    browser.open(
        write_page(
            write(
                tmp_path / "louder", [replace(one, codings=[Coding(n, "trust", 0.9) for n in range(5)]), *few]
            )
        )
    )
    assert "holds 71 % of all findings" in text_of(browser, "#loudest")
    names = "[...document.querySelectorAll('.bars tbody th')].map((n) => n.textContent)"
    assert browser.run(names)[:2] == ["Trust", "Funding"]
    enter(browser, "theme-order", "reports", "change")
    assert browser.run(names)[:2] == ["Funding", "Trust"]


def test_a_passage_does_not_answer_itself_and_is_said_once(browser, tmp_path, make, write):
    mined = make()
    codings = tuple(Coding(n, "trust", 0.9) for n in range(5))
    # 3 and 4 are one passage; 0 and 2 are the same words.
    links = tuple(Relation("answers", 3, challenge, 0.8, "near") for challenge in (4, 0, 2))
    told = replace(mined, codings=codings, relations=links)
    browser.open(write_page(write(tmp_path / "self", [told])), "#theme=trust")
    told = browser.run("[...document.querySelectorAll('#theme-page .rows tbody tr')].map((n) => n.innerText)")
    assert len(told) == 1
    assert "Funds from TWA arrived" in told[0]
    assert told[0].count("should sign a data agreement") == 1
    best = browser.run("[...document.querySelectorAll('#theme-page .columns q')].map((n) => n.innerText)")
    assert len(best) == len(set(best)) + 1  # one passage carries two labels


def test_the_shade_tells_the_share_of_the_report(browser, tmp_path, make, write):
    one, two = make(), make("cd" * 32, "second.pdf")
    many = replace(
        one, codings=tuple(Coding(n, theme, 0.9) for n in range(5) for theme in ("trust", "funding"))
    )
    few = replace(two, codings=tuple(Coding(n, "trust", 0.9) for n in range(5)))
    browser.open(write_page(write(tmp_path / "shade", [many, few])))
    rows = browser.run(
        "[...document.querySelectorAll('.grid tbody tr')]"
        ".map((r) => [...r.cells].slice(1).map((c) => c.className))"
    )
    assert rows[0][0] == rows[0][1] < rows[1][0]


def test_a_report_tells_its_themes_and_partners(page):
    enter(page, "report", "0", "change")
    said = text_of(page, "#report-page")
    assert "It tells most of: " in said
    assert "Harbour Trust (lead)" in said


CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(browser, out, scheme):
    browser.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    browser.open(write_page(out), "#theme=trust&report=rabababababab")
    browser.run("document.getElementById('report-fold').open = true")
    browser.until("document.querySelectorAll('#report-text mark').length")
    assert browser.run(CONTRAST) == []
    browser.run("document.querySelector('#theme-page .definition').style.color = '#777'")
    assert len(browser.run(CONTRAST)) == 1  # it can fail
    browser.run("document.querySelector('#network-picture text').style.fill = '#777'")
    assert len(browser.run(CONTRAST)) == 2
    browser.ask("Emulation.setEmulatedMedia", features=[])


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wider_than_the_screen(page, width):
    page.ask(
        "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 500
    )
    assert page.run("document.documentElement.scrollWidth") <= width
    page.ask("Emulation.clearDeviceMetricsOverride")


GRID = """(() => {
  const place = document.getElementById('grid'), cells = [...place.querySelectorAll('thead th')];
  const sides = cells.map((cell) => cell.getBoundingClientRect());
  return {
    classes: [...place.classList], names: cells.map((cell) => cell.innerText),
    beyond: sides.at(-1).right - place.getBoundingClientRect().right,
    widths: [Math.min(...sides.map((side) => side.width)), Math.max(...sides.map((side) => side.width))],
  };
})()"""


@pytest.fixture
def many_themes(tmp_path, make, write):
    """A report with a long name that has as many themes as the codebook that ships."""
    themes = [f"crews and harbours of the coast {n}" if n % 2 else f"ferries {n}" for n in range(31)]
    one = make()
    codings = tuple(Coding(n % 5, theme, 0.9) for n, theme in enumerate(themes))
    long = replace(one.metadata, title="A review of ferries, harbours and slipways of the Saltmere coast")
    return write_page(write(tmp_path / "wide", [replace(one, metadata=long, codings=codings)], themes))


def test_every_column_of_the_grid_fits_a_wide_screen(browser, many_themes):
    wide(browser, 1300)
    browser.open(many_themes)
    told = browser.run(GRID)
    assert len(told["names"]) > 25
    assert told["beyond"] <= 1
    assert told["widths"][1] - told["widths"][0] < 1
    assert "wider" not in told["classes"]
    browser.ask("Emulation.clearDeviceMetricsOverride")


def test_a_grid_wider_than_the_screen_tells_that_it_scrolls(browser, many_themes):
    wide(browser, 390)
    browser.open(many_themes)
    browser.until("document.getElementById('grid').classList.contains('wider')")
    said = "getComputedStyle(document.getElementById('grid'), '::before').content"
    assert "Scrolls sideways" in browser.run(said)
    assert "to-end" not in browser.run(GRID)["classes"]
    browser.run("document.getElementById('grid').scrollLeft = 9999")
    browser.until("document.getElementById('grid').classList.contains('to-end')")
    wide(browser, 2000)
    browser.until("!document.getElementById('grid').classList.contains('wider')")
    browser.ask("Emulation.clearDeviceMetricsOverride")


def wide(page, width):
    page.ask(
        "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 500
    )


def test_what_reports_say_is_never_run(browser, evil):
    browser.open(write_page(evil))
    assert browser.run("typeof window.hurt") == "undefined"
    assert browser.run("document.querySelectorAll('img').length") == 0
    assert any("onerror" in quote for quote in quotes(browser))
    assert not [
        e for e in browser.events if e["method"] in ("Log.entryAdded", "Page.javascriptDialogOpening")
    ]


@pytest.fixture
def crowded(tmp_path, make):
    """500 reports and 50,000 findings."""
    from reportminer.export.rows import rows_of

    rows = rows_of(make())
    with TableWriter(tmp_path) as writer:
        writer.header("theme_matrix", ["report_id"])
        for r in range(500):
            own = {"report_id": f"r{r:012}"}
            writer.write("reports", [rows["reports"][0] | own | {"title": f"Report {r}"}])
            findings = (rows["findings"][k % 5] | own | {"finding_id": f"f{r:06}{k:06}"} for k in range(100))
            writer.write("findings", ({**row, "text": f"{row['text']} {r}"} for row in findings))
            (tmp_path / "texts").mkdir(exist_ok=True)
            text = "\n\n".join(f"{CHALLENGE} {r} {k}" for k in range(800))
            (tmp_path / "texts" / f"r{r:012}.txt").write_text(text, encoding="utf-8")
        themes = [
            {
                "theme_id": t,
                "name": t,
                "definition": "",
                "parent": "",
                "origin": "codebook",
                "reports": 1,
                "findings": 1,
                "challenges": 1,
                "lessons": 0,
                "recommendations": 0,
                "top_terms": [],
                "example": "",
            }
            for t in ("trust", "funding", "agreements")
        ]
        writer.write("themes", themes)
    return tmp_path


@pytest.mark.slow
def test_a_large_run_does_not_stall_the_browser(browser, crowded):
    browser.open(write_page(crowded))
    assert count(browser) == "50,000 findings"
    spent = browser.run(
        "(() => { const begin = performance.now(); document.getElementById('label-1').click();"
        " document.getElementById('clear').click(); return performance.now() - begin; })()"
    )
    assert spent < 3000
    assert len(quotes(browser)) == 25
    opened = browser.run(
        "(async () => { const begin = performance.now();"
        " document.querySelector('#list .cite button').click();"
        " while (!document.querySelector('#report-text mark'))"
        "   await new Promise((done) => setTimeout(done, 10));"
        " return performance.now() - begin; })()"
    )
    assert opened < 5000


def test_the_network_is_walked_and_chosen_by_keys(page):
    page.run("document.querySelector('#network-picture [tabindex=\"0\"]').focus()")
    assert page.run("document.querySelectorAll('#network-picture [tabindex=\"0\"]').length") == 1
    first = page.run("document.activeElement.getAttribute('aria-label')")
    for key in ("ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp"):
        page.key(key)
        if page.run("document.activeElement.getAttribute('aria-label')") != first:
            break
    assert page.run("document.activeElement.getAttribute('aria-label')") != first
    page.key("Enter")
    assert page.run("document.activeElement.getAttribute('aria-pressed')") == "true"
    assert "1 pair with" in text_of(page, "#network-told")
    assert page.run("document.querySelectorAll('#network-picture line.lit').length") == 1
    page.key("Escape")
    assert "report and words filter this list" in text_of(page, "#network-told")
    assert page.run("document.querySelectorAll('#network-picture [aria-pressed=true]').length") == 0


def test_pairs_are_told_with_the_words_that_name_both(page):
    row = text_of(page, "#tie-table tbody tr")
    assert "Harbour Trust and the Tidewater Agency (TWA) ran the programme together." in row
    assert "and 1 more report" in row
    enter(page, "q", "submarine", "input")
    page.until("document.querySelectorAll('#tie-table tbody tr').length === 0")


def test_pictures_of_pages_are_shown_where_the_run_drew_them(browser, out):
    from PIL import Image

    folder = out / "pages" / "rabababababab"
    folder.mkdir(parents=True)
    Image.new("RGB", (60, 80), "white").save(folder / "2.jpg")
    browser.open(write_page(out))
    assert browser.run("document.querySelectorAll('img').length") == 0
    browser.run("document.querySelector('#list .cite [aria-label=\"picture of page 2\"]').click()")
    browser.until("document.querySelector('.pictures img')?.naturalWidth === 60")
    assert browser.run("document.activeElement.id") == "picture-2"
    alt = browser.run("document.querySelector('.pictures img').alt")
    assert alt.startswith("Page 2 as printed, its findings outlined: 2 challenges, 1 lesson.")
    asked = [
        e["params"]["request"]["url"] for e in browser.events if e["method"] == "Network.requestWillBeSent"
    ]
    assert [url.rpartition("/pages/")[2] for url in asked if "/pages/" in url] == ["rabababababab/2.jpg"]
    assert all(url.startswith("file:") for url in asked)
    assert not [e for e in browser.events if e["method"] in ("Log.entryAdded", "Runtime.exceptionThrown")]


def test_a_theme_tells_where_reports_differ(browser, tmp_path, make, write):
    one, two = make(), make("cd" * 32, "second.pdf")
    over = tuple(replace(f, resolved="arrived") if f.label == "CHALLENGE" else f for f in two.findings)
    browser.open(write_page(write(tmp_path / "differ", [one, replace(two, findings=over)])), "#theme=trust")
    said = text_of(browser, "#theme-page")
    assert "Where reports differ" in said
    assert "Tell a difficulty that stands: 1 report" in said
    assert "Tell one as over: 1 report" in said
    assert "told as over" in text_of(browser, "#list")
    browser.open(write_page(write(tmp_path / "agree", [one])), "#theme=trust")
    assert "Where reports differ" not in text_of(browser, "#theme-page")


def test_what_is_said_again_names_the_page_where_it_was_said_first(browser, tmp_path, make, write):
    browser.open(write_page(write(tmp_path / "again", [make()])))
    assert text_of(browser, "#list").count("said before, p. 2") == 1


def test_what_is_not_coded_can_be_read(page):
    page.run("document.querySelector('#uncoded a').click()")
    page.until("document.activeElement.id === 'theme-page'")
    assert count(page) == "6 of 10 findings"
    assert "Not coded" in text_of(page, "#theme-page h2")


def test_nothing_leaves_whatever_is_chosen(page):
    for chosen in (
        ".bars .link",
        "#year-charts .link",
        ".grid td[data-theme]",
        "#clear",
        "#list .chip",
        "#list .cite button",
        "#partner-table a",
        "#tie-table .link",
        "#uncoded a",
    ):
        page.run(f"document.querySelector({chosen!r})?.click()")
    page.run("document.querySelector('#network-picture .spot').dispatchEvent(new Event('click'))")
    page.run("for (const fold of document.querySelectorAll('details')) fold.open = true")
    page.until("document.querySelectorAll('#report-text mark').length || !location.hash.includes('report')")
    page.run("new Promise((done) => setTimeout(done, 300))")
    asked = {e["params"]["request"]["url"] for e in page.events if e["method"] == "Network.requestWillBeSent"}
    assert asked
    assert all(url.partition("#")[0].endswith("/report.html") and url.startswith("file:") for url in asked)
    assert not [e for e in page.events if e["method"] in ("Log.entryAdded", "Runtime.exceptionThrown")]
