"""The verbs of the command line as functions: what a user holds in, values out.

Other folders use: `agree`, `anchor`, `challenge`, `compare`, `errors`, `gate`, `measures`, `merge`,
`report`, `score`, `scorer`, `show`, `stats`, `strip`, `validate`.
"""
