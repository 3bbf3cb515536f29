#include "catalog/verify/account.h"

#include <algorithm>
#include <unordered_map>

#include "backup/data_file_pages.h"
#include "base/error.h"
#include "catalog/verify/raw_page.h"
#include "storage/allocation.h"

namespace gantry::catalog {

using backup::ExtentOnMedia;
using storage::k_page_size;
using storage::PageId;

namespace {

constexpr uint64_t k_stream_pad = 2;

void account_page(const uint8_t* page, PageId id, storage::PfsReader& pfs, ByteAccount& out) {
    RawPage state = check_raw_page(page, id).state;
    bool known = false;
    bool used = false;
    try {
        uint8_t byte = pfs.byte_of(id);
        known = byte != 0;
        used = (byte & storage::k_pfs_allocated) != 0;
    } catch (const FormatError&) {
        // Without its PFS page the page's own header decides.
    }
    bool formatted = state != RawPage::unformatted && state != RawPage::stale;
    if (used || (!known && formatted)) {
        out.pages_used += k_page_size;
    } else {
        (state == RawPage::unformatted ? out.pages_empty : out.pages_free) += k_page_size;
    }
}

// Page streams of all sets: extents by where they lie.
class PageBytes {
  public:
    explicit PageBytes(backup::MediaSet& media) {
        for (size_t set = 0; set < media.sets().size(); ++set) {
            try {
                auto pages = std::make_unique<backup::IndexedPages>("", "", false);
                std::vector<ExtentOnMedia> extents;
                media.place_pages(set, *pages,
                                  [&](const ExtentOnMedia& extent) { extents.push_back(extent); });
                for (const ExtentOnMedia& extent : extents)
                    extents_[extent.bytes] = {extent, pages.get()};
                pages_.push_back(std::move(pages));
            } catch (const FormatError&) {
                // Its pages stay unexplained.
            }
        }
    }

    void account(const uint8_t* bytes, uint64_t length, ByteAccount& out) {
        for (uint64_t at = 0; at < length; at += storage::k_extent_size) {
            uint64_t size = std::min<uint64_t>(storage::k_extent_size, length - at);
            auto found = extents_.find(bytes + at);
            if (found == extents_.end()) {
                account_lone_pages(bytes + at, size, out);
            } else {
                account_extent(found->second.first, *found->second.second, out);
                out.unexplained += size % k_page_size;
            }
        }
    }

  private:
    // Pages of a set that cannot be put together (a stripe is missing): by their own headers.
    static void account_lone_pages(const uint8_t* bytes, uint64_t size, ByteAccount& out) {
        for (; size >= k_page_size; size -= k_page_size, bytes += k_page_size) {
            switch (check_raw_page(bytes, storage::PageView(bytes).id()).state) {
                case RawPage::unformatted:
                    out.pages_empty += k_page_size;
                    break;
                case RawPage::filler:
                    out.filler += k_page_size;
                    break;
                case RawPage::stale:
                    out.pages_free += k_page_size;
                    break;
                default:
                    out.pages_used += k_page_size;
            }
        }
        out.unexplained += size;
    }

    static void account_extent(const ExtentOnMedia& extent, const backup::IndexedPages& pages,
                               ByteAccount& out) {
        storage::PfsReader pfs(pages);
        for (uint32_t i = 0; i < extent.page_count; ++i) {
            const uint8_t* page = extent.bytes + size_t(i) * k_page_size;
            if (extent.filler) {
                out.filler += k_page_size;
            } else if (extent.first.is_null()) {
                out.pages_empty += k_page_size;  // no page of it was ever written
            } else {
                account_page(page, {extent.first.file, extent.first.page + i}, pfs, out);
            }
        }
    }

    std::vector<std::unique_ptr<backup::IndexedPages>> pages_;
    std::unordered_map<const uint8_t*, std::pair<ExtentOnMedia, const backup::IndexedPages*>>
        extents_;
};

class StreamAccount {
  public:
    StreamAccount(const ByteSource& source, PageBytes& pages) : source_(source), pages_(pages) {}

    ByteAccount run() {
        backup::MtfWalker walker(source_);
        for (;;) {
            backup::MtfBlock block;
            uint64_t at = walker.position();
            backup::MtfEnd end = walker.next(block);
            if (end == backup::MtfEnd::end) break;
            if (end != backup::MtfEnd::more) {
                out_.trailing += source_.size() - at;
                break;
            }
            if (block.is("TAPE")) walker.set_filemark_size(uint32_t(block.u16(0x40)) * 512);
            take(block);
        }
        return out_;
    }

  private:
    void take(const backup::MtfBlock& block) {
        if (block.is("SFMB")) {
            out_.headers += block.next - block.at;
            return;
        }
        uint64_t at = block.at + block.body.size();
        out_.headers += block.body.size();
        for (const backup::MtfStream& stream : block.streams) {
            out_.padding += stream.data_at - backup::k_mtf_stream_header_size - at;
            out_.headers += backup::k_mtf_stream_header_size;
            uint64_t length = std::min(stream.length, source_.size() - stream.data_at);
            take_stream(block, stream, length);
            at = stream.data_at + length;
        }
        out_.padding += block.next > at ? block.next - at : 0;
    }

    void take_stream(const backup::MtfBlock& block, const backup::MtfStream& stream,
                     uint64_t length) {
        if (stream.is("SPAD") || stream.is("APAD")) {
            out_.padding += length;
        } else if (stream.is("CSUM")) {
            out_.checksums += length;
        } else if (stream.is("RAID") || stream.is("MQCI") || stream.is("OTCP") ||
                   stream.is("TSMP")) {
            out_.metadata += length;
        } else if (stream.is("MQDA") && length >= k_stream_pad) {
            out_.padding += k_stream_pad;
            source_.need(stream.data_at, length);
            pages_.account(source_.mapped().data() + stream.data_at + k_stream_pad,
                           length - k_stream_pad, out_);
        } else if (stream.is("MQTL") && length >= k_stream_pad) {
            out_.padding += k_stream_pad;
            uint64_t range = block.u64(0x44) - block.u64(0x3C);
            uint64_t used = std::min(range, length - k_stream_pad);
            out_.log += used;
            out_.log_unused += length - k_stream_pad - used;
        } else {
            out_.other += length;
        }
    }

    const ByteSource& source_;
    PageBytes& pages_;
    ByteAccount out_;
};

ByteAccount container_account(const backup::MssqlbakSource& container, uint64_t size) {
    const backup::MssqlbakSource::Account& a = container.account();
    ByteAccount out;
    out.headers = a.header + a.filemarks;
    out.compressed = a.compressed;
    out.padding = a.padding;
    out.metadata = a.index;
    out.unexplained = a.skipped;
    if (out.total() < size) out.unexplained += size - out.total();
    return out;
}

}  // namespace

std::vector<FileAccount> account_of(backup::MediaSet& media) {
    for (const backup::MediaFile& file : media.files()) {
        if (file.container) file.container->materialise();
    }
    PageBytes pages(media);
    std::vector<FileAccount> out;
    for (const backup::MediaFile& file : media.files()) {
        FileAccount account;
        account.file = file.name();
        account.size = file.file->size();
        ByteAccount stream = StreamAccount(file.stream(), pages).run();
        if (file.container) {
            account.is_compressed = true;
            account.bytes = container_account(*file.container, account.size);
            account.stream = stream;
            account.stream_size = file.stream().size();
        } else {
            account.bytes = stream;
        }
        out.push_back(std::move(account));
    }
    return out;
}

std::vector<FileAccount> account_of_data_files(std::vector<std::unique_ptr<ByteSource>> files) {
    backup::DataFilePages pages(std::move(files), false);
    std::vector<FileAccount> out(pages.sources().size());
    for (size_t i = 0; i < out.size(); ++i) {
        out[i].file = pages.sources()[i]->name();
        out[i].size = pages.sources()[i]->size();
        out[i].bytes.unexplained = out[i].size % k_page_size;
    }
    storage::PfsReader pfs(pages);
    for (const ExtentOnMedia& extent : pages.extents_on_media()) {
        pages.need(extent.bytes, uint64_t(extent.page_count) * k_page_size);
        for (uint32_t i = 0; i < extent.page_count; ++i) {
            account_page(extent.bytes + size_t(i) * k_page_size,
                         {extent.first.file, extent.first.page + i}, pfs, out[extent.file].bytes);
        }
    }
    return out;
}

// A page of header, then virtual log files one behind the other, each saying its size and place.
FileAccount account_of_log_file(const ByteSource& file) {
    constexpr uint64_t k_vlf_header = 0x2000;
    constexpr uint8_t k_vlf_mark = 0xAB;
    FileAccount out;
    out.file = file.name();
    out.size = file.size();
    out.bytes.headers = std::min<uint64_t>(k_page_size, out.size);
    uint64_t at = k_page_size;
    while (at < out.size) {
        uint8_t header[0x20];
        if (file.read_at(at, header) < sizeof header || header[0] != k_vlf_mark) break;
        auto size = load_le<uint64_t>(header + 0x10);
        if (size < k_vlf_header || size > out.size - at || load_le<uint64_t>(header + 0x18) != at) {
            break;
        }
        bool never_used = load_le<uint32_t>(header + 4) == 0;
        out.bytes.headers += k_vlf_header;
        (never_used ? out.bytes.log_unused : out.bytes.log) += size - k_vlf_header;
        at += size;
    }
    if (out.size > at) out.bytes.unexplained = out.size - at;
    return out;
}

}  // namespace gantry::catalog
