"""What is made to be read: tables, Markdown, pages, documentation.

Other folders use: `card`, `challenge`, `challenge_systems`, `comparison`, `examples`, `explain`,
`findings`, `formats`, `gating`, `generated`, `github`, `inline`, `junit`, `release`, `settings_reference`,
`statistics`, `systems`, `tasks_reference`.
"""
