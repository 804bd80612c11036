"""Surface for evaluation harnesses: a prompt, the shape of its answer, the answer as a document.

Other folders use: `answers`.
"""
