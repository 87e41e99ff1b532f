"""Text that is no language, told from text that is."""

import random
import string

import pytest

from reportminer.parse.pdf.ledger import badly_read, garbled

TEXTS = {
    "en": "The partners met every month and shared what they had learnt about wells and roads. ",
    "fr": "Les partenaires se sont réunis chaque mois pour partager leurs leçons et leurs difficultés. ",
    "es": "Los socios se reunieron cada mes para compartir lo que habían aprendido en las escuelas. ",
    "de": "Die Partner trafen sich jeden Monat und tauschten aus, was sie über Brunnen gelernt hatten. ",
    "pl": "Partnerzy spotykali się co miesiąc i dzielili się tym, czego nauczyli się o studniach. ",
    "sw": "Washirika walikutana kila mwezi na kushirikiana yale waliyojifunza kuhusu visima na barabara. ",
    "ru": "Партнёры встречались каждый месяц и делились тем, что узнали о колодцах и дорогах. ",
    "ar": "اجتمع الشركاء كل شهر وتبادلوا ما تعلموه عن الآبار والطرق في جميع القرى والمناطق. ",
    "zh": "合作伙伴每月开会一次，交流他们在水井和道路方面学到的经验教训以及遇到的困难和挑战。",
}


@pytest.mark.parametrize("language", TEXTS)
def test_no_language_is_garbled(language):
    assert not garbled(TEXTS[language] * 8)
    assert not garbled(TEXTS[language].upper() * 8)


@pytest.mark.parametrize("seed", range(20))
def test_letters_exchanged_are_garbled(seed):
    """A subset font with a wrong character map: one letter always stands for the same other one."""
    order = list(string.ascii_lowercase)
    random.Random(seed).shuffle(order)
    wrong = str.maketrans(string.ascii_lowercase, "".join(order))
    assert garbled((TEXTS["en"] + TEXTS["fr"]).lower().translate(wrong) * 6)


@pytest.mark.parametrize(
    "text",
    [
        "Budget 2019 12,400 13,200 Budget 2020 11,900 12,750 Total 24,300 25,950 " * 8,
        "UNDP UNFPA UNHCR WFP FAO ILO IOM OHCHR UNEP UNICEF UNESCO UNAIDS WHO " * 8,
        "https://example.org/reports/2019?page=4 www.example.org/partners/index.html " * 8,
        "Introduction ........................................ 12 " * 20,
    ],
)
def test_numbers_acronyms_and_addresses_are_not(text):
    assert not garbled(text)


def test_bad_recognition_shows_in_many_odd_words():
    good = TEXTS["en"] * 20
    bad = "The coununity meL in tbe viIlage, v,hich had aEreed a pJan wiLh consu1tants. "
    assert badly_read(good + bad)
    assert not badly_read(good)
    assert not badly_read(good + "vCJD vCJD eLearning McDonald e.g. i.e. www.example.org/aB.pdf " * 4)
