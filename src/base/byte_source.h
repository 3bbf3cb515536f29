#pragma once
// Where bytes at rest come from: a file, or a blob behind HTTP (src/blob implements it).
// Thread-safe: any number of threads may read one source at once.
//
// The bytes of a source that fetches() are elsewhere. Whoever reads mapped() of any source first
// says so with need(); read_at() does by itself. What was needed stays where it is until it is
// dropped, or until the parts it was needed in have ended:
//
//   ReadingPart part(sources);   // in each thread that works on a part
//   source.need(offset, size);   // then read mapped()

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"

namespace gantry {

class ByteSource {
  public:
    virtual ~ByteSource() = default;

    // Path or URL, as messages name it.
    virtual const std::string& name() const = 0;
    virtual uint64_t size() const = 0;
    // Fills `out` from `offset` and returns how many bytes there were (less only at the end).
    // Throws IoError.
    virtual size_t read_at(uint64_t offset, std::span<uint8_t> out) const = 0;
    // A new descriptor of the file that these bytes are, for the caller to close; -1 where they are
    // no file of this machine, or its name is another one's by now.
    virtual int open_again() const { return -1; }
    // The whole source in memory when it is mapped; empty when it is not. Valid as long as *this.
    virtual ByteSpan mapped() const { return {}; }
    // Throws when bytes that were read from mapped() were not there: the file has become shorter,
    // or its disk fails. Whoever reads mapped() asks before what was read counts.
    virtual void require_read() const {}
    // A range of mapped() is not wanted any more, for now: it stops counting as this process's
    // memory, and reading it again brings it back. Pages that were touched stay resident otherwise
    // until the machine runs short. Any range, at any time.
    virtual void release(uint64_t offset, uint64_t size) const {
        (void)offset;
        (void)size;
    }
    // While true, few places far from each other are read: nothing around them is worth fetching.
    virtual void read_here_and_there(bool on) const { (void)on; }

    // Whether need() has anything to do.
    virtual bool fetches() const { return false; }
    // Makes a range of mapped() readable, waiting where it has to; what lies behind the end is
    // passed over. Cheap for what is there. Throws IoError in the thread that wants the bytes.
    virtual void need(uint64_t offset, uint64_t size) const {
        (void)offset;
        (void)size;
    }
    // A range that is needed soon, behind those announced before it. Only a hint.
    virtual void will_need(uint64_t offset, uint64_t size) const {
        (void)offset;
        (void)size;
    }
    // A range was read, and that was all of it: nobody holds on to it once the parts that are being
    // read have ended, and when `now`, nobody does already. Needing it again fetches it again.
    virtual void used(uint64_t offset, uint64_t size, bool now = false) const {
        (void)offset;
        (void)size;
        (void)now;
    }
    // What is needed from here on is wanted until the end of the part at least, and of all others
    // that are being read then. What is needed while there is no part stays for good.
    virtual uint64_t begin_part() const { return 0; }
    virtual void end_part(uint64_t part) const { (void)part; }
    // Nobody holds on to any of it, what was needed for good included, and no part is being read:
    // what can be fetched again may go.
    virtual void forget() const {}
};

// A part of the work on some sources, in the thread that does it.
class ReadingPart {
  public:
    explicit ReadingPart(const std::vector<const ByteSource*>& sources) {
        for (const ByteSource* source : sources) {
            if (source->fetches()) parts_.push_back({source, source->begin_part()});
        }
    }
    ~ReadingPart() {
        for (const auto& [source, part] : parts_)
            source->end_part(part);
    }
    ReadingPart(const ReadingPart&) = delete;
    ReadingPart& operator=(const ReadingPart&) = delete;

  private:
    std::vector<std::pair<const ByteSource*, uint64_t>> parts_;
};

// What release() does to shared mappings of files; never for private or anonymous memory, which
// would lose its bytes. `data` is the mapping's start.
void release_mapped(const uint8_t* data, uint64_t mapping_size, uint64_t offset, uint64_t size);

// Releases what lies behind somebody who reads a source in order, in steps.
class ReleaseBehind {
  public:
    ReleaseBehind(const ByteSource& source, uint64_t start) : source_(source), released_(start) {}
    ~ReleaseBehind() {
        if (at_ > released_) source_.release(released_, at_ - released_);
    }
    ReleaseBehind(const ReleaseBehind&) = delete;
    ReleaseBehind& operator=(const ReleaseBehind&) = delete;

    // Everything before `offset` has been read.
    void passed(uint64_t offset) {
        constexpr uint64_t k_step = uint64_t(8) << 20;
        at_ = offset;
        if (offset < released_ + k_step) return;
        source_.release(released_, offset - released_);
        released_ = offset;
    }

  private:
    const ByteSource& source_;
    uint64_t released_;
    uint64_t at_ = 0;
};

// Memory-maps a regular file. `name`: what messages call it instead of its path. Throws IoError
// naming the path and the system's reason.
std::unique_ptr<ByteSource> open_file(const std::string& path, const std::string& name = {});
// Bytes in memory, owned by the source: for tests and fuzzing.
std::unique_ptr<ByteSource> memory_source(std::string name, Bytes bytes);
// The first `size` bytes of `source`, which must outlive it. What was used of them stays.
std::unique_ptr<ByteSource> first_bytes(const ByteSource& source, uint64_t size);

}  // namespace gantry
