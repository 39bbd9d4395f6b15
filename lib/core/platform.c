/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the library stands on, refused at compile time where it is not so: doubles that are computed
 * as doubles, so that the answer is the same on every machine, and sizes that hold any input within
 * the limits (docs/embedding.md).
 */
#if defined __SIZEOF_POINTER__ && __SIZEOF_POINTER__ < 8
#error "reckon: 32-bit platforms are not supported"
#endif
#if defined __FAST_MATH__ || defined __FINITE_MATH_ONLY__ && __FINITE_MATH_ONLY__
#error                                                                                             \
    "reckon: infinities and the order of sums matter here; do not compile with -ffast-math or -ffinite-math-only"
#endif

#include <float.h>
#include <limits.h>
#include <stddef.h>

#if FLT_EVAL_METHOD != 0
#error                                                                                             \
    "reckon: doubles are computed in another precision here (x87?), so results would differ between machines"
#endif

_Static_assert(sizeof(size_t) >= 8, "reckon: 32-bit platforms are not supported");
_Static_assert(CHAR_BIT == 8 && sizeof(int) >= 4, "reckon: bytes of 8 bits and int of 32");
_Static_assert(FLT_RADIX == 2 && DBL_MANT_DIG == 53 && DBL_MAX_EXP == 1024,
    "reckon: double is IEEE 754 binary64");
