"""What cases and rubric say, as tables: cases, documents, ratings, evidence, measures,
commitments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from evalkit.analysis.partners import partners_of
from evalkit.datasets.model import Dataset, Field, Row, Value, dataset, said
from evalkit.evaluation import Evaluation
from evalkit.evidence.text import Plans
from evalkit.model.case import CaseFile, day_of
from evalkit.model.catalogue import messages
from evalkit.model.fields import both
from evalkit.model.measures import Entry
from evalkit.model.place import shown_path
from evalkit.model.rubric import Criterion
from evalkit.reading.commitments import CODED, to_rows
from evalkit.scoring.normalise import from_levels
from evalkit.scoring.units import coded_in


def cases(evaluation: Evaluation) -> Dataset:
    """A row a case."""
    return dataset("cases", map(_case, evaluation.files))


def _case(file: CaseFile) -> Row:
    case, plan = file.case, file.case.plan
    period = plan.period if plan and plan.period else (None, None)
    return {
        "case": case.case,
        "rubric": str(case.rubric),
        "region": case.region.key,
        **said("region", case.region.name),
        **said("title", plan.title if plan else None),
        **said("issuer", plan.issuer if plan else None),
        "kind": plan.kind if plan else None,
        "adopted": day_of(case),
        "period_from": period[0],
        "period_to": period[1],
        "file": shown_path(file.file),
        "sha256": file.sha256,
    }


def facets(evaluation: Evaluation) -> Dataset:
    """A row a case, facet and value."""
    rows = (
        {
            "case": file.case.case,
            "facet": name,
            "facet_value": value,
            **said("because", own.because),
        }
        for file in evaluation.files
        for name, own in file.case.facets.items()
        for value in own.is_
    )
    return dataset("facets", rows)


def documents(evaluation: Evaluation) -> Dataset:
    """A row a document of a case."""
    rows = (
        {
            "case": file.case.case,
            "document": own.id,
            **said("title", own.title),
            **said("issuer", own.issuer),
            "date": own.date,
            "is_plan": own.id in file.case.plan_documents,
            "url": own.url,
            "file": own.file,
            "sha256": own.sha256,
        }
        for file in evaluation.files
        for own in file.case.documents
    )
    return dataset("documents", rows)


def nodes(evaluation: Evaluation) -> Dataset:
    """The rubric's tree, the total first where it has one."""
    rubric = evaluation.rubric
    total = {"ref": "overall", "node": "total", "id": "overall", **said("title", rubric.title)}
    top = "overall" if rubric.has_total else None
    rows: list[Row] = [total] if top else []
    for ref, _, node in rubric.walk():
        leaf = isinstance(node, Criterion)
        rows.append(
            {
                "ref": ref,
                "parent": ref.rpartition(".")[0] or top,
                "node": "criterion" if leaf else "pillar",
                "id": node.id,
                "code": node.code or None,
                **said("title", node.title),
                "weight": float(node.weight),
                "counts": node.scored if isinstance(node, Criterion) else node.counts,
                "measured": isinstance(node, Criterion) and node.measure is not None,
                "source_at": node.source.at
                if isinstance(node, Criterion) and node.source
                else None,
            }
        )
    return dataset("nodes", rows)


def anchors(evaluation: Evaluation) -> Dataset:
    """What every level of every rated criterion means, and the score that it stands for."""
    rubric = evaluation.rubric
    label = {float(step.level): step.label for step in rubric.scale}
    rows = (
        {
            "ref": ref,
            "level": float(at),
            "step": float(n),
            "anchor": float(from_levels(np.array(at, float), scale.low, scale.high)),
            **said("label", None if scale.own else label[at]),
            **said("means", (criterion.levels or {}).get(at)),
        }
        for ref, criterion in rubric.rated.items()
        for scale in (rubric.scales[criterion.id],)
        for n, at in enumerate(scale.levels)
    )
    return dataset("anchors", rows)


def measures(evaluation: Evaluation) -> Dataset:
    """A row a case and measured criterion: the value used, and the score that it gives."""

    def used(entry: Entry | None) -> dict[str, Value]:
        if entry is None:
            return {}
        own: dict[str, Value] = {"amount": entry.value, "unit": entry.unit, "year": entry.year}
        return {**own, "source": entry.source or None}

    rows = (
        {
            "case": m.case,
            "ref": m.ref,
            "measure": m.criterion,
            **used(m.used),
            "counted_amount": m.counted,
            "imputed": m.imputed,
            "steps": " ".join(touch.step for touch in m.touched) or None,
            "value": m.score,
            "limited": m.capped,
        }
        for m in evaluation.measured
    )
    return dataset("measures", rows)


def panel(evaluation: Evaluation) -> Dataset:
    """Region × measure × year, also of regions without a case; a value once."""
    held: dict[tuple[str, str, int], Row] = {}
    for m in evaluation.measured:
        region = evaluation.file_of[m.case].case.region
        for entry in m.series:
            row = _measured(region.key, m.criterion, entry)
            known = {
                **row,
                **said("region", region.name),
                "adopted": _adopted(evaluation, region.key),
            }
            held.setdefault((region.key, m.criterion, entry.year), known)
    names = {row.region: row.name for row in evaluation.listed}
    for series in evaluation.others:
        for entry in series.entries:
            row = _measured(series.region, series.measure, entry)
            own = said("region", names.get(series.region))
            held.setdefault((series.region, series.measure, entry.year), {**row, **own})
    return dataset("panel", (held[key] for key in sorted(held)))


def _measured(region: str, measure: str, entry: Entry) -> dict[str, Value]:
    value: dict[str, Value] = {"region": region, "measure": measure, "year": entry.year}
    return {**value, "amount": entry.value, "unit": entry.unit, "source": entry.source or None}


def _adopted(evaluation: Evaluation, region: str) -> Value:
    """The day of a region's first plan."""
    days = [day_of(f.case) for f in evaluation.files if f.case.region.key == region]
    return min((day for day in days if day is not None), default=None)


def commitments(evaluation: Evaluation) -> Dataset:
    """Commitments as `evalkit commitments -o` writes them; a column a code."""
    held = to_rows([file.case for file in evaluation.files])
    names = [name for name in (held[0] if held else ()) if name != "case"]
    rows = [{name: None if v == "" else v for name, v in row.items()} for row in held]
    return dataset("commitments", rows, [_coded(name, evaluation, rows) for name in names])


def _coded(name: str, evaluation: Evaluation, rows: Sequence[Row]) -> Field:
    """A column of the table of commitments, a code's or one of the format's."""
    code = evaluation.rubric.codes.get(name.removeprefix(CODED))
    given = [row.get(name) for row in rows if row.get(name) is not None]
    kind = "number" if given and all(isinstance(v, (int, float)) for v in given) else "string"
    if code is not None:
        return Field(name, kind, both(code.title), both(code.title))
    zh, en = (str(messages("reading", lang)["columns"].get(name, name)) for lang in ("zh", "en"))
    return Field(name, kind, (zh, en), (zh, en))


def partners(evaluation: Evaluation) -> Dataset:
    """A row a plan and region that it names as a partner."""

    def other(case: str | None) -> str | None:
        return None if case is None else evaluation.file_of[case].case.region.key

    rows = (
        {
            "case": own.case,
            "region": other(own.case),
            **said("partner", own.partner),
            "other": own.other,
            "other_region": other(own.other),
            "n_commitments": len(own.units),
            "back": own.back,
        }
        for own in partners_of(evaluation, coded_in(evaluation.files))
    )
    return dataset("partners", rows)


def paragraphs(plans: Plans) -> Dataset:
    """The documents at hand, paragraph by paragraph."""

    def each() -> Iterator[Mapping[str, Value]]:
        for (case, document), text in plans.texts.items():
            for passage in text.passages:
                yield {
                    "case": case,
                    "document": document,
                    "passage": passage.number,
                    "last_passage": passage.until,
                    "page": passage.page,
                    "heading": " › ".join(passage.heading) or None,
                    "text": passage.text,
                }

    return dataset("paragraphs", each())
