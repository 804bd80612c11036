"""Definition of a measure, and the arithmetic.

Other folders use: `assignment`, `cells`, `clusters`, `counts`, `error_record`, `measure`, `settings`,
`signature`.
"""
