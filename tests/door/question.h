/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts for tests of the door: small evidence, and requests around it. */
#ifndef TESTS_DOOR_QUESTION_H
#define TESTS_DOOR_QUESTION_H

/* Two sources, three estimates of one population "p", 2000 to 2004. */
#define QUESTION_EVIDENCE                                                                          \
    "{\"format\": \"reckon-evidence/1\", \"title\": \"Three figures\",\n"                          \
    " \"populations\": [{\"id\": \"p\", \"name\": \"People\", \"measure\": \"stock\"}],\n"         \
    " \"sources\": [{\"id\": \"a\", \"reliability\": 0.5}, {\"id\": \"b\"}],\n"                    \
    " \"estimates\": [\n"                                                                          \
    "  {\"id\": \"one\", \"population\": \"p\", \"source\": \"a\", \"date\": \"2000\", "           \
    "\"value\": 10000},\n"                                                                         \
    "  {\"id\": \"two\", \"population\": \"p\", \"source\": \"b\", \"date\": \"2002\", \"low\": "  \
    "9000, \"high\": "                                                                             \
    "30000},\n"                                                                                    \
    "  {\"id\": \"three\", \"population\": \"p\", \"source\": \"b\", \"date\": \"2004\", "         \
    "\"low\": 8000, \"high\": "                                                                    \
    "20000,\n"                                                                                     \
    "   \"level\": 0.9}]}"

/* A request that holds no evidence, with more keys, each led by a comma. */
#define QUESTION(more) "{\"format\": \"reckon-request/1\"" more "}"

#endif
