#include "base/error.h"

#include <cstdio>
#include <cstdlib>

namespace gantry {

void assert_failed(const char* expression, const char* file, int line) {
    std::fprintf(stderr, "gantry: assertion failed: %s (%s:%d)\n", expression, file, line);
    std::abort();
}

}  // namespace gantry
