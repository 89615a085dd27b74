"""A page of pdfium in; whether anything shows in a place on its picture, out."""

from __future__ import annotations

import ctypes
from typing import Any

from evalkit.evidence.page.shapes import Box

SHADES = 24  # of 255, by which the pixels of an even ground may differ
PIXELS = 4_000_000  # of a page's picture, at most
SCALE = 2.0


class Looks:
    """The picture of a page, drawn when it is first asked for."""

    def __init__(self, page: Any) -> None:
        self._page = page
        self._bitmap: Any = None

    def even(self, box: Box) -> bool:
        """Whether a place has one colour: what is written there does not show."""
        if self._bitmap is None:
            wide, high = self._page.get_size()
            scale = min(SCALE, (PIXELS / max(wide * high, 1.0)) ** 0.5)
            self._bitmap = self._page.render(scale=scale, grayscale=True)
        bitmap = self._bitmap
        (a, b), (c, d) = self._at(box.left, box.bottom), self._at(box.right, box.top)
        left, right = max(min(a, c), 0), min(max(a, c), bitmap.width - 1)
        top, low = max(min(b, d), 0), min(max(b, d), bitmap.height - 1)
        data, darkest, lightest = memoryview(bitmap.buffer).cast("B"), 255, 0
        for y in range(top, low + 1):
            row = bytes(data[y * bitmap.stride + left : y * bitmap.stride + right + 1])
            if row:
                darkest, lightest = min(darkest, *row), max(lightest, *row)
        return lightest - darkest <= SHADES

    def _at(self, x: float, y: float) -> tuple[int, int]:
        from pypdfium2 import raw

        across, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(
            self._page.raw, 0, 0, self._bitmap.width, self._bitmap.height, 0, x, y, across, down
        )
        return across.value, down.value
