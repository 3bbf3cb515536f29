#include "restore/resident_limit.h"

#include <gtest/gtest.h>

#include <cstdio>

#include <sys/mman.h>
#include <unistd.h>

namespace gantry::restore {
namespace {

TEST(ResidentLimit, MappedFilesAreTrimmedAndKeepTheirBytes) {
    constexpr size_t k_size = size_t(48) << 20;
    std::FILE* file = std::tmpfile();
    ASSERT_NE(file, nullptr);
    ASSERT_EQ(ftruncate(fileno(file), k_size), 0);
    auto* bytes = static_cast<volatile uint8_t*>(
        mmap(nullptr, k_size, PROT_READ | PROT_WRITE, MAP_SHARED, fileno(file), 0));
    ASSERT_NE(bytes, MAP_FAILED);
    for (size_t i = 0; i < k_size; i += 4096) bytes[i] = uint8_t(i >> 12);
    uint64_t before = ResidentLimit::shared_resident_bytes();
    EXPECT_GT(before, k_size);
    ResidentLimit::trim();
    EXPECT_LT(ResidentLimit::shared_resident_bytes(), before - k_size / 2);
    for (size_t i = 0; i < k_size; i += 4096) ASSERT_EQ(bytes[i], uint8_t(i >> 12));
    munmap(const_cast<uint8_t*>(bytes), k_size);
    std::fclose(file);
}

}  // namespace
}  // namespace gantry::restore
