"""Threads: follow, mute, correct, explain, fold."""

from __future__ import annotations

from reader.ui.registry.spec import ActionSpec
from reader.words import N_

GROUP = N_("Threads")

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "thread.follow",
        N_("Follow"),
        N_("Always bring this thread back when it moves"),
        "+",
        "list thread article",
        group=GROUP,
    ),
    ActionSpec(
        "thread.mute",
        N_("Mute"),
        N_("Keep this thread out of sight: a day, a week, until a date, for good"),
        "-",
        "list thread article",
        group=GROUP,
        footer=13,
        also=N_("hide, silence, block, ignore"),
    ),
    ActionSpec(
        "thread.snooze",
        N_("Snooze"),
        N_("Put this thread away until tonight, tomorrow, a date"),
        "zz",
        "list thread article",
        group=GROUP,
        also=N_("later, remind"),
    ),
    ActionSpec(
        "thread.join",
        N_("Join"),
        N_("Join the selected threads, or this one to another"),
        "cj",
        "list thread",
        group=GROUP,
        also=N_("merge, combine"),
    ),
    ActionSpec(
        "thread.knock_out",
        N_("Knock out"),
        N_("Take this story out of its thread"),
        "ck",
        "thread article",
        group=GROUP,
        also=N_("split, separate, wrong thread"),
    ),
    ActionSpec(
        "thread.set_lead",
        N_("Set lead"),
        N_("Let this story's headline name the thread"),
        "cl",
        "thread article",
        group=GROUP,
    ),
    ActionSpec(
        "thread.rename",
        N_("Rename"),
        N_("Name the thread yourself"),
        "cw",
        "list thread article",
        group=GROUP,
    ),
    ActionSpec(
        "thread.why",
        N_("Why here"),
        N_("Why this story stands in this thread; of two selected, what keeps them apart"),
        "=",
        "list thread article",
        group=GROUP,
        footer=10,
        also=N_("reason, together, grouped, explain"),
    ),
    ActionSpec(
        "thread.confirm",
        N_("It is this event"),
        N_("Join the thread in another language under the cursor; keep a related one for good"),
        "w",
        "thread",
        group=GROUP,
    ),
    ActionSpec(
        "thread.refuse",
        N_("It is not"),
        N_("Never show the thread under the cursor as related or as this event again"),
        "W",
        "thread",
        group=GROUP,
    ),
    ActionSpec(
        "thread.fold",
        N_("Fold"),
        N_("Fold or unfold the copies under the cursor"),
        "za",
        "thread sources",
        group=GROUP,
    ),
    ActionSpec(
        "thread.fold_all",
        N_("Fold all"),
        N_("Fold everything"),
        "zM",
        "thread sources",
        group=GROUP,
    ),
    ActionSpec(
        "thread.unfold_all",
        N_("Unfold all"),
        N_("Unfold everything"),
        "zR",
        "thread sources",
        group=GROUP,
    ),
)
