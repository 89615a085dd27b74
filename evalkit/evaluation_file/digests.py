"""Parts of an evaluation in, one after the other; a digest of each and of the whole out.

A digest proves nothing to whoever can write one: it tells what was edited, where scoring again
cannot (a reason, a title, a name).
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

RUN = ("schema", "evalkit", "as_of", "seed")  # what is said of the run: one part
ROWS = 20  # of a part that are put in text at a time: of cases, some megabytes


class Digests:
    """SHA-256 of each part, and of the whole, of data that are told part by part, in one spelling.

    Parts are ``run``, the others by their keys, and each case by its id. The whole is of all parts
    in the order of their keys, so their texts are kept until then, packed: about a tenth of them.
    """

    def __init__(self) -> None:
        self._run: dict[str, Any] = {}
        self._cases: dict[str, str] = {}
        self._texts: dict[str, _Text] = {}

    def value(self, key: str, value: Any) -> None:
        """A part that is one value.

        Raises:
            ValueError: a number is NaN or infinite.
        """
        if key in RUN:
            self._run[key] = value
        self._texts[key] = _Text((_text(value),))

    def rows(self, key: str, rows: Iterable[Any]) -> Iterator[list[Any]]:
        """The rows of a part, passed on some at a time; its digest is there when all have passed.

        Raises:
            ValueError: a number is NaN or infinite.
        """
        whole, before = _Text(("[",)), ""
        for held in some_at_a_time(rows):
            if key == "cases":
                texts = [*map(_text, held)]
                told = zip(held, texts, strict=True)
                self._cases |= {f"cases/{_id(case)}": _hash(text) for case, text in told}
                whole.add(before + ",".join(texts))
            else:
                whole.add(before + _text(held)[1:-1])
            before = ","
            yield held
        whole.add("]")
        self._texts[key] = whole

    def parts(self) -> dict[str, str]:
        """Part → SHA-256."""
        own = {key: text.digest for key, text in self._texts.items() if key not in (*RUN, "cases")}
        return {"run": _hash(_text(self._run)), **self._cases, **own}

    def whole(self, parts: Mapping[str, str] | None) -> str:
        """SHA-256 of everything, with the digests of the parts that are given."""
        more = {} if parts is None else {"parts": _Text((_text(parts),))}
        out = hashlib.sha256(b"{")
        for n, (key, text) in enumerate(sorted({**self._texts, **more}.items())):
            out.update(f"{',' if n else ''}{_text(key)}:".encode())
            for piece in text.pieces():
                out.update(piece)
        out.update(b"}")
        return out.hexdigest()


class _Text:
    """A text of any length: its SHA-256, and itself, packed."""

    def __init__(self, pieces: Iterable[str] = ()) -> None:
        self._hash, self._packer = hashlib.sha256(), zlib.compressobj(1)
        self._packed: list[bytes] = []
        for piece in pieces:
            self.add(piece)

    def add(self, piece: str) -> None:
        content = piece.encode("utf-8", "surrogatepass")
        self._hash.update(content)
        if packed := self._packer.compress(content):
            self._packed.append(packed)

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()

    def pieces(self) -> Iterator[bytes]:
        """The text, piece by piece."""
        unpacker, rest = zlib.decompressobj(), self._packer.copy().flush()
        for packed in (*self._packed, rest):
            yield unpacker.decompress(packed)


def digests(data: Mapping[str, Any]) -> tuple[dict[str, str], str]:
    """(part → SHA-256, SHA-256 of everything but that itself).

    Rows may be an iterator. Where data hold ``parts``, the whole is of the data with the parts that
    are given here.

    Raises:
        ValueError: a number is NaN or infinite.
    """
    told = Digests()
    for key, value in data.items():
        if key in ("digest", "parts"):
            continue
        if isinstance(value, list | Iterator):
            for _ in told.rows(key, value):
                pass
        else:
            told.value(key, value)
    parts = told.parts()
    return parts, told.whole(parts if "parts" in data else None)


def digest(data: Mapping[str, Any]) -> str:
    """SHA-256 of everything but the digest itself, in one spelling."""
    return _hash(_text({key: value for key, value in data.items() if key != "digest"}))


def some_at_a_time(rows: Iterable[Any]) -> Iterator[list[Any]]:
    """Rows in lists of at most ``ROWS``, none of them empty."""
    left = iter(rows)
    while held := [*islice(left, ROWS)]:
        yield held


def _text(value: Any) -> str:
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _id(case: Any) -> Any:
    return case.get("id") if isinstance(case, dict) else None
