"""Helpers of the tests: cases read from data, random documents, servers that answer as the real ones do."""
