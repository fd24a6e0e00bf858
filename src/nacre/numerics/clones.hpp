// Loops over plain numbers compiled twice: for any x86-64, and for those with 256-bit vectors and fused
// multiply-add (2013 and later); the loader picks one. Elsewhere, under sanitizers and with other compilers,
// once.
#pragma once

#if defined(__GNUC__) && !defined(__clang__) && defined(__x86_64__) && !defined(__SANITIZE_ADDRESS__)
#define NACRE_VECTOR_CLONES __attribute__((target_clones("default", "arch=x86-64-v3")))
#else
#define NACRE_VECTOR_CLONES
#endif
