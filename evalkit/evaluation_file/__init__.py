"""An evaluation and its answers as versioned JSON; and back (``reading``, which whoever only writes
does not load), scored again, so that nothing is believed for being written."""

from evalkit.evaluation_file.digests import digest, digests
from evalkit.evaluation_file.parsing import SCHEMA
from evalkit.evaluation_file.writing import (
    analyses,
    finding_data,
    pieces,
    plain,
    rating_data,
    to_json,
)

__all__ = [
    "SCHEMA",
    "analyses",
    "digest",
    "digests",
    "finding_data",
    "pieces",
    "plain",
    "rating_data",
    "to_json",
]
