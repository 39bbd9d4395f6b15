/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json/tree.h"

#include <string.h>

#include "core/memory.h"
#include "core/status.h"
#include "core/utf8.h"

/* What may stand at the next place. */
typedef enum expectation { VALUE, VALUE_OR_END, KEY, KEY_OR_END, COMMA_OR_END, NOTHING } expectation;

static const uint32_t NO_PARENT = UINT32_MAX;

/* While a container is open, its node's `next` holds the container around it. */
typedef struct parser {
    rk_json_tree *tree;
    const char *at;
    const char *end;
    char *string; /* where the next decoded string goes */
    size_t capacity;
    size_t depth, max_depth;
    uint32_t parent;
    expectation expected;
    reckon_error *error;
    reckon_status status;
} parser;

/* Records what is wrong at `where`, if nothing is yet. Always false. */
static bool fail(parser *p, reckon_status code, const char *where, const char *what)
{
    bool first = p->error && p->error->code == RECKON_OK;
    p->status = rk_fail(p->error, code, "%s", what);
    if (first && code != RECKON_MEMORY)
        rk_json_locate(p->tree->text, (size_t)(where - p->tree->text), &p->error->line, &p->error->column);
    return false;
}

static bool fail_syntax(parser *p, const char *where, const char *what)
{
    return fail(p, RECKON_SYNTAX, where, where == p->end ? "the text ends too early" : what);
}

static bool add_node(parser *p, rk_json_type type, const char *start, size_t data)
{
    rk_json_tree *tree = p->tree;
    if (tree->count == p->capacity) {
        size_t capacity = p->capacity + p->capacity / 2;
        rk_json_node *nodes = rk_realloc(tree->nodes, capacity, sizeof *nodes);
        if (!nodes)
            return fail(p, RECKON_MEMORY, NULL, "out of memory");
        tree->nodes = nodes;
        p->capacity = capacity;
    }
    tree->nodes[tree->count++] = (rk_json_node){(uint32_t)(start - tree->text), 0, (uint32_t)data, type};
    return true;
}

/* The value that starts at `node` is complete; so is the key it belongs to. */
static void finish(parser *p, size_t node)
{
    rk_json_node *nodes = p->tree->nodes;
    nodes[node].next = (uint32_t)p->tree->count;
    if (node && nodes[node - 1].type == RK_JSON_KEY)
        nodes[node - 1].next = (uint32_t)p->tree->count;
    p->expected = p->parent == NO_PARENT ? NOTHING : COMMA_OR_END;
}

static bool open_container(parser *p, rk_json_type type)
{
    if (p->depth == p->max_depth)
        return fail(p, RECKON_LIMIT, p->at, "arrays and objects are nested deeper than the limit");
    if (!add_node(p, type, p->at, 0))
        return false;
    p->at++;
    p->depth++;
    size_t node = p->tree->count - 1;
    p->tree->nodes[node].next = p->parent;
    p->parent = (uint32_t)node;
    p->expected = type == RK_JSON_OBJECT ? KEY_OR_END : VALUE_OR_END;
    return true;
}

static bool close_container(parser *p)
{
    size_t node = p->parent;
    p->at++;
    p->depth--;
    p->parent = p->tree->nodes[node].next;
    finish(p, node);
    return true;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* Reads "uXXXX" at `at`; the code unit, or -1. */
static int32_t read_unit(const parser *p, const char *at)
{
    int32_t unit = 0;
    if (p->end - at < 5 || *at != 'u')
        return -1;
    for (int i = 1; i <= 4; i++) {
        int digit = hex_digit(at[i]);
        if (digit < 0)
            return -1;
        unit = 16 * unit + digit;
    }
    return unit;
}

static void put_utf8(parser *p, int32_t code)
{
    unsigned bytes = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const unsigned char lead[5] = {0, 0x00, 0xC0, 0xE0, 0xF0};
    for (unsigned i = bytes - 1; i > 0; i--) {
        p->string[i] = (char)(0x80 | (code & 0x3F));
        code >>= 6;
    }
    p->string[0] = (char)(lead[bytes] | code);
    p->string += bytes;
}

/* An escape of a character by its number, at the 'u'; characters beyond U+FFFF come as two of them. */
static bool read_numbered_escape(parser *p)
{
    const char *start = p->at - 1;
    int32_t code = read_unit(p, p->at);
    if (code < 0)
        return fail_syntax(p, start, "four hexadecimal digits follow \\u");
    p->at += 5;
    if (code >= 0xD800 && code <= 0xDBFF && p->at < p->end && *p->at == '\\') {
        int32_t low = read_unit(p, p->at + 1);
        if (low >= 0xDC00 && low <= 0xDFFF) {
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
            p->at += 6;
        }
    }
    if (code >= 0xD800 && code <= 0xDFFF)
        return fail_syntax(p, start, "half of a surrogate pair is no character");
    if (code == 0)
        return fail_syntax(p, start, "text may not hold a NUL");
    put_utf8(p, code);
    return true;
}

static bool read_escape(parser *p)
{
    static const char names[] = "\"\\/bfnrt", means[] = "\"\\/\b\f\n\r\t";
    p->at++;
    if (p->at == p->end)
        return fail_syntax(p, p->at, "");
    if (*p->at == 'u')
        return read_numbered_escape(p);
    const char *name = *p->at ? strchr(names, *p->at) : NULL;
    if (!name)
        return fail_syntax(p, p->at - 1, "there is no such escape in JSON");
    *p->string++ = means[name - names];
    p->at++;
    return true;
}

/* A byte of a string that stands for itself and is a character of its own. */
static inline bool is_plain(char c)
{
    unsigned char byte = (unsigned char)c;
    return byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
}

/* Copies the plain run at p->at, which is most of any string. */
static void read_plain(parser *p)
{
    const char *start = p->at;
    while (p->at < p->end && is_plain(*p->at))
        p->at++;
    memcpy(p->string, start, (size_t)(p->at - start));
    p->string += p->at - start;
}

static bool read_character(parser *p)
{
    size_t length = rk_utf8_character(p->at, (size_t)(p->end - p->at));
    if (!length)
        return fail(p, RECKON_SYNTAX, p->at, "this byte is not UTF-8");
    if (length == 1)
        return fail_syntax(p, p->at, "a control character in text must be escaped, or a closing quote is missing");
    memcpy(p->string, p->at, length);
    p->string += length;
    p->at += length;
    return true;
}

/* A string or key, from its opening quote; decoded, it never takes more room than in the text. */
static bool read_string(parser *p, rk_json_type type)
{
    const char *start = p->at++;
    size_t data = (size_t)(p->string - p->tree->strings);
    for (;;) {
        read_plain(p);
        if (p->at == p->end)
            return fail_syntax(p, p->at, "");
        if (*p->at == '"')
            break;
        if (!(*p->at == '\\' ? read_escape(p) : read_character(p)))
            return false;
    }
    p->at++;
    *p->string++ = '\0';
    return add_node(p, type, start, data);
}

static bool is_digit(const parser *p)
{
    return p->at < p->end && *p->at >= '0' && *p->at <= '9';
}

static bool skip_digits(parser *p)
{
    if (!is_digit(p))
        return fail_syntax(p, p->at, "a digit is expected here");
    while (is_digit(p))
        p->at++;
    return true;
}

static bool read_number(parser *p)
{
    const char *start = p->at;
    p->at += *p->at == '-';
    if (p->at < p->end && *p->at == '0') {
        p->at++;
        if (is_digit(p))
            return fail_syntax(p, start, "a number does not start with a zero");
    } else if (!skip_digits(p)) {
        return false;
    }
    if (p->at < p->end && *p->at == '.') {
        p->at++;
        if (!skip_digits(p))
            return false;
    }
    if (p->at < p->end && (*p->at == 'e' || *p->at == 'E')) {
        p->at++;
        p->at += p->at < p->end && (*p->at == '+' || *p->at == '-');
        if (!skip_digits(p))
            return false;
    }
    return add_node(p, RK_JSON_NUMBER, start, (size_t)(p->at - start));
}

static bool read_word(parser *p)
{
    static const struct {
        const char *word;
        size_t length;
        rk_json_type type;
    } words[] = {{"true", 4, RK_JSON_TRUE}, {"false", 5, RK_JSON_FALSE}, {"null", 4, RK_JSON_NULL}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if ((size_t)(p->end - p->at) >= words[i].length && memcmp(p->at, words[i].word, words[i].length) == 0) {
            p->at += words[i].length;
            return add_node(p, words[i].type, p->at - words[i].length, 0);
        }
    }
    return fail_syntax(p, p->at, "a value is expected here: an object, an array, text, a number, true, false or null");
}

static bool read_value(parser *p)
{
    char c = p->at < p->end ? *p->at : '\0';
    bool read;
    if (c == '{')
        return open_container(p, RK_JSON_OBJECT);
    if (c == '[')
        return open_container(p, RK_JSON_ARRAY);
    if (c == '"')
        read = read_string(p, RK_JSON_STRING);
    else if (c == '-' || (c >= '0' && c <= '9'))
        read = read_number(p);
    else
        read = read_word(p);
    if (read)
        finish(p, p->tree->count - 1);
    return read;
}

static void skip_blanks(parser *p)
{
    while (p->at < p->end && (*p->at == ' ' || *p->at == '\n' || *p->at == '\r' || *p->at == '\t'))
        p->at++;
}

static bool read_key(parser *p)
{
    if (p->at == p->end || *p->at != '"')
        return fail_syntax(p, p->at, "a key in double quotes is expected here");
    if (!read_string(p, RK_JSON_KEY))
        return false;
    skip_blanks(p);
    if (p->at == p->end || *p->at != ':')
        return fail_syntax(p, p->at, "a colon is expected after the key");
    p->at++;
    p->expected = VALUE;
    return true;
}

static bool read_comma(parser *p, bool in_object)
{
    if (p->at == p->end || *p->at != ',')
        return fail_syntax(p, p->at,
            in_object ? "a comma or the object's closing brace is expected here"
                      : "a comma or the array's closing bracket is expected here");
    p->at++;
    p->expected = in_object ? KEY : VALUE;
    return true;
}

/* One token, or a key with its colon. */
static bool step(parser *p)
{
    bool in_object = p->parent != NO_PARENT && p->tree->nodes[p->parent].type == RK_JSON_OBJECT;
    bool may_end = p->expected == VALUE_OR_END || p->expected == KEY_OR_END || p->expected == COMMA_OR_END;
    skip_blanks(p);
    if (may_end && p->at < p->end && *p->at == (in_object ? '}' : ']'))
        return close_container(p);
    if (p->expected == COMMA_OR_END)
        return read_comma(p, in_object);
    return p->expected == KEY || p->expected == KEY_OR_END ? read_key(p) : read_value(p);
}

reckon_status rk_json_parse(const char *text, size_t length, size_t max_depth, rk_json_tree *tree, reckon_error *error)
{
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        length -= 3;
    }
    *tree = (rk_json_tree){.text = text, .length = length};
    if (length >= UINT32_MAX)
        return rk_fail(error, RECKON_LIMIT, "the text has 4 GiB or more");
    size_t capacity = length / 16 + 16;
    tree->nodes = rk_realloc(NULL, capacity, sizeof *tree->nodes);
    tree->strings = rk_realloc(NULL, length + 1, 1);
    if (!tree->nodes || !tree->strings)
        return rk_fail(error, RECKON_MEMORY, "out of memory");
    parser p = {tree, text, text + length, tree->strings, capacity, 0, max_depth, NO_PARENT, VALUE, error, RECKON_OK};
    skip_blanks(&p);
    if (p.at == p.end)
        fail(&p, RECKON_SYNTAX, p.at, "the text is empty");
    while (p.status == RECKON_OK && p.expected != NOTHING)
        if (!step(&p))
            return p.status;
    skip_blanks(&p);
    if (p.status == RECKON_OK && p.at < p.end)
        fail_syntax(&p, p.at, "nothing may follow the end of the document");
    return p.status;
}

void rk_json_free(rk_json_tree *tree)
{
    rk_free(tree->nodes);
    rk_free(tree->strings);
    *tree = (rk_json_tree){.text = NULL};
}
