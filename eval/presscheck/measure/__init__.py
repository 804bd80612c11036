"""What a measure is, and the arithmetic."""
