"""A number in; a case of the shipped rubric with every key of the case format out, in both
languages: the same case for the same number."""

from __future__ import annotations

from typing import Any

from evalkit.model.rubric import Criterion, RubricFile

RATED = 12  # criteria a case, by two raters and a chair


def case_with_every_key(n: int, standard: RubricFile) -> dict[str, Any]:
    """A case as plain data."""
    rubric = standard.rubric
    criteria = list(rubric.rated.values())
    own = [criteria[(n + 5 * k) % len(criteria)] for k in range(RATED)]
    measured = [c.id for _, c in rubric.criteria() if c.measure is not None]
    return {
        "case": f"case-{n}",
        "rubric": rubric.pin,
        "region": {"name": _text("地区", "Region", n), "code": f"XX-{n}"},
        "plan": {
            "title": _text("规划", "Plan", n),
            "kind": [*rubric.kinds, "plan"][0],
            "issuer": _text("机关", "Office", n),
            "adopted": f"2026-0{1 + n % 9}-27",
            "period": [2026, 2030],
            "documents": ["plan", "budget"],
            "summary": _text("摘要", "Summary, with “quotes” and a comma", n),
        },
        "facets": {
            name: {
                "is": [list(facet.values)[n % len(facet.values)]],
                "because": _text("依据", "Because", n),
                "source": f"source {n}",
            }
            for name, facet in rubric.facets.items()
        },
        "documents": [_document(id, n) for id in ("plan", "budget")],
        "raters": {name: _rater(name, n) for name in ("Ana", "张三", "chair")},
        "ratings": {criterion.id: _ratings(criterion, n, k) for k, criterion in enumerate(own)},
        "measures": {id: [_measured(n, year) for year in (2024, 2025)] for id in measured[:3]},
        "targets": [
            {"measure": measured[0], "value": 3.5, "unit": "%", "year": 2030, "at": "plan ¶61",
             "baseline": _baseline(n), "note": _text("注", "Note", n)}
        ],
        "commitments_scope": "all",
        "commitments": [_commitment(n, measured[0], own[0]), _followed(n), _left_out(n)],
        "allow": [
            {"finding": "rating-without-evidence", "at": own[0].id, "owner": f"Office {n}",
             "because": _text("理由", "Reason", n), "until": "2027-06-30", "n": 1 + n % 3,
             "for": [f"{n:08x}"]}
        ],
        "note": _text("说明", "Note", n),
    }  # fmt: skip


def _text(zh: str, en: str, n: int) -> dict[str, str]:
    return {
        "zh": f"{zh}{n}，第{n % 7}段；“引语”",
        "en": f"{en} {n}, paragraph {n % 7}; =not a formula",
    }


def _document(id: str, n: int) -> dict[str, Any]:
    titles = {"title": _text("文件", id, n), "issuer": _text("机关", "Office", n)}
    file = {"url": f"https://example.org/{id}/{n}", "sha256": f"{n:064x}"}
    return {"id": id, **titles, "date": "2026-02-02", **file, "file": f"plans/{id}-{n}.txt",
            "note": _text("注", "Note", n)}  # fmt: skip


def _rater(name: str, n: int) -> dict[str, Any]:
    role = "chair" if name == "chair" else "rater"
    return {"name": _text("姓名", name, n), "role": role, "batch": 1 + n % 3, "wording": "2.0.0",
            "date": "2026-03-01", "note": _text("注", "Note", n)}  # fmt: skip


def _ratings(criterion: Criterion, n: int, k: int) -> list[dict[str, Any]]:
    levels = sorted(criterion.levels or {0: ""})
    out: list[dict[str, Any]] = []
    for place, rater in enumerate(("Ana", "张三", "chair")):
        own = {"rater": rater, "state": "rated", "level": levels[(n + k + place) % len(levels)],
               "because": _text("理由", "Reason", n + k), "confidence": "medium",
               "checks": [check.id for check in criterion.checks[: 1 + place]],
               "evidence": [_evidence(n, k), _evidence(n, k + 1)]}  # fmt: skip
        out.append(own | ({"adjudicates": True} if rater == "chair" else {}))
    return out


def _evidence(n: int, k: int) -> dict[str, Any]:
    kind = "contradicts" if k % 4 == 3 else "supports"
    return {"document": "plan", "at": f"¶{n % 90 + k}", "quote": f"研发投入增长{k}%以上，by {n}",
            "note": _text("注", "Note", k), "kind": kind}  # fmt: skip


def _measured(n: int, year: int) -> dict[str, Any]:
    return {"value": 1.25 + n / 100, "unit": "%", "year": year, "source": f"yearbook {year}",
            "note": _text("注", "Note", n)}  # fmt: skip


def _baseline(n: int) -> dict[str, Any]:
    return {"value": 3.3, "year": 2025, "at": f"plan ¶{n % 90}", "counts": "total"}


def _commitment(n: int, measure: str, criterion: Criterion) -> dict[str, Any]:
    return {"id": "c1", "at": f"plan ¶{n % 90} s2.1", "what": _text("事项", "Deed", n),
            "measure": measure, "value": [3, 3.5], "growth": [5, 5.5], "is": "at-least",
            "unit": _text("个", "units", n), "year": 2026, "dated": "part",
            "baseline": _baseline(n), "body": [_text("机关", "Office", n)],
            "with": [_text("单位", "Partner office", n)], "partners": [f"XX-{n + 1}"],
            "money": {"value": 33.9, "unit": _text("亿元", "bn", n)}, "criteria": [criterion.id],
            "codes": {"instrument": ["supply"]}, "quote": f"研发投入{n}", "rater": "Ana",
            "adjudicates": True, "note": _text("注", "Note", n)}  # fmt: skip


def _followed(n: int) -> dict[str, Any]:
    return {"id": "c2", "at": "plan ¶3", "what": _text("事项", "Deed", n), "status": "partly",
            "follows": {"case": f"case-{n}-2025", "id": "c9"}, "rater": "Ana"}  # fmt: skip


def _left_out(n: int) -> dict[str, Any]:
    return {"id": "c3", "at": "plan ¶4", "what": _text("事项", "Deed", n), "left_out": "past",
            "rater": "张三"}  # fmt: skip
