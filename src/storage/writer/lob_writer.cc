#include "storage/writer/lob_writer.h"

#include "storage/lob.h"
#include "storage/record.h"

namespace gantry::storage {
namespace {

constexpr uint8_t k_blob_status = uint8_t(RecordType::blob) << 1;

// Kinds of LOB records.
constexpr uint16_t k_small_root = 0;
constexpr uint16_t k_internal = 2;
constexpr uint16_t k_data = 3;
constexpr uint16_t k_large_root = 5;

constexpr size_t k_data_bytes_max = 8040;
constexpr size_t k_small_root_bytes_max = 64;
constexpr size_t k_root_size = 84;  // small and large roots: room to become each other
constexpr uint16_t k_large_root_links = 5;
constexpr uint16_t k_internal_links = 501;
constexpr size_t k_inline_root_links = 5;

}  // namespace

void LobWriter::start_record(uint64_t blob_id, uint16_t kind) {
    record_.clear();
    record_.u8(k_blob_status);
    record_.u8(0);
    record_.u16(0);  // the length, given by end_record()
    record_.u64(blob_id);
    record_.u16(kind);
}

Rid LobWriter::put(ByteSpan record) {
    if (!started_ || !page_.fits(record.size())) {
        if (started_) file_.write_with_fullness(page_.finish());
        PageId id = file_.allocate(unit_);
        if (!started_) unit_.first = id;
        page_.start(PageType::text_mix, id, unit_.id, 0, 0);
        started_ = true;
    }
    uint16_t slot = page_.append(record);
    return {page_.id(), slot};
}

std::vector<LobWriter::Link> LobWriter::write_data(ByteSpan value, uint64_t blob_id) {
    std::vector<Link> links;
    for (size_t at = 0; at < value.size();) {
        size_t size = std::min(k_data_bytes_max, value.size() - at);
        start_record(blob_id, k_data);
        record_.append(value.subspan(at, size));
        end_record();
        at += size;
        links.push_back({at, put(record_.bytes())});
    }
    return links;
}

uint16_t LobWriter::fold(std::vector<Link>& links, size_t root_links, uint64_t blob_id) {
    uint16_t levels = 0;
    while (links.size() > root_links) {
        std::vector<Link> above;
        uint64_t node_start = 0;
        for (size_t first = 0; first < links.size(); first += k_internal_links) {
            size_t count = std::min<size_t>(k_internal_links, links.size() - first);
            start_record(blob_id, k_internal);
            record_.u16(k_internal_links);
            record_.u16(uint16_t(count));
            record_.u16(levels);
            for (size_t i = first; i < first + count; ++i) {
                record_.u64(links[i].end - node_start);
                store_rid(record_.grow(8), links[i].rid);
            }
            end_record();
            node_start = links[first + count - 1].end;
            above.push_back({node_start, put(record_.bytes())});
        }
        links = std::move(above);
        ++levels;
    }
    return levels;
}

void LobWriter::write_text(ByteSpan value, Bytes& pointer) {
    uint64_t blob_id = next_blob_id();
    Rid root;
    if (value.size() <= k_small_root_bytes_max) {
        start_record(blob_id, k_small_root);
        record_.u16(uint16_t(value.size()));
        record_.u32(0);
        record_.append(value);
        record_.zeros(k_root_size - record_.size());
        end_record();
        root = put(record_.bytes());
    } else {
        std::vector<Link> links = write_data(value, blob_id);
        uint16_t level = fold(links, k_large_root_links, blob_id);
        start_record(blob_id, k_large_root);
        record_.u16(k_large_root_links);
        record_.u16(uint16_t(links.size()));
        record_.u16(level);
        record_.u32(0);
        for (const Link& link : links) {
            record_.u32(uint32_t(link.end));
            store_rid(record_.grow(8), link.rid);
        }
        record_.zeros(k_root_size - record_.size());
        end_record();
        root = put(record_.bytes());
    }
    pointer.assign(16, 0);
    store_le<uint32_t>(pointer.data(), uint32_t(blob_id));
    store_rid(pointer.data() + 8, root);
}

void LobWriter::write_large_value(ByteSpan value, Bytes& root) {
    write_inline_root(k_inline_lob_root, value, root);
}

void LobWriter::write_overflow(ByteSpan value, Bytes& root) {
    write_inline_root(k_inline_row_overflow, value, root);
}

void LobWriter::write_inline_root(uint8_t kind, ByteSpan value, Bytes& root) {
    uint64_t blob_id = next_blob_id();
    std::vector<Link> links = write_data(value, blob_id);
    uint16_t level = fold(links, k_inline_root_links, blob_id);
    root.assign(12 + 12 * links.size(), 0);
    root[0] = kind;
    root[1] = uint8_t(level);
    root[3] = 1;  // update sequence
    store_le<uint32_t>(root.data() + 8, uint32_t(blob_id >> 16));
    uint8_t* p = root.data() + 12;
    for (const Link& link : links) {
        store_le<uint32_t>(p, uint32_t(link.end));
        store_rid(p + 4, link.rid);
        p += 12;
    }
}

void LobWriter::finish() {
    if (started_) file_.write_with_fullness(page_.finish());
}

}  // namespace gantry::storage
