"""Chinese: labels and sentences of reports, in the habits of official documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from evalkit.model.fields import in_language
from evalkit.report.figure import Figure, in_unit, level, number, percent, round_half_up, score, shift
from evalkit.report.model import Note, Runs, Strong, runs
from evalkit.scoring.limits import NEAR, SHOWN

if TYPE_CHECKING:
    from evalkit.report.sections.agreement import AgreementFact
    from evalkit.report.sections.changes import SuccessionFact
    from evalkit.report.sections.coherence import CoherenceFact
    from evalkit.report.sections.consistency import ConsistencyFact, ConsistencyOverAll
    from evalkit.report.sections.coordination import CoordinationFact, InStep
    from evalkit.report.sections.effects import Firmness, Heavier, Movers
    from evalkit.report.sections.groups import Contrast, Divided
    from evalkit.report.sections.outcomes import OutcomeFact, TargetFact
    from evalkit.report.sections.ranking import Ahead, Teachers
    from evalkit.report.sections.sensitivity import OutlookFact
    from evalkit.report.sections.shared import Shared
    from evalkit.report.sections.spread import Overview
    from evalkit.report.sections.strengths import Item
    from evalkit.report.sections.verdict import Verdict
    from evalkit.report.sections.weights import SecondOpinions

LABELS: dict[str, str] = {
    "comparison": "规划比较报告", "portfolio": "规划总览", "briefing": "评价简报", "summary": "要点",
    "ranking": "总体排名", "rank": "名次", "region": "地区", "plan": "规划", "score": "得分", "grade": "等次",
    "coverage": "覆盖率", "bounds": "缺项补齐后的区间", "rank-range": "换用其他权重时的名次",
    "pillars": "各支柱得分", "pillar": "支柱", "share": "占总分比重", "weight": "权重", "mean": "各规划均值",
    "place": "位次", "criteria": "逐条比较", "criteria-measured": "实测指标得分（0至100）", "what-moves": "名次与总分因何而变", "nobody-better": "无更高等级", "criterion": "准则", "code": "编号",
    "leaders": "各准则领先者", "leader": "领先地区", "best": "最高", "facets": "分组比较", "facet": "分组依据",
    "value": "数值", "cases": "规划", "overall": "总分", "level": "等级", "rater": "评分人", "raters": "评分人等级",
    "consensus": "采用等级", "checks": "已满足的检查点", "reason": "理由", "evidence": "证据",
    "document": "文件", "strengths": "主要长处", "gaps": "主要短板", "path": "差异化路径",
    "lenses": "三重价值与四条路径", "outcomes": "实测结果", "targets": "规划目标", "measure": "指标",
    "year": "年份", "latest": "最新统计数据", "baseline": "基期值", "target": "目标值", "needed": "年均所需变化",
    "source": "出处", "missing": "数据缺口与不适用的准则", "all-criteria": "全部准则", "method": "方法",
    "annex-scores": "得分构成", "annex-evidence": "评分与证据",
    "annex-method": "方法与来源", "annex-ratings": "各格背后的评分", "ratings-note": "各格依次为各评分人所评的等级；“→”后为合议裁定的等级。理由、证据和文件行号见各地简报的附件。", "comma": "，", "colon": "：", "gap": "", "ratings-grid": "评分人等级", "measured-grid": "实测数据",
    "formula": "公式", "by-rule": "计算方法", "file-line": "文件与行号", "low": "最低", "high": "最高", "scale": "等级尺度",
    "goalposts": "标杆（下限至上限）", "finding": "发现的问题", "severity": "程度", "where": "位置",
    "not-applicable": "不适用", "missing-mark": "未评", "legend": "颜色深浅与等级",
    "no-strengths": "计入总分的准则中，没有一条达到“{label}”。",
    "relative": "计入总分的准则中，没有一条达到“{label}”。高出各规划均值最多的是：",
    "relative-more": "此外，高出各规划均值最多的是：",
    "no-gaps-lowest": "计入总分的准则中，没有停留在“{label}”的。",
    "no-gaps": "计入总分的准则中，没有停留在“{label}”及以下的。",
    "none-rated": "计入总分的准则都没有评分。",
    "nothing-missing": "适用的准则均已评分，所需数据齐全。",
    "not-applicable-list": "不适用、因而不计分的准则：", "unrated-list": "未评的准则：",
    "apart-list": "评分相差两级及以上的准则：", "facet-reason": "不在适用范围",
    "beyond": "已封顶", "contents": "目录", "skip": "跳到正文",
    "path-intro": "适用哪些准则，按该地区所属的类别确定。",
    "lenses-intro": "同一段文字可能已在支柱中计过分，因此单列于此，不计入总分。",
    "outcomes-intro-counted": "以统计数据计分；位次按实际数值排列。",
    "outcomes-intro": "以统计数据与规划对照，不计入总分。位次按实际数值排列。",
    "adjudicated": "合议裁定",
    "contradicts": "相反证据", "confidence": "把握", "high-c": "高", "medium-c": "中", "low-c": "低",
    "rubric": "评价标准", "as-of": "数据截至", "files": "评价所用文件", "lines-of": "行号指{file}中的行。", "line": "第{n}行", "line-no": "行号", "r-mean": "评分人的平均", "r-median": "评分人的中位数", "r-lowest": "评分人中最低的", "r-adjudicated": "合议裁定", "sources-cited": "所引文件", "hash": "SHA-256 前段", "level-counted": "按此计",
    "findings": "读入与核对中发现的问题", "no-findings": "没有发现问题。", "fallback": "个别文字只有英文，照原文显示。",
    "made": "由 evalkit {version} 依据 {rubric} 生成；评价基准日 {date}。", "tied": "各地同分", "alone": "仅{who}适用", "n-tied": "{n}个并列",
    "priorities": "提升一级，哪里增分最多", "now-then": "等级", "gain": "总分增加", "weakest-gain": "最弱支柱增加", "next-asks": "上一级的要求", "learn-from": "可借鉴的规划",
    "priorities-note": "每次只把一条准则提升一级，其余不变。没有估算提升所需的投入；等级越高，通常越难。",
    "sensitivity": "名次的稳健性", "how-sure": "结果的稳健性", "middle": "中位数", "score-range": "得分区间", "rank-spread": "名次区间", "first-share": "居首比例", "grade-share": "最可能的等次",
    "a-spread": "各权重乘以{low}至{high}的系数", "a-dirichlet": "在所定权重附近抽取权重（Dirichlet）", "a-any": "一切权重同等可能",
    "a-raters": "任一评分人都可能是对的", "a-doubt": "评分可能偏差一级（把握高{high}，中或未填{medium}，低{low}）",
    "a-missing": "缺失的可取尺度上任何值", "a-consensus": "多人评分按{rules}合议", "a-normalisation": "测量值按{rules}归一化", "a-aggregation": "总分按{rules}汇总", "a-leave-out": "每次舍去一条准则，或不舍",
    "a-none": "没有变动任何设定",
    "sensitivity-note": "共抽取{draws}次，其中变动：{what}。区间为中间{within}的结果，并总是包含所定方法的结果。这是敏感性区间，不是置信区间：只涵盖此处列明的因素。",
    "assumption": "设定", "effects": "哪一项设定最能改变名次", "first-effect": "单独效应", "total-effect": "总效应", "error-bar": "误差范围", "moves-most": "最能改变各总分的设定", "most": "首要", "then": "其次",
    "f-weights": "权重", "f-raters": "以谁的评分为准", "f-doubt": "单项评级的不确定性", "f-missing": "缺项", "f-normalisation": "归一化方法", "f-aggregation": "总分的汇总方法", "f-leave-out": "舍去一条准则",
    "effects-note": "一项设定所造成的结果方差的比例：单独效应（一阶，Saltelli等，2010）与连同其他设定共同作用的总效应（Jansen，1999）；样本为{draws}次抽取的两组，每项设定再加一组；误差范围含自助重抽样的95%。仅因噪声而使单独效应高于总效应的，两者取平均。", "effects-ranking": "所看的结果是各规划名次变动的平均位数。", "effects-total": "哪一项设定最能改变总分",
    "influence-table": "权重与实际影响", "influence": "实际影响", "correlation": "与总分的相关系数",
    "influence-note": "实际影响：各规划总分差异中来自某一支柱的比例，cov（贡献，总分）/ var（总分），按此处{n}份规划计算（Shorrocks，1982）；为负表示该支柱缩小了差异。这是这批规划的特征，不适用于今后的规划。横线：其上有算术平均以外的汇总方法。",
    "left-out-table": "逐项舍去的影响", "left-out": "舍去的准则或支柱", "moved-cases": "名次变动的规划数", "most-moved": "变动最大", "places": "名次", "mean-shift": "总分平均变动",
    "consistency": "检查点满足情况", "pmc": "PMC", "concavity": "凹陷度P",
    "consistency-note": "{formula}，max＝{most}。检查点满足记1，不满足记0，评分人不一致时取认为满足者的比例；检查点全不适用的变量不计。出处：{source}。",
    "weights-file": "另定的权重", "weighed-note": "所用权重不是标准原定的权重，而取自“{title}”。{why}",
    "weights-part": "组成部分", "weights-table": "“{of}”各部分的权重", "opinions-table": "换用其他权重与方法后的名次", "second-opinions": "换用其他方法的检验",
    "w-stated": "原定", "w-equal": "等权", "w-points": "专家打分", "w-ahp": "层次分析法", "w-entropy": "熵权法", "w-critic": "CRITIC", "w-pca": "主成分", "w-criteria-alike": "各准则等权", "w-geometric": "总分几何平均", "w-topsis": "TOPSIS", "w-copeland": "Copeland",
    "doubt-few-cases": "权重取自现有规划，而规划不足{least}份，不宜采信。", "doubt-too-few": "规划不足{least}份，不予计算。", "doubt-constant": "各规划之间没有差异，得不出权重。", "doubt-against": "{parts}与其余部分方向相反；载荷平方掩盖了符号。", "doubt-incomplete": "并非各规划都有的部分未列入。",
    "panel-line": "{judge}对“{of}”的判断：一致性比率{ratio}。", "panel-triad": "最不相合的三项：“{a}”比“{b}”为{ab}，“{b}”比“{c}”为{bc}，而“{a}”比“{c}”为{ac}。",
    "opinions-note": "取自规划本身的权重（熵权法、CRITIC、主成分）看重的是差异，不是重要性：只作旁证，不足以据此改动标准。",
    "outcome-field": "规划与结果", "quadrant": "位置", "q-both": "规划、结果均高于均值", "q-plan": "规划高、结果低", "q-outcome": "结果高、规划低", "q-neither": "均低于均值", "q-near": "（接近界线）",
    "outcome-note": "界线为这批规划的均值；距界线不足2分的加注。", "outcome-before": "数据为{years}年，规划为{plans}年：反映的是此前的成效，不是这些规划的成效。",
    "courses": "目标进展", "on-path": "按直线进度应达", "achieved": "已实现年均变化", "since": "自", "pace": "进度", "pace-reached": "已达到", "pace-on-course": "进度相符", "pace-slower": "须加快", "pace-far": "差距大", "pace-unknown": "无从判断",
    "courses-note": "所需：从最新数据到目标值的年均变化。进度相符：不超过已知各年的年均变化；须加快：不超过其1.5倍；差距大：更多，或须扭转方向。",
    "series": "各指标历年变化", "first-figure": "最早数据", "change": "变化",
    "coherence": "标准在这批规划中的表现", "scales": "同一支柱的准则是否同向", "items": "准则数", "complete-cases": "评分俱全的规划数", "cronbach": "Cronbach α",
    "items-table": "值得再看的准则", "item-rest": "与同支柱其余准则的相关", "seen": "表现", "does-not-vary": "各规划都相同", "runs-against": "与所在支柱反向",
    "pairs-table": "说法相同或相反的准则", "other-criterion": "与", "rank-correlation": "等级相关系数",
    "coherence-note": "α：Cronbach（1951），取该支柱各准则俱全的规划，达到最低样本数才计算；通常以0.7为量表的下限，但要求各异的支柱本不必成为一个量表。相关系数为Spearman系数，达到±0.9的两条准则列为一对，与同支柱其余准则均值的相关低于−0.1的为反向；适用的规划少于最低样本数的准则不列。规划少、等级少时，这些只提示该重读哪里，不是对准则的定论。",
    "since-last": "与上一份规划相比", "moves-table": "有变动的准则", "moved-pillars": "总分与各支柱", "way": "变动",
    "way-rose": "上升", "way-fell": "下降", "way-reworded": "不可比：标准的要求已改", "way-begun": "此次才有等级", "way-ended": "此前有等级",
    "agreement": "评分一致性", "scope": "范围", "all-units": "全部", "units": "双评准则数", "identical": "等级相同", "within-one": "相差不过一级",
    "alpha-nominal": "α（名义）", "alpha-ordinal": "α（顺序）", "alpha-interval": "α（等距）", "alpha-range": "顺序α的区间", "kappa": "κ", "icc-one": "ICC(2,1)", "icc-all": "ICC(2,k)",
    "pair": "评分人{name}", "worklist": "影响总分最大的评分分歧", "effect": "影响总分", "given": "各评几级，为什么",
    "agreement-note": "α：Krippendorff（2011），完全一致为1，与随机无异为0；区间为准则重新抽取时中间95%的范围。按Krippendorff本人的读法，0.8以上可靠，0.667是作初步结论的下限。κ：平方加权（Cohen，1968）。ICC：双向随机、绝对一致，分别为单个评分人和全体均值（Shrout与Fleiss，1979）。不足{fewest}条准则的不计算系数。",
    "degrees": "耦合协调度", "points-apart": "相差（分）", "in-step-line": "两者相同", "coordination": "协调情况", "systems": "系统", "coupling": "耦合度C", "development": "发展度T", "degree": "协调度D",
    "band": "区间", "lags": "落后方", "obstacles": "障碍因素", "obstacle-share": "障碍度", "level-with": "持平",
    "coordination-note": "{formula}；T为各系统得分的加权平均，D＝√(C·T)，均在0至1之间。出处：{source}。得分以标准的固定尺度计，增减规划不影响其他规划。",
    "name": "名称", "meaning": "含义", "issuer": "发布机关", "date": "日期",
    "error": "错误", "warning": "警告", "note": "提示", "ceilings": "各等级的条件",
    "first": "第一",
    "read-level": "等级从 {low} 到 {high}。得分是各准则等级的加权平均，换算到 0—100：如果每条准则都是 {third} 级，得分就是 {third_score}。",
    "sheet-summary": "摘要", "sheet-scores": "得分", "sheet-ratings": "评分", "sheet-measures": "指标", "sheet-evidence": "证据", "sheet-findings": "问题", "sheet-method": "方法", "sheet-working": "计算过程",
    "scores": "得分表", "about-summary": "可以改动的只有黄底单元格，共四种：“{ratings}”表的等级和最高可计等级，“{measures}”表的数值，“{scores}”表的权重。其余均为公式或固定内容，得分、名次、等次随改动重算；报告名次、报告得分为报告所载，不随之变动。",
    "about-scores": "0—100分。黄底为权重，可改；不计入总分的支柱，权重不起作用，不是黄底。“—”表示已评部分不足，不计分。上级得分由下级按权重合成。",
    "about-ratings": "黄底可改：等级、最高可计等级。等级只计到上限，高于上限的标红；要计更高的等级，请一并提高上限。没有黄底的行不影响得分；未评的准则留有空行。",
    "about-measures": "黄底数值可改，须为数字，没有数据请留空；标准化得分在0至1之间。", "about-evidence": "评分所引的位置。", "about-findings": "对文件与评分的提示。",
    "about-working": "各节点按层排列，均在0至1之间，由公式得出，不必改动。", "block-value": "以下为得分。", "block-coverage": "已评比例", "block-low": "缺失部分全按最低计", "block-high": "缺失部分全按最高计",
    "key": "标识", "ceiling": "最高可计等级", "counted": "计入等级", "decides": "裁定", "yes": "是", "no": "否", "transformed": "变换后", "score-01": "标准化得分", "unit": "单位",
    "means": "说明", "look-at": "提示", "rank-reported": "报告名次", "criterion-id": "准则标识", "input-check": "输入检查：{n} 处需要查看", "input-check-one": "输入检查：1 处需要查看", "all-sheets": "合计",
    "about-summary-rated": "可以改动的只有黄底单元格，共三种：“{ratings}”表的等级和最高可计等级，“{scores}”表的权重。其余均为公式或固定内容，得分、名次、等次随改动重算；报告名次、报告得分为报告所载，不随之变动。",
    "share-stated": "占总分比重按各项都适用、都已评计算。", "share-rated": "占总分比重按本规划已评的部分计算。", "block-check": "需要查看的输入（处）", "block-sample": "样本内标准化的依据",
    "sample-n": "案例数", "sample-lowest": "最小值", "sample-highest": "最大值", "sample-mean": "均值", "sample-sd": "标准差（n − 1）",
    "choose-ceiling": "最高可计等级为{low}至{high}之间、标准所列的等级。", "choose-value": "指标数值须为数字；没有数据请留空。",
    "hint-level": "等级只计到旁边的“最高可计等级”。要计更高的等级，请一并提高上限。“不适用”写成“n/a”也可以；未评请留空。", "hint-ceiling": "检查点和证据所能支持的最高等级；等级高于它的，按它计入。",
    "hint-value": "改动后，标准化得分和总分随之重算。不是数字的，按缺失计。", "hint-weight": "权重只看与同级各项的比例。不是数字或小于0的，按0计。",
    "note-level": "不是标准所列的等级，请改正", "note-ceiling": "最高可计等级不在等级范围之内，请改正", "note-above": "高于最高可计等级，只计到上限", "note-outside": "其他评分人给了等级，此处“不适用”不计",
    "note-value": "不是数字，按缺失计", "note-log": "不是大于0的数，不能取对数，按缺失计", "note-sqrt": "不是数字或小于0，不能开平方，按缺失计",
    "idle-adjudicated": "已有裁定，以裁定的等级为准", "idle-facets": "对该地区不适用", "idle-unscored": "不计分",
    "weight-counted": "计入权重", "aggregation": "合成方法", "not-counted": "不计入总分", "low-now": "缺失按最低", "high-now": "缺失按最高", "score-reported": "报告得分",
    "kind": "性质", "supports": "支持", "quote": "原文", "at": "位置", "way-out": "处理办法", "choose-level": "请选标准所列的等级，或“不适用”；未评请留空。", "choose-weight": "权重为不小于0的数。",
    "g-arithmetic": "算术平均", "g-geometric": "几何平均", "g-harmonic": "调和平均", "g-minimum": "取最低", "gf-arithmetic": "Σ 份额 × 值", "gf-geometric": "Π 值 ^ 份额", "gf-harmonic": "1 / Σ（份额 / 值）", "gf-minimum": "各部分中的最小值",
    "nf-level": "（等级 − 最低级）/（最高级 − 最低级）", "nf-goalposts": "（x − 下限）/（上限 − 下限），限于0至1", "nf-target": "（x − 起点）/（目标 − 起点），限于0至1", "nf-step": "不高于x的最高一档的得分", "nf-minmax": "（x − 最小值）/（最大值 − 最小值），样本内",
    "nf-zscore": "0.5 + z / 6，限于0至1；z =（x − 均值）/ 标准差（n − 1），样本内", "nf-rank": "（n − 名次）/（n − 1），样本内，并列取平均名次", "nf-percentile": "（低于x的规划数 + ½ · 等于x的规划数）/ n，样本内", "nf-share-of-best": "x / 最大值，样本内（越低越好时为 最小值 / x）",
    "n-level": "等级换算", "n-goalposts": "按标杆换算", "n-target": "距目标", "n-step": "分档", "n-minmax": "极差法（样本内）", "n-zscore": "标准差法（样本内）", "n-rank": "名次（样本内）", "n-percentile": "百分位（样本内）", "n-share-of-best": "占最优值之比（样本内）",
    "c-ranking": "各地总分及其区间", "c-likelihood": "各名次的可能性", "c-likeliest": "最可能的名次（及其可能性）", "c-consistent": "一致性指数", "c-beside": "与其他地区对照（括号内为各规划均值）", "none": "无", "na-short": "·", "c-coordination": "“{a}”与“{b}”的协调状况", "c-quadrants": "规划得分与实际结果", "c-plan-axis": "规划总分",
    "c-consistency": "各变量的检查点满足比例", "c-profile": "与其他地区对照", "c-reach": "各地最低至最高", "c-measured": "实际数据", "c-way": "通向目标的直线路径",
    "g-strengths": "主要长处", "g-gaps": "主要短板", "g-step": "协调情况", "g-figures": "要点", "g-range": "得分的敏感性区间", "g-places": "名次的敏感性区间", "g-beside": "相对长处（未达“{label}”，但高于均值）",
    "about-score": "得分评的是文本写了什么、写得多具体，不是工作成效。区间为变动评分、权重等设定后得分和名次所在的范围，见附件“方法与来源”。",
    "rounding-note": "差值按未舍入的数计算，可能与所示两数之差相差0.1。“¶”后为文件的段号。",
    "spread": "总体分布", "spread-table": "总分与各支柱的分布", "grades-table": "等次分布", "from-score": "起点", "plans": "份数", "n-plans": "份数", "lowest": "最低", "highest": "最高", "apart": "相差", "group": "组别", "groups": "组数",
    "between": "组间差异占比", "by-chance": "随机分组平均", "chance": "随机分组达到此差别的比例", "divides": "各种分组能说明多少差异", "low-high": "最低至最高", "c-groups": "各组总分（竖线为组内平均）",
    "divides-note": "组间差异占比：各规划总分的差异（方差）中，来自各组平均之差的部分（相关比η²，Pearson，1905）。组数越多、规划越少，随机分组的占比也越高，所以同时列出同样大小的随机分组的平均占比，和2000次随机分组中达到此差别的比例（置换检验，Fisher，1935）。一份规划可属多组的分组依据不列。",
    "shared": "共同的长处与短板", "most-do": "过半数达到“{label}”及以上的", "most-lack": "过半数停留在“{label}”及以下的", "others-do": "等级更高的", "others-lack": "尚未达到的",
    "reached": "达到各级的份数", "reached-note": "每格为等级达到或超过该级的规划份数，颜色越深，占已评规划的比例越高。", "reach-level": "≥{level}级", "rated": "已评", "mean-level": "平均等级",
    "state": "评分与资料状况", "n-raters": "评分人数", "n-ratings": "评分条数", "n-places": "证据条数", "n-errors": "错误", "n-warnings": "警告", "n-notes": "提示",
    "means-note": "各组和全部规划的平均均为简单平均，每份规划同等对待，不按人口或经济总量加权；没有总分的规划不计。",
    "t-parts": "“{of}”的{n}个组成部分",
    "t-title": "换个权重看看", "t-about": "拖动滑块，得分、名次和结论随之改变，计算规则与报告相同。滑块上的短线是标准权重。权重未改动时，末列即报告所载；改动后，由本页在所选权重附近另行抽取。报告的文字和其他表格始终按标准权重。",
    "t-banner": "下文的文字和表格仍按标准权重计算；您所选的权重见", "t-share": "占总分", "t-was": "标准{weight}", "t-changes": "改动过的权重", "t-change": "{title}：{weight}（标准为{stated}）",
    "t-heard": "{weight}，占总分{share}", "t-heard-moved": "{weight}，占总分{share}，标准为{stated}",
    "p-summary": "摘要", "p-top": "回到顶部", "p-folded": "页面上处于折叠状态、因而没有打印的部分：{sections}。",
    "t-reset": "恢复标准权重", "t-link": "复制链接", "t-copied": "已复制", "t-save": "下载权重文件", "t-saved": "已存为{file}。把它放进cases文件夹所在的目录，在该目录下运行：evalkit score cases/ -r {file}", "t-weight": "权重", "t-moved-to": "变化", "t-now": "得分",
    "t-verdict": "按所选权重，{first}得分最高，为{best}分；{last}最低，为{worst}分。", "t-alone": "按所选权重，{first}得分为{best}分。", "t-none": "按所选权重，没有规划可以计分。", "t-stated": "现为标准权重。", "t-same": "各地名次与标准权重下相同。", "t-changed": "{n}个地区名次有变，变动最大的是{most}（第{from}位变为第{to}位）。",
    "t-first": "在所选权重附近，{first}有{share}的情形居首。", "t-by-hand": "在报告页上所选", "sort": "排序", "filter": "筛选", "filter-none": "没有符合的行", "others": "其他报告", "language": "English", "fold": "展开或收起",
}  # fmt: skip


def listed(items: list[str]) -> str:
    """甲；甲和乙；甲、乙和丙。"""
    if len(items) < 2:
        return "".join(items)
    return f"{'、'.join(items[:-1])}和{items[-1]}"


def first_of(items: list[str]) -> str:
    """至多四个；再多则列三个，写明总数。"""
    return listed(items) if len(items) <= 4 else f"{'、'.join(items[:3])}等{len(items)}个"


def annex_title(number: int, title: str) -> str:
    return f"附件{'一二三四五六七八九十'[number - 1]}　{title}"


def section_title(number: int, title: str) -> str:
    digits = "零一二三四五六七八九十"
    numeral = digits[number] if number <= 10 else f"十{digits[number - 10]}"
    return f"{numeral}、{title}"


def _points(value: float) -> Figure:
    return Figure(value, 1, 100, "")


def verdict(v: Verdict) -> Runs:
    s = v.standing
    if s.value is None and not v.n_applicable:
        return runs(Strong(v.region), "没有总分：没有一条准则适用。")
    if s.value is None:
        return runs(
            Strong(v.region), "没有总分：适用权重中只评了", percent(s.coverage),
            "，低于标准要求。缺项按最差和最好补齐，总分将在", score(s.low), "至", score(s.high), "之间。",
        )  # fmt: skip
    parts = runs(Strong(v.region), "的规划得分为", score(s.value, "s-overall"), "（满分100）")
    if v.grade:
        means = in_language(v.grade.means, "zh")
        parts = runs(
            parts, "，等次为", Strong(f"“{in_language(v.grade.label, 'zh')}”"), f"，即{means}" if means else ""
        )
    parts = runs(parts, "。")
    if v.n_ranked > 1:
        parts = runs(parts, _place(v))
    if s.coverage < 1:
        parts = runs(
            parts, "适用权重中已评", percent(s.coverage), "；其余部分按最差和最好补齐，得分在", score(s.low), "至",
            score(s.high), "之间。",
        )  # fmt: skip
    return parts


def _place(v: Verdict) -> Runs:
    s = v.standing
    parts = runs(f"在{v.n_ranked}份规划中{f'与另外{v.tied - 1}份并列' if v.tied > 1 else '列'}第{s.rank}位")
    low, high = v.reach
    what = "考虑评分、权重等不确定因素" if v.by_all else "换用其他权重"
    parts = runs(parts, f"；{what}，名次{'不变' if low == high else f'在第{low}至第{high}位之间'}")
    if v.peers:
        label, rank, n = v.peers
        parts = runs(parts, f"；在“{label}”的{n}个地区中列第{rank}位")
    return runs(parts, "。")


def pillars(v: Verdict) -> Runs:
    outside = (
        f"{''.join(f'“{title}”' for title in v.outside)}不适用，总分只由其余支柱构成。"
        if v.outside and v.pillars
        else ""
    )
    if len(v.pillars) < 2:
        return runs(outside)
    best, worst = v.pillars[0], v.pillars[-1]
    gap = best.value - worst.value
    if gap < NEAR:
        return runs(
            f"{len(v.pillars)}个支柱得分接近，在", score(worst.value, f"s-{worst.ref}"), "至",
            score(best.value, f"s-{best.ref}"), f"之间。{outside}",
        )  # fmt: skip
    return runs(
        "得分最高的支柱是", Strong(f"“{best.title}”"), "（", score(best.value, f"s-{best.ref}"), "），最低的是",
        Strong(f"“{worst.title}”"), "（", score(worst.value, f"s-{worst.ref}"), "），相差", _points(gap), f"分。{outside}",
    )  # fmt: skip


def balance(v: Verdict) -> Runs:
    if not v.n_rated:
        return runs(f"适用的{v.n_applicable}条准则一条未评。") if v.n_applicable else ()
    by = f"由{v.n_raters}位评分人" if v.n_raters > 1 else ""
    total = f"适用的{v.n_applicable}条准则均已{by}评分"
    if v.n_rated < v.n_applicable:
        total = f"适用的{v.n_applicable}条准则中已{by}评{v.n_rated}条"
    if not v.n_high and not v.n_low:
        return runs(f"{total}；计入总分的{v.n_counted}条中没有特别突出的，也没有特别薄弱的。")
    high = (
        f"{v.n_high}条达到“{v.high_label}”{'' if v.high_is_top else '及以上'}"
        if v.n_high
        else f"没有一条达到“{v.high_label}”"
    )
    low = (
        f"{v.n_low}条停留在“{v.low_label}”{'' if v.low_is_bottom else '及以下'}"
        if v.n_low
        else f"没有停留在“{v.low_label}”{'' if v.low_is_bottom else '及以下'}的"
    )
    return runs(f"{total}；计入总分的{v.n_counted}条中，{high}，{low}。")


def outcome(v: Verdict) -> Runs:
    if v.outcome is None or v.n_outcomes < 2 or not v.standing.rank:
        return ()
    low, high = v.reach
    head = runs(
        "实测结果得分",
        score(v.outcome.value, f"s-{v.outcome.ref}"),
        f"，在{v.n_outcomes}个地区中列第{v.outcome_rank}位",
    )
    if v.outcome_rank < low:
        return runs(head, "，结果的位次高于规划。")
    return runs(head, "，规划的位次高于结果。" if v.outcome_rank > high else "，与规划的位次没有明显差别。")


def rating_item(title: str, code: str, at: float, reason: str, places: Sequence[str], ref: str) -> Runs:
    where = (Note("；".join(places)),) if places else ()
    tag = f"{code} " if code else ""
    return runs(Strong(f"{tag}{title}"), "（", level(at, ref), f"级）：{reason}", where)


def low_measures(found: Sequence[tuple[str, float]]) -> Runs:
    parts: Runs = ()
    for title, value in found:
        parts = runs(parts, "；" if parts else "", f"{title}（", score(value), "分）")
    return runs("计入总分的实测指标中，得分较低的有：", parts, "。")


def argued(given: Sequence[tuple[str, float, str]]) -> str:
    """What each rater gave and why, where no one level stands for all."""
    return "；".join(f"评分人{rater}评{level:g}级：{because.rstrip('。')}" for rater, level, because in given) + "。"


def briefing_title(region: str) -> str:
    return f"{region}规划评价简报"


def ruled_out(titles: Sequence[str]) -> Runs:
    return runs(f"下列{len(titles)}条准则针对其他类别的地区，不适用于本地区：{'；'.join(titles)}。")


def how_scored(at: float, rule: str, value: Figure, share: float) -> Runs:
    parts = runs("采用等级", level(at), f"（{rule}）" if rule else "", "，得分", value)
    return runs(parts, "，占总分", percent(share, 1), "。") if share else runs(parts, "，不计入总分。")


def at_level(value: Figure) -> Runs:
    return runs(value, "级")


def more_items(n: int) -> str:
    return f"另有{n}条同类准则，不再列出。"


def facet(title: str, value: str, because: str) -> Runs:
    return runs(Strong(f"{title}：{value}"), f"。{because}" if because else "")


def target(t: TargetFact) -> Runs:
    unit = in_unit(t.unit)
    year = f"{t.year}年" if t.year else ""
    parts = runs(Strong(t.title), f"：{year}目标", number(t.value, t.decimals), unit)
    if t.baseline is not None:
        start = f"（{t.baseline_year}年）" if t.baseline_year else ""
        parts = runs(parts, "，基期值", number(t.baseline, t.decimals), unit, start)
    if t.latest is not None:
        parts = runs(parts, "；最新统计数据", number(t.latest.value, t.decimals), unit, f"（{t.latest.year}年）")
    unit = "个百分点" if t.unit.startswith("%") else ""
    if t.reached:
        parts = runs(parts, "，已达到目标")
    elif t.course is not None and t.course.needed is not None:
        parts = runs(parts, "；此后年均须", *_rate(t.course.needed, t.decimals, unit))
        if t.course.achieved is not None:
            pace = LABELS[f"pace-{t.course.pace}"]
            parts = runs(
                parts, f"，{t.course.since}年以来年均", *_rate(t.course.achieved, t.decimals, unit), f"，{pace}"
            )
    elif t.needed is not None and t.needed > 0:
        parts = runs(parts, "；从基期算起，年均须提高", number(t.needed, t.decimals), unit)
    return runs(parts, f"（{t.at}）。" if t.at else "。", f"{t.note}。" if t.note else "")


def _rate(value: float, decimals: int, unit: str) -> Runs:
    return runs("提高" if value >= 0 else "降低", number(abs(value), decimals + 1), unit)


MANY = 18  # 一句话里再多的名字就没有人读完了


def ranking(leaders: list[str], n: int, best: Figure, last: list[str], worst: Figure) -> Runs:
    if len(leaders) == n:
        return runs(Strong(listed(leaders) if n < MANY else f"{n}份规划"), "得分相同，均为", best, "分。")
    tied = "并列" if len(last) > 1 else "列"
    verb = "得分最高" if len(leaders) == 1 else "并列最高"
    return runs(
        Strong(first_of(leaders)), f"{verb}，为", best, f"分；{first_of(last)}在{n}份规划中{tied}末位，为", worst, "分，首尾相差",
        _points((best.value or 0) - (worst.value or 0)), "分。",
    )  # fmt: skip


def unranked(names: list[str], n: int) -> Runs:
    return runs(f"{listed(names)}因已评部分不足，没有总分。")


def close(groups: list[list[str]]) -> Runs:
    parts: Runs = ()
    for names in groups:
        parts = runs(parts, "；" if parts else "", Strong(listed(names)))
    return runs("换用其他权重后难分先后的有：", parts, "。")


def close_pairs(n: int, of: int) -> Runs:
    return runs(f"名次相邻的{of}对规划中，有{n}对换用其他权重后难分先后，须看名次区间。")


def repeated(names: list[str]) -> Runs:
    return runs(f"同一地区有多份规划，排名中分别列出：{listed(names)}。")


def superseded(newer: str) -> Runs:
    return runs(f"该地区此后另有规划，见{newer}。") if newer else ()


def incomplete(shown: Sequence[tuple[str, float, float | None, float | None]], n: int) -> Runs:
    parts: Runs = ()
    for name, coverage, low, high in shown:
        parts = runs(
            parts,
            "；" if parts else "",
            f"{name}（已评",
            percent(coverage),
            "，补齐后得分在",
            score(low),
            "至",
            score(high),
            "之间）",
        )
    more = f"；另有{n - len(shown)}份" if n > len(shown) else ""
    return runs("未评全、名次会随之变动的有：", parts, f"{more}。")


def apart(titles: Sequence[str]) -> Runs:
    if not titles:
        return ()
    shown = "、".join(titles[:MOST_NAMED])
    more = f"等{len(titles)}条" if len(titles) > MOST_NAMED else ""
    return runs(f"评分人意见相差较大、宜先合议的准则：{shown}{more}。")


def firm(name: str, often: float | None) -> Runs:
    if often is None:
        return runs(f"{name}的首位在绝大多数权重方案下不变。")
    return runs(f"只换权重，{name}的首位几乎总是不变；连同评分等不确定因素，在", percent(often), "的情形下居首。")


def widest(title: str, low: str, low_value: Figure, high: str, high_value: Figure) -> Runs:
    return runs(
        "各规划差距最大的支柱是", Strong(f"“{title}”"), f"：最低{low}，", low_value, f"分；最高{high}，",
        high_value, "分。",
    )  # fmt: skip


def nobody(n: int, of: int, titles: list[str], label: str) -> Runs:
    shown = "".join(f"“{title}”" for title in titles)
    return runs(
        f"计入总分、至少半数规划适用的{of}条准则中，有{n}条没有一份规划超过“{label}”：{shown}{'等' if n > len(titles) else ''}。"
    )


def weights_note(draws: int, spread: float, within: float) -> str:
    low, high = round_half_up(1 - spread, 2), round_half_up(1 + spread, 2)
    return (
        f"“换用其他权重”的做法：每个权重各乘以一个{low}至{high}之间的随机系数，共{draws}次；"
        f"区间为名次居中的{round_half_up(within * 100, 0)}%。这是敏感性区间，不是置信区间，只说明名次对权重设定的依赖程度。"
    )


def consensus_note(rule: str, reconcile_at: float) -> str:
    rules = {"mean": "取各评分人等级的平均", "median": "取各评分人等级的中位数", "lowest": "取各评分人中最低的等级",
             "adjudicated": "取一致的等级；不一致时取裁定的等级"}  # fmt: skip
    return f"同一准则由多人评分时，{rules[rule]}；相差{reconcile_at:g}级及以上的，请评分人合议。"


def coverage_note(coverage: float) -> str:
    return f"支柱的适用权重至少评了{round_half_up(coverage * 100, 0)}%才给出得分；没有评的准则绝不按零分处理。"


def state(reason: str) -> str:
    return {"not-applicable": "不适用", "coverage-low": "已评部分不足", "nothing-rated": "未评", "": "已计分"}[reason]


def coordination(c: CoordinationFact) -> Runs:
    named = listed([name for name, _ in c.systems])
    if c.apart is None:
        return runs(f"{named}的评分不足，未计算协调度。")
    values = runs(
        *(part for n, (name, value) in enumerate(c.systems) for part in ("、" if n else "", f"{name}", score(value)))
    )
    if not c.behind:
        return runs(values, "，各系统持平。")
    how = {"in": "大体同步，", "lags": "", "out": "两者差距较大，"}[c.step]
    parts = runs(values, f"；{how}{c.behind}得分低", _points(c.apart), "分")
    if c.obstacles:
        parts = runs(parts, f"，失分最多的是{''.join(f'“{o}”' for o in c.obstacles)}")
    return runs(parts, "。")


def in_step(s: InStep) -> Runs:
    often = (
        f"{s.n}个地区的{s.behind}得分都低于{s.ahead}"
        if s.n_behind == s.n
        else f"{s.n}个地区中有{s.n_behind}个的{s.behind}得分低于{s.ahead}"
    )
    little = f"，其中{s.n_little}个相差不大、算作大体同步" if s.n_little else ""
    return runs(f"{often}{little}；差距最大的是{listed(list(s.widest))}，低", _points(s.most), "分。")


def agreement(a: AgreementFact) -> Runs:
    plans = f"{a.n_cases}份规划" if a.n_cases > 1 else "本规划"
    who = (
        f"{'各' if a.n_cases > 1 else ''}由{'两' if a.n_a_case == 2 else '多'}人评分"
        if a.n_a_case
        else "的部分准则由多人评分"
    )
    pairs = (
        f"同一准则的{a.n_criteria}对评分中，有" if a.n_a_case == 2 else f"{a.n_criteria}项由多人评过的准则，两两相比有"
    )
    parts = runs(f"{plans}{who}；{pairs}", percent(a.identical), "等级相同")
    parts = (
        runs(parts, "，且相差都不超过一级")
        if a.within_one >= 1
        else runs(parts, "，", percent(a.within_one), "相差不超过一级")
    )
    if a.alpha is not None:
        parts = runs(parts, "；顺序尺度的Krippendorff α为", Figure(a.alpha, 2))
        if a.low is not None and a.high is not None:
            parts = runs(parts, "（准则重新抽取时在", Figure(a.low, 2), "至", Figure(a.high, 2), "之间）")
    return runs(parts, "。")


def agreement_here(n_same: int, n: int, widest: float) -> Runs:
    if n_same == n:
        return runs(f"{n}条双评准则的等级{'全部' if n > 1 else ''}相同。")
    if n == 1:
        return runs(f"1条双评准则，评分相差{widest:g}级。")
    return runs(f"{n}条双评准则中，{n_same}条等级相同；其余最多相差{widest:g}级。")


def outlook(o: OutlookFact) -> Runs:
    place = f"第{o.rank_low}位" if o.rank_low == o.rank_high else f"第{o.rank_low}至第{o.rank_high}位"
    parts = runs(Strong(o.region), "：得分在", score(o.low), "至", score(o.high), f"之间，列{place}（共{o.n}个）")
    if not o.n_alike:
        return runs(parts, "；与其他地区都能分出先后。" if o.n > 1 else "。")
    more = f"等{o.n_alike}个地区" if o.n_alike > len(o.alike) else ""
    return runs(parts, f"；与{'、'.join(o.alike) if more else listed(list(o.alike))}{more}难分先后。")


def sensitivity(told: int, n: int, leader: OutlookFact) -> Runs:
    if n == 1:
        return runs("只有一份规划，谈不上名次；其得分仍有区间。")
    head: Runs = runs(Strong(leader.region), "在", percent(leader.first), "的情形下居首。") if leader.region else ()
    if told == n:
        return runs(head, "各地区之间都能分出先后。")
    if n == 2:
        return runs(head, "两地难分先后，看名次须同时看区间。")
    apart = f"没有一个地区能与其余{n - 1}个都分出先后" if not told else f"{n}个地区中只有{told}个能与其余地区都分出先后"
    return runs(head, f"{apart}，看名次须同时看区间。")


def movers(m: Movers) -> Runs:
    what = f"{m.region}总分" if m.region else "名次"
    if m.needed:
        return runs(f"抽取次数不足，尚不能判断哪一项设定最能改变{what}；约需{m.needed}次。")
    if m.still:
        return runs(f"所变动的各项设定都不改变{what}。")
    named = "、".join(LABELS[f"f-{e.factor}"] for e in m.most)
    parts = runs(f"最能改变{what}的是{named}")
    if len(m.most) == 1:
        (top,) = m.most
        parts = runs(parts, "，占其方差的", percent(top.total), "（单独占", percent(top.first), "）")
    if m.then:
        parts = runs(
            parts,
            f"；其次是{LABELS[f'f-{m.then.factor}']}，占",
            percent(m.then.total),
            "（含相互作用，各项之和可超过100%）",
        )
    return runs(parts, "。")


def heavier(h: Heavier) -> Runs:
    return runs(
        Strong(f"“{h.title}”"),
        "的权重占",
        percent(h.weight),
        "，而各地总分的差异有",
        percent(h.influence),
        "来自这一支柱。",
    )


def firmness(f: Firmness) -> Runs:
    names = "、".join(f.leaders)
    if not f.without:
        return runs(f"无论舍去哪一条准则或哪一个支柱，{names}都居首位。")
    shown = "；".join(f"舍去“{title}”，则{'、'.join(who)}居首" for title, who in f.without[:2])
    more = f"；类似的还有{len(f.without) - 2}处" if len(f.without) > 2 else ""
    return runs(f"{names}的首位有赖于个别准则：{shown}{more}。")


def checks_met(c: ConsistencyFact) -> Runs:
    whole = c.met == int(c.met)
    parts = runs(number(c.applicable), "个检查点中满足", number(c.met, 0 if whole else 1), "个" if whole else "个（评分人不一致的按半个计）")
    if not c.worst[0]:
        return runs(parts, "。")
    return runs(parts, f"，满足得最少的是{'、'.join(f'“{t}”' for t in c.worst[0])}（", percent(c.worst[1]), "）。")


def consistency(c: ConsistencyFact) -> Runs:
    if c.index is None:
        return runs("已答的检查点不足，未计算一致性指数。")
    band = f"，属“{c.band}”" if c.band else ""
    parts = runs(
        number(c.applicable), "个检查点中满足", number(c.met, 0 if c.met == int(c.met) else 1), "个" if c.met == int(c.met) else "个（评分人不一致的按半个计）", "；一致性指数为", number(c.index, 2),
        f"（满分{c.most:g}）{band}",
    )  # fmt: skip
    if not c.best[0]:
        return runs(parts, "，各变量的满足比例相同。")
    return runs(
        parts, f"；满足比例最高的是{'、'.join(c.best[0])}（", number(c.best[1], 2), f"），最低的是{'、'.join(c.worst[0])}（",
        number(c.worst[1], 2), "）。",
    )  # fmt: skip


def second_opinions(o: SecondOpinions) -> Runs:
    if len(o.first) > 1 and all(n == o.n_methods for _, n in o.first):
        return runs(f"无论用哪种方法，{listed([name for name, _ in o.first])}都并列居首。")
    name, n = o.first[0]
    often = f"{o.n_methods}种方法下都" if n == o.n_methods else f"{o.n_methods}种方法中的{n}种下"
    parts = runs(Strong(name), f"在{often}居首")
    if len(o.first) > 1:
        parts = runs(parts, "；" + "、".join(f"{other}在{k}种下居首" for other, k in o.first[1:]))
    if o.steady:
        return runs(parts, "；各地名次都不变。")
    case, low, high = o.widest
    return runs(parts, f"；名次变动最大的是{case}，在第{low}位至第{high}位之间。")


def outcome_field(o: OutcomeFact) -> Runs:
    said = {
        "both": "规划与结果都高于均值的",
        "plan": "规划高于均值、结果低于均值的",
        "outcome": "结果高于均值、规划低于均值的",
        "neither": "两者都低于均值的",
    }
    clear = {name: [region for region in regions if region not in o.near] for name, regions in o.groups.items()}
    shown = [f"{said[name]}有{listed(regions)}" for name, regions in clear.items() if regions]
    near = [region for regions in o.groups.values() for region in regions if region in o.near]
    head = "与两个均值都相差2分以上的地区中，" if shown and near else ""
    shown += [f"{'其余' if head else ''}{listed(near)}与某一均值相差不足2分，不作区分"] if near else []
    parts = runs(f"{head}{'；'.join(shown)}。")
    if o.correlation is not None:
        parts = runs(
            parts,
            f"{o.n}个地区的规划得分与“{o.title}”的等级相关系数为",
            Figure(o.correlation, 2, 1, "", "", True),
            "。",
        )
    return parts


def coherence(c: CoherenceFact) -> Runs:
    head = f"规划只有{c.n_cases}份，不足{c.least}份，不足以据此评判标准；" if c.few else ""
    same = f"{c.n_constant}条在各规划中得分相同" if c.n_constant else "没有在各规划中得分都相同的"
    against = f"{c.n_against}条与所在支柱的其余准则反向" if c.n_against else "没有与所在支柱反向的"
    pairs = f"{c.n_pairs}对准则给各规划排的次序几乎相同或相反" if c.n_pairs else "没有排序几乎相同的两条"
    parts = runs(f"{head}{c.n_items}条准则中，{same}，{against}，{pairs}。")
    if c.alphas:
        listed_alphas: Runs = ()
        for n, (title, alpha) in enumerate(c.alphas):
            listed_alphas = runs(listed_alphas, "、" if n else "", f"“{title}”", number(alpha, 2))
        parts = runs(parts, "Cronbach α：", listed_alphas, "。")
    return parts


def succession(s: SuccessionFact) -> Runs:
    if s.before is None or s.after is None:
        parts = runs(f"{_plan(s.older)}与{_plan(s.newer)}的总分不可比：其中一份没有总分。")
    else:
        change = s.after - s.before
        if abs(change) < SHOWN:
            head = runs(f"从{_plan(s.older)}到{_plan(s.newer)}，总分保持在", score(s.after), "分")
        else:
            way = "提高" if change > 0 else "降低"
            head = runs(
                f"从{_plan(s.older)}到{_plan(s.newer)}，总分由",
                score(s.before),
                "分到",
                score(s.after),
                f"分，{way}",
                _points(abs(change)),
                "分",
            )
        if s.versions[0] != s.versions[1]:
            head = runs(head, f"，分别按标准{s.versions[0]}版和{s.versions[1]}版评定")
            if s.plan is not None and s.rubric is not None:
                head = runs(
                    head, "，其中规划带来", shift(s.plan), "分，标准修订带来", shift(s.rubric), "分"
                )  # fmt: skip
            else:
                head = runs(head, "；旧规划在新版本下已评部分不足，两者的影响分不开")
        elif s.ahead is not None:
            head = runs(head, "；在", percent(s.ahead), "的情形下新规划领先")
        parts = runs(head, "。")
    total = s.n_rose + s.n_fell + s.n_stayed
    apart = f"；另有{s.n_apart}条不可比" if s.n_apart else ""
    return runs(parts, f"可比的{total}条准则中，{s.n_rose}条上升，{s.n_fell}条下降，{s.n_stayed}条不变{apart}。")


def _plan(name: str) -> str:
    """A plan by its year, or by its case's id."""
    return f"{name}年" if name.isdigit() else name


def consistency_over_all(c: ConsistencyOverAll) -> Runs:
    (low_region, low), (high_region, high) = c.lowest, c.highest
    parts = runs(
        "一致性指数最低",
        number(low, 2),
        f"（{low_region}），最高",
        number(high, 2),
        f"（{high_region}），满分{c.most:g}",
    )
    if c.fullest[0] == c.emptiest[0]:
        return runs(parts, "。")
    return runs(
        parts, f"；平均满足比例最高的变量是“{c.fullest[0]}”（", number(c.fullest[1], 2), f"），最低的是“{c.emptiest[0]}”（",
        number(c.emptiest[1], 2), "）。",
    )  # fmt: skip


def glance_item(i: Item) -> Runs:
    tag = f"{i.code} " if i.code else ""
    label = f"“{i.label}”" if i.label else ""
    parts = runs(Strong(f"{tag}{i.title}"), "：", level(i.level, i.ref), f"级{label}")
    if i.margin is None:
        return parts
    mean = f"适用的{i.of}份规划的均值" if i.of else "均值"
    if abs(i.margin) < NEAR:
        return runs(parts, f"，与{mean}相当")
    more = "（各地普遍薄弱）" if i.weak else ""
    return runs(parts, f"，{'高' if i.margin > 0 else '低'}于{mean}", _points(abs(i.margin)), f"分{more}")


def leaders_apart(a: Ahead) -> Runs:
    parts = runs(Strong(a.first), f"领先{a.second}", _points(a.by), "分")
    if a.parts:
        parts = runs(parts, "，主要来自")
        for n, (title, gap) in enumerate(a.parts):
            joint = "" if not n else "和" if n == len(a.parts) - 1 else "、"
            parts = runs(parts, joint, f"“{title}”（", shift(gap), "分）")
    if a.against:
        parts = runs(parts, f"；在“{a.against[0]}”上则落后", _points(a.against[1]), "分")
    return runs(parts, "。")


def learn_from(t: Teachers, again: bool, between: int) -> Runs:
    of = f"这{t.of}条中，" if again else f"计入总分、至少半数规划适用的{t.of}条准则中，"
    shown = "、".join(f"{name}（{n}条）" for name, n in t.cases)
    return runs(
        f"{of}有{t.n}条已有规划达到“{t.label}”{'' if t.top else '及以上'}；其中等级居首（含并列）最多的是{shown}，可供借鉴。{f'其余{between}条介于两者之间。' if again and between else ''}"
    )


def overview(o: Overview) -> Runs:
    parts = runs(f"{o.n}份规划平均", Strong(score(o.mean).text()), "分")
    if o.high[1] - o.low[1] < SHOWN:
        parts = runs(parts, "，得分相同")
    else:
        low, high = (f"（{first_of(list(names))}）" for names, _ in (o.low, o.high))
        parts = runs(parts, "，最低", score(o.low[1]), f"分{low}，最高", score(o.high[1]), f"分{high}")
    if len(o.grades) == 1:
        return runs(parts, f"；等次均为“{o.grades[0][0]}”。")
    held = "，".join(f"“{label}”{n}份" for label, n in o.grades)
    return runs(parts, f"；{held}。" if held else "。")


def pillar_means(means: Sequence[tuple[str, float]]) -> Runs:
    (_, high), (worst, low) = means[0], means[-1]
    if high - low < NEAR:
        return runs("各支柱的平均得分接近，在", score(low), "至", score(high), "之间。")
    best: Runs = ()
    for title, mean in means[:-1]:
        if high - mean < NEAR and mean - low >= NEAR:
            best = runs(best, "和" if best else "", Strong(f"“{title}”"), "（", score(mean), "）")
    return runs("平均得分较高的支柱是", best, "，最低的是", Strong(f"“{worst}”"), "（", score(low), "）。")


def shared(s: Shared) -> Runs:
    return runs(f"{s.title}（{s.n}份中的{s.k}份）" if s.k < s.n else f"{s.title}（{s.n}份全部）")


def divided(d: Divided, alike: Sequence[str]) -> Runs:
    held: Runs = ()
    for n, (label, k, mean) in enumerate(d.groups):
        held = runs(held, "，" if n else "", f"“{label}”（{k}份）平均", score(mean), "分")
    if not d.told:
        return runs(
            f"按哪一种分组，总分都没有明显差别。相对最明显的是按{d.title}分：", held, "；但随机分组有", percent(d.found.chance), "也有这样大的差别。"
        )  # fmt: skip
    also = "".join(f"或按{title}" for title in alike)
    return runs(
        f"按{d.title}{also}分，各规划区分得最清楚。按{d.title}：", held, "；总分差异的", percent(d.found.share), "在组与组之间，随机分组只有",
        percent(d.found.chance), "有这样大的差别。",
    )  # fmt: skip


def contrast(c: Contrast) -> Runs:
    own = c.group
    if len(own.cases) == 1:
        return runs(Strong(own.label), f"：只有{c.best}，", score(own.mean), "分。")
    parts = runs(
        Strong(own.label), f"：{len(own.cases)}份规划平均", score(own.mean), "分，最高", c.best, "（", score(own.cases[0][1]), "），最低",
        c.last, "（", score(own.cases[-1][1]), "）",
    )  # fmt: skip
    if c.rest is not None:
        gap = own.mean - c.rest
        if abs(gap) < NEAR:
            parts = runs(parts, f"，与其余{c.n_rest}份（", score(c.rest), "）相当")
        else:
            parts = runs(parts, f"，{'高' if gap > 0 else '低'}于其余{c.n_rest}份", _points(abs(gap)), "分")
    for found, said in ((c.ahead, "领先最多的是"), (c.behind, "落后最多的是")):
        if found:
            parts = runs(parts, f"；{said}“{found[0]}”（", score(found[1]), "比", score(found[2]), "）")
    parts = runs(parts, "。")
    if c.only_low:
        shown = "".join(f"“{title}”" for title in c.only_low[:MOST_NAMED])
        more = f"等{len(c.only_low)}条准则" if len(c.only_low) > MOST_NAMED else ""
        below = "" if c.low_is_bottom else "及以下"
        parts = runs(parts, f"组内全部停留在“{c.low_label}”{below}、而组外多数做得更好的：{shown}{more}。")
    return parts


MOST_NAMED = 5


def paces(found: Sequence[tuple[str, int]]) -> Runs:
    n = sum(k for _, k in found)
    return runs(
        f"各规划可核对的{n}项量化目标中，" + "，".join(f"{LABELS[f'pace-{pace}']}{k}项" for pace, k in found) + "。"
    )


def and_more(n: int) -> str:
    return f"等，另有{n}份"


def by_facet(title: str) -> str:
    return f"按{title}"


def part_title(number: int, title: str) -> str:
    """The title of a part of a section."""
    digits = "零一二三四五六七八九十"
    return f"（{digits[number] if number <= 10 else f'十{digits[number - 10]}'}）{title}"
