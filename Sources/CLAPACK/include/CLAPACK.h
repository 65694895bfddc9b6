#ifndef XAVIER_CLAPACK_H
#define XAVIER_CLAPACK_H

/* The singular values of a matrix, the largest first, in the calling thread.
   The elements, row-major, are overwritten. There are min(rows, columns) values, both at least 1.
   Gives 0; -1 without memory; what LAPACK's dgesdd says where it did not converge or an element is not a number. */
int xv_singular_values(double *matrix, int rows, int columns, double *values);

#endif
