#include "session/resource_meter.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <thread>
#include <vector>

namespace gantry::session {
namespace {

// Until the thread has used that much.
void work_for(std::chrono::milliseconds time) {
    timespec begin{}, now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begin);
    do {
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    } while ((now.tv_sec - begin.tv_sec) * 1000 + (now.tv_nsec - begin.tv_nsec) / 1'000'000 <
             time.count());
}

TEST(ResourceMeter, CountsTheThreadThatSaysSo) {
    ResourceMeter meter;
    EXPECT_EQ(meter.total().cpu_us, 0);
    work_for(std::chrono::milliseconds(2));
    meter.watch_this_thread();
    EXPECT_LT(meter.total().cpu_us, 2000);
    work_for(std::chrono::milliseconds(5));
    int64_t seen = 0;
    std::thread([&] { seen = meter.total().cpu_us; }).join();  // anybody may ask
    EXPECT_GE(seen, 4900);
}

TEST(ResourceMeter, ARequestCountsFromItsBegin) {
    ResourceMeter meter;
    meter.watch_this_thread();
    work_for(std::chrono::milliseconds(5));
    meter.begin_request(1'000'000);
    EXPECT_LT(meter.request().cpu_us, 4000);
    EXPECT_GE(meter.total().cpu_us, 4900);
    work_for(std::chrono::milliseconds(5));
    EXPECT_GE(meter.request().cpu_us, 4900);
    // So soon after the last look this one counts with it.
    meter.begin_request(1'000'000 + 1000);
    EXPECT_GE(meter.request().cpu_us, 4900);
    meter.begin_request(2'000'000);
    EXPECT_LT(meter.request().cpu_us, 4000);
}

TEST(ResourceMeter, ABackendsBytesCountFromItsFirstMoment) {
    if (!std::ifstream("/proc/self/io")) GTEST_SKIP() << "this kernel does not count";
    ResourceMeter meter;
    meter.set_backend(int32_t(getpid()));
    const Consumption before = meter.total();
    std::vector<char> buffer(1 << 20);
    std::ifstream("/proc/self/exe", std::ios::binary).read(buffer.data(), int64_t(buffer.size()));
    const Consumption after = meter.total();
    EXPECT_GE(after.read_bytes - before.read_bytes, int64_t(buffer.size()));
    EXPECT_LT(before.read_bytes, int64_t(buffer.size()));
    // Another one: the bytes seen stay counted, those of the new one are added.
    meter.begin_request(1'000'000);
    meter.set_backend(0x7ffffffe);  // no such process
    EXPECT_GE(meter.total().read_bytes, int64_t(buffer.size()));
}

TEST(ResourceMeter, AProcessThatIsGoneCountsNothing) {
    ResourceMeter meter;
    meter.set_backend(0x7ffffffe);
    meter.begin_request(1'000'000);
    EXPECT_EQ(meter.total().read_bytes, 0);
    EXPECT_EQ(meter.total().cpu_us, 0);
    EXPECT_EQ(meter.request().written_bytes, 0);
}

}  // namespace
}  // namespace gantry::session
