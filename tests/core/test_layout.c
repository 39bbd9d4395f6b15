/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One block of memory cut into arrays: they fit, do not overlap, are aligned, and a size beyond
 * counting is told. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/layout.h"
#include "support/check.h"

typedef struct arrays {
    char *letters;
    double *values;
    max_align_t *whatever;
    size_t *none;
    short *last;
} arrays;

static size_t lay_out(arrays *a, size_t count, void *memory)
{
    const rk_room rooms[] = {RK_ROOM(a->letters, count), RK_ROOM(a->values, count + 1),
        RK_ROOM(a->whatever, 2), RK_ROOM(a->none, 0), RK_ROOM(a->last, 3 * count)};
    return rk_layout(rooms, sizeof rooms / sizeof *rooms, memory);
}

static void test_arrays_stand_apart(void **state)
{
    (void)state;
    for (size_t count = 0; count < 40; count++) {
        arrays a;
        size_t bytes = lay_out(&a, count, NULL);
        char *memory = malloc(bytes + 1);
        assert_non_null(memory);
        assert_int_equal(lay_out(&a, count, memory), bytes);
        assert_ptr_equal(a.letters, memory);
        assert_int_equal((uintptr_t)a.values % _Alignof(double), 0);
        assert_int_equal((uintptr_t)a.whatever % _Alignof(max_align_t), 0);
        assert_true((char *)a.values >= a.letters + count);
        assert_true((char *)a.whatever >= (char *)(a.values + count + 1));
        assert_true((char *)a.last >= (char *)(a.whatever + 2));
        assert_true((char *)(a.last + 3 * count) <= memory + bytes);
        memset(memory, 7, bytes); /* a sanitizer sees what does not fit */
        free(memory);
    }
}

static void test_too_much(void **state)
{
    (void)state;
    arrays a;
    const size_t most[] = {
        SIZE_MAX, SIZE_MAX / 2, SIZE_MAX / sizeof(double), SIZE_MAX / 14, SIZE_MAX - 64};
    for (size_t i = 0; i < sizeof most / sizeof *most; i++)
        assert_true(lay_out(&a, most[i], NULL) == SIZE_MAX);
    double *one;
    const rk_room alone = RK_ROOM(one, SIZE_MAX / sizeof(double) - 8);
    assert_true(
        rk_layout(&alone, 1, NULL) < SIZE_MAX); /* the last that can be counted, or near it */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arrays_stand_apart),
        cmocka_unit_test(test_too_much),
    };
    return cmocka_run_group_tests_name("layout", tests, NULL, NULL);
}
