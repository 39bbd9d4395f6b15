/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "support/check.h"

#include <stdlib.h>
#include <string.h>

#include "core/sha256.h"

static void check_digest(const void *bytes, size_t count, size_t piece, const char *right)
{
    rk_sha256 hash;
    char text[RK_SHA256_TEXT];
    rk_sha256_begin(&hash);
    for (size_t at = 0; at < count; at += piece)
        rk_sha256_add(&hash, (const char *)bytes + at, count - at < piece ? count - at : piece);
    rk_sha256_end(&hash, text);
    assert_string_equal(text, right);
}

/* The examples of NIST for FIPS 180-4, in one piece and in many. */
static void test_known_digests(void **state)
{
    (void)state;
    static const char two_blocks[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    static const size_t pieces[] = {1, 3, 63, 64, 65, 1000};
    char *many = malloc(1000000);
    assert_non_null(many);
    memset(many, 'a', 1000000);
    for (size_t k = 0; k < sizeof pieces / sizeof *pieces; k++) {
        check_digest(
            "", 0, pieces[k], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        check_digest("abc", 3, pieces[k],
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        check_digest(two_blocks, 56, pieces[k],
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
        check_digest(many, 1000000, pieces[k],
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    }
    free(many);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_digests),
    };
    return cmocka_run_group_tests_name("sha256", tests, NULL, NULL);
}
