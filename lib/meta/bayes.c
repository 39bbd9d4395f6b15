/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "meta/bayes.h"

#include <math.h>
#include <string.h>

#include "core/median.h"
#include "core/memory.h"
#include "core/status.h"

const char *reckon_tau_prior_name(reckon_tau_prior prior)
{
    switch (prior) {
#define NAME_CASE(NAME, id, text)                                                                  \
    case RECKON_TAU_PRIOR_##NAME:                                                                  \
        return id;
        RECKON_TAU_PRIOR_LIST(NAME_CASE)
#undef NAME_CASE
    }
    return "unknown";
}

const char *reckon_tau_prior_text(reckon_tau_prior prior)
{
    switch (prior) {
#define TEXT_CASE(NAME, id, text)                                                                  \
    case RECKON_TAU_PRIOR_##NAME:                                                                  \
        return text;
        RECKON_TAU_PRIOR_LIST(TEXT_CASE)
#undef TEXT_CASE
    }
    return "not a prior of tau of this library";
}

const char *reckon_mu_prior_name(reckon_mu_prior prior)
{
    switch (prior) {
#define NAME_CASE(NAME, id, text)                                                                  \
    case RECKON_MU_PRIOR_##NAME:                                                                   \
        return id;
        RECKON_MU_PRIOR_LIST(NAME_CASE)
#undef NAME_CASE
    }
    return "unknown";
}

const char *reckon_mu_prior_text(reckon_mu_prior prior)
{
    switch (prior) {
#define TEXT_CASE(NAME, id, text)                                                                  \
    case RECKON_MU_PRIOR_##NAME:                                                                   \
        return text;
        RECKON_MU_PRIOR_LIST(TEXT_CASE)
#undef TEXT_CASE
    }
    return "not a prior of mu of this library";
}

static const char *const tau_prior_choices[] = {
#define TAU_CHOICE(NAME, id, text) id,
    RECKON_TAU_PRIOR_LIST(TAU_CHOICE)
#undef TAU_CHOICE
        NULL};

static const char *const mu_prior_choices[] = {
#define MU_CHOICE(NAME, id, text) id,
    RECKON_MU_PRIOR_LIST(MU_CHOICE)
#undef MU_CHOICE
        NULL};

static const rk_option_row rows[] = {
    RK_OPTION_CHOICE_ROW(reckon_bayes_options, tau_prior, "half-normal", tau_prior_choices,
        "prior of tau, the spread between estimates beyond what they state"),
    RK_OPTION_NUMBER_ROW(reckon_bayes_options, tau_scale, 0.5, 1e-6, 1e3, "log units",
        "scale of the half-normal or half-Cauchy prior of tau"),
    RK_OPTION_CHOICE_ROW(
        reckon_bayes_options, mu_prior, "flat", mu_prior_choices, "prior of the mean"),
    RK_OPTION_NUMBER_ROW(reckon_bayes_options, mu_mean, NAN, -1e6, 1e6, "log of the unit",
        "mean of a normal prior of the mean; none: the median of the estimates' centres"),
    RK_OPTION_NUMBER_ROW(reckon_bayes_options, mu_sd, 2.5, 1e-6, 1e3, "log units",
        "sd of a normal prior of the mean"),
};

const rk_option_rows rk_bayes_option_rows = {rows, sizeof rows / sizeof *rows};

void reckon_bayes_options_init(reckon_bayes_options *options)
{
    if (!options)
        return;
    options->struct_size = sizeof *options;
    rk_options_default(rk_bayes_option_rows, options);
}

reckon_status reckon_bayes_new(size_t capacity, reckon_bayes **bayes, reckon_error *error)
{
    if (!bayes)
        return rk_fail(error, RECKON_ARGUMENT, "there is no place for the object");
    reckon_bayes *made = rk_alloc(1, sizeof *made);
    *bayes = NULL;
    if (!made)
        return rk_fail(error, RECKON_MEMORY, "out of memory");
    made->capacity = capacity;
    made->y = rk_alloc(capacity, sizeof *made->y);
    made->v = rk_alloc(capacity, sizeof *made->v);
    made->scratch = rk_alloc(capacity, sizeof *made->scratch);
    if (!made->y || !made->v || !made->scratch) {
        reckon_bayes_free(made);
        return rk_fail(error, RECKON_MEMORY, "out of memory");
    }
    *bayes = made;
    return RECKON_OK;
}

void reckon_bayes_free(reckon_bayes *bayes)
{
    if (!bayes)
        return;
    rk_free(bayes->scratch);
    rk_free(bayes->y);
    rk_free(bayes->v);
    rk_free(bayes->panel);
    rk_free(bayes->node);
    rk_free(bayes->component);
    rk_free(bayes);
}

static reckon_status read_data(
    reckon_bayes *bayes, size_t k, const double *y, const double *v, reckon_error *error)
{
    rk_meta_data checked;
    if (k > bayes->capacity)
        return rk_fail(error, RECKON_LIMIT, "%zu estimates are more than the %zu there is room for",
            k, bayes->capacity);
    reckon_status status = rk_meta_prepare(&checked, k, y, v, error);
    if (status != RECKON_OK)
        return status;
    for (size_t i = 0; i < k; i++) {
        if (fabs(y[i]) > 1e100 || v[i] > 1e200)
            return rk_fail(error, RECKON_VALUE,
                "estimate %zu is beyond 1e100, or its variance beyond 1e200", i);
    }
    bayes->data = (rk_meta_data){0};
    if (k > 0) {
        memcpy(bayes->y, y, k * sizeof *y);
        memcpy(bayes->v, v, k * sizeof *v);
        rk_meta_describe(&bayes->data, k, bayes->y, bayes->v);
    }
    return RECKON_OK;
}

/* Both priors proper: the integral is a probability of the data. */
static bool is_marginal(const reckon_bayes_options *options)
{
    return options->mu_prior == RECKON_MU_PRIOR_NORMAL &&
           (options->tau_prior == RECKON_TAU_PRIOR_HALF_NORMAL ||
               options->tau_prior == RECKON_TAU_PRIOR_HALF_CAUCHY);
}

/* Of the estimates. */
static double median_of(reckon_bayes *bayes, size_t k)
{
    double *scratch = bayes->scratch;
    if (k)
        memcpy(scratch, bayes->y, k * sizeof *scratch);
    return k ? rk_median(scratch, k) : 0.0;
}

reckon_status reckon_bayes_run(reckon_bayes *bayes, size_t k, const double *y, const double *v,
    const reckon_bayes_options *options, reckon_bayes_fit *fit, reckon_error *error)
{
    if (!bayes)
        return rk_fail(error, RECKON_ARGUMENT, "there is no object to hold the fit");
    bayes->has_fit = false;
    reckon_status status = rk_options_take(
        rk_bayes_option_rows, &bayes->options, sizeof bayes->options, options, error);
    if (status == RECKON_OK)
        status = read_data(bayes, k, y, v, error);
    if (status != RECKON_OK)
        return status;
    if (isnan(bayes->options.mu_mean))
        bayes->options.mu_mean = median_of(bayes, k);
    bayes->fit =
        (reckon_bayes_fit){.outcome = k > 0 ? RECKON_OUTCOME_UNRESOLVED : RECKON_OUTCOME_EMPTY,
            .k = k,
            .log_integrated_likelihood = NAN,
            .log_marginal_likelihood = NAN,
            .tail_exponent = rk_bayes_tail_exponent(bayes)};
    if (rk_bayes_is_proper(bayes)) {
        if (!rk_bayes_integrate(bayes))
            return rk_fail(error, RECKON_MEMORY, "out of memory");
        if (is_marginal(&bayes->options))
            bayes->fit.log_marginal_likelihood = bayes->fit.log_integrated_likelihood;
    }
    bayes->has_fit = true;
    if (fit)
        *fit = bayes->fit;
    return RECKON_OK;
}

/* What a quantity's posterior is: one number, or a mixture in bayes->component. tau stands apart.
 */
typedef struct described {
    bool absent; /* there is no posterior */
    bool exact;  /* all of it is at `value` */
    double value;
    bool finite_mean, finite_variance;
    rk_normal_mixture mixture;
} described;

/* theta[i] given tau: between its own estimate and mu. */
static rk_normal_component shrink(const rk_bayes_node *node, double y, double v)
{
    double total = v + node->tau * node->tau, to_mu = v / total;
    double variance = v * (node->tau * node->tau / total) + to_mu * to_mu * node->variance;
    return (rk_normal_component){node->weight, y + to_mu * (node->mean - y), sqrt(variance)};
}

static void describe(
    reckon_bayes *bayes, reckon_bayes_quantity quantity, size_t index, described *what)
{
    double exponent = bayes->fit.tail_exponent;
    bool flat = bayes->options.mu_prior == RECKON_MU_PRIOR_FLAT;
    bool heavy = quantity == RECKON_BAYES_PREDICTIVE || (quantity == RECKON_BAYES_MU && flat);
    *what = (described){.absent = bayes->fit.nodes == 0,
        .finite_mean = !heavy || exponent > 2.0,
        .finite_variance = !heavy || exponent > 3.0,
        .mixture = {bayes->component, bayes->fit.nodes}};
    if (quantity == RECKON_BAYES_SHRINKAGE && bayes->data.v[index] == 0.0) {
        what->exact = true;
        what->value = bayes->data.y[index];
        return;
    }
    for (size_t i = 0; i < bayes->fit.nodes; i++) {
        const rk_bayes_node *node = &bayes->node[i];
        if (quantity == RECKON_BAYES_MU)
            bayes->component[i] =
                (rk_normal_component){node->weight, node->mean, sqrt(node->variance)};
        else if (quantity == RECKON_BAYES_PREDICTIVE)
            bayes->component[i] = (rk_normal_component){
                node->weight, node->mean, sqrt(node->variance + node->tau * node->tau)};
        else if (quantity == RECKON_BAYES_SHRINKAGE)
            bayes->component[i] = shrink(node, bayes->data.y[index], bayes->data.v[index]);
    }
}

static reckon_status check_question(const reckon_bayes *bayes, reckon_bayes_quantity quantity,
    size_t index, const void *place, reckon_error *error)
{
    if (!bayes || !bayes->has_fit)
        return rk_fail(error, RECKON_ARGUMENT, "there is no fit to ask");
    if (!place)
        return rk_fail(error, RECKON_ARGUMENT, "there is no place for the answer");
    if ((unsigned)quantity > RECKON_BAYES_SHRINKAGE)
        return rk_fail(error, RECKON_ARGUMENT, "there is no quantity %d", (int)quantity);
    if (quantity == RECKON_BAYES_SHRINKAGE && index >= bayes->fit.k)
        return rk_fail(error, RECKON_ARGUMENT, "there is no estimate %zu", index);
    return RECKON_OK;
}

reckon_status reckon_bayes_summary(reckon_bayes *bayes, reckon_bayes_quantity quantity,
    size_t index, double level, reckon_posterior *posterior, reckon_error *error)
{
    reckon_status status = check_question(bayes, quantity, index, posterior, error);
    if (status != RECKON_OK)
        return status;
    if (!(level > 0.0 && level < 1.0))
        return rk_fail(error, RECKON_VALUE, "the level is not between 0 and 1");
    described what;
    describe(bayes, quantity, index, &what);
    if (what.absent || what.exact) {
        double value = what.absent ? NAN : what.value;
        *posterior =
            (reckon_posterior){value, value, what.absent ? NAN : 0.0, value, value, value, value};
    } else if (quantity == RECKON_BAYES_TAU) {
        rk_bayes_tau_summary(bayes, level, posterior);
    } else {
        /* no use in searching a posterior that is not resolved */
        rk_normal_mixture_summary(
            &what.mixture, level, bayes->fit.outcome == RECKON_OUTCOME_OK, posterior);
        if (!what.finite_mean)
            posterior->mean = NAN;
        if (!what.finite_variance)
            posterior->sd = INFINITY;
    }
    return RECKON_OK;
}

reckon_status reckon_bayes_quantile(reckon_bayes *bayes, reckon_bayes_quantity quantity,
    size_t index, double p, double *x, reckon_error *error)
{
    reckon_status status = check_question(bayes, quantity, index, x, error);
    if (status != RECKON_OK)
        return status;
    if (!(p > 0.0 && p < 1.0))
        return rk_fail(error, RECKON_VALUE, "the probability is not between 0 and 1");
    described what;
    describe(bayes, quantity, index, &what);
    if (what.absent || what.exact)
        *x = what.absent ? NAN : what.value;
    else if (quantity == RECKON_BAYES_TAU)
        *x = rk_bayes_tau_quantile(bayes, p, 1.0 - p);
    else
        *x = rk_normal_mixture_quantile(&what.mixture, p, 1.0 - p);
    return RECKON_OK;
}

reckon_status reckon_bayes_distribution(reckon_bayes *bayes, reckon_bayes_quantity quantity,
    size_t index, double x, double *cdf, double *density, reckon_error *error)
{
    rk_density_point point = {NAN, NAN, NAN, NAN};
    reckon_status status = check_question(bayes, quantity, index, &point, error);
    if (status != RECKON_OK)
        return status;
    if (!isfinite(x))
        return rk_fail(error, RECKON_VALUE, "the place asked for is not finite");
    described what;
    describe(bayes, quantity, index, &what);
    if (what.exact && !what.absent) {
        point.below = x >= what.value ? 1.0 : 0.0;
        point.density = x == what.value ? INFINITY : 0.0;
    } else if (!what.absent && quantity == RECKON_BAYES_TAU) {
        rk_bayes_tau_tails(bayes, x, &point.below, &point.above);
        point.density = rk_bayes_tau_density(bayes, x);
    } else if (!what.absent) {
        rk_normal_mixture_at(&what.mixture, x, &point);
    }
    if (cdf)
        *cdf = point.below;
    if (density)
        *density = point.density;
    return RECKON_OK;
}
