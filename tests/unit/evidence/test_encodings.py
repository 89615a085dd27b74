"""Bytes in any encoding that texts and pages are written in; their characters out, a guess told."""

from __future__ import annotations

import pytest
import webencodings
from evalkit.evidence import html, plain
from evalkit.evidence.encodings import codecs_of, decode
from evalkit.evidence.formats import format_of
from evalkit.evidence.text import Unreadable
from tests.conftest import SHARED, needs_shared

CHINESE = "到2030年，全省研发投入强度提高到3.5%以上，培育科技企业三百家。\n加快建设创新体系。\n"
TRADITIONAL = "到2030年，全市研究發展經費比率提高至百分之三，培育創新企業三百家。\n加強國際合作。\n"
JAPANESE = "二〇三〇年度までに研究開発費の割合を3パーセントに引き上げる。\n地域の大学と企業の連携を強化する。\n"
KOREAN = "2030년까지 연구개발 투자를 3퍼센트로 확대한다.\n지역 대학과 기업의 협력을 강화한다.\n"
RUSSIAN = (
    "К 2030 году доля расходов на исследования вырастет до 3 процентов.\nГород создаёт центры.\n"
)
ARABIC = (
    "ترفع المنطقة حصة البحث والتطوير إلى 3 في المئة بحلول عام 2030.\nتنشئ المنطقة خمسة مراكز.\n"
)
GREEK = "Έως το 2030 οι δαπάνες για έρευνα αυξάνονται στο τρία τοις εκατό.\nΗ περιφέρεια ιδρύει κέντρα.\n"
HEBREW = "עד שנת 2030 תעלה העיר את חלקו של המחקר לשלושה אחוזים.\nהעיר תקים חמישה מרכזים.\n"
THAI = "ภายในปี 2030 เมืองจะเพิ่มสัดส่วนการวิจัยเป็นร้อยละสาม\nและจะจัดตั้งศูนย์นวัตกรรม\n"
POLISH = (
    "Do 2030 roku udział wydatków na badania wzrośnie do trzech procent.\nMiasto założy ośrodki.\n"
)
TURKISH = (
    "Şehir 2030 yılına kadar araştırma harcamalarını yüzde üçe çıkaracak.\nBeş merkez kurulacak.\n"
)
GERMAN = (
    "Die Förderung für Forschung erhöht sich bis 2030 auf 3,5 %.\nGrößere Städte gründen Häuser.\n"
)
FRENCH = (
    "La région élève à 3 % du PIB la dépense de recherche d'ici à 2030.\nElle crée des pôles.\n"
)
BALTIC = (
    "Līdz 2030. gadam izdevumi pētniecībai pieaugs līdz trim procentiem.\nPilsēta veidos centrus.\n"
)
TEXT_OF = {
    "hz": CHINESE,
    "big5": TRADITIONAL,
    "euc-jp": JAPANESE,
    "iso-2022-jp": JAPANESE,
    "shift_jis": JAPANESE,
    "euc-kr": KOREAN,
    "gb18030": CHINESE,
    "gbk": CHINESE,
    "ibm866": RUSSIAN,
    "iso-8859-5": RUSSIAN,
    "koi8-r": RUSSIAN,
    "koi8-u": RUSSIAN,
    "windows-1251": RUSSIAN,
    "x-mac-cyrillic": RUSSIAN,
    "iso-8859-6": ARABIC,
    "windows-1256": ARABIC,
    "iso-8859-7": GREEK,
    "windows-1253": GREEK,
    "iso-8859-8": HEBREW,
    "iso-8859-8-i": HEBREW,
    "windows-1255": HEBREW,
    "windows-874": THAI,
    "iso-8859-2": POLISH,
    "iso-8859-16": POLISH,
    "windows-1250": POLISH,
    "windows-1254": TURKISH,
    "iso-8859-4": BALTIC,
    "iso-8859-13": BALTIC,
    "windows-1257": BALTIC,
    "utf-8": CHINESE + ARABIC,
    "utf-16le": CHINESE,
    "utf-16be": CHINESE,
}
LABELS = sorted(
    label
    for label, name in webencodings.LABELS.items()
    if name not in ("replacement", "x-user-defined")
)


def page(text: str, head: str) -> str:
    return f"<html><head>{head}</head><body>{''.join(f'<p>{ln}</p>' for ln in text.split(chr(10)))}"


@pytest.mark.parametrize("label", LABELS)
def test_every_label_of_the_web_is_read_as_it_declares(label: str) -> None:
    name = webencodings.LABELS[label]
    text = TEXT_OF.get(name, GERMAN)
    encoded = text.encode(codecs_of(label)[0])
    assert decode(encoded, label) == (text, ())
    if name.startswith("utf-16"):  # cannot be said in letters of one byte
        return
    for head in (
        f'<meta charset="{label}">',
        f'<META http-equiv="Content-Type" content="text/html; charset={label}">',
    ):
        got = html.read(page(text, head).encode(codecs_of(label)[0]), "p.html")
        assert [p.text for p in got.passages] == text.splitlines()
        assert got.told == ()


UNDECLARED = {
    "gb18030": CHINESE,
    "hz": CHINESE,
    "big5": TRADITIONAL,
    "cp932": JAPANESE,
    "euc-jp": JAPANESE,
    "iso2022_jp": JAPANESE,
    "cp949": KOREAN,
    "cp1251": RUSSIAN,
    "koi8-r": RUSSIAN,
    "cp1256": ARABIC,
    "cp1253": GREEK,
    "cp1255": HEBREW,
    "cp1254": TURKISH,
    "cp1250": POLISH,
    "cp874": THAI,
    "cp1252": FRENCH,
    "utf-16-le": CHINESE,
    "utf-16-be": JAPANESE,
    "utf-8": ARABIC,
}


@pytest.mark.parametrize("times", [1, 40])
@pytest.mark.parametrize("encoding", UNDECLARED)
def test_an_encoding_that_is_not_declared_is_found_and_a_guess_is_told(
    encoding: str, times: int
) -> None:
    text = UNDECLARED[encoding] * times
    content = text.encode(encoding)
    assert format_of(content, "plan.txt") == "text"
    got, told = decode(content)
    assert got == text
    certain = encoding in ("gb18030", "utf-8", "utf-16-le", "utf-16-be")
    assert [one.code for one in told] == ([] if certain else ["document-encoding-guessed"])
    if told:
        assert str(told[0].values["words"]).rstrip("…") in " ".join(text.split())


@pytest.mark.parametrize(
    ("label", "encoding", "text"),
    [
        ("gb2312", "utf-8", CHINESE),
        ("utf-8", "gb18030", CHINESE),
        ("iso-8859-1", "utf-8", FRENCH),
        ("gbk", "big5", TRADITIONAL),
        ("gb2312", "cp932", JAPANESE),
        ("utf-8", "cp1252", GERMAN),
        ("utf-16", "utf-8", CHINESE),
        ("no-such-thing", "gb18030", CHINESE),
        ("x-user-defined", "utf-8", CHINESE),
    ],
)
def test_a_wrong_declaration_gives_way_to_what_the_bytes_are(
    label: str, encoding: str, text: str
) -> None:
    content = page(text, f"<meta charset={label}>").encode(encoding)
    assert [p.text for p in html.read(content, "p.html").passages] == text.splitlines()


def test_of_two_declarations_the_one_that_fits_holds() -> None:
    head = '<meta charset="utf-8"><meta http-equiv=Content-Type content="text/html; charset=gbk">'
    content = page(CHINESE, head).encode("gbk")
    assert [p.text for p in html.read(content, "p.html").passages] == CHINESE.splitlines()
    declared = f'<?xml version="1.0" encoding="windows-1251"?>{page(RUSSIAN, "")}'.encode("cp1251")
    got = html.read(declared, "p.html")
    assert (got.passages[0].text, got.told) == (RUSSIAN.splitlines()[0], ())


@pytest.mark.parametrize("bom", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_is_stronger_than_what_is_declared(bom: str) -> None:
    content = page(CHINESE, "<meta charset=big5>").encode(bom)
    assert html.read(content, "p.html").passages[0].text == CHINESE.splitlines()[0]


@pytest.mark.parametrize("text", ["科技", "创新驱动", "到2030年", "GDP增长5%", "研发 投入", "县"])
def test_a_few_hanzi_are_read_as_chinese(text: str) -> None:
    assert decode(text.encode("gb18030")) == (text, ())


@pytest.mark.parametrize("text", ["für", "La stratégie", "Größe der Städte", "naïve café"])
def test_a_few_letters_with_accents_are_not_taken_for_hanzi(text: str) -> None:
    assert decode(text.encode("cp1252"))[0] == text


def test_quotation_marks_of_windows_in_english_are_not_taken_for_letters() -> None:
    text = "The “highest” share – 3 % – of any region’s budget. " * 9
    assert decode(text.encode("cp1252"))[0] == text


@pytest.mark.parametrize(
    "text",
    ["Le « plan » – c’est « 5 % » – œuvre à l’été…", "Für „Zukunft“ – bis 200 € – „Größe“"],
)
@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1252", "us-ascii"])
def test_what_is_declared_holds_for_few_words_with_many_signs(text: str, label: str) -> None:
    assert decode(text.encode("cp1252"), label) == (text, ())


@pytest.mark.parametrize(
    ("text", "encoding", "label"),
    [
        ("Область повышает долю расходов на исследования к 2030 году. " * 9, "cp1251", "koi8-r"),
        (
            "Область повышает долю расходов на исследования к 2030 году. " * 9,
            "koi8_r",
            "windows-1251",
        ),
        ("県は研究開発の支出を五％以上とし、企業を支援することにする。" * 9, "euc_jp", "shift_jis"),
    ],
)
def test_what_is_declared_of_a_table_near_to_it_is_not_believed(
    text: str, encoding: str, label: str
) -> None:
    held, told = decode(text.encode(encoding), label)
    assert held == text
    assert [one.code for one in told] == ["document-encoding-guessed"]


def test_a_text_in_capitals_is_what_it_is_declared_as() -> None:
    text = "ПЛАН РАЗВИТИЯ ОБЛАСТИ ДО 2030 ГОДА"
    assert decode(text.encode("cp1251"), "windows-1251") == (text, ())


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_damaged_byte_costs_a_character_and_is_told(encoding: str) -> None:
    whole = (CHINESE * 30).encode(encoding)
    at = len(CHINESE.encode(encoding)) + len("到2030年，全省".encode(encoding))
    text, told = decode(whole[:at] + b"\xff" + whole[at:])
    assert [(one.code, one.values["line"]) for one in told] == [("document-characters-lost", 3)]
    assert text.count("\ufffd") == told[0].values["n"]
    assert text.replace("\ufffd", "")[:60] == (CHINESE * 30)[:60]


@pytest.mark.parametrize("content", [bytes(range(128, 256)) * 10])
def test_bytes_that_are_no_text_are_refused(content: bytes) -> None:
    with pytest.raises(Unreadable, match="document-encoding"):
        decode(content)


@needs_shared
@pytest.mark.parametrize(
    ("name", "lines", "first"),
    [
        ("ar.cp1256.html", 6, "ترفع المدينة"),
        ("ar.cp1256.txt", 6, "ترفع المدينة"),
        ("de.cp1252.html", 6, "Die Förderung für"),
        ("fr.cp1252.html", 6, "La stratégie régionale"),
        ("fr.cp1252.txt", 6, "La stratégie régionale"),
        ("ja.sjis.html", 6, "二〇三〇年度までに"),
        ("ja.sjis.txt", 6, "二〇三〇年度までに"),
        ("ko.euckr.html", 6, "2030년까지"),
        ("ru.cp1251.txt", 6, "К 2030 году"),
        ("zh.gbk.html", 3, "到2030年，全社会"),
        ("zh.gbk.txt", 3, "到2030年，全社会"),
        ("zh.utf16be.txt", 3, "到2030年，全社会"),
        ("zh.utf16le-nobom.txt", 3, "到2030年，全社会"),
        ("zhTW.big5.html", 6, "到2030年，研究發展"),
        ("zhTW.big5.txt", 6, "到2030年，研究發展"),
    ],
)
def test_a_file_of_the_bug_reports_is_read_rightly(name: str, lines: int, first: str) -> None:
    content = (SHARED / "faults/evidence/enc" / name).read_bytes()
    kind = format_of(content, name)
    assert kind == ("html" if name.endswith("html") else "text")
    passages = (html if kind == "html" else plain).read(content, name).passages
    assert (len(passages), passages[0].text[: len(first)]) == (lines, first)
