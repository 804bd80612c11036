"""May this build pass?

Other folders use: `baseline`, `conditions`, `decision`, `rules`, `run`.
"""
