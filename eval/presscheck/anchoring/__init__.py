"""From strings to spans."""
