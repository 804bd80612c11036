"""Entities: mentions, coreference, links."""
