/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every allocation of a workspace fails once, and a fit allocates nothing. */
#include "support/check.h"
#include "support/failing_alloc.h"
#include "temporal/case.h"

static reckon_status make_and_fit(void *context)
{
    temporal_case *c = context;
    reckon_error error = RECKON_ERROR_INIT;
    reckon_temporal_workspace *workspace = NULL;
    reckon_status status = reckon_temporal_workspace_new(&c->problem, &workspace, &error);
    assert_int_equal(status, error.code);
    assert_true((status == RECKON_OK) == (workspace != NULL));
    if (status == RECKON_OK)
        status = reckon_temporal_fit(&c->problem, &c->options, workspace, &c->result, &error);
    assert_int_equal(status, error.code);
    reckon_temporal_workspace_free(workspace);
    return status;
}

static void test_every_allocation_fails_once(void **state)
{
    (void)state;
    temporal_case c;
    temporal_case_new(&c, 3, 2, 2, 3);
    for (size_t i = 0; i < 3; i++)
        c.readings[i] = temporal_reading(RECKON_TEMPORAL_INTERVAL, i % 2, 2000, 10, 11, 0, 0, 1);
    c.sources[1].bias = RECKON_TEMPORAL_OVERSTATES;
    c.grid[0] = 1999;
    c.grid[1] = 2003;
    c.options.drift = 0.2; /* two scales to integrate are enough here */
    assert_in_range(failing_alloc_every(make_and_fit, &c), 4, 16);
    temporal_case_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_allocation_fails_once),
    };
    return cmocka_run_group_tests_name("temporal memory", tests, NULL, NULL);
}
