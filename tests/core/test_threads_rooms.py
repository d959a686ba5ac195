"""The rooms of the grouping engine, each by itself."""

from __future__ import annotations

import unicodedata
from array import array
from collections import Counter
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reader.model import Telling
from reader.threads import known, vocabulary, window
from reader.threads.background import LANGUAGES, LATIN, background
from reader.threads.engine import ThreadEngine
from reader.threads.features import Reader
from reader.threads.index import FEW, Index, Row
from reader.threads.lexicon import name_of
from reader.threads.links import identity
from reader.threads.names import COLUMNS, canonical, concepts, concepts_in, exonyms
from reader.threads.numbers import number, unit
from reader.threads.related import Names
from reader.threads.shown import shown_as
from reader.threads.stems import stem
from reader.threads.synonyms import stem_of, synonyms
from reader.threads.taught import Taught
from reader.threads.textloops import grammar
from reader.threads.words import bare, clean, fold, headline
from tests.core.test_threads_order import tellings as stories_of_the_sample


def test_folding_makes_accents_and_case_one() -> None:
    assert fold("Élysée") == "elysee"
    assert fold("Łódź STRAßE") == "lodz strasse"
    assert fold("“E\u0301te\u0301” ½ ПРИВЁТ") == "“ete” 1\u20442 привет"


@given(st.text())
def test_folding_a_text_folds_its_letters(text: str) -> None:
    plain = unicodedata.normalize("NFKD", text.casefold())
    left = "".join(char for char in plain if not unicodedata.combining(char))
    special = set("œæßłøđıþð")
    if special.isdisjoint(plain) and special.isdisjoint(text.casefold()):
        assert fold(text) == left
    assert fold(text) == "".join(map(fold, text))


@pytest.mark.parametrize(
    ("token", "language", "expected"),
    [("l'Italie", "fr", "Italie"), ("Musk's", "en", "Musk"), ("dell'Italia", "it", "Italia"),
     ("plain", "en", "plain")],
)  # fmt: skip
def test_elision_and_possessive_go(token: str, language: str, expected: str) -> None:
    assert bare(token, language) == expected


@pytest.mark.parametrize(
    ("token", "behind", "expected"),
    [("10,000", "", "10000"), ("10 000", "", "10000"), ("10.000", "", "10000"),
     ("#10000", "", "10000"), ("24 %", "", "24%"), ("24", "percent", "24%"), ("1.5", "billion",
     "1500000000"), ("1,5", "milliards", "1500000000"), ("7", "", ""), ("2023", "", "2023"),
     ("2", "Billions", "2000000000"), ("5", "per cent", "5%"), ("5,2", "Pour cent", "5.2%"),
     ("5", "proc", "5%"), ("40", "per day", "40"),
     ("$23.3bn", "", "2.33e+10"), ("10k", "", "10000"), ("$184M", "deal", "184000000")],
)  # fmt: skip
def test_numbers_have_one_form(token: str, behind: str, expected: str) -> None:
    assert number(token, unit(behind.split())) == expected


@pytest.mark.parametrize(
    ("text", "tokens"),
    [("Tesla $23.3bn 10k GPUs", ["Tesla", "$23.3bn", "10k", "GPUs"]),
     ("4K TV of the 1960s, 100m record", ["4K", "TV", "of", "the", "1960s", "100m", "record"]),
     ("5G, 10km, GPT-4 and U.S.", ["5G", "10km", "GPT-4", "and", "U.S."])],
)  # fmt: skip
def test_units_right_behind_a_number_stay_with_it(text: str, tokens: list[str]) -> None:
    assert [match[0] for match in grammar().finditer(text)] == tokens


@pytest.mark.parametrize(
    ("title", "expected"),
    [("LIVE: Storm reaches the coast", "Storm reaches the coast"),
     ("Storm reaches the northern coast | Harbour Post", "Storm reaches the northern coast"),
     ("Ask HN: Which kite flies in a storm?", "Which kite flies in a storm?"),
     ("Storm", "Storm")],
)  # fmt: skip
def test_headlines_lose_their_slogans(title: str, expected: str) -> None:
    assert headline(title) == expected


def test_summaries_lose_addresses_and_calls() -> None:
    text = "Article URL: https://example.org/a Comments URL: https://example.net/b Points: 22"
    assert not clean(text).strip(" ")
    assert clean("Nothing to see here") == "Nothing to see here"


def test_the_background_knows_common_from_rare() -> None:
    table = background()
    assert table.zipf("en", "the")[0] > 7
    assert table.zipf("en", "volcano")[0] < 5
    assert table.zipf("en", "zzyzx") == (0.0, 0.0)
    assert table.zipf("xx", "the") == (0.0, 0.0)
    assert all(table.zipf(language, "a")[0] > 3 for language in LATIN)


def test_names_meet_across_languages() -> None:
    table = exonyms()
    assert table["londres"] == table["londyn"] == "london"
    assert (table["jartum"], table["soudan"]) == ("khartoum", "sudan")
    assert table["马斯克"] == table["маск"] == "musk"
    assert canonical("bidenem", "pl") == canonical("biden", "en")
    assert canonical("tesli", "pl") == canonical("tesla", "en")
    assert concepts_in("fr")["seism"] == concepts()["earthquake"]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [("en", "Quake halts trains", "Earthquakes halt a train"), ("fr", "séisme", "tremblement"),
     ("de", "Brand in Köln", "Feuer: Köln"), ("es", "El sismo", "Los terremotos"),
     ("it", "sisma", "terremoti"), ("pt", "sismo", "terremotos"), ("nl", "zege", "overwinning"),
     ("pl", "pożar", "ogień")],
)  # fmt: skip
def test_words_that_headlines_exchange_are_one(language: str, one: str, other: str) -> None:
    def features(title: str) -> set[str]:
        return set(Reader({}).passage(title, language, 0).names)

    assert features(one) == features(other) != set()


def test_a_word_that_stands_for_others_is_as_common_as_all_of_them() -> None:
    for language in LANGUAGES:
        for word, (one, zipf) in synonyms(language).items():
            assert zipf >= background().zipf(language, word)[0], (language, word, one)
            assert synonyms(language)[one].stem == one, "of two lines"
    assert any(map(synonyms, LANGUAGES))


def _lines(table: str) -> list[str]:
    text = (files("reader.threads") / "data" / table).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_no_table_says_a_word_in_two_lines() -> None:
    """The second line would never be looked at."""
    stands: dict[tuple[str, str], str] = {}
    language = ""
    for line in _lines("synonyms.txt"):
        if line.startswith("["):
            language = line.strip("[]")
            continue
        for word in line.split():
            assert stands.setdefault((language, stem(word, language)), line) == line, word
    names = [name for line in _lines("names.txt") for name in line.split()]
    assert [name for name, times in Counter(names).items() if times > 1] == []
    for line in _lines("concepts.txt"):
        columns = [column.split() for column in line.split("|")]
        for language, forms in zip(COLUMNS, columns, strict=True):
            for form in forms:
                number = concepts()[columns[0][0]]
                assert concepts_in(language)[stem_of(language, form)] == number, form


@pytest.mark.parametrize(
    "names",
    [("lukashenko", "lukaszenka", "loukachenko", "лукашенко"), ("macron", "макрон", "макрона"),
     ("scholz", "шольц"), ("mitsotakis", "μητσοτακης"), ("shoigu", "szojgu", "шоигу"),
     ("tchaikovsky", "tschaikowski", "чаиковскии"), ("zelenskyy", "zelensky")],
)  # fmt: skip
def test_a_name_is_one_however_it_is_spelt(names: tuple[str, ...]) -> None:
    assert len({canonical(name, "") for name in names}) == 1


def test_different_names_stay_different() -> None:
    names = ("macron", "marin", "merkel", "musk", "modi", "morawiecki", "meloni", "mattarella")
    assert len({canonical(name, "") for name in names}) == len(names)


def test_the_same_page_has_one_identity() -> None:
    page = identity("https://www.example.org/2023/a-long-path?id=7&utm_source=rss#top")
    assert page == identity("http://example.org/2023/a-long-path/?id=7") != 0
    assert identity("https://example.org/") == identity("") == identity("http://[bad") == 0


def test_names_are_seen_in_running_text_and_not_in_title_case() -> None:
    reader = Reader({})

    def names(title: str) -> set[str]:
        read = reader.read(Telling(1, 1, 1, "s", title, language="en"))
        return {feature for feature in read.names if feature[0] == "@"}

    assert "@okor" in names("The sprinter Okoro wins again in the final race")
    assert "@openai" not in names("Scientists Find Bossy Ants Under Bridge")
    assert "@gpt4" in names("What GPT-4 can do that GPT-3 cannot")
    assert "@x corp" in names("Twitter is now part of X Corp in Nevada")
    # A party and a state in brackets are no name of their own.
    assert "@r ohi" not in {name[:6] for name in names("Senator Vance (R-Ohio) spoke of rail")}
    assert "@s korea" not in names("A leak shows S Korea torn on weapons")


@given(st.text(max_size=200), st.text(max_size=400))
def test_any_text_can_be_read(title: str, summary: str) -> None:
    read = Reader({}).read(Telling(1, 1, 1, "s", title, summary))
    assert len(set(read.names)) == len(read.names) == len(read.weights)
    assert all(weight > 0 for weight in read.weights)


def test_what_is_held_is_bounded_and_old_days_may_return() -> None:
    engine = ThreadEngine(0.0, {}, Taught(frozenset(), {}), frozenset(), {})
    day = 86_400
    engine.place(
        [Telling(n, n, n, "s", f"Event{n} in Town{n}", sort_at=n * day) for n in range(40)]
    )
    index = engine._index
    assert window.drop(index, 2 * day, most=100) is None
    assert window.drop(index, 2 * day, most=30, kept=10) == 35 * day
    assert len(index) == 10
    assert set(index.rows.story) == {0, 1, 2, 3, 4, 5, 36, 37, 38, 39}
    placed = engine.place([Telling(99, 99, 99, "s", "Event3 in Town3 again", sort_at=3 * day)])
    assert placed.placements[0].thread == 3


def _features(text: str, aliases: dict[str, str], language: str = "") -> set[str]:
    telling = Telling(1, 1, 1, "s", text, language=language)
    return set(Reader(aliases).read(telling).names)


def test_what_one_reader_remembers_hides_no_alias_from_another() -> None:
    text = "the new quimbleford is seen by all of them"
    assert "@musk" not in _features(text, {}, "en")
    assert "@musk" in _features(text, {"quimbleford": "musk"}, "en")
    assert "@musk" not in _features(text, {}, "en")


def test_words_that_are_remembered_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known, "_REMEMBERED", 20)
    known.tables.cache_clear()
    words = [f"{first}{second}lomb" for first in "bdfgklmnp" for second in "aeiou"]
    text = "the weather of the day is " + " ".join(words)
    found = _features(text, {}, "en")
    assert len(known.tables()) <= 20
    assert found == _features(text, {}, "en")
    assert len(found) > len(words)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Elon Musk buys a company", "en"),
        ("Маск купил ещё одну компанию", "ru"),
        ("Суд обязал Маска выступить", "ru"),
        ("马斯克宣布收购", "zh"),
        ("Techno King buys a company", "en"),
    ],
)
def test_forms_of_a_name_are_one_feature_in_every_script(text: str, language: str) -> None:
    aliases = {"Маск": "Musk", "马斯克": "Musk", "Techno King": "Musk"}
    assert "@musk" in _features(text, aliases, language)
    assert "@musk" not in _features("Мы увидели маску в музее", aliases, "ru")


def test_an_alias_goes_by_the_form_the_table_knows() -> None:
    found = _features("Londinium wins a prize", {"Londinium": "Londres"})
    assert found & _features("A prize for London", {}) >= {"@london"}
    assert "@tesla" in _features("Tesla recalls cars", {"Теслы": "Tesla"})


def test_words_that_never_join_are_gone_in_every_form_and_misled_ones_count_less() -> None:
    text = "Olympic medal for Riner at the Olympics, worth 10,000 euros"
    read = Reader({}).read(Telling(1, 1, 1, "s", text))
    taught = Taught(frozenset({"Olympics", "10 000"}), {"riner": 1, "medal": 9})
    plain = dict(zip(read.names, read.weights, strict=True))
    less = read.taught(taught.apply)
    left = dict(zip(less.names, less.weights, strict=True))
    assert not {f for f in left if "olymp" in f or f.startswith("#")}
    riner = next(f for f in plain if f.startswith("@rin"))
    assert left[riner] == pytest.approx(0.6 * plain[riner])
    assert left["wmedal"] == pytest.approx(0.2 * plain["wmedal"])


def test_what_is_let_go_leaves_nothing_behind() -> None:
    stories = stories_of_the_sample()
    engine = ThreadEngine(-2.0, {}, Taught(frozenset(), {}), frozenset(), {})
    engine.place(stories)
    index = engine._index
    assert max(len(thread.rows) for thread in index.threads.values()) > FEW
    for thread in index.threads.values():
        Names(index).of(thread)
    index.remove({telling.story for telling in stories[::3]})

    def held() -> tuple[object, ...]:
        tables = index.where, index.latest, index.links, index.by_language
        return *tables, index.ids, index.channels, index.postings, index.in_stories

    before = held()
    index.derive()
    assert held() == before
    assert list(index.in_stories) == [len(index.posting(f)) for f in range(len(index.names))]
    assert sorted(index.where) == sorted(
        {t.story for t in stories} - {t.story for t in stories[::3]}
    )
    in_threads = Counter(f for thread in index.threads.values() for f in index.features(thread))
    assert list(index.in_threads) == [in_threads[f] for f in range(len(index.names))]
    for thread in index.threads.values():
        assert thread.square == sum(weight**2 for weight in index.sum(thread).values())
        times = [index.rows.at[number] for number in thread.rows]
        assert (thread.first, thread.last) == (min(times), max(times))


def test_a_word_is_a_name_from_when_stories_show_it_as_one() -> None:
    index = Index()
    word = index.feature("wbossi", "bossy")
    index.add(Row(1, 1, 1, 0, "en", array("I", [word]), array("H", [60_000])))
    assert shown_as(index, word, "en") is None
    name = index.feature(name_of("bossy", "en"), "bossy")
    assert shown_as(index, word, "en") is None
    index.add(Row(2, 2, 1, 0, "en", array("I", [word, name]), array("H", [40_000, 40_000])))
    assert shown_as(index, word, "en") == name
    for story in (3, 4, 5):
        index.add(Row(story, story, 1, 0, "en", array("I", [word]), array("H", [60_000])))
    assert shown_as(index, word, "en") is None
    index.remove({1})
    assert shown_as(index, index.ids["wbossi"], "en") is None
    index.remove({3})
    assert shown_as(index, index.ids["wbossi"], "en") == index.ids[index.names[name]]


def test_what_was_found_out_of_words_moves_with_them() -> None:
    index = Index()
    gone, word = index.feature("wgone", "gone"), index.feature("wbossi", "bossy")
    index.add(Row(1, 1, 1, 0, "en", array("I", [gone]), array("H", [60_000])))
    index.add(Row(2, 2, 1, 0, "en", array("I", [word]), array("H", [60_000])))
    assert shown_as(index, gone, "en") is shown_as(index, word, "en") is None
    index.remove({1})
    name = index.feature(name_of("bossy", "en"), "bossy")
    word = index.ids["wbossi"]
    assert (word, name) == (0, 1)
    index.add(Row(3, 3, 1, 0, "en", array("I", [word, name]), array("H", [40_000, 40_000])))
    assert shown_as(index, word, "en") == name


def test_words_that_wait_for_too_many_names_are_asked_of_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(vocabulary, "AWAITED", 1)
    index = Index()
    words = [index.feature("w" + form, form) for form in ("bossy", "fussy")]
    index.add(Row(1, 1, 1, 0, "en", array("I", words), array("H", [40_000, 40_000])))
    assert [shown_as(index, word, "en") for word in words] == [None, None]
    assert len(index._awaited) == 1
    names = [index.feature(name_of(form, "en"), form) for form in ("bossy", "fussy")]
    index.add(Row(2, 2, 1, 0, "en", array("I", names), array("H", [40_000, 40_000])))
    assert [shown_as(index, word, "en") for word in words] == names
