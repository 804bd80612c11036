"""Definition of a measure, and the arithmetic.

Other folders use: `assignment`, `cells`, `clusters`, `commonest`, `counts`, `crowds`, `error_record`,
`exact_sums`, `islands`, `measure`, `scipy_pairing`, `settings`, `signature`, `subtables`.
"""
