// How fast rows come out of a backup, against reading the same bytes from the page cache.
//   decode_bench BACKUP... [--seconds N]
// Prints one line per figure: name, MB/s, ratio to the yardstick. One thread. Rounds of all three
// follow each other and the best of each counts, since a machine's memory is quicker at times: the
// yardstick, read(2) through a buffer that stays in the second-level cache, is nothing but memory.

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"
#include "catalog/database_image.h"
#include "storage/page.h"

namespace {

using namespace gantry;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

struct Rate {
    double bytes = 0;
    double seconds = 0;
    double megabytes_per_second() const { return bytes / seconds / 1e6; }
};

// Reads the files through a 1 MB buffer with read(2), as a program without mapping would.
Rate measure_read(const std::vector<std::string>& paths, double seconds) {
    Bytes buffer(1 << 20);
    Rate rate;
    Clock::time_point start = Clock::now();
    while (rate.seconds < seconds) {
        for (const std::string& path : paths) {
            int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
            if (fd < 0) throw IoError("cannot open " + path);
            for (ssize_t n; (n = read(fd, buffer.data(), buffer.size())) > 0;) {
                rate.bytes += double(n);
            }
            close(fd);
        }
        rate.seconds = seconds_since(start);
    }
    return rate;
}

struct DecodeResult {
    Rate rate;
    uint64_t rows = 0;
};

// Decodes every row of every table; `fresh` opens the backup anew each time (pages are verified),
// otherwise verified pages are decoded again.
DecodeResult measure_decode(const std::vector<std::string>& paths, double seconds, bool fresh) {
    DecodeResult out;
    auto image = catalog::DatabaseImage::open(paths);
    uint64_t sink = 0;
    Clock::time_point start = Clock::now();
    while (out.rate.seconds < seconds) {
        if (fresh) image = catalog::DatabaseImage::open(paths);
        for (const catalog::Table& table : image->model().tables) {
            for (const catalog::RowRange& range : image->split(table, 1)) {
                out.rows += image->scan(table, range, [&](const catalog::RowView& row) {
                    for (size_t i = 0; i < row.size(); ++i)
                        sink += row[i].size;
                });
                out.rate.bytes += double(range.page_count) * storage::k_page_size;
            }
        }
        out.rate.seconds = seconds_since(start);
    }
    if (sink == 0) fmt::print("\n");
    return out;
}

int run(const std::vector<std::string>& paths, double seconds) {
    constexpr int k_rounds = 4;
    Rate read{0, 1};
    DecodeResult results[2] = {{{0, 1}, 0}, {{0, 1}, 0}};
    auto is_better = [](const Rate& a, const Rate& b) {
        return a.megabytes_per_second() > b.megabytes_per_second();
    };
    for (int round = 0; round < k_rounds; ++round) {
        Rate next = measure_read(paths, seconds / k_rounds);
        if (is_better(next, read)) read = next;
        for (bool fresh : {false, true}) {
            DecodeResult decode = measure_decode(paths, seconds / k_rounds, fresh);
            if (is_better(decode.rate, results[fresh].rate)) results[fresh] = decode;
        }
    }
    fmt::print("{:<28} {:>9.0f} MB/s\n", "read", read.megabytes_per_second());
    for (bool fresh : {false, true}) {
        const DecodeResult& decode = results[fresh];
        fmt::print("{:<28} {:>9.0f} MB/s  ratio {:.2f}  {:.1f} million rows/s\n",
                   fresh ? "open, verify and decode" : "decode", decode.rate.megabytes_per_second(),
                   decode.rate.megabytes_per_second() / read.megabytes_per_second(),
                   double(decode.rows) / decode.rate.seconds / 1e6);
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    std::vector<std::string> paths;
    double seconds = 2;
    for (int i = 1; i < argc; ++i) {
        std::string arg = argv[i];
        if (arg == "--seconds" && i + 1 < argc) {
            seconds = std::atof(argv[++i]);
        } else {
            paths.push_back(arg);
        }
    }
    if (paths.empty()) {
        fmt::print(stderr, "usage: decode_bench BACKUP... [--seconds N]\n");
        return 2;
    }
    try {
        return run(paths, seconds);
    } catch (const Error& error) {
        fmt::print(stderr, "decode_bench: {}\n", error.what());
        return 3;
    }
}
