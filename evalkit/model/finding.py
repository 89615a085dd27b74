"""The catalogue of findings, and findings as values: code, place, and the user's own words.

In: a code and its values. Out: a sentence in Chinese or English that states the fact and the way out.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from string import Formatter

from evalkit.model.place import SourceProblem, Span, width

Bilingual = tuple[str, str]  # the user's own words in both languages: (zh, en)
Value = str | int | float | Bilingual


class Severity(StrEnum):
    """error: what it touches is not scored; warning: scored, and shown; note: good to know."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.NOTE)


@dataclass(frozen=True, slots=True)
class Words:
    """One language of a code: the fact, what stands under the caret, and ways out.

    Of ``ways_out`` the first whose every field has a value is shown.
    """

    fact: str
    label: str
    ways_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of finding."""

    id: str
    severity: Severity
    en: Words
    zh: Words

    def meaning(self, lang: str) -> str:
        """The fact with … for what changes from finding to finding."""
        fact = (self.zh if lang == "zh" else self.en).fact.replace("{{", "\0").replace("}}", "\1")
        return _FIELD.sub("…", fact).replace("\0", "{").replace("\1", "}")


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault at one place."""

    code: str
    span: Span
    values: tuple[tuple[str, Value], ...] = ()
    case: str | None = None
    ref: str | None = None

    @property
    def severity(self) -> Severity:
        return CATALOGUE[self.code].severity

    def message(self, lang: str = "en") -> str:
        return _words(self.code, lang).fact.format_map(self._said(lang))

    def label(self, lang: str = "en") -> str:
        return _first([_words(self.code, lang).label], self._said(lang))

    def way_out(self, lang: str = "en") -> str:
        return _first(_words(self.code, lang).ways_out, self._said(lang))

    def _said(self, lang: str) -> dict[str, str | int | float]:
        return {name: say(value, lang) for name, value in self.values}


def listed(values: Iterable[object]) -> str:
    """Values side by side, as a finding names them."""
    return ", ".join(str(value) for value in values)


def found(code: str, span: Span, /, **values: Value | None) -> Finding:
    """A finding; ``case`` and ``ref`` say what it touches, the other values fill the code's sentences."""
    case, ref = values.pop("case", None), values.pop("ref", None)
    said = {name: value for name, value in values.items() if value is not None}
    return Finding(
        code, span, tuple(sorted(said.items())), None if case is None else str(case), None if ref is None else str(ref)
    )


def from_problem(problem: SourceProblem, file: str) -> Finding:
    """A text that cannot be read, as a finding."""
    return found(problem.code, Span(file, problem.line, problem.column), **problem.values)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """By file and place, then severity and code; the same finding once."""
    rank = {severity: n for n, severity in enumerate(SEVERITIES)}
    unique = dict.fromkeys(findings)
    return tuple(sorted(unique, key=lambda f: (f.span, rank[f.severity], f.code, str(f.values))))


def at_or_above(findings: Iterable[Finding], severity: str) -> int:
    """How many findings are at least as severe as ``severity``."""
    counted = SEVERITIES[: SEVERITIES.index(Severity(severity)) + 1]
    return sum(f.severity in counted for f in findings)


def suggestion(word: str, choices: Iterable[str]) -> dict[str, Value]:
    """``{"suggestion": the nearest choice}``, or nothing where none is near."""
    near = difflib.get_close_matches(word, list(choices), n=1, cutoff=0.6)
    return {"suggestion": near[0]} if near else {}


def to_text(finding: Finding, line: str = "", lang: str = "en") -> str:
    """A finding as the terminal shows it; ``line`` is the text of the line it points at."""
    head = f"{finding.span}: {finding.severity}[{finding.code}]: {finding.message(lang)}"
    rows = [head]
    if finding.span.line and line.strip():
        number = str(finding.span.line)
        gap = " " * len(number)
        text, column = _window(line.rstrip(), finding.span.column)
        caret = " " * width(text[: column - 1]) + "^"
        label = finding.label(lang)
        rows += [f"{gap} |", f"{number} | {text}", f"{gap} | {caret}{' ' + label if label else ''}"]
        indent = gap
    else:
        indent = "  "
    if way_out := finding.way_out(lang):
        rows.append(f"{indent} = {'办法' if lang == 'zh' else 'help'}: {way_out}")
    return "\n".join(rows)


def _window(line: str, column: int, cells: int = 100) -> tuple[str, int]:
    """A long line cut around ``column``; the cut text and the column in it. Tabs become spaces."""
    line = line.replace("\t", " ")
    column = max(1, min(column, len(line) + 1))
    start = max(0, column - 60)
    part = line[start : start + cells]
    if start:
        return "…" + part, column - start + 1
    return part + ("…" if len(line) > cells else ""), column


def say(value: Value, lang: str) -> str | int | float:
    """A value in words: ``@term`` and ``@term number`` are evalkit's own terms, in the language."""
    if isinstance(value, tuple):
        return value[0] if lang == "zh" else value[1]
    if not (isinstance(value, str) and value.startswith("@")):
        return value
    name, _, rest = value[1:].partition(" ")
    if name not in TERMS:
        return value  # the user's own text
    term = TERMS[name][1 if lang == "zh" else 0]
    return f"{term} {rest}" if rest else term


def _words(code: str, lang: str) -> Words:
    entry = CATALOGUE[code]
    return entry.zh if lang == "zh" else entry.en


def _first(templates: Iterable[str], values: Mapping[str, Value]) -> str:
    for template in templates:
        fields = {name for _, name, _, _ in Formatter().parse(template) if name}
        if fields <= values.keys():
            return template.format_map(values)
    return ""


TERMS: dict[str, tuple[str, str]] = {
    "rubric": ("a rubric", "评价标准"), "method": ("the method", "方法"), "level": ("a level of the scale", "等级"),
    "grade": ("a grade", "等次"), "facet": ("a facet", "分类维度"), "pillar": ("a pillar", "支柱"),
    "criterion": ("a criterion", "准则"), "check": ("a check", "检查点"), "measure": ("a measure", "指标"),
    "coordination": ("a coordination block", "协调模块"), "consistency": ("a consistency index", "一致性指数"), "weights": ("a file of weights", "权重文件"), "style": ("a house style", "报告样式"), "style-sections": ("the sections of a house style", "报告样式的章节"),
    "image-outside": ("it lies outside the folder of this file", "它不在本文件所在的文件夹之内"), "image-missing": ("there is no such file", "没有这个文件"), "image-large": ("it has more than 1 MB", "它超过 1 MB"), "image-kind": ("it is neither a PNG nor a JPEG image", "它不是 PNG 或 JPEG 图片"), "image-broken": ("its picture breaks off or cannot be decoded", "图片不完整，或无法解码"), "judge": ("a judge", "判断人"), "judged": ("a set of judgements", "一组判断"), "variable": ("a variable", "主变量"), "band": ("a band", "区间"), "source": ("a source", "出处"),
    "ceilings": ("the ceilings", "等级上限"), "ranges": ("the ranges", "区间设定"), "case": ("a case", "案例"), "region": ("a region", "地区"),
    "plan": ("a plan", "规划"), "document": ("a document", "文件"), "rating": ("a rating", "评分"),
    "evidence": ("a piece of evidence", "证据"), "measurement": ("a measurement", "数据"), "target": ("a target", "目标"),
    "declaration": ("a facet's declaration", "维度声明"), "waiver": ("an accepted gap", "豁免"),
    "baseline": ("a baseline", "基期值"), "text": ("a text", "文字"), "mapping": ("a mapping (key: value)", "键值对"),
    "list": ("a list", "列表"), "number": ("a number", "数字"), "integer": ("a whole number", "整数"),
    "truth": ("true or false", "true 或 false"), "nothing": ("nothing", "空值"), "year": ("a year", "年份"),
    "gt": ("above", "大于"), "ge": ("at least", "不小于"), "lt": ("below", "小于"), "le": ("at most", "不大于"),
    "pair": ("a list of two numbers", "两个数的列表"), "translations": ("a text, or {zh: …, en: …}", "文字，或 {zh: …, en: …}"),
    "no-evidence": ("no evidence is cited", "未附证据"), "checks-met": ("checks met", "已满足检查点"),
    "contradicted": ("evidence contradicts it", "有相反证据"), "both": ("both", "两者都有"), "neither": ("neither", "两者都没有"),
    "not-applicable": ("not applicable", "不适用"), "missing": ("missing", "缺失"), "rated": ("rated", "已评"),
    "item": ("an item", "一项"), "year-baseline": ("year and baseline", "年份和基期值"), "baseline-value": ("baseline", "基期值"),
    "year-value": ("year", "年份"), "old-word": ("an old Office file (DOC, XLS, WPS)", "旧版 Office 文件（DOC、XLS、WPS）"),
    "picture": ("a picture", "图片"), "other": ("a format of another kind", "其他格式的文件"), "unpacked": ("it unpacks to an unreasonable size", "解压后大得不合理"),
    "nested": ("its parts are nested too deeply", "嵌套层数过多"), "too-many-pages": ("more than 3,000 pages", "超过 3000 页"),
    "slow": ("reading it took more than three minutes", "读取超过三分钟"), "nothing-there": ("nothing", "空缺"),
}  # fmt: skip

_FIELD = re.compile(r"\{[^{}]*\}")

E_, W_, N_ = Severity.ERROR, Severity.WARNING, Severity.NOTE


def _code(id: str, severity: Severity, en: tuple[str, ...], zh: tuple[str, ...]) -> Code:
    """``en`` and ``zh``: the fact, the label under the caret, then ways out."""
    return Code(id, severity, Words(en[0], en[1], en[2:]), Words(zh[0], zh[1], zh[2:]))


_CODES = (
    # The file as text
    _code("file-too-large", E_,
          ("the file is larger than {limit} MB", "", "split it: one case a file; plans and pictures stay beside the case, named under `documents`"),
          ("文件超过 {limit} MB", "", "请拆分：每个案例一个文件；规划原文、图片另存，在 `documents` 中列明即可")),
    _code("file-empty", E_,
          ("the file is empty", "", "write one with `evalkit new case ID`"),
          ("文件是空的", "", "可用 `evalkit new case ID` 生成一个待填写的案例文件")),
    _code("encoding-not-utf8", E_,
          ("the file is not UTF-8 text (it looks like {guess})", "", "save it again as UTF-8: in Notepad, Save As, Encoding: UTF-8; in WPS or Excel, export as UTF-8"),
          ("文件不是 UTF-8 编码（看起来是 {guess}）", "", "请另存为 UTF-8：记事本“另存为”时编码选 UTF-8；WPS、Excel 导出时选 UTF-8")),
    _code("control-character", E_,
          ("the file holds the invisible character {character}", "here", "delete it; it often comes along when text is pasted from a PDF"),
          ("文件中有不可见字符 {character}", "在这里", "请删除；从 PDF 粘贴文字时常会带入")),
    # YAML
    _code("yaml-tab", E_,
          ("a tab stands where YAML wants spaces", "tab", "indent with spaces, two for each step"),
          ("缩进处用了制表符，YAML 只认空格", "制表符", "请改用空格缩进，每级两个")),
    _code("yaml-indent", E_,
          ("the indentation here does not fit the lines above", "", "lines of one list or mapping start in the same column; go up from here to the first line that is out of step"),
          ("此处缩进与上文对不上", "", "同一组内容要左端对齐；请从这里往上找第一处没有对齐的行")),
    _code("yaml-colon", E_,
          ("a second colon on the line makes YAML expect a new key", "", "put the whole text in quotes: key: \"text: with a colon\""),
          ("同一行出现第二个冒号，YAML 会当成新的键", "", "请给整段文字加引号，例如 key: \"文字: 带冒号\"")),
    _code("yaml-colon-missing", E_,
          ("a key without its colon", "", "write `key: value`, with a space after the colon"),
          ("这一行的键后面缺少冒号", "", "写作 `键: 值`，冒号后留一个空格")),
    _code("yaml-full-width-colon", E_,
          ("a full-width colon “：” stands where YAML wants `:` and a space", "full-width", "write `key: value` with a half-width colon; “：” is fine inside the text itself"),
          ("键后用了全角冒号“：”，YAML 要的是半角 `:` 加空格", "全角", "请写作 `键: 值`；正文里的“：”不受影响")),
    _code("yaml-quote-open", E_,
          ("a quotation mark is opened here and never closed", "opened here", "close it, or drop it: most text needs no quotes; within double quotes write \\\" for a quotation mark"),
          ("引号从这里开始，后面没有合上", "起于此处", "请补上另一半引号，或者去掉：多数文字不必加引号；双引号内的引号写作 \\\"")),
    _code("yaml-bracket-open", E_,
          ("a bracket is opened here, and what follows does not close it", "opened here", "close it, or put a comma between items; text that holds , [ ] {{ }} goes in quotes"),
          ("括号从这里开始，后面没有正确合上", "起于此处", "请补上另一半括号，或在各项之间加逗号；含 , [ ] {{ }} 的文字请加引号")),
    _code("yaml-escape", E_,
          ("a backslash within double quotes starts an escape that YAML does not know", "", "use single quotes, or write \\\\ for a backslash"),
          ("双引号内的反斜杠后面跟了 YAML 不认识的字符", "", "请改用单引号，或用 \\\\ 表示反斜杠")),
    _code("yaml-character", E_,
          ("a value cannot start with `{character}`", "", "put the value in quotes"),
          ("值不能以 `{character}` 开头", "", "请给这个值加上引号")),
    _code("yaml-syntax", E_,
          ("the text cannot be read as YAML here: {problem}", "", "compare with a file written by `evalkit new case ID`"),
          ("此处不符合 YAML 写法：{problem}", "", "可与 `evalkit new case ID` 生成的文件对照")),
    _code("yaml-anchor", E_,
          ("anchors, aliases and merge keys (& * <<) are not read", "", "write the value out where it is needed; text that begins with & or * goes in quotes"),
          ("不支持锚点、引用和合并键（& * <<）", "", "请在用到的地方直接写出内容；以 & 或 * 开头的文字请加引号")),
    _code("yaml-tag", E_,
          ("the tag {tag} is not read", "", "drop it; text that begins with ! goes in quotes"),
          ("不支持标签 {tag}", "", "请删去；以 ! 开头的文字请加引号")),
    _code("yaml-too-deep", E_,
          ("values are nested more than {limit} deep", "", "no file of evalkit's needs this; look for brackets that were never closed"),
          ("嵌套超过 {limit} 层", "", "evalkit 的文件都用不到这么深，请检查是否有没合上的括号")),
    _code("yaml-too-many-values", E_,
          ("the file holds more than {limit} values", "", "split it: one case a file"),
          ("文件中的值超过 {limit} 个", "", "请拆分：每个案例一个文件")),
    _code("yaml-documents", E_,
          ("a second document starts here (`---`)", "", "one file holds one rubric or one case; move the rest to a file of its own"),
          ("这里开始了第二个文档（`---`）", "", "一个文件只放一套标准或一个案例，其余请另存")),
    _code("number-out-of-range", E_,
          ("the number {value} is too long to be read exactly", "", "check the digits, or put it in quotes if it is a code"),
          ("数字 {value} 过长，无法精确读取", "", "请核对位数；如果是代码，请加引号")),
    _code("key-repeated", E_,
          ("the key \"{key}\" stands here a second time; the first is on line {first}", "", "keep one of the two; several raters of one criterion go in a list: `- rater: a`"),
          ("键 \"{key}\" 重复出现，第一次在第 {first} 行", "", "请保留一处；同一准则有多位评分人时写成列表：`- rater: a`")),
    _code("key-not-text", E_,
          ("a key must be a plain word", "", "text with {{ or [ at its start goes in quotes"),
          ("键必须是普通文字", "", "以 {{ 或 [ 开头的文字请加引号")),
    # Shape
    _code("file-kind-unknown", W_,
          ("this is neither a rubric nor a case, and was passed over", "", "a case starts with `case: ID`, a rubric with `rubric: ID`"),
          ("既不是评价标准也不是案例，已跳过", "", "案例以 `case: ID` 开头，评价标准以 `rubric: ID` 开头")),
    _code("key-unknown", E_,
          ("\"{key}\" is not a key of {owner}", "", "did you mean \"{suggestion}\"?", "keys here: {keys}"),
          ("\"{key}\" 不是{owner}的键", "", "是否想写 \"{suggestion}\"？", "此处可用的键：{keys}")),
    _code("key-missing", E_,
          ("{owner} lacks \"{key}\"", "", "add `{key}: …`"),
          ("{owner}缺少 \"{key}\"", "", "请补上 `{key}: …`")),
    _code("value-kind", E_,
          ("\"{key}\" should be {wanted}, and is {given}", "", "write {wanted}"),
          ("\"{key}\" 应为{wanted}，现在是{given}", "", "请改为{wanted}")),
    _code("value-unknown", E_,
          ("\"{value}\" is not among the choices for \"{key}\"", "", "did you mean \"{suggestion}\"? One of: {choices}", "one of: {choices}"),
          ("\"{value}\" 不在 \"{key}\" 的可选值之内", "", "是否想写 \"{suggestion}\"？可选：{choices}", "可选：{choices}")),
    _code("value-limit", E_,
          ("\"{key}\" must be {limit}, and is {value}", "", "write a number that is {limit}"),
          ("\"{key}\" 须{limit}，现在是 {value}", "", "请改为{limit}的数")),
    _code("text-comma", E_,
          ("a comma within {{ }} breaks the text off before \"{key}\"", "", "put the text in quotes: {{en: \"one, two\"}}; a decimal has a point: 0.66"),
          ("花括号里的英文逗号把文字在 \"{key}\" 之前断开了", "", "请给文字加引号：{{en: \"one, two\"}}；小数用点：0.66")),
    _code("text-empty", E_,
          ("\"{key}\" is empty", "", "write a sentence, or `{{zh: …, en: …}}`"),
          ("\"{key}\" 是空的", "", "请写一句话，或写成 `{{zh: …, en: …}}`")),
    _code("id-form", E_,
          ("\"{value}\" cannot be an id", "", "small letters, digits and hyphens, a letter first: \"{example}\"", "small letters, digits and hyphens, a letter first"),
          ("\"{value}\" 不能用作标识", "", "只用小写字母、数字和连字符，以字母开头，例如 \"{example}\"", "只用小写字母、数字和连字符，以字母开头")),
    _code("date-form", E_,
          ("\"{value}\" is not a date", "", "write year-month-day: 2026-01-27"),
          ("\"{value}\" 不是日期", "", "请写作 年-月-日：2026-01-27")),
    _code("colour-form", E_,
          ("\"{value}\" is no colour that reads on white", "", "write # and six hexadecimal digits in quotes, dark enough for text (contrast 4.5 or more), such as \"#1f4e79\"; without quotes # begins a comment"),
          ("\"{value}\" 不是在白底上看得清的颜色", "", "请加引号写 # 和六位十六进制数，且足够深（对比度不低于 4.5），例如 \"#1f4e79\"；不加引号时，# 之后是注释")),
    _code("image-unread", E_,
          ("\"{image}\" cannot be used: {because}", "", "put a PNG or JPEG of at most 1 MB beside this file and name it here"),
          ("\"{image}\" 无法使用：{because}", "", "请把不超过 1 MB 的 PNG 或 JPEG 图片放在本文件旁边，并在此写明文件名")),
    _code("pin-form", E_,
          ("\"{value}\" does not name a rubric and its version", "", "write id@version: regional-innovation@1.0.0"),
          ("\"{value}\" 没有写明标准及其版本", "", "写作 标识@版本：regional-innovation@1.0.0")),
    _code("version-form", E_,
          ("\"{value}\" is not a version", "", "write three numbers, in quotes if need be: 1.0.0"),
          ("\"{value}\" 不是版本号", "", "写三段数字：1.0.0")),
    # Rubric
    _code("id-repeated", E_,
          ("the id \"{id}\" is taken; the first is on line {first}", "", "ids of pillars and criteria are unique in a rubric: rename one"),
          ("标识 \"{id}\" 已被占用，第一次在第 {first} 行", "", "同一套标准内，支柱与准则的标识不得重复，请改名")),
    _code("scale-steps", E_,
          ("the scale needs at least two levels, rising from one to the next", "", "write `- {{level: 0, label: …, means: …}}` and so on, upwards"),
          ("等级尺度至少要有两级，且逐级上升", "", "从低到高依次写 `- {{level: 0, label: …, means: …}}`")),
    _code("level-undescribed", E_,
          ("\"{criterion}\" describes no level {level}", "", "every level of the scale needs a descriptor: add `{level}: …` under `levels`"),
          ("\"{criterion}\" 没有描述 {level} 级", "", "尺度的每一级都要有描述：请在 `levels` 下补 `{level}: …`")),
    _code("level-not-on-scale", E_,
          ("level {level} is not on the scale", "the scale has {levels}", "drop it, or add the level to `scale`"),
          ("尺度上没有 {level} 级", "尺度为 {levels}", "请删去，或在 `scale` 中增加这一级")),
    _code("criterion-kind", E_,
          ("\"{criterion}\" needs either `levels` or a `measure`, and has {given}", "", "a criterion that people rate has levels; one that is measured has a measure"),
          ("\"{criterion}\" 应有 `levels` 或 `measure` 之一，现在{given}", "", "由人评分的准则写等级描述，由数据计分的准则写指标")),
    _code("measure-parameters", E_,
          ("normalisation \"{normalisation}\" needs `{needs}`", "", "{example}"),
          ("归一化方法 \"{normalisation}\" 需要 `{needs}`", "", "{example}")),
    _code("grades-order", E_,
          ("the grades do not cover every score from 0 to 1", "", "one grade starts `from: 0`; each start is used once and lies below 1"),
          ("等次没有覆盖 0 到 1 的全部得分", "", "须有一个等次 `from: 0`；每个起点只用一次，且小于 1")),
    _code("facet-unknown", E_,
          ("\"{facet}\" is not a facet of this rubric", "", "did you mean \"{suggestion}\"?", "facets: {choices}"),
          ("本标准没有分类维度 \"{facet}\"", "", "是否想写 \"{suggestion}\"？", "可用维度：{choices}")),
    _code("facet-value-unknown", E_,
          ("\"{value}\" is not a value of the facet \"{facet}\"", "", "did you mean \"{suggestion}\"? One of: {choices}", "one of: {choices}"),
          ("分类维度 \"{facet}\" 没有取值 \"{value}\"", "", "是否想写 \"{suggestion}\"？可选：{choices}", "可选：{choices}")),
    _code("reference-unknown", E_,
          ("\"{name}\" names no pillar or criterion of this rubric", "", "did you mean \"{suggestion}\"?", "write a criterion's id, or a pillar's with `.*`: layout.*"),
          ("\"{name}\" 不是本标准的支柱或准则", "", "是否想写 \"{suggestion}\"？", "请写准则标识，或支柱标识加 `.*`，如 layout.*")),
    _code("pillar-empty", E_,
          ("the pillar \"{pillar}\" has no criteria and no pillars", "", "add criteria, or drop the pillar"),
          ("支柱 \"{pillar}\" 下没有准则或子支柱", "", "请添加准则，或删去该支柱")),
    _code("rubric-empty", E_,
          ("nothing in this rubric counts towards a total", "", "give at least one pillar a scored criterion, a weight above zero and no `counts: false`"),
          ("本标准中没有任何内容计入总分", "", "至少让一个支柱含有计分的准则、权重大于零，且不写 `counts: false`")),
    _code("weights-zero", E_,
          ("all weights below \"{pillar}\" are zero", "", "give at least one of them a weight above zero"),
          ("\"{pillar}\" 之下的权重全为零", "", "至少给其中一项大于零的权重")),
    # Weights
    _code("weights-other-rubric", E_,
          ("these weights are for {wanted}, and the rubric is {used}", "", "put {wanted} into rubrics/, or make weights for {used}"),
          ("这份权重用于 {wanted}，而标准是 {used}", "", "请把 {wanted} 放入 rubrics/，或为 {used} 另定权重")),
    _code("part-unknown", E_,
          ("\"{name}\" is not a part of \"{of}\"", "", "did you mean \"{suggestion}\"? Parts: {choices}", "parts: {choices}"),
          ("\"{of}\" 之下没有 \"{name}\"", "", "是否想写 \"{suggestion}\"？可选：{choices}", "可选：{choices}")),
    _code("judgement-missing", E_,
          ("judge \"{judge}\" does not compare \"{a}\" with \"{b}\"", "", "add under `pairs`: {a}: {{{b}: 3}} where \"{a}\" is three times as important, {b}: {{{a}: 3}} where \"{b}\" is"),
          ("判断人 \"{judge}\" 没有比较 \"{a}\" 与 \"{b}\"", "", "请在 `pairs` 下补：\"{a}\" 重要三倍写 {a}: {{{b}: 3}}，\"{b}\" 重要三倍写 {b}: {{{a}: 3}}")),
    _code("judgement-conflict", E_,
          ("judge \"{judge}\" compares \"{a}\" with \"{b}\" twice, and not alike: {first} and {second}", "", "keep one of the two"),
          ("判断人 \"{judge}\" 对 \"{a}\" 与 \"{b}\" 比较了两次，且不一致：{first} 与 {second}", "", "请只保留一次")),
    _code("judgement-inconsistent", W_,
          ("the judgements of \"{judge}\" on \"{of}\" do not fit together: consistency ratio {ratio}, above 0.1", "{a} over {b} is {ab}, {b} over {c} is {bc}, yet {a} over {c} is {ac}", "look at these three again: they fit least"),
          ("判断人 \"{judge}\" 对 \"{of}\" 的判断前后不一：一致性比率为 {ratio}，高于 0.1", "{a} 比 {b} 为 {ab}，{b} 比 {c} 为 {bc}，而 {a} 比 {c} 却为 {ac}", "请重新考虑这三项：它们最不相合")),
    # Case
    _code("rubric-unknown", E_,
          ("no rubric \"{rubric}\" was found", "looked in: {places}", "did you mean \"{suggestion}\"?", "name it with -r FILE, or put it in rubrics/"),
          ("找不到评价标准 \"{rubric}\"", "已查找：{places}", "是否想写 \"{suggestion}\"？", "用 -r 指定文件，或放入 rubrics/")),
    _code("rubric-version-unknown", E_,
          ("\"{rubric}\" is here as version {present}, not {wanted}", "", "put version {wanted} beside it, or read what changed and pin {present}; a case is never scored under a version it does not name"),
          ("\"{rubric}\" 现有版本为 {present}，不是 {wanted}", "", "请放入 {wanted} 版，或核对变化后改为 {present}；案例只按其写明的版本计分")),
    _code("rubric-differs", E_,
          ("this case is pinned to {wanted}; this run uses {used}", "", "score it under its own version, in a run of its own and without -r: `evalkit score {file}`; what a newer version changes: `evalkit rubric diff {wanted} {used} {file}`"),
          ("本案例采用 {wanted}，本次运行采用 {used}", "", "请单独运行、不加 -r，按其自身版本计分：`evalkit score {file}`；新版本的变化见 `evalkit rubric diff {wanted} {used} {file}`")),
    _code("case-repeated", E_,
          ("the case id \"{id}\" is taken by {first}", "", "give this case an id of its own, or leave the file out"),
          ("案例标识 \"{id}\" 已被 {first} 使用", "", "请另取标识，或不要同时读入这个文件")),
    _code("criterion-unknown", E_,
          ("\"{criterion}\" is not a criterion of {rubric}", "", "did you mean \"{suggestion}\"?", "`evalkit rubric show` lists the criteria"),
          ("{rubric} 没有准则 \"{criterion}\"", "", "是否想写 \"{suggestion}\"？", "`evalkit rubric show` 可列出全部准则")),
    _code("criterion-measured", E_,
          ("\"{criterion}\" is measured, not rated", "", "give its value under `measures`"),
          ("\"{criterion}\" 由数据计分，不由人评分", "", "请把数值写在 `measures` 下")),
    _code("level-unknown", E_,
          ("\"{criterion}\" has no level {level}", "levels {low} to {high} are defined at {where}", "use {low}–{high}, or `state: not-applicable` with a reason"),
          ("\"{criterion}\" 没有 {level} 级", "{low} 至 {high} 级见 {where}", "请用 {low}–{high}，或写 `state: not-applicable` 并说明理由")),
    _code("level-missing", E_,
          ("the rating of \"{criterion}\" has no level", "", "add `level: …`; or `state: not-applicable` or `state: missing`, with a reason"),
          ("\"{criterion}\" 的评分没有等级", "", "请补 `level: …`；或写 `state: not-applicable`、`state: missing` 并说明理由")),
    _code("state-conflict", E_,
          ("\"{criterion}\" is {state} and has a level all the same", "", "drop the level or drop the state"),
          ("\"{criterion}\" 标为 {state}，却又给了等级", "", "请删去等级或删去状态")),
    _code("check-unknown", E_,
          ("\"{criterion}\" has no check \"{check}\"", "", "did you mean \"{suggestion}\"? Checks: {choices}", "checks: {choices}", "this criterion has no checks"),
          ("\"{criterion}\" 没有检查点 \"{check}\"", "", "是否想写 \"{suggestion}\"？检查点：{choices}", "检查点：{choices}", "该准则没有检查点")),
    _code("reason-missing", E_,
          ("\"{criterion}\" is not-applicable without a reason", "", "add `because: …`: what leaves the score must say why"),
          ("\"{criterion}\" 标为不适用，但没有理由", "", "请补 `because: …`：不计分的准则必须说明原因")),
    _code("rating-without-reason", W_,
          ("rater {rater} gives \"{criterion}\" level {level} without a reason", "", "add `because: …`: why this level, and why not one higher"),
          ("评分人 {rater} 给 \"{criterion}\" 评 {level} 级，没有写理由", "", "请补 `because: …`：为何是这一级，为何不到上一级")),
    _code("level-above-ceiling", W_,
          ("\"{criterion}\" is rated {level}; what supports it carries {ceiling}", "counted as {ceiling}: {because}", "tick the checks that are met and cite evidence, or lower the level"),
          ("\"{criterion}\" 评为 {level} 级，现有依据只支持 {ceiling} 级", "按 {ceiling} 级计：{because}", "请勾选已满足的检查点并附证据，或下调等级")),
    _code("rater-repeated", E_,
          ("rater \"{rater}\" rates \"{criterion}\" twice", "", "keep one; a chair's decision after discussion is `adjudicates: true`"),
          ("评分人 \"{rater}\" 对 \"{criterion}\" 评了两次", "", "请保留一次；合议后的裁定写 `adjudicates: true`")),
    _code("raters-apart", W_,
          ("raters of \"{criterion}\" are {spread} levels apart ({levels})", "", "let them read each other's reasons, then add a rating with `adjudicates: true`"),
          ("\"{criterion}\" 的评分相差 {spread} 级（{levels}）", "", "请互看理由后合议，再补一条 `adjudicates: true` 的评分")),
    _code("states-differ", W_,
          ("raters disagree whether \"{criterion}\" applies ({states})", "", "settle it with a rating that has `adjudicates: true`; until then the levels given are counted"),
          ("评分人对 \"{criterion}\" 是否适用意见不一（{states}）", "", "请以 `adjudicates: true` 的评分裁定；在此之前按已给等级计分")),
    _code("adjudication-missing", W_,
          ("raters of \"{criterion}\" differ ({levels}) and nobody adjudicated; it counts as missing", "", "this rubric asks for a rating with `adjudicates: true` where raters differ"),
          ("\"{criterion}\" 的评分不一致（{levels}）且无人裁定，按缺失计", "", "本标准要求不一致时补一条 `adjudicates: true` 的评分")),
    _code("rated-though-not-applicable", W_,
          ("\"{criterion}\" is rated, but does not apply to this case ({because})", "", "check the facets; the rating is shown and not counted"),
          ("\"{criterion}\" 已评分，但不适用于本案例（{because}）", "", "请核对分类维度；该评分只展示，不计分")),
    _code("facet-undeclared", W_,
          ("the case does not declare the facet \"{facet}\"; what depends on it ({n}) is taken to apply", "", "add under `facets`: {facet}: {{is: …, because: …}}"),
          ("案例没有声明分类维度 \"{facet}\"；有 {n} 条准则取决于它，暂按适用处理", "", "请在 `facets` 下补：{facet}: {{is: …, because: …}}")),
    _code("facet-without-reason", W_,
          ("the facet \"{facet}\" is declared without a reason", "", "add `because: …`"),
          ("分类维度 \"{facet}\" 没有写理由", "", "请补 `because: …`")),
    _code("document-unknown", W_,
          ("\"{document}\" is not among this case's documents", "", "did you mean \"{suggestion}\"?", "documents: {choices}", "list it under `documents` with id, title and date"),
          ("\"{document}\" 不在本案例的文件清单中", "", "是否想写 \"{suggestion}\"？", "已列文件：{choices}", "请在 `documents` 中列出其标识、标题和日期")),
    _code("document-repeated", E_,
          ("two documents have the id \"{id}\"", "", "give each document its own id"),
          ("有两份文件使用标识 \"{id}\"", "", "请给每份文件各自的标识")),
    _code("criteria-missing", N_,
          ("{n} of {total} criteria that apply are not rated: {list}", "", "rate them, or write `state: missing` with what was looked for"),
          ("适用的 {total} 条准则中有 {n} 条未评：{list}", "", "请补评，或写 `state: missing` 并说明查找过什么")),
    # Measures
    _code("measure-unknown", W_,
          ("\"{measure}\" is not a measured criterion of {rubric}", "", "did you mean \"{suggestion}\"?", "measures: {choices}", "this rubric measures nothing"),
          ("{rubric} 没有数据准则 \"{measure}\"", "", "是否想写 \"{suggestion}\"？", "数据准则：{choices}", "本标准没有数据准则")),
    _code("measure-unit", E_,
          ("\"{measure}\" is given in {given}; the rubric asks for {wanted}", "", "convert the value, or correct the unit"),
          ("\"{measure}\" 的单位是 {given}，标准要求 {wanted}", "", "请换算数值，或更正单位")),
    _code("measure-capped", N_,
          ("\"{measure}\" is {value}, beyond the goalpost {goalpost}; it counts as the goalpost", "", "nothing to do: the report says so"),
          ("\"{measure}\" 为 {value}，超出标杆 {goalpost}，按标杆计", "", "无须处理，报告会注明")),
    _code("section-gone", N_,
          ("reports have no section \"{section}\" any more; the {report} is written without it", "", "take it out of the list"),
          ("报告已不再有 \"{section}\" 一节，{report} 按无此节写出", "", "从列表中删去即可")),
    _code("measure-differs", N_,
          ("\"{measure}\" for {year} is {value} here and {other} in {table}; the case's own value counts", "", "correct whichever is wrong, or say in `source` why they differ"),
          ("\"{measure}\" {year} 年此处为 {value}，{table} 中为 {other}；以案例为准", "", "请更正有误的一处，或在 `source` 中说明差异原因")),
    _code("measure-transform", W_,
          ("\"{measure}\" is {value}, which has no {transform}; it counts as missing", "", "check the value; `transform: {transform}` needs values above zero"),
          ("\"{measure}\" 为 {value}，无法取 {transform}，按缺失计", "", "请核对数值；`transform: {transform}` 要求数值大于零")),
    _code("sample-small", W_,
          ("\"{measure}\" is scored against the sample ({normalisation}), and the sample has {n} cases; {least} are asked for", "", "use goalposts, or read its scores as a ranking within this sample only"),
          ("\"{measure}\" 按样本归一（{normalisation}），样本只有 {n} 个案例，要求至少 {least} 个", "", "请改用固定标杆，或只把得分看作样本内的相对位置")),
    _code("sample-constant", W_,
          ("\"{measure}\" is the same for every case, so {normalisation} cannot tell them apart; it counts as missing", "", "use goalposts"),
          ("各案例的 \"{measure}\" 完全相同，{normalisation} 无法区分，按缺失计", "", "请改用固定标杆")),
    _code("table-columns", E_,
          ("the table lacks the column \"{column}\"", "", "columns: region, measure, value, unit, year, source"),
          ("表中缺少列 \"{column}\"", "", "所需列：region, measure, value, unit, year, source")),
    _code("table-value", E_,
          ("\"{value}\" in column \"{column}\" is not {wanted}; the row is left out", "", "write {wanted}; leave the row out where nothing is known"),
          ("\"{column}\" 列的 \"{value}\" 不是{wanted}，该行未读入", "", "请写{wanted}；没有数据的行请删去")),
    _code("table-repeated", E_,
          ("{region}, {measure}, {year} stands here a second time; the first is on line {first}", "", "keep one row"),
          ("{region}、{measure}、{year} 重复，第一次在第 {first} 行", "", "请保留一行")),
    # Targets and waivers
    _code("target-incomplete", W_,
          ("the target for \"{measure}\" has no {lacks}", "", "add it, so that the plan can be held against the outcome"),
          ("\"{measure}\" 的目标缺少{lacks}", "", "请补上，以便把规划与结果相比")),
    # Documents
    _code("document-missing", W_,
          ("the file of the document \"{document}\" is not here: {file}", "", "put it there, or name the folder that holds it with --plans FOLDER; without it places and quotes cannot be checked"),
          ("文件 \"{document}\" 的原文不在：{file}", "", "请放到该位置，或用 --plans 指定所在文件夹；没有原文就无法核对位置和引文")),
    _code("document-outside", E_,
          ("\"{file}\" leads out of the folder of the case and out of the current folder; it was not opened", "", "keep plans beside the case, or name their folder with --plans FOLDER"),
          ("\"{file}\" 指向案例文件夹和当前文件夹之外，未予打开", "", "请把规划原文放在案例旁边，或用 --plans 指定所在文件夹")),
    _code("document-unnamed", N_,
          ("the case names no file for the document \"{document}\", so what is cited from it is not checked", "", "add `file: …` (and `sha256: …`) to the document"),
          ("案例没有给出文件 \"{document}\" 的原文位置，对它的引用无从核对", "", "请在该文件下补 `file: …`（以及 `sha256: …`）")),
    _code("document-changed", W_,
          ("the document \"{document}\" is not the file that was rated: its hash begins {now}, the case says {then}", "", "compare the two versions; when places and quotes hold, put the new hash into the case: sha256: {whole}"),
          ("文件 \"{document}\" 不是评分时所用的那一份：哈希以 {now} 开头，案例记录为 {then}", "", "请比对两个版本；位置和引文仍成立时，把新哈希写入案例：sha256: {whole}")),
    _code("document-format", E_,
          ("this is {given}, which is not read", "", "save it as PDF, DOCX, HTML or plain text; a picture needs a text layer (OCR) first"),
          ("这是{given}，无法读取", "", "请另存为 PDF、DOCX、HTML 或纯文本；图片须先做文字识别（OCR）")),
    _code("document-encrypted", E_,
          ("the document is locked with a password", "", "open it, and save or print it to a file without a password"),
          ("文件设有密码", "", "请打开后另存（或打印）为不带密码的文件")),
    _code("document-empty", E_,
          ("there is no text in the document", "", "check that the download is complete"),
          ("文件中没有文字", "", "请检查下载是否完整")),
    _code("document-image-only", E_,
          ("no page of the document has text: it is a scan without a text layer", "", "run it through text recognition (OCR), then use the result"),
          ("文件各页都没有文字：是没有文字层的扫描件", "", "请先做文字识别（OCR），再使用结果")),
    _code("document-broken", E_,
          ("the document cannot be read as {kind}; it is damaged or not what its name says", "", "download it again, or open it in its own program and save it anew"),
          ("无法按 {kind} 读取：文件已损坏，或与文件名不符", "", "请重新下载，或用原程序打开后另存")),
    _code("document-too-large", E_,
          ("the document is too large to be read: {limit}", "", "split it, or keep the part that is cited"),
          ("文件过大，无法读取：{limit}", "", "请拆分，或只保留被引用的部分")),
    _code("document-encoding", E_,
          ("the text is in no encoding that is known here (UTF-8, GB18030, UTF-16)", "", "save it again as UTF-8"),
          ("文字编码无法识别（支持 UTF-8、GB18030、UTF-16）", "", "请另存为 UTF-8")),
    _code("document-pages-blank", W_,
          ("{n} pages have no text: {pages}", "", "if they are scans, run them through text recognition (OCR); a quote from them cannot be found"),
          ("有 {n} 页没有文字：{pages}", "", "如为扫描页，请先做文字识别（OCR）；这些页上的引文无法找到")),
    _code("document-pages-doubtful", W_,
          ("two readers get different text from {n} pages: {pages}; the fuller text is used", "", "compare what you quote from these pages with the page itself"),
          ("两种读取方法在 {n} 页上得到的文字不同：{pages}；采用较完整的一种", "", "引用这些页时，请与原页面核对")),
    # Quotes and places
    _code("quote-altered", E_,
          ("{subject} has {ours} where \"{document}\" ({where}) has {theirs}", "there it says: {nearest}", "correct the quote from the document, then look at the rating again"),
          ("{subject}为{ours}，\"{document}\" 原文（{where}）为{theirs}", "原文：{nearest}", "请按原文更正引文，并复核评分")),
    _code("quote-not-found", E_,
          ("{subject} does not stand in \"{document}\": {quoted}", "the nearest passage, {where}: {nearest}", "copy it from the document, or drop it and describe the passage in `note`"),
          ("\"{document}\" 中没有{subject}：{quoted}", "最接近的是 {where}：{nearest}", "请从原文复制，或删去引文、在 `note` 中用自己的话概述")),
    _code("quote-close", W_,
          ("{subject} is like {where} of \"{document}\" but not the same [quote → document]: {difference}", "", "copy it from the document word for word"),
          ("{subject}与 \"{document}\" 的{where}相近但不一致［引文 → 原文］：{difference}", "", "请逐字从原文复制")),
    _code("quote-misplaced", W_,
          ("{subject} stands at {where} of \"{document}\", not at {at}", "", "write `at: {where}`"),
          ("{subject}在 \"{document}\" 的{where}，不在{at}", "", "请改为 `at: {where}`")),
    _code("quote-short", N_,
          ("{subject} is too short to prove anything; places of \"{document}\" where it stands: {n}", "", "quote the whole clause"),
          ("{subject}过短，不足为证：在 \"{document}\" 中出现 {n} 处", "", "请引用完整的分句")),
    _code("place-unknown", E_,
          ("\"{criterion}\" cites {at} of \"{document}\", and there is none", "{hint}", "look up where the passage stands with `evalkit quote` or `evalkit find`"),
          ("\"{criterion}\" 引用 \"{document}\" 的{at}，并无此处", "{hint}", "可用 `evalkit quote` 或 `evalkit find` 查出段落位置")),
    _code("place-unread", N_,
          ("the place \"{at}\" cannot be checked: {why}", "", "write a paragraph (¶34, ¶34–36) or, for a PDF, a page (p. 12)"),
          ("位置 \"{at}\" 无法核对：{why}", "", "请写段落（¶34、¶34–36）；PDF 也可写页码（第12页）")),
    # Evidence
    _code("rating-without-evidence", W_,
          ("rater {rater} gives \"{criterion}\" level {level} and cites no evidence for it", "counted as {counted}", "add under `evidence`: {{document: …, at: ¶…, quote: \"…\", note: …}}, or lower the level"),
          ("评分人 {rater} 给 \"{criterion}\" 评 {level} 级，没有附证据", "按 {counted} 级计", "请在 `evidence` 下补 {{document: …, at: ¶…, quote: \"…\", note: …}}，或下调等级")),
    _code("check-without-evidence", W_,
          ("rater {rater} ticks {checks} of \"{criterion}\" and cites nothing that supports it", "", "cite the passage, or untick the check"),
          ("评分人 {rater} 勾选了 \"{criterion}\" 的 {checks}，但没有支持它的证据", "", "请注明出处，或取消勾选")),
    _code("evidence-without-place", N_,
          ("rater {rater} cites \"{document}\" for \"{criterion}\" without a place", "", "add `at: ¶…` or `at: p. …`"),
          ("评分人 {rater} 为 \"{criterion}\" 引用 \"{document}\"，没有注明位置", "", "请补 `at: ¶…` 或 `at: 第…页`")),
    _code("passage-overused", N_,
          ("{at} of \"{document}\" carries {n} criteria: {list}", "", "see whether each of them really rests on this passage, or whether a more exact one stands elsewhere: `evalkit find`"),
          ("\"{document}\" 的{at}同时支撑 {n} 条准则：{list}", "", "请逐条确认是否确有依据，或用 `evalkit find` 另找更贴切的段落")),
    _code("contradicting-evidence", N_,
          ("rater {rater} cites {at} of \"{document}\" against \"{criterion}\"", "", "read it beside the supporting evidence; the level is {level}"),
          ("评分人 {rater} 引用 \"{document}\" 的{at}作为 \"{criterion}\" 的相反证据", "", "请与支持性证据对照阅读；现评 {level} 级")),
    # Figures
    _code("measure-without-source", W_,
          ("\"{measure}\" for {year} has no source", "", "add `source: …`: a figure that nobody can look up proves nothing"),
          ("\"{measure}\" {year} 年的数据没有注明出处", "", "请补 `source: …`：无从查证的数字不能作为依据")),
    _code("measure-implausible", W_,
          ("\"{measure}\" is {value} {unit}, outside what is plausible ({low} to {high})", "", "check the unit and the decimal point"),
          ("\"{measure}\" 为 {value} {unit}，超出合理范围（{low} 至 {high}）", "", "请核对单位和小数点")),
    _code("measure-old", N_,
          ("{n} measures date from {years}, before the plan ({plan}): they show where it starts, not what it does", "", "add later figures as they come out"),
          ("{n} 项数据为 {years} 年，早于规划（{plan} 年）：反映的是起点，不是规划的效果", "", "新数据公布后请补充")),
    _code("measure-conflict", W_,
          ("\"{measure}\" for {year} is given twice: {values}", "", "keep the figure of the better source"),
          ("\"{measure}\" {year} 年有两个数：{values}", "", "请保留来源更可靠的一个")),
    _code("baseline-differs", W_,
          ("the target for \"{measure}\" starts from {baseline} in {year}; the measured value of that year is {value}", "", "correct one of them, or say in `note` why they differ"),
          ("\"{measure}\" 的目标以 {year} 年的 {baseline} 为基期，当年实测值为 {value}", "", "请更正其一，或在 `note` 中说明差异")),
    _code("outcome-far", W_,
          ("\"{measure}\" is to reach {target} {unit} by {year}: {needed} a year from {latest} ({now}), against {achieved} a year since {since}", "", "ask what will speed it up; the plan should say"),
          ("\"{measure}\" 到 {year} 年要达到 {target}{unit}：从 {now} 年的 {latest} 起，每年须变化 {needed}，而 {since} 年以来每年为 {achieved}", "", "请追问提速的举措；规划应当说明")),
    # The plan against the framework
    _code("gate-failed", E_,
          ("\"{criterion}\" ({title}) must reach level {wanted} and is at {level}", "", "this rubric lets no plan pass below it: {rubric}"),
          ("\"{criterion}\"（{title}）必须达到 {wanted} 级，现为 {level} 级", "", "按本标准，达不到即不通过：{rubric}")),
    _code("floor-failed", E_,
          ("\"{pillar}\" ({title}) scores {score}, below its floor of {floor}", "", "the criteria that hold it down: {list}"),
          ("\"{pillar}\"（{title}）得分 {score}，低于下限 {floor}", "", "拖低得分的准则：{list}")),
    _code("path-missing", W_,
          ("the plan goes no way of its own on \"{criterion}\" ({title}), asked because of “{facet}”: level {level}", "", "the framework asks for different paths; the plan should say how it goes its own: {asks}", "the framework asks for different paths; the plan should say how it goes its own"),
          ("规划没有写出差异化路径 \"{criterion}\"（{title}）：因“{facet}”而适用，现为 {level} 级", "", "框架要求差异化路径，规划应写明自己的走法：{asks}", "框架要求差异化路径，规划应写明自己的走法")),
    _code("criterion-not-addressed", W_,
          ("the plan does not address \"{criterion}\" ({title})", "", "what is asked: {asks}", "`evalkit rubric show` says what is asked"),
          ("规划没有涉及 \"{criterion}\"（{title}）", "", "框架所问：{asks}", "`evalkit rubric show` 可查看框架所问")),
    _code("criterion-words-only", N_,
          ("the plan mentions \"{criterion}\" ({title}) in words only: level {level}", "", "the next level: {next}"),
          ("规划对 \"{criterion}\"（{title}）只有提法：{level} 级", "", "再上一级的要求：{next}")),
    _code("systems-out-of-step", W_,
          ("{ahead} ({ahead_score}) and {behind} ({behind_score}) are out of step: {apart} points apart", "", "what holds {behind} back: {list}"),
          ("{ahead}（{ahead_score}）与{behind}（{behind_score}）不同步，相差 {apart} 分", "", "拖后{behind}的准则：{list}")),
    # The audit itself
    _code("rubric-behind", N_,
          ("the case is rated under {pinned}; {latest} is here", "", "see what changed and which ratings need another look: `evalkit rubric diff {pinned} {latest} {file}`"),
          ("本案例按 {pinned} 评分；现有 {latest}", "", "查看变化及需要复核的评分：`evalkit rubric diff {pinned} {latest} {file}`")),
    _code("audit-incomplete", E_,
          ("the audit of this case is not complete: {what}", "", "an audit that could not look at everything is never a pass; give it what it lacks (texts: --plans FOLDER; places as ¶ or page; ratings)"),
          ("本案例的审核不完整：{what}", "", "没有看全就不能算通过；请补齐所缺：原文用 --plans 指定文件夹，位置写段落或页码，未评的补评")),
    _code("waiver-expired", W_,
          ("the waiver of {finding} ran out on {until}; what it accepted counts again", "", "mend the finding, or have {owner} renew the waiver"),
          ("对 {finding} 的豁免已于 {until} 到期，所豁免的问题恢复计入", "", "请解决问题，或由 {owner} 续期")),
    _code("waiver-incomplete", W_,
          ("the waiver of {finding} lacks {lacks}, and has no effect", "", "a waiver says who accepts what, why and until when: owner, because, until"),
          ("对 {finding} 的豁免缺少 {lacks}，不生效", "", "豁免须写明何人、因何、至何时：owner、because、until")),
    _code("waiver-unneeded", N_,
          ("the waiver of {finding} accepts nothing: there is no such finding", "", "drop it"),
          ("对 {finding} 的豁免没有对象：不存在这一问题", "", "请删去")),
    _code("waiver-unknown", W_,
          ("\"{finding}\" is no finding that a waiver can accept", "{firm}", "did you mean \"{suggestion}\"?", "drop it; codes are listed in docs/findings.md"),
          ("\"{finding}\" 不是可以豁免的问题", "{firm}", "是否想写 \"{suggestion}\"？", "请删去；全部代码见 docs/findings.zh.md")),
    _code("placeholder-left", W_,
          ("\"{key}\" still holds the template's \"{value}\"", "", "fill it in, or delete the line"),
          ("\"{key}\" 仍是模板里的 \"{value}\"", "", "请填写，或删去这一行")),
)  # fmt: skip

CATALOGUE: dict[str, Code] = {code.id: code for code in _CODES}
