"""The toolkit's version, the last key of every signature."""

__version__ = "0.1.0"
