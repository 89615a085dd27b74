"""A Workbook in, an Excel file out."""

from evalkit.render.xlsx.sizes import MOST
from evalkit.render.xlsx.writer import render

__all__ = ["MOST", "render"]
