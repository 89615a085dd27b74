"""One block of a page's text: what readers of its parts hand to each other."""

from __future__ import annotations

from dataclasses import dataclass, field

Mark = tuple[str, str]  # the code of what is to be told, and its kind


@dataclass
class Block:
    """``links``: letters of it that are links; ``n_links``: in how many; ``tag``: the element that
    holds it; ``marks``: what stands in it, or, where it has no words, after the block before."""

    text: str
    level: int = 0
    tag: str = ""
    links: int = 0
    n_links: int = 0
    is_menu: bool = False
    marks: list[Mark] = field(default_factory=list)
