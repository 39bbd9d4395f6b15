/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RK_METHODS_META_METHODS_H
#define RK_METHODS_META_METHODS_H

#include "methods/method.h"

extern const rk_method rk_method_fixed_effect, rk_method_random_effects;

#endif
