"""A text and labelled spans as HTML: lines above and below the words; it knows no document.

Other folders use: `escape`, `fragment`, `marks`, `notebook`, `page_text`, `style`.
"""
