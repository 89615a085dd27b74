"""Blocks of a page in; those that are text of it out, its menus and a second copy of its text
apart."""

from __future__ import annotations

import re

from evalkit.evidence.html_block import Block

LINK_SHARE = 0.7  # a short block that is mostly links is a menu
SHORT = 60  # letters
SENTENCE = 12  # letters: what is as long as this and no link, and ends like a sentence, is no menu
TITLE = 8  # letters: a single link outside a paragraph that is shorter is a button
RUN = 3  # so many single links one after another are a menu
COPY = (5, 300)  # blocks and letters of a passage that stands in the page twice
_NAMED = re.compile(  # an address that is written out, an entry of a table of contents
    r"\w://\w|\bwww\.\w|\A\W*(?:\d{1,3}(?:\.\d{1,3})+\.?\s|\d{1,3}\.\s|[A-Z]\.\d"
    r"|第[\d一二三四五六七八九十百]{1,4}[章节節条編编部])"
)
_ENDED = re.compile(r"[。！？；!?;]|\.(?:\s|\Z)")


def without_menus(blocks: list[Block]) -> tuple[list[Block], int]:
    """Blocks with the words of menus taken out (what was told at them stays), and how many were.

    A menu is short and made of links, or stands where a page keeps its menus and is no sentence.
    """
    out = []
    n = 0
    menus = [
        bool(block.text) and _is_menu(block, alone)
        for block, alone in zip(blocks, _lonely(blocks), strict=True)
    ]
    for block, is_menu in zip(blocks, _whole_tables(blocks, menus), strict=True):
        n += is_menu
        out.append(Block("", marks=block.marks) if is_menu else block)
    return out, n


def _whole_tables(blocks: list[Block], menus: list[bool]) -> list[bool]:
    """For each block, whether it is of a menu: a row of names that link elsewhere is one of a table
    where a row beside it is text."""
    out = list(menus)
    for way in (range(1, len(blocks)), range(len(blocks) - 2, -1, -1)):
        for n in way:
            beside = n - way.step
            if blocks[n].tag == blocks[beside].tag == "tr" and not blocks[n].is_menu:
                out[n] &= out[beside]
    return out


def _is_menu(block: Block, alone: bool) -> bool:
    letters = len("".join(block.text.split()))
    if block.is_menu:
        is_sentence = letters - block.links >= SENTENCE and _ENDED.search(block.text)
        return not is_sentence
    if block.level or letters >= SHORT or block.links <= LINK_SHARE * letters:
        return False
    if (letters >= SENTENCE and _ENDED.search(block.text)) or _NAMED.search(block.text):
        return False
    is_title = block.tag == "p" or (alone and letters >= TITLE)
    return not (block.n_links == 1 and is_title)


def _lonely(blocks: list[Block]) -> list[bool]:
    """For each block, whether fewer than ``RUN`` single links stand together there."""
    out = [True] * len(blocks)
    run: list[int] = []
    for n, block in enumerate([*blocks, Block("end")]):
        letters = len("".join(block.text.split()))
        if block.n_links and block.links > LINK_SHARE * letters:
            run.append(n)
        elif block.text:
            for at in run if len(run) >= RUN else ():
                out[at] = False
            run = []
    return out


def without_copy(blocks: list[Block]) -> list[Block]:
    """Blocks without a second copy of the page's text (a page that serves desk and phone carries it
    twice). What is said again within the text is said again."""
    words = [block for block in blocks if block.text]
    first: dict[str, int] = {}
    for n, block in enumerate(words):
        first.setdefault(block.text, n)
    total = sum(len(block.text) for block in words)
    gone: set[int] = set()
    at = 0
    while at < len(words):
        run = _run(words, first[words[at].text], at)
        held = words[at : at + run]
        letters = sum(len(block.text) for block in held)
        distinct = len({block.text for block in held})
        if distinct >= COPY[0] and letters >= max(COPY[1], total / 4):
            gone.update(id(block) for block in held)
        at += max(run, 1)
    return [block for block in blocks if id(block) not in gone]


def _run(words: list[Block], before: int, at: int) -> int:
    """How many blocks from ``at`` on say again what stands from ``before`` on."""
    n = 0
    if before < at:
        while (
            before + n < at and at + n < len(words) and words[before + n].text == words[at + n].text
        ):
            n += 1
    return n
