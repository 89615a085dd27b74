"""Every colour of a picture, by the role that it plays; a page gives the same names its own values.

Accent: what is spoken of. Peer: the others. Mark: targets and the weak link, nothing else. l0 to
l4: levels, one hue. b3 to a3: below and above a mean. Lightness falls step by step, so that a grey
print reads the same, and no step rests on red and green. No two names share a value: a renderer may
put a variable of its page in the place of each.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

PALETTE: Mapping[str, str] = MappingProxyType(
    {
        "paper": "#ffffff",
        "wash": "#f2f5f7",
        "ink": "#17212b",
        "ink-2": "#46535f",
        "ink-3": "#5f6c78",
        "line": "#d3dae0",
        "accent": "#0b5578",
        "peer": "#84919c",
        "band": "#7499b0",
        "mark": "#a04a08",
        "l0": "#eef1f3",
        "l1": "#cfdfe8",
        "l2": "#91b9cf",
        "l3": "#34789f",
        "l4": "#0a3f5c",
        "l0h": "#dfe8ee",  # half levels, between two
        "l1h": "#b0ccdc",
        "l2h": "#6399b7",
        "l3h": "#1f5c7e",
        "b3": "#a34e0c",
        "b2": "#e2a469",
        "b1": "#f6e0ca",
        "m0": "#f2f4f6",
        "a1": "#d3e5ee",
        "a2": "#83b5ce",
        "a3": "#15618a",
    }
)
LEVELS = ("l0", "l1", "l2", "l3", "l4")
DARK = frozenset({"l3", "l3h", "l4", "b3", "a3", "accent"})  # fills that bear light text


def text_on(fill: str) -> str:
    """The colour of text on a fill, both by value or role: light on the dark ones."""
    dark = fill in DARK or any(PALETTE[name] == fill for name in DARK)
    return PALETTE["paper" if dark else "ink"]


def shades(n: int) -> tuple[str, ...]:
    """Roles of ``n`` steps from lowest to highest, spread over the shades of a level; above five,
    neighbours share one."""
    last = len(LEVELS) - 1
    return tuple(LEVELS[round(last * i / (n - 1)) if n > 1 else 2] for i in range(n))
