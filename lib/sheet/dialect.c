/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sheet/dialect.h"

#include <stdint.h>
#include <string.h>

#include "core/status.h"
#include "core/utf8.h"
#include "sheet/place.h"

const char rk_separators[5] = ",;\t|";

const char *rk_separator_name(char separator)
{
    switch (separator) {
    case ',':
        return ",";
    case ';':
        return ";";
    case '\t':
        return "tab";
    case '|':
        return "|";
    default:
        return "unknown";
    }
}

/* A file that is no text, known by its first bytes, and what turns it into one. */
typedef struct signature {
    const char *bytes;
    size_t length;
    const char *holds; /* what else stands near its beginning, or NULL */
    const char *name;
} signature;

static const signature signatures[] = {
    {"PK\x03\x04", 4, "opendocument.spreadsheet", "an OpenDocument sheet (.ods)"},
    {"PK\x03\x04", 4, "xl/", "an Excel workbook (.xlsx)"},
    {"PK\x03\x04", 4, "[Content_Types].xml", "an Excel workbook (.xlsx)"},
    {"PK\x03\x04", 4, NULL, "a zip archive, perhaps an Excel workbook (.xlsx) or an .ods sheet"},
    {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8, NULL, "an old Excel workbook (.xls)"},
    {"\x09\x08\x10\x00\x00\x06", 6, NULL, "an old Excel workbook (.xls)"},
    {"%PDF-", 5, NULL, "a PDF document"},
    {"\x1F\x8B", 2, NULL, "a gzip archive: unpack it first with gunzip; it"},
};

static bool holds(const char *text, size_t length, const char *part)
{
    size_t size = strlen(part), most = length < 8192 ? length : 8192;
    for (size_t i = 0; i + size <= most; i++)
        if (memcmp(text + i, part, size) == 0)
            return true;
    return false;
}

static reckon_status refuse_workbook(const char *text, size_t length, reckon_error *error)
{
    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++) {
        const signature *known = &signatures[i];
        if (length < known->length || memcmp(text, known->bytes, known->length) != 0)
            continue;
        if (known->holds && !holds(text, length, known->holds))
            continue;
        return rk_fail(error, RECKON_FORMAT,
            "this is %s, not text; save the sheet as \"CSV UTF-8\" in your spreadsheet program, or "
            "run: libreoffice --headless --convert-to csv FILE",
            known->name);
    }
    return RECKON_OK;
}

static reckon_status refuse_wide_text(const char *text, size_t length, reckon_error *error)
{
    bool little = length >= 2 && memcmp(text, "\xFF\xFE", 2) == 0;
    bool big = length >= 2 && memcmp(text, "\xFE\xFF", 2) == 0;
    if (!little && !big)
        return RECKON_OK;
    return rk_fail(error, RECKON_FORMAT,
        "the text is UTF-16 (\"Unicode Text\"); save it as \"CSV UTF-8\", or run: iconv -f UTF-16 "
        "-t UTF-8 FILE > NEW.csv");
}

/* The first byte that is not UTF-8, or is NUL; `length` when there is none. */
static size_t first_bad_byte(const char *text, size_t length)
{
    size_t at = 0;
    while (at < length) {
        uint64_t eight;
        if (length - at >= sizeof eight) {
            memcpy(&eight, text + at, sizeof eight);
            /* All below 0x80, and none is 0: the ninth bit trick for a zero byte. */
            uint64_t high = eight & 0x8080808080808080u,
                     zero = (eight - 0x0101010101010101u) & 0x8080808080808080u;
            if (high == 0 && zero == 0) {
                at += sizeof eight;
                continue;
            }
        }
        size_t size = text[at] ? rk_utf8_character(text + at, length - at) : 0;
        if (!size)
            return at;
        at += size;
    }
    return length;
}

static reckon_status refuse_bytes(const char *text, size_t length, reckon_error *error)
{
    size_t at = first_bad_byte(text, length);
    if (at == length)
        return RECKON_OK;
    reckon_status status;
    if (text[at] == '\0')
        status = rk_fail(error, RECKON_VALUE,
            "there is a zero byte, which has no place in a text; save the sheet again as \"CSV "
            "UTF-8\"");
    else
        status = rk_fail(error, RECKON_VALUE,
            "byte 0x%02X is not UTF-8: the sheet was saved in an older encoding; save it again as "
            "\"CSV UTF-8\", or run: iconv -f WINDOWS-1252 -t UTF-8 FILE > NEW.csv",
            (unsigned)(unsigned char)text[at]);
    rk_place_in_text(text, at, error);
    return status;
}

/* A first line "sep=;", which some spreadsheet programs write and do not count as a row. */
static void take_stated_separator(const char *text, size_t length, rk_dialect *dialect)
{
    size_t at = dialect->begin;
    if (length - at < 6 || memcmp(text + at, "sep=", 4) != 0 ||
        !strchr(rk_separators, text[at + 4]))
        return;
    size_t end = at + 5;
    bool returned = text[end] == '\r';
    end += returned && end + 1 < length && text[end + 1] == '\n' ? 2 : 1;
    if (text[at + 5] != '\n' && !returned)
        return;
    dialect->separator = text[at + 4];
    dialect->begin = end;
}

static bool is_blank(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (!strchr(" \t\r\n", text[i]))
            return false;
    return true;
}

reckon_status rk_dialect_check(
    const char *text, size_t length, rk_dialect *dialect, reckon_error *error)
{
    *dialect = (rk_dialect){0};
    reckon_status status = refuse_workbook(text, length, error);
    if (status == RECKON_OK)
        status = refuse_wide_text(text, length, error);
    if (status == RECKON_OK)
        status = refuse_bytes(text, length, error);
    if (status != RECKON_OK)
        return status;
    dialect->mark = length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0;
    dialect->begin = dialect->mark ? 3 : 0;
    take_stated_separator(text, length, dialect);
    const char *newline = memchr(text, '\n', length);
    dialect->crlf = newline && newline > text && newline[-1] == '\r';
    if (is_blank(text + dialect->begin, length - dialect->begin))
        return rk_fail(error, RECKON_FORMAT,
            "the sheet is empty; it needs a row of column names, such as Source, Date, Figure, and "
            "rows of figures below");
    return RECKON_OK;
}
