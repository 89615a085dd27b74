"""Where numbers count as equal, as near, and as too few to speak: the limits that several questions
ask.

None of them moves a score. A limit that only one question asks stands at the head of that
question's file.
"""

from __future__ import annotations

# nearer is equal: scores, ranks, grades, ties, what is constant; of measurements the relative
# difference
TOLERANCE = 1e-9
# means and covariances of standardised measures that change by less have come to rest
SETTLED = 1e-10
# spread in one direction as a share of the widest: below, nothing varies in it
FLAT = 1e-8
# a difference of scores below this does not show: half of the last digit of 0.0 to 100.0
SHOWN = 0.0005
SOUGHT = 1e-6  # a figure that is sought in rounds is found where it is missed by no more than this
NEAR = 0.02  # two points of a hundred: scores nearer than this are close
FEWEST_CASES = 3  # fewer cases correlate by themselves: no rank correlation, no α, no component
# of fewer units twice rated a coefficient of agreement is said to be of few: one rating can move it
FEWEST_UNITS = 10
MOST_CASES = 200  # beyond which pairs of cases and ranks one by one are not counted
