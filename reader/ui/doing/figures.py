"""Images of the article, looked at in the terminal; in the browser where it cannot show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.model import BlockKind
from reader.text import masked, openable
from reader.ui.doing.kinds import Handler
from reader.words import _

if TYPE_CHECKING:
    from reader.model import Article, Figure
    from reader.services.figures import Waiting
    from reader.ui.figures.screen import Getter, Shown
    from reader.ui.main_screen import MainScreen


def images_of(article: Article) -> list[tuple[int, int, str]]:
    """The images of an article: which block, number of its link, description ("" for none)."""
    images = []
    for at, block in enumerate(article.document.blocks):
        link = next((span.link for span in block.spans if span.link), 0)
        if block.kind is BlockKind.IMAGE and link:
            images.append((at, link, "".join(span.text for span in block.spans[:1]).strip()))
    return images


def figure(screen: MainScreen, count: int | None) -> None:
    """The image in sight, or the first after it; else the last before it."""
    view = screen.text_pane.article
    article = view.article
    images = images_of(article) if article is not None else []
    if article is None or not images:
        screen.say(_("No images here"))
        return
    top = view.place.block
    number = next((link for block, link, _alt in images if block >= top), images[-1][1])
    look(screen, article, number)


def look(screen: MainScreen, article: Article, number: int) -> None:
    """Show the image that is link ``number`` of the article, and lead to its others."""
    from reader.services.figures import decodable
    from reader.ui.doing.links import open_url

    links = article.document.links
    wanted = screen.services.config.text("open.images")
    if wanted == "browser" or not decodable() or not openable(links[number - 1]):
        open_url(screen, links[number - 1])
        return
    from reader.ui.figures.drawing import way_of
    from reader.ui.figures.screen import FigureScreen, Shown

    shown = [Shown(links[link - 1], alt, link) for _block, link, alt in images_of(article)]
    at = next((at for at, one in enumerate(shown) if one.number == number), 0)
    if screen.image_way is None:
        screen.image_way = way_of(screen.app, wanted)
    screen.pressing.reset()
    screen.app.push_screen(
        FigureScreen(
            article.row.title or article.row.source,
            shown,
            at,
            way=screen.image_way,
            background=screen.background,
            get=_getter(screen, article.row.feed),
            browse=lambda url: open_url(screen, url),
        )
    )


def _getter(screen: MainScreen, feed: int) -> Getter:
    from reader.errors import NoFigure

    figures, offline = screen.services.figures, screen.refreshing.offline

    def get(one: Shown, size: tuple[int, int], ground: str, waiting: Waiting) -> Figure:
        if not openable(one.url):
            told = _("Not opened: {url} is no http address")
            raise NoFigure(told.format(url=masked(one.url)[:60]), "")
        if offline and not figures.has(one.url):
            raise NoFigure(_("Started with --offline: nothing is fetched"), "")
        return figures.get(one.url, feed, size, ground, waiting)

    return get


HANDLERS: dict[str, Handler] = {"open.figure": figure}
