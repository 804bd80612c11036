"""The verbs of the command line as functions: what a user holds in, values out.

Other folders use: `adjudicate`, `agree`, `anchor`, `challenge`, `compare`, `convert`, `errors`, `extract`,
`gate`, `measures`, `merge`, `pull`, `push`, `reading`, `report`, `score`, `scorer`, `show`, `stats`,
`strip`, `studio`, `validate`.
"""
