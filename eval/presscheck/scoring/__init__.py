"""Documents in, a result out.

Other folders use: `entry_types`, `intake`, `items`, `plain_values`, `problems`, `result`, `result_table`,
`run`, `selection`, `stored`, `tables`, `tasks`, `totals`.
"""
