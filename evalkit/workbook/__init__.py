"""An evaluation in; an Excel file whose scores are live formulas out."""
