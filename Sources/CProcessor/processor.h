// What the compiler was told about the processor, which Swift itself cannot ask.

// Whether there are 32 registers of 16 numbers each.
#ifdef __AVX512F__
#define WIDE_REGISTERS 1
#else
#define WIDE_REGISTERS 0
#endif
