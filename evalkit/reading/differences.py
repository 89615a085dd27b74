"""A part of a case as two files say it in; where they differ, with both places and both values, as
findings out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from evalkit.model.case import CaseFile, unfilled
from evalkit.model.fields import Part, Translations, both, in_language
from evalkit.model.finding import Finding, Value, found
from evalkit.model.place import Span

LONGEST = 60  # characters of a value that a finding shows
P = TypeVar("P", bound=Part)
BEFORE = 15  # of them before the place where two long values part


def differences(
    name: str, values: tuple[Any, Any], spans: tuple[Span, Span], case: CaseFile
) -> Iterator[Finding]:
    """What a further file says otherwise than the first: key by key, what only one of them says
    left out.

    Args:
        name: the key; values, spans: in the first file, in the further one; case: the first.
    """
    for key, first, further in _pairs(name, *values):
        there, here = _shown(first, further)
        said: dict[str, Value] = {"key": key, "first": spans[0].in_line, "there": there}
        if key.partition(".")[0] == "region" or key == "plan.title":
            said["id"] = case.case.case  # it may be another case under an id that was copied
        yield found("case-differs", spans[1], case=case.case.case, here=here, **said)


def _pairs(name: str, first: Any, further: Any) -> Iterator[tuple[str, Any, Any]]:
    """Key, and what each file says of it."""
    if first is None or further is None or first == further:
        return
    if unfilled(first) or unfilled(further):
        return
    if _is_text(first) and _is_text(further) and both(first) == both(further):
        return  # once in one language, once in two that say the same
    if isinstance(first, Part) and not isinstance(first, Translations):
        for key, field in type(first).model_fields.items():
            own, other = getattr(first, key), getattr(further, key)
            if key in first.model_fields_set & further.model_fields_set:
                yield from _pairs(f"{name}.{field.alias or key}", own, other)
        return
    yield name, first, further


def _is_text(value: Any) -> bool:
    return isinstance(value, (str, Translations))


def completed(first: P, further: P) -> P:
    """A part with what only the further file says of it."""
    new = further.model_fields_set - first.model_fields_set
    new |= {key for key in further.model_fields_set if unfilled(getattr(first, key))}
    return first.model_copy(update={key: getattr(further, key) for key in new})


def _shown(first: Any, further: Any) -> tuple[Value, Value]:
    """Both values, shortened, in each language of a reader: where they read the same in it, as
    they do in the other."""
    told = {}
    for lang, other in (("zh", "en"), ("en", "zh")):
        own = _text(first, lang), _text(further, lang)
        told[lang] = _cut(
            *(own if own[0] != own[1] else (_text(first, other), _text(further, other)))
        )
    return (told["zh"][0], told["en"][0]), (told["zh"][1], told["en"][1])


def _text(value: Any, lang: str) -> str:
    if isinstance(value, (str, Translations)):
        return in_language(value, lang)
    if isinstance(value, tuple):
        return ", ".join(_text(item, lang) for item in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _cut(first: str, further: str) -> tuple[str, str]:
    """Two texts, short enough, from near the place where they part."""
    pairs = zip(first, further, strict=False)
    alike = next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(first), len(further)))
    begin = (
        alike - BEFORE if max(len(first), len(further)) > LONGEST and alike > LONGEST // 2 else 0
    )
    return _window(first, begin), _window(further, begin)


def _window(text: str, begin: int) -> str:
    own = " ".join(text[begin:].split())
    end = own if len(own) <= LONGEST else own[: LONGEST - 1] + "…"
    return f"…{end}" if begin else end
