"""Events: triggers, arguments, attributes, coreference.

Other folders use: `attributes`, `by_entity`, `coref`, `errors`, `exact`, `given_triggers`, `relaxed`,
`rules`.
"""
