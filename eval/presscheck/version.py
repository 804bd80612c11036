"""The toolkit's version, the last key of every signature."""

__version__ = "0.2.0"
