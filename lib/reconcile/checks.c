/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reconcile/checks.h"

#include <math.h>

#include "core/memory.h"
#include "core/special.h"
#include "core/status.h"

/* Every half percent, and the far tails by themselves. */
enum { FINE = 205 };
static const double far_tail[] = {1e-4, 1e-3, 0.0025};

static void fine_probabilities(double to[FINE])
{
    size_t count = 0;
    for (size_t i = 0; i < 3; i++)
        to[count++] = far_tail[i];
    for (int i = 1; i < 200; i++)
        to[count++] = i / 200.0;
    for (size_t i = 3; i-- > 0;)
        to[count++] = 1.0 - far_tail[i];
}

bool rk_score(const double *quantile, const double *probability, size_t count, double x,
    double *log_score, double *position)
{
    /* the last pair whose lower quantile is not above x, or the first pair; quantiles that coincide
     * are stepped over */
    size_t low = 0, high = 0;
    bool found = false;
    for (size_t i = 1; i < count; i++) {
        if (!(quantile[i] > quantile[low]))
            continue;
        if (found && quantile[low] > x)
            break;
        high = i;
        found = true;
        if (quantile[high] >= x)
            break;
        if (i + 1 < count && quantile[count - 1] > quantile[i])
            low = i;
    }
    if (!found)
        return false;
    double z_low = rk_normal_quantile(probability[low]),
           z_high = rk_normal_quantile(probability[high]);
    double slope = (z_high - z_low) / (quantile[high] - quantile[low]);
    double z = z_low + slope * (x - quantile[low]);
    *log_score = rk_normal_log_density(z) + log(slope);
    *position = rk_normal_cdf(z);
    return true;
}

static reckon_result_check score(
    const rk_question *question, const rk_reading *reading, const rk_answer *answer, size_t at)
{
    const rk_answer_row *row = &answer->rows[at];
    bool told = row->outcome < RECKON_OUTCOME_EMPTY;
    reckon_result_check check = {
        .time = reading->time,
        .value = rk_question_natural(question, reading->centre),
        .low = told ? rk_question_natural(question, row->low) : NAN,
        .central = told ? rk_question_natural(question, row->central) : NAN,
        .high = told ? rk_question_natural(question, row->high) : NAN,
        .position = NAN,
        .log_score = NAN,
        .inside = told && row->low <= reading->centre && reading->centre <= row->high,
    };
    if (told && row->has_quantiles)
        rk_score(answer->quantiles + at * FINE, question->probabilities, FINE, reading->centre,
            &check.log_score, &check.position);
    return check;
}

/* One check, answered by itself: no other date may matter to it. */
static reckon_status score_one(const rk_question *question, const rk_method *method,
    const void *options, size_t reading, reckon_result *result, reckon_error *error)
{
    double probabilities[FINE], year = question->readings[reading].time;
    fine_probabilities(probabilities);
    rk_question asked = *question;
    asked.years = &year;
    asked.year_count = 1;
    asked.probabilities = probabilities;
    asked.probability_count = FINE;
    rk_answer answer;
    const rk_fit_request fit = {.method = method, .options = options};
    reckon_status status = rk_fit_under(&asked, &fit, &answer, error);
    if (status != RECKON_OK)
        return status;
    reckon_result_check *check = &result->checks[result->check_count];
    *check = score(&asked, &question->readings[reading], &answer, 0);
    rk_answer_free(&answer);
    check->estimate = rk_strdup(
        reckon_evidence_estimate(question->evidence, question->readings[reading].estimate)->id);
    if (!check->estimate)
        return rk_fail(error, RECKON_MEMORY, "out of memory for a check");
    result->check_count++;
    return RECKON_OK;
}

reckon_status rk_score_checks(const rk_question *question, const rk_method *method,
    const void *options, reckon_result *result, reckon_error *error)
{
    size_t count = 0;
    for (size_t i = 0; i < question->reading_count; i++)
        count += question->readings[i].check;
    result->checks = rk_alloc(count, sizeof *result->checks);
    if (!result->checks)
        return rk_fail(error, RECKON_MEMORY, "out of memory for %zu checks", count);
    reckon_status status = RECKON_OK;
    for (size_t i = 0; i < question->reading_count && status == RECKON_OK; i++)
        if (question->readings[i].check)
            status = score_one(question, method, options, i, result, error);
    return status;
}
