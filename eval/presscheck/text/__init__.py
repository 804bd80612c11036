"""Words for people: tables, nearest names."""
