"""Languages of texts: by script, and by their commonest little words."""

from __future__ import annotations

import pytest
from evalkit.evidence.languages import language_of
from evalkit.model.catalogue import catalogue, messages
from evalkit.model.language import is_tag, language_of_tag, tag_meant

TEXTS = {
    "en": "By 2030 the region will raise spending on research to three per cent and support young "
    "firms with a fund that is run by the county.",
    "de": "Bis 2030 wollen wir die Ausgaben für Forschung und Entwicklung auf drei Prozent "
    "steigern. Die Stadt fördert Netzwerke und unterstützt junge Unternehmen.",
    "fr": "D'ici 2030, la région portera l'effort de recherche à 3 % du PIB. Le développement des "
    "entreprises sera soutenu par un fonds régional.",
    "es": "La región aumentará el gasto en investigación hasta el 3 % del PIB en 2030 y apoyará a "
    "las empresas con un fondo público.",
    "pt": "A região aumentará a despesa em investigação até 3 % do PIB em 2030 e apoiará as "
    "empresas com um fundo público. Não haverá exceções.",
    "it": "La regione aumenterà la spesa per la ricerca fino al 3 % del PIL entro il 2030 e "
    "sosterrà le imprese con un fondo pubblico.",
    "nl": "De regio verhoogt de uitgaven voor onderzoek tot 3 procent in 2030 en steunt jonge "
    "bedrijven met een fonds dat door de provincie wordt beheerd.",
    "sv": "Regionen ska öka utgifterna för forskning till tre procent år 2030 och stödja unga "
    "företag med en fond som förvaltas av länet.",
    "fi": "Maakunta nostaa tutkimusmenot kolmeen prosenttiin vuoteen 2030 mennessä ja tukee nuoria "
    "yrityksiä rahastolla, joka on maakunnan hallinnassa.",
    "pl": "Region zwiększy wydatki na badania do 3 % PKB w 2030 roku i będzie wspierać młode firmy "
    "z funduszu, który jest zarządzany przez województwo.",
    "cs": "Kraj zvýší výdaje na výzkum na 3 % HDP do roku 2030 a bude podporovat mladé firmy "
    "z fondu, který je spravován krajem.",
    "tr": "Bölge, araştırma harcamalarını 2030 yılına kadar yüzde üçe çıkaracak ve genç şirketleri "
    "bir fon ile destekleyecektir.",
    "vi": "Đến năm 2030, vùng sẽ tăng chi cho nghiên cứu lên 3 % GDP và hỗ trợ các doanh nghiệp "
    "trẻ bằng một quỹ của tỉnh.",
    "ru": "К 2030 году регион увеличит расходы на исследования до трёх процентов и поддержит "
    "молодые предприятия из фонда, который создаётся областью.",
    "uk": "До 2030 року регіон збільшить видатки на дослідження до трьох відсотків і підтримає "
    "молоді підприємства з фонду, який створює область.",
    "ar": "بحلول عام 2030 سترفع المنطقة الإنفاق على البحث إلى ثلاثة في المئة وتدعم الشركات من صندوق.",
    "fa": "تا سال ۱۴۱۰ استان هزینه پژوهش را به سه درصد می‌رساند و از شرکت‌های نوپا با صندوقی که در استان است.",
    "he": "עד שנת 2030 יגדיל האזור את ההוצאה על מחקר לשלושה אחוזים.",
    "el": "Έως το 2030 η περιφέρεια θα αυξήσει τις δαπάνες για την έρευνα.",
    "ja": "2030年までに県は研究開発費を県内総生産の3％に引き上げ、新しい企業を基金で支援する。",
    "ko": "2030년까지 도는 연구개발(研究開發) 지출을 지역총생산의 3%로 높이고 기업을 지원한다.",
    "zh": "到2030年，全省研发投入强度达到3%，设立基金支持初创企业，推动科技创新。",
    "th": "ภายในปี 2573 จังหวัดจะเพิ่มค่าใช้จ่ายด้านการวิจัย",
    "hi": "2030 तक क्षेत्र अनुसंधान पर व्यय को तीन प्रतिशत तक बढ़ाएगा और नई कंपनियों को कोष से सहायता देगा।",
}


@pytest.mark.parametrize("tag", TEXTS)
def test_a_text_tells_its_language(tag: str) -> None:
    assert language_of(TEXTS[tag]) == tag


@pytest.mark.parametrize(
    "text", ["", "2030 3 %", "R&D 3 %", "Tabelle 1", "Alpha Beta Gamma " * 20, "①②③"]
)
def test_what_tells_nothing_is_not_guessed(text: str) -> None:
    assert language_of(text) == ""


def test_a_chinese_plan_that_names_things_in_other_scripts_stays_chinese() -> None:
    assert language_of(TEXTS["zh"] * 5 + "ノーベル賞 삼성 Samsung Electronics") == "zh"


def test_every_language_that_can_be_told_has_a_name_in_both_languages() -> None:
    told = {"zh", *(tag for part in catalogue("evidence", "languages").values() for tag in part)}
    for lang in ("zh", "en"):
        assert told <= {*messages("model", lang)["languages"]}
    assert all(map(is_tag, told))


@pytest.mark.parametrize("tag", ["de", "pt-BR", "zh-Hant", "gsw", "DE", "kr"])
def test_tags_of_languages_are_known(tag: str) -> None:
    assert is_tag(tag)


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("jp", "ja"),
        ("cn", "zh"),
        ("German", "de"),
        ("日语", "ja"),
        ("中文", "zh"),
        ("pt_BR", "pt-br"),
    ],
)
def test_what_is_no_tag_leads_to_one(written: str, tag: str) -> None:
    assert not is_tag(written)
    assert tag_meant(written) == tag


def test_one_language_under_several_tags_is_one() -> None:
    assert [language_of_tag(t) for t in ("pt-BR", "nb", "nn", "zh-Hant", "deu")] == [
        "pt",
        "no",
        "no",
        "zh",
        "de",
    ]
