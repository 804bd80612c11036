"""Entities: mentions, coreference, links.

Other folders use: `cluster_map`, `coref`, `coref_errors`, `links`, `mentions`, `packing`, `pairing`, `rules`,
`whole_entities`.
"""
