/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sample of the recipe "Add a method" in docs/CONTRIBUTING.md. */
#ifndef TESTS_RECIPE_WIDEST_METHOD_H
#define TESTS_RECIPE_WIDEST_METHOD_H

#include "methods/method.h"

extern const rk_method rk_method_widest;

#endif
