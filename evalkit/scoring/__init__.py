"""Ratings and measurements in; scores with bounds and coverage out, as arrays of any shape."""
