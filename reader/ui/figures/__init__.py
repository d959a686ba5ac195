"""Looking at the images of an article: how this terminal shows them, and the screen for it.

Loaded when the first one is looked at."""
