// Student's distribution belongs to what comparisons say.
@_exported import struct GaussianIntegrals.StudentT
