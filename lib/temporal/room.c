/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the arrays of the engine for few figures lie: one table, walked to count and walked to place. */
#include <stdint.h>
#include <string.h>

#include "temporal/drawn.h"

typedef struct rk_room {
    void *pointer; /* of the array's pointer */
    size_t count, size;
} rk_room;

/* Every array starts at a multiple of this. */
enum { ALIGNED = 16 };

static size_t place_rooms(const rk_room *room, size_t rooms, char *memory)
{
    size_t at = 0;
    for (size_t i = 0; i < rooms; i++) {
        char *here = memory ? memory + at : NULL;
        if (memory)
            memcpy(room[i].pointer, &here, sizeof here);
        at += (room[i].count * room[i].size + ALIGNED - 1) / ALIGNED * ALIGNED;
    }
    return at;
}

static size_t place_dense(rk_dense *d, size_t n, size_t outputs, char *memory)
{
    const size_t real = sizeof(double), square = n * n, rows = outputs * n;
    const rk_room room[] = {
        {&d->site, n, sizeof *d->site},
        {&d->statement, n, sizeof *d->statement},
        {&d->figure, n, sizeof *d->figure},
        {&d->fixed, square, real},
        {&d->walk, square, real},
        {&d->same, square, real},
        {&d->both, square, real},
        {&d->gap_from, n, real},
        {&d->gap_to, n, real},
        {&d->gap_prior, n + 1, real},
        {&d->output, outputs, sizeof *d->output},
        {&d->output_fixed, rows, real},
        {&d->output_walk, rows, real},
        {&d->output_same, rows, real},
        {&d->output_both, rows, real},
        {&d->own_fixed, outputs, real},
        {&d->own_walk, outputs, real},
        {&d->own_same, outputs, real},
        {&d->own_both, outputs, real},
    };
    return place_rooms(room, sizeof room / sizeof *room, memory);
}

static size_t place_mesh(rk_mesh *m, size_t n, char *memory)
{
    const size_t real = sizeof(double);
    const rk_room room[] = {
        {&m->weight, RK_MESH_NODES, real},
        {&m->wide, RK_MESH_NODES, real},
        {&m->precision, RK_MESH_NODES * n, real},
        {&m->shift, RK_MESH_NODES * n, real},
        {&m->choice, RK_MESH_NODES * (n + 1), real},
    };
    return place_rooms(room, sizeof room / sizeof *room, memory);
}

static size_t place_work(rk_drawn *w, const rk_drawn_sizes *sizes, char *memory)
{
    const size_t real = sizeof(double), n = sizes->sites, block = sizes->block;
    const rk_room room[] = {
        {&w->proposal.joint.mean, n, real},
        {&w->proposal.joint.sharpest, n, real},
        {&w->proposal.joint.covariance, n * n, real},
        {&w->proposal.choice_all, n + 1, real},
        {&w->path.joint.mean, n, real},
        {&w->path.joint.sharpest, n, real},
        {&w->path.joint.covariance, n * n, real},
        {&w->path.value, n, real},
        {&w->path.noise, n, real},
        {&w->path.gross, n, sizeof *w->path.gross},
        {&w->path.factor, n * n, real},
        {&w->path.white, n, real},
        {&w->path.row, n, real},
        {&w->path.lean, n, real},
        {&w->path.precision, n, real},
        {&w->path.shift, n, real},
        {&w->tally.gross, n, real},
        {&w->tally.shock, n, real},
        {&w->tally.sum, block, real},
        {&w->tally.quadratic, block, real},
        {&w->u, RK_SETTING_AXES + 1 + n, real},
        {&w->reference, block, real},
        {&w->spread, block, real},
        {&w->order, sizes->readings, sizeof *w->order},
        {&w->times, sizes->readings, real},
        {&w->mixture, block, sizeof *w->mixture},
        {&w->sequence.state, 1, gsl_qrng_sobol->state_size(RK_SOBOL_AXES)},
    };
    return place_rooms(room, sizeof room / sizeof *room, memory);
}

static size_t place_cells(rk_drawn *w, const rk_drawn_sizes *sizes, char *memory)
{
    size_t at = 0;
    for (size_t k = 0; k < sizes->block; k++) {
        rk_mixture spare, *mixture = memory ? &w->mixture[k] : &spare;
        const rk_room room[] = {
            {&mixture->cell, sizes->cells, sizeof *mixture->cell},
            {&mixture->table, 2 * sizes->cells, sizeof *mixture->table},
        };
        at += place_rooms(room, sizeof room / sizeof *room, memory ? memory + at : NULL);
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
