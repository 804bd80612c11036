"""Uncertainty of numbers.

Other folders use: `compare`, `draws`, `intervals`, `jackknife`, `leave_one_out`, `leaving_out`, `merge`,
`paired`, `stored_results`, `student`.
"""
