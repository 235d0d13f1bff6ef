// With pkg-config the headers are found as <cairo.h>, without it below the system's own folder.
#if __has_include(<cairo.h>)
#include <cairo.h>
#include <cairo-pdf.h>
#include <cairo-svg.h>
#else
#include <cairo/cairo.h>
#include <cairo/cairo-pdf.h>
#include <cairo/cairo-svg.h>
#endif
