"""One document, all layers, carried through an edit: the challenge set.

Other folders use: `effects`, `losses`, `probe`, `rewrite`, `sets`, `table`, `variant`.
"""
