"""A Report in, a Word document out: real styles, captions, contents, footnotes.

All of it in our own styles, or in those of an office, whose document gives styles, header, footer
and page; what it lacks is added. The same report gives the same bytes.
"""

from evalkit.render.docx.writer import render

__all__ = ["render"]
