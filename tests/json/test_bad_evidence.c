/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every file of tests/evidence_bad is refused with the code and pointer that its manifest gives,
 * and a line; every file of tests/evidence_good and examples/evidence is read. */
#define _POSIX_C_SOURCE 200809L
#include "support/check.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <reckon/json.h>

#include "support/fixture.h"

static reckon_status status_named(const char *name)
{
    for (int code = 0; code <= RECKON_NUMERIC; code++)
        if (strcmp(reckon_status_name((reckon_status)code), name) == 0)
            return (reckon_status)code;
    fail_msg("the manifest has an unknown code %s", name);
    return RECKON_OK;
}

static int check_bad(const char *file, reckon_status code, const char *pointer)
{
    char path[512];
    snprintf(path, sizeof path, "evidence_bad/%s", file);
    size_t length;
    char *text = fixture_text(path, &length);
    reckon_evidence *evidence = (reckon_evidence *)text; /* must not be left as it is */
    reckon_error error = RECKON_ERROR_INIT;
    reckon_status status = reckon_evidence_read(text, length, NULL, &evidence, &error);
    int lines = 1;
    for (size_t i = 0; i < length; i++)
        lines += text[i] == '\n';
    free(text);
    int wrong = status != code || error.code != code || strcmp(error.pointer, pointer) != 0 ||
                evidence != NULL || error.line < 1 || error.line > lines || error.column < 1 ||
                error.message[0] == '\0' || strchr(error.message, '\n') != NULL;
    if (wrong)
        print_error("%s:%d:%d: %s at \"%s\": %s; expected %s at \"%s\"\n", file, error.line,
            error.column, reckon_status_name(status), error.pointer, error.message,
            reckon_status_name(code), pointer);
    return wrong;
}

static void test_manifest(void **state)
{
    (void)state;
    json_t *manifest = fixture_json("evidence_bad/manifest.json");
    int wrong = 0;
    size_t count = json_array_size(manifest);
    assert_true(count >= 40);
    for (size_t i = 0; i < count; i++) {
        const json_t *entry = json_array_get(manifest, i);
        wrong += check_bad(json_string_value(fixture_get(entry, "file")),
            status_named(json_string_value(fixture_get(entry, "code"))),
            json_string_value(fixture_get(entry, "pointer")));
    }
    json_decref(manifest);
    assert_int_equal(wrong, 0);
}

/* Each prefix of each bad file: whatever is said of it, there is no crash and nothing half-loaded.
 */
static void test_cut_short(void **state)
{
    (void)state;
    json_t *manifest = fixture_json("evidence_bad/manifest.json");
    for (size_t i = 0; i < json_array_size(manifest); i++) {
        char path[512];
        snprintf(path, sizeof path, "evidence_bad/%s",
            json_string_value(fixture_get(json_array_get(manifest, i), "file")));
        size_t length;
        char *text = fixture_text(path, &length);
        for (size_t cut = 0; cut < length && cut < 600; cut++) {
            char *exact = malloc(cut + 1); /* so that a read past the end is seen */
            memcpy(exact, text, cut);
            char *tight = realloc(exact, cut ? cut : 1);
            reckon_evidence *evidence;
            reckon_error error = RECKON_ERROR_INIT;
            reckon_status status = reckon_evidence_read(tight, cut, NULL, &evidence, &error);
            assert_true((status == RECKON_OK) == (evidence != NULL) && status == error.code);
            reckon_evidence_free(evidence);
            free(tight);
        }
        free(text);
    }
    json_decref(manifest);
}

static char *read_text(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *text = malloc(1 << 20);
    assert_non_null(text);
    *length = fread(text, 1, 1 << 20, file);
    fclose(file);
    return text;
}

/* Writes what was read, reads that, writes it again: the same bytes. */
static void check_round_trip(const char *path)
{
    size_t length;
    char *text = read_text(path, &length), *once, *twice;
    reckon_evidence *evidence, *again;
    reckon_error error = RECKON_ERROR_INIT;
    if (reckon_evidence_read(text, length, NULL, &evidence, &error) != RECKON_OK)
        fail_msg("%s:%d:%d: %s: %s", path, error.line, error.column, error.pointer, error.message);
    assert_int_equal(reckon_evidence_write(evidence, &once, NULL), RECKON_OK);
    if (reckon_evidence_read(once, strlen(once), NULL, &again, &error) != RECKON_OK)
        fail_msg("%s: written and read: %d:%d: %s", path, error.line, error.column, error.message);
    assert_int_equal(reckon_evidence_write(again, &twice, NULL), RECKON_OK);
    assert_string_equal(once, twice);
    assert_int_equal(
        reckon_evidence_estimate_count(evidence), reckon_evidence_estimate_count(again));
    reckon_evidence_free(evidence);
    reckon_evidence_free(again);
    reckon_free(once);
    reckon_free(twice);
    free(text);
}

static int check_folder(const char *folder)
{
    DIR *directory = opendir(folder);
    assert_non_null(directory);
    int count = 0;
    for (const struct dirent *entry; (entry = readdir(directory));) {
        char path[1024];
        if (!strstr(entry->d_name, ".json"))
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        check_round_trip(path);
        count++;
    }
    closedir(directory);
    return count;
}

static void test_good(void **state)
{
    (void)state;
    assert_true(check_folder(RECKON_TEST_DIR "/evidence_good") >= 10);
    assert_true(check_folder(RECKON_SOURCE_DIR "/examples/evidence") >= 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_manifest),
        cmocka_unit_test(test_cut_short),
        cmocka_unit_test(test_good),
    };
    return cmocka_run_group_tests_name("bad_evidence", tests, NULL, NULL);
}
