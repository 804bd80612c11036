"""May this build pass?"""
