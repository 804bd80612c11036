"""A text and labelled spans as HTML: lines above and below the words; it knows no document.

Other folders use: `escape`, `marks`, `page_text`, `style`.
"""
