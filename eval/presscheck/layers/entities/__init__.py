"""Entities: mentions, coreference, links.

Other folders use: `cluster_map`, `coref`, `coref_errors`, `linked`, `links`, `mentions`, `pairing`,
`rules`, `span_keys`, `whole_entities`.
"""
