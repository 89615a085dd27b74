"""evalkit: score regional innovation plans against a rubric, and explain every number.

The Python API mirrors the commands: see :mod:`evalkit.api`.
"""

__version__ = "0.1.0"
