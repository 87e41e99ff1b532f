"""Reading a codebook: what is refused, with what words, and what is kept."""

from pathlib import Path

import pytest

from reportminer.errors import CodebookError
from reportminer.gather.codebook import load_codebook
from reportminer.gather.coding import Coder

GOOD = """
name: Mine
codes:
  - id: money
    name: Money
    definition: Funds and what they buy.
    terms: [fund, budget]
  - id: salaries
    name: Salaries
    definition: Pay of staff.
    terms: [salary]
    not_terms: [salary cap]
    parent: money
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "codes.yaml"
    path.write_text(text, "utf-8")
    return path


def refusal(folder: Path, text: str) -> tuple[str, str]:
    with pytest.raises(CodebookError) as caught:
        load_codebook(write(folder, text))
    assert "codes.yaml" in caught.value.message
    assert caught.value.hint
    return caught.value.message, caught.value.hint


def test_a_codebook_is_read_in_the_order_of_its_file(tmp_path: Path) -> None:
    book = load_codebook(write(tmp_path, GOOD))
    assert [code.id for code in book.codes] == ["money", "salaries"]
    assert book.codes[1].parent == "money"
    assert book.codes[1].not_terms == ("salary cap",)


def test_a_bare_list_of_codes_is_a_codebook(tmp_path: Path) -> None:
    book = load_codebook(write(tmp_path, "- {id: a, name: A, definition: d, terms: [fund]}\n"))
    assert (book.name, book.codes[0].id) == ("codes", "a")


def test_the_hash_is_of_the_content_alone(tmp_path: Path) -> None:
    first = load_codebook(write(tmp_path, GOOD)).sha256
    assert (
        load_codebook(write(tmp_path, "# a remark\n" + GOOD.replace("[salary]", "\n      - salary"))).sha256
        == first
    )
    assert load_codebook(write(tmp_path, GOOD.replace("[salary]", "[wage]"))).sha256 != first


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("    terms: [salary]", "    term: [salary]"), ["code salaries", "term", "no field"]),
        (("    name: Salaries\n", ""), ["code salaries", "name", "missing"]),
        (("  - id: salaries\n    name", "  - name"), ["code 2", "id", "missing"]),
        (("id: salaries", "id: Staff Pay"), ["code Staff Pay", "id"]),
        (("id: salaries", "id: money"), ["code money", "given twice"]),
        (("id: salaries", "id: uncoded"), ["uncoded", "no code covers"]),
        (("parent: money", "parent: cash"), ["code salaries", "parent", "`cash`"]),
        (("    terms: [fund, budget]", "    parent: salaries\n    terms: [fund]"), ["parent", "itself"]),
        (("terms: [salary]", "terms: []"), ["code salaries", "terms", "none"]),
        (("    terms: [salary]\n", ""), ["code salaries", "terms", "none"]),
        (("terms: [salary]", 'terms: [" "]'), ["code salaries", "terms", "empty"]),
        (("terms: [salary]", "terms: salary"), ["code salaries", "terms", "not a list"]),
        (("terms: [salary]", "terms: [2020]"), ["code salaries", "terms", "not text"]),
        (("terms: [salary]", "terms: [no]"), ["code salaries", "terms", "not text"]),
        (("terms: [salary]", 'terms: ["s*y"]'), ["code salaries", "terms", "`s*y`"]),
        (("not_terms: [salary cap]", 'not_terms: ["..."]'), ["code salaries", "not_terms"]),
        (("definition: Pay of staff.", "definition: ''"), ["code salaries", "definition", "empty"]),
        (("definition: Pay of staff.", "definition: [a]"), ["code salaries", "definition", "not text"]),
        (("name: Mine", "title: Mine"), ["title"]),
        (("    parent: money", "    parent: money\n    parent: money"), ["line", "`parent`", "twice"]),
    ],
)
def test_a_mistake_is_told_with_file_code_and_field(
    tmp_path: Path, change: tuple[str, str], said: list[str]
) -> None:
    assert change[0] in GOOD
    message, _ = refusal(tmp_path, GOOD.replace(*change))
    for words in said:
        assert words in message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no codebook in it"),
        ("just words", "no codebook in it"),
        ("name: x\ncodes: []\n", "codes: is empty"),
        ("name: x\n", "codes: is empty"),
        ("codes: {a: b}\n", "not a list"),
        ("a: [b", "line 1"),
        ("a: &x 1\nb: *x\n", "aliases"),
        ("- 1\n", "is no code"),
        ("\t- a", "line 1"),
    ],
)
def test_what_is_no_codebook_is_refused(tmp_path: Path, text: str, said: str) -> None:
    message, _ = refusal(tmp_path, text)
    assert said in message


def test_deep_nesting_is_refused_and_does_not_break_anything(tmp_path: Path) -> None:
    message, _ = refusal(tmp_path, "codes: " + "[" * 5000)
    assert "not YAML" in message


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "codes.yaml"
    path.write_bytes(b"name: \xff\xfe\xfa")
    with pytest.raises(CodebookError, match="UTF-8"):
        load_codebook(path)


def test_a_file_that_is_not_there_or_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match=r"nothing\.yaml"):
        load_codebook(tmp_path / "nothing.yaml")
    with pytest.raises(CodebookError, match="larger than"):
        load_codebook(write(tmp_path, "# " + "x" * (4 * 2**20)))


def test_a_code_that_only_groups_others_needs_no_terms(tmp_path: Path) -> None:
    book = load_codebook(write(tmp_path, GOOD.replace("    terms: [fund, budget]\n", "")))
    assert book.codes[0].terms == ()


def test_the_partnership_codebook_is_complete() -> None:
    book = load_codebook()
    assert 24 <= len(book.codes) <= 30
    for code in book.codes:
        assert all((code.definition, code.include, code.exclude)), code.id
        assert 2 <= len(code.examples) <= 20, code.id
        assert len(code.terms) >= 15, code.id


def test_each_code_of_the_partnership_codebook_finds_its_own_examples() -> None:
    book = load_codebook()
    coder = Coder(book)
    examples = [(code.id, example) for code in book.codes for example in code.examples]
    found = [code in coder.score(example) for code, example in examples]
    assert sum(found) >= 0.75 * len(found)


def test_excluded_neighbours_are_codes_of_the_book() -> None:
    book = load_codebook()
    ids = {code.id for code in book.codes}
    for code in book.codes:
        named = {word.strip("(),.;") for word in code.exclude.split() if "_" in word}
        assert named <= ids, code.id


@pytest.mark.parametrize("taken", ["uncoded", "report_id"])
def test_ids_that_the_tables_need_are_refused(tmp_path: Path, taken: str) -> None:
    message, _ = refusal(tmp_path, GOOD.replace("id: salaries", f"id: {taken}"))
    assert f"code {taken}: id is taken" in message


def test_every_mistake_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    text = (
        GOOD.replace("definition: Funds and what they buy.", "definition: [a]")
        .replace("parent: money", "parent: cash")
        .replace("[salary]", '[salary, "s*y"]')
        .replace("name: Salaries", "nome: Salaries")
    )
    message, _ = refusal(tmp_path, text)
    lines = text.splitlines()
    for words in ("definition: [a]", "parent: cash", "nome: Salaries"):
        assert f"line {lines.index(next(x for x in lines if words in x)) + 1}: code" in message
    assert "mistakes" in message
    assert message.index("is not text") < message.index("no field") < message.index("no code `cash`")


CSV = """name,definition,terms,examples,parent
Money,What is paid.,fund; budget,,
"Late pay, arrears","Pay that comes late; or never.",arrears; unpaid,"Paid in May; it was August.",Money
"""


def write_csv(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "codes.csv"
    path.write_text(text, encoding)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_table_is_a_codebook(tmp_path: Path, encoding: str) -> None:
    book = load_codebook(write_csv(tmp_path, CSV, encoding))
    assert [code.id for code in book.codes] == ["money", "late_pay_arrears"]
    assert book.codes[0].terms == ("fund", "budget")
    assert book.codes[1].parent == "money"
    assert book.codes[1].definition == "Pay that comes late; or never."


def test_a_table_with_semicolons_between_columns_is_read(tmp_path: Path) -> None:
    book = load_codebook(write_csv(tmp_path, 'name;definition;terms\nMoney;Paid.;"fund; budget"\n'))
    assert book.codes[0].terms == ("fund", "budget")


def test_mistakes_in_a_table_are_told_with_their_lines(tmp_path: Path) -> None:
    text = 'name,definition,terms\nMoney,,fund\n"Two\nlines",Told.,s*y\nMoney,Again.,pay\n'
    with pytest.raises(CodebookError) as caught:
        load_codebook(write_csv(tmp_path, text))
    assert "line 2: code money: definition: is missing" in caught.value.message
    assert "line 5: code money: id is given twice" in caught.value.message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "`name` is missing"),
        ("name,definitoin\nA,b\n", "`definitoin` is no column"),
        ("name,name,definition\nA,B,c\n", "`name` stands twice"),
        ("name,definition\n", "codes: is empty"),
        ("name,definition\nA,b\n", "terms: there are none"),
        ("name,definition,terms\nA,b,c,d\n", "cell 4"),
    ],
)
def test_what_is_no_table_of_codes_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(CodebookError) as caught:
        load_codebook(write_csv(tmp_path, text))
    assert said in caught.value.message
    assert caught.value.hint
