"""Pieces, what templates may do, labels of an office's own, and mistakes that are named."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from evalkit.report.model import Link, Note, Strong
from evalkit.report.numbers import Figure
from evalkit.report.words import called, topics, words_of
from evalkit.report.words.grammar import GRAMMARS
from evalkit.report.words.pieces import PieceEnvironment, laid_flat
from jinja2 import TemplateAssertionError, UndefinedError
from tests.conftest import ROOT

HALF = Figure(0.5, 1, 100)
LABELS = {"pace-far": "well behind", "drawn": "drawn {draws:,} times by {who}"}


@dataclass(frozen=True)
class Fact:
    """What the sentences below speak of."""

    name: str = "Clear goals"
    n: int = 2
    share: float = 0.25
    figure: Figure = HALF
    items: tuple[str, ...] = ("a", "b", "c")
    way: str = "rose"


def say(body: str, fact: object = Fact(), lang: str = "en") -> tuple[object, ...]:
    template = f"{{% macro it(fact) %}}{body}{{% endmacro %}}"
    environment = PieceEnvironment({"t": template}.get, GRAMMARS[lang], LABELS)
    pieces = vars(environment.get_template("t").module)["it"](fact)
    assert isinstance(pieces, tuple)
    return pieces


def test_figures_links_emphasis_and_notes_pass_as_what_they_are() -> None:
    body = "{{ fact.name|strong }}: {{ fact.figure }} {{ 'see'|link('x#') }}{{ 'p. 3'|note }}"
    link, note = Link("see", "x#"), Note("p. 3")
    assert say(body) == (Strong("Clear goals"), ": ", HALF, " ", link, note)


def test_strings_that_meet_are_joined_and_empty_ones_are_nothing() -> None:
    assert say("a{{ fact.n }}{{ '' }}{{ fact.items }}b") == ("a2abcb",)
    assert say("{{ '' }}") == ()


def test_a_name_that_looks_like_a_template_or_a_number_stays_text() -> None:
    for name in ("{{ fact.n }}", "1", "[1, 2]", "None", "<b>", "\ue0000\ue001"):
        assert say("{{ fact.name }}", Fact(name=name)) == (name,)


def test_a_lines_end_and_the_blanks_around_it_are_nothing() -> None:
    body = "\n  a {{ fact.n }} \n\t {% if fact.n %}\n, b{% endif %}\n  .\n"
    assert say(body) == ("a 2, b.",)
    assert say("\r\n甲\r\n  乙\u3000\n", lang="zh") == ("甲乙\u3000",)


@pytest.mark.parametrize(
    "body", ["one\n two", "one.\n Two", "of\n {{ fact.n }}", "{{ fact.n }}\n plans", "a,\n(b)"]
)
def test_english_words_that_meet_over_a_lines_end_are_refused(body: str) -> None:
    with pytest.raises(TemplateAssertionError, match="meet"):
        say(body)
    assert say(body, lang="zh")


def test_gap_is_a_blank_in_english_and_nothing_in_chinese() -> None:
    body = "of{{ gap }}\n{{ fact.n }}\n{{ gap }}\nplans"
    assert say(body) == ("of 2 plans",)
    assert say(body, lang="zh") == ("of2plans",)


@pytest.mark.parametrize(
    "body",
    [
        "{{ fact.n + 1 }}",
        "{{ -fact.n }}",
        "{{ (1 + 1)|numeral }}",
        "{{ 'x' * fact.n }}",
        "{% if fact.n > 1 %}a{% endif %}",
        "{% if fact.n == 1 %}a{% endif %}",
        "{% if 0 < fact.n < 3 %}a{% endif %}",
        "{% if fact.name == fact.way %}a{% endif %}",
        "{% if fact.way in fact.items %}a{% endif %}",
        "{{ fact.items[:1] }}",
        "{{ fact.name.upper() }}",
        "{{ fact.name.join(fact.items) }}",
        "{{ range(9) }}",
        "{{ it(fact, fact) }}",
        "{{ it() }}",
        "{{ fact.__class__ }}",
        "{% block b %}{% endblock %}",
        "{% include 't' %}",
        "{% macro two(a, b) %}{% endmacro %}",
        "{% macro two(a='x') %}{% endmacro %}",
    ],
)
def test_a_template_that_would_do_more_than_speak_does_not_compile(body: str) -> None:
    with pytest.raises(TemplateAssertionError):
        say(body)


def test_plan_is_no_verb_in_english_for_another_noun_may_take_its_place() -> None:
    objects = "nothing|something|what|how|ahead"
    subjects = "model|it|they|who|nobody|region"
    verb = re.compile(rf"\b(?:plans (?:{objects})|(?:{subjects}) plans)\b", re.IGNORECASE)
    for entry in sorted((ROOT / "evalkit/report/words/en").iterdir()):
        found = [line for line in entry.read_text("utf-8").splitlines() if verb.search(line)]
        assert found == [], entry.name


def test_filters_and_tests_of_jinja_are_not_there() -> None:
    for body in ("{{ fact.items|join }}", "{{ fact.n|string }}", "{{ fact.name|upper }}"):
        with pytest.raises(TemplateAssertionError, match="no filter"):
            say(body)
    with pytest.raises(TemplateAssertionError, match="no filter or test is called defined"):
        say("{% if fact.nothing is defined %}{% endif %}")


def test_a_figure_or_emphasis_never_becomes_text() -> None:
    for what in ("fact.figure", "fact.share|score", "fact.name|strong", "('a' ~ fact.figure)"):
        for into in ("strong", "inside", "note", "label", "unstopped", "link('x#')"):
            with pytest.raises(TypeError, match="cannot become text"):
                say(f"{{{{ {what}|{into} }}}}")
        with pytest.raises(TypeError, match="cannot become text"):
            say(f"{{{{ 'drawn'|label(draws=1, who={what}) }}}}")


def test_parts_side_by_side_stay_what_they_are() -> None:
    figure = HALF
    assert say("{{ 'a ' ~ fact.figure ~ '.' }}") == ("a ", figure, ".")
    assert say("{{ [fact.figure, 'b']|listed }}") == (figure, " and b")
    assert say("{{ [fact.figure, 'b']|joined }}") == (figure, ", b")
    assert say("{{ fact.figure|aside }}") == (" (", figure, ")")
    assert say("{% set x %}a {{ fact.figure }}{% endset %}{{ x|capital }}") == ("A ", figure)
    assert say("{{ ('pace-' ~ 'far')|label }}") == ("well behind",)


def test_what_has_no_one_way_to_be_shown_is_refused() -> None:
    for body in ("{{ fact.share }}", "{{ fact }}", "{{ fact.n is one }}", "{{ none }}"):
        with pytest.raises(TypeError, match="cannot be said"):
            say(body)
    with pytest.raises(TypeError):
        laid_flat((object(),))


def test_a_field_that_a_fact_has_not_is_an_error_wherever_it_stands() -> None:
    for body in (
        "{{ fact.nothing }}",
        "{{ 'a' ~ fact.nothing }}",
        "{% if fact.nothing %}a{% endif %}",
        "{% if fact.nothing == 'a' %}a{% endif %}",
        "{% for x in fact.nothing %}a{% endfor %}",
        "{{ fact.nothing|strong }}",
        "{{ fact.nothing|score }}",
        "{{ fact.nothing|digits }}",
        "{{ fact.nothing|listed }}",
        "{{ nothing }}",
    ):
        with pytest.raises(UndefinedError, match="nothing"):
            say(body)


def test_filters_count_list_and_name() -> None:
    for body, text in {
        "{{ fact.n|counted('plan is', 'plans are') }}": "two plans are",
        "{{ fact.items|counted('plan', 'plans')|capital }}": "Three plans",
        "{{ fact.items|plural('is', 'are') }}": "are",
        "{{ fact.n|ordinal }} {{ fact.n|numeral }} {{ fact.share|digits }}": "2nd two 0.25",
        "{{ fact.share|digits }}{{ 'km'|in_unit }}": "0.25 km",
        "{{ fact.name|inside|quoted }}{{ 'x.'|unstopped|aside }}": "“clear goals” (x)",
        "{{ fact.items|listed }}; {{ fact.items|joined('/') }}": "a, b and c; a/b/c",
        "{{ fact.items|first_of(2) }}": "a and 2 more",
        "{% for x in fact.items %}{{ loop|between }}{{ x }}{% endfor %}": "a, b and c",
        "{% for x in fact.items %}{{ loop|between('; ') }}{{ x }}{% endfor %}": "a; b; c",
        "{{ 'drawn'|label(draws=2000, who='us') }}": "drawn 2,000 times by us",
        "{{ 'a' if fact.n is one }}{{ 'b' if fact.items is several }}": "b",
        "{{ 'a' if fact.way in ('rose', 'fell') }}{{ 'b' if fact.way != 'rose' }}": "a",
    }.items():
        assert say(body) == (text,), body


def test_a_text_is_no_list() -> None:
    for name in ("listed", "joined", "first_of"):
        with pytest.raises(TypeError, match="is a text, not a list"):
            say(f"{{{{ fact.name|{name} }}}}")
    with pytest.raises(TypeError):
        say("{% if fact.name is several %}a{% endif %}")


def test_figures_have_their_decimals_and_signs() -> None:
    for body, shown in {
        "{{ fact.share|score }}": "25.0",
        "{{ fact.share|percent }}": "25%",
        "{{ fact.n|level }}": "2",
        "{{ fact.share|number(2) }}": "0.25",
        "{{ fact.share|points }}": "25.0",
        "{{ fact.share|shift }}": "+25.0",
    }.items():
        (figure,) = say(body)
        assert isinstance(figure, Figure)
        assert figure.text() == shown


def test_words_are_made_once_and_topics_when_first_asked_for() -> None:
    assert words_of("en") is words_of("en")
    assert words_of("en").agreement is words_of("en").agreement
    assert words_of("zh", {"scope": "范围"}) is words_of("zh", {"scope": "范围"})
    with pytest.raises(ValueError, match="'fr' is not a language of reports: en, zh"):
        words_of("fr")


def test_what_is_missing_is_named_with_its_language() -> None:
    words = words_of("zh")
    with pytest.raises(KeyError, match="zh has no label 'no-such'"):
        words.labels["no-such"]
    with pytest.raises(AttributeError, match="zh has no topic 'agreemnt'"):
        words.agreemnt  # noqa: B018
    with pytest.raises(AttributeError, match=r"zh/agreement.jinja has no sentence 'here'"):
        words.agreement.here  # noqa: B018


def test_an_error_in_a_sentence_names_the_templates_line() -> None:
    with pytest.raises(UndefinedError) as caught:
        words_of("en").agreement.agreement_here(Fact())
    lines = (ROOT / "evalkit/report/words/en/agreement.jinja").read_text("utf-8").splitlines()
    at = [e.lineno for e in caught.traceback if str(e.path).endswith("en/agreement.jinja")]
    assert "fact.widest" in lines[at[-1]], at  # counted from nought


def test_an_office_may_replace_labels_but_not_invent_them() -> None:
    own = words_of("en", {"scope": "Scope", "agreement-note": "Less than {fewest}: none."})
    assert own.labels["scope"] == "Scope"
    assert words_of("en").labels["scope"] == "Over"
    assert own.labels["agreement-note"].format(fewest=3) == "Less than 3: none."
    with pytest.raises(ValueError, match=r"'scop' is not a label; near it: scope"):
        words_of("en", {"scop": "Scope"})


@pytest.mark.parametrize(
    "text",
    ["{n}", "{fewest.__class__}", "{fewest[0]}", "{fewest:>999999999}", "{fewest!r}", "{}", "{"],
)
def test_a_replaced_label_gets_no_fields_that_ours_has_not(text: str) -> None:
    with pytest.raises(ValueError, match="agreement-note"):
        words_of("en", {"agreement-note": text})


def test_a_replaced_label_keeps_the_fields_and_may_leave_out_how_they_look() -> None:
    ours = words_of("en").labels["sensitivity-note"]
    assert "{draws:,}" in ours
    own = ours.replace("{draws:,}", "{draws}")
    assert words_of("en", {"sensitivity-note": own}).labels["sensitivity-note"] == own
    with pytest.raises(ValueError, match="draws"):
        words_of("en", {"sensitivity-note": ours.replace("{draws:,}", "many")})


@pytest.mark.parametrize(
    ("lang", "noun", "subject", "text", "said"),
    [
        ("en", "", "city", "A region, its plan; two regions", "A city, its plan; two cities"),
        ("en", "", "agency", "of a region ({region})", "of an agency ({region})"),
        ("en", "report", "county", "plans of a region", "reports of a county"),
        (
            "en",
            "",
            "city",
            "{{ fact.regions|listed }} regional",
            "{{ fact.regions|listed }} regional",
        ),
        ("en", "", "", "a region", "a region"),
        ("zh", "", "城市", "本地区的规划，各地区之间", "本城市的规划，各城市之间"),
        ("zh", "报告", "区县", "本规划，其他地区", "这份报告，其他区县"),
    ],
)
def test_regions_may_have_another_noun(
    lang: str, noun: str, subject: str, text: str, said: str
) -> None:
    assert called(text, lang, noun, subject) == said


@pytest.mark.parametrize(
    ("lang", "subject", "ours"),
    [("en", "town council", r"(?<!\{)\b[Rr]egions?\b"), ("zh", "城市", "地区")],
)
def test_every_topic_speaks_of_another_subject(lang: str, subject: str, ours: str) -> None:
    words = words_of(lang, None, "", subject)
    for name in topics(lang):
        assert getattr(words, name).sentences  # it compiles
    assert [key for key in words.labels if re.search(ours, words.labels[key])] == []
