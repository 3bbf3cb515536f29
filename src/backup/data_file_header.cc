#include "backup/data_file_header.h"

#include "storage/page.h"
#include "storage/record.h"

namespace gantry::backup {

DataFileHeader read_data_file_header(const ByteSource& source) {
    DataFileHeader out;
    uint8_t page[storage::k_page_size];
    if (source.read_at(0, page) < sizeof page) return out;
    out.file_id = storage::PageView(page).id().file;
    // The header is one record, of which the first variable column is the binding id. It lies in
    // the page's first sector, whose bits torn-page protection leaves alone.
    storage::FixedVarRecord record;
    if (!record.parse(ByteSpan(page).subspan(storage::k_page_header_size))) return out;
    storage::VariableField binding = record.variable(0);
    if (binding.bytes.size() == out.binding_id.bytes.size()) {
        std::memcpy(out.binding_id.bytes.data(), binding.bytes.data(), binding.bytes.size());
    }
    return out;
}

}  // namespace gantry::backup
