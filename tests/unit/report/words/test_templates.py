"""Both languages say the same things, say only what facts give them, and every branch is heard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from itertools import pairwise

import pytest
from evalkit.model.catalogue import fields_of
from evalkit.model.units import HUNDRED, INDEX, Units
from evalkit.report.model import Run, Runs, Strong
from evalkit.report.numbers import Figure
from evalkit.report.words import LANGUAGES, Words, labels_of, topics, words_of
from evalkit.report.words.pieces import PieceGenerator
from jinja2 import nodes
from jinja2.compiler import Frame
from tests.unit.report.words.examples import EXAMPLES

SCALE = Units(1, 6, 2, of_scale=True)
WORDS = {lang: words_of(lang) for lang in LANGUAGES}
ON_SCALE = {lang: words_of(lang, units=SCALE) for lang in LANGUAGES}
OF_INDEX = {lang: words_of(lang, units=INDEX) for lang in LANGUAGES}
ALL = [*WORDS.values(), *ON_SCALE.values(), *OF_INDEX.values()]
TOPICS = [(lang, topic) for lang in LANGUAGES for topic in topics(lang)]


def parsed(lang: str, topic: str) -> nodes.Template:
    environment = WORDS[lang].environment
    assert environment.loader is not None
    return environment.parse(environment.loader.get_source(environment, f"{topic}.jinja")[0])


def said(words: Words) -> Iterator[tuple[str, Runs]]:
    for topic, sentences in EXAMPLES.items():
        for name, facts in sentences.items():
            for fact in facts:
                yield f"{topic}.{name}({fact})", getattr(getattr(words, topic), name)(fact)


def test_both_languages_have_the_same_topics_sentences_and_labels() -> None:
    first, *others = LANGUAGES
    for lang in others:
        assert topics(lang) == topics(first)
        assert set(labels_of(lang)) == set(labels_of(first))
        for topic in topics(first):
            own, theirs = (getattr(WORDS[n], topic).sentences for n in (first, lang))
            assert set(own) == set(theirs), topic


def test_both_languages_have_the_same_fields_in_their_labels() -> None:
    for units in (HUNDRED, SCALE, INDEX):
        for key in labels_of("en", units):
            names = [
                {f.partition(":")[0] for f in fields_of(labels_of(lang, units)[key])}
                for lang in LANGUAGES
            ]
            assert all(own == names[0] for own in names), key


def test_both_languages_have_other_labels_for_scores_on_a_scale_of_the_same_names() -> None:
    own = []
    for lang in LANGUAGES:
        hundred, scale = labels_of(lang), labels_of(lang, SCALE)
        assert set(hundred) == set(scale)
        own.append({key for key in hundred if hundred[key] != scale[key]})
    assert "read-level" in own[0] & own[1]
    assert not [key for lang in LANGUAGES for key in labels_of(lang) if key.endswith("-on-scale")]


def test_every_sentence_has_examples() -> None:
    for lang in LANGUAGES:
        known = {topic: set(getattr(WORDS[lang], topic).sentences) for topic in topics(lang)}
        assert {topic: set(sentences) for topic, sentences in EXAMPLES.items()} == known


def frozen(fact: object) -> bool:
    """Whether it is a fact: frozen fields, a text, a number, or a tuple of such."""
    if is_dataclass(fact):
        parameters = vars(type(fact))["__dataclass_params__"]  # not in the types of dataclasses
        return bool(parameters.frozen) and all(
            frozen(getattr(fact, field.name)) for field in fields(fact)
        )
    if isinstance(fact, tuple):
        return all(frozen(item) for item in fact)
    return fact is None or isinstance(fact, str | int | float)


def test_facts_are_frozen() -> None:
    for topic, sentences in EXAMPLES.items():
        for name, facts in sentences.items():
            for fact in facts:
                assert frozen(fact), (topic, name, fact)


def test_no_topic_hides_what_words_have_themselves() -> None:
    assert not {"lang", "grammar", "labels", "environment"} & set(topics("en"))


@pytest.mark.parametrize(("lang", "topic"), TOPICS)
def test_no_sentence_is_one_field_of_a_fact(lang: str, topic: str) -> None:
    for macro in parsed(lang, topic).find_all(nodes.Macro):
        held = [node for output in macro.body for node in getattr(output, "nodes", [output])]
        bare = held[0] if len(held) == 1 else macro
        while isinstance(bare, nodes.Filter) and bare.name != "label":
            assert bare.node is not None
            bare = bare.node
        assert not isinstance(bare, nodes.Getattr), f"{lang}/{topic}: {macro.name}"


@pytest.mark.parametrize(("lang", "topic"), TOPICS)
def test_labels_that_sentences_name_exist(lang: str, topic: str) -> None:
    for node in parsed(lang, topic).find_all(nodes.Filter):
        if node.name == "label" and isinstance(node.node, nodes.Const):
            assert node.node.value in labels_of(lang)


Taken = dict[tuple[str, int, str], set[bool]]


def watched(taken: Taken) -> type[PieceGenerator]:
    """A generator whose code notes which way conditions went, and whether loops had items."""

    class Watched(PieceGenerator):
        def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:
            for n, part in enumerate([*node.find_all((nodes.If, nodes.CondExpr, nodes.For))]):
                inside = "iter" if isinstance(part, nodes.For) else "test"
                found = getattr(part, inside)
                place = (str(self.name), part.lineno, f"{inside} {n}: {found}"[:120])
                taken[place] = set()
                key = nodes.Const(place, lineno=part.lineno, environment=self.environment)
                note = nodes.Filter(
                    found,
                    "noted",
                    [key],
                    [],
                    None,
                    None,
                    lineno=part.lineno,
                    environment=self.environment,
                )
                setattr(part, inside, note)
            super().visit_Template(node, frame)

    return Watched


def heard(lang: str) -> Taken:
    """Every condition and loop of a language's templates, and how it went over all examples."""
    taken: Taken = {}

    def noted(value: object, place: tuple[str, int, str]) -> object:
        taken[place].add(bool(value))
        return value

    for own in (WORDS[lang], ON_SCALE[lang], OF_INDEX[lang]):
        words = Words(lang, own.grammar, own.labels, units=own.units)
        known = dict(taken)
        words.environment.code_generator_class = watched(taken)
        words.environment.filters = {**words.environment.filters, "noted": noted}
        assert [*said(words)] == [*said(own)]
        for place, ways in known.items():
            taken[place] |= ways
    return taken


@pytest.mark.parametrize("lang", LANGUAGES)
def test_examples_take_and_leave_every_branch(lang: str) -> None:
    taken = heard(lang)
    assert len(taken) > 10
    for place, ways in taken.items():
        assert True in ways, place
        assert False in ways or place[2].startswith("iter"), place


def test_a_branch_that_no_example_takes_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(
        EXAMPLES["agreement"], "agreement_here", (EXAMPLES["agreement"]["agreement_here"][0],)
    )
    missed = {place[0] for place, ways in heard("en").items() if ways != {True, False}}
    assert "agreement.jinja" in missed


def test_english_words_and_figures_do_not_run_together() -> None:
    for what, pieces in (*said(WORDS["en"]), *said(ON_SCALE["en"]), *said(OF_INDEX["en"])):
        for a, b in pairwise(pieces):
            if isinstance(a, str) and isinstance(b, Figure | Strong):
                assert not re.search(r"[\w.,;:)”]$", a), (what, a, b)
            if isinstance(b, str) and isinstance(a, Figure | Strong):
                assert not re.match(r"[\w(“]", b), (what, a, b)
        for text in pieces:
            if isinstance(text, str):
                found = re.search(r"[a-z][.,;:][A-Za-z]|[a-z][A-Z]|  | [,;.]|\)\w", text)
                assert not found, (what, text)


@pytest.mark.parametrize("words", ALL)
def test_every_sentence_says_something_and_ends_with_a_stop(words: Words) -> None:
    for what, pieces in said(words):
        assert pieces, what
        shown = [piece for piece in pieces if isinstance(piece, str)]
        assert not re.search("[{}]", "".join(shown)), (what, shown)  # a field left open
        if what.partition("(")[0].endswith("_item"):  # of a list: no sentence
            continue
        assert isinstance(pieces[-1], str), what
        assert pieces[-1].endswith(words.grammar.stop), what


def joined(pieces: Runs) -> Runs:
    """Pieces with strings that meet joined, as sentences give them."""
    out: list[Run] = []
    for piece in pieces:
        last = out[-1] if out else None
        if isinstance(piece, str) and isinstance(last, str):
            out[-1] = last + piece
        else:
            out.append(piece)
    return tuple(out)
