"""What an evaluation harness needs: a prompt, the shape of its answer, the answer as a document.

Other folders use: `answers`.
"""
