# ruff: noqa: RUF001 - the letters are of many scripts
"""Stories in languages of many endings, letters of their own, or no spaces between words."""

from __future__ import annotations

import pytest

from reader.model import Telling
from reader.threads.features import Reader
from reader.threads.language import detect
from reader.threads.names import across, canonical, concepts, exonyms
from reader.threads.stems import stem
from reader.threads.unspaced import pieces
from reader.threads.words import TOKEN, fold


def _read(title: str, language: str = "") -> dict[str, float]:
    return Reader({}).read(Telling(1, 1, 1, "s", title, "", "", language, 0)).weights


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Statsministern lämnar in sin avskedsansökan på torsdag", "sv"),
        ("Brandvæsenet kæmpede mod ilden i den gamle bygning", "da"),
        ("Statsministeren varslet at han går av når partiet har valgt ny leder", "no"),
        ("Hallitus päätti asiasta maanantaina, kertoo ministeri", "fi"),
        ("Vláda vyhlásila na sobotu státní smutek kvůli střelbě", "cs"),
        ("A kormány szerint a választás után dönteni kell erről", "hu"),
        ("Decizia a fost luată de judecători după ce au votat", "ro"),
        ("Cumhurbaşkanı bu sabah yaptığı açıklamada bunun için çok çalıştık dedi", "tr"),
        ("Президент сообщил о решении", "ru"),
        ("Президент повідомив про рішення", "uk"),
        ("Президентът обяви решението в България", "bg"),
        ("رئیس جمهور گفت که این کار پایان یافت", "fa"),
        ("أعلن الرئيس عن القرار", "ar"),
        ("首相は新しい方針を示した", "ja"),
        ("总理宣布新的方针", "zh"),
    ],
)
def test_the_language_is_found(text: str, language: str) -> None:
    words = [fold(match[0]) for match in TOKEN.finditer(text)]
    assert detect(text, words) == language


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ja", "ホンダと日産、経営統合へ協議", ["ホンダ", "日産", "経営", "統合", "協議"]),
        ("zh", "韩国总统尹锡悦宣布紧急戒严", ["韩国", "总统", "尹锡悦", "宣布", "紧急", "戒严"]),
        ("ko", "윤석열 대통령이 비상 계엄을 선포", ["윤석열", "대통령", "비상", "계엄", "선포"]),
        ("ja", "ASMLは26億ユーロ、16％減", ["ASML", "2600000000", "ユーロ", "16%", "減"]),
        ("zh", "销量1.5万辆，共1亿2000万元", ["销量", "15000", "辆", "共", "120000000"]),
        ("ko", "30만 명 돌파", ["300000", "돌파"]),
    ],
)
def test_words_end_where_no_space_says_it(language: str, text: str, expected: list[str]) -> None:
    assert [piece.text for piece in pieces(text, language)] == expected


def test_a_name_that_nothing_knows_is_one() -> None:
    kinds = {piece.text: piece.kind for piece in pieces("韩国总统尹锡悦", "zh")}
    assert kinds == {"韩国": "word", "总统": "word", "尹锡悦": "name"}
    assert [piece.kind for piece in pieces("チャンドラヤーン着陸", "ja")] == ["name", "word"]


@pytest.mark.parametrize("text", ["", "。", "1", "億", "ー", "%", "1億2", "..1", "１２３万"])
def test_odd_pieces_of_text_are_read(text: str) -> None:
    assert all(piece.text or piece.kind == "number" for piece in pieces(text, "ja"))
    _read(text, "ja")


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("ru", ("каховская", "каховской", "каховскую")),
        ("uk", ("каховська", "каховської", "каховську")),
        ("cs", ("volby", "voleb", "volbách")),
        ("tr", ("uçağı", "uçak")),
        ("hu", ("elnök", "elnököt", "elnöknek")),
        ("fi", ("ministeri", "ministerin", "ministeriä")),
    ],
)
def test_forms_of_a_word_are_one(language: str, forms: tuple[str, ...]) -> None:
    assert len({stem(form, language) for form in forms}) == 1


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("Turkin presidentti puhui", "fi"),
        ("Törökországban szavaztak", "hu"),
        ("В Турции прошли выборы", "ru"),
        ("У Туреччині відбулися вибори", "uk"),
        ("トルコで選挙", "ja"),
        ("土耳其举行选举", "zh"),
        ("튀르키예에서 선거", "ko"),
        ("انتخابات في تركيا", "ar"),
        ("Εκλογές στην Τουρκία", "el"),
    ],
)
def test_a_country_has_one_name(title: str, language: str) -> None:
    assert "@turkey" in _read(title, language)


def test_a_name_takes_the_endings_of_its_language() -> None:
    assert canonical("пригожина", "ru") == canonical("prigozhin", "en")
    assert canonical("кристерссон", "ru") == canonical("kristerssons", "sv")
    assert "wimamoglu" in _read("İmamoğlu'nun avukatı bu sabah konuştu", "tr")


def test_the_tableacross_languages_says_each_thing_of_one_that_is_known() -> None:
    known = set(concepts().values())
    for one, language, word in across():
        assert one[0] == "@" or one in known, (language, word)
    assert concepts()["ru", stem("землетрясения", "ru")] == "earthquake"
    assert exonyms()["turquie"] == "turkey"
