"""Documents in, a result out.

Other folders use: `intake`, `items`, `plain_values`, `problems`, `proof`, `result`, `result_table`, `run`,
`selection`, `stored`, `stored_form`, `totals`.
"""
