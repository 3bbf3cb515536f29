// Reads a whole blob in ranges, several at once, and prints "<bytes> <seconds>".
//
//   GANTRY_BLOB_SAS=... blob_read_bench URL WORKERS RANGE_KIB

#include <fmt/core.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <thread>
#include <vector>

#include "blob/client.h"

using namespace gantry;
using namespace gantry::blob;

namespace {

int run(const char* url_text, unsigned workers, uint64_t range_bytes) {
    const char* sas = std::getenv("GANTRY_BLOB_SAS");
    BlobUrl url = parse_blob_url(url_text);
    BlobClient client(url, sas == nullptr ? BlobCredential() : sas_credential(sas));
    auto start = std::chrono::steady_clock::now();
    BlobProperties properties = client.properties(url.blob, {});
    std::atomic<uint64_t> next = 0, bytes = 0;
    std::atomic<bool> failed = false;
    {
        std::vector<std::jthread> threads;
        for (unsigned i = 0; i < workers; ++i) {
            threads.emplace_back([&] {
                Bytes buffer(range_bytes);
                try {
                    for (;;) {
                        uint64_t offset = next.fetch_add(range_bytes);
                        if (offset >= properties.size || failed) return;
                        bytes += client.read(url.blob, offset, buffer, properties.etag, {});
                    }
                } catch (const Error& error) {
                    failed = true;
                    fmt::print(stderr, "error: {}\n", error.what());
                }
            });
        }
    }
    std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    fmt::print("{} {:.6f}\n", bytes.load(), seconds.count());
    return failed || bytes != properties.size ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        fmt::print(stderr, "usage: blob_read_bench URL WORKERS RANGE_KIB\n");
        return 2;
    }
    try {
        return run(argv[1], unsigned(std::atoi(argv[2])),
                   std::strtoull(argv[3], nullptr, 10) << 10);
    } catch (const Error& error) {
        fmt::print(stderr, "error: {}\n", error.what());
        return 3;
    }
}
