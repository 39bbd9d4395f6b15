/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef RECONCILE_BATCH_H
#define RECONCILE_BATCH_H

#include "arguments.h"

/* reconcile batch FILE: many questions, one answer a line. The exit status. */
int run_batch(const struct arguments *arguments);

#endif
