/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pool inside: its parts, the functions of its kind, and the curve that highest-density regions
 * are read from. */
#ifndef RK_POOL_POOL_H
#define RK_POOL_POOL_H

#include <stdbool.h>
#include <stddef.h>

#include <reckon/pool.h>

#include "core/highest_density.h"
#include "pool/distribution.h"

/* What each kind of pool provides. A call may use the pool's scratch; it changes nothing else. */
typedef struct rk_pool_methods {
    double (*cdf)(const reckon_pool *pool, double x);
    double (*upper)(const reckon_pool *pool, double x);
    double (*density)(const reckon_pool *pool, double x);
    double (*quantile)(const reckon_pool *pool, double p, double q); /* p, q > 0, p + q = 1 */
    double (*mean)(const reckon_pool *pool);
    double (*sd)(const reckon_pool *pool);
    /* For regions: places to look at, unsorted, into node[]; the ends of u and how u maps to x and
     * to probability. */
    size_t (*nodes)(const reckon_pool *pool, double *node, double *first, double *last);
    /* Numbers inside at which the density may jump or have no bound, each with its two neighbours;
     * NULL for none. */
    size_t (*breaks)(const reckon_pool *pool, double *node);
    rk_curve_point (*curve)(const reckon_pool *pool, double u);
    double (*place)(const reckon_pool *pool, double u);              /* x */
    double (*mass)(const reckon_pool *pool, double from, double to); /* P(from < U < to) */
    double (*unplace)(const reckon_pool *pool, double p, double q);  /* the u of a quantile */
} rk_pool_methods;

extern const rk_pool_methods rk_linear_pool;
extern const rk_pool_methods rk_log_pool;
extern const rk_pool_methods rk_quantile_pool;

/*
 * The panels a logarithmic pool's density is integrated on. u is t = log(x - lower), or the logit
 * over a bounded support, counted from the highest mode.
 */
enum { RK_LOG_POOL_PANELS = 1024 };

typedef struct rk_panels {
    double origin;     /* t of u = 0 */
    rk_position mode;  /* x there */
    double part, rest; /* where it stands in a bounded support, from both ends */
    double log_scale;  /* log of the integral of the density relative to the mode's */
    double left_rate,
        right_rate; /* exponential rates of what lies outside the edges; 0 for nothing */
    size_t count;
    double edge[RK_LOG_POOL_PANELS + 1];  /* in u */
    double below[RK_LOG_POOL_PANELS + 1]; /* probability left of edge[i] */
    double above[RK_LOG_POOL_PANELS + 1]; /* probability right of edge[i] */
} rk_panels;

enum { RK_LANDMARKS = 21, RK_BREAKS = 6 }; /* nodes and breaks that a part adds at most */

struct reckon_pool {
    size_t capacity;
    size_t count;
    reckon_pool_kind kind;
    reckon_outcome outcome;
    const rk_pool_methods *methods; /* NULL without an answer */
    reckon_distribution *part;      /* [capacity] */
    double *weight;                 /* [capacity], sum 1 */
    double *log_factor;             /* [capacity] log of weight times the norm of the density */
    double *scratch;                /* [3 capacity] for one evaluation */
    double lower, upper;            /* ends of the support */
    double lump;                    /* probability that the log quantile average puts on 0 */
    double *node;                   /* [node_capacity] */
    size_t node_capacity;
    double *level_at;     /* [node_capacity] log density at breakpoints */
    reckon_range *region; /* [node_capacity] */
    rk_panels *panels;
};

/* Builds the panels; OK or UNRESOLVED. The pool's support is set and has an interior. */
reckon_outcome rk_log_pool_prepare(reckon_pool *pool);

/* Replaces the parts by the one distribution that the pool is. */
void rk_pool_close(reckon_pool *pool, reckon_distribution closed);

/* The weighted mean of a number that every part has: +inf or a number, and exact where all have the
 * same. */
double rk_pool_average(const reckon_pool *pool, double (*number)(const reckon_distribution *part));
double rk_pool_first(const reckon_distribution *part);
double rk_pool_second(const reckon_distribution *part);

/* The distribution that the pool is in closed form, if it is one. */
bool rk_log_pool_closed_form(const reckon_pool *pool, reckon_distribution *closed);
bool rk_quantile_pool_closed_form(const reckon_pool *pool, reckon_distribution *closed);

#endif
