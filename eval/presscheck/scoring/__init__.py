"""Documents in, a result out.

Other folders use: `entry_types`, `error_log`, `findings`, `finishing`, `intake`, `items`, `notes`,
`per_document`, `plain_values`, `problems`, `proof`, `result`, `result_table`, `run`, `selection`, `stored`,
`stored_form`, `sums`, `tables`, `tasks`, `totals`, `unit_counts`.
"""
