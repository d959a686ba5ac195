"""Draws all that one key led to in one frame.

Textual's widgets tell their screen one by one, each when its turn comes, that they are to be drawn.
The first one told sets off a frame, and what the others have to say waits for the frame after: a
key's answer took two frames, and the screen was laid out twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.widget import Widget

if TYPE_CHECKING:
    from textual.screen import Screen

    _Screen = Screen[Any]
else:
    _Screen = object  # textual looks for style sheets along the first base that is a widget


class WholeFrames(_Screen):
    """For a screen: every frame shows all that was asked to be drawn before it."""

    #: Whether what is typed can be taken; it waits until then.
    ready = True
    #: Whether what a layout changes is to be drawn later, with all else.
    _placing = False

    def lay_out(self) -> None:
        """Give the widgets the places they are to have, and draw nothing yet: what is shown next is
        fitted to these, not to the ones before and again to these."""
        self.gather()
        if self._layout_required and self.is_current and not self.app._batch_count:
            self._layout_required = self._scroll_required = False
            self._placing = True
            try:
                self._refresh_layout()
            finally:
                self._placing = False

    def _compositor_refresh(self) -> None:
        if not self._placing:
            super()._compositor_refresh()

    def paint(self) -> None:
        """Draw what changed in this very call: an answer that comes from behind does not wait for
        its turn among the frames, since the one before has just drawn the key itself."""
        self._on_timer_update()

    def _on_timer_update(self) -> None:
        self.gather()
        if self._repaint_required and not self._layout_required:
            # Textual would draw what of the screen itself is to be drawn, and forget the others.
            self._repaint_required = False
            self._dirty_widgets.add(self)
        super()._on_timer_update()

    def gather(self) -> None:
        """Take from the widgets what they would tell by a message that takes its turn."""
        if not self.is_current:
            return
        seen = self._compositor.visible_widgets
        for widget in self.walk_children(Widget):
            if widget._repaint_required and widget in seen:
                widget._repaint_required = False
                self._dirty_widgets.add(widget)
            if widget._layout_required and widget.is_attached:
                widget._layout_required = False
                for ancestor in widget.ancestors:
                    if ancestor is self.app:
                        break
                    ancestor._clear_arrangement_cache()  # type: ignore[attr-defined]
                    ancestor._layout_updates += 1  # type: ignore[attr-defined]
                # A frame that is to scroll moves what is there; this one must lay it out.
                self._layout_required, self._scroll_required = True, False
