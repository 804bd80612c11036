"""What is made to be read: tables, Markdown, pages, documentation."""
