/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of an explanation share while it is made. */
#ifndef RK_EXPLAIN_EXPLAINING_H
#define RK_EXPLAIN_EXPLAINING_H

#include "explain/explanation.h"
#include "methods/classical.h"
#include "reconcile/fit.h"
#include "reconcile/progress.h"

typedef struct rk_explaining {
    rk_question question;
    rk_evidence_options evidence_options;
    const rk_method *method;
    void *options;   /* of the method's own struct, as asked */
    void *varied;    /* the same, for one option to be changed */
    rk_answer base;  /* the answer itself */
    bool base_made;  /* it is there to be freed */
    size_t *figures; /* [figure_count] readings in use, in the order of the evidence */
    size_t figure_count;
    size_t *origins; /* [origin_count] sources that counted them */
    size_t origin_count;
    double *gross;  /* [figure_count][reading_count] of each reading without each figure; NULL: not
                       known */
    bool *left_out; /* [estimates of the evidence] */
    bool *mask;     /* [reading_count] */
    rk_progress progress;
    reckon_explanation *told;
} rk_explaining;

/* One fit of `question`, counted in the progress. On RECKON_OK free *answer. */
reckon_status rk_explain_fit(rk_explaining *work, const rk_question *question, const void *options,
    const bool *mask, rk_answer *answer, reckon_error *error);
/* A row on the natural scale. */
reckon_explained_range rk_explained_range_of(const rk_question *question, const rk_answer_row *row);

/* Which figures cannot both be right, from the base answer and what the fits without each figure
 * said. */
reckon_status rk_explain_clashes(rk_explaining *work, reckon_error *error);

/* How many fits rk_explain_variations() will make. */
size_t rk_explain_variation_fits(const rk_explaining *work);
/* What the width is made of, what the prior says, and what would help. */
reckon_status rk_explain_variations(rk_explaining *work, reckon_error *error);

#endif
