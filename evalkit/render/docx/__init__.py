"""A Report in, a Word document out: real styles, captions, contents, footnotes; or all of it in the styles of a house.

The house's own document gives styles, header, footer and page; what it lacks is added. The same report gives the same bytes.
"""

from evalkit.render.docx.writer import render

__all__ = ["render"]
