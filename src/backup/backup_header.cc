#include "backup/backup_header.h"

#include <fmt/format.h>
#include "base/bytes.h"
#include "types/collation.h"

namespace gantry::backup {

std::string to_string(const Guid& guid) {
    const uint8_t* b = guid.bytes.data();
    std::string out = fmt::format("{:08X}-{:04X}-{:04X}-{:02X}{:02X}-", load_le<uint32_t>(b),
                                  load_le<uint16_t>(b + 4), load_le<uint16_t>(b + 6), b[8], b[9]);
    for (int i = 10; i < 16; ++i)
        out += fmt::format("{:02X}", b[i]);
    return out;
}

std::string to_string(const LocalTime& t) {
    if (t.is_null()) return {};
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", t.year, t.month, t.day, t.hour,
                       t.minute, t.second);
}

int BackupSetHeader::backup_type() const {
    switch (type) {
        case 'D':
            return 1;
        case 'L':
            return 2;
        case 'F':
            return 4;
        case 'I':
            return 5;
        case 'G':
            return 6;
        case 'P':
            return 7;
        case 'Q':
            return 8;
        default:
            return 0;
    }
}

const char* BackupSetHeader::type_description() const {
    switch (type) {
        case 'D':
            return "Database";
        case 'L':
            return "Transaction Log";
        case 'F':
            return "File";
        case 'I':
            return "Database Differential";
        case 'G':
            return "File Differential";
        case 'P':
            return "Partial";
        case 'Q':
            return "Partial Differential";
        default:
            return "";
    }
}

const char* BackupSetHeader::recovery_model() const {
    if (status & 0x8) return "SIMPLE";
    if (status & 0x4) return "BULK-LOGGED";
    return "FULL";
}

std::string collation_name(const BackupSetHeader& set) {
    std::array<uint8_t, 5> wire{};
    store_le<uint32_t>(wire.data(), set.collation_lcid);
    wire[4] = uint8_t(set.collation_sort_id);
    std::optional<uint32_t> id = types::collation_from_tds(wire);
    return id ? types::collation_name(*id) : std::string();
}

}  // namespace gantry::backup
