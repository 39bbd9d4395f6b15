/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RK_METHODS_INTERVAL_METHODS_H
#define RK_METHODS_INTERVAL_METHODS_H

#include "methods/method.h"

extern const rk_method rk_method_envelope, rk_method_intersection, rk_method_consensus,
    rk_method_endpoint_mean, rk_method_endpoint_median;

#endif
