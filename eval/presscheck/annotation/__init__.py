"""People: agreement, adjudication, Label Studio."""
