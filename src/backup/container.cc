#include "backup/container.h"

#include <algorithm>

#include "backup/mssqlbak.h"
#include "base/error.h"
#include "storage/page.h"

namespace gantry::backup {

namespace {

using storage::k_page_size;

class SpooledSource final : public ByteSource {
  public:
    explicit SpooledSource(const ByteSource& from)
        : name_(from.name()), spool_(from.size(), "a copy of " + from.name()) {
        constexpr uint64_t k_step = 4 << 20;
        for (uint64_t at = 0; at < from.size(); at += k_step) {
            size_t count = size_t(std::min(k_step, from.size() - at));
            if (from.read_at(at, {spool_.data() + at, count}) != count) {
                throw IoError(name_ + ": the source ended while it was being copied");
            }
            spool_.release(at, count);
        }
    }
    const std::string& name() const override { return name_; }
    uint64_t size() const override { return spool_.size(); }
    ByteSpan mapped() const override { return {spool_.data(), spool_.size()}; }
    void release(uint64_t offset, uint64_t size) const override { spool_.release(offset, size); }
    size_t read_at(uint64_t offset, std::span<uint8_t> out) const override {
        if (offset >= size()) return 0;
        size_t count = size_t(std::min<uint64_t>(out.size(), size() - offset));
        std::memcpy(out.data(), spool_.data() + offset, count);
        return count;
    }

  private:
    std::string name_;
    Spool spool_;
};

}  // namespace

ContainerKind detect_container(const ByteSource& source) {
    uint8_t first[16] = {};
    size_t count = source.read_at(0, first);
    if (count >= 4 && std::memcmp(first, "TAPE", 4) == 0) return ContainerKind::mtf;
    if (is_mssqlbak({first, count})) return ContainerKind::mssqlbak;
    if (count >= 4 && std::memcmp(first, "PK\x03\x04", 4) == 0) return ContainerKind::zip;
    if (count >= 2 && first[0] == 1 && first[1] == uint8_t(storage::PageType::file_header)) {
        // A data file's second page is its first PFS page; a log file's is log.
        uint8_t pfs[0x60] = {};
        bool is_pfs = source.read_at(k_page_size, pfs) == sizeof pfs && pfs[0] == 1 &&
                      pfs[1] == uint8_t(storage::PageType::pfs) &&
                      storage::load_page_id(pfs + storage::k_page_id_at).page == 1;
        return is_pfs ? ContainerKind::data_file : ContainerKind::log_file;
    }
    return ContainerKind::unknown;
}

std::string describe_foreign_file(const ByteSource& source) {
    uint8_t first[64] = {};
    size_t count = source.read_at(0, first);
    std::string_view text = as_text({first, count});
    if (count == 0) return "the file is empty";
    if (text.starts_with("version https://git-lfs")) {
        return "this is a Git LFS pointer, not the file itself: run git lfs pull";
    }
    if (text.starts_with("PK\x03\x04")) return "this is a zip archive (bacpac or dacpac?)";
    if (text.starts_with("\x1F\x8B")) return "this is a gzip file: decompress it first";
    if (text.starts_with("\x28\xB5\x2F\xFD")) return "this is a zstd file: decompress it first";
    if (text.starts_with("PGDMP")) return "this is a pg_dump archive";
    bool printable = std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\r' || c == '\t';
    });
    if (printable) return "this is a text file";
    return "first bytes are " + to_hex({first, std::min<size_t>(count, 8)}) +
           ": written by another backup product?";
}

std::unique_ptr<ByteSource> ensure_mapped(std::unique_ptr<ByteSource> source) {
    if (!source->mapped().empty() || source->size() == 0) return source;
    return std::make_unique<SpooledSource>(*source);
}

}  // namespace gantry::backup
