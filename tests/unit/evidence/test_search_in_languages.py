"""Passages found in plans of many languages, by a criterion's terms in that language."""

from __future__ import annotations

import pytest
from evalkit.evidence.search import Index, language_for, languages_of, terms_of, unspoken
from evalkit.evidence.segmentation import holds, words
from evalkit.evidence.text import Passage, PlanText
from evalkit.model.fields import Translations
from evalkit.model.rubric import Criterion


def plan(*texts: str, name: str = "plan") -> PlanText:
    passages = tuple(Passage(n, t, n) for n, t in enumerate(texts, start=1))
    return PlanText(name, "text", "", passages)


def asked(**terms: tuple[str, ...]) -> Criterion:
    title = Translations(zh="研发投入", en="Research spending")
    return Criterion(id="spend", title=title, levels={0: "none"}, terms=terms)


GERMAN = (
    "Die Stadt und der Kreis wollen die Bürger an den Planungen beteiligen, die für sie wichtig sind.",
    "Bis 2030 sollen die Forschungsausgaben auf drei Prozent steigen, und zwar in allen Städten.",
    "Das Netz von Schulen wird mit dem Ziel ausgebaut, dass es bei uns für alle einen Platz gibt.",
)
FRENCH = (
    "La région et les villes veulent associer les citoyens aux projets qui sont dans le plan.",
    "D'ici 2030, les dépenses d'innovation des pôles régionaux seront portées à 3 % du PIB.",
    "Le réseau des écoles sera développé avec un fonds pour que tous aient une place en 2030.",
)
RUSSIAN = (
    "Область и города хотят привлекать граждан к планам, которые для них важны.",
    "К 2030 году доля расходов на инновации в регионах будет увеличена до трёх процентов.",
    "Сеть школ будет расширена с тем, чтобы у всех было место, в том числе на селе.",
)
ARABIC = (
    "تريد المدينة أن يشارك المواطنون في الخطط التي تهمهم في كل عام.",
    "بحلول عام 2030 سترتفع نفقات البحث والابتكار في المنطقة إلى ثلاثة في المئة.",
    "سيتم توسيع شبكة المدارس على أن يكون لكل طفل مكان في هذه المدينة.",
)
JAPANESE = (
    "市は、市民が自分たちの計画に参加できるようにする。",
    "2030年までに研究開発費を県内総生産の3％に引き上げ、イノベーションを促す。",
    "すべての子どもに席があるように学校を増やす。",
)
KOREAN = (
    "시는 시민이 계획에 참여하도록 한다.",
    "2030년까지 연구개발비를 지역총생산의 3%로 높이고 기술혁신을 촉진한다.",
    "모든 아이에게 자리가 있도록 학교를 늘린다.",
)
THAI = ("เมืองจะให้ประชาชนมีส่วนร่วมในแผน", "ภายในปี 2573 จะเพิ่มงบวิจัยและพัฒนาเป็นร้อยละสาม", "จะขยายโรงเรียน")

FOUND = [
    ("de", GERMAN, "Ausgaben"),  # within a compound
    ("de", GERMAN, "Forschung"),  # at its beginning
    ("de", GERMAN, "Stadt in Forschungsausgaben"),
    ("fr", FRENCH, "innovation"),  # behind an elision
    ("fr", FRENCH, "pôle régional"),  # another form of both words
    ("ru", RUSSIAN, "инновация"),
    ("ru", RUSSIAN, "расходы"),
    ("ar", ARABIC, "ابتكار"),  # behind the article and "and"
    ("ar", ARABIC, "البَحْث"),  # vowels written out
    ("ar", ARABIC, "الإبتكار"),  # another form of alef
    ("ja", JAPANESE, "研究開発"),
    ("ja", JAPANESE, "イノベーション"),
    ("ja", JAPANESE, "ｲﾉﾍﾞｰｼｮﾝ"),  # half width
    ("ko", KOREAN, "기술혁신"),  # before a particle
    ("ko", KOREAN, "기술 혁신"),  # written apart
    ("th", THAI, "วิจัย"),
]


@pytest.mark.parametrize(("lang", "texts", "term"), FOUND)
def test_a_term_is_found_as_its_language_writes_it(
    lang: str, texts: tuple[str, ...], term: str
) -> None:
    held = plan(*texts)
    assert language_for(held) == lang
    hits = Index([held]).find(asked(**{lang: (term,), "zh": ("研发",)}))
    assert hits[0].passage.number == 2


@pytest.mark.parametrize(
    ("lang", "texts", "term"), [f for f in FOUND if f[2] not in ("Stadt in Forschungsausgaben",)]
)
def test_the_term_that_matched_is_named(lang: str, texts: tuple[str, ...], term: str) -> None:
    assert Index([plan(*texts)]).find(asked(**{lang: (term,)}))[0].terms == (term,)


def test_little_words_of_a_foreign_title_find_nothing() -> None:
    criterion = Criterion(
        id="x", title=Translations(en="It is in the and of which this was"), levels={0: "none"}
    )
    assert Index([plan(*GERMAN, *FRENCH)]).find(criterion) == ()
    assert Index([plan(*FRENCH)]).find(criterion) == ()


def test_each_document_is_searched_in_its_own_language() -> None:
    held = [plan(*GERMAN, name="de"), plan(*JAPANESE, name="ja"), plan(*FRENCH, name="fr")]
    hits = Index(held).find(asked(de=("Ausgaben",), ja=("研究開発",), fr=("innovation",)))
    assert {(h.document, h.passage.number) for h in hits[:3]} == {("de", 2), ("ja", 2), ("fr", 2)}
    again = [plan(*GERMAN), plan(*JAPANESE)]  # two of one name
    assert len(Index(again).find(asked(de=("Ausgaben",), ja=("研究開発",)))) >= 2


def test_where_a_language_has_no_terms_those_of_all_are_searched_for() -> None:
    terms = {"zh": ("研发",), "en": ("Cluster",), "pt-BR": ("gasto",)}
    criterion = asked(**terms)
    assert terms_of(criterion, "de") == ("研发", "Cluster", "gasto")
    assert terms_of(criterion, "pt") == ("gasto",)
    assert terms_of(criterion, "zh") == ("研发",)


def test_documents_in_a_language_without_words_are_named() -> None:
    held = [
        plan(*GERMAN, name="de"),
        plan(*FRENCH, name="fr"),
        plan("到2030年提高投入。", name="zh"),
    ]
    assert unspoken([asked(zh=("研发",), fr=("recherche",))], held) == {"de": "de"}
    assert unspoken([asked()], held) == {"de": "de", "fr": "fr"}  # its title is in two
    own = Criterion(id="x", title=" ".join(GERMAN), levels={0: "none"})
    assert languages_of([own]) == {"de"}
    assert unspoken([own], held[:1]) == {}


def test_a_term_in_another_form_is_why_a_passage_was_found() -> None:
    found = Index([plan("The county invests in researching.", "Roads and rail.")])
    assert found.find(asked(en=("research",)))[0].terms == ("research",)
    assert found.find(asked(en=("invested",)))[0].terms == ("invested",)
    assert found.find(asked(en=("public research fund",)))[0].terms == ()


@pytest.mark.parametrize(
    ("lang", "word", "term"),
    [
        ("de", "Wirtschaft", "Wirt"),
        ("fr", "villageois", "ville"),
        ("en", "researcher", "search"),
        ("fr", "port", "important"),
        ("ko", "기술", "혁신"),
        ("de", "2030", "203"),
    ],
)
def test_a_word_that_only_looks_like_a_form_is_none(lang: str, word: str, term: str) -> None:
    (held,), (wanted,) = words(word, lang), words(term, lang)
    assert not holds(held, wanted, lang)
