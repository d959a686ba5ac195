"""``clew show``"""

from __future__ import annotations

import shutil
import textwrap
from typing import TYPE_CHECKING

import click

from reader.cli.context import Invocation, pass_invocation
from reader.cli.output import count, emit, iso, json_option, local, say

if TYPE_CHECKING:
    from reader.model import Article, ThreadPage
    from reader.services import Services

#: Widest line of text, in cells, as on the screen.
MEASURE = 80


@click.command("show")
@click.argument("id", type=int)
@click.option("--full", is_flag=True, help="The whole text, fetched from the story's page.")
@json_option
@pass_invocation
def show(invocation: Invocation, id: int, full: bool, as_json: bool) -> None:  # noqa: A002
    """Print the story or the thread of that ID. Nothing is marked read."""
    from reader.errors import UsageError

    with invocation.services() as services:
        article = services.reading.article(id)
        if full and article is not None and not article.has_full:
            invocation.need_network()
            services.wholetext.fetch(id)
            article = services.reading.article(id)
        if article is not None:
            _story_json(services, article) if as_json else _story(article)
            return
        page = services.reading.thread_page(id)
        if page is None:
            raise UsageError(
                f"There is no story or thread {id}", "clew list and clew threads print their ids"
            )
        _thread_json(page) if as_json else _thread(page)


def _story_json(services: Services, article: Article) -> None:
    from reader.cli import shapes

    emit(
        {
            **shapes.story(article.row),
            "author": article.row.author,
            "lang": article.row.language,
            "text": services.reading.text(article.row.id),
            "links": list(article.document.links),
            "enclosures": [
                {"url": each.url, "type": each.type, "length": each.length}
                for each in article.enclosures
            ],
            "note": article.note,
            "seen": iso(article.row.first_seen),
            "comments": article.row.comments_url,
            "full": article.full,
        }
    )


def _story(article: Article) -> None:
    from reader.cli.prose import prose

    row = article.row
    edge = min(MEASURE, shutil.get_terminal_size().columns)
    for line in textwrap.wrap(row.title, edge):
        say(line)
    say(" · ".join(part for part in (row.source, row.author, local(row.sort_at)) if part))
    if row.url:
        say(row.url)
    if row.tags:
        say(" ".join(f"#{tag}" for tag in row.tags))
    if article.note:
        say(f"Note: {article.note}")
    say()
    for line in prose(article.document, edge):
        say(line)
    if article.document.links:
        say()
        say("Links")
        for number, url in enumerate(article.document.links, 1):
            say(f"[{number}] {url}")
    for enclosure in article.enclosures:
        say()
        say(f"{enclosure.type or 'file'}: {enclosure.url}")


def _thread_json(page: ThreadPage) -> None:
    from reader.cli import shapes

    emit(shapes.thread(page.row, page.stories))


def _thread(page: ThreadPage) -> None:
    from reader.services.why import paragraphs

    row = page.row
    say(row.title)
    languages = " ".join(row.languages)
    say(
        f"{count(row.sources, 'source')} · {count(row.stories, 'story', 'stories')} · "
        f"{languages} · since {local(row.first_at)}"
    )
    if page.related:
        say("related: " + "; ".join(f"{each.title} ({each.id})" for each in page.related))
    if page.mentions:
        told = (
            f"{each.story.source}: {each.story.title} ({each.story.id},"
            f" {paragraphs(each.first, each.last)})"
            for each in page.mentions
        )
        say("also told in: " + "; ".join(told))
    for story in page.stories:
        mark = "=" if story.copy_of else "·" if story.read else "●"
        say()
        say(f"{local(story.sort_at)}  {mark} {story.source}  [{story.id}]")
        say(f"  {story.title}")
