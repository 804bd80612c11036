"""Documents in, a result out.

Other folders use: `intake`, `items`, `plain_values`, `problems`, `result`, `result_table`, `run`,
`selection`, `stored`, `totals`.
"""
