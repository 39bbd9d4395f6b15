/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RK_METHODS_POOL_METHODS_H
#define RK_METHODS_POOL_METHODS_H

#include "methods/method.h"

extern const rk_method rk_method_linear_pool, rk_method_log_pool, rk_method_quantile_average;

#endif
