"""Views and tags on the screen: kept from what is listed, edited on a page of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from reader.errors import ClewError, QueryError
from reader.model import TAG_COLORS, Done, TagRow, ViewRow
from reader.ui.cells import pad
from reader.ui.dialogs.picker import Picker
from reader.ui.doing.kinds import Handler
from reader.ui.doing.marking import undoes
from reader.ui.doing.sources import REMOVE, RENAME, arrange
from reader.ui.matching import Item
from reader.ui.sources import Node
from reader.ui.told import told_error
from reader.words import N_, _, ngettext

if TYPE_CHECKING:
    from reader.ui.main_screen import MainScreen

#: How a view may be ordered, grouped and marked read: value → its words (in the catalogue).
SORTS = {
    "date": N_("newest first"),
    "-date": N_("oldest first"),
    "sources": N_("most sources first"),
    "stories": N_("most stories first"),
    "heat": N_("hottest first"),
}
GROUPS = {
    "thread": N_("threads"),
    "none": N_("single stories"),
    "feed": N_("by feed"),
    "day": N_("by day"),
}
MARKS = {
    "open": N_("when opened"),
    "end": N_("at the end of the text"),
    "passed": N_("when passed"),
    "never": N_("never"),
}


def save(screen: MainScreen, count: int | None) -> None:
    """Ask for a name under which what is listed is kept."""
    listing = screen.lister.listing
    query = screen.services.searching.joined(listing.narrow, listing.base)
    known = {view.name.casefold(): view for view in screen.services.viewing.all()}

    # A query of plain words names itself.
    words = listing.narrow.rstrip("* ")
    offered = words if words.replace(" ", "").isalnum() and words.casefold() not in known else ""

    def typed(picker: Picker, name: str) -> None:
        view = known.get(name.strip().casefold())
        if view is not None and view.builtin:
            picker.tell(
                _("{name} is built in: choose another name").format(name=view.name), "error"
            )
        elif view is not None:
            picker.tell(_("takes the place of {query}").format(query=view.query), "warning")
        else:
            picker.tell(query or _("all stories"))

    def named(name: str) -> None:
        if name.strip() or offered:
            keep_listed(screen, name.strip() or offered)

    start = listing.title if listing.kind == "view" and listing.narrow == "" else ""
    own = known.get(start.casefold())
    text = start if own is not None and not own.builtin else ""
    box = Picker(_("Save as a view"), free=True, text=text, placeholder=offered, typed=typed)
    screen.pick(box, named)


def keep_listed(screen: MainScreen, name: str) -> None:
    """Keep what is listed now as the view of that name."""
    listing = screen.lister.listing
    query = screen.services.searching.joined(listing.narrow, listing.base)
    # Best match first is the order of a search; a view shows what is new.
    sort = listing.sort if listing.sort not in ("", "rank") else "date"
    keep(screen, name.strip(), query, sort=sort, group=listing.group)


def keep(
    screen: MainScreen, name: str, query: str, *, sort: str = "date", group: str = "thread"
) -> None:
    """Keep a query as a view and list it."""
    viewing = screen.services.viewing

    def then(done: Done) -> None:
        from reader.ui.doing.going import go_source

        stored = next((v.name for v in viewing.all() if v.name.casefold() == name.casefold()), name)
        go_source(screen, f"v:{stored}")
        said = _("Saved as the view {name}") if done.entry else _("The view {name} is so already")
        screen.say(f"{said.format(name=stored)} — {undoes(screen)}", "good")
        screen.counting.soon()

    arrange(screen, lambda: viewing.save(name, query, sort=sort, group=group), then=then)


# --------------------------------------------------------------------------- pages


def overview(screen: MainScreen) -> None:
    """Every view with its query, the built-in ones too; Enter lists one."""
    from reader.ui.doing.going import go_source

    views = screen.services.viewing.all()
    names = {view.name: _(view.name) if view.builtin else view.name for view in views}
    column = min(24, max(map(cell_len, names.values()))) + 2
    items = [
        Item(view.name, view.query or _("all stories"), label=pad(names[view.name], column))
        for view in views
    ]

    def edit_one(picker: Picker, name: object) -> None:
        picker.dismiss(None)
        open_page(screen, str(name))

    foot = _("Enter lists it · e edits it")
    picker = Picker(_("Views"), items, ask=False, foot=foot, keys={"e": edit_one})
    screen.pick(picker, lambda name: go_source(screen, f"v:{name}"))


def open_page(screen: MainScreen, name: str) -> None:
    """The page of the view of that name, case aside."""
    try:
        view = screen.services.viewing.get(name)
    except ClewError as error:
        screen.say(told_error(error), "error")
    else:
        _ViewPage(screen, view.name).open()


def edit(screen: MainScreen, count: int | None) -> None:
    """The page of the view or tag under the cursor."""
    node = screen.sources.node
    if node is not None and node.kind == "view":
        open_page(screen, node.key.removeprefix("v:"))
    elif node is not None and node.kind == "tag":
        _tag_page(screen, node.key.removeprefix("#"))
    else:
        screen.say(_("Views and tags are edited here; {key} is a feed's page").format(
            key=screen.keymap_.shown("feed.page")))  # fmt: skip


class _ViewPage:
    """One view's page while it is in sight."""

    def __init__(self, screen: MainScreen, name: str) -> None:
        self.screen = screen
        self.name = name
        self.picker: Picker | None = None

    @property
    def view(self) -> ViewRow:
        return self.screen.services.viewing.get(self.name)

    def open(self) -> None:
        view = self.view
        foot = _("built in: V keeps your own") if view.builtin else _("Enter changes · u undo")
        keys = {"enter": self._enter, "l": self._enter, "space": self._enter, "u": self._undo}
        self.picker = Picker(
            _("View {name}").format(name=_(view.name) if view.builtin else view.name),
            self._items(view),
            ask=False,
            foot=foot,
            keys=keys,
        )
        self.screen.pick(self.picker, lambda _value: None)

    def _items(self, view: ViewRow) -> list[Item]:
        width = 12
        rows = [("query", _("query"), view.query or _("all stories"))]
        if not view.builtin:
            rows += [
                ("name", _("name"), view.name),
                ("sort", _("order"), _(SORTS.get(view.sort, view.sort))),
                ("group", _("shows"), _(GROUPS.get(view.group, view.group))),
                ("mark_read", _("marks read"), _(MARKS.get(view.mark_read, view.mark_read))),
                ("notify", _("tells news"), _("yes") if view.notify else _("no")),
                ("remove", _("remove"), ""),
            ]
        return [Item(value, text, label=f"{label:<{width}}") for value, label, text in rows]

    def _reload(self) -> None:
        picker = self.picker
        if picker is not None and picker.is_running:
            picker.set_items(self._items(self.view), keep=True)

    def _enter(self, picker: Picker, value: object) -> None:
        view = self.view
        if view.builtin:
            picker.tell(_("It is built in and stays as it is"))
        elif value == "query":
            self._ask_query(view)
        elif value == "name":
            self._ask_name(view)
        elif value == "notify":
            self._change(notify=not view.notify)
        elif value == "remove":
            picker.dismiss(None)
            _remove_view(self.screen, Node("view", f"v:{view.name}", view.name))
        elif isinstance(value, str):
            choices = {"sort": SORTS, "group": GROUPS, "mark_read": MARKS}[value]
            now = getattr(view, value)
            items = [
                Item(name, _(words), "✓" if name == now else "") for name, words in choices.items()
            ]
            at = list(choices).index(now) if now in choices else 0
            chosen = Picker(_("View {name}").format(name=view.name), items, ask=False, at=at)
            self.screen.pick(chosen, lambda name: self._change(**{value: name}))

    def _change(self, **values: object) -> None:
        viewing = self.screen.services.viewing
        self._do(lambda: viewing.save(self.name, **values))  # type: ignore[arg-type]

    def _do(self, work: Callable[[], Done], name: str = "") -> None:
        def done(result: Done) -> None:
            self.name = name or self.name
            self.screen.watching.look()
            self.screen.watching.ask_sources()
            self.screen.counting.soon()
            self._reload()
            if self.picker is not None and self.picker.is_running and result.entry is not None:
                self.picker.tell(_("Changed") + f" — {undoes(self.screen)}", "good")

        def failed(error: ClewError) -> None:
            if self.picker is not None and self.picker.is_running:
                self.picker.tell(told_error(error), "error")

        self.screen.background.run("acting", work, done, failed)

    def _ask_query(self, view: ViewRow) -> None:
        def asked(query: str) -> None:
            self._do(lambda: self.screen.services.viewing.save(self.name, query))

        title = _("Query of {name}").format(name=view.name)
        box = Picker(title, free=True, text=view.query, typed=counting(self.screen))
        self.screen.pick(box, asked)

    def _ask_name(self, view: ViewRow) -> None:
        def named(to: str) -> None:
            self._do(lambda: self.screen.services.viewing.rename(view.name, to), to.strip())

        foot = _("what names it by in: follows")
        self.screen.pick(Picker(_("Name of the view"), free=True, text=view.name, foot=foot), named)

    def _undo(self, _picker: Picker, _value: object) -> None:
        self.screen.perform("undo")
        self.screen.watching.when_sources(self._again)

    def _again(self) -> None:
        try:
            self._reload()
        except ClewError:
            if self.picker is not None and self.picker.is_running:
                self.picker.dismiss(None)


def counting(screen: MainScreen) -> Callable[[Picker, str], None]:
    """Says under a box how many stories the query typed selects, or what is wrong with it."""

    def typed(picker: Picker, text: str) -> None:
        def told(n: int) -> None:
            if picker.is_running and picker.text == text:
                picker.tell(ngettext("{n} story", "{n} stories", n).format(n=n), "new")

        def failed(error: ClewError) -> None:
            if picker.is_running and picker.text == text:
                column = f" ({error.column + 1})" if isinstance(error, QueryError) else ""
                picker.tell(f"{error}{column}", "error")

        searching = screen.services.searching
        screen.background.run("searching", lambda: searching.count(text), told, failed)

    return typed


def _rename_view(screen: MainScreen, node: Node) -> None:
    name = node.key.removeprefix("v:")
    viewing = screen.services.viewing

    def named(to: str) -> None:
        if to != name:
            arrange(
                screen,
                lambda: viewing.rename(name, to),
                _("Renamed"),
                lambda _done: _go_on(screen, to.strip()),
            )

    foot = _("what names it by in: follows")
    screen.pick(Picker(_("Name of the view"), free=True, text=name, foot=foot), named)


def _go_on(screen: MainScreen, name: str) -> None:
    screen.sources.choose(f"v:{name}")


def _remove_view(screen: MainScreen, node: Node) -> None:
    name = node.key.removeprefix("v:")
    viewing = screen.services.viewing

    def then(_done: Done) -> None:
        told = _("Removed the view {name} — {undoes}").format(name=name, undoes=undoes(screen))
        users = viewing.used_by(name)
        if users:
            told += " · " + _("{names} named it").format(names=", ".join(users))
        screen.say(told, "warning" if users else "good")

    arrange(screen, lambda: viewing.remove(name), then=then)


def _tag_page(screen: MainScreen, name: str) -> None:
    """Rename, merge, colour, remove a tag."""
    rows = screen.services.tagging.all()
    row = next((each for each in rows if each.name == name), None)
    if row is None:
        screen.say(_("It is not there any more"), "warning")
        return
    node = Node("tag", f"#{name}", f"#{name}")
    counts = (
        ngettext("{n} story", "{n} stories", row.stories).format(n=row.stories),
        ngettext("{n} thread", "{n} threads", row.threads).format(n=row.threads),
        ngettext("{n} feed", "{n} feeds", row.feeds).format(n=row.feeds),
    )
    items = [
        Item("rename", _("rename")),
        Item("merge", _("merge into another tag")),
        Item("color", _("colour"), row.color or _("the theme's")),
        Item("remove", _("remove from everything")),
    ]
    deeds: dict[str, Callable[[], None]] = {
        "rename": lambda: RENAME["tag"](screen, node),
        "merge": lambda: _merge_tag(screen, row, rows),
        "color": lambda: _color_tag(screen, row),
        "remove": lambda: REMOVE["tag"](screen, node),
    }
    page = Picker(f"#{name}", items, ask=False, foot=" · ".join(counts))
    screen.pick(page, lambda value: deeds[value]())


def _merge_tag(screen: MainScreen, row: TagRow, rows: Sequence[TagRow]) -> None:
    """Ask which tag takes this one in."""
    others = [
        Item(each.name, each.name, str(each.stories + each.threads), style=f"tag {each.color}")
        for each in rows
        if each.name != row.name
    ]
    if not others:
        screen.say(_("There is no other tag"))
        return

    def picked(to: str) -> None:
        arrange(
            screen,
            lambda: screen.services.tagging.rename(row.name, to),
            _("#{name} went into #{to}").format(name=row.name, to=to),
            lambda _done: void(screen.sources.choose(f"#{to}")),
        )

    screen.pick(Picker(_("Merge #{name} into").format(name=row.name), others), picked)


def _color_tag(screen: MainScreen, row: TagRow) -> None:
    """Ask for the colour of a tag."""
    colours = [Item(each, each, style=f"tag {each}") for each in TAG_COLORS]
    colours.append(Item("", _("the theme's"), style="tag"))
    at = TAG_COLORS.index(row.color) if row.color in TAG_COLORS else len(TAG_COLORS)

    def picked(color: str) -> None:
        work = screen.services.tagging.color
        arrange(screen, lambda: work(row.name, color), _("Coloured"))

    title = _("Colour of #{name}").format(name=row.name)
    screen.pick(Picker(title, colours, ask=False, at=at), picked)


def void(_value: object) -> None:
    """Drop a value where only the doing counts."""


RENAME["view"] = _rename_view
REMOVE["view"] = _remove_view

HANDLERS: dict[str, Handler] = {"view.save": save, "source.edit": edit}
