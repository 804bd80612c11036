"""Entities: mentions, coreference, links.

Other folders use: `coref`, `coref_errors`, `links`, `mentions`, `pairing`, `rules`, `whole_entities`.
"""
