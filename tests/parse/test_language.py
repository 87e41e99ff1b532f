"""The language of texts written for this test."""

import subprocess
import sys

import pytest

from reportminer.parse.language import language_of

TEXTS = {
    "en": "Four clinics and the regional council shared one ambulance. It broke down twice, "
    "and the drivers learned to call the fire brigade first. Next year the council "
    "should buy a second one.",
    "fr": "Quatre cliniques et le conseil régional se partageaient une ambulance. Elle est "
    "tombée en panne deux fois, et les chauffeurs ont appris à appeler d'abord les "
    "pompiers.",
    "es": "Cuatro clínicas y el consejo regional compartían una ambulancia. Se averió dos "
    "veces y los conductores aprendieron a llamar primero a los bomberos.",
    "pt": "Quatro clínicas e o conselho regional partilhavam uma ambulância. Avariou duas "
    "vezes e os condutores aprenderam a chamar primeiro os bombeiros.",
    "de": "Vier Kliniken und der Kreistag teilten sich einen Krankenwagen. Er blieb zweimal "
    "liegen, und die Fahrer lernten, zuerst die Feuerwehr zu rufen.",
    "nl": "Vier klinieken en de regionale raad deelden één ambulance. Die viel twee keer "
    "stil en de chauffeurs leerden om eerst de brandweer te bellen.",
    "sw": "Kliniki nne na halmashauri ya mkoa zilitumia gari moja la wagonjwa. Liliharibika "
    "mara mbili na madereva walijifunza kuwaita wazima moto kwanza.",
    "id": "Empat klinik dan dewan daerah berbagi satu ambulans. Mobil itu rusak dua kali "
    "dan para pengemudi belajar memanggil pemadam kebakaran terlebih dahulu.",
    "ru": "Четыре клиники и областной совет пользовались одной машиной скорой помощи. Она ломалась дважды.",
    "ar": "تقاسمت أربع عيادات والمجلس الإقليمي سيارة إسعاف واحدة. تعطلت مرتين "
    "وتعلم السائقون الاتصال بالإطفاء.",
    "zh": "四家诊所和地区委员会共用一辆救护车。车坏了两次,司机们学会了先打电话给消防队。",
    "hi": "चार क्लीनिकों और क्षेत्रीय परिषद ने एक एम्बुलेंस साझा की। वह दो बार खराब हुई और चालकों ने सीखा।",
}


@pytest.mark.parametrize("code", TEXTS)
def test_languages(code):
    assert language_of(TEXTS[code]) == code


@pytest.mark.parametrize("code", ["en", "fr", "es", "de", "sw"])
def test_capitals_do_not_mislead(code):
    assert language_of(TEXTS[code].upper()) == code
    assert language_of(TEXTS[code].split(".")[0].upper() + "." + TEXTS[code].split(".")[1]) == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  \n",
        "Lessons learned",
        "12 34 56 " * 60,
        "UNDP UNICEF WHO ILO",
        "https://example.org/en/a/b/c " * 9,
        "!?",
    ],
)
def test_too_little_to_say(text):
    assert language_of(text) == ""


def test_most_of_the_text_counts():
    quote = "« Nous n'avons jamais su qui devait payer », a dit une infirmière de la ville. "
    assert language_of(TEXTS["en"] * 6 + quote + TEXTS["en"] * 6) == "en"
    assert language_of("Acknowledgements and foreword by the chair of the board. " + TEXTS["fr"] * 20) == "fr"


def test_a_long_text_is_looked_at_in_several_places():
    cover = "Agency for Rural Water Supply. All rights reserved. Printed on recycled paper. " * 20
    assert language_of(cover + TEXTS["es"] * 200) == "es"


def test_names_and_tables_in_english_reports():
    rows = "Kwame Nkrumah Mensah, Accra 2011; Thandiwe Dlamini, Durban 2012; Nguyễn Văn An, Huế 2013. "
    assert language_of(rows * 3 + TEXTS["en"] * 4) == "en"


def test_the_model_loads_only_when_used():
    code = "import sys, reportminer.parse.language; sys.exit('py3langid' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
