// Log blocks of any bytes, and records of any bytes replayed over pages of any bytes: nothing is
// read or written outside, nothing hangs.

#include "base/error.h"
#include "storage/log/replay.h"
#include "storage/memory_pages.h"
#include "storage/writer/log_writer.h"

namespace {

using namespace gantry;
using namespace gantry::storage;

constexpr PageId k_pages[] = {{1, 8}, {1, 9}, {1, 16}, {1, 17}};

void decode_block(ByteSpan bytes) {
    log::BlockDecoder decoder;
    if (!decoder.decode(bytes)) return;
    log::Elements elements;
    for (uint32_t i = 0; i < decoder.record_count(); ++i)
        elements.parse(decoder.record(i));
}

// Input: up to four pages' first 96 and last 32 bytes, then records {u8 size / 2, bytes}; page id
// and LSNs of a record are set so that it is applied.
void replay_records(ByteSpan bytes) {
    MemoryPages base;
    ByteReader in(bytes);
    for (PageId id : k_pages) {
        ByteSpan head = in.take(96), tail = in.take(32);
        uint8_t page[k_page_size] = {};
        if (!head.empty()) std::memcpy(page, head.data(), head.size());
        if (!tail.empty()) std::memcpy(page + k_page_size - 32, tail.data(), tail.size());
        page[0] = 1;
        store_page_id(page + k_page_id_at, id);
        store_lsn(page + k_page_lsn_at, {});
        base.put(id, page);
    }
    Lsn start{1, 16, 1};
    LogWriter writer(start);
    std::map<PageId, Lsn> lsns;
    for (int count = 0; count < 64 && !in.at_end(); ++count) {
        size_t size = std::max<size_t>(0x30, in.u8() * 4u);
        Bytes record(size);
        ByteSpan given = in.take(std::min(size, in.remaining()));
        std::memcpy(record.data(), given.data(), given.size());
        PageId page = k_pages[record[0] % 4];
        store_page_id(record.data() + 0x18, page);
        store_lsn(record.data() + 0x24, lsns[page]);
        lsns[page] = writer.append(record);
    }
    writer.end_block();
    log::LogReader reader(
        {log::LogPiece{writer.bytes_from(start), start.vlf, start.block, 0, false, "fuzz"}});
    log::PageOverlay redone(base, log::heap_page_memory(64));
    log::PageOverlay undone(redone, log::heap_page_memory(64));
    log::Replay replay(redone, "fuzz");
    replay.scan(reader, start, {}, {});
    replay.redo(reader);
    replay.undo(reader, undone);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    decode_block({data, size});
    try {
        replay_records({data, size});
    } catch (const Error&) {
    }
    return 0;
}
