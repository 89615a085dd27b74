"""A Report made as a slide in, a presentation of one slide out: native text and table, a picture
with words for who cannot see it, and what is longer in the speaker's notes.

The same report gives the same bytes.
"""

from evalkit.render.pptx.slide import render

__all__ = ["render"]
