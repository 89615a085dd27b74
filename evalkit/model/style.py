"""The style of an office: who a report comes from, what it looks like, which sections it has and in
what order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from evalkit.model.fields import Blankable, Id, Lang, Several, Text
from evalkit.model.tiles import Tile

ComparisonSection = Literal[
    "ranking",
    "map",
    "conditions",
    "pillars",
    "criteria",
    "levels",
    "asked",
    "chain",
    "commitments",
    "coordination",
    "outcomes",
]
MethodSection = Literal[
    "sensitivity",
    "what-moves",
    "second-opinions",
    "trends",
    "agreement",
    "coherence",
    "data",
    "levels",
    "consistency",
    "commitments",
    "asked",
    "annex-ratings",
    "state",
    "annex-method",
]
PortfolioSection = Literal["spread", "groups", "gaps", "shared", "clusters"]
BriefingSection = Literal[
    "beside",
    "chain",
    "commitments",
    "outcomes",
    "since-last",
    "last-commitments",
    "balance",
    "advice",
    "missing",
    "quotations",
]
EvidenceSection = Literal[
    "all-criteria",
    "annex-evidence",
    "annex-scores",
    "commitments",
    "followed",
    "coordination",
    "outcomes",
    "path",
    "lenses",
    "missing",
    "agreement",
    "coders",
    "sensitivity",
    "raters",
    "documents",
    "waivers",
    "journal",
    "annex-method",
    "sign",
]
GONE = {  # sections that reports had once, or that stand in another product now
    "comparison": (
        "consistency",
        "leaders",
        "sensitivity",
        "second-opinions",
        "what-moves",
        "agreement",
        "coherence",
        "annex-ratings",
        "annex-method",
    ),
    "portfolio": ("facets", "reached"),
    "briefing": (
        "consistency",
        "strengths",
        "gaps",
        "pillars",
        "priorities",
        "coordination",
        "path",
        "lenses",
        "agreement",
        "coders",
        "followed",
        "sensitivity",
        "all-criteria",
        "annex-scores",
        "annex-evidence",
        "annex-method",
    ),
}
MOVED = {  # products that took sections of another
    "comparison": ("method", frozenset(get_args(MethodSection))),
    "briefing": ("evidence", frozenset(get_args(EvidenceSection))),
    "portfolio": ("method", frozenset(("state", "annex-method"))),
}
ProductName = Literal[
    "comparison",
    "method",
    "portfolio",
    "group",
    "memo",
    "briefing",
    "advice",
    "evidence",
    "region",
    "slide",
]
CONTRAST = 4.5  # least contrast of text with the paper: WCAG 2.2, success criterion 1.4.3


def contrast(colour: str) -> float:
    """Contrast of a colour (#rrggbb) with white, from 1 to 21.

    Source: W3C (2023), Web Content Accessibility Guidelines 2.2, relative luminance and contrast
    ratio.
    """
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def _colour(value: Any) -> Any:
    if (
        isinstance(value, str)
        and re.fullmatch(r"#[0-9a-fA-F]{6}", value)
        and contrast(value) >= CONTRAST
    ):
        return value.lower()
    raise PydanticCustomError(
        "colour_form", "not a colour that reads on white", {"value": str(value)}
    )


Colour = Annotated[
    str,
    BeforeValidator(_colour),
    WithJsonSchema({"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"}),
]


class Sections(Blankable):
    """Sections of each kind of report, in order; those not named are left out, and all of them by
    an empty list."""

    comparison: Several[ComparisonSection] | None = None
    method: Several[MethodSection] | None = None
    portfolio: Several[PortfolioSection] | None = None
    briefing: Several[BriefingSection] | None = None
    evidence: Several[EvidenceSection] | None = None


class Fonts(Blankable):
    """The office's fonts, by the names that its programs know: of text, and of headings."""

    text: str | None = None
    head: str | None = None


class ReportStyle(Blankable):
    """A report style as written in ``report.yaml``; every key but the name may be left out."""

    report: Id
    organisation: Text | None = None
    author: Text | None = None
    logo: str | None = None
    colour: Colour | None = None
    fonts: Fonts = Fonts()
    tiles: str | None = None
    languages: Several[Lang] = ()
    formats: Several[Literal["html", "md", "docx", "pdf", "xlsx", "pptx"]] = ()
    products: Several[ProductName] = ()
    decimals: Annotated[int, Field(ge=0, le=3)] = 1
    sections: Sections = Sections()
    labels: dict[str, Text] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Style:
    """A report style that was read, with its logo's bytes (PNG or JPEG; none: empty) and its layout
    of tiles (none: empty)."""

    written: ReportStyle
    logo: bytes
    file: str
    tiles: tuple[Tile, ...] = ()

    def labels(self, lang: str) -> dict[str, str]:
        """The office's own labels in a language, by their keys."""
        given = self.written.labels.items()
        said = {key: t if isinstance(t, str) else getattr(t, lang) for key, t in given}
        return {key: text for key, text in said.items() if text}


def image_kind(content: bytes) -> str:
    """png or jpeg, by the first bytes; empty for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    return "jpeg" if content.startswith(b"\xff\xd8\xff") else ""
