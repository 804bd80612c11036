"""Entities: mentions, coreference, links.

Other folders use: `cluster_map`, `coref`, `coref_errors`, `linked`, `links`, `mentions`, `packing`,
`pairing`, `rules`, `whole_entities`.
"""
