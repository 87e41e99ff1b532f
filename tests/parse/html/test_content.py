"""What of a page is the report, and what stands around it."""

from time import process_time

import pytest

BODY = "<h1>Harbour report</h1><p>The boats came late and the crews had left by then.</p>"


def kinds(seen, report) -> dict[str, str]:
    return {text: kind for kind, _, text in seen(report)}


@pytest.mark.parametrize(
    "noise",
    [
        "<nav><ul><li><a href=/>Home zone</a></ul></nav>",
        "<div role=navigation>zone <a href=/>here</a></div>",
        '<div class="site-nav"><a href=/>Home</a> <a href=/z>zone</a></div>',
        '<ul id="mainMenu"><li><a href=/>zone</a></ul>',
        '<div class="breadcrumbs"><a href=/>Home</a> » <a href=/z>zone</a></div>',
        '<div id="cookieConsent-bar"><p>This zone keeps cookies.</p><button>Yes</button></div>',
        '<div class="gdpr_popup">zone</div>',
        "<script>zone()</script><style>.zone{}</style><noscript>zone</noscript><template><p>zone</template>",
        "<p hidden>zone</p><p style='color:red; DISPLAY: none'>zone</p><p style='visibility:hidden'>zone</p>",
        "<div aria-hidden=true><p>zone</div><span class='sr-only'>zone</span>",
        "<form><label>zone</label><input name=q><select><option>zone</select><button>zone</button></form>",
        "<svg><text>zone</text></svg><iframe>zone</iframe><object>zone</object>",
        "<div class='share-buttons'><a href=x>zone</a><a href=y>post</a></div>",
        "<p>gone: <del>zone</del> <s>zone</s></p>",
        "<dialog open>zone</dialog><div role=dialog>zone</div>",
        "<!-- zone --><textarea>zone</textarea>",
    ],
)
@pytest.mark.parametrize("shape", ["{n}{b}", "{b}{n}", "{n}<main>{b}</main>", "<main>{n}{b}</main>"])
def test_noise_is_left_out_and_the_text_is_not(parsed, noise, shape) -> None:
    text = parsed(f"<body>{shape.format(n=noise, b=BODY)}</body>").text
    assert "zone" not in text
    assert "The boats came late and the crews had left by then." in text


@pytest.mark.parametrize(
    "content",
    [
        '<section id="social-sharing"><h2>Sharing</h2><p>Crews share the menu of the zone.</p></section>',
        '<div class="sidebar"><h3>Case study</h3><p>In the north zone two crews learnt to sail.</p></div>',
        "<h2>Partners</h2><ul><li><a href=a>Zone zone</a><li><a href=b>Trust</a><li><a href=c>B</a></ul>",
        '<div class="menu-of-options"><p>Six options stand open in the zone, none is cheap.</p></div>',
        "<form><h2>Report</h2><p>Some old pages set all their words in a form: the zone.</p></form>",
        '<details hidden="until-found"><summary>More</summary>zone</details>',
        "<aside><p>A pull quote of the zone</p></aside>",
    ],
)
@pytest.mark.parametrize("shape", ["{b}{n}", "<main>{b}{n}</main>"])
def test_names_of_classes_alone_drop_nothing(parsed, content, shape) -> None:
    assert "zone" in parsed(shape.format(n=content, b=BODY)).text


def test_around_the_main_part_is_header_and_footer(parsed, seen) -> None:
    page = (
        "<body><div><header><p>Sea Ministry</p></header><div><main><h2>Risks</h2>"
        "<p>Many long words about the risks at sea stand here.</p></main><aside>See also</aside></div></div>"
        "Loose end<footer>© 2014</footer></body>"
    )
    found = kinds(seen, parsed(page))
    assert found["Sea Ministry"] == "header"
    assert found["Risks"] == "heading"
    assert {found[text] for text in ("See also", "Loose end", "© 2014")} == {"footer"}


def test_a_main_part_that_holds_little_is_not_believed(parsed, seen) -> None:
    words = "The crews left because no boat was ever ready for them. " * 4
    found = kinds(seen, parsed(f"<main><p>Loading</p></main><div><p>{words}</p></div>"))
    assert found[words.strip()] == "paragraph"


def test_the_title_in_the_page_header_stays_a_heading(parsed, seen) -> None:
    page = "<header><h1>Harbour report</h1></header><main><p>Some words of the report stand here.</p></main>"
    assert seen(parsed(page))[0] == ("heading", 1, "Harbour report")
    page = page.replace("<main>", "<main><h1>Other</h1>")
    assert seen(parsed(page))[0] == ("header", 0, "Harbour report")


def test_furniture_of_pages_without_a_main_part(parsed, seen) -> None:
    page = f'<header>Sea Ministry</header>{BODY}<div id="footer"><p>Write to us</p></div>'
    found = kinds(seen, parsed(page))
    assert found["Sea Ministry"] == "header"
    assert found["Write to us"] == "footer"
    assert found["Harbour report"] == "heading"


def test_rows_of_links_at_the_edges_are_furniture_too(parsed, seen) -> None:
    links = "".join(f"<p><a href=/{n}>Link {n}</a></p>" for n in range(4))
    found = seen(parsed(links + BODY + links))
    assert [kind for kind, _, _ in found] == ["header"] * 4 + ["heading", "paragraph"] + ["footer"] * 4


def test_links_to_places_on_the_page_are_its_contents(parsed, seen) -> None:
    entries = "".join(f'<li><a href="#s{n}">Part {n}</a></li>' for n in range(3))
    for toc in (
        f"<ul>{entries}</ul>",
        f"<nav><h2>Contents</h2><ol>{entries}</ol></nav>",
        f'<div id="toc"><ul>{entries}</ul></div>',
    ):
        found = seen(parsed(f"{BODY}{toc}<h2>Part 0</h2><p>And more words.</p>"))
        assert sum(kind == "contents" for kind, _, _ in found) == 3, toc
        assert ("heading", 2, "Part 0") in found


def test_signs_to_click_on_are_no_words(parsed, seen) -> None:
    assert seen(parsed('<h2>Risks<a class=headerlink href="#risks">¶</a></h2><p>x y'))[0][2] == "Risks"


def test_the_hidden_word_does_not_tear_its_neighbours_together(parsed) -> None:
    assert parsed("<div>Hello<nav>menu</nav>world</div>").text == "Hello\n\nworld"


@pytest.mark.parametrize(
    "content",
    [
        '<div id="consent" class="section level2"><h2>Consent</h2><p>No zone asked for it.</p></div>',
        '<div class="modal-split"><h4>Modal split</h4><p>In the zone four in ten went by ferry.</p></div>',
        "<form><h5>Findings</h5><p>The nets of the zone were torn.</p></form>",
    ],
)
def test_what_is_headed_is_no_notice(parsed, content) -> None:
    report = parsed(f"{BODY}{content}")
    assert "zone" in report.text
    assert not report.warnings


def test_a_headed_notice_to_click_on_is_left_out_and_counted(parsed) -> None:
    notice = '<div class="newsletter"><h3>Stay in touch</h3><input name=m><button>Join</button></div>'
    report = parsed(f"{BODY}{notice}")
    assert "Stay" not in report.text
    assert report.warnings == ("4 words of notices and forms were left out",)


def test_a_headed_part_beside_the_main_part_is_content(parsed, seen) -> None:
    main = f"<main>{BODY}</main>"
    part = "<section><h2>Next steps</h2><p>The crews should meet in May.</p></section>"
    assert seen(parsed(main + part))[2:] == [
        ("heading", 2, "Next steps"),
        ("paragraph", 0, "The crews should meet in May."),
    ]
    for name in ("aside", "footer", 'div class="site-footer"', 'div id="related"', "section role=search"):
        element = part.replace("<section", f"<{name}").replace("</section", f"</{name.split()[0]}")
        assert "Next steps" not in [
            text for kind, _, text in seen(parsed(main + element)) if kind == "heading"
        ]


def test_every_main_part_is_one(parsed, seen) -> None:
    second = "<main><h2>Costs</h2><p>Oil cost more than nets did.</p></main>"
    page = f"<div><main>{BODY}</main></div><p>© 2014</p><div>{second}</div><main hidden>Old</main>"
    assert [kind for kind, _, _ in seen(parsed(page))] == [
        "heading",
        "paragraph",
        "footer",
        "heading",
        "paragraph",
    ]


@pytest.mark.parametrize(
    "answer",
    ["<a href=#>Accept</a>", "<a href=/x>Sign up!</a>", "<a>OK</a>", "<span role=button>Fine by me</span>"],
)
@pytest.mark.parametrize("shape", ["{n}{b}", "{b}{n}", "{n}<main>{b}</main>"])
def test_a_link_to_answer_with_closes_a_notice(parsed, answer, shape) -> None:
    notice = f'<div class="popup-cookies"><h2>Of cookies</h2><p>The zone keeps some. {answer}</p></div>'
    report = parsed(shape.format(n=notice, b=BODY))
    assert "zone" not in report.text
    assert report.warnings


def test_an_alert_is_a_notice_and_a_link_in_a_part_is_no_answer(parsed) -> None:
    notice = '<div class="gdpr" {}><h2>Consent</h2><p>The zone asks you. <a href=#n1>1</a></p></div>'
    assert "zone" not in parsed(BODY + notice.format("role=alert")).text
    assert "zone" in parsed(BODY + notice.format("")).text


@pytest.mark.parametrize(
    "box",
    [
        '<div class="newsletter"><h3>Stay near</h3><p>Leave us your address and we write.</p></div>',
        '<section class="newsletter"><h3>Stay near</h3><p>Leave us your address.</p></section>',
        '<section class="widget_text"><h2>Who we are</h2><p>The Sea Trust helps crews.</p></section>',
        '<div class="box-3"><h3>Who we are</h3><p>The Sea Trust helps crews of small boats.</p></div>',
    ],
)
def test_boxes_beside_the_main_part_are_no_part_of_it(parsed, seen, box) -> None:
    assert [kind for kind, _, _ in seen(parsed(f"<main>{BODY}</main>{box}"))][2:] == ["footer", "footer"]
    assert [kind for kind, _, _ in seen(parsed(f"{box}<main>{BODY}</main>"))][:2] == ["header", "header"]


def test_a_long_headed_part_in_a_div_beside_the_main_part_is_content(parsed, seen) -> None:
    words = "The crews should meet in May and agree on who mends which of the nets. " * 4
    part = f'<div class="box-3"><h2>Next steps</h2><p>{words}</p></div>'
    kinds_seen = [kind for kind, _, _ in seen(parsed(f"<main>{BODY * 4}</main>{part}"))]
    assert kinds_seen[-2:] == ["heading", "paragraph"]


def test_links_nested_by_the_thousand_are_read_in_no_time(parsed) -> None:
    began = process_time()
    assert "ok" in parsed("<p>Of nets.</p>" + "<a><b>" * 20_000 + "ok").text
    assert process_time() - began < 10
