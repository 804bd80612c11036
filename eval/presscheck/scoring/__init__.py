"""Documents in, a result out."""
