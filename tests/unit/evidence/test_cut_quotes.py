"""Quotes whose every word stands in the plan, and which say something else with what they leave
out."""

from __future__ import annotations

import re

import pytest
from evalkit.evidence.quotes import Searchable, Verdict, searchable, verify
from evalkit.evidence.text import Passage, PlanText, noted
from tests.conftest import SHARED, needs_shared


def plan(*lines: str) -> Searchable:
    passages = tuple(Passage(n, text, n) for n, text in enumerate(lines, start=1))
    return searchable(PlanText("p", "text", "", passages))


def found(quote: str, *lines: str) -> Verdict:
    return verify(quote, plan(*lines))


@pytest.mark.parametrize(
    ("text", "quote", "whole"),
    [
        ("总产值达到21万亿元，居第3位。", "总产值达到21万", "21万亿元"),
        ("总产值达到21万亿元，居第3位。", "总产值达到21", "21万亿元"),
        ("总产值达到21万亿元，居第3位。", "总产值达到2", "21万亿元"),
        ("总产值达到21万亿元，居第3位。", "1万亿元，居第3位", "21万亿元"),
        ("森林覆盖率提高3个百分点。", "森林覆盖率提高3", "3个百分点"),
        ("森林覆盖率提高3个百分点。", "森林覆盖率提高3个", "3个百分点"),
        ("同比增长9%左右、排名上升。", "同比增长9%。", "9%左右"),
        ("新增岗位60万个以上。", "新增岗位60万个", "60万个以上"),
        ("经济增长4.5%—5%。", "经济增长4.5%", "4.5%—5%"),
        ("经济增长4.5%—5%。", "5%。", "4.5%—5%"),
        ("安排3-6亿元用于引才。", "6亿元用于引才", "3-6亿元"),
        ("产量为900万吨至1000万吨。", "产量为900万吨", "900万吨至1000万吨"),
        ("新建5到6个园区。", "新建5", "5到6个"),
        ("能耗不高于0.4吨标准煤。", "0.4吨标准煤", "不高于0.4吨标准煤"),
        ("收入增长-2.5%的县要说明。", "2.5%的县要说明", "-2.5%"),
        ("约有企业近30万家参与。", "30万家参与", "近30万家"),
        ("It costs 5 billion euros a year.", "It costs 5", "5 billion euros"),
        ("It costs 5 billion euros a year.", "It costs 5 billion", "5 billion euros"),
        ("Cuts of at least 60% by 2031.", "60% by 2031", "at least 60%"),
        ("Between 5 and 10 percent of firms.", "Between 5", "Between 5 and 10 percent"),
        ("Emissions fall by 5-10 percent here.", "Emissions fall by 5", "5-10 percent"),
        ("The share is −5 % in one county.", "5 % in one county", "−5 %"),
        ("Es sind mindestens 5 Prozent mehr.", "5 Prozent mehr", "mindestens 5 Prozent"),
        ("up to 1,140 firms take part.", "up to 1", "up to 1,140"),
        ("About twenty-five hospitals open.", "five hospitals open", "About twenty-five"),
        ("Five million people live there.", "million people live there", "Five million people"),
        ("Nearly two thirds of schools do.", "thirds of schools do", "Nearly two thirds"),
        ("A third of a hundred farms.", "third of a hundred farms", "A third"),
        ("超过半数的企业参与。", "数的企业参与", "超过半数"),
        ("差距缩小近一半、排名上升。", "差距缩小近", "近一半"),
        ("规模翻两番、质量提升。", "规模翻两", "翻两番"),
        ("气温低至零下5度左右。", "5度左右", "零下5度左右"),
        ("师生比为1∶18以内。", "师生比为1", "1∶18以内"),
        ("Es sind 3,5 Mio. Euro mehr.", "Es sind 3,5 Mio.", "3,5 Mio. Euro"),
        ("soit 12 M€ par an", "soit 12", "12 M€"),
        ("总投资1，250.5万元左右。", "250.5万元左右", "1，250.5万元左右"),
        ("总投资1，250.5万元左右。", "总投资1", "1，250.5万元左右"),
        ("总投资１，２５０万元左右。", "２５０万元左右", "１，２５０万元左右"),
        ("总投资1 250.5万元左右。", "250.5万元左右", "1 250.5万元左右"),
        ("总投资1'250.5万元左右。", "250.5万元左右", "1'250.5万元左右"),
        ("总投资1.250,5万元左右。", "250,5万元左右", "1.250,5万元左右"),
        ("a park of 30 m2 or more", "a park of 30", "30 m2 or more"),
        ("In all 12 345 firms take part.", "345 firms take part", "12 345"),
        ("Wir fördern 12 345 Betriebe mit 3,125 Mio. Euro.", "345 Betriebe mit", "12 345"),
    ],
)
def test_a_quote_cut_within_a_figure_names_the_whole(text: str, quote: str, whole: str) -> None:
    verdict = found(quote, text)
    assert (verdict.tier, verdict.cut) == ("cut", "figure")
    assert verdict.differing[0][1] == whole
    assert not verdict.verified


@pytest.mark.parametrize(
    ("text", "quote", "kind"),
    [
        ("支持、引导非公有制企业发展壮大。", "公有制企业发展壮大", "negation"),
        ("依法免征企业所得税两年。", "征企业所得税两年", "negation"),
        ("严禁违规新增隐性债务。", "违规新增隐性债务", "negation"),
        ("严禁违规新增隐性债务。", "新增隐性债务", "negation"),
        ("禁止在保护区内新建项目。", "在保护区内新建项目", "negation"),
        ("不得以任何形式挤占专项资金。", "挤占专项资金", "negation"),
        ("防止项目重复建设的现象。", "项目重复建设的现象", "negation"),
        ("取消三项行政审批的事项。", "三项行政审批的事项", "negation"),
        ("没有完成年度投资的计划。", "完成年度投资的计划", "negation"),
        ("力争建成两个国家实验室。", "建成两个国家实验室", "qualifier"),
        ("原则上由市县自行承担费用。", "由市县自行承担费用", "qualifier"),
        ("探索设立天使投资的基金。", "设立天使投资的基金", "qualifier"),
        ("拟建设两条城际铁路线路。", "建设两条城际铁路线路", "qualifier"),
        ("基本实现高速公路县县通。", "实现高速公路县县通", "qualifier"),
        ("投入强度达到1.6%的目标未完成。", "投入强度达到1.6%的目标", "negation"),
        ("这项改革的任务尚未落实到位。", "这项改革的任务", "negation"),
        ("The board won't raise fares next year.", "raise fares next year", "negation"),
        ("The board won't raise fares next year.", "The board won", "negation"),
        ("The board will no longer raise fares.", "raise fares", "negation"),
        ("Work starts without further funding.", "further funding", "negation"),
        ("They fail to meet the standard here.", "meet the standard here", "negation"),
        ("The tenant is not permitted to leave early.", "leave early", "negation"),
        ("The target of the plan was not met.", "The target of the plan", "negation"),
        ("The council may raise the fares later.", "raise the fares later", "qualifier"),
        ("The city aims to build a new centre.", "build a new centre", "qualifier"),
        ("Nearly all firms take part in it.", "all firms take part in it", "qualifier"),
        ("At least half of the firms agree.", "half of the firms agree", "qualifier"),
        ("Non-compliant firms are listed.", "compliant firms are listed", "negation"),
        ("Das Land wird nicht gefördert werden.", "gefördert werden", "negation"),
        ("严格控制新增钢铁产能总量。", "新增钢铁产能总量", "negation"),
        ("力争到2031年建成地铁环线。", "建成地铁环线", "qualifier"),
        ("若上级资金到位，将新建两座水厂。", "将新建两座水厂", "qualifier"),
        ("如条件允许，新建两座水厂。", "新建两座水厂", "qualifier"),
        ("除核心区外，全域开放徒步旅游。", "全域开放徒步旅游", "qualifier"),
        ("Unless money is found, the school will close.", "the school will close", "qualifier"),
        ("It is unlikely that trains run by then.", "trains run by then", "negation"),
        ("The board denies that fares will rise.", "fares will rise", "negation"),
        ("Nobody expects a surplus next year.", "expects a surplus next year", "negation"),
        ("Few firms of the county export.", "firms of the county export", "negation"),
        ("The rule is non-binding for towns.", "The rule is non", "word"),
        ("The valley is to be carbon-free.", "The valley is to be carbon", "word"),
        ("a low-wage economy of the coast", "wage economy of the coast", "word"),
        ("a knowledge-intensive economy", "a knowledge-inten", "word"),
        ("The whole region benefits.", "hole region benefits", "word"),
        ("Развитие региона продолжается", "звитие региона продолжается", "word"),
    ],
)
def test_a_quote_that_leaves_behind_what_turns_it_is_cut(text: str, quote: str, kind: str) -> None:
    verdict = found(quote, text)
    assert (verdict.tier, verdict.cut) == ("cut", kind)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("坚定不移推进改革，不断完善制度体系。", "推进改革"),
        ("面向未来产业布局，发展无人机产业。", "发展无人机产业"),
        ("虚拟现实产业加快发展的态势良好。", "现实产业加快发展"),
        ("淹没区域的居民全部转移安置完毕。", "区域的居民全部转移"),
        ("完善基本养老保险制度的办法。", "养老保险制度的办法"),
        ("连续61个月未发生重大事故。", "连续61个月"),
        ("“十五五”时期年均增长5%左右。", "“十五五”时期"),
        ("统一部署，分三步走，一体推进。", "统一部署"),
        ("In May the board met in Leeds.", "the board met in Leeds"),
        ("The UK's plan names all regions.", "The UK"),
        ("A plan about innovation in cities.", "innovation in cities"),
        ("Work 1. 5G networks cover all towns.", "networks cover all towns"),
        ("share 6.64 (2010) 10 14 MoE", "share 6.64 (2010) 10"),
        ("share 6.64 (2010) 10 14 MoE", "6.64 (2010) 10 14 MoE"),
        ("| 城市 | 2031 | 25 | 36 |", "城市 2031 25"),
        (f"In 2015{noted('5')} it spent 12 of them", "In 2015 it spent"),
        ("목표를 달성한다", "목표"),
        ("除此之外，全域开放徒步旅游。", "全域开放徒步旅游"),
        ("如期完成任务，新建两座水厂。", "新建两座水厂"),
        ("After the next few years of work", "years of work"),
        ("The twenty towns agreed, and five did more.", "five did more"),
        ("If so. The school will close.", "The school will close"),
        ("- 5 new centres open next year", "5 new centres open next year"),
        ("- 5 new centres open next year", "- 5 new centres open next year"),
    ],
)
def test_a_true_quote_may_begin_and_end_where_words_do(text: str, quote: str) -> None:
    assert found(quote, text).verified


@pytest.mark.parametrize(
    "row",
    [
        "share 6.64 (2010) 10 14 MoE",
        "甲市 12 345",
        "甲市 2031 25 300 47.5 1,140",
        "甲市 | 12 | 345 | 6.5% |",
        "Leeds 1 250 3 475 8",
        "乙县\t12\t345\t678",
        "2031 2032 2033 2034",
    ],
)
def test_a_row_of_a_table_may_be_cut_between_two_values(row: str) -> None:
    held = plan("表1 各市情况", row, "丙县 7 8")
    for blank in re.finditer(r"[\s|]+", row):
        if blank.start() and row[blank.end() :]:
            for quote in (row[: blank.start()], row[blank.end() :]):
                assert verify(quote, held).tier == "exact", quote
    joined = re.sub(r"(?<=\d)[\s|]+(?=\d)", "", row)
    assert joined == row or not verify(joined, held).verified


@pytest.mark.parametrize(
    ("before", "one", "two"),
    [
        ("By a decision in", "2030", "25"),
        ("As of", "2030", "345"),
        ("Under Article", "12", "345"),
        ("As told in Table", "3", "250"),
        ("As told on page", "7", "120"),
        ("On the day of May", "12", "120"),
        ("Nach Artikel", "12", "345"),
        ("根据专栏", "3", "250"),
    ],
)
def test_two_numbers_that_are_neighbours_are_not_one(before: str, one: str, two: str) -> None:
    held = plan(f"{before} {one} {two} firms of the county join it.")
    for quote in (f"{before} {one}", f"{two} firms of the county join it"):
        assert verify(quote, held).tier == "exact"
    assert not verify(f"{before} {one}{two} firms of the county", held).verified


def test_blanks_group_no_digits_where_commas_do() -> None:
    text = "In group 3 250 firms of the county take part."
    assert found("250 firms of the county", text).tier == "cut"
    others = "It has 1,140 firms and 2,360 farms."
    assert found("250 firms of the county", text, others).tier == "exact"
    # one comma does not tell how a text groups that does so by blanks elsewhere
    more = ("Of 12 345 firms and 2 500 farms,", "3,125 per cent are new.")
    assert found("250 firms of the county", text, *more).tier == "cut"


@pytest.mark.parametrize("mark", ["-", "–", "—", "﹣", "‑", "−", "－", "- ", "~", ".", "±", "≥"])
def test_a_sign_that_is_added_makes_another_figure(mark: str) -> None:
    text = "全市常住人口增长25%，居民收入同步增长。"
    for quote in (f"全市常住人口增长{mark}25%", f"{mark}25%，居民收入同步增长"):
        assert found(quote, text).tier == "altered", quote


# --- omissions ---

JOINED = "全市研发投入占比达到2.1%，数字产业比重提高到12%，绿化覆盖率达到45%以上。"


@pytest.mark.parametrize(
    ("text", "quote", "kind"),
    [
        (JOINED, "全市研发投入占比……45%以上", "joined"),
        (JOINED, "全市研发投入占比……提高到12%", "joined"),
        (JOINED, "数字产业比重……达到45%以上", "joined"),
        ("投入占比2.1%、绿化率45%。", "投入占比……45%", "joined"),
        ("甲、乙两市分别增长5%、6%。", "甲……6%", "joined"),
        ("研发投入占比，绿化率继续提升，达到45%。", "研发投入占比……达到45%", "joined"),
        ("Spending rises to 2 % and housing to 70 %.", "Spending … 70 %", "joined"),
        ("The board met. The council shall raise fares.", "The board … raise fares", "joined"),
        ("The tenant is not permitted to leave.", "The tenant is … permitted to leave", "negation"),
        ("本市企业不得以任何方式拖欠工资。", "本市企业……拖欠工资", "negation"),
        ("The council may in future raise fares.", "The council … raise fares", "qualifier"),
        (JOINED, "全市研发投入占比……2", "figure"),
        ("2029年改造5万户，2030年改造7万户。", "2029年改造……7万户", "joined"),
        ("In 2029 we build 10 schools, in 2030 20.", "In 2029 we build … 20", "joined"),
        ("建设30公里绿道和18公里河堤。", "建设30公里……河堤", "joined"),
        ("350 MW of wind and 120 MWh of storage here.", "350 MW … storage here", "joined"),
        ("坚决遏制高耗能项目盲目上马。", "坚决……高耗能项目盲目上马", "negation"),
        ("The city refuses to pay for parking.", "The city … pay for parking", "negation"),
        ("研发占比（绿化率45%）达到30%。", "绿化率……达到30%", "joined"),
        ("研发占比（绿化率45%）达到30%。", "研发占比……45%", "joined"),
        ("研发经费（含企业投入）达到30亿元。", "企业投入……达到30亿元", "joined"),
        ("Spending (housing has 2 billion) rises.", "Spending … 2 billion", "joined"),
        ("东区有5所学校、西区有9所学校。", "东区有……9所学校", "joined"),
        ("The port has 5 quays and the bay has 9 quays.", "The port has … 9 quays", "joined"),
        ("东港和西港分别投入3亿元和7亿元。", "东港……投入……7亿元", "joined"),
        ("研发占比（绿化率45%）达到30%。", "绿化率……）达到30%", "joined"),
        ("高新技术企业（不含外资）达到3万家。", "高新技术企业……达到3万家", "negation"),
    ],
)
def test_an_omission_joins_no_figure_to_another_clause(text: str, quote: str, kind: str) -> None:
    verdict = found(quote, text)
    assert (verdict.tier, verdict.cut) == ("cut", kind)


def test_what_the_figure_is_of_is_shown() -> None:
    verdict = found("全市研发投入占比……45%以上", JOINED)
    assert verdict.differing == (("45%以上", "绿化覆盖率达到45%以上"),)


@pytest.mark.parametrize(
    ("text", "quote", "joined"),
    [
        (JOINED, "全市研发投入占比……2.1%", False),
        (JOINED, "全市研发投入占比达到2.1%……绿化覆盖率达到45%以上", False),
        (
            "到2031年，投入强度达到1.8%，比2024年提高0.6个百分点。",
            "投入强度……提高0.6个百分点",
            False,
        ),
        ("到2031年，投入强度达到1.8%，绿化率达到45%。", "到2031年……绿化率达到45%", False),
        ("完善投入机制。绿化率达到45%以上。", "完善投入机制……绿化率达到45%以上", True),
        ("The tenant is not permitted to leave.", "The tenant … not permitted to leave", False),
        ("推动科技创新和产业创新深度融合。", "推动科技创新……深度融合", False),
        ("研发经费（R&D，含企业）达到30亿元。", "研发经费……达到30亿元", False),
        ("研发经费（2024年为21亿元，居第3位）达到30亿元。", "研发经费……达到30亿元", False),
        ("Spending (by firms; flats [as yet]) is 2 %.", "Spending … is 2 %", False),
        ("投入强度（2025年为2.6%）继续提高。", "投入强度……2.6%", False),
        ("研发经费（含企业，不含境外）达到30亿元。", "研发经费（含企业……）达到30亿元", False),
        ("研发占比（绿化率45%）达到30%。", "研发占比（绿化率……）达到30%", False),
        ("Spending (by firms, by states) is 2 %.", "Spending (by firms …) is 2 %", False),
        ("Spending (by firms, by states) is 2 %.", "Spending (by firms [...]) is 2 %", False),
        ("新建5所学校、9所医院。", "新建……9所医院", False),
        ("支持12家企业、高校和科研院所共建平台。", "支持12家企业……共建平台", False),
    ],
)
def test_parts_that_belong_together_are_verified(text: str, quote: str, joined: bool) -> None:
    verdict = found(quote, text)
    assert verdict.verified
    assert verdict.joined is joined


# --- words that turn the meaning ---


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("以上", "以下"),
        ("以上", "左右"),
        ("左右", "以内"),
        ("力争", "确保"),
        ("年均", "累计"),
        ("上升", "下降"),
        ("建设", "建成"),
        ("超过", "不足"),
        ("国家级", "省级"),
        ("进口", "出口"),
    ],
)
def test_a_word_that_turns_the_meaning_is_altered_and_never_close(one: str, two: str) -> None:
    text = f"全市重点实验室和创新平台体系{one}的总体水平和布局不变"
    for ours, theirs in ((one, two), (two, one)):
        verdict = found(text.replace(one, ours), text.replace(one, theirs))
        assert verdict.tier == "altered"
        assert (ours, theirs) in verdict.differing


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("at least", "at most"),
        ("increase", "decrease"),
        ("over", "under"),
        ("more", "less"),
        ("will", "may"),
        ("before", "after"),
        ("rural", "urban"),
        ("completed", "planned"),
        ("nearly", "exactly not"),
    ],
)
def test_an_english_word_that_turns_the_meaning_is_altered(one: str, two: str) -> None:
    text = "the region and its counties {} see the support of innovation centres and networks"
    assert found(text.format(one), text.format(two)).tier == "altered"


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("an outlay of EUR 28 million in the county", "an outlay of EUR 28 billion in the county"),
        ("the islands lie at 30 ºN of the equator", "the islands lie at 30 ºS of the equator"),
        ("output in the county rises by 5 % a year", "output in the county rises to 5 % a year"),
        ("the county plants 12 hectares of new forest", "the county plants 12 acres of new forest"),
        (
            "the county builds 350 MW of wind by the sea",
            "the county builds 350 GW of wind by the sea",
        ),
        ("an outlay of £2.4 billion in the county", "an outlay of $2.4 billion in the county"),
        ("投资24.7亿元建设本县的北部灌区工程", "投资24.7亿美元建设本县的北部灌区工程"),
        ("本县粮食总产量保持在30亿斤的水平", "本县粮食总产量保持在30亿吨的水平"),
        ("本县的总排放量为1.5×10⁸吨标准煤", "本县的总排放量为1.5×10⁹吨标准煤"),
        ("本县的第Ⅲ期工程投资于明年全部完成", "本县的第Ⅳ期工程投资于明年全部完成"),
        ("本县冬季的最低气温为零下5度的水平", "本县冬季的最低气温为零上5度的水平"),
    ],
)
def test_a_magnitude_a_side_or_a_level_that_differs_is_altered(ours: str, theirs: str) -> None:
    assert found(ours, theirs).tier == "altered"


def test_a_word_of_the_same_sense_is_only_close() -> None:
    text = "全市高新技术企业和创新平台的数量超过两百家的水平"
    assert found(text.replace("超过", "突破"), text).tier == "close"


def test_a_figure_and_nothing_that_it_is_of_proves_nothing() -> None:
    text = "投入强度达到1.65%左右，绿化率达到45%。"
    assert found("达到1.65%左右", text).short
    assert not found("投入强度达到1.65%左右", text).short


@pytest.mark.parametrize("mark", ["[1]", "［1］", "¹", "①"])
def test_a_title_copied_with_the_mark_of_its_note_is_the_same(mark: str) -> None:
    text = f"《科技创新规划》{noted('1')}提出三项任务"
    assert found(f"《科技创新规划》{mark}提出三项任务", text).tier == "normalised"
    other = mark.replace("1", "2").replace("¹", "²").replace("①", "②")
    assert not found(f"《科技创新规划》{other}提出三项任务", text).verified


@needs_shared
def test_the_lines_kept_for_checking_are_cut_where_they_turn() -> None:
    """Every line of the shared inputs verifies whole; no figure of it does in part."""
    from evalkit.evidence.figures import figures_in

    for name in ("qualifiers.zh.txt", "ellipsis-range.txt"):
        lines = (SHARED / "faults/evidence" / name).read_text("utf-8").splitlines()
        held = plan(*lines)
        for line in lines:
            assert verify(line, held).tier == "exact"
            for start, end in figures_in(line):
                for at in range(start + 1, end):
                    if line[at - 1].isalnum():
                        assert not verify(line[:at], held).verified, line[:at]
