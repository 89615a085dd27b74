"""SARIF and JUnit as services read them: what the schema of SARIF 2.1.0 demands of what is written,
and what readers of JUnit count on, over every bad folder."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import evalkit
import pytest
from evalkit import api, storage
from tests.conftest import ROOT

BAD = ROOT / "tests" / "bad"
FOLDERS = sorted(path.parent.name for path in BAD.glob("*/cases"))


@pytest.fixture(params=["en", "zh"])
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def audits(tmp_path: Path, lang: str) -> list[tuple[str, Any, bytes]]:
    """(folder, SARIF, JUnit) of every bad folder that can be audited."""
    before, made = Path.cwd(), []
    for name in FOLDERS:
        folder = tmp_path / name
        shutil.copytree(BAD / name, folder)
        (folder / "rubrics").mkdir(exist_ok=True)
        shutil.copy(BAD / "small.yaml", folder / "rubrics" / "small.yaml")
        os.chdir(folder)
        try:
            loaded = storage.load([Path("cases")])
            evaluation = api.evaluation_of(loaded, "2026-06-01", 0)
            if evaluation is None:
                continue
            audit = api.audit(evaluation, problems=loaded.problems)
            forms = [api.audit_report(audit, kind, lang) for kind in ("sarif", "junit")]
        finally:
            os.chdir(before)
        made.append((name, json.loads(forms[0]), forms[1]))
    return made


def test_every_audit_is_what_the_schema_and_the_readers_ask_for(tmp_path: Path, lang: str) -> None:
    held = audits(tmp_path, lang)
    assert len(held) > 100
    wrong = [(name, said) for name, log, _ in held for said in sarif_faults(log)]
    wrong += [(name, said) for name, _, junit in held for said in junit_faults(junit)]
    assert wrong == []


def sarif_faults(log: Any) -> list[str]:
    """What a log lacks of SARIF 2.1.0."""
    out = (
        [] if log["version"] == "2.1.0" and log["$schema"].endswith("sarif-2.1.0.json") else ["log"]
    )
    for run in log["runs"]:
        driver = run["tool"]["driver"]
        ids = [rule["id"] for rule in driver["rules"]]
        out += ["driver"] * (
            driver["name"] != "evalkit" or driver["version"] != evalkit.__version__
        )
        out += ["rules twice"] * (len(ids) != len(set(ids)))
        out += ["rule text"] * (
            not all(rule["shortDescription"]["text"] for rule in driver["rules"])
        )
        out += ["invocation"] * (type(run["invocations"][0]["executionSuccessful"]) is not bool)
        prints = Counter(r["partialFingerprints"]["evalkit/v1"] for r in run["results"])
        out += [f"fingerprint twice: {one}" for one, n in prints.items() if n > 1]
        for result in run["results"]:
            if ids[result["ruleIndex"]] != result["ruleId"]:
                out.append("ruleIndex")
            if result["level"] not in ("none", "note", "warning", "error"):
                out.append("level")
            if not result["message"]["text"].strip():
                out.append("message")
            for location in result["locations"]:
                place = location["physicalLocation"]
                address, region = place["artifactLocation"], place.get("region")
                uri = address["uri"]
                if (
                    not re.fullmatch(r"[A-Za-z0-9\-._~/%:<>]+", uri)
                    or "<" in uri
                    or not unquote(uri)
                ):
                    out.append(f"uri {uri}")
                base = address.get("uriBaseId")
                if (base is None) != uri.startswith("file:") or uri.startswith(("/", "../")):
                    out.append(f"base of {uri}")
                if base is not None and base not in run["originalUriBaseIds"]:
                    out.append(f"base {base}")
                if region is not None and (region["startLine"] < 1 or region["startColumn"] < 1):
                    out.append(f"region {region}")
    return out


def junit_faults(content: bytes) -> list[str]:
    """What a reader of JUnit stumbles over."""
    root = ElementTree.fromstring(content)
    out = ["control"] * bool(re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", content))
    names = Counter((c.get("classname"), c.get("name")) for c in root.iter("testcase"))
    out += [f"twice: {name}" for name, n in names.items() if n > 1]
    suites = Counter(suite.get("name") for suite in root)
    out += [f"suite twice: {name}" for name, n in suites.items() if n > 1 or not name]
    for element in (root, *root):
        for key, tag in (
            ("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")
        ):  # fmt: skip
            if element.get(key) != str(len([*element.iter(tag)])):
                out.append(f"{key} of {element.get('name')}")
    return out
