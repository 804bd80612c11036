"""Random inputs, and three promises that hold for every one of them.

1. No verb ends in a traceback or does not end.
2. `validate` and `score` have one verdict of every file; what `convert` writes, `validate` accepts.
3. No number contradicts what must be true of it: ratios lie in their range, gold against itself is
   right, ids and order decide nothing, parts add up to the whole.

An input is made from one seed, and is data: files and what is done with them. One that broke a promise
is kept in `tests/cases/fuzz` and checked for ever. `make fuzz N=20000` runs as many as you like.
"""
