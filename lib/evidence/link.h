/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scale that figures are pooled on: log for counts, logit for shares. */
#ifndef RK_EVIDENCE_LINK_H
#define RK_EVIDENCE_LINK_H

#include <reckon/evidence.h>

/* The link of a measure (natural > 0; shares in (0, 1)) and its inverse (any value; infinities give
 * the ends). */
double rk_link(reckon_measure measure, double natural);
double rk_unlink(reckon_measure measure, double linked);

#endif
