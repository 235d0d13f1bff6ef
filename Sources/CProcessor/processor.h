// What Swift itself cannot ask of the processor, or tell it.

// Whether there are 32 registers of 16 numbers each.
#ifdef __AVX512F__
#define WIDE_REGISTERS 1
#else
#define WIDE_REGISTERS 0
#endif

typedef float SixteenFloats __attribute__((ext_vector_type(16)));

// Writes to memory around the cache; `to` is a multiple of 64 bytes. Where other processors have the
// old numbers in their caches, each ordinary store waits until they have let go of them; these wait
// together.
static inline void storeAroundCache(SixteenFloats x, void *to) {
  __builtin_nontemporal_store(x, (SixteenFloats *)to);
}

// Comes between such stores and the news that they are done.
static inline void finishStoresAroundCache(void) {
#ifdef __SSE__
  __builtin_ia32_sfence();
#else
  __atomic_thread_fence(__ATOMIC_RELEASE);
#endif
}
