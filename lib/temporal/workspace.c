/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "temporal/workspace.h"

#include "core/memory.h"
#include "core/status.h"

/* Outputs that are gathered at once, and the cells of their mixtures: at most so many altogether.
 */
enum { OUTPUT_BLOCK = RK_MODEL_LAID, CELL_BUDGET = 65536, CELLS_MOST = 2048, CELLS_LEAST = 64 };

static size_t cells_for(size_t block)
{
    size_t cells = CELLS_MOST;
    while (cells > CELLS_LEAST && cells * block > CELL_BUDGET)
        cells /= 2;
    return cells;
}

/* One block of memory, remembered for freeing. */
static void *reserve(reckon_temporal_workspace *workspace, size_t slot, size_t bytes)
{
    workspace->memory[slot] = rk_alloc(bytes, 1);
    workspace->bytes += bytes;
    return workspace->memory[slot];
}

static bool place_engines(reckon_temporal_workspace *workspace)
{
    const rk_sizes *sizes = &workspace->sizes;
    size_t outputs = RK_DENSE_WITNESSES + sizes->grid + sizes->sources + 1,
           block = outputs < OUTPUT_BLOCK ? outputs : OUTPUT_BLOCK;
    size_t cells = cells_for(block);
    rk_drawn_sizes room = {.sites = sizes->sites < RK_DENSE_MOST ? sizes->sites : RK_DENSE_MOST,
        .readings = sizes->readings,
        .block = block,
        .cells = cells,
        .places = sizes->draws ? sizes->sites + sizes->grid : 0};
    char *few = reserve(workspace, 0, rk_drawn_place(&workspace->drawn, &room, NULL));
    char *many = reserve(workspace, 1, rk_many_place(&workspace->many, sizes, block, cells, NULL));
    workspace->width = reserve(workspace, 2, sizes->grid * sizeof *workspace->width);
    if (!few || !many || !workspace->width)
        return false;
    rk_drawn_place(&workspace->drawn, &room, few);
    rk_many_place(&workspace->many, sizes, block, cells, many);
    return true;
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
    if (workspace && counted) {
        workspace->bytes = sizeof *workspace;
        rk_model_sizes(problem, false, counted, &workspace->sizes);
        if (place_engines(workspace))
            *result = workspace;
    }
    rk_free(counted);
    if (*result)
        return RECKON_OK;
    reckon_temporal_workspace_free(workspace);
    return rk_fail(error, RECKON_MEMORY, "no memory for a temporal fit of %zu readings",
        problem->reading_count);
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
