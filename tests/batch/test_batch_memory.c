/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every allocation of a batch fails once: the run cannot start, or a line says that memory ran out.
 */
#include "batch/lines.h"

#include "support/failing_alloc.h"

static const char *const two[] = {
    "{\"format\": \"reckon-evidence/1\", \"populations\": [{\"id\": \"p\", \"measure\": "
    "\"stock\"}], \"sources\": [{\"id\": \"s\"}], \"estimates\": [{\"id\": \"e\", \"population\": "
    "\"p\", \"source\": \"s\", \"date\": \"2005\", \"low\": 10, \"high\": 20}]}",
    "{\"evidence\": 7}"};

static char out[1 << 16];

/* Line 2 is at fault by itself; line 1 only when memory is out. */
static reckon_status run(void *context)
{
    reckon_batch_format format = *(const reckon_batch_format *)context;
    lines l = {.given = two, .count = 2, .out = out};
    reckon_request *request = NULL;
    reckon_batch_options options;
    reckon_batch_counts counts;
    reckon_error error = RECKON_ERROR_INIT;
    reckon_status status = reckon_request_new(&request);
    if (status == RECKON_OK)
        status = reckon_request_set_method(request, "envelope", &error);
    if (status == RECKON_OK) {
        reckon_batch_options_init(&options);
        options.request = request;
        options.format = format;
        status = reckon_batch(&options, lines_read, lines_write, &l, &counts, &error);
    }
    reckon_request_free(request);
    if (status != RECKON_OK)
        return status;
    assert_int_equal(counts.lines, 2);
    return strstr(out, "out of memory") ? RECKON_MEMORY : RECKON_OK;
}

static void test_every_allocation(void **state)
{
    (void)state;
    for (int format = RECKON_BATCH_NDJSON; format <= RECKON_BATCH_CSV; format++) {
        reckon_batch_format of = (reckon_batch_format)format;
        assert_true(failing_alloc_every(run, &of) > 50);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_allocation)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
