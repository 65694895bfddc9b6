"""The draws of stream 1, written from REPRODUCIBILITY.md and Documentation/StreamOne.md.

`fused` makes fused multiply-adds of NumPy's operations, `float32` and `float64` are the functions,
`truncation` the constants of a cut normal law, `laws` the draws of elements one by one, and
`matrices` those of whole maps. Words come from `stream1.py`, reflections from `orthogonal.py`.
"""
