/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/workspace.h"

#include "core/memory.h"
#include "core/status.h"

enum { CELL_BUDGET = 65536, CELLS_MOST = 2048, CELLS_LEAST = 32, BLOCK_ARRAYS = 11 };

size_t rk_slot_bytes(void);

static size_t cells_for(size_t block)
{
    size_t cells = CELLS_MOST;
    while (cells > CELLS_LEAST && cells * block > CELL_BUDGET)
        cells /= 2;
    return cells;
}

/* One block of memory, remembered for freeing. */
static void *reserve(reckon_temporal_workspace *workspace, size_t slot, size_t count, size_t size)
{
    workspace->memory[slot] = rk_alloc(count, size);
    workspace->bytes += count * size;
    return workspace->memory[slot];
}

static bool place_model(reckon_temporal_workspace *workspace)
{
    const rk_sizes *sizes = &workspace->sizes;
    rk_model *model = &workspace->model;
    size_t slots = sizes->readings + sizes->sources + sizes->grid;
    model->site = reserve(workspace, 0, sizes->sites, sizeof *model->site);
    rk_chain_step *step = reserve(workspace, 1, sizes->sites + sizes->steps, sizeof *step);
    size_t *index = reserve(workspace, 2, sizes->steps + sizes->sources, sizeof *index);
    model->place = reserve(workspace, 3, sizes->sources + 1, sizeof *model->place);
    model->slot = reserve(workspace, 4, slots, rk_slot_bytes());
    if (!model->site || !step || !index || !model->place || !model->slot)
        return false;
    model->own_step = step;
    model->step = step + sizes->sites;
    model->site_step = index;
    model->grid_step = index + sizes->sites;
    model->counted = index + sizes->steps;
    return true;
}

/* Factors are kept between the passes where that costs little memory. */
static size_t count_kept(const rk_sizes *sizes)
{
    return sizes->sites <= RK_KEPT_SITES ? 2 * RK_KEPT_NODES * sizes->sites : 0;
}

static void place_doubles(reckon_temporal_workspace *workspace, double *memory)
{
    const rk_sizes *sizes = &workspace->sizes;
    rk_sampler *sampler = &workspace->sampler;
    rk_ep_place(&workspace->ep, &workspace->model, sizes, memory);
    memory += rk_ep_doubles(sizes);
    workspace->model.centre = memory;
    memory += sizes->readings;
    sampler->response_mean = memory;
    sampler->response_score = memory += sizes->steps;
    sampler->response_start = memory += sizes->steps;
    workspace->node_weight = memory += sizes->dimension;
    memory += RK_RULE_NODES;
    workspace->kept = count_kept(sizes) ? memory : NULL;
    memory += count_kept(sizes);
    rk_gather *gather = &workspace->gather;
    double **blocks[] = {&sampler->output_mean, &sampler->output_variance, &sampler->output_spread, &gather->reference,
        &gather->sum, &gather->square, &gather->move, &gather->power[0], &gather->power[1], &gather->power[2],
        &gather->power[3]};
    for (size_t i = 0; i < BLOCK_ARRAYS; i++, memory += gather->block)
        *blocks[i] = memory;
    sampler->load = memory;
}

static size_t count_doubles(const rk_sizes *sizes, size_t block)
{
    return rk_ep_doubles(sizes) + sizes->readings + 2 * sizes->steps + sizes->dimension + RK_RULE_NODES +
           count_kept(sizes) + block * (BLOCK_ARRAYS + RK_AXES_MOST);
}

/* Cells and their tables for every output of a block, and the state of the quasi-random sequence. */
static bool place_mixtures(reckon_temporal_workspace *workspace)
{
    size_t cells = cells_for(workspace->gather.block), block = workspace->gather.block;
    size_t table_bytes = 2 * cells * sizeof(int16_t), cell_bytes = cells * sizeof(rk_cell);
    const gsl_qrng_type *type = gsl_qrng_sobol;
    size_t state = type->state_size(RK_AXES_MOST);
    rk_gather *gather = &workspace->gather;
    gather->mixture = reserve(workspace, 6, block, sizeof *gather->mixture + sizeof *gather->lane);
    gather->apart_at = reserve(workspace, 8, block, sizeof *gather->apart_at);
    char *memory = reserve(workspace, 7, 1, block * (cell_bytes + table_bytes) + state);
    if (!gather->mixture || !gather->apart_at || !memory)
        return false;
    gather->lane = (rk_lane *)(void *)(gather->mixture + block);
    for (size_t k = 0; k < block; k++) {
        rk_mixture *mixture = &gather->mixture[k];
        mixture->capacity = cells;
        mixture->cell = (rk_cell *)(void *)(memory + k * cell_bytes);
        mixture->table = (int16_t *)(void *)(memory + block * cell_bytes + k * table_bytes);
    }
    workspace->sampler.sequence = (gsl_qrng){.type = type,
        .dimension = RK_AXES_MOST,
        .state_size = state,
        .state = memory + block * (cell_bytes + table_bytes)};
    return true;
}

/* The engine for few figures: under a mask every problem may become one. */
static bool place_drawn(reckon_temporal_workspace *workspace, bool draws)
{
    const rk_sizes *sizes = &workspace->sizes;
    rk_drawn_sizes room = {.sites = sizes->sites < RK_DENSE_MOST ? sizes->sites : RK_DENSE_MOST,
        .readings = sizes->readings,
        .block = workspace->gather.block,
        .cells = cells_for(workspace->gather.block),
        .places = draws ? sizes->sites + sizes->grid : 0};
    size_t bytes = rk_drawn_place(&workspace->drawn, &room, NULL);
    char *memory = reserve(workspace, 9, bytes, 1);
    if (memory)
        rk_drawn_place(&workspace->drawn, &room, memory);
    workspace->width = reserve(workspace, 10, sizes->grid, sizeof *workspace->width);
    return memory && workspace->width;
}

reckon_status reckon_temporal_workspace_new(
    const reckon_temporal_problem *problem, reckon_temporal_workspace **result, reckon_error *error)
{
    if (!result)
        return rk_fail(error, RECKON_ARGUMENT, "there is nowhere to put the workspace");
    *result = NULL;
    reckon_status status = rk_model_check(problem, error);
    if (status)
        return status;
    reckon_temporal_workspace *workspace = rk_alloc(1, sizeof *workspace);
    size_t *counted = rk_alloc(problem->source_count, sizeof *counted);
    double *doubles = NULL;
    if (!workspace || !counted)
        goto out;
    workspace->bytes = sizeof *workspace;
    rk_model_sizes(problem, false, counted, &workspace->sizes);
    size_t outputs = problem->grid_count + problem->source_count + 1;
    workspace->gather.block = outputs < RK_OUTPUT_BLOCK ? outputs : RK_OUTPUT_BLOCK;
    doubles = reserve(workspace, 5, count_doubles(&workspace->sizes, workspace->gather.block), sizeof *doubles);
    if (!doubles || !place_model(workspace) || !place_mixtures(workspace) || !place_drawn(workspace, problem->draw_count > 0)) {
        doubles = NULL;
        goto out;
    }
    place_doubles(workspace, doubles);
out:
    rk_free(counted);
    if (doubles) {
        *result = workspace;
        return RECKON_OK;
    }
    reckon_temporal_workspace_free(workspace);
    return rk_fail(error, RECKON_MEMORY, "no memory for a temporal fit of %zu readings", problem->reading_count);
}

size_t reckon_temporal_workspace_bytes(const reckon_temporal_workspace *workspace)
{
    return workspace ? workspace->bytes : 0;
}

void reckon_temporal_workspace_free(reckon_temporal_workspace *workspace)
{
    if (!workspace)
        return;
    for (size_t k = 0; k < sizeof workspace->memory / sizeof *workspace->memory; k++)
        rk_free(workspace->memory[k]);
    rk_free(workspace);
}
