#pragma once
// One log record: a borrowed view of its header, page fields and elements. Reads stay inside the
// record whatever its bytes say; a field that is not there reads as zero.
// Facts: docs/formats/log.md.

#include <optional>
#include <string_view>
#include <vector>

#include "storage/log/operations.h"
#include "storage/page.h"

namespace gantry::storage::log {

constexpr size_t k_record_header_size = 0x18;
// Page operations name page, slot and the page's LSN before them.
constexpr size_t k_page_fields_end = 0x30;
// m_flags 0x2: the record belongs to a transaction.
constexpr uint16_t k_flag_transactional = 0x2;

using TransactionId = uint64_t;  // six bytes: u32 and u16

class RecordView {
  public:
    RecordView() = default;
    RecordView(Lsn lsn, ByteSpan bytes) : lsn_(lsn), bytes_(bytes) {}

    Lsn lsn() const { return lsn_; }
    ByteSpan bytes() const { return bytes_; }
    bool has_header() const { return bytes_.size() >= k_record_header_size; }

    uint16_t fixed_length() const { return u16(0x02); }
    Lsn previous() const { return lsn_at(0x04); }
    uint16_t flags() const { return u16(0x0E); }
    TransactionId transaction() const { return uint64_t(u16(0x14)) << 32 | u32(0x10); }
    uint8_t operation() const { return u8(0x16); }
    Operation op() const { return Operation(operation()); }
    uint8_t context() const { return u8(0x17); }
    Context cx() const { return Context(context()); }

    bool has_page_fields() const { return bytes_.size() >= k_page_fields_end; }
    PageId page() const { return page_at(0x18); }
    uint16_t slot() const { return u16(0x1E); }
    Lsn previous_page_lsn() const { return lsn_at(0x24); }

    uint8_t u8(size_t at) const { return at < bytes_.size() ? bytes_[at] : uint8_t(0); }
    uint16_t u16(size_t at) const { return get<uint16_t>(at); }
    uint32_t u32(size_t at) const { return get<uint32_t>(at); }
    uint64_t u64(size_t at) const { return get<uint64_t>(at); }
    PageId page_at(size_t at) const {
        return at + 6 <= bytes_.size() ? load_page_id(bytes_.data() + at) : PageId{};
    }
    Lsn lsn_at(size_t at) const {
        return at + 10 <= bytes_.size() ? load_lsn(bytes_.data() + at) : Lsn{};
    }

  private:
    template <typename T>
    T get(size_t at) const {
        return at + sizeof(T) <= bytes_.size() ? load_le<T>(bytes_.data() + at) : T{};
    }

    Lsn lsn_;
    ByteSpan bytes_;
};

// The elements behind a record's fixed part: {u16 count, u16 lengths[count]}, then each at a
// multiple of 4. Keeps its memory between records.
class Elements {
  public:
    // False when a length leaves the record.
    bool parse(const RecordView& record);
    size_t size() const { return elements_.size(); }
    ByteSpan operator[](size_t i) const { return i < elements_.size() ? elements_[i] : ByteSpan(); }

  private:
    std::vector<ByteSpan> elements_;
};

// Server's local time in a record: {u32 1/300 s since midnight, i32 days since 1900-01-01}.
struct LogTime {
    int32_t days = 0;
    uint32_t ticks = 0;

    bool is_null() const { return days == 0 && ticks == 0; }
    auto operator<=>(const LogTime&) const = default;
};
LogTime begin_time(const RecordView& record);   // of LOP_BEGIN_XACT
LogTime commit_time(const RecordView& record);  // of LOP_COMMIT_XACT and LOP_ABORT_XACT
// "2019-05-02 10:11:12.347".
std::string to_string(LogTime time);
// The other way round; a T between date and time, fractions or the whole time may be missing.
// Nothing when the text is no such time between 1753 and 9999.
std::optional<LogTime> parse_log_time(std::string_view text);

}  // namespace gantry::storage::log
