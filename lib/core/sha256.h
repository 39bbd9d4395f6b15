/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256 (FIPS 180-4), for telling two bodies of evidence apart; nothing here is a secret. */
#ifndef RK_CORE_SHA256_H
#define RK_CORE_SHA256_H

#include <stddef.h>
#include <stdint.h>

enum { RK_SHA256_TEXT = 65 }; /* 64 hexadecimal digits and the end */

typedef struct rk_sha256 {
    uint32_t state[8];
    uint64_t length; /* bytes so far */
    unsigned char block[64];
} rk_sha256;

void rk_sha256_begin(rk_sha256 *hash);
void rk_sha256_add(rk_sha256 *hash, const void *bytes, size_t count);

/* The digest in lower-case hexadecimal digits; the hash is spent. */
void rk_sha256_end(rk_sha256 *hash, char text[RK_SHA256_TEXT]);

#endif
