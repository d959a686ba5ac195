"""Rules on the screen: a page that lists them, a box that tries one while it is written, and topics
to mute."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from reader.errors import ClewError, QueryError
from reader.model import Done, RuleRow
from reader.ui.article.wrap import text_of, wrap
from reader.ui.dates import full_day, moment
from reader.ui.dialogs.picker import Picker
from reader.ui.doing.correcting import ask_end
from reader.ui.doing.kinds import Handler
from reader.ui.doing.marking import undoes
from reader.ui.matching import Item
from reader.ui.told import told_error
from reader.words import _, ngettext

if TYPE_CHECKING:
    from reader.services.rulebook import Preview
    from reader.ui.main_screen import MainScreen


def page(screen: MainScreen, count: int | None) -> None:
    """The rules in the order they are asked, with what each did."""
    _Page(screen).open()


class _Page:
    """The page of rules while it is in sight."""

    def __init__(self, screen: MainScreen) -> None:
        self.screen = screen
        self.rulebook = screen.services.rulebook
        self.picker: Picker | None = None
        self.rows: list[RuleRow] = []

    def open(self) -> None:
        self.screen.background.now(self.rulebook.all, self._show)

    def _show(self, rows: list[RuleRow]) -> None:
        self.rows = rows
        if not rows:
            write(self.screen, then=self._reopen)
            return
        self.picker = Picker(
            _("Rules"),
            self._items(),
            ask=False,
            foot=_("n new · e edit · space on/off · J K move · a apply · b back · x remove"),
            keys={
                "n": lambda _picker, _name: write(self.screen, then=self.reload),
                "e": lambda _picker, name: self._edit(name),
                "enter": lambda _picker, name: self._edit(name),
                "l": lambda _picker, name: self._edit(name),
                "space": lambda _picker, name: self._switch(name),
                "J": lambda _picker, name: self._move(name, 1),
                "K": lambda _picker, name: self._move(name, -1),
                "a": lambda _picker, name: self._apply(name),
                "b": lambda _picker, name: self._do(
                    lambda: self.rulebook.take_back(name), _took_back
                ),
                "w": lambda _picker, name: self._rename(name),
                "x": lambda _picker, name: self._do(lambda: self.rulebook.remove(name)),
                "u": lambda _picker, _name: self._undo(),
            },
        )
        self.screen.pick(self.picker, lambda _value: None)

    def _reopen(self) -> None:
        self.open()

    @property
    def width(self) -> int:
        return max(30, min(78, self.screen.size.width * 9 // 10 - 6))

    def _items(self) -> list[Item]:
        now = self.screen.services.clock.now()
        items: list[Item] = []
        for row in self.rows:
            ended = row.until is not None and row.until <= now
            on = row.enabled and not ended and not row.problem
            mark = "!" if row.problem else "●" if on else "○"
            style = "error" if row.problem else "text" if on else "dim"
            items.append(Item(row.name, row.name, _did(row, ended), label=f"{mark} ", style=style))
            texts = [self.rulebook.text(row), row.problem]
            for text in filter(None, texts):
                items += [
                    Item(None, "    " + text_of(line), heading=True)
                    for line in wrap([(text, 0, 0)], self.width - 4)
                ]
        return items

    # ------------------------------------------------------------------ doing

    def reload(self, at: str = "") -> None:
        """Read the rules anew; the cursor stays, or goes to the rule named."""

        def again(rows: list[RuleRow]) -> None:
            picker = self.picker
            if picker is None or not picker.is_running:
                return
            if not rows:
                picker.dismiss(None)
                self.screen.say(_("No rule is left"))
                return
            self.rows = rows
            picker.set_items(self._items(), keep=True)
            if at:
                picker.go_to(at)

        self.screen.background.run("looking", self.rulebook.all, again)

    def _row(self, name: object) -> RuleRow | None:
        return next((row for row in self.rows if row.name == name), None)

    def _edit(self, name: object) -> None:
        row = self._row(name)
        if row is not None:
            write(self.screen, self.rulebook.text(row), row.name, then=self.reload)

    def _switch(self, name: object) -> None:
        row = self._row(name)
        if row is not None:
            self._do(lambda: self.rulebook.enable(row.name, on=not row.enabled))

    def _move(self, name: object, by: int) -> None:
        names = [row.name for row in self.rows]
        if name not in names:
            return
        here = names.index(str(name))
        there = max(0, min(len(names) - 1, here + by))
        names.insert(there, names.pop(here))
        self._do(lambda: self.rulebook.order(names), at=str(name))

    def _rename(self, name: object) -> None:
        row = self._row(name)
        if row is None:
            return
        self.screen.pick(
            Picker(_("Name of the rule"), free=True, text=row.name),
            lambda to: self._do(lambda: self.rulebook.rename(row.name, to)),
        )

    def _apply(self, name: object) -> None:
        row = self._row(name)
        if row is None:
            return

        def ask(preview: Preview) -> None:
            if not preview.stories:
                self._tell(_told(preview))
                return
            items = [
                Item(True, _("Yes, do it")),
                Item(False, _("No, leave all as it is")),
                *_samples(preview),
            ]
            self.screen.pick(
                Picker(_told(preview), items, ask=False),
                lambda wanted: (
                    self._do(lambda: self.rulebook.apply(row.name), _judged) if wanted else None
                ),
            )

        self.screen.background.run("searching", lambda: self.rulebook.preview(row), ask)

    def _do(
        self, work: Callable[[], Done], words: Callable[[Done], str] | None = None, at: str = ""
    ) -> None:
        def done(result: Done) -> None:
            self.screen.drawn_anew(result.stories, result.threads)
            self.reload(at)
            said = words(result) if words else _("Done")
            self._tell(
                f"{said} — {undoes(self.screen)}" if result.entry else _("It is so already"), "good"
            )

        def failed(error: ClewError) -> None:
            self._tell(told_error(error), "error")

        self.screen.background.run("acting", work, done, failed)

    def _tell(self, text: str, tone: str = "dim") -> None:
        if self.picker is not None and self.picker.is_running:
            self.picker.tell(text, tone)

    def _undo(self) -> None:
        self.screen.perform("undo")
        self.screen.background.run("acting", lambda: None, lambda _none: self.reload())


def _did(row: RuleRow, ended: bool) -> str:
    parts = []
    if ended:
        parts.append(_("ended"))
    elif not row.enabled:
        parts.append(_("off"))
    if row.muted:
        parts.append(ngettext("{n} muted", "{n} muted", row.muted).format(n=row.muted))
    parts.append(ngettext("{n} story", "{n} stories", row.stories).format(n=f"{row.stories:,}"))
    return " · ".join(parts)


def _took_back(done: Done) -> str:
    n = done.changed
    return ngettext("Took back {n} verdict", "Took back {n} verdicts", n).format(n=n)


def _judged(done: Done) -> str:
    n = done.changed
    return ngettext("Judged {n} story", "Judged {n} stories", n).format(n=f"{n:,}")


def _told(preview: Preview) -> str:
    n = preview.stories
    said = ngettext("{n} story of the last {days} days", "{n} stories of the last {days} days", n)
    if preview.past:
        said = ngettext(
            "{n} story of the {days} days up to {day}",
            "{n} stories of the {days} days up to {day}",
            n,
        )
    told = said.format(n=n, days=preview.days, day=full_day(preview.newest))
    if preview.muted:
        muted = ngettext("{n} thread muted", "{n} threads muted", preview.muted)
        told += ", " + muted.format(n=preview.muted)
    return told


def shown(items: list[Item]) -> Callable[[str], list[Item]]:
    """Lines that stand under a box whatever is typed in it."""
    return lambda _typed: items


def _samples(preview: Preview) -> list[Item]:
    """Titles of what a rule would take, under a line of their own."""
    if not preview.sample:
        return []
    rows = [Item(None, "", heading=True), Item(None, _("such as"), heading=True)]
    return rows + [Item(None, f"  {title}", heading=True) for title in preview.sample]


# --------------------------------------------------------------------------- writing


def write(
    screen: MainScreen,
    text: str = "",
    name: str = "",
    *,
    then: Callable[[], None] | None = None,
) -> None:
    """A box to write a rule in: what it would have done stands under it while it is written."""
    rulebook = screen.services.rulebook
    latest: list[Preview | None] = [None]

    def typed(picker: Picker, rule: str) -> None:
        def work() -> Preview:
            return rulebook.preview(rulebook.read(rule, name))

        def told(preview: Preview) -> None:
            if picker.is_running and picker.text == rule:
                latest[0] = preview
                picker.tell(_told(preview), "new")
                picker.set_items(shown(_samples(preview)[1:]))

        def failed(error: ClewError) -> None:
            if picker.is_running and picker.text == rule:
                latest[0] = None
                column = f" ({error.column + 1})" if isinstance(error, QueryError) else ""
                picker.set_items(shown(_help() if not rule.strip() else []))
                picker.tell(told_error(error) + column if rule.strip() else "", "error")

        latest[0] = None
        screen.background.run("searching", work, told, failed)

    def written(rule: str) -> None:
        if rule.strip():
            _keep(screen, rule, name, latest[0], then)

    title = _("Rule {name}").format(name=name) if name else _("New rule")
    picker = Picker(title, shown([] if text else _help()), free=True, text=text, typed=typed)
    screen.pick(picker, written)


def _help() -> list[Item]:
    lines = (
        "when bitcoin then tag money, star",
        'when feed:"The Verge" title:deal then read',
        "when election then mute for 2w unless sources:>=5",
        "when sources:>=4 lang:fr then follow",
    )
    rows = [Item(None, _("for example"), heading=True)]
    return rows + [Item(None, f"  {line}", heading=True) for line in lines]


def _keep(
    screen: MainScreen,
    rule: str,
    name: str,
    preview: Preview | None,
    then: Callable[[], None] | None,
) -> None:
    """Keep the rule; when older stories fit, ask whether it is to judge these too."""
    rulebook = screen.services.rulebook

    def save(days: int) -> None:
        def done(result: Done) -> None:
            screen.drawn_anew(result.stories, result.threads)
            screen.say(_saved(result, days) + f" — {undoes(screen)}", "good")
            if then is not None:
                then()

        def failed(error: ClewError) -> None:
            write(screen, rule, name, then=then)  # what was typed, to be put right
            screen.say(told_error(error), "error")

        screen.background.run("acting", lambda: rulebook.save(rule, name, days=days), done, failed)

    if preview is None or not preview.stories:
        save(0)
        return
    items = [
        Item(preview.days, _("Also to these: {what}").format(what=_told(preview))),
        Item(0, _("Only to what arrives from now on")),
        *_samples(preview),
    ]
    screen.pick(Picker(_("The rule is to be applied"), items, ask=False), save)


def _saved(done: Done, days: int) -> str:
    said = _("The rule {name} is kept").format(name=done.action.text)
    n = max(0, done.changed - 1)
    if days and n:
        said += ", " + ngettext("{n} story judged", "{n} stories judged", n).format(n=n)
    return said


# --------------------------------------------------------------------------- topics


def mute_topic(screen: MainScreen, count: int | None) -> None:
    """Ask for a query, how long, and mute what it finds, now and as it arrives."""
    listing = screen.lister.listing
    rulebook = screen.services.rulebook

    def typed(picker: Picker, query: str) -> None:
        def told(preview: Preview) -> None:
            if picker.is_running and picker.text == query:
                picker.tell(_told(preview), "new")
                picker.set_items(shown(_samples(preview)[1:]))

        def failed(error: ClewError) -> None:
            if picker.is_running and picker.text == query:
                picker.set_items(shown([]))
                picker.tell(told_error(error), "error")

        if not query.strip():
            picker.tell(_("a query: words, feed:, #tag"))
            return
        screen.background.run(
            "searching",
            lambda: rulebook.preview(rulebook.read(f"when {query} then mute")),
            told,
            failed,
        )

    def asked(query: str) -> None:
        if query.strip():
            ask_end(screen, _("Mute {what}").format(what=f"“{query}”"), lambda end, unless: _mute(
                screen, query.strip(), end, unless))  # fmt: skip

    screen.pick(Picker(_("Mute a topic"), free=True, text=listing.narrow, typed=typed), asked)


def _mute(screen: MainScreen, query: str, end: str, unless: str) -> None:
    rulebook = screen.services.rulebook

    def done(result: Done) -> None:
        screen.lister.let_go |= set(result.threads)
        screen.drawn_anew(result.stories, result.threads)
        row = rulebook.get(result.action.text)
        n = row.muted
        now = screen.services.clock.now()
        when = "" if row.until is None else _(" until {when}").format(when=moment(row.until, now))
        muted = ngettext("{n} thread out of sight", "{n} threads out of sight", n).format(n=n)
        said = _("Muted “{query}”").format(query=query)
        when += _(" unless {query}").format(query=row.unless) if row.unless else ""
        screen.say(f"{said}{when}: {muted} — {undoes(screen)}", "good")

    screen.background.run("acting", lambda: rulebook.mute_topic(query, end, unless), done)


HANDLERS: dict[str, Handler] = {"go.rules": page, "mute.topic": mute_topic}
