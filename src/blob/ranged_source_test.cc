#include "blob/ranged_source.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <map>
#include <random>

#include "base/error.h"
#include "base/spool_space.h"

namespace gantry::blob {
namespace {

constexpr uint64_t k_chunk = 4096;

Bytes make_bytes(size_t size) {
    std::mt19937_64 random(7);
    Bytes out(size);
    for (size_t i = 0; i + 8 <= size; i += 8)
        store_le(out.data() + i, random());
    return out;
}

// A blob in memory that counts what is read of it, and may fail.
struct Blob {
    Bytes bytes = make_bytes(64 * k_chunk + 100);
    std::chrono::microseconds delay{0};
    std::atomic<int> reads{0};
    std::atomic<int> reads_until_failure{INT_MAX};
    std::atomic<int> pieces_until_failure{INT_MAX};
    std::atomic<bool> hangs{false};
    std::mutex mutex;
    std::map<uint64_t, int> times_read;  // by chunk

    int most_times_read() {
        int out = 0;
        std::lock_guard lock(mutex);
        for (const auto& [chunk, times] : times_read)
            out = std::max(out, times);
        return out;
    }
};

class Reader : public RangeReader {
  public:
    explicit Reader(Blob& blob) : blob_(blob) {}
    const std::string& name() const override { return name_; }
    uint64_t size() const override { return blob_.bytes.size(); }
    void read(uint64_t offset, uint64_t size, const Take& take,
              std::stop_token stop) const override {
        ASSERT_LE(offset + size, blob_.bytes.size());
        ++blob_.reads;
        while (blob_.hangs && !stop.stop_requested())
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        if (stop.stop_requested()) throw IoError("cancelled");
        if (blob_.delay.count() > 0) std::this_thread::sleep_for(blob_.delay);
        if (--blob_.reads_until_failure < 0) throw IoError("the network is gone");
        {
            std::lock_guard lock(blob_.mutex);
            for (uint64_t at = offset; at < offset + size; at += k_chunk)
                ++blob_.times_read[at / k_chunk];
        }
        constexpr uint64_t k_piece = 5000;  // ends nowhere where a chunk does
        for (uint64_t done = 0; done < size; done += k_piece) {
            if (--blob_.pieces_until_failure < 0) throw IoError("the network is gone");
            take(ByteSpan(blob_.bytes).subspan(offset + done, std::min(k_piece, size - done)));
        }
    }

  private:
    Blob& blob_;
    std::string name_ = "https://account.example/container/a.bak";
};

RangedOptions small_options() {
    RangedOptions out;
    out.chunk_bytes = k_chunk;
    out.range_bytes = 4 * k_chunk;
    out.connections = 3;
    out.read_ahead_bytes = 8 * k_chunk;
    out.announced_bytes = 8 * k_chunk;
    return out;
}

RangedSource open(Blob& blob, RangedOptions options = small_options()) {
    return RangedSource(std::make_unique<Reader>(blob), std::move(options));
}

bool is_right(const RangedSource& source, const Blob& blob, uint64_t at, uint64_t size) {
    return std::memcmp(source.mapped().data() + at, blob.bytes.data() + at, size) == 0;
}

TEST(RangedSource, ReadsWhatIsNeededAndNothingElse) {
    Blob blob;
    RangedSource source = open(blob);
    EXPECT_TRUE(source.fetches());
    EXPECT_EQ(source.size(), blob.bytes.size());
    source.need(10 * k_chunk + 7, 2 * k_chunk);
    EXPECT_TRUE(is_right(source, blob, 10 * k_chunk + 7, 2 * k_chunk));
    EXPECT_LE(source.bytes_fetched(), 8 * k_chunk);
    uint64_t end = blob.bytes.size();
    source.need(end - 10, 1000);
    EXPECT_TRUE(is_right(source, blob, end - 10, 10));
    source.need(end, 1000);
    source.need(UINT64_MAX, UINT64_MAX);
    uint8_t last[20];
    EXPECT_EQ(source.read_at(end - 10, last), 10u);
    EXPECT_EQ(source.read_at(end, last), 0u);
}

TEST(RangedSource, AnEmptyBlobHasNothingToFetch) {
    Blob blob;
    blob.bytes.clear();
    RangedSource source = open(blob);
    source.need(0, 1);
    uint8_t byte;
    EXPECT_EQ(source.read_at(0, {&byte, 1}), 0u);
    EXPECT_EQ(blob.reads, 0);
}

TEST(RangedSource, WhoReadsInOrderIsReadAheadOf) {
    Blob blob;
    RangedSource source = open(blob);
    auto read = [&](uint64_t from, uint64_t to) {
        for (uint64_t at = from; at < to; at += 1000) {
            source.need(at, 1000);
            uint64_t size = std::min<uint64_t>(1000, blob.bytes.size() - at);
            ASSERT_TRUE(is_right(source, blob, at, size));
        }
    };
    read(0, 20 * k_chunk);
    for (int i = 0; i < 5000 && source.bytes_fetched() < 24 * k_chunk; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    EXPECT_GE(source.bytes_fetched(), 24 * k_chunk);
    EXPECT_LE(source.bytes_fetched(), 32 * k_chunk);
    read(20 * k_chunk, blob.bytes.size());
    EXPECT_EQ(blob.most_times_read(), 1);
}

TEST(RangedSource, NothingIsFetchedAroundPlacesHereAndThere) {
    Blob blob;
    RangedSource source = open(blob);
    source.read_here_and_there(true);
    for (uint64_t i = 0; i < 8; ++i)
        source.need(i * 8 * k_chunk, 100);
    EXPECT_EQ(source.bytes_fetched(), 8 * k_chunk);
}

TEST(RangedSource, ThreadsThatNeedTheSameFetchItOnce) {
    Blob blob;
    blob.delay = std::chrono::microseconds(200);
    RangedSource source = open(blob);
    std::vector<std::jthread> threads;
    std::atomic<int> wrong{0};
    for (int t = 0; t < 8; ++t) {
        threads.emplace_back([&, t] {
            std::mt19937 random{unsigned(t)};
            for (int i = 0; i < 200; ++i) {
                uint64_t at = random() % (blob.bytes.size() - 3000);
                source.need(at, 3000);
                wrong += !is_right(source, blob, at, 3000);
            }
        });
    }
    threads.clear();
    EXPECT_EQ(wrong, 0);
    EXPECT_EQ(blob.most_times_read(), 1);
}

TEST(RangedSource, WhatIsAnnouncedComesBeforeItIsNeeded) {
    Blob blob;
    RangedSource source = open(blob);
    source.will_need(16 * k_chunk, 4 * k_chunk);
    source.will_need(20 * k_chunk, 2 * k_chunk);
    source.will_need(40 * k_chunk, 30 * k_chunk);
    for (int i = 0; i < 1000 && source.bytes_fetched() < 8 * k_chunk; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    // No more than may be waiting for its reader, and what was under way.
    EXPECT_LE(source.bytes_fetched(), 16 * k_chunk);
    EXPECT_GE(source.bytes_fetched(), 8 * k_chunk);
    for (uint64_t chunk = 40; chunk < 65; ++chunk)
        source.need(chunk * k_chunk, 1);
    EXPECT_EQ(blob.most_times_read(), 1);
}

// The announcement waits until what came before it is needed, and is late for two of its chunks.
TEST(RangedSource, WhatWasUsedUpMeanwhileIsNotFetchedAgainForItsAnnouncement) {
    Blob blob;
    RangedSource source = open(blob);
    source.read_here_and_there(true);
    auto await = [&](uint64_t chunks) {
        for (int i = 0; i < 5000 && source.bytes_fetched() < chunks * k_chunk; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        EXPECT_EQ(source.bytes_fetched(), chunks * k_chunk);
    };
    source.will_need(0, 8 * k_chunk);
    await(8);
    source.will_need(20 * k_chunk, 4 * k_chunk);
    source.need(20 * k_chunk, 2 * k_chunk);
    source.used(20 * k_chunk, 2 * k_chunk, true);
    EXPECT_EQ(source.bytes_held(), 8 * k_chunk);
    source.need(0, 8 * k_chunk);
    await(12);
    EXPECT_EQ(source.bytes_held(), 10 * k_chunk);
    EXPECT_EQ(blob.most_times_read(), 1);
}

TEST(RangedSource, AFailureIsThrownWhereTheBytesWereNeededAndStays) {
    Blob blob;
    RangedSource source = open(blob);
    source.need(0, 10);
    blob.reads_until_failure = 0;
    EXPECT_THROW(source.need(30 * k_chunk, 10), IoError);
    blob.reads_until_failure = INT_MAX;
    EXPECT_THROW(source.need(50 * k_chunk, 10), IoError);
    source.need(0, 10);  // what is there is there
    EXPECT_TRUE(is_right(source, blob, 0, 10));
}

TEST(RangedSource, EveryReadFailingOnceNeverGivesWrongBytes) {
    for (int nth = 0;; ++nth) {
        Blob blob;
        blob.bytes.resize(20 * k_chunk);
        blob.reads_until_failure = nth;
        RangedSource source = open(blob);
        bool failed = false;
        for (uint64_t at = 0; at < blob.bytes.size() && !failed; at += 512) {
            try {
                source.need(at, 512);
                ASSERT_TRUE(is_right(source, blob, at, 512));
            } catch (const IoError&) {
                failed = true;
            }
        }
        if (!failed && blob.reads_until_failure >= 0) break;
        ASSERT_LT(nth, 40);
    }
}

TEST(RangedSource, WhatCameBeforeAReadFailedStays) {
    Blob blob;
    RangedOptions options = small_options();
    options.budget = std::make_shared<DiskBudget>("/tmp", 64 * k_chunk);
    blob.pieces_until_failure = 2;
    {
        RangedSource source = open(blob, options);
        source.read_here_and_there(true);
        EXPECT_THROW(source.need(8 * k_chunk, 4 * k_chunk), IoError);
        source.need(8 * k_chunk, 2 * k_chunk);  // of two pieces
        EXPECT_TRUE(is_right(source, blob, 8 * k_chunk, 2 * k_chunk));
        EXPECT_THROW(source.need(10 * k_chunk, 1), IoError);
        EXPECT_EQ(source.bytes_held(), 2 * k_chunk);
        EXPECT_EQ(options.budget->used(), 2 * k_chunk);
    }
    EXPECT_EQ(options.budget->used(), 0u);
}

TEST(RangedSource, StoppingEndsAllWaiting) {
    Blob blob;
    blob.hangs = true;
    std::stop_source stop;
    RangedOptions options = small_options();
    options.stop = stop.get_token();
    RangedSource source = open(blob, options);
    std::atomic<int> thrown{0};
    std::vector<std::jthread> threads;
    for (uint64_t t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            try {
                source.need(t * 9 * k_chunk, 10);
            } catch (const IoError&) {
                ++thrown;
            }
        });
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    stop.request_stop();
    threads.clear();
    EXPECT_EQ(thrown, 4);
}

TEST(RangedSource, ASourceThatWaitsForTheNetworkCanBeClosed) {
    Blob blob;
    blob.hangs = true;
    RangedSource source = open(blob);
    source.will_need(0, 60 * k_chunk);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
}

TEST(RangedSource, WhatWasUsedInAPartGoesWithIt) {
    Blob blob;
    RangedSource source = open(blob);
    source.read_here_and_there(true);
    source.need(0, k_chunk);  // outside any part: stays
    std::vector<const ByteSource*> sources{&source};
    {
        ReadingPart outer(sources);
        {
            ReadingPart part(sources);
            source.need(0, 3 * k_chunk);
            source.used(0, 3 * k_chunk, false);
            EXPECT_EQ(source.bytes_held(), 3 * k_chunk);
        }
        EXPECT_EQ(source.bytes_held(), 3 * k_chunk);  // the outer part may hold on to it
        EXPECT_TRUE(is_right(source, blob, 0, 3 * k_chunk));
    }
    EXPECT_EQ(source.bytes_held(), k_chunk);
    EXPECT_TRUE(is_right(source, blob, 0, k_chunk));
    source.need(2 * k_chunk, 10);  // fetched again
    EXPECT_TRUE(is_right(source, blob, 2 * k_chunk, 10));
}

TEST(RangedSource, NobodyReadsAheadIntoWhatWasReadToItsEnd) {
    Blob blob;
    const RangedSource source = open(blob);
    auto read = [&](uint64_t first, uint64_t last) {
        const ReadingPart part({&source});
        for (uint64_t at = first * k_chunk; at < last * k_chunk; at += 512) {
            source.need(at, 512);
            source.used(at, 512, false);
            ASSERT_TRUE(is_right(source, blob, at, 512));
        }
    };
    source.read_here_and_there(true);
    read(20, 40);
    source.read_here_and_there(false);
    read(0, 20);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    EXPECT_EQ(blob.most_times_read(), 1);
    // Whoever reads it again is read ahead of, as the first was.
    const int reads = blob.reads;
    read(20, 40);
    EXPECT_LT(blob.reads, reads + 18);
    EXPECT_EQ(blob.most_times_read(), 2);
}

TEST(RangedSource, WhoNeedsTheBeginningOfWhatIsAnnouncedGetsMoreByOneRequest) {
    Blob blob;
    RangedOptions options = small_options();
    options.connections = 2;  // one for announcements, which is busy
    blob.delay = std::chrono::milliseconds(20);
    const RangedSource source = open(blob, options);
    source.read_here_and_there(true);
    source.will_need(0, 4 * k_chunk);
    source.will_need(20 * k_chunk, 4 * k_chunk);
    for (uint64_t chunk = 20; chunk < 24; ++chunk)
        source.need(chunk * k_chunk, 1);
    EXPECT_TRUE(is_right(source, blob, 20 * k_chunk, 4 * k_chunk));
    EXPECT_LE(blob.reads, 2);
    source.need(24 * k_chunk, 1);
    EXPECT_EQ(blob.most_times_read(), 1);
}

TEST(RangedSource, AnAnnouncementThatWaitedIsNotForWhatWasReadMeanwhile) {
    Blob blob;
    const RangedSource source = open(blob);
    source.read_here_and_there(true);
    source.need(0, 10 * k_chunk);
    source.will_need(40 * k_chunk, 20 * k_chunk);  // more than may wait for its reader
    for (int i = 0; i < 1000 && source.bytes_fetched() < 18 * k_chunk; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    {
        const ReadingPart part({&source});
        source.will_need(12 * k_chunk, 8 * k_chunk);
        source.need(12 * k_chunk, 8 * k_chunk);
        source.used(12 * k_chunk, 8 * k_chunk, false);
    }
    source.need(40 * k_chunk, 20 * k_chunk);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    EXPECT_EQ(blob.most_times_read(), 1);
}

TEST(RangedSource, WhatIsForgottenGoesAndComesAgain) {
    Blob blob;
    auto budget = std::make_shared<DiskBudget>(spool_directory());
    RangedOptions options = small_options();
    options.budget = budget;
    options.fetched = std::make_shared<std::atomic<uint64_t>>(0);
    const RangedSource source = open(blob, options);
    source.read_here_and_there(true);
    source.need(5 * k_chunk, 10);  // outside of any part
    EXPECT_EQ(budget->used(), k_chunk);
    {
        const ReadingPart part({&source});
        source.forget();
        EXPECT_EQ(budget->used(), k_chunk);  // somebody reads
    }
    source.forget();
    EXPECT_EQ(budget->used(), 0u);
    EXPECT_EQ(source.bytes_held(), 0u);
    source.need(5 * k_chunk, 10);
    EXPECT_TRUE(is_right(source, blob, 5 * k_chunk, 10));
    EXPECT_EQ(blob.reads, 2);
    EXPECT_EQ(*options.fetched, 2 * k_chunk);
}

TEST(RangedSource, WhatIsUsedNowIsDroppedAtOnceAndOnlyWhenAllOfAChunkWas) {
    Blob blob;
    RangedSource source = open(blob);
    source.read_here_and_there(true);  // what is fetched ahead would be held as well
    source.need(0, 2 * k_chunk);
    source.used(0, k_chunk + 10, true);
    uint64_t held = source.bytes_held();
    EXPECT_TRUE(is_right(source, blob, k_chunk, k_chunk));
    source.used(k_chunk + 10, k_chunk - 10, true);
    EXPECT_EQ(source.bytes_held(), held - k_chunk);
}

TEST(RangedSource, ASmallBudgetDropsWhatWasUsedLongestAgo) {
    Blob blob;
    RangedOptions options = small_options();
    options.budget = std::make_shared<DiskBudget>("/tmp", 8 * k_chunk);
    RangedSource source = open(blob, options);
    std::vector<const ByteSource*> sources{&source};
    for (int round = 0; round < 2; ++round) {
        for (uint64_t at = 0; at + k_chunk <= blob.bytes.size(); at += k_chunk) {
            ReadingPart part(sources);
            source.need(at, k_chunk);
            ASSERT_TRUE(is_right(source, blob, at, k_chunk));
            ASSERT_LE(options.budget->used(), 8 * k_chunk);
        }
    }
}

TEST(RangedSource, RoomIsMadeByBytesWhereTheLastChunkIsShort) {
    Blob blob;
    RangedOptions options = small_options();
    options.budget = std::make_shared<DiskBudget>("/tmp", 2 * k_chunk + 100);
    RangedSource source = open(blob, options);
    source.read_here_and_there(true);
    for (uint64_t at : {64 * k_chunk, 3 * k_chunk, 5 * k_chunk, 7 * k_chunk}) {
        ReadingPart part({&source});
        ASSERT_NO_THROW(source.need(at, 100)) << at / k_chunk;
    }
    EXPECT_TRUE(is_right(source, blob, 7 * k_chunk, k_chunk));
}

TEST(RangedSource, ABudgetThatHoldsNotEvenOnePartIsError3257) {
    Blob blob;
    RangedOptions options = small_options();
    options.budget = std::make_shared<DiskBudget>("/tmp", 8 * k_chunk);
    RangedSource source = open(blob, options);
    ReadingPart part({&source});
    try {
        for (uint64_t at = 0; at < blob.bytes.size(); at += k_chunk)
            source.need(at, 1);
        FAIL() << "65 chunks in 8";
    } catch (const SqlError& error) {
        EXPECT_EQ(error.number(), 3257);
        EXPECT_NE(std::string(error.what()).find("additional free bytes"), std::string::npos);
        EXPECT_FALSE(error.hint().empty());
    }
}

TEST(RangedSource, TwoSourcesShareABudget) {
    Blob one, other;
    RangedOptions options = small_options();
    options.budget = std::make_shared<DiskBudget>("/tmp", 16 * k_chunk);
    RangedSource first = open(one, options);
    RangedSource second = open(other, options);
    for (RangedSource* source : {&first, &second}) {
        for (uint64_t at = 0; at < 60 * k_chunk; at += k_chunk) {
            ReadingPart part({source});
            source->need(at, k_chunk);
        }
    }
    EXPECT_LE(options.budget->used(), 16 * k_chunk);
    EXPECT_TRUE(is_right(second, other, 59 * k_chunk, k_chunk));
}

TEST(RangedSource, ASlowPartKeepsItsRoomWhileOthersComeAndGo) {
    Blob blob;
    RangedOptions options = small_options();
    options.budget = std::make_shared<DiskBudget>("/tmp", 16 * k_chunk);
    const RangedSource source = open(blob, options);
    source.read_here_and_there(true);
    std::atomic<int> parts = 0;
    std::jthread quick;
    {
        const ReadingPart slow({&source});
        source.need(0, k_chunk);
        quick = std::jthread([&] {
            for (uint64_t at = k_chunk; at < 60 * k_chunk; at += k_chunk, ++parts) {
                const ReadingPart part({&source});
                source.need(at, k_chunk);
            }
        });
        while (parts < 5)  // of 15 that there is room for
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        EXPECT_LE(parts, 8);
        const ReadingPart nested({&source});
        EXPECT_NO_THROW(source.need(60 * k_chunk, 4 * k_chunk));
    }
    quick.join();
    EXPECT_EQ(parts, 59);
}

TEST(RangedSource, PartsOfManyThreadsUnderASmallBudgetReadTheRightBytes) {
    Blob blob;
    RangedOptions options = small_options();
    options.budget = std::make_shared<DiskBudget>("/tmp", 32 * k_chunk);
    RangedSource source = open(blob, options);
    std::atomic<int> wrong{0};
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            std::mt19937 random{unsigned(t)};
            std::vector<const ByteSource*> sources{&source};
            for (int i = 0; i < 300; ++i) {
                ReadingPart part(sources);
                uint64_t at = random() % (blob.bytes.size() - 3000);
                source.will_need(at, 3000);
                source.need(at, 3000);
                if (random() % 2 == 0) source.used(at, 3000, false);
                wrong += !is_right(source, blob, at, 3000);
            }
        });
    }
    threads.clear();
    EXPECT_EQ(wrong, 0);
    EXPECT_LE(options.budget->used(), 32 * k_chunk);
}

}  // namespace
}  // namespace gantry::blob
