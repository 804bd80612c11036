"""What a measure is, and the arithmetic.

Other folders use: `assignment`, `cells`, `clusters`, `counts`, `error_record`, `measure`, `settings`,
`signature`.
"""
