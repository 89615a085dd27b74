"""Files to start from: a case, a rubric, other weights."""
