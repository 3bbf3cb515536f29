#pragma once
// The first bytes of another source, which outlives it: to look at a file's start without walking
// through all of it.

#include <algorithm>

#include "base/byte_source.h"

namespace gantry::backup {

class PrefixSource final : public ByteSource {
  public:
    PrefixSource(const ByteSource& whole, uint64_t size_max)
        : whole_(whole), size_(std::min(whole.size(), size_max)) {}

    const std::string& name() const override { return whole_.name(); }
    uint64_t size() const override { return size_; }
    size_t read_at(uint64_t offset, std::span<uint8_t> out) const override {
        if (offset >= size_) return 0;
        return whole_.read_at(offset, out.first(std::min<uint64_t>(out.size(), size_ - offset)));
    }
    ByteSpan mapped() const override {
        ByteSpan all = whole_.mapped();
        return all.first(std::min<size_t>(all.size(), size_));
    }
    bool fetches() const override { return whole_.fetches(); }
    void need(uint64_t offset, uint64_t size) const override {
        if (offset < size_) whole_.need(offset, std::min(size, size_ - offset));
    }

  private:
    const ByteSource& whole_;
    uint64_t size_;
};

}  // namespace gantry::backup
