"""A page's source in; what a browser shows of it out, and what was left out told."""

from __future__ import annotations

import codecs

import pytest
from evalkit.evidence import html
from evalkit.evidence.html_limits import MAX_ATTRIBUTES, MAX_OPEN, MAX_OPTIONS
from evalkit.evidence.text import Contents, Unreadable
from tests.conftest import SHARED, needs_shared

A, B = "全省研发投入强度达到3.5%以上。", "培育高新技术企业200家。"


def read(source: str) -> Contents:
    return html.read(codecs.BOM_UTF8 + source.encode(), "page.html")


def shown(source: str) -> list[str]:
    return [passage.text for passage in read(source).passages]


def told(source: str) -> dict[str, str]:
    return {one.code: str(one.values.get("kind", "")) for one in read(source).told}


def refused(source: str) -> str:
    with pytest.raises(Unreadable) as caught:
        read(source)
    return caught.value.code


@pytest.mark.parametrize(
    "source",
    [
        f"<form action=a.aspx><input type=hidden value=x><div><p>{A}</p><p>{B}</p></div></form>",
        f"<b><p>{A}</b></p>{B}",
        f"<table>{A}<tr><td>{B}</td></tr></table>",
        f"<div><p>{A}<p>{B}",
        f"<p>{A}</br>　　{B}</p>",
        f"{A}</p>{B}",
        f"<button>{A}<p>{B}</p></button>",
        f"<main><header><p>{A}</p></header><aside><p>{B}</p></aside></main>",
        f"<article><p>{A}</p><footer><p>{B}</p></footer></article>",
        f"<details><summary>{A}</summary><p>{B}</p></details>",
        f"<dl><dt>{A}<dd>{B}</dl>",
        f"<fieldset><legend>{A}</legend>{B}</fieldset>",
        f"<figure><figcaption>{A}</figcaption></figure><address>{B}</address>",
        f"<pre>{A}\n\n{B}</pre>",
        f"<div>{A}<br><br>{B}</div>",
        f"<div>　　{A}<br>　　{B}</div>",
        f"<table><tr><td><p>{A}</p><p>{B}</p></td></tr></table>",
        f"<table><tr><td><h2>{A}</h2></td><td><p>{B}</p></td></tr></table>",
        f"<table role=presentation><tr><td>{A}</td><td>{B}</td></tr></table>",
        f"<head>{A}</head><body><p>{B}",
        f"<body><p>{A}</p></body></html><p>{B}",
        f"<p>{A}</p><!--><p>{B}",
        f"<p>{A}</p><textarea>{B}</textarea>",
        f"<p aria-hidden=true>{A}</p><p hidden=until-found>{B}</p>",
        f"<div style='visibility:hidden'><p style='visibility:visible'>{A}</p></div><p>{B}",
        f"<style>.a{{display:none}} p.a{{display:block}}</style><p class=a>{A}</p><p>{B}",
        f"<style>.a{{display:flex}}</style><div hidden class=a>{A}</div><p>{B}",
        f"<style>@media print{{p{{display:none}}}} p:hover{{opacity:0}}</style><p>{A}<p>{B}",
        f"<head><noscript><style>p{{display:none}}</style></noscript></head><p>{A}<p>{B}",
        f"<div style='display:flex'><span>{A}</span><span>{B}</span></div>",
        f"<iframe srcdoc='&lt;p&gt;{A}&lt;/p&gt;'></iframe><p>{B}</p>",
        f"<div><template shadowrootmode=open><p>{A}</p><slot></slot></template><p>{B}</p></div>",
        f"<body bgcolor=#000 text=#fff><p>{A}</p><p>{B}</p></body>",
        f"<body bgcolor=black text=white><p>{A}</p><p>{B}</p></body>",
        f"<p style='font:bold 16px/1.5 serif'>{A}</p><p style='opacity:100%'>{B}</p>",
        f"<p style='color:hsl(0,0%,20%)'>{A}</p><p style='text-indent:2em;overflow:hidden'>{B}</p>",
        f"<p><a href=x>{A}</a></p><p>{B}</p>",
        f"<nav><p>{A}</p></nav><p>{B}</p>",
        f'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><p>{A}</p>{B}</html>',
        f"<dialog open>{A}</dialog><p>{B}",
        f"<my-part>{A}<p>{B}</p></my-part>",
        f"<object>{A}</object><p>{B}",
        f"<object data='' classid=x><param name=y>{A}</object><p>{B}",
        f"<p style='background:linear-gradient(red,blue);-webkit-background-clip:text;color:transparent'>{A}</p>{B}",
        f"<p style='color:transparent;text-shadow:0 0 2px #000'>{A}</p>{B}",
        f"<p style='-webkit-text-fill-color:transparent;-webkit-text-stroke:1px navy'>{A}</p>{B}",
        f"<style>@keyframes in{{to{{opacity:1}}}}</style><p style='opacity:0;animation:in 1s both'>{A}</p>{B}",
        f"<style>p{{display:none}}.a{{display:none;all:initial}}</style><div class=a>{A}</div>{B}",
        f"<style>p::-moz-selection,p{{display:none}}</style><p>{A}</p>{B}",
        f"<p style='clip-path:polygon(0 0,0 100%,100% 100%,100% 10%)'>{A}</p>{B}",
        f"<p style='clip:rect(0,0,0,0)'>{A}</p>{B}",
    ],
)
def test_what_a_browser_shows_is_text(source: str) -> None:
    assert shown(source) == [A, B]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        (f"<p>{A}</p><p style='display: none'>{B}</p>", "hidden"),
        (f"<p>{A}</p><p style='visibility:hidden'>{B}</p>", "hidden"),
        (f"<p>{A}</p><p style='opacity:0'>{B}</p>", "hidden"),
        (f"<p>{A}</p><p hidden>{B}</p>", "hidden"),
        (f"<p>{A}</p><dialog>{B}</dialog>", "hidden"),
        (f"<style>.x{{display:none}}</style><p>{A}</p><p class='y x'>{B}</p>", "hidden"),
        (f"<style>#x{{display:none}}</style><p>{A}</p><p id=x>{B}</p>", "hidden"),
        (f"<style>em{{display:none}}</style><p>{A}<em>{B}</em></p>", "hidden"),
        (
            f"<style>a,div .x>p{{display:none}}</style><p>{A}<div><div class=x><p>{B}</div></div>",
            "hidden",
        ),
        (f"<style>p:not(.on){{display:none}}</style><p class=on>{A}<p>{B}", "hidden"),
        (f"<style>/*.y{{*/.x{{display:none}}</style><p>{A}</p><p class=x>{B}", "hidden"),
        (
            f"<style>.x{{display:none!important}}</style><p>{A}</p>"
            f"<p class=x style='display:block'>{B}",
            "hidden",
        ),
        (
            f"<style>@media (max-width:600px){{.d{{display:none}}}}"
            f"@media screen and (min-width:601px){{.m{{display:none}}}}</style>"
            f"<p class=d>{A}</p><p class=m>{B}",
            "hidden",
        ),
        (f"<table><tr style='display:none'><td>{B}<tr><td>{A}</table>", "hidden"),
        (f"<table><tr><td>{A}<td style='display:none'>{B}</table>", "hidden"),
        (f"<p>{A}</p><p style='color:#fff'>{B}</p>", "white"),
        (f"<p>{A}</p><font color=white>{B}</font>", "white"),
        (f"<p>{A}</p><p style='color:red;background:#f00'>{B}</p>", "white"),
        (f"<p>{A}</p><p style='color:transparent'>{B}</p>", "white"),
        (f"<p>{A}</p><p style='color:rgba(0, 0, 0, 0)'>{B}</p>", "white"),
        (f"<style>.x{{color:#FFFFFF}}</style><p>{A}</p><p class=x>{B}", "white"),
        (f"<style>.x{{font-size:0px}}</style><p>{A}</p><p class=x>{B}", "tiny"),
        (
            f"<style>.x{{position:absolute;left:-10000px}}</style><p>{A}</p><p class=x>{B}",
            "offpage",
        ),
        (f"<style>.x{{text-decoration:line-through}}</style><p>{A}<b class=x>{B}", "struck"),
        (f"<p>{A}</p><div style='height:0;overflow:hidden'>{B}</div>", "offpage"),
        (f"<p>{A}</p><div style='width:1px;height:1px;overflow:hidden'>{B}</div>", "offpage"),
        (f"<p>{A}</p><div style='transform:scale(0)'>{B}</div>", "offpage"),
        (f"<p>{A}</p><div style='clip-path:circle(0)'>{B}</div>", "offpage"),
        (f"<p>{A}</p><div style='opacity:0.01'>{B}</div>", "hidden"),
        (f"<p>{A}</p><div style='content-visibility:hidden'>{B}</div>", "hidden"),
        (f"<p>{A}</p><p style='background:#123456;color:rgb(18,52,86)'>{B}</p>", "white"),
        (f"<p>{A}</p><p style='font-size:0'>{B}</p>", "tiny"),
        (f"<p>{A}</p><p style='font-size:1px'>{B}</p>", "tiny"),
        (f"<p>{A}</p><p style='position:absolute;left:-9999px'>{B}</p>", "offpage"),
        (f"<p>{A}</p><p style='text-indent:-999em'>{B}</p>", "offpage"),
        (f"<p>{A}</p><p style='position:absolute;clip:rect(0,0,0,0)'>{B}</p>", "offpage"),
        (f"<p>{A}<del>{B}</del></p>", "struck"),
        (f"<p>{A}<s>{B}</s></p>", "struck"),
        (f"<p>{A}<strike>{B}</strike></p>", "struck"),
        (f"<p>{A}<span style='text-decoration:line-through'>{B}</span></p>", "struck"),
        (f"<p>{A}</p><noscript><p>{B}</p></noscript>", "noscript"),
        (f"<p>{A}</p><p style='color:hsl(0, 0%, 100%)'>{B}</p>", "white"),
        (f"<p>{A}</p><p style='color:hsl(240deg 100% 50%);background:#00f'>{B}</p>", "white"),
        (f"<p>{A}</p><p style='color:#ffff'>{B}</p>", "white"),
        (f"<p>{A}</p><p style='color:#fdfdfe'>{B}</p>", "white"),
        (f"<p>{A}</p><p style='color:#12345600'>{B}</p>", "white"),
        (f"<p>{A}</p><p style='opacity:1%'>{B}</p>", "hidden"),
        (f"<p>{A}</p><p style='filter:opacity(0)'>{B}</p>", "hidden"),
        (f"<p>{A}</p><p style='font:0/0 a'>{B}</p>", "tiny"),
        (f"<style>.x{{font:bold 1px serif}}</style><p>{A}</p><p class=x>{B}", "tiny"),
        (f"<p>{A}</p><p style='text-indent:100%;overflow:hidden'>{B}</p>", "offpage"),
        *(
            (f"<p>{A}</p><p style='{style}'>{B}</p>", kind)
            for style, kind in {
                "display:none;display:of-its-own": "hidden",
                "d\\isplay:none": "hidden",
                "display:table-column": "hidden",
                "zoom:0.01": "hidden",
                "filter:blur(8px)": "hidden",
                "font-size:calc(2px - 2px)": "tiny",
                "font-size:clamp(0px, 0px, 1px)": "tiny",
                "clip-path:polygon(50% 0, 50% 100%, 50% 50%)": "offpage",
                "position:absolute;right:9999px": "offpage",
                "position:absolute;inset-inline-start:-9999px": "offpage",
                "float:left;margin-left:-9999px": "offpage",
                "height:0;overflow:auto": "offpage",
                "max-block-size:0;overflow:hidden": "offpage",
                "line-height:0;overflow:hidden": "offpage",
                "color:rgb(0 0 0 / 0)": "white",
                "color:oklch(1 0 0)": "white",
                "color:lab(100% 0 0)": "white",
                "color:color(srgb 1 1 1)": "white",
                "color:canvas": "white",
                "color:#fff;text-shadow:0 0 1px #fff": "white",
            }.items()
        ),
        (f"<p>{A}</p><div popover>{B}</div>", "hidden"),
        (
            f"<style>@keyframes in{{to{{opacity:1}}}}</style>{A}<p style='opacity:0;animation:of 1s both'>{B}",
            "hidden",
        ),
        (f"<style disabled>p{{display:none}}</style>{A}<p>{B}", "hidden"),
        (f"<link rel=stylesheet href='data:text/css,p%7Bdisplay:none%7D'>{A}<p>{B}", "hidden"),
        (f"<style>@import 'data:text/css;base64,cHtkaXNwbGF5Om5vbmV9';</style>{A}<p>{B}", "hidden"),
        (f"{A}<svg><text display=none>{B}</text></svg>", "hidden"),
        (f"{A}<svg><g opacity=0><text>{B}</text></g></svg>", "hidden"),
        (f"{A}<svg><text visibility=hidden>{B}</text></svg>", "hidden"),
        (f"{A}<svg fill=none><text>{B}</text></svg>", "white"),
    ],
)
def test_what_no_reader_sees_is_no_text_and_is_told(source: str, kind: str) -> None:
    assert shown(source) == [A]
    assert told(source) == {"document-hidden-text": f"@hidden-{kind}"}


@pytest.mark.parametrize(
    "source",
    [
        f"<div style='background:#003366'><p style='color:white'>{A}</p></div>",
        f"<table><tr bgcolor=#336699><td style='color:#fff'>{A}</table>",
        f"<div style='background:url(x.png)'><p style='color:white'>{A}</p></div>",
        f"<link rel=stylesheet href=a.css><p style='color:white'>{A}</p>",
        f"<p style='color:white'><span style='color:#000'>{A}</span></p>",
        f"<p style='color:inherit;opacity:0.5;overflow:hidden;height:10px'>{A}</p>",
        f"<p style='opacity:1;color:rgba(0,0,0,0.8);transform:scale(0.9)'>{A}</p>",
        f"<p style='overflow:hidden;width:100%;max-height:15px'>{A}</p>",
        f"<div style='font-size:0'><span style='font-size:14px'>{A}</span></div>",
    ],
)
def test_letters_that_can_be_made_out_are_text(source: str) -> None:
    assert shown(source) == [A]
    assert told(source) == {}


@pytest.mark.parametrize(
    "source",
    [
        f"<script>var a='{B}'</script>",
        f"<script type='text/html'><p>{B}</p></script>",
        f"<style>p:hover::before{{content:'{B}'}} b::before{{content:'{B}'}}</style>",
        f"<template><p>{B}</p></template>",
        f"<!-- {B} -->",
        f"<audio>{B}</audio><video>{B}</video><progress>{B}</progress>",
        f"<datalist><option>{B}</datalist>",
        "<svg><title>x</title><desc>y</desc></svg>",
        *(f"<svg><{tag}><text>{B}</text></{tag}></svg>" for tag in ("symbol", "clipPath", "mask")),
        f"<math><mphantom><mtext>{B}</mtext></mphantom></math>",
        "<input type=hidden value=x><input type=password value=y><input placeholder=z>",
    ],
)
def test_what_stands_in_the_source_alone_is_no_text(source: str) -> None:
    assert shown(f"{source}<p>{A}</p>") == [A]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>到2030年达到5<wbr>%以上</p>", "到2030年达到5%以上"),
        ("<p>投入达到13<br>万亿元</p>", "投入达到13万亿元"),
        ("<p>growth of<br>5 per cent</p>", "growth of 5 per cent"),
        ("<p>2,<br>500</p>", "2, 500"),
        ("<p>CO<sub>2</sub>下降18%</p>", "CO2下降18%"),
        ("<p>100万m<sup>2</sup></p>", "100万m²"),
        ("<p>10<sup>6</sup>吨</p>", "10⁶吨"),
        ("<p>达到5<sup>1</sup>%</p>", "达到5⁽1⁾%"),
        ("<p>达到90%<sup>[3]</sup>以上</p>", "达到90%⁽3⁾以上"),
        ("<p>达到90%<sup><a href='#n3'>3</a></sup>以上</p>", "达到90%⁽3⁾以上"),
        ("<p>达到90%<a href='#_ftn3'>[3]</a>以上</p>", "达到90%⁽3⁾以上"),
        ("<p>2<span style='vertical-align:super'>①</span>项</p>", "2⁽①⁾项"),
        (
            "<style>.r{vertical-align:super}</style><p>2015<span class=r>5</span>年</p>",
            "2015⁽5⁾年",
        ),
        ("<p>1<sup>st</sup> phase</p>", "1st phase"),
        ("<p>5&#37;&nbsp;&nbsp;以上&hellip;&#51;</p>", "5%  以上…3".replace("  ", " ")),
        (
            "<p><ruby>研究<rp>(</rp><rt>けんきゅう</rt><rp>)</rp></ruby>開発</p>",
            "研究⁽けんきゅう⁾開発",
        ),
        ("<p><span>2.</span><span>65</span><span>%</span></p>", "2.65%"),
        ("<p><math><msup><mi>x</mi><mn>2</mn></msup></math></p>", "x²"),
        ("<p><math><mfrac><mn>1</mn><mn>3</mn></mfrac></math>以上</p>", "1/3以上"),
        ("<p>指标<input value='5%'>达到</p>", "指标 5% 达到"),
        ("<p>范围：<select><option>甲<option selected>乙</select>区</p>", "范围： 乙 区"),
        ("<div style='display:flex'><b>2030</b></div>", "2030"),
    ],
)
def test_words_and_figures_stand_as_they_are_shown(source: str, text: str) -> None:
    assert shown(source) == [text]


@pytest.mark.parametrize(
    ("source", "rows"),
    [
        ("<tr><td>甲<td>3.5<td>--", ["甲 | 3.5 | --"]),
        ("<tr><td><p>甲</p><td><p>3.5</p>", ["甲 | 3.5"]),
        ("<tr><td><p>甲</p><p>乙</p><td>3.5", ["甲 乙 | 3.5"]),
        ("<tr><th rowspan=2>指标<td>1<tr><td>2<tr><td>丙", ["指标 | 1", "指标 | 2", "丙"]),
        ("<tr><td>a<td rowspan=2>b<tr><td>c", ["a | b", "c | b"]),
        ("<tr><td colspan=2>a<td rowspan=2>b<tr><td>c<td>d", ["a | b", "c | d | b"]),
        (
            "<tr><td><table><tr><td>强度<td>5.2%</table><td>2030年",
            ["强度 | 5.2%", "2030年"],
        ),
        (
            "<caption>表一<tfoot><tr><td>合计<td>9<tbody><tr><td>甲<td>1",
            ["表一", "甲 | 1", "合计 | 9"],
        ),
        ("<tr><td>2030<td>25", ["2030 | 25"]),
    ],
)
def test_a_row_is_one_passage_and_its_cells_stay_apart(source: str, rows: list[str]) -> None:
    assert shown(f"<table>{source}</table>") == rows


def test_a_passage_that_is_said_twice_stays_and_a_second_copy_of_the_page_goes() -> None:
    boiler = "各级部门要加大投入力度，健全多元投入机制，引导社会资本参与，确保各项任务落到实处并见到成效。"
    page = f"<h2>一</h2><p>{boiler}</p><h2>二</h2><p>{boiler}</p><p>{A}</p><p>{B}</p>"
    assert shown(page) == ["一", boiler, "二", boiler, A, B]
    text = "".join(f"<p>第{n}条。{boiler}</p>" for n in range(8))
    assert len(shown(text)) == 8
    assert len(shown(f"<div>{text}</div><div class=phone>{text}</div>")) == 8


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("<nav><ul><li><a href=a>首页</a><li><a href=b>数据</a></ul></nav>", 2),
        ("<ul><li><a href=a>首页</a><li><a href=b>数据</a><li><a href=c>服务</a></ul>", 3),
        ("<div><a href=a>首页</a> &gt; <a href=b>公报</a></div>", 1),
        ("<div class='footer'>版权所有 京ICP备1号</div>", 1),
        ("<footer>主办单位：某厅</footer>", 1),
        ("<div role=navigation>上一页</div>", 1),
        ("<form><input name=q><button>搜索</button></form>", 1),
    ],
)
def test_menus_are_no_text_and_are_counted(source: str, left: int) -> None:
    contents = read(f"{source}<p>{A}</p>")
    assert [passage.text for passage in contents.passages] == [A]
    assert [(one.code, one.values["n"]) for one in contents.told] == [("document-menus", left)]


LINK = "<a href=x>{}</a>"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (
            "<ul>"
            + "".join(f"<li>{LINK.format(t)}" for t in ("1.1. 总体", "1.2. 目标", "2. 任务"))
            + "</ul>",
            ["1.1. 总体", "1.2. 目标", "2. 任务"],
        ),
        (
            "<ul>"
            + "".join(f"<li>{LINK.format(t)}" for t in ("第一章 总则", "第2节 目标"))
            + "</ul>",
            ["第一章 总则", "第2节 目标"],
        ),
        (
            f"<div>{LINK.format('https://plan.example')}</div>"
            f"<ul><li>{LINK.format('首页')}<li>{LINK.format('数据')}</ul>",
            ["https://plan.example"],
        ),
        (
            "<table>"
            + "".join(
                f"<tr><td>{LINK.format(name)}<td>{LINK.format('3.5')}<td>{more}"
                for name, more in (("研发", ""), ("企业", "按可比价格计算的增长速度"), ("专利", ""))
            )
            + "</table>",
            ["研发 | 3.5", "企业 | 3.5 | 按可比价格计算的增长速度", "专利 | 3.5"],
        ),
    ],
    ids=["numbered entries", "chapters", "an address", "names in a table"],
)
def test_links_that_are_text_stay(source: str, text: list[str]) -> None:
    assert shown(f"{source}<p>{A}</p>") == [*text, A]


def test_pictures_are_told_with_their_place_and_what_says_what_they_show_is_no_text() -> None:
    page = (
        f"<img src=logo.png><p>{A}</p><img src=1.png alt='表一 研发投入'><p>{B}<img src=2.jpg></p>"
        "<img src=i.gif width=16 height=16><a href=x><img src=banner.png></a>"
        "<a href=3.png><img src=3s.png></a>"
    )
    contents = read(page)
    assert [passage.text for passage in contents.passages] == [A, B]
    assert [(one.code, dict(one.values)) for one in contents.told] == [
        ("document-pictures", {"n": 3, "at": "¶1, ¶2"})
    ]
    assert refused("<p><img src=1.jpg></p>") == "document-image-only"


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("<div id=root></div><script>x=1</script>", "document-made-by-script"),
        (f"<noscript><p>{A}</p></noscript>", "document-made-by-script"),
        (
            "<frameset cols='20%,80%'><frame src=a.html><frame src=b.html></frameset>",
            "document-frames",
        ),
        ("<div>" * (MAX_OPEN + 1), "document-too-large"),
        ("<div>" * 300 + A, "document-too-large"),
        ("<p " + " ".join(f"a{n}" for n in range(2 * MAX_ATTRIBUTES)) + ">", "document-too-large"),
        ("<p " + "a=1 " * 600_000 + ">x", "document-too-large"),
        ("".join(f"<body a{n}>" for n in range(2 * MAX_ATTRIBUTES)), "document-too-large"),
        ("".join(f"<p><font size={n}>x" for n in range(MAX_OPEN + 1)), "document-too-large"),
        ("<select>" + "<option>x" * (MAX_OPTIONS + 1), "document-too-large"),
        ("<p>x</p>" * 500_001, "document-too-large"),
    ],
)
def test_a_page_of_which_nothing_can_be_read_says_why(source: str, code: str) -> None:
    assert refused(source) == code


def test_a_page_that_a_script_shows_is_read_and_told() -> None:
    for body in (
        "<body style='display:none'>",
        "<style>html{visibility:hidden}</style>",
        "<body hidden>",
    ):
        assert shown(f"{body}<p>{A}</p>") == [A]
        assert told(f"{body}<p>{A}</p>") == {"document-shown-by-script": ""}


def test_what_a_page_shows_from_elsewhere_is_told() -> None:
    assert told(f"<p>{A}</p><iframe src=plan.pdf></iframe>") == {
        "document-left-out": "@left-elsewhere"
    }
    assert told(f"<p>{A}</p><iframe src=t.html width=0 height=0></iframe>") == {}


def test_headings_know_their_level() -> None:
    made = read(f"<h1>规划</h1><h3>目标</h3><p>{A}</p>").passages
    assert [(p.level, p.heading) for p in made] == [(1, ()), (3, ("规划",)), (0, ("规划", "目标"))]


S = "到2030年，全社会研发经费投入强度提高到5%以上，培育创新企业300家。"
OF_FILES = {
    "aside-box": ["一、目标", S],
    "aspnet-form": ["一、总体要求", S],
    "body-display-none": [S],
    "br-in-number": ["研发投入达到13万亿元以上，培育企业300家。"],
    "del-struck-forge": ["到2030年，培育企业300家。"],
    "del-struck": ["到2030年，研发投入强度提高到5%以上。"],
    "details": ["目标", S],
    "hidden-class-off": [S],
    "html5-main": [S],
    "layout-table": [S, "加快建设国际科技创新中心。"],
    "nested-table": ["研发投入强度 | 5.2%", "2030年"],
    "option-list": ["研发投入强度提高到5%以上", "其他"],
    "p-in-button": ["目标", S],
    "rowspan": ["指标 | 2025年", "指标 | 研发投入强度 3.6%"],
    "single-link-par": ["关于印发科技创新规划的通知", S],
    "sub-co2": ["单位GDP CO2排放下降18%，森林覆盖率提高到45%。"],
    "sup-num": ["新增绿地100万m²，空气质量优良天数比例达到90%⁽3⁾以上。"],
    "wbr": ["研发投入强度提高到5%以上，培育企业300家。"],
    "xhtml-decl": [S],
}


@needs_shared
@pytest.mark.parametrize("name", OF_FILES)
def test_a_page_of_the_bug_reports_is_read_rightly(name: str) -> None:
    content = (SHARED / f"faults/evidence/html/{name}.html").read_bytes()
    assert [passage.text for passage in html.read(content, name).passages] == OF_FILES[name]


@needs_shared
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("frameset", "document-frames"),
        ("js-only", "document-made-by-script"),
        ("noscript", "document-made-by-script"),
    ],
)
def test_a_page_of_the_bug_reports_without_text_says_why(name: str, code: str) -> None:
    content = (SHARED / f"faults/evidence/html/{name}.html").read_bytes()
    with pytest.raises(Unreadable) as caught:
        html.read(content, name)
    assert caught.value.code == code


RAISED = [
    "vertical-align:super",
    "vertical-align:text-top;font-size:60%",
    "vertical-align:30%;font-size:.6em",
    "position:relative;top:-.33em;font-size:.58em;vertical-align:baseline",
    "position:relative;bottom:5px;font-size:9px",
]


@pytest.mark.parametrize("style", RAISED)
def test_letters_that_a_style_raises_are_no_part_of_a_figure(style: str) -> None:
    assert shown(f"<p>增长5<span style='{style}'>1</span>%，{B}</p>") == [f"增长5⁽1⁾%，{B}"]


def test_letters_moved_a_little_are_not_raised() -> None:
    assert shown(f"<p>增长5<b style='position:relative;top:-1px'>1</b>%，{B}") == [f"增长51%，{B}"]


def test_a_reference_to_a_note_is_a_mark_whatever_its_letters() -> None:
    source = (
        f"<p>{A}<sup><a epub:type=noteref href=#d>ii</a></sup><a role=doc-noteref href=#e>a</a>"
    )
    assert shown(source) == [f"{A}⁽ii⁾⁽a⁾"]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<style>p::before{content:'不'}</style><p>得低于5%</p>", ["不得低于5%"]),
        ('<style>p:after{content:"以上"}</style><p>5%</p>', ["5%以上"]),
        ("<style>p::after{content:attr(data-x)}</style><p data-x=以上>5%</p>", ["5%以上"]),
        ("<style>p::after{content:attr(z, '以下')}</style><p>5%</p>", ["5%以下"]),
        ("<style>p::before{content:'\\4E0D'}</style><p>得</p>", ["不得"]),
        ("<style>p::before{content:'a;b}/*c*/'}</style><p>得</p>", ["a;b}/*c*/得"]),
        ("<style>p::before{content:'不' / '可'}</style><p>得</p>", ["不得"]),
        ("<style>:root{--N:'不'}p::before{content:var(--N)}</style><p>得</p>", ["不得"]),
        ("<style>.a{&::before{content:'不'}}</style><p class=a>得</p>", ["不得"]),
        ("<style>li{list-style-type:'不'}</style><ul><li>得</ul>", ["不得"]),
        ("<style>li::marker{content:'不'}</style><ul><li>得</ul>", ["不得"]),
        ("<style>td::before{content:'不'}</style><table><tr><td>得<td>能</table>", ["不得 | 不能"]),
        (
            "<style>tr::before{content:'不'}</style><table><tr><td>得<td>能</table>",
            ["不 | 得 | 能"],
        ),
        (
            "<style>h2{counter-increment:n}h2::before{content:counter(n,cjk-decimal) '、'}</style>"
            "<h2>甲</h2><h2>乙</h2>",
            ["一、甲", "二、乙"],
        ),
        (
            "<style>ol{counter-reset:i}li{counter-increment:i}"
            "li::before{content:counters(i,'.') ' '}</style>"
            "<ol><li>甲<ol><li>乙<li>丙</ol><li>丁</ol>",
            ["1 甲", "1.1 乙", "1.2 丙", "2 丁"],
        ),
        *(
            (f"<style>p::before{{content:'1';{apart}}}</style><p>3.5%</p>", ["1 3.5%"])
            for apart in ("position:absolute", "float:left", "display:inline-block")
        ),
        ("<style>p{display:flex}p::before{content:'1'}</style><p>3.5%</p>", ["1 3.5%"]),
        ("<p>称<q>甲<q>乙</q></q></p>", ["称“甲‘乙’”"]),
        ("<style>q{quotes:'《' '》'}</style><p>见<q>甲</q></p>", ["见《甲》"]),
    ],
)
def test_what_a_style_sheet_adds_is_text(source: str, text: list[str]) -> None:
    assert shown(source) == text
    assert told(source) == {}


@pytest.mark.parametrize(
    "rule",
    [
        "p::before{content:none}",
        "p::before{content:normal}",
        "p::before{display:none}",
        "p::before{visibility:hidden}",
        "p::before{font-size:0}",
        "p::before{color:white}",
        "@layer a{p::before{content:'尾'!important;display:none!important}}",
    ],
)
def test_what_a_style_sheet_adds_and_hides_is_nothing_at_all(rule: str) -> None:
    source = f"<style>p::before{{content:'不'}} {rule}</style><p>{A}</p>"
    assert shown(source) == [A]
    assert told(source) == {}


def test_what_cannot_be_worked_out_of_a_style_sheet_is_told() -> None:
    counted = "<style>p::before{content:counter(n, of-its-own)}</style><p>甲</p>"
    assert told(counted) == {"document-left-out": "@left-styles"}
    named = "<style>p:lang(zh){display:none}</style><p>甲</p>"
    assert told(named) == {"document-left-out": "@left-styles"}
    for sheet in (
        "@container (min-width:1px){p{display:none}}",
        "p::first-letter{font-size:0}",
        "p:first-line{color:transparent}",
    ):
        assert told(f"<style>{sheet}</style><p>甲</p>") == {"document-left-out": "@left-styles"}
    for sheet in ("@container (min-width:1px){p{color:red}}", "p::first-letter{font-size:2em}"):
        assert told(f"<style>{sheet}</style><p>甲</p>") == {}
    elsewhere = (
        "<link rel=stylesheet href=a.css><style>p::before{content:var(--n)}</style><p>甲</p>"
    )
    assert told(elsewhere) == {"document-left-out": "@left-styles"}


@pytest.mark.parametrize(
    "sheet",
    [
        ".a{.x{display:none}}",
        ".a{color:red;&>.x{display:none}}",
        ".a{@media (width>=1000px){.x{display:none}}}",
        ":root{--d:none}.x{display:var(--d)}",
        ".x{--d:block;--e:var(--d2,none);display:var(--e)}",
        "@supports (display:grid){.x{display:none}}",
        "@supports not (-moz-appearance:none){.x{display:none}}",
        "@layer b,a;@layer a{.x{display:none}}@layer b{.x{display:block}}",
        "@scope (.a){.x{display:none}}",
        "@media (prefers-color-scheme:light) and (pointer:fine){.x{display:none}}",
        "@media (400px<=width<=1280px){.x{display:none}}",
        ".x{position:absolute;left:200vw}",
        ".x{transform:translateX(-200vw)}",
        ".x{margin:0 0 0 -9999px}",
        ".x{position:absolute;inset:0 auto auto -9999px}",
        ".x{scale:0}",
        ".x{transform:rotateY(90deg)}",
        ".x{clip-path:polygon(0 0,0 0,0 0)}",
        ".x{-webkit-text-fill-color:transparent}",
        ".x{color:tomato;background:tomato}",
        ".x{opacity:calc(0)}",
        ".x{display:none",
        "@scope (.a) to (.y){.x{display:none}}",
        "@layer b{.x{all:unset}} .x{display:none}",
    ],
)
def test_a_browser_of_today_hides_by_it(sheet: str) -> None:
    assert shown(f"<style>{sheet}</style><div class=a>{A}<p class=x>{B}</p></div>") == [A]


@pytest.mark.parametrize(
    "sheet",
    [
        "@supports not (display:grid){.x{display:none}}",
        "@media not print{.y{color:red}} @media not all and (min-width:500px){.x{display:none}}",
        "@media (prefers-color-scheme:dark),(hover:none){.x{display:none}}",
        "@layer a{.x{display:none}} .x{display:block}",
        ".x{left:-9999px}",
        ".x{position:absolute;left:50%;margin-left:-490px}",
        ".x{float:left;margin-left:-100%}",
        ".x{height:0;overflow:hidden;padding-bottom:56%}",
        ".x{zoom:0}",
        "}.x{display:none}",
        ".x{display:var(--nothing)}",
        "@scope (.a) to (.x){.x{display:none}}",
        "@starting-style{.x{display:none}}",
        ".x{clip-path:polygon(0 0, 0 100%, 100% 100%)}",
    ],
)
def test_a_browser_of_today_shows_it_still(sheet: str) -> None:
    source = f"<style>{sheet}</style><div class=a>{A}<p class=x>{B}</p></div>"
    assert shown(source) == [A, B]
    assert told(source) == {}


SHADOW = "<template shadowrootmode=open>{}</template>"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (
            f"<div>{SHADOW.format('<p>甲</p><slot></slot><p>丙</p>')}<p>乙</p></div>",
            ["甲", "乙", "丙"],
        ),
        (f"<div>{SHADOW.format('<p>甲</p>')}<p>乙</p></div>", ["甲"]),
        (
            f"<x-y>{SHADOW.format('<slot name=b></slot><p>甲</p><slot name=a>丁</slot>')}"
            "<p slot=a>丙</p><p slot=b>乙</p>戊</x-y>",
            ["乙", "甲", "丙"],
        ),
        (f"<x-y>{SHADOW.format('<p>甲</p><slot><p>丁</p></slot>')}</x-y>", ["甲", "丁"]),
        (f"<x-y>{SHADOW.format('<slot></slot><slot></slot>')}甲</x-y>", ["甲"]),
        (f"<x-y>{SHADOW.format('<p>达<slot></slot>以上</p>')}5%</x-y>", ["达5%以上"]),
        (f"<x-y>{SHADOW.format('<p hidden><slot></slot></p>甲')}乙</x-y>", ["甲"]),
        (f"<x-y>{SHADOW.format('甲')}{SHADOW.format('乙')}</x-y>", ["甲"]),
        (f"<b>{SHADOW.format('乙')}甲</b>", ["甲"]),
    ],
)
def test_an_element_shows_its_template_and_what_that_has_a_place_for(
    source: str, text: list[str]
) -> None:
    assert shown(source) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<option>甲<option selected>乙", "乙"),
        ("<option disabled>甲<option>乙", "乙"),
        ("<option label=乙>甲", "乙"),
        ("<option selected>甲<option selected>乙", "乙"),
    ],
)
def test_a_list_shows_the_line_that_is_chosen(source: str, text: str) -> None:
    assert shown(f"<p>{A}<select>{source}</select></p>") == [f"{A} {text}"]


def test_a_list_of_several_lines_shows_all_but_those_that_are_hidden() -> None:
    lines = "<optgroup label=甲><option>乙<option hidden>丙<option style='display:none'>丁"
    assert shown(f"<p>{A}<select size=4>{lines}</select></p>") == [f"{A} 甲 乙"]


@pytest.mark.parametrize(
    "source",
    [
        "<bdo dir=rtl>53</bdo>",
        "<b style='unicode-bidi:bidi-override;direction:rtl'>53</b>",
        "<style>b{unicode-bidi:isolate-override}</style><b dir=rtl>53</b>",
    ],
)
def test_what_is_turned_round_reads_as_it_is_shown(source: str) -> None:
    assert shown(f"<p>增长{source}%</p>") == ["增长35%"]


def test_elements_of_one_kind_are_hidden_each_for_itself() -> None:
    kind = f"<p class=a style='visibility:hidden'>{B}</p>"
    page = read(f"<style>.a{{color:#000}}</style><p>{A}</p>{kind}{kind}<div>{kind}</div>")
    assert [one.values.get("n") for one in page.told] == [3]


def test_words_of_a_drawing_stay_apart() -> None:
    drawn = "<svg><text>2025</text><text>2030<tspan x=5>2035</tspan></text></svg>"
    assert shown(drawn) == ["2025 2030 2035"]


@pytest.mark.parametrize(
    "empty", ["<script/>", "<style/>", "<title/>", "<textarea/>", "<iframe/>", "<p/>"]
)
def test_an_empty_element_of_xml_swallows_nothing(empty: str) -> None:
    page = f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{empty}<p>{A}</p></body></html>'
    for source in (page, page.replace("</body>", "&nbsp;<br></body>")):  # the second is no XML
        read = html.read(source.encode(), "page.xhtml")
        assert [passage.text for passage in read.passages] == [A]
