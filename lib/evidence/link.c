/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "evidence/link.h"

#include <math.h>

double rk_link(reckon_measure measure, double natural)
{
    if (measure == RECKON_SHARE)
        return log(natural) - log1p(-natural);
    return log(natural);
}

double rk_unlink(reckon_measure measure, double linked)
{
    if (measure == RECKON_SHARE)
        return 1.0 / (1.0 + exp(-linked));
    return exp(linked);
}
