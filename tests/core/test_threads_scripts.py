# ruff: noqa: RUF001 - the letters are of many scripts
"""Stories in languages of many endings, letters of their own, or no spaces between words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from reader.model import Telling
from reader.threads.background import LATIN, background
from reader.threads.compounds import parts
from reader.threads.dates import edition
from reader.threads.features import Reader
from reader.threads.genre import stands_alone
from reader.threads.language import detect
from reader.threads.names import across, canonical, concepts, concepts_in, exonyms
from reader.threads.numbers import number, unit
from reader.threads.stems import stem
from reader.threads.textloops import grammar
from reader.threads.unspaced import pieces
from reader.threads.words import clean, fold, headline
from tests.core.test_threads_engine import bcubed, load, wind


def _read(title: str, language: str = "") -> dict[str, float]:
    read = Reader({}).read(Telling(1, 1, 1, "s", title, "", "", language, 0))
    return dict(zip(read.names, read.weights, strict=True))


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
        ("Vyriausybė pritarė biudžeto projektui", "lt"),
        ("Vlada sprejela proračun za prihodnje leto", "sl"),
        ("Bão đổ bộ vào Quảng Ninh, nhiều nơi mất điện", "vi"),
        ("Flappy Bird creator Dong Nguyen speaks out", "en"),
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
    words = [fold(match[0]) for match in grammar().finditer(text)]
    assert detect(text, words) == language


def test_words_that_nobody_speaks_are_of_no_language() -> None:
    """By its hash one of thirty is known somewhere: of many words some are."""
    words = [
        a + b + c for a in ("ba", "ce", "di") for b in ("fo", "gu", "la") for c in ("mu", "ne")
    ]
    assert any(background().zipf(language, word)[0] for word in words for language in LATIN)
    assert detect(" ".join(words), words) == ""
    assert detect(" ".join(words), words, "de-AT") == "de"
    assert detect("Qualmwolke Harburg", ["qualmwolke", "harburg"]) == "de"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ja", "ホンダと日産、経営統合へ協議", ["ホンダ", "日産", "経営", "統合", "協議"]),
        ("zh", "韩国总统尹锡悦宣布紧急戒严", ["韩国", "总统", "尹锡悦", "宣布", "紧急", "戒严"]),
        ("zh", "韓國總統尹錫悅宣布緊急戒嚴", ["韩国", "总统", "尹锡悦", "宣布", "紧急", "戒严"]),
        ("ko", "윤석열 대통령이 비상 계엄을 선포", ["윤석열", "대통령", "비상", "계엄", "선포"]),
        ("ja", "ASMLは26億ユーロ、16％減", ["ASML", "2600000000", "ユーロ", "16%", "減"]),
        ("zh", "销量1.5万辆，共1亿2000万元", ["销量", "15000", "辆", "共", "120000000"]),
        ("ko", "30만 명 돌파", ["300000", "돌파"]),
    ],
)
def test_words_end_where_no_space_says_it(language: str, text: str, expected: list[str]) -> None:
    assert [piece.text for piece in pieces(text, language)] == expected


def test_a_name_that_nothing_knows_is_one() -> None:
    kinds = {piece.text: piece.kind for piece in pieces("韩国总统朴恩浩", "zh")}
    assert kinds == {"韩国": "word", "总统": "word", "朴恩浩": "name"}
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
        ("tr", ("deprem", "depremde", "depremler")),
        ("ar", ("زلزال", "والزلزال", "للزلزال")),
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


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("prigozhin", {"ru": "пригожина", "de": "prigoschins", "uk": "пригожин"}),
        (
            "gorbachev",
            {"ru": "горбачева", "uk": "горбачов", "de": "gorbatschow", "es": "gorbachov"},
        ),
        ("kristersson", {"ru": "кристерссон", "sv": "kristerssons", "fi": "kristerssonin"}),
        ("erdogan", {"el": "ερντογαν", "ru": "эрдогана", "de": "erdogans"}),
        ("mitsotakis", {"el": "μητσοτακη", "ru": "мицотакис", "ro": "mitsotakis"}),
        ("orban", {"hu": "orbannak", "cs": "orbanovi", "sv": "orbans", "ru": "орбана"}),
        ("stoltenberg", {"fi": "stoltenbergin", "hu": "stoltenberget", "ru": "столтенбергом"}),
    ],
)
def test_a_name_takes_the_endings_of_its_language(name: str, others: dict[str, str]) -> None:
    found = {language: canonical(form, language) for language, form in others.items()}
    assert set(found.values()) == {canonical(name, "en")}, found


def test_a_turkish_name_ends_before_its_apostrophe() -> None:
    assert "@imamogl" in _read("İmamoğlu'nun avukatı bu sabah konuştu", "tr")


def test_the_table_across_languages_says_each_thing_of_one_that_is_known() -> None:
    for one, language, word in across():
        assert one[0] == "@" or one in concepts(), (language, word)
    assert concepts_in("ru")[stem("землетрясения", "ru")] == concepts()["earthquake"]
    assert exonyms()["turquie"] == "turkey"


@pytest.mark.parametrize(
    ("language", "word", "expected"),
    [
        ("de", "bahnstreik", ("bahn", "streik")),
        ("de", "bundesverfassungsgericht", ("bund", "verfassungsgericht")),
        ("nl", "kwartaalcijfers", ("kwartaal", "cijfers")),
        ("sv", "nobelpriset", ("nobel", "priset")),
        ("fi", "vaalivoitto", ("vaali", "voitto")),
        ("de", "verantwortung", ()),
        ("de", "leverkusen", ()),
        ("de", "bahn", ()),
        ("en", "railwaystrike", ()),
    ],
)
def test_a_compound_is_known_by_its_parts(
    language: str, word: str, expected: tuple[str, ...]
) -> None:
    assert parts(word, language) == expected


def test_two_titles_share_what_their_compounds_share() -> None:
    one, other = _read("Bahnstreik dauert bis Montag"), _read("Streik bei der Bahn geht weiter")
    assert {"wstreik", "wbahn"} <= one.keys() & other.keys()
    assert one["wstreik"] < other["wstreik"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,5 Mio.", "1500000"), ("60 миллиардов", "6e+10"), ("2,6 miljarder", "2600000000"),
        ("26 мільярдів", "2.6e+10"), ("3 milyar", "3000000000"), ("10 آلاف", "10000"),
        ("1,2 miljardia", "1200000000"), ("35 εκατ", "35000000"), ("16 prosenttia", "16%"),
        ("52 процента", "52%"), ("36 la sută", "36%"), ("50.9 في المئة", "50.9%"),
    ],
)  # fmt: skip
def test_a_number_has_one_value_in_every_language(text: str, value: str) -> None:
    digits, *behind = text.split()
    assert number(digits, unit([word.strip(".") for word in behind])) == value


@pytest.mark.parametrize(
    ("summary", "left"),
    [
        ("Das Wetter bleibt gut. Lesen Sie mehr", "Das Wetter bleibt gut."),
        ("Piove ancora. Leggi anche: Il Po esce dagli argini", "Piove ancora."),
        ("Hace sol. Lea también: Los precios suben", "Hace sol."),
        ("Погода хорошая. Читать далее", "Погода хорошая."),
        ("晴れが続く。続きを読む", "晴れが続く。"),
        ("天气晴朗。阅读全文", "天气晴朗。"),
        ("They also read books there", "They also read books there"),
    ],
)
def test_calls_to_read_on_are_no_news(summary: str, left: str) -> None:
    assert clean(summary).strip() == left


@pytest.mark.parametrize(
    ("title", "left"),
    [
        ("【速報】東京で地震", "東京で地震"),
        ("[속보] 국회 해산", "국회 해산"),
        ("Última hora: cae el Gobierno", "cae el Gobierno"),
        ("ВИДЕО: мост открыт", "мост открыт"),
        ("[2023] Ein Jahr", "[2023] Ein Jahr"),
        ("月面着陸に成功｜NHK", "月面着陸に成功"),
        ("元首相が死去（朝日新聞デジタル）", "元首相が死去"),
        ("非常戒厳を解除（一部の部隊は残る）", "非常戒厳を解除（一部の部隊は残る）"),
    ],
)
def test_what_stands_around_a_headline_is_no_news(title: str, left: str) -> None:
    assert headline(title) == left


@pytest.mark.parametrize(("titles", "mean", "met"), [(False, 0.83, 0.45), (True, 0.75, 0.29)])
def test_events_told_in_many_languages_are_grouped_well(
    titles: bool, mean: float, met: float
) -> None:
    """Events of six years with their look-alikes (two quakes, three landings on the moon, two
    strikes): each language by itself, and across them. No language is declared."""
    tellings, events = load("events_many.jsonl")
    spoken = {telling.story: telling.language for telling in tellings}
    feeds = {source: n for n, source in enumerate(sorted({t.source for t in tellings}), 1)}
    bare = {"summary": ""} if titles else {}
    found = wind([t._replace(language="", feed=feeds[t.source], **bare) for t in tellings])
    scores = {}
    for language in set(spoken.values()):
        own = {story for story, code in spoken.items() if code == language}
        scores[language] = bcubed({s: found[s] for s in own}, {s: events[s] for s in own})
    assert sum(scores.values()) / len(scores) >= mean, scores
    assert min(scores.values()) >= mean - 0.25, scores
    pairs = [(a, b) for a in found for b in found if a < b and spoken[a] != spoken[b]]
    told = [events[a] == events[b] for a, b in pairs]
    made = [found[a] == found[b] for a, b in pairs]
    right = sum(map(all, zip(told, made, strict=True)))
    assert right >= met * sum(told), right / sum(told)
    assert right >= 0.97 * sum(made), right / sum(made)


@pytest.mark.parametrize(
    "title",
    [
        "Главное за день: суд, выборы и погода",
        "Підсумки дня 24 лютого",
        "きょうのニュース 4月11日",
        "早报｜苹果发布新品，华为公布财报",
        "오늘의 주요 뉴스",
        "موجز الأخبار",
        "Gündem özeti",
        "Přehled zpráv",
        "Päivän uutiset",
    ],
)
def test_digests_in_other_languages_stand_alone(title: str) -> None:
    assert stands_alone(title, "")


@pytest.mark.parametrize("title", ["联合早报记者获奖", "Главный тренер ушёл", "Zprávy o povodni"])
def test_news_in_other_languages_does_not(title: str) -> None:
    assert not stands_alone(title, "")


@pytest.mark.parametrize("title", ["新規感染者数 4月11日", "4월 11일 날씨", "11 апреля: погода"])
def test_a_day_is_read_in_other_languages(title: str) -> None:
    day = datetime(2023, 4, 11, 9, tzinfo=UTC)
    assert edition(fold(title), int(day.timestamp())) == day.toordinal()
