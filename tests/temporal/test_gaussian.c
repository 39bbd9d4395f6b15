/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The Gaussian layer against dense linear algebra: the joint covariance of all h is written down from the model's
 * definition (for s and t on one side of the root random-walk s0^2 + sigma^2 min, trend
 * s0^2 + sl^2 s t + sigma^2 a^2 (3 b - a) / 6; what theta takes on in a gap is shared by all beyond it) and factored
 * with 113 bits, so that precisions of 1e20 keep their digits. Both engines, everything that they fill.
 */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/check.h"
#include "support/random.h"
#include "temporal/gaussian.h"

#if LDBL_MANT_DIG >= 113
typedef long double wide;
#else
__extension__ typedef __float128 wide;
#endif

typedef struct gaussian_case {
    rk_gaussian gaussian;
    rk_gaussian_step *step;
    void *memory;
} gaussian_case;

typedef struct kind {
    size_t sources, steps;
    bool common, trend;
    double least, most; /* precisions */
    double drift_variance, root_variance, slope_variance;
    double years;     /* between first and last step */
    int root;         /* -1 first, 0 inside, 1 last */
    bool still;       /* nothing but drift in the gaps */
    bool apart;       /* biases looked at alone */
    bool sharp_theta; /* what sees theta alone sees it exactly */
    bool relay;       /* sources speak one after another */
    double bias_sd;   /* the largest */
} kind;

/* ---- making cases ---- */

static void make_step(gaussian_case *c, const kind *k, size_t i, double time, uint64_t *seed)
{
    uint32_t common = k->common ? 1 : 0, source = common + (uint32_t)random_below(seed, k->sources ? k->sources : 1);
    if (k->relay)
        source = common + (uint32_t)(i * k->sources / k->steps);
    rk_gaussian_step step = {.time = time, .theta = true};
    size_t what = random_below(seed, 10);
    if (what >= 2 && k->common)
        step.constant[step.constants++] = 0;
    if (what >= 4 && k->sources)
        step.constant[step.constants++] = source;
    if (what == 9 && k->apart && k->sources)
        step = (rk_gaussian_step){.time = time, .constants = 1, .constant = {source}};
    c->step[i] = step;
    double w = random_below(seed, 8) ? random_scale(seed, k->least, k->most) : 0.0;
    c->gaussian.precision[i] = w;
    c->gaussian.shift[i] = w == 0.0 || random_below(seed, 2) ? 0.0 : sqrt(w) * random_uniform(seed, -1, 1);
    bool exact = k->sharp_theta && step.theta && step.constants == 0;
    if (exact) { /* the same each time: exact statements that exclude each other have no answer */
        c->gaussian.precision[i] = k->trend ? 1e10 : 1e20; /* exact points on a line fix its slope */
        c->gaussian.shift[i] = 0.0;
    }
    c->gaussian.origin[i] = exact        ? 11.25
                            : step.theta ? 11.0 + random_uniform(seed, -2, 2)
                                         : random_uniform(seed, -0.5, 0.5);
}

static void make_case(gaussian_case *c, const kind *k, uint64_t seed)
{
    size_t constants = k->sources + (k->common ? 1 : 0);
    rk_gaussian_sizes sizes = {k->steps, constants, k->trend};
    c->step = calloc(k->steps, sizeof *c->step);
    c->memory = malloc(rk_gaussian_bytes(&sizes));
    assert_true(c->step && c->memory);
    memset(c->memory, 0xff, rk_gaussian_bytes(&sizes)); /* NaNs: nothing is read before it is written */
    rk_gaussian *g = &c->gaussian;
    rk_gaussian_place(g, &sizes, c->memory);
    g->trend = k->trend;
    g->drift_variance = k->drift_variance;
    g->root_mean = 11.0;
    g->root_variance = k->root_variance;
    g->slope_variance = k->slope_variance;
    g->constants = constants;
    g->steps = k->steps;
    g->step = c->step;
    for (size_t j = 0; j < constants; j++) {
        double sd = random_below(&seed, 12) ? random_scale(&seed, 0.05, 1.0) * k->bias_sd : 0.0;
        g->constant_mean[j] = random_uniform(&seed, -0.5, 0.5);
        g->constant_variance[j] = sd * sd;
    }
    double time = 2000.0;
    for (size_t i = 0; i < k->steps; i++) {
        bool moves = i > 0 && random_below(&seed, 3) > 0;
        if (moves)
            time += random_uniform(&seed, 0.1, 1.9) * k->years / (0.67 * (double)k->steps);
        g->extra_mean[i] = g->extra_variance[i] = i ? 0.0 : NAN; /* [0] is not read */
        if (moves && !k->still && random_below(&seed, 3) == 0) {
            g->extra_mean[i] = random_uniform(&seed, -1, 1);
            g->extra_variance[i] = random_below(&seed, 2) ? random_scale(&seed, 0.01, 3) : 0.0;
        }
        make_step(c, k, i, time, &seed);
    }
    g->root = k->root < 0 ? 0 : k->root > 0 ? k->steps - 1 : random_below(&seed, k->steps);
}

static void free_case(gaussian_case *c)
{
    free(c->step);
    free(c->memory);
}

/* ---- the dense solution ---- */

typedef struct dense {
    size_t n;
    wide *C;      /* [n * n] prior covariance of h */
    wide *D;      /* [n * n] its derivative by drift_variance */
    wide *O;      /* [n * n] (W^-1 + C)^-1, 0 where W is */
    wide *inner;  /* [n * n] (I + W^1/2 C W^1/2)^-1 */
    wide *root_w; /* [n] */
    wide *m;      /* [n] prior mean of h' */
    wide *u;      /* [n] scores */
    double log_normaliser;
} dense;

static wide wide_sqrt(wide x)
{
    if (x == 0)
        return 0;
    wide y = (wide)sqrt((double)x);
    for (int k = 0; k < 3; k++)
        y = (y + x / y) / 2;
    return y;
}

/* Whether what theta takes on in gap `gap` stands between the root and step i: 1 after the root, -1 before it. */
static int crosses(const rk_gaussian *g, size_t gap, size_t i)
{
    if (gap > g->root)
        return i >= gap;
    return i < gap ? -1 : 0;
}

/* Covariance of theta at steps i and j, and its derivative by drift_variance. */
static wide theta_covariance(const rk_gaussian *g, size_t i, size_t j, wide *slope)
{
    double from = g->step[g->root].time;
    wide s = (wide)g->step[i].time - from, t = (wide)g->step[j].time - from;
    wide x = s < 0 ? -s : s, y = t < 0 ? -t : t, a = x < y ? x : y, b = x < y ? y : x;
    bool same = (s < 0) == (t < 0);
    wide sum = (wide)g->root_variance;
    *slope = !same ? 0 : g->trend ? a * a * (3 * b - a) / 6 : a;
    if (g->trend)
        sum += (wide)g->slope_variance * s * t;
    for (size_t gap = 1; gap < g->steps; gap++)
        sum += (wide)g->extra_variance[gap] * crosses(g, gap, i) * crosses(g, gap, j);
    return sum + (wide)g->drift_variance * *slope;
}

static bool sees(const rk_gaussian_step *step, size_t k)
{
    for (uint32_t t = 0; t < step->constants; t++)
        if (step->constant[t] == k)
            return true;
    return false;
}

static void write_prior(dense *d, const rk_gaussian *g)
{
    for (size_t i = 0; i < d->n; i++) {
        wide mean = -(wide)g->origin[i];
        if (g->step[i].theta) {
            mean += g->root_mean;
            for (size_t gap = 1; gap < d->n; gap++)
                mean += (wide)g->extra_mean[gap] * crosses(g, gap, i);
        }
        for (size_t k = 0; k < g->constants; k++)
            mean += sees(&g->step[i], k) ? (wide)g->constant_mean[k] : 0;
        d->m[i] = mean;
        for (size_t j = 0; j <= i; j++) {
            wide C = 0, slope = 0;
            if (g->step[i].theta && g->step[j].theta)
                C = theta_covariance(g, i, j, &slope);
            for (size_t k = 0; k < g->constants; k++)
                if (sees(&g->step[i], k) && sees(&g->step[j], k))
                    C += (wide)g->constant_variance[k];
            d->C[i * d->n + j] = d->C[j * d->n + i] = C;
            d->D[i * d->n + j] = d->D[j * d->n + i] = slope;
        }
    }
}

/* Inverse of a symmetric positive definite matrix by L D L'; returns the log of its determinant. */
static double invert(size_t n, const wide *matrix, wide *inverse)
{
    wide *L = calloc(n * n, sizeof *L), *x = calloc(n, sizeof *x);
    assert_true(L && x);
    double log_determinant = 0.0;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j <= i; j++) {
            wide sum = matrix[i * n + j];
            for (size_t k = 0; k < j; k++)
                sum -= L[i * n + k] * L[j * n + k] * L[k * n + k];
            L[i * n + j] = i == j ? sum : sum / L[j * n + j];
        }
        assert_true(L[i * n + i] > 0);
        log_determinant += log((double)L[i * n + i]);
    }
    for (size_t column = 0; column < n; column++) {
        memset(x, 0, n * sizeof *x);
        x[column] = 1;
        for (size_t i = column; i < n; i++)
            for (size_t k = column; k < i; k++)
                x[i] -= L[i * n + k] * x[k];
        for (size_t i = n; i-- > 0;) {
            x[i] /= L[i * n + i];
            for (size_t k = i + 1; k < n; k++)
                x[i] -= L[k * n + i] * x[k];
            inverse[i * n + column] = x[i];
        }
    }
    free(L);
    free(x);
    return log_determinant;
}

static void solve_dense(dense *d, const rk_gaussian *g)
{
    size_t n = d->n = g->steps;
    wide *block = calloc(5 * n * n + 4 * n, sizeof *block), *inner = block + 3 * n * n;
    assert_non_null(block);
    d->C = block;
    d->D = block + n * n;
    d->O = block + 2 * n * n;
    d->inner = inner;
    wide *matrix = block + 4 * n * n;
    d->root_w = block + 5 * n * n;
    d->m = d->root_w + n;
    d->u = d->m + n;
    wide *residual = d->u + n;
    write_prior(d, g);
    for (size_t i = 0; i < n; i++)
        d->root_w[i] = wide_sqrt((wide)g->precision[i]);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            matrix[i * n + j] = (i == j ? 1 : 0) + d->root_w[i] * d->C[i * n + j] * d->root_w[j];
    double logs = invert(n, matrix, inner);
    for (size_t i = 0; i < n; i++) {
        residual[i] = g->precision[i] > 0.0 ? (wide)g->shift[i] / d->root_w[i] - d->root_w[i] * d->m[i] : 0;
        for (size_t j = 0; j < n; j++)
            d->O[i * n + j] = d->root_w[i] * inner[i * n + j] * d->root_w[j];
    }
    wide exponent = 0; /* of exp(s h - w h^2 / 2): complete the square */
    for (size_t i = 0; i < n; i++) {
        d->u[i] = 0;
        for (size_t j = 0; j < n; j++)
            d->u[i] += d->root_w[i] * inner[i * n + j] * residual[j];
        for (size_t j = 0; j < n; j++)
            exponent -= residual[i] * inner[i * n + j] * residual[j];
        if (g->precision[i] > 0.0)
            exponent += (wide)g->shift[i] * (wide)g->shift[i] / (wide)g->precision[i];
    }
    d->log_normaliser = 0.5 * ((double)exponent - logs);
}

/* x' O y, x being how the steps depend on something. */
static wide form(const dense *d, const wide *x, const wide *y)
{
    wide sum = 0;
    for (size_t i = 0; i < d->n; i++)
        for (size_t j = 0; j < d->n; j++)
            sum += x[i] * d->O[i * d->n + j] * y[j];
    return sum;
}

/* ---- comparing ---- */

typedef struct allowance {
    double mean;     /* of means, in posterior sds, and of scores, in units of their own sds */
    double variance; /* of variances and keeps, relative */
    double floor;    /* of variances, absolute */
} allowance;

static double posterior_variance(const dense *d, const rk_gaussian *g, size_t i)
{
    size_t n = d->n;
    wide keep = d->inner[i * n + i], sum = d->C[i * n + i];
    if (keep < 1 - (wide)1e-9)
        return (double)((1 - keep) / (wide)g->precision[i]);
    for (size_t j = 0; j < n; j++)
        for (size_t k = 0; k < n; k++)
            sum -= d->C[i * n + j] * d->O[j * n + k] * d->C[i * n + k];
    return sum > 0 ? (double)sum : 0.0;
}

static void check_steps(const dense *d, const rk_gaussian *g, allowance slack)
{
    size_t n = d->n;
    for (size_t i = 0; i < n; i++) {
        wide mean = d->m[i];
        for (size_t j = 0; j < n; j++)
            mean += d->C[i * n + j] * d->u[j];
        double variance = posterior_variance(d, g, i), keep = (double)d->inner[i * n + i];
        check_close_named(g->mean[i], (double)mean, 0.0, slack.mean * (sqrt(variance) + 1e-3), "mean");
        if (keep >= 0.5) /* of precise factors the variance is had from the keep */
            check_close_named(g->variance[i], variance, slack.variance,
                slack.variance * 1e-10 + 1e-20 * g->root_variance + slack.floor, "variance");
        check_close_named(g->keep[i], keep, slack.variance, 0.0, "keep");
        double scale = sqrt(g->precision[i] * keep); /* sd of the score */
        check_close_named(g->score[i], (double)d->u[i], slack.mean, slack.mean * scale, "score");
    }
    check_close_named(g->log_normaliser, d->log_normaliser, slack.variance, 10.0 * slack.variance, "log normaliser");
}

static void check_gaps(const dense *d, const rk_gaussian *g, allowance slack)
{
    size_t n = d->n;
    wide *x = calloc(n, sizeof *x);
    assert_non_null(x);
    for (size_t gap = 1; gap < n; gap++) {
        wide score = 0;
        for (size_t i = 0; i < n; i++) {
            x[i] = g->step[i].theta ? crosses(g, gap, i) : 0;
            score += x[i] * d->u[i];
        }
        double N = (double)form(d, x, x), floor = 1.0 / (1.0 + g->root_variance);
        check_close_named(g->gap_information[gap], N, slack.variance, slack.variance * floor, "gap information");
        check_close_named(g->gap_score[gap], (double)score, slack.mean, slack.mean * sqrt(N + floor), "gap score");
    }
    for (size_t k = 0; k < g->constants; k++) {
        wide score = 0;
        for (size_t i = 0; i < n; i++) {
            x[i] = sees(&g->step[i], k);
            score += x[i] * d->u[i];
        }
        double V = g->constant_variance[k], N = (double)form(d, x, x);
        if (V > 0.0)
            check_close_named(V * g->constant_information[k], V * N, slack.variance, slack.variance, "information");
        check_close_named(sqrt(V) * g->constant_score[k], sqrt(V) * (double)score, slack.mean, slack.mean, "score");
    }
    free(x);
}

static void check_drift_slope(const dense *d, const rk_gaussian *g, allowance slack)
{
    wide square = 0, trace = 0;
    for (size_t i = 0; i < d->n; i++)
        for (size_t j = 0; j < d->n; j++) {
            square += d->u[i] * d->D[i * d->n + j] * d->u[j];
            trace += d->O[i * d->n + j] * d->D[i * d->n + j];
        }
    check_close_named(g->drift_slope, (double)(square - trace) / 2, slack.variance,
        slack.variance * (double)(square + trace) + 1e-12, "drift slope");
}

static void check_response(const dense *d, const rk_gaussian *g, size_t source, allowance slack)
{
    size_t n = d->n;
    double *mean = calloc(2 * n + g->constants + 1, sizeof *mean), *score = mean + n, *constant = score + n;
    wide *change = calloc(n, sizeof *change); /* of the scores */
    assert_true(mean && change);
    rk_gaussian_respond(g, source, 0.7, mean, score, constant);
    for (size_t i = 0; i < n; i++) {
        change[i] = i == source ? (wide)0.7 : 0;
        if (g->precision[source] > 0.0)
            change[i] = (wide)0.7 * d->root_w[i] * d->inner[i * n + source] / d->root_w[source];
        else
            for (size_t j = 0; j < n; j++)
                change[i] -= (wide)0.7 * d->O[i * n + j] * d->C[j * n + source];
    }
    double own = sqrt(posterior_variance(d, g, source));
    for (size_t i = 0; i < n; i++) {
        wide sum = 0;
        for (size_t j = 0; j < n; j++)
            sum += d->C[i * n + j] * change[j];
        double sd = sqrt(posterior_variance(d, g, i));
        check_close_named(
            mean[i], (double)sum, 0.0, slack.variance * (own * sd + 1e-6 * (own + sd)) + 1e-14, "response");
        double scale = own * sqrt(g->precision[i] * (double)d->inner[i * n + i]);
        check_close_named(
            score[i], (double)change[i], slack.variance, slack.variance * (scale + own) + 1e-16, "response of a score");
    }
    for (size_t k = 0; k < g->constants; k++) {
        wide sum = 0;
        for (size_t i = 0; i < n; i++)
            sum += sees(&g->step[i], k) ? change[i] : 0;
        double V = g->constant_variance[k];
        check_close_named(
            V * constant[k], V * (double)sum, 0.0, slack.variance * sqrt(V) * (own + 1e-6), "response of a constant");
    }
    free(mean);
    free(change);
}

/* Adding to a gap's variance changes the log normaliser as the screening says; a look at the prior's moments. */
static void check_shock(const dense *d, gaussian_case *c, size_t gap, allowance slack)
{
    rk_gaussian *g = &c->gaussian;
    double before = g->log_normaliser, said = rk_gaussian_shock_evidence(g, gap, 2.25);
    (void)d;
    g->extra_variance[gap] += 2.25;
    rk_gaussian_solve(g);
    check_close_named(g->log_normaliser - before, said, 10.0 * slack.variance, slack.variance * (10.0 + fabs(before)),
        "shock evidence");
    g->extra_variance[gap] -= 2.25;
    rk_gaussian_solve(g);
}

static void check_prior(const dense *d, const rk_gaussian *g)
{
    for (size_t i = 0; i < d->n; i++) {
        wide slope, V = theta_covariance(g, i, i, &slope);
        check_close_named(g->prior_variance[i], (double)V, 1e-12, 0.0, "prior variance");
        if (g->step[i].theta && g->step[i].constants == 0)
            check_close_named(g->prior_mean[i] - g->origin[i], (double)d->m[i], 1e-12, 1e-12, "prior mean");
    }
}

static void check_kind(const kind *k, rk_engine engine, uint64_t seed, allowance slack)
{
    gaussian_case c;
    dense d;
    uint64_t choice = seed + 7;
    make_case(&c, k, seed);
    c.gaussian.engine = engine;
    rk_gaussian_solve(&c.gaussian);
    assert_true(c.gaussian.by_many_sources == (engine == RK_ENGINE_MANY_SOURCES));
    solve_dense(&d, &c.gaussian);
    check_prior(&d, &c.gaussian);
    check_steps(&d, &c.gaussian, slack);
    check_gaps(&d, &c.gaussian, slack);
    check_drift_slope(&d, &c.gaussian, slack);
    for (int r = 0; r < 2; r++)
        check_response(&d, &c.gaussian, random_below(&choice, k->steps), slack);
    if (k->steps > 1)
        check_shock(&d, &c, 1 + random_below(&choice, k->steps - 1), slack);
    free(d.C);
    free_case(&c);
}

/* ---- tests ---- */

static kind any_kind(uint64_t seed)
{
    uint64_t choice = 1000 + seed;
    bool trend = random_below(&choice, 2);
    return (kind){.sources = random_below(&choice, 9),
        .steps = 1 + random_below(&choice, 24),
        .common = random_below(&choice, 2),
        .trend = trend,
        .least = 1e-3,
        .most = random_scale(&choice, 1e-2, 1e4),
        .drift_variance = random_below(&choice, 6) ? random_scale(&choice, 1e-6, 2.0) * (trend ? 0.1 : 1.0) : 0.0,
        .root_variance = 6.25,
        .slope_variance = random_below(&choice, 6) ? 0.25 : 1e-4,
        .years = random_below(&choice, 3) ? 20.0 : 2.0,
        .root = (int)random_below(&choice, 3) - 1,
        .apart = true,
        .bias_sd = 1.0};
}

static void test_kalman_exact(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        kind k = any_kind(seed);
        check_kind(&k, RK_ENGINE_KALMAN, seed, (allowance){1e-9, 1e-9, 0.0});
    }
}

static void test_many_sources_exact(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        kind k = any_kind(seed);
        check_kind(&k, RK_ENGINE_MANY_SOURCES, seed, (allowance){1e-8, 1e-8, 0.0});
    }
}

/*
 * Factors from nothing to exact: what expectation propagation and certain statements bring. Exact statements that
 * contradict each other, as some here do by a million of their sds, keep fewer digits.
 */
static void test_sharp(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 150; seed++) {
        kind k = any_kind(seed);
        k.least = 1e-6;
        k.most = 1e11;
        k.steps = 1 + k.steps / 2;
        check_kind(&k, RK_ENGINE_KALMAN, seed, (allowance){1e-3, 1e-5, 1e-7});
        k.sharp_theta = k.still = true;
        check_kind(&k, RK_ENGINE_KALMAN, seed, (allowance){1e-3, 1e-5, 1e-7});
        k.least = 1e-3;
        k.most = 1e4;
        k.bias_sd = 3.0; /* precision times variance up to 1e5 */
        check_kind(&k, RK_ENGINE_MANY_SOURCES, seed, (allowance){1e-5, 1e-5, 1e-11});
    }
}

/* A root that is hardly known beside a quiet drift, and one that is known beside a wild one. */
static void test_priors(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 80; seed++) {
        kind k = any_kind(seed);
        k.drift_variance = 1e-8;
        k.root_variance = 1e8;
        check_kind(&k, RK_ENGINE_KALMAN, seed, (allowance){1e-6, 1e-6, 0.0});
        check_kind(&k, RK_ENGINE_MANY_SOURCES, seed, (allowance){1e-6, 1e-6, 0.0});
        k.drift_variance = 1e3;
        k.root_variance = 1e-8;
        k.slope_variance = 0.0;
        check_kind(&k, RK_ENGINE_KALMAN, seed, (allowance){1e-6, 1e-6, 0.0});
        check_kind(&k, RK_ENGINE_MANY_SOURCES, seed, (allowance){1e-6, 1e-6, 0.0});
    }
}

static void test_spans(void **state)
{
    (void)state;
    const double years[] = {1.0 / 365.0, 500.0, 0.0};
    for (uint64_t seed = 1; seed <= 90; seed++) {
        kind k = any_kind(seed);
        k.years = years[seed % 3];
        check_kind(&k, RK_ENGINE_KALMAN, seed, (allowance){1e-6, 1e-6, 0.0});
        check_kind(&k, RK_ENGINE_MANY_SOURCES, seed, (allowance){1e-6, 1e-6, 0.0});
    }
}

static void test_long(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        kind k = any_kind(seed);
        k.steps = 70;
        k.sources = 20;
        k.trend = seed % 2;
        k.root = seed > 2 ? 0 : 1;
        check_kind(&k, RK_ENGINE_KALMAN, seed, (allowance){1e-8, 1e-8, 0.0});
        check_kind(&k, RK_ENGINE_MANY_SOURCES, seed, (allowance){1e-7, 1e-7, 0.0});
    }
}

/* Constants that take each other's place in the filter's state. */
static void test_relay(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        kind k = any_kind(seed);
        k.relay = true;
        k.sources = 6 + seed % 7;
        k.steps = 30;
        check_kind(&k, RK_ENGINE_KALMAN, seed, (allowance){1e-9, 1e-9, 0.0});
        check_kind(&k, RK_ENGINE_MANY_SOURCES, seed, (allowance){1e-8, 1e-8, 0.0});
    }
}

static double largest(const double *x, size_t count)
{
    double most = 0.0;
    for (size_t i = 0; i < count; i++)
        most = fmax(most, fabs(x[i]));
    return most;
}

static void check_same(const rk_gaussian *a, const rk_gaussian *b, double share)
{
    size_t n = a->steps;
    for (size_t i = 0; i < n; i++) {
        check_close_named(a->mean[i], b->mean[i], 0.0, share * sqrt(b->variance[i]) + 1e-10, "mean");
        check_close_named(a->variance[i], b->variance[i], share, 1e-15, "variance");
        check_close_named(a->keep[i], b->keep[i], share, 0.0, "keep");
        check_close_named(a->score[i], b->score[i], 0.0, share * largest(b->score, n), "score");
        check_close_named(a->gap_score[i], b->gap_score[i], 0.0, share * largest(b->gap_score, n), "gap score");
        check_close_named(a->gap_information[i], b->gap_information[i], share, share * largest(b->gap_information, n),
            "gap information");
    }
    for (size_t k = 0; k < a->constants; k++) {
        check_close_named(a->constant_score[k], b->constant_score[k], 0.0,
            share * largest(b->constant_score, a->constants), "constant score");
        if (b->constant_variance[k] > 0.0)
            check_close_named(a->constant_information[k], b->constant_information[k], share,
                share * largest(b->constant_information, a->constants), "constant information");
    }
    check_close_named(a->log_normaliser, b->log_normaliser, share, share, "log normaliser");
    check_close_named(a->drift_slope, b->drift_slope, share, share * (double)n, "drift slope");
}

/* The two engines share nothing but how theta moves: a thousand steps of a hundred sources. */
static void test_engines_agree(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 8; seed++) {
        gaussian_case a, b;
        kind k = {.sources = 100,
            .steps = 1000,
            .common = seed & 1,
            .trend = seed & 2,
            .least = 0.1,
            .most = 1e3,
            .drift_variance = seed % 3 ? 0.01 : 1e-6,
            .root_variance = 6.25,
            .slope_variance = 0.25,
            .years = 50.0,
            .root = (int)(seed % 3) - 1,
            .apart = true,
            .bias_sd = 1.0};
        make_case(&a, &k, seed);
        make_case(&b, &k, seed);
        b.gaussian.engine = RK_ENGINE_KALMAN;
        rk_gaussian_solve(&a.gaussian);
        rk_gaussian_solve(&b.gaussian);
        assert_true(a.gaussian.by_many_sources && !b.gaussian.by_many_sources);
        check_same(&a.gaussian, &b.gaussian, 1e-7);
        double *x = calloc(2, (2 * k.steps + 101) * sizeof *x), *y = x + 2 * k.steps + 101;
        assert_non_null(x);
        rk_gaussian_respond(&a.gaussian, 500, 1.0, x, x + k.steps, x + 2 * k.steps);
        rk_gaussian_respond(&b.gaussian, 500, 1.0, y, y + k.steps, y + 2 * k.steps);
        for (size_t i = 0; i < 2 * k.steps; i++)
            check_close_named(x[i], y[i], 1e-7, 1e-9, "response");
        free(x);
        free_case(&a);
        free_case(&b);
    }
}

/* Time has no direction: the same steps in a mirror give the same answers. */
static void test_mirror(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        gaussian_case a, b;
        kind k = any_kind(seed);
        size_t n = k.steps = 40;
        k.sources = seed % 30;
        make_case(&a, &k, seed);
        make_case(&b, &k, seed);
        rk_gaussian *g = &a.gaussian, *m = &b.gaussian;
        for (size_t i = 0; i < n; i++) {
            b.step[i] = a.step[n - 1 - i];
            b.step[i].time = 4000.0 - b.step[i].time;
            m->precision[i] = g->precision[n - 1 - i];
            m->shift[i] = g->shift[n - 1 - i];
            m->origin[i] = g->origin[n - 1 - i];
            m->extra_mean[i] = i ? -g->extra_mean[n - i] : NAN;
            m->extra_variance[i] = i ? g->extra_variance[n - i] : NAN;
        }
        m->root = n - 1 - g->root;
        rk_gaussian_solve(g);
        rk_gaussian_solve(m);
        check_close(m->log_normaliser, g->log_normaliser, 1e-8, 1e-8);
        check_close(m->drift_slope, g->drift_slope, 1e-6, 1e-6);
        for (size_t i = 0; i < n; i++) {
            check_close(m->mean[i], g->mean[n - 1 - i], 0.0, 1e-8);
            check_close(m->variance[i], g->variance[n - 1 - i], 1e-7, 1e-14);
            if (i > 0)
                check_close(m->gap_information[i], g->gap_information[n - i], 1e-6, 1e-8);
        }
        free_case(&a);
        free_case(&b);
    }
}

/* Derivatives as differences of the log normaliser. */
static void test_differences(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        gaussian_case c;
        kind k = any_kind(seed);
        k.most = fmin(k.most, 100.0);
        k.drift_variance = 0.05;
        k.steps += 2;
        make_case(&c, &k, seed);
        rk_gaussian *g = &c.gaussian;
        size_t gap = 1 + seed % (g->steps - 1);
        rk_gaussian_solve(g);
        double slope = g->drift_slope, score = g->gap_score[gap], h = 1e-5, value[4];
        for (int side = 0; side < 4; side++) {
            double *moved = side < 2 ? &g->drift_variance : &g->extra_mean[gap], before = *moved;
            *moved += side % 2 ? h : -h;
            rk_gaussian_solve(g);
            value[side] = g->log_normaliser;
            *moved = before;
        }
        check_close((value[1] - value[0]) / (2.0 * h), slope, 1e-4, 1e-4);
        check_close((value[3] - value[2]) / (2.0 * h), score, 1e-5, 1e-5);
        free_case(&c);
    }
}

/* The engine for many sources is left out where its digits would not do. */
static void test_choice(void **state)
{
    (void)state;
    gaussian_case c;
    kind k = {.sources = 30,
        .steps = 90,
        .least = 0.1,
        .most = 10.0,
        .drift_variance = 0.01,
        .root_variance = 6.25,
        .years = 10.0,
        .bias_sd = 1.0};
    make_case(&c, &k, 5);
    rk_gaussian *g = &c.gaussian;
    rk_gaussian_solve(g);
    assert_true(g->by_many_sources);
    size_t reading = 0;
    while (!c.step[reading].constants)
        reading++;
    g->constant_variance[c.step[reading].constant[0]] = 1.0;
    const double too_much[] = {1e9, 1e30, INFINITY, NAN};
    double before = g->precision[reading];
    for (size_t i = 0; i < 4; i++) {
        g->precision[reading] = too_much[i];
        rk_gaussian_solve(g);
        assert_false(g->by_many_sources);
    }
    g->precision[reading] = before;
    g->constants = 2; /* too few to be worth it */
    for (size_t i = 0; i < g->steps; i++)
        for (uint32_t t = 0; t < c.step[i].constants; t++)
            c.step[i].constant[t] %= 2;
    rk_gaussian_solve(g);
    assert_false(g->by_many_sources);
    free_case(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kalman_exact),
        cmocka_unit_test(test_many_sources_exact),
        cmocka_unit_test(test_sharp),
        cmocka_unit_test(test_priors),
        cmocka_unit_test(test_spans),
        cmocka_unit_test(test_long),
        cmocka_unit_test(test_relay),
        cmocka_unit_test(test_engines_agree),
        cmocka_unit_test(test_mirror),
        cmocka_unit_test(test_differences),
        cmocka_unit_test(test_choice),
    };
    return cmocka_run_group_tests_name("temporal gaussian", tests, NULL, NULL);
}
