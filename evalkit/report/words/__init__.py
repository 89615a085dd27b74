"""A language in, its words out: sentences as templates, labels as catalogues, grammar as an object.

A topic is two files in each language's folder: ``<topic>.jinja`` with its sentences and
``<topic>.toml`` with its labels; labels that several topics share stand in ``common.toml``.
How to write a template, in ten lines:

1. ``{% macro name(fact) %}…{% endmacro %}`` is a sentence; it names fields of one fact.
2. A line's end, with the blanks around it, is nothing: break lines freely at tags. ``{{ gap }}``
   is the blank between English words or sentences where a line ends, and nothing in Chinese.
3. ``{% if fact.x %}…{% else %}…{% endif %}``; short ``{{ "a" if fact.x }}``, with or without else.
4. ``{% for name, value in fact.parts %}{{ loop|between }}{{ name }}{% endfor %}`` gives "a, b and
   c", ``loop|between("; ")`` "a; b; c"; of plain texts ``|listed``, ``|joined`` and ``|first_of``.
5. Figures: ``|score |percent |level |number(2) |points |shift |change``; a whole number stands
   bare. ``{{ points }}`` is what ``|points`` counts, ``{{ scale_low }}`` and ``{{ scale_high }}``
   the ends of what scores are shown in, also as fields of labels; ``of_scale`` asks whether these
   are the rubric's own levels. A label may have another, ``NAME-on-scale``, for that.
6. In words: ``n|counted("plan", "plans")`` gives "three plans"; ``n|plural("is", "are")``,
   ``|numeral``, ``|ordinal``. A list may stand for its length.
7. Text: ``|strong |quoted |aside |capital |inside`` (a title within a sentence) ``|unstopped``.
8. ``{{ "pace-far"|label }}``: a label; ``{% set x %}…{% endset %}`` keeps a part; ``~`` joins two.
9. Asked may be truth (``if fact.x``), words (``fact.way == "rose"``), and ``is none``, ``is one``,
   ``is two``, ``is several``, ``is whole`` (of a share).
10. Nothing is computed, measured or chosen: that is the fact's; a template that tries is refused.
"""

from __future__ import annotations

import pkgutil
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, lru_cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING

from evalkit.model.catalogue import fields_of, wrong_field
from evalkit.model.units import HUNDRED, Units
from evalkit.report.model import Runs
from evalkit.report.words.grammar import GRAMMARS, Grammar

if TYPE_CHECKING:
    from evalkit.report.words.pieces import PieceEnvironment

LANGUAGES = tuple(GRAMMARS)
Sentence = Callable[[object], Runs]


class Labels(Mapping[str, str]):
    """The labels of a language; a key that is missing is named together with the language."""

    def __init__(self, lang: str, texts: Mapping[str, str]) -> None:
        self.lang, self._texts = lang, dict(texts)

    def __getitem__(self, key: str) -> str:
        try:
            return self._texts[key]
        except KeyError:
            raise KeyError(f"{self.lang} has no label {key!r}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


@dataclass(frozen=True)
class Topic:
    """The sentences of a topic: ``topic.name(fact)`` gives pieces."""

    lang: str
    name: str
    sentences: Mapping[str, Sentence]

    def __getattr__(self, name: str) -> Sentence:
        if name.startswith("__") or name not in self.sentences:
            raise AttributeError(f"{self.lang}/{self.name}.jinja has no sentence {name!r}")
        return self.sentences[name]


@dataclass(frozen=True, eq=False)
class Words:
    """What a language says: grammar, labels, and a topic by its name, as ``words.agreement``.

    ``noun``: what the documents judged are called in it; empty for plans. ``subject``: what they
    are of; empty for regions. ``units``: what scores are shown in.
    """

    lang: str
    grammar: Grammar
    labels: Labels
    noun: str = ""
    subject: str = ""
    units: Units = HUNDRED

    @cached_property
    def environment(self) -> PieceEnvironment:
        """Where this language's templates compile; loaded when the first sentence is asked for."""
        from evalkit.report.words.pieces import PieceEnvironment

        source = partial(_source, self.lang, self.noun, self.subject)
        return PieceEnvironment(source, self.grammar, self.labels, self.units)

    def __getattr__(self, name: str) -> Topic:
        if name.startswith("_") or name not in topics(self.lang):
            raise AttributeError(f"{self.lang} has no topic {name!r}")
        topic = self.__dict__[name] = _topic(self, name)  # compiled when first asked for
        return topic


def words_of(
    lang: str,
    labels: Mapping[str, str] | None = None,
    noun: str = "",
    subject: str = "",
    units: Units = HUNDRED,
) -> Words:
    """The words of a language; ``labels`` replace some of its labels by an office's own; ``noun``:
    what the documents judged are called, a report, say, where they are no plans; ``subject``: what
    they are of, a city, say, where it is no region; ``units``: what scores are shown in.

    What is asked for again is not compiled again. Raises ValueError where a label is not one of
    ours, or has fields that ours has not.
    """
    return _words(lang, tuple(sorted((labels or {}).items())), noun, subject, units)


@lru_cache(maxsize=16)
def topics(lang: str) -> tuple[str, ...]:
    """The topics of a language, by the names of their templates."""
    return _named(lang, ".jinja")


@lru_cache(maxsize=16)
def _words(
    lang: str, own: tuple[tuple[str, str], ...], noun: str, subject: str, units: Units
) -> Words:
    texts = labels_of(lang, units)
    for key, text in own:
        _check(texts, key, text)
    named = {key: called(text, lang, noun, subject) for key, text in texts.items()}
    labels = Labels(lang, {**named, **dict(own)})
    return Words(lang, GRAMMARS[lang], labels, noun, subject, units)


# what sentences and labels call the documents judged, and what these are of; not a key of ours, an
# option or 规划期
_ENGLISH = r"""(?<![-\w.{])(?<!== ")(?:([Aa])n? )?(?<![-\w.{])([%s])%s(s)?\b(?!=)"""
_PLAN = {"zh": re.compile("(本)?规划(?!期)"), "en": re.compile(_ENGLISH % ("Pp", "lan"))}
_REGION = {"zh": re.compile("(本)?地区"), "en": re.compile(_ENGLISH % ("Rr", "egion"))}


def called(text: str, lang: str, noun: str, subject: str = "") -> str:
    """A text that speaks of plans of regions, in which these are called by other nouns; empty: as
    they are."""
    if noun:
        text = _renamed(text, lang, _PLAN[lang], noun, "这份")
    return _renamed(text, lang, _REGION[lang], subject, "本") if subject else text


def _renamed(text: str, lang: str, ours: re.Pattern[str], noun: str, this: str) -> str:
    """A text with another noun; in Chinese ``this`` is what leads it where 本 leads ours."""
    if lang == "zh":
        return ours.sub(lambda found: (this if found[1] else "") + noun, text)

    def said(found: re.Match[str]) -> str:
        own = noun
        if found[3]:
            own = f"{noun[:-1]}ies" if re.search("[^aeiou]y$", noun) else f"{noun}s"
        own = own[:1].upper() + own[1:] if found[2].isupper() else own
        article = f"{found[1]}{'n' if noun[:1] in 'aeiou' else ''} " if found[1] else ""
        return article + own

    return ours.sub(said, text)


ON_SCALE = "-on-scale"  # ends the name of a label that stands in where units are the scale's own


@lru_cache(maxsize=16)
def labels_of(lang: str, units: Units = HUNDRED) -> Labels:
    """The labels of all topics of a language, which name the units that scores are shown in;
    ValueError where two topics define the same."""
    held: dict[str, str] = {}
    for name in _named(lang, ".toml"):
        own = tomllib.loads(_text(lang, f"{name}.toml"))
        if again := sorted(held.keys() & own.keys()):
            raise ValueError(f"{lang}/{name}.toml defines again: {', '.join(again)}")
        held |= own
    told = GRAMMARS[lang].of_units(units)
    out = {}
    for key in held:
        if not key.endswith(ON_SCALE):
            text = held.get(f"{key}{ON_SCALE}", held[key]) if units.of_scale else held[key]
            for name, said in told.items():
                text = text.replace(f"{{{name}}}", said)
            out[key] = text
    return Labels(lang, out)


def _check(ours: Mapping[str, str], key: str, text: str) -> None:
    """Refuse a label that does not exist, and fields that are not those of ours."""
    if key not in ours:
        near = get_close_matches(key, ours, n=3, cutoff=0.5)
        hint = f"; near it: {', '.join(near)}" if near else ""
        raise ValueError(f"{key!r} is not a label{hint}")
    if (field := wrong_field(ours[key], text)) is not None:
        known = ", ".join(f"{{{name}}}" for name in sorted(fields_of(ours[key]))) or "none"
        raise ValueError(f"label {key!r}: {{{field}}} is not as in ours; its fields: {known}")


def _topic(words: Words, name: str) -> Topic:
    module = words.environment.get_template(f"{name}.jinja").module
    macros = {
        key: value for key, value in vars(module).items() if callable(value) and key[:1] != "_"
    }
    return Topic(
        words.lang,
        name,
        {key: _sentence(words.environment, macro) for key, macro in macros.items()},
    )


def _sentence(environment: PieceEnvironment, macro: Sentence) -> Sentence:
    def said(fact: object) -> Runs:
        try:
            return macro(fact)
        except Exception:
            environment.handle_exception()  # raises it again, with the template's line

    return said


def _source(
    lang: str, noun: str, subject: str, template: str
) -> tuple[str, str, Callable[[], bool]] | None:
    """The text of a template with the nouns for plans and regions in place, its name, and that it
    has not changed; None where there is none of that name."""
    if template.removesuffix(".jinja") not in topics(lang):
        return None
    text = called(_text(lang, template), lang, noun, subject)
    return text, f"{lang}/{template}", lambda: True


def _named(lang: str, ending: str) -> tuple[str, ...]:
    """Names of a language's files with an ending."""
    if lang not in GRAMMARS:
        raise ValueError(f"{lang!r} is not a language of reports: {', '.join(GRAMMARS)}")
    names = [entry.name for entry in (files(__name__) / lang).iterdir()]
    return tuple(sorted(name.removesuffix(ending) for name in names if name.endswith(ending)))


def _text(lang: str, name: str) -> str:
    held = pkgutil.get_data(__name__, f"{lang}/{name}")
    if held is None:
        raise FileNotFoundError(f"{lang}/{name}")
    return held.decode()
