/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RK_METHODS_BAYES_METHOD_H
#define RK_METHODS_BAYES_METHOD_H

#include "methods/method.h"

extern const rk_method rk_method_bayes_random_effects;

#endif
