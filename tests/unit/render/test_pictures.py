"""Drawings as PNG: a byte a pixel, and the same drawing."""

from __future__ import annotations

import io

import numpy as np
from evalkit.render.pictures import _packed
from PIL import Image


def png(pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> bytes:
    made = io.BytesIO()
    Image.fromarray(pixels, "RGBA").save(made, "PNG")
    return made.getvalue()


def shades(colours: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """A row a colour: the first fills the most pixels, the last the fewest."""
    n = np.arange(colours)
    one = np.stack([n % 256, n // 256 * 40, 255 - n % 256, np.full(colours, 255)], axis=1)
    rows = [np.where(np.arange(colours)[:, None] < colours - k, one[k], one[0]) for k in n]
    return np.array(rows, dtype=np.uint8)


def held(made: bytes) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.asarray(Image.open(io.BytesIO(made)).convert("RGB"))


def test_a_drawing_of_few_colours_is_kept_to_the_pixel() -> None:
    drawn = shades(256)
    packed = _packed(png(drawn))
    assert Image.open(io.BytesIO(packed)).mode == "P"
    assert (held(packed) == drawn[..., :3]).all()


def test_of_many_colours_the_rarest_become_the_nearest_of_the_others() -> None:
    drawn = shades(300)
    apart = (held(_packed(png(drawn))).astype(int) - drawn[..., :3]) != 0
    touched = apart.any(axis=2)
    assert touched.any()
    assert {*np.flatnonzero(touched.any(axis=1))} <= {*range(256, 300)}
