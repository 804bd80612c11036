"""Output for readers: tables, Markdown, pages, documentation.

Other folders use: `baseline_changes`, `card`, `challenge`, `challenge_systems`, `comparison`, `errors`,
`examples`, `explain`, `findings`, `formats`, `fuzzed`, `gating`, `generated`, `github`, `inline`, `junit`,
`many`, `own_schemas`, `release`, `settings_reference`, `site`, `statistics`, `systems`, `tasks_reference`.
"""
