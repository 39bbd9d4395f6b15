/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/distribution.h"

#include <math.h>
#include <stdbool.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_log.h>
#include <gsl/gsl_sf_psi.h>

#include "core/gsl_handler.h"

static const double log_2pi = 1.83787706640934548356;

/* Shapes from which on the tails are integrated here. */
static const double large_gamma = 100.0;

static bool is_large_beta(double a, double b)
{
    return fmin(a, b) >= 10.0 || (fmin(a, b) >= 1.0 && fmax(a, b) >= 1e4);
}

/* Where a density has fallen by exp(-drop) its tail no longer counts; what is below exp(least_log)
 * is 0. */
static const double drop = 40.0, least_log = -745.0;

/* exp(t) - 1 - t without cancellation. */
static double exp_excess(double t)
{
    if (fabs(t) > 0.5)
        return expm1(t) - t;
    double sum = 1.0;
    for (int k = 16; k >= 3; k--)
        sum = 1.0 + t / k * sum;
    return 0.5 * t * t * sum;
}

/*
 * The shape of a log-concave density whose mode is 0: log density relative to the mode. Gamma in t
 * = log(x / shape) is -a (exp(t) - 1 - t); beta in t = logit(x) - logit(a / (a + b)) is (a + b) (m
 * t - log(1 + m (exp(t) - 1))), m = a / (a
 * + b), written as a difference of second-order terms. b = 0 marks a gamma.
 */
typedef struct peak {
    double a, b;
    double sign;  /* +1: towards larger t */
    double start; /* the tail begins here */
} peak;

static double peak_log(const peak *p, double t)
{
    if (p->b == 0.0)
        return -p->a * exp_excess(t);
    double a = p->a, b = p->b;
    if (a > b) { /* the mirror image, so that m <= 1/2 and nothing overflows early */
        a = p->b;
        b = p->a;
        t = -t;
    }
    double m = a / (a + b);
    if (t > 30.0)
        return (a + b) * (m * t - (t + log(m + (1.0 - m) * exp(-t))));
    double w = m * expm1(t);
    return (a + b) * (-m * exp_excess(t) - gsl_sf_log_1plusx_mx(w));
}

static double peak_slope(const peak *p, double t)
{
    if (p->b == 0.0)
        return -p->a * expm1(t);
    double m = p->a / (p->a + p->b);
    /* x - m, where x is the number at t */
    double ahead = t > 0 ? m * (1.0 - m) * -expm1(-t) / (m + (1.0 - m) * exp(-t))
                         : m * (1.0 - m) * expm1(t) / (1.0 - m + m * exp(t));
    return -(p->a + p->b) * ahead;
}

static double peak_curvature(const peak *p)
{
    return p->b == 0.0 ? p->a : p->a / (p->a + p->b) * p->b;
}

static double peak_value(double distance, void *context)
{
    const peak *p = context;
    return exp(peak_log(p, p->start + p->sign * distance));
}

/* Log of the constant that makes exp(peak_log) a density in t. Stirling's remainders are what is
 * left of B(a, b). */
static double peak_log_constant(const peak *p)
{
    double stirling = p->b == 0.0 ? gsl_sf_gammastar(p->a)
                                  : gsl_sf_gammastar(p->a) / gsl_sf_gammastar(p->a + p->b) *
                                        gsl_sf_gammastar(p->b);
    return 0.5 * (log(peak_curvature(p)) - log_2pi) - log(stirling);
}

/* Integral from p->start outwards, away from the mode: one 61-point rule over the stretch that
 * counts. */
static double peak_tail(const peak *p)
{
    double here = peak_log(p, p->start);
    double log_constant = peak_log_constant(p);
    if (here + log_constant < least_log)
        return 0.0;
    double z = fabs(p->start) * sqrt(peak_curvature(p));
    double length = (sqrt(z * z + 2.0 * drop) - z) / sqrt(peak_curvature(p));
    for (int i = 0; i < 4;
         i++) { /* Newton for the length on which the log density falls by `drop` */
        double end = p->start + p->sign * length, slope = -p->sign * peak_slope(p, end);
        double excess = here - peak_log(p, end) - drop;
        if (fabs(excess) < 2.0 || !(slope > 0.0))
            break;
        length -= excess / slope;
    }
    double sum, error, absolute, deviation;
    gsl_function function = {peak_value, &(peak){p->a, p->b, p->sign, p->start}};
    gsl_integration_qk61(&function, 0.0, length, &sum, &error, &absolute, &deviation);
    return exp(log_constant) * sum;
}

/* P(T <= t), or P(T > t) when `upper`: the tail that lies outwards is integrated, the other is what
 * it leaves. */
static double peak_probability(double a, double b, double t, bool upper)
{
    peak p = {a, b, t < 0 ? -1.0 : 1.0, t};
    double tail = peak_tail(&p);
    return upper == (t >= 0) ? tail : 1.0 - tail;
}

/* GSL's incomplete functions, which have an error path; what is asked for here does not take it. */
static double incomplete(double (*function)(double, double, double), double x, double a, double b)
{
    rk_gsl_enter();
    double value = function(x, a, b);
    rk_gsl_leave();
    return value;
}

/* log(x / y) that keeps its digits where x is close to y. */
static double log_ratio(double x, double y)
{
    double excess = (x - y) / y;
    return fabs(excess) < 0.5 ? log1p(excess) : log(x / y);
}

double rk_gamma_cdf(double x, double shape)
{
    if (!(x > 0))
        return 0.0;
    if (isinf(x))
        return 1.0;
    if (shape >= large_gamma)
        return peak_probability(shape, 0.0, log_ratio(x, shape), false);
    return x > 1500.0 ? 1.0 : incomplete(gsl_cdf_gamma_P, x, shape, 1.0);
}

double rk_gamma_upper(double x, double shape)
{
    if (!(x > 0))
        return 1.0;
    if (isinf(x))
        return 0.0;
    if (shape >= large_gamma)
        return peak_probability(shape, 0.0, log_ratio(x, shape), true);
    return x > 1500.0 ? 0.0 : incomplete(gsl_cdf_gamma_Q, x, shape, 1.0);
}

static bool is_peaked_gamma(double shape)
{
    return shape >= 10.0;
}

double rk_gamma_log_norm(double shape)
{
    return is_peaked_gamma(shape) ? peak_log_constant(&(peak){shape, 0.0, 1.0, 0.0})
                                  : -gsl_sf_lngamma(shape);
}

double rk_gamma_log_kernel(double x, double shape)
{
    if (!(x >= 0) || isinf(x))
        return -INFINITY;
    if (x == 0)
        return shape < 1 ? INFINITY : shape == 1 ? 0.0 : -INFINITY;
    if (is_peaked_gamma(shape))
        return peak_log(&(peak){shape, 0.0, 1.0, 0.0}, log_ratio(x, shape)) - log(x);
    return (shape - 1.0) * log(x) - x;
}

double rk_gamma_log_density(double x, double shape)
{
    return rk_gamma_log_norm(shape) + rk_gamma_log_kernel(x, shape);
}

/*
 * logit(x) - logit(a / (a + b)) = log(x b / (rest a)). Where shapes are large x b and rest a agree
 * in most digits; fma gives their difference as if the products were exact.
 */
static double beta_distance(double x, double rest, double a, double b)
{
    double right = rest * a, excess = (fma(x, b, -right) - fma(rest, a, -right)) / right;
    return fabs(excess) < 0.5 ? log1p(excess) : log(x * b) - log(right);
}

double rk_beta_log_norm(double a, double b)
{
    return is_large_beta(a, b) ? peak_log_constant(&(peak){a, b, 1.0, 0.0}) : -gsl_sf_lnbeta(a, b);
}

/* The density in logit(x), without its constant: log(x^a rest^b), less its value at the mean where
 * shapes are large. */
static double beta_log_peak(double x, double rest, double a, double b)
{
    if (is_large_beta(a, b))
        return peak_log(&(peak){a, b, 1.0, 0.0}, beta_distance(x, rest, a, b));
    double log_x = x > 0.5 ? log1p(-rest) : log(x), log_rest = rest > 0.5 ? log1p(-x) : log(rest);
    return a * log_x + b * log_rest;
}

double rk_beta_cdf(double x, double rest, double a, double b)
{
    if (!(x > 0))
        return 0.0;
    if (!(rest > 0))
        return 1.0;
    if (is_large_beta(a, b))
        return peak_probability(a, b, beta_distance(x, rest, a, b), false);
    if (fmax(a, b) >
        1e5) { /* nearly a gamma: A. R. DiDonato and A. H. Morris 1992; good to 1 / N^2 */
        double middle = fmax(a, b) + 0.5 * (fmin(a, b) - 1.0);
        return b < a ? rk_gamma_upper(-middle * log1p(-rest), b)
                     : rk_gamma_cdf(-middle * log1p(-x), a);
    }
    if (beta_log_peak(x, rest, a, b) + rk_beta_log_norm(a, b) <
        -690.0) /* GSL divides by this prefactor */
        return x < a / (a + b) ? 0.0 : 1.0;
    return x <= rest ? incomplete(gsl_cdf_beta_P, x, a, b) : incomplete(gsl_cdf_beta_Q, rest, b, a);
}

/* Relative to the norm, which for a shape of 1 is log(other). */
static double beta_end_log_kernel(double shape, double other)
{
    return shape < 1    ? INFINITY
           : shape == 1 ? log(other) - rk_beta_log_norm(shape, other)
                        : -INFINITY;
}

double rk_beta_log_kernel(double x, double rest, double a, double b)
{
    if (!(x >= 0) || !(rest >= 0))
        return -INFINITY;
    if (x == 0)
        return beta_end_log_kernel(a, b);
    if (rest == 0)
        return beta_end_log_kernel(b, a);
    return beta_log_peak(x, rest, a, b) - log(x) - log(rest);
}

double rk_beta_log_density(double x, double rest, double a, double b)
{
    return rk_beta_log_norm(a, b) + rk_beta_log_kernel(x, rest, a, b);
}

/* ---- Quantiles: Newton's method for log(tail) in the coordinate t in which the density is
 * log-concave ---- */

typedef struct inversion {
    double a, b;       /* b = 0 marks a gamma */
    bool upper;        /* the tail that is matched: the smaller one */
    double log_target; /* its log */
    double log_norm;
} inversion;

/* x and 1 - x where logit(x) is t above that of the mean. */
static double beta_place(double t, double a, double b, double *rest)
{
    double odds = exp(-fabs(t)), sum = t > 0 ? a + b * odds : a * odds + b;
    *rest = t > 0 ? b * odds / sum : b / sum;
    return t > 0 ? a / sum : a * odds / sum;
}

/* The tail's log minus the target, at t from log or logit of the mean; its derivative to *slope. */
static double inversion_value(const inversion *v, double t, double *slope)
{
    double tail, density;
    if (v->b == 0.0) {
        double x = v->a * exp(t);
        tail = v->upper ? rk_gamma_upper(x, v->a) : rk_gamma_cdf(x, v->a);
        density = v->log_norm + rk_gamma_log_kernel(x, v->a) + log(x);
    } else {
        double rest, x = beta_place(t, v->a, v->b, &rest);
        tail = v->upper ? rk_beta_cdf(rest, x, v->b, v->a) : rk_beta_cdf(x, rest, v->a, v->b);
        density = v->log_norm + beta_log_peak(x, rest, v->a, v->b);
    }
    double log_tail = log(tail);
    *slope = (v->upper ? -1.0 : 1.0) * exp(density - log_tail);
    return log_tail - v->log_target;
}

/* t with the wanted tail, from `t` on; every step stays inside the bracket that the signs seen so
 * far give. */
static double invert(const inversion *v, double t, double width)
{
    double low = -INFINITY, high = INFINITY;
    for (int i = 0; i < 200; i++) {
        double slope, value = inversion_value(v, t, &slope);
        if (value == 0.0)
            break;
        if ((value < 0) != v->upper)
            low = t;
        else
            high = t;
        double next = t - value / slope;
        if (fabs(next - t) <= 4.0 * GSL_DBL_EPSILON * fabs(t) + 1e-300)
            return next;
        if (!isfinite(next) || fabs(next - t) > width * (i + 1))
            next = t + copysign(width * (i + 1), (value < 0) != v->upper ? 1.0 : -1.0);
        if (!(next > low && next < high))
            next = low + 0.5 * (high - low);
        if (next == t || next == low || next == high)
            break;
        t = next;
    }
    return t;
}

/* Mean and sd of log(x), by way of rough polygamma functions; only a start. */
static double start_sd(double shape)
{
    return sqrt((shape + 1.0) / shape / shape);
}

static inversion inversion_for(double p, double q, double a, double b)
{
    return (inversion){
        a, b, q < p, log(q < p ? q : p), b == 0.0 ? rk_gamma_log_norm(a) : rk_beta_log_norm(a, b)};
}

double rk_gamma_quantile(double p, double q, double shape)
{
    if (!(p > 0))
        return 0.0;
    if (!(q > 0))
        return INFINITY;
    double least = (log(p) + gsl_sf_lngamma(shape + 1.0)) / shape; /* exact as x -> 0 */
    if (shape < large_gamma && least < -36.0)
        return exp(least);
    double z = p < q ? gsl_cdf_ugaussian_Pinv(p) : gsl_cdf_ugaussian_Qinv(q);
    double spread = start_sd(shape), start = 0.0;
    double root = 1.0 - 1.0 / (9.0 * shape) + z / (3.0 * sqrt(shape)); /* Wilson & Hilferty 1931 */
    if (root > 0.3)
        start += 3.0 * log(root);
    else
        start = fmin(z * spread, least - log(shape));
    inversion v = inversion_for(p, q, shape, 0.0);
    return shape * exp(invert(&v, start, spread));
}

double rk_beta_quantile(double p, double q, double a, double b, double *rest)
{
    *rest = p > 0 ? 0.0 : 1.0;
    if (!(p > 0) || !(q > 0))
        return 1.0 - *rest;
    double lower_end = 0.0, upper_end = 0.0;
    if (!is_large_beta(
            a, b)) { /* the leading power at an end, where the other end is out of sight */
        lower_end = (log(p) + log(a) + gsl_sf_lnbeta(a, b)) / a;
        upper_end = (log(q) + log(b) + gsl_sf_lnbeta(a, b)) / b;
    }
    if (lower_end < -36.0 - log1p(b)) {
        *rest = 1.0;
        return exp(lower_end);
    }
    if (upper_end < -36.0 - log1p(a)) {
        *rest = exp(upper_end);
        return 1.0;
    }
    double z = p < q ? gsl_cdf_ugaussian_Pinv(p) : gsl_cdf_ugaussian_Qinv(q);
    double spread = hypot(start_sd(a), start_sd(b));
    inversion v = inversion_for(p, q, a, b);
    double centre = rk_digamma(a) - rk_digamma(b) - log(a / b);
    return beta_place(invert(&v, centre + z * spread, spread), a, b, rest);
}

double rk_digamma(double x)
{
    return gsl_sf_psi(x);
}
