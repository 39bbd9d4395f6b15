/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the arrays of the engine for few figures lie: one table, walked to count and walked to
 * place. */
#include "core/layout.h"
#include "temporal/drawn.h"

static size_t place_dense(rk_dense *d, size_t n, size_t outputs, char *memory)
{
    const size_t square = n * n, rows = outputs * n;
    const rk_room room[] = {
        RK_ROOM(d->site, n),
        RK_ROOM(d->statement, n),
        RK_ROOM(d->figure, n),
        RK_ROOM(d->fixed, square),
        RK_ROOM(d->walk, square),
        RK_ROOM(d->same, square),
        RK_ROOM(d->both, square),
        RK_ROOM(d->gap_from, n),
        RK_ROOM(d->gap_to, n),
        RK_ROOM(d->gap_prior, n + 1),
        RK_ROOM(d->output, outputs),
        RK_ROOM(d->output_fixed, rows),
        RK_ROOM(d->output_walk, rows),
        RK_ROOM(d->output_same, rows),
        RK_ROOM(d->output_both, rows),
        RK_ROOM(d->output_unseen, outputs),
        RK_ROOM(d->own_fixed, outputs),
        RK_ROOM(d->own_walk, outputs),
        RK_ROOM(d->own_same, outputs),
        RK_ROOM(d->own_both, outputs),
    };
    return rk_layout(room, sizeof room / sizeof *room, memory);
}

static size_t place_mesh(rk_mesh *m, size_t n, char *memory)
{
    const rk_room room[] = {
        RK_ROOM(m->weight, RK_MESH_NODES),
        RK_ROOM(m->density, RK_MESH_NODES),
        RK_ROOM(m->slice, 2 * RK_MESH_NODES / RK_MESH_SIDE),
        RK_ROOM(m->wide, RK_MESH_NODES),
        RK_ROOM(m->hyper, RK_MESH_NODES * RK_HYPERS),
        RK_ROOM(m->precision, RK_MESH_NODES * n),
        RK_ROOM(m->shift, RK_MESH_NODES * n),
        RK_ROOM(m->choice, RK_MESH_NODES * (n + 1)),
    };
    return rk_layout(room, sizeof room / sizeof *room, memory);
}

static size_t place_work(rk_drawn *w, const rk_drawn_sizes *sizes, char *memory)
{
    const size_t n = sizes->sites, block = sizes->block;
    const rk_room room[] = {
        RK_ROOM(w->proposal.joint.mean, n),
        RK_ROOM(w->proposal.joint.sharpest, n),
        RK_ROOM(w->proposal.joint.covariance, n * n),
        RK_ROOM(w->proposal.choice_all, n + 1),
        RK_ROOM(w->path.joint.mean, n),
        RK_ROOM(w->path.joint.sharpest, n),
        RK_ROOM(w->path.joint.covariance, n * n),
        RK_ROOM(w->path.value, n),
        RK_ROOM(w->path.noise, n),
        RK_ROOM(w->path.gross, n),
        RK_ROOM(w->path.white, n),
        RK_ROOM(w->path.inverse, n * n),
        RK_ROOM(w->path.has_common, n),
        RK_ROOM(w->path.ordinary, n),
        RK_ROOM(w->path.prior.mean, n),
        RK_ROOM(w->path.prior.covariance, n * n),
        RK_ROOM(w->path.lean, n),
        RK_ROOM(w->path.precision, n),
        RK_ROOM(w->path.shift, n),
        RK_ROOM(w->tally.gross, n),
        RK_ROOM(w->tally.shock, n),
        RK_ROOM(w->tally.sum, block),
        RK_ROOM(w->tally.quadratic, block),
        RK_ROOM(w->u, RK_SETTING_AXES + 1 + n),
        RK_ROOM(w->tally.reference, block),
        RK_ROOM(w->tally.spread, block),
        RK_ROOM(w->tally.mixture, block),
        RK_ROOM(w->chains.value, RK_CHAINS * n),
        RK_ROOM(w->chains.gross, RK_CHAINS * n),
        RK_ROOM(w->chains.precision, n * n),
        RK_ROOM(w->chains.score, n),
        RK_ROOM(w->chains.column, n),
        RK_ROOM(w->chains.old_value, n),
        RK_ROOM(w->chains.old_gross, n),
        RK_ROOM(w->chains.u, RK_SETTING_AXES + 1 + n),
        RK_ROOM(w->site_bias, n),
        RK_ROOM(w->place_order, 2 * sizes->places),
        RK_ROOM(w->place_level, sizes->places),
        RK_ROOM(w->order, sizes->readings),
        RK_ROOM(w->times, sizes->readings),
        {&w->sequence.state, 1, gsl_qrng_sobol->state_size(RK_SOBOL_AXES)},
    };
    return rk_layout(room, sizeof room / sizeof *room, memory);
}

static size_t place_cells(rk_drawn *w, const rk_drawn_sizes *sizes, char *memory)
{
    size_t at = 0;
    for (size_t k = 0; k < sizes->block; k++) {
        rk_mixture spare, *mixture = memory ? &w->tally.mixture[k] : &spare;
        const rk_room room[] = {
            RK_ROOM(mixture->cell, sizes->cells),
            RK_ROOM(mixture->table, 2 * sizes->cells),
        };
        at += rk_layout(room, sizeof room / sizeof *room, memory ? memory + at : NULL);
        mixture->capacity = sizes->cells;
    }
    return at;
}

size_t rk_drawn_place(rk_drawn *drawn, const rk_drawn_sizes *sizes, char *memory)
{
    size_t at = place_dense(&drawn->dense, sizes->sites, sizes->block, memory);
    for (size_t m = 0; m < RK_MESHES; m++)
        at += place_mesh(&drawn->proposal.mesh[m], sizes->sites, memory ? memory + at : NULL);
    at += place_work(drawn, sizes, memory ? memory + at : NULL);
    at += place_cells(drawn, sizes, memory ? memory + at : NULL);
    drawn->block = sizes->block;
    drawn->sequence.type = gsl_qrng_sobol;
    drawn->sequence.dimension = RK_SOBOL_AXES;
    drawn->sequence.state_size = gsl_qrng_sobol->state_size(RK_SOBOL_AXES);
    return at;
}
