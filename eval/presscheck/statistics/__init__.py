"""Uncertainty of numbers.

Other folders use: `compare`, `draws`, `intervals`, `jackknife`, `leave_one_out`, `merge`, `paired`,
`stored_results`, `student`.
"""
