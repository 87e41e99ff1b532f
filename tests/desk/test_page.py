"""The page in a real Chromium, worked by keyboard as an annotator does it."""

import json
import re
import shutil
import statistics
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest

from reportminer.desk.project import Project
from reportminer.desk.store import fold

SUGGESTED = "fetch('api/report/REPORT/suggestions').then((r) => r.json()).then((s) => s.percent.join())"
WAITING = "Object.keys(localStorage).filter((k) => k.startsWith('pending')).length"
ANSWERS = """window.fetch_ ??= window.fetch;
window.fetch = (path, ...more) => String(path).startsWith('api/PATH')
  ? new Promise((done) => setTimeout(() => done(new Response(BODY, {status: STATUS})), 20))
  : fetch_(path, ...more)"""
SMUGGLE = """(() => {
  const box = document.createElement('div');
  box.innerHTML = '<img src=x onerror="window.pwned=2">';
  const script = document.createElement('script');
  script.textContent = 'window.pwned=3';
  document.body.append(box, script);
})()"""
PDFS = Path(__file__).parents[2] / "corpus" / "pdf"
SEG = "document.querySelector('.seg.current')"


def states(folder, layer):
    """What a layer says, read by another program from the disk."""
    project = Project(folder)
    found = {row["title"]: project.store.state(layer, row["id"]) for row in project.reports()}
    for row in project.reports():
        assert fold(project.store.history(row["id"], layer)) == found[row["title"]]
    project.close()
    return found


def segment_with(folder, words):
    project = Project(folder)
    report = project.reports()[0]["id"]
    record = project.record(report)
    project.close()
    return next(at for at, s in enumerate(record["segments"]) if words in record["text"][s[0] : s[1]])


def to(browser, at):
    """Goes to a segment with j and k."""
    here = int(browser.run(f"{SEG}.dataset.seg"))
    browser.press(*("j" if at > here else "k") * abs(at - here))
    assert browser.run(f"{SEG}.dataset.seg") == str(at)


def answer_with(browser, status, body="Internal Server Error", path="act"):
    """From now on the page's server answers so."""
    script = ANSWERS.replace("PATH", path).replace("STATUS", str(status)).replace("BODY", json.dumps(body))
    browser.run(f"(() => {{ {script} }})()")


def mended(browser):
    browser.run("void (window.fetch = fetch_)")


@contextmanager
def other_window(browser, address):
    """A second window of the same browser, until it is closed as by a crash: nobody is asked."""
    first = browser._session
    browser._session = None
    target = browser.ask("Target.createTarget", url="about:blank")["targetId"]
    second = browser.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def turn(session):
        browser._session = session

    turn(second)
    for domain in ("Page", "Runtime"):
        browser.ask(f"{domain}.enable")
    browser.ask("Page.navigate", url=address)
    browser.until("document.querySelector('.seg.current')")
    try:
        yield lambda: turn(first), lambda: turn(second)
    finally:
        turn(None)
        browser.ask("Target.closeTarget", targetId=target)
        turn(first)


@pytest.fixture(scope="module")
def served(_template, tmp_path_factory, server_class):
    """One server for all tests that need none of their own; each works under its own name."""
    place = tmp_path_factory.mktemp("served") / "work"
    shutil.copytree(_template, place)
    started = server_class(place / "project")
    yield started
    started.stop()


@pytest.fixture
def who(request):
    name = request.node.name[5:]
    return name[:30] + name[30:][-20:]


@pytest.fixture
def page(served, browser, who):
    browser.open(served.address, who)
    return browser


@pytest.fixture
def folder(served):
    return served.folder


@pytest.fixture
def own_folder(_template, tmp_path):
    shutil.copytree(_template, tmp_path / "work")
    return tmp_path / "work" / "project"


@pytest.fixture
def own_server(own_folder, server_class):
    """For tests that kill it, or that want to be alone."""
    started = server_class(own_folder)
    yield started
    if started.process.poll() is None:
        started.stop()


def test_a_report_is_labelled_by_keyboard_alone(page, folder, who):
    water, gangway, keep = (segment_with(folder, w) for w in ("running water", "gangway", "one inspector"))
    page.press("h")  # the machine's word out of sight
    to(page, 0)
    for at in range(keep + 1):
        assert page.run(f"{SEG}.dataset.seg") == str(at)
        page.press({water: "1", gangway: "2", keep: "3"}.get(at, "0"))
        page.press("Enter")
    page.press("k", "4", "f", "c")
    page.until("document.getElementById('dialog').open")
    page.type("ask Ruth & <b>Ed</b>")
    page.press("Ctrl+Enter")
    page.saved()
    said = states(folder, who)["harbour"]
    assert [key for key in said if key.endswith("/done")] == [
        f"s/{at}/done" for at in sorted(range(keep + 1), key=str)
    ]
    assert {key for key in said if "/label/" in key} == {
        f"s/{water}/label/CHALLENGE", f"s/{gangway}/label/LESSON", f"s/{keep}/label/RECOMMENDATION",
    }  # fmt: skip
    assert said[f"s/{keep}/comment"] == "ask Ruth & <b>Ed</b>"
    assert said[f"s/{keep}/flag"] is True
    assert len([key for key in said if "/code/" in key]) == 1
    assert "Ed" in page.text("panel")
    assert page.complaints() == []


def test_a_partner_is_marked_by_choosing_words(page, folder, who):
    at = segment_with(folder, "Welfare Trust (SWT)")
    to(page, at)
    page.press("p", "ArrowRight", "ArrowLeft", *["Shift+ArrowRight"] * 2)
    chosen = page.run("getSelection().toString()")
    assert chosen.split()[1:] == ["Welfare", "Trust"]
    page.press("p")
    page.until("document.getElementById('dialog').open")
    page.run("document.querySelector('#dialog input').select()")
    page.type("Seamen’s Welfare Trust")
    page.run("(() => { const s = document.querySelector('#dialog select'); s.value = 'funder'; })()")
    page.press("Enter")
    page.until("document.querySelector('.seg.current mark.own')")
    page.saved()
    said = states(folder, who)["harbour"]
    assert said["p/1/name"] == "Seamen’s Welfare Trust"
    assert said["p/1/role"] == "funder"
    (mention,) = [key for key in said if key.startswith("m/")]
    project = Project(folder)
    text = project.record(project.reports()[0]["id"])["text"]
    project.close()
    start, end = map(int, mention[2:].split("-"))
    assert " ".join(text[start:end].split()) == " ".join(chosen.split())
    page.press("z")
    page.until("!document.querySelector('.seg.current mark.own')")
    page.saved()
    assert states(folder, who)["harbour"] == {}


def test_words_behind_letters_of_two_units_are_marked_where_they_stand(page, folder):
    """A selection by mouse, after a character that JavaScript counts as two."""
    at = segment_with(folder, "opened daily")
    to(page, at)
    page.run(
        "(() => { const s = document.querySelector('.seg.current'); const r = document.createRange();"
        " const n = s.lastChild; const at = n.data.indexOf('opened'); r.setStart(n, at); r.setEnd(n, at + 6);"
        " getSelection().removeAllRanges(); getSelection().addRange(r); })()"
    )
    page.press("p")
    page.until("document.getElementById('dialog').open")
    assert page.run("document.querySelector('#dialog .quote').textContent") == "opened"


def test_undo_and_redo_without_end(page, folder, who):
    to(page, 2)
    page.press("1", "2", "3", "f", "u")
    page.saved()
    before = states(folder, who)["harbour"]
    page.press(*["Ctrl+z"] * 8)
    page.saved()
    assert states(folder, who)["harbour"] == {}
    page.press(*["y"] * 8)
    page.saved()
    assert states(folder, who)["harbour"] == before
    assert page.run("document.getElementById('undo').textContent").startswith("undo (5)")


def test_a_relation_joins_two_findings(page, folder, who):
    water, keep = segment_with(folder, "running water"), segment_with(folder, "one inspector")
    page.press("h")
    to(page, water)
    page.press("1")
    page.press("r")
    to(page, keep)
    page.press("3", "r")
    page.until("document.getElementById('panel').innerText.includes('Relations')")
    page.saved()
    assert states(folder, who)["harbour"][f"r/answers/{keep}/{water}"] is True


def test_themes_by_typing(page, folder, who):
    to(page, 3)
    page.press("t")
    page.until("document.getElementById('dialog').open")
    name = page.run("document.querySelector('#code-list li').textContent")
    page.type(name[:6].lower())
    page.press("Enter", "Escape")
    page.until("!document.getElementById('dialog').open")
    page.saved()
    (key,) = [key for key in states(folder, who)["harbour"] if "/code/" in key]
    assert key.startswith("s/3/code/")


def test_themes_beyond_the_digits_are_given_by_a_letter_with_shift(page, folder, who):
    to(page, 3)
    page.press("Shift+L", "9")
    page.saved()
    page.press("?")
    told = page.run("document.getElementById('dialog').innerText")
    page.press("Escape")
    assert re.search(r"Shift\+L\s+theme: Leadership", told)
    keys = [key for key in states(folder, who)["harbour"] if "/code/" in key]
    assert sorted(keys) == ["s/3/code/capacity_skills", "s/3/code/leadership_buyin"]


def test_text_of_a_report_is_never_run(page):
    page.run("document.querySelectorAll('#sections button').forEach((b) => b.click())")
    assert page.run("window.pwned") is None
    assert page.run("document.querySelector('#text script')") is None
    assert "<script>window.pwned" in page.run("document.getElementById('text').textContent")
    # and if a script got in: the policy of the page forbids to run it
    page.run(SMUGGLE)
    page.run("new Promise((done) => setTimeout(done, 300))")
    assert page.run("window.pwned") is None


def test_nothing_is_asked_of_anybody_else(page, served):
    asked = [e["params"]["request"]["url"] for e in page.events if e["method"] == "Network.requestWillBeSent"]
    assert asked
    assert all(url.startswith(served.address) or url == "about:blank" for url in asked)


def judge_long(folder, layer, wrong=()):
    """A layer over the long report: what `must` or `should` is asked for is a lesson, for once."""
    from reportminer.desk.commands import Ground, plan_of
    from reportminer.desk.store import Author

    project = Project(folder)
    report = next(row["id"] for row in project.reports() if row["title"] == "boats")
    record = project.record(report)
    for at, (start, end, *_) in enumerate(record["segments"][:120]):
        text = record["text"][start:end]
        labels = ["LESSON"] * ("holds the keys" in text or "newsletter" in text)
        if at in wrong:
            labels = ["CHALLENGE"]
        told = {"kind": "judge", "segment": at, "labels": labels, "done": "yes"}
        plan = plan_of(told, Ground(len(record["segments"]), len(record["text"]), ()))
        project.store.act(Author(layer, layer, f"{layer}-{at:06}"), report, told, plan)
    project.close()
    return report


def test_retraining_shows_the_figure_and_can_be_taken_and_given_back(own_folder, own_server, browser):
    report = judge_long(own_folder, "ann")
    browser.open(f"{own_server.address}#report={report}", "ann")
    before = browser.run(SUGGESTED.replace("REPORT", report))
    browser.run("document.getElementById('retrain').click()")
    browser.until("document.getElementById('f1')", 120)
    first, second = browser.text("f1").split(": ")[1].split(" → ")
    assert float(second) > (0 if first == "–" else float(first))
    assert float(second) > 0.9
    browser.run("document.getElementById('take').click()")
    browser.until("document.getElementById('model').textContent.includes('model 1')")
    browser.until("document.getElementById('go-back')")
    after = browser.run(SUGGESTED.replace("REPORT", report))
    assert after != before
    browser.run("document.querySelector('[data-view=models]').click()")
    browser.until("document.querySelector('[data-take=\"0\"]')")
    assert f"--models '{own_folder / 'models' / '1'}'" in browser.text("commands")
    assert second in browser.text("models")
    browser.run("document.querySelector('[data-take=\"0\"]').click()")
    browser.until("document.getElementById('model').textContent.includes('came with the program')")


def test_two_layers_are_settled_by_keyboard_into_gold(own_folder, own_server, browser):
    judge_long(own_folder, "ann")
    judge_long(own_folder, "bea", wrong=(3, 7))
    browser.open(own_server.address, "cleo")
    browser.run("document.querySelector('[data-view=settle]').click()")
    browser.until("document.querySelectorAll('.case').length === 2")
    browser.press("b")
    browser.until("document.querySelectorAll('.case.settled').length === 1")
    browser.press("j", "3")
    browser.until("document.querySelectorAll('.case.settled').length === 2")
    browser.press("a")
    browser.until("!document.querySelectorAll('.verdict')[1].textContent.includes('recommendation')")
    browser.press("2", "Ctrl+z")  # takes the last word of gold back
    browser.run("document.getElementById('agreed').click()")
    browser.until("document.getElementById('live').textContent.includes('gold: 118')")
    gold = states(own_folder, "gold")["boats"]
    assert gold["s/3/label/CHALLENGE"] is True
    assert [key for key in gold if key.startswith("s/7/label/")] == ["s/7/label/LESSON"]
    assert len([key for key in gold if key.endswith("/done")]) == 120
    browser.run("document.querySelector('[data-view=agree]').click()")
    browser.until("document.querySelector('#agree .pair')")
    assert "ann and bea: 120 segments both judged" in browser.text("agree")


def test_keys_pressed_at_once_settle_all_that_they_say(own_folder, own_server, browser):
    judge_long(own_folder, "ann")
    judge_long(own_folder, "bea", wrong=(3, 7))
    browser.open(own_server.address, "cleo")
    browser.run("document.querySelector('[data-view=settle]').click()")
    browser.until("document.querySelectorAll('.case').length === 2")
    browser.run(
        "['2', '3', 'j', '1', '2', '1'].forEach((key) =>"
        " document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true})))"
    )
    browser.until("document.querySelectorAll('.verdict')[0].textContent === 'lesson + recommendation'", 30)
    browser.until("document.querySelectorAll('.verdict')[1].textContent === 'lesson'", 30)
    gold = states(own_folder, "gold")["boats"]
    assert sorted(key for key in gold if "/label/" in key and key.startswith(("s/3/", "s/7/"))) == [
        "s/3/label/LESSON",
        "s/3/label/RECOMMENDATION",
        "s/7/label/LESSON",
    ]


def test_a_killed_server_loses_nothing(own_folder, own_server, browser):
    page = browser
    page.open(own_server.address, "ann")
    page.press("h")
    to(page, 0)
    page.press("1", "Enter", "2", "Enter")
    page.saved()
    own_server.kill()
    assert len([k for k in states(own_folder, "ann")["harbour"] if k.endswith("/done")]) == 2
    page.press("3", "Enter", "0", "Enter", "f")
    page.until("document.getElementById('saved').textContent.includes('not saved yet')")
    waiting = page.run(WAITING)
    assert waiting == 3
    own_server.start()
    page.saved()
    said = states(own_folder, "ann")["harbour"]
    assert len([k for k in said if k.endswith("/done")]) == 4
    assert said["s/2/label/RECOMMENDATION"] is True
    assert said["s/4/flag"] is True


@pytest.mark.parametrize("status", [500, 403, 404])
def test_what_the_server_fails_to_take_is_kept_and_sent_again(page, folder, who, status):
    to(page, 1)
    answer_with(page, status)
    page.press("1", "f")
    page.until(f"document.getElementById('saved').textContent.includes('answered {status}')")
    assert page.text("saved").startswith("2 not saved yet: the server answered")
    assert page.run(WAITING) == 2
    mended(page)
    page.saved()
    said = states(folder, who)["harbour"]
    assert said["s/1/label/CHALLENGE"] is True
    assert said["s/1/flag"] is True
    assert page.run(WAITING) == 0


@pytest.mark.parametrize("status", [409, 422])
def test_what_is_refused_is_shown_no_longer(page, folder, who, status):
    page.press("h")
    to(page, 1)
    answer_with(page, status, json.dumps({"message": "that makes no sense", "hint": "look again"}))
    page.press("1")
    assert page.run(f"{SEG}.classList.contains('own')")
    page.until(f"!{SEG}.classList.contains('own')")
    assert page.said() == "that makes no sense (look again)"
    assert "not judged yet" in page.text("state")
    assert page.text("counts").startswith("0 of")
    page.saved()
    mended(page)
    page.press("2")
    page.saved()
    assert states(folder, who)["harbour"] == {"s/1/done": "yes", "s/1/label/LESSON": True}


REFUSED_ONCE = """const before = window.fetch;
let first = true;
window.fetch = (path, ...more) => {
  if (path !== 'api/act') return before(path, ...more);
  const here = first;
  first = false;
  return new Promise((done) => here && (window.refuse = () => done(new Response('no', {status: 409}))));
}"""


def test_what_is_not_answered_yet_stays_in_sight_when_something_else_is_refused(page):
    page.press("h")
    to(page, 1)
    page.run(f"(() => {{ {REFUSED_ONCE} }})()")
    page.press("1", "j", "2")
    page.until("window.refuse")
    page.run("refuse()")
    page.until("!document.querySelector('[data-seg=\"1\"]').classList.contains('own')")
    page.run("new Promise((done) => setTimeout(done, 300))")
    assert page.run("document.querySelector('[data-seg=\"2\"]').classList.contains('lesson')")
    page.run("localStorage.clear()")


def test_windows_of_one_browser_lose_nothing_of_each_other(page, served, folder, who):
    to(page, 1)
    answer_with(page, 500)
    with other_window(page, served.address) as (first, second):
        answer_with(page, 500)
        for turn, at in ((first, 1), (second, 2), (first, 3), (second, 4)):
            turn()
            to(page, at)
            page.press("1")
        first()
        page.until(f"{WAITING} === 4")
        second()
    mended(page)
    page.saved()
    project = Project(folder)
    done = [a.told["segment"] for a in project.store.history(layer=who)]
    project.close()
    assert done == [1, 2, 3, 4]
    assert page.run(WAITING) == 0


def test_two_windows_save_at_the_same_time(page, served, folder, who):
    """Each sees the answer for what it did, whichever of them sent it."""
    to(page, 1)
    answer_with(page, 500)
    with other_window(page, served.address) as (first, second):
        answer_with(page, 500)
        to(page, 2)
        page.press("2")
        first()
        page.press("1")
        page.until(f"{WAITING} === 2")
        mended(page)
        for turn in (first, second):
            turn()
            page.saved()
            page.until("document.getElementById('undo').textContent.startsWith('undo (2)')")
        assert page.run("document.querySelector('[data-seg=\"1\"]').classList.contains('own')")
        mended(page)
    said = states(folder, who)["harbour"]
    assert {key for key in said if "/label/" in key} == {"s/1/label/CHALLENGE", "s/2/label/LESSON"}


@pytest.mark.parametrize("how", ["an entry each", "a list, as it was before"])
def test_what_a_closed_window_left_is_sent_on_start(page, served, folder, who, how):
    to(page, 1)
    answer_with(page, 500)
    page.press("1", "f")
    page.until(f"{WAITING} === 2")
    if how != "an entry each":
        page.run(
            "(() => { const keys = Object.keys(localStorage).filter((k) => k.startsWith('pending')).sort();"
            " const list = keys.map((k) => JSON.parse(localStorage[k]));"
            " keys.forEach((k) => localStorage.removeItem(k));"
            " localStorage['pending:' + location.pathname] = JSON.stringify(list); })()"
        )
    page.ask("Page.navigate", url="about:blank")
    page.until("location.href === 'about:blank'")
    page.ask("Page.navigate", url=served.address)
    page.until("document.querySelector('[data-seg=\"1\"].done.flag')", 30)
    page.saved()
    assert states(folder, who)["harbour"]["s/1/flag"] is True


HELD = """window.fetch_ ??= window.fetch;
window.held = [];
window.fetch = (path, ...more) => String(path).includes('/layer?')
  ? new Promise((done) => held.push(() => done(fetch_(path, ...more)))) : fetch_(path, ...more)"""


def choose(browser, element, value):
    browser.run(
        f"(() => {{ const e = document.getElementById('{element}'); e.value = {json.dumps(value)};"
        " e.dispatchEvent(new Event('change')); })()"
    )


def test_a_layer_that_comes_late_is_not_shown_for_another(page, who):
    """Of two names given in turn, and of two reports opened in turn, the later one is shown."""
    page.press("h")
    to(page, 1)
    page.press("1")
    page.saved()
    first, second = json.loads(
        page.run("JSON.stringify([...document.querySelectorAll('#report option')].map((o) => o.value))")
    )
    page.run(f"(() => {{ {HELD} }})()")
    choose(page, "who", "a stranger")
    choose(page, "who", who)
    page.until("held.length === 2")
    page.run("held[1](); new Promise((done) => setTimeout(done, 300))")
    page.run("held[0](); new Promise((done) => setTimeout(done, 300))")
    assert page.run("document.querySelector('[data-seg=\"1\"]').classList.contains('own')")
    choose(page, "report", second)
    choose(page, "report", first)
    page.until("held.length === 4")
    page.run("held[3](); new Promise((done) => setTimeout(done, 300))")
    page.run("held[2](); new Promise((done) => setTimeout(done, 300))")
    assert page.run("document.getElementById('report').value") == first
    assert first in page.run("location.hash")


def test_nothing_is_judged_before_the_layer_of_a_new_name_is_there(page, folder, who):
    page.press("h")
    to(page, 1)
    page.press("1")
    page.saved()
    page.run(f"(() => {{ {HELD} }})()")
    choose(page, "who", f"{who[:40]}, later")
    page.run("document.activeElement.blur()")
    page.press("2")
    assert "still on its way" in page.said()
    page.run("fetch = fetch_; held.forEach((go) => go())")
    page.until("!document.querySelector('[data-seg=\"1\"]').classList.contains('own')")
    page.press("2")
    page.saved()
    assert "s/1/label/CHALLENGE" not in states(folder, f"{who[:40]}, later")["harbour"]


def test_two_windows_of_one_annotator_see_each_other(page, folder, who):
    project = Project(folder)
    report = project.reports()[0]["id"]
    project.close()
    command = {"kind": "judge", "segment": 1, "labels": ["LESSON"], "done": "yes"}
    sent = {"nonce": "other-window-1", "who": who, "layer": who, "report": report, "command": command}
    taken = page.run(
        "fetch('api/act', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: "
        f"JSON.stringify({json.dumps(sent)})}}).then((r) => r.ok)"
    )
    assert taken
    page.until("document.querySelector('[data-seg=\"1\"]').classList.contains('own')")
    shown = page.run("[...document.querySelector('[data-seg=\"1\"]').classList].join(' ')").split()
    assert "lesson" in shown
    assert "challenge" not in shown


def test_the_key_of_a_suggested_label_says_it_and_does_not_take_it_away(page, folder, who):
    water = segment_with(folder, "no running water")
    to(page, water)
    assert page.run(f"{SEG}.classList.contains('machine') && {SEG}.classList.contains('challenge')")
    page.press("1")
    page.saved()
    assert states(folder, who)["harbour"][f"s/{water}/label/CHALLENGE"] is True
    page.press("1")
    page.saved()
    assert f"s/{water}/label/CHALLENGE" not in states(folder, who)["harbour"]


def test_half_a_word_is_marked_whole(page, folder, who):
    at = segment_with(folder, "Welfare Trust (SWT)")
    to(page, at)
    page.run(
        """(async () => {
      const { select } = await import('./static/reading.js');
      const { S, segment } = await import('./static/model.js');
      const first = S.record.text.indexOf('Welfare Trust');
      select(first + 1, first + 12);
    })()"""
    )
    page.press("p")
    page.until("document.getElementById('dialog').open")
    assert page.run("document.querySelector('#dialog .quote').textContent") == "Welfare Trust"
    page.press("Escape")


def test_a_report_opens_where_one_left_it(own_server, browser):
    browser.open(own_server.address, "ann")
    browser.press("j", "j", "j")
    browser.ask("Page.navigate", url="about:blank")
    browser.until("location.href === 'about:blank'")
    browser.ask("Page.navigate", url=own_server.address)
    browser.until(f"{SEG}?.dataset.seg === '3'")
    assert browser.run("document.querySelectorAll('.seg.current').length") == 1


def test_work_is_given_out_on_the_page(own_folder, own_server, browser):
    browser.open(own_server.address, "ann")
    browser.run("document.querySelector('[data-view=share]').click()")
    browser.until("document.getElementById('names')")
    browser.run(
        "document.getElementById('names').value = 'ann, bea'; document.getElementById('give').click()"
    )
    browser.until("document.querySelector('#share caption')?.textContent === 'Given out now'")
    assert {"ann", "bea"} <= set(browser.text("share").split())
    assert browser.run("document.getElementById('said').hidden")


def test_what_a_key_waits_for_is_told_on_the_page(page):
    page.press("p")
    assert "Choose words" in page.text("note")
    page.press("Escape", "r")
    assert "Go to the other segment" in page.text("note")
    page.press("j", "r")
    page.until("document.getElementById('said').textContent.includes('label both')")
    assert "Related" not in page.text("note")


def test_a_stranger_is_asked_for_a_name_and_begins(own_server, browser):
    browser.ask("Page.navigate", url=own_server.address)
    browser.until("document.readyState === 'complete'")
    browser.run("localStorage.clear()")
    browser.ask("Page.navigate", url="about:blank")
    browser.ask("Page.navigate", url=own_server.address)
    browser.until("document.activeElement?.id === 'name'")
    browser.press("Escape")
    assert "Give your name" in browser.text("text")
    assert browser.run("document.getElementById('said').hidden")
    browser.run("document.getElementById('who').focus()")
    browser.type("dora")
    browser.press("Enter")
    browser.until("document.querySelector('.seg.current')")
    browser.run("document.getElementById('who').value = ''; document.getElementById('who').focus()")
    browser.press("Enter")
    assert browser.run("localStorage.getItem('who')") == "dora"


def test_it_can_be_used_without_eyes(page):
    assert page.run("document.activeElement.dataset.seg") == "0"
    assert page.run("document.activeElement.getAttribute('aria-current')") == "true"
    page.press("j")
    assert page.run("document.activeElement.dataset.seg") == "1"
    assert "Segment 2 of" in page.run("document.getElementById('live').textContent")
    page.press("1")
    nameless = page.run(
        "[...document.querySelectorAll('button, input, select, textarea')].filter((e) => e.offsetParent &&"
        " !(e.innerText || e.getAttribute('aria-label') || e.labels?.length)).map((e) => e.outerHTML)"
    )
    assert nameless == []
    pressed = "document.querySelector('#panel [data-label=CHALLENGE]').getAttribute('aria-pressed')"
    assert page.run(pressed) == "true"


IN_SIGHT = """[...document.querySelector('.seg.current').getClientRects()].some((line) =>
    document.elementFromPoint(line.left + 2, line.top + line.height / 2)?.closest('.seg.current'))"""


@pytest.fixture
def pages(tmp_path, server_class, browser):
    """The page with a report that has pages to draw."""
    path = PDFS / "coastal_schools_annual_review.pdf"
    project = Project(tmp_path / "project")
    report = project.add(path.name, sha256(path.read_bytes()).hexdigest(), str(path), path.stem)
    project.take(report)
    project.close()
    server = server_class(tmp_path / "project")
    yield server
    server.stop()
    browser.ask("Emulation.clearDeviceMetricsOverride")


@pytest.mark.parametrize("width", [1400, 900, 480])
def test_whoever_goes_on_by_key_keeps_the_segment_in_sight(pages, browser, width):
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.ask("Emulation.setDeviceMetricsOverride", **size)
    browser.open(pages.address, "ann")
    browser.until("document.querySelector('#sheet .box')")
    for _ in range(20):
        browser.press("j", "j", "j")
        assert browser.run(IN_SIGHT), browser.text("describe")


def test_the_encoder_reads_beside_the_page(own_folder, server_class, browser, needs_encoder):
    for path in own_folder.glob("features/*.odds-*"):
        path.unlink()
    server = server_class(own_folder)
    try:
        browser.open(server.address, "ann")
        browser.until("!document.getElementById('model').textContent.includes('still reading')")
        report = browser.run("document.getElementById('report').value")
        assert browser.run(
            f"fetch('api/report/{report}/suggestions').then((r) => r.json()).then((s) => s.read)"
        )
    finally:
        server.stop()
    assert len(list(own_folder.glob("features/*.odds-*"))) >= 1


def test_the_guideline_is_one_key_away(page):
    page.press("g")
    page.until("document.getElementById('dialog').open")
    assert "CHALLENGE" in page.text("dialog")
    page.press("Escape")
    page.until("!document.getElementById('dialog').open")


def test_keys_work_after_a_click_on_a_checkbox(page, folder, who):
    page.run("(() => { const box = document.getElementById('mine'); box.focus(); box.click(); })()")
    page.press(" ")
    assert not page.run("document.getElementById('mine').checked")
    page.press("j")
    assert page.run(f"{SEG}.dataset.seg") == "1"
    page.run("document.getElementById('mine').focus()")
    page.press("Enter")
    page.saved()
    assert next(iter(states(folder, who)["harbour"])).startswith("s/1/")


def test_single_letters_can_be_switched_off(page, served, folder, who):
    page.press("h")
    page.run("document.getElementById('letters').click()")
    page.press("j", "1", "f", "?", "g", " ")
    assert page.run(f"{SEG}.dataset.seg") == "0"
    assert not page.run("document.getElementById('dialog').open")
    page.press("ArrowDown", "Enter")
    page.saved()
    assert states(folder, who)["harbour"] == {"s/1/done": "yes"}
    page.press("Ctrl+z")
    page.saved()
    assert states(folder, who)["harbour"] == {}
    page.ask("Page.navigate", url="about:blank")
    page.until("location.href === 'about:blank'")
    page.ask("Page.navigate", url=served.address)
    page.until(SEG)
    assert not page.run("document.getElementById('letters').checked")
    left = int(page.run(f"{SEG}.dataset.seg"))
    page.press("j")
    assert page.run(f"{SEG}.dataset.seg") == str(left)
    page.run("document.getElementById('letters').click()")
    page.press("j")
    assert page.run(f"{SEG}.dataset.seg") == str(left + 1)


def test_a_key_press_is_answered_at_once(page):
    """Time from the key to the next frame, in the page itself; the median, for the machine may be busy."""
    page.run(
        "window.took = []; addEventListener('keydown', () => { const from = performance.now();"
        " requestAnimationFrame(() => { const c = new MessageChannel(); c.port1.onmessage = () =>"
        " took.push(performance.now() - from); c.port2.postMessage(0); }); }, true)"
    )
    for _ in range(12):
        page.press("j", "1")
    page.until("took.length === 24")
    assert statistics.median(page.run("took")) < 400  # a tenth of it where the machine has nothing else to do


def view(browser, name, until):
    browser.run(f"document.querySelector('[data-view={name}]').click()")
    browser.until(f"document.getElementById('{name}').textContent.includes({json.dumps(until)})")
    return browser.text(name)


def test_the_page_says_in_words_what_it_means(page):
    assert "Judge 30 segments or more" in page.text("needs")
    colour = "getComputedStyle(document.querySelector('button.label[aria-pressed=PRESSED]')).backgroundColor"
    page.press("1")
    page.until("document.querySelector('button.label[aria-pressed=true]')")
    assert page.run(colour.replace("PRESSED", "false")) == page.run(
        "getComputedStyle(document.getElementById('undo')).backgroundColor"
    )
    assert page.run(colour.replace("PRESSED", "true")) != page.run(colour.replace("PRESSED", "false"))
    page.until("document.getElementById('saved').textContent.includes('saved')")
    past = view(page, "past", "challenge given")
    assert re.search(r"segment \d+ judged: challenge given", past)
    assert "s/" not in past
    assert "None was learnt yet. Judge 30 segments or more" in view(page, "models", "None was learnt yet")
    assert "that person's layer" in view(page, "settle", "gold")
    assert "version 1" not in view(page, "share", "This is text 1")
