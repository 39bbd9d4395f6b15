/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All methods, in the order of the documentation, and their options by name. */
#ifndef RK_METHODS_REGISTRY_H
#define RK_METHODS_REGISTRY_H

#include "methods/method.h"

extern const rk_method *const rk_methods[];
extern const size_t rk_method_count;

/* NULL when there is none of that id. */
const rk_method *rk_method_find(const char *id);

/* How many options a method has; one by its place, or by name (NULL: none). *base is where its
 * struct begins. */
size_t rk_method_option_count(const rk_method *method);
const rk_option_row *rk_method_option_at(const rk_method *method, size_t index, size_t *base);
const rk_option_row *rk_method_option(const rk_method *method, const char *name, size_t *base);

/* Writes the defaults into options[method->options_size]. */
void rk_method_defaults(const rk_method *method, void *options);

#endif
