"""An opened story: blocks wrapped to lines for a width, and the view that scrolls them."""
