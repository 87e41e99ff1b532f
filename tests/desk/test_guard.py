"""Who gets in: a real server, called as an attacker would call it."""

import http.client
import json
import shutil
import socket
import stat
import sys

import pytest


@pytest.fixture(scope="module")
def door(_template, tmp_path_factory, server_class):
    place = tmp_path_factory.mktemp("door") / "work"
    shutil.copytree(_template, place)
    started = server_class(place / "project")
    yield started
    started.stop()


@pytest.fixture
def call(door):
    """Asks the server for something; gives status, headers and body."""
    token = door.address.rstrip("/").rpartition("/")[2]

    def asking(path, method="GET", body=None, token=token, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", door.port, timeout=60)
        sent = {"Host": f"127.0.0.1:{door.port}"} | {k.replace("_", "-"): v for k, v in headers.items()}
        if body is not None:
            sent.setdefault("Content-Type", "application/json")
        address = f"/{token}/{path}" if token else f"/{path}"
        connection.request(method, address, json.dumps(body) if body else None, sent)
        answer = connection.getresponse()
        found = answer.status, dict(answer.getheaders()), answer.read().decode("utf-8", "replace")
        connection.close()
        return found

    asking.own = f"http://127.0.0.1:{door.port}"
    return asking


@pytest.fixture
def act(call):
    report = json.loads(call("api/project?who=ann")[2])["reports"][0]["id"]
    command = {"kind": "flag", "segment": 0, "on": True}
    sent = {"nonce": "attack-00001", "who": "eve", "layer": "eve", "model": 0}
    return {**sent, "report": report, "command": command}


def test_the_page_answers_to_its_own_address_and_locks_itself_in(call):
    status, headers, body = call("")
    assert status == 200
    assert "<title>reportminer" in body
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("token", ["", "wrong", "x" * 32, "%00", "é"])
def test_without_the_token_there_is_nothing(call, token):
    for path in ("", "api/project?who=ann", "static/main.js"):
        status, _, body = call(path, token="".join(ch if ch.isascii() else "%C3%A9" for ch in token))
        assert status == 403
        assert "harbour" not in body


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1", "127.0.0.1:1", "127.0.0.1.evil.example", ""]
)
def test_under_another_name_there_is_nothing(call, host):
    assert call("api/project?who=ann", Host=host)[0] in (400, 421)


def test_its_own_names_are_known(call, door):
    for name in ("localhost", "127.0.0.1", "LOCALHOST"):
        assert call("api/project?who=ann", Host=f"{name}:{door.port}")[0] == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "https://127.0.0.1"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {},  # a POST that says nothing of where it comes from
    ],
)
def test_another_page_can_do_nothing(call, act, headers):
    assert call("api/act", "POST", act, **headers)[0] == 403
    assert call(f"api/history?report={act['report']}")[2] == "[]"


def test_a_form_of_another_kind_is_refused(call, act):
    assert call("api/act", "POST", act, Origin=call.own, Content_Type="text/plain")[0] == 403


def test_reading_is_refused_to_other_pages_too(call):
    assert call("api/project?who=ann", Origin="http://evil.example")[0] == 403
    assert call("", Sec_Fetch_Site="cross-site")[0] == 403


@pytest.mark.parametrize(
    "path", ["static/../app.py", "static/..%2fapp.py", "static/%2e%2e/%2e%2e/store.py", "static/nothing.js"]
)
def test_no_file_but_those_of_the_page(call, path):
    assert call(path)[0] in (403, 404)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"who": "a/b"}, 422),
        ({"who": "<script>"}, 422),
        ({"who": ""}, 422),
        ({"report": "../../etc"}, 422),
        ({"report": "r000000000000"}, 409),
        ({"nonce": "x"}, 422),
        ({"more": 1}, 422),
        ({"command": {"kind": "load", "values": {}}}, 409),
        ({"command": {"kind": "judge", "segment": 0, "labels": [[]], "done": "yes"}}, 422),
        ({"model": 2**63}, 422),
    ],
)
def test_what_makes_no_sense_is_refused_with_words(call, act, change, status):
    answered = call("api/act", "POST", {**act, **change}, Origin=call.own)
    assert answered[0] == status
    assert json.loads(answered[2])["message"]


def test_a_number_beyond_what_is_kept_is_refused_with_words(call, act):
    path = f"api/report/{act['report']}/changes?layer=ann&since="
    assert call(f"{path}0")[0] == 200
    for since in (2**63, -(2**70)):
        status, _, body = call(f"{path}{since}")
        assert (status, bool(json.loads(body)["message"])) == (422, True)


def test_too_much_is_refused(call):
    assert call("api/import", "POST", {"x": 1}, Origin=call.own, Content_Length=str(10**9))[0] == 413


def test_a_report_comes_as_data_and_never_as_markup(call, act):
    status, headers, body = call(f"api/report/{act['report']}")
    assert status == 200
    assert headers["content-type"] == "application/json"
    assert "<script>" in json.loads(body)["text"]


def test_it_listens_to_this_machine_alone(door):
    own = socket.gethostbyname(socket.gethostname())
    if own.startswith("127."):
        pytest.skip("this machine has no other address")
    with pytest.raises(ConnectionRefusedError), socket.create_connection((own, door.port), timeout=5):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="no such permissions")
def test_the_token_is_for_its_owner_alone(door):
    assert stat.S_IMODE((door.folder / "token").stat().st_mode) == 0o600


def test_a_port_that_is_taken_is_passed_over_and_the_end_is_clean(door, folder, server_class):
    second = server_class(folder, port=door.port)
    assert door.port < second.port <= door.port + 20
    assert second.stop() == 0
    assert "Traceback" not in second.process.stderr.read()


def test_a_guideline_that_was_edited_from_an_older_text_is_refused_with_words(call):
    now = json.loads(call("api/guideline")[2])["version"]
    sent = {"who": "ann", "text": f"# Ours, after {now}\n", "version": now}
    assert call("api/guideline", "POST", sent, Origin=call.own)[0] == 200
    refused = call("api/guideline", "POST", {**sent, "text": "# Mine\n"}, Origin=call.own)
    assert refused[0] == 409
    assert json.loads(refused[2])["hint"]
