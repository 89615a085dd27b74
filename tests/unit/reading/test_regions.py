"""A table of regions as analysts have it."""

from __future__ import annotations

from evalkit.model.fields import Translations
from evalkit.model.rubric import Facet
from evalkit.reading.regions import unknown_regions
from tests.read_tables import read_regions

PART = Facet(
    title=Translations(zh="板块", en="Part"),
    values={"north": Translations(zh="北部", en="The north"), "south": "South"},
)
FACETS = {"part": PART, "kin": Facet(title="Kin", many=True, values={"a": "A", "b": "B"})}


def codes(text: str, facets: dict[str, Facet] | None = FACETS) -> list[tuple[str, int]]:
    return [(f.code, f.span.line) for f in read_regions(text.encode(), "r.csv", facets)[1]]


def test_names_and_facets_by_id_title_or_label() -> None:
    text = "region,name_zh,name_en,板块,kin\nX,甲,Ex,北部,a;b\nY,乙,,SOUTH,b；a\nZ,,Zed,,\n"
    table, findings = read_regions(text.encode(), "r.csv", FACETS)
    assert findings == ()
    x, y, z = table.regions.values()
    assert (x.name, x.facets) == (
        Translations(zh="甲", en="Ex"),
        {"part": ("north",), "kin": ("a", "b")},
    )
    assert (y.name, y.facets) == (
        Translations(zh="乙"),
        {"part": ("south",), "kin": ("b", "a")},
    )
    assert (z.region, z.facets, z.line) == ("Z", {}, 4)


def test_what_cannot_be_read_is_left_out_and_found() -> None:
    text = "region,name_en,part,pert\nX,Ex,north,\nX,Ex,south,\n,No,north,\nY,Why,west,\n"
    table, _ = read_regions(text.encode(), "r.csv", FACETS)
    assert {r: row.facets for r, row in table.regions.items()} == {
        "X": {"part": ("north",)},
        "Y": {},
    }
    assert codes(text) == [
        ("region-column", 1),
        ("region-repeated", 3),
        ("table-empty", 4),
        ("region-value", 5),
    ]


def test_without_a_rubric_only_names_are_read() -> None:
    text = "region,name_en,part\nX,Ex,nowhere\n"
    assert codes(text, None) == []
    assert codes("name_zh,name_en\n甲,Ex\n") == [("table-columns", 1)]
    assert codes("") == [("file-empty", 0)]


def test_a_region_of_nothing_else_is_found_with_the_code_that_was_meant() -> None:
    table, _ = read_regions(b"region,name_en\nCN-ZJJ,Zhejiang\nCN-AH,Anhui\n", "r.csv", FACETS)
    (finding,) = unknown_regions(table, ["CN-ZJ", "CN-AH"])
    assert (finding.code, finding.span.line) == ("region-unknown", 2)
    assert finding.way_out("en") == 'did you mean "CN-ZJ"?'
