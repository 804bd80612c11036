"""May this build pass?

Other folders use: `baseline`, `conditions`, `decision`, `known_errors`, `rules`, `run`, `update`.
"""
