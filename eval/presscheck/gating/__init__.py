"""May this build pass?

Other folders use: `baseline`, `conditions`, `decision`, `kept_items`, `rules`, `run`, `update`.
"""
