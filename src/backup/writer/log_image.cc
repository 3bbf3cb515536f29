#include "backup/writer/log_image.h"

#include "storage/page.h"

namespace gantry::backup {
namespace {

constexpr uint32_t k_sector = 512;
constexpr uint8_t k_parity = 0x40;
constexpr uint8_t k_first_sector = 0x10;
constexpr uint8_t k_last_sector = 0x08;
constexpr size_t k_records_at = 0x30;  // versions 706 to 869

constexpr uint8_t k_begin_checkpoint = 0x96;
constexpr uint8_t k_end_checkpoint = 0x99;
constexpr size_t k_begin_size = 96;
constexpr size_t k_end_size = 136;

uint32_t days_since_1900(const LocalTime& t) {
    // Days of the civil calendar (Howard Hinnant's algorithm), from 1900-01-01.
    int y = t.year - (t.month <= 2);
    int era = y / 400;
    unsigned year_of_era = unsigned(y - era * 400);
    unsigned day_of_year = (153u * (t.month + (t.month > 2 ? -3 : 9)) + 2) / 5 + t.day - 1u;
    unsigned day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return uint32_t(era * 146097 + int(day_of_era) - 693901);
}

void put_record_header(uint8_t* p, size_t size, Lsn previous, uint8_t operation,
                       const LocalTime& time) {
    store_le<uint16_t>(p + 2, uint16_t(size));
    storage::store_lsn(p + 4, previous);
    p[0x16] = operation;
    uint32_t ticks = ((time.hour * 60u + time.minute) * 60u + time.second) * 300u;
    store_le<uint32_t>(p + 0x18, ticks);
    store_le<uint32_t>(p + 0x1C, days_since_1900(time));
}

// The first byte of each sector carries framing; the true one moves to the block's end.
void frame(Bytes& block) {
    size_t sectors = block.size() / k_sector;
    for (size_t i = 0; i < sectors; ++i) {
        block[block.size() - 1 - i] = block[i * k_sector];
        uint8_t framing = k_parity;
        if (i == 0) framing |= k_first_sector;
        if (i + 1 == sectors) framing |= k_last_sector;
        block[i * k_sector] = framing;
    }
}

}  // namespace

Bytes checkpoint_log_block(const LogGeometry& log, uint16_t database_version,
                           const LocalTime& time) {
    Bytes block(k_sector);
    uint8_t* p = block.data();
    size_t begin_at = k_records_at;
    size_t end_at = begin_at + k_begin_size;
    put_record_header(p + begin_at, k_begin_size, {}, k_begin_checkpoint, time);
    store_le<uint16_t>(p + begin_at + 0x2A, database_version);
    put_record_header(p + end_at, k_end_size, log.first_lsn(), k_end_checkpoint, time);
    storage::store_lsn(p + end_at + 0x20, log.first_lsn());
    store_le<uint16_t>(p + end_at + 0x2A, database_version);

    size_t used = end_at + k_end_size + 4;  // two slots
    store_le<uint16_t>(p + used - 2, uint16_t(begin_at));
    store_le<uint16_t>(p + used - 4, uint16_t(end_at));
    store_le<uint16_t>(p + 0x02, 2);
    store_le<uint16_t>(p + 0x04, uint16_t(used));
    store_le<uint16_t>(p + 0x06, uint16_t(k_sector));
    store_le<uint16_t>(p + 0x08, 3);
    store_le<uint16_t>(p + 0x0A, uint16_t(k_sector));  // size of the block before
    storage::store_lsn(p + 0x0C, log.first_lsn());
    frame(block);
    store_le<uint32_t>(p + 0x18, storage::sql_sum(block));
    return block;
}

}  // namespace gantry::backup
