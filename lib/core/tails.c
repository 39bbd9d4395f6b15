/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Student's t and chi-square over the whole of their domains. GSL's own inverses stop with an error
 * for arguments that a caller can reach (chi-square with a million degrees of freedom, tails near
 * the end of the number range), and its incomplete gamma function does so beyond df = 5e6, so here
 * are an expansion for large df and inverses by Newton steps on the logarithm of the tail, which is
 * concave in the logarithm of x for both distributions.
 */
#include "core/special.h"

#include <math.h>
#include <stdbool.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_log.h>

#include "core/gsl_handler.h"
#include "core/newton.h"

static const double large_df = 1e5;
static const double normal_df = 1e10; /* from here on Student's t is normal to the last digits */
static const double least_df = 1e-290;

static double marked(double (*distribution)(double, double), double x, double df)
{
    rk_gsl_enter();
    double value = distribution(x, df);
    rk_gsl_leave();
    return value;
}

/*
 * The tails of a gamma distribution of large shape a = df / 2, uniformly in x: Temme's expansion,
 * DLMF 8.12.3. With eta^2 / 2 = x/a - 1 - log(x/a) and the sign of x - a, Q = erfc(eta sqrt(a/2)) /
 * 2 + S; tails that a double can hold have |eta| < 0.17 here, and the terms left out are below
 * 1e-12.
 */
static double chisq_tail_large(double x, double df, bool upper)
{
    double a = 0.5 * df, excess = (x - df) / df;
    if (excess < -0.5 || excess > 1.0)
        return (excess > 0) == upper ? 0.0 : 1.0;
    double eta = copysign(sqrt(-2.0 * gsl_sf_log_1plusx_mx(excess)), excess);
    double c0 = 1.0 / excess - 1.0 / eta;
    if (fabs(eta) < 0.05)
        c0 =
            -1.0 / 3.0 +
            eta *
                (1.0 / 12.0 -
                    eta * (2.0 / 135.0 -
                              eta * (1.0 / 864.0 + eta * (1.0 / 2835.0 - eta * 139.0 / 777600.0))));
    double c1 = -1.0 / 540.0 - eta / 288.0;
    double correction = exp(-0.5 * a * eta * eta) / sqrt(2.0 * M_PI * a) * (c0 + c1 / a);
    double main_term = rk_normal_upper(upper ? eta * sqrt(a) : -eta * sqrt(a));
    return fmin(1.0, fmax(0.0, upper ? main_term + correction : main_term - correction));
}

double rk_chisq_cdf(double x, double df)
{
    if (!(x > 0))
        return 0.0;
    if (x > 1e8 * (df + 1.0) || df < least_df)
        return 1.0;
    return df > large_df ? chisq_tail_large(x, df, false) : marked(gsl_cdf_chisq_P, x, df);
}

double rk_chisq_upper(double x, double df)
{
    if (!(x > 0))
        return 1.0;
    if (x > 1e8 * (df + 1.0) || df < least_df)
        return 0.0;
    return df > large_df ? chisq_tail_large(x, df, true) : marked(gsl_cdf_chisq_Q, x, df);
}

double rk_student_upper(double t, double df)
{
    if (df > normal_df)
        return rk_normal_upper(t);
    if (df < least_df)
        return 0.5; /* the limit: all mass at the two infinities */
    return marked(gsl_cdf_tdist_Q, t, df);
}

/* One tail of a distribution on x > 0 as a function of y = log x, and the probability it is to
 * hold. */
typedef struct tail {
    double df, target;
    bool upper;
    double (*probability)(const struct tail *side, double x);
    double (*density)(const struct tail *side, double x);
} tail;

/* Log of the tail over log of the target, and how fast it changes with log x. */
static double log_gap(double y, void *context, double *slope)
{
    const tail *side = context;
    double x = exp(y), probability = side->probability(side, x);
    *slope = (side->upper ? -1.0 : 1.0) * side->density(side, x) * x / probability;
    return log(probability / side->target);
}

/*
 * The x where the tail holds its target, from a first guess of log x. Sought by Newton on the log
 * of the tail over log x; the last step is made on x, whose digits are finer than those of its
 * logarithm.
 */
static double tail_quantile(tail *side, double guess)
{
    double low = -745.0, high = 709.0, slope; /* the logarithms of all doubles */
    double y =
        rk_newton_root(log_gap, side, low, high, fmin(fmax(guess, low), high), !side->upper, 1e-13);
    double x = exp(y), last = log_gap(y, side, &slope) / slope;
    return fabs(last) < 1e-10 ? x - x * last : x;
}

static double chisq_probability(const tail *side, double x)
{
    return side->upper ? rk_chisq_upper(x, side->df) : rk_chisq_cdf(x, side->df);
}

/* Density of chi-square; its scale only steers Newton's steps, so a few units in the last digits do
 * not matter. */
static double chisq_density(const tail *side, double x)
{
    double a = 0.5 * side->df;
    return 0.5 * exp((a - 1.0) * log(0.5 * x) - 0.5 * x - gsl_sf_lngamma(a));
}

double rk_chisq_quantile(double p, double df)
{
    if (p <= 0 || df < least_df)
        return 0.0;
    if (p >= 1)
        return INFINITY;
    if (df > 1e30)
        return df; /* the distribution is narrower than the doubles around it */
    tail side = {df, p >= 0.5 ? 1.0 - p : p, p >= 0.5, chisq_probability, chisq_density};
    /* Wilson and Hilferty's cube; where it is of no use (few df, lower tail), the leading term of
     * the lower tail. */
    double ninth = 2.0 / (9.0 * df), cube = 1.0 - ninth + rk_normal_quantile(p) * sqrt(ninth);
    double guess = cube > 0.3 && df > 0.5
                       ? log(df) + 3.0 * log(cube)
                       : M_LN2 + (log(p) + gsl_sf_lngamma(0.5 * df + 1.0)) / (0.5 * df);
    return tail_quantile(&side, guess);
}

static double student_probability(const tail *side, double x)
{
    return rk_student_upper(x, side->df);
}

static double student_density(const tail *side, double t)
{
    double df = side->df, log_scale = gsl_sf_lngamma(0.5 * (df + 1.0)) - gsl_sf_lngamma(0.5 * df) -
                                      0.5 * log(M_PI * df);
    double ratio = t / sqrt(df);
    return exp(
        log_scale - 0.5 * (df + 1.0) * (ratio < 1e8 ? log1p(ratio * ratio) : 2.0 * log(ratio)));
}

/* Near the middle the tail is concave in t itself. */
static double student_gap(double t, void *context, double *slope)
{
    const tail *side = context;
    *slope = -side->density(side, t);
    return side->probability(side, t) - side->target;
}

/* The t > 0 with upper tail q in (0, 0.5). */
static double student_upper_quantile(double q, double df)
{
    tail side = {df, q, true, student_probability, student_density};
    double z = rk_normal_upper_quantile(q);
    if (q < 0.1 || df < 1.0) {
        double square = z * z; /* the first terms of the Cornish-Fisher expansion in 1 / df */
        double factor =
            1.0 + (square + 1.0 + (5.0 * square * square + 16.0 * square + 3.0) / (24.0 * df)) /
                      (4.0 * df);
        return tail_quantile(&side, log(z) + log(factor));
    }
    /* above the normal's, below Cauchy's: tan(pi (1/2 - 0.1)) = 3.08 */
    return rk_newton_root(student_gap, &side, 0.0, 4.0, z, false, 0.0);
}

double rk_student_quantile(double p, double df)
{
    if (p == 0.5)
        return 0.0;
    if (p <= 0 || p >= 1 || df < least_df)
        return p < 0.5 ? -INFINITY : INFINITY;
    if (df > normal_df)
        return rk_normal_quantile(p);
    return p < 0.5 ? -student_upper_quantile(p, df) : student_upper_quantile(1.0 - p, df);
}
