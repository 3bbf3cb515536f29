#include "storage/writer/log_writer.h"

#include <algorithm>

#include "base/error.h"
#include "base/utf.h"

namespace gantry::storage {

namespace {

constexpr size_t k_records_at = 0x30;  // versions 706 to 869
constexpr size_t k_block_used_max = 0x7800;
constexpr size_t k_row_fixed = 0x3E;
constexpr uint8_t k_parity = 0x40;

Bytes le16(uint16_t value) {
    Bytes out(2);
    store_le<uint16_t>(out.data(), value);
    return out;
}
Bytes le64(uint64_t value) {
    Bytes out(8);
    store_le<uint64_t>(out.data(), value);
    return out;
}
Bytes time_bytes(log::LogTime time) {
    Bytes out(8);
    store_le<uint32_t>(out.data(), time.ticks);
    store_le<int32_t>(out.data() + 4, time.days);
    return out;
}

}  // namespace

bool LogWriter::fits(size_t size) const {
    size_t records = records_.size() + (size + 7) / 8 * 8 + 2 * (places_.size() + 1);
    return places_.empty() || k_records_at + records < k_block_used_max;
}

Lsn LogWriter::next_lsn(size_t size) const {
    if (fits(size)) return {start_.vlf, block_, uint16_t(places_.size() + 1)};
    size_t used = k_records_at + records_.size() + 2 * places_.size();
    size_t sectors = 1;
    while (sectors * (log::k_log_sector_size - 1) < used)
        ++sectors;
    return {start_.vlf, uint32_t(block_ + sectors), 1};
}

Lsn LogWriter::append(ByteSpan record) {
    if (!fits(record.size())) end_block();
    Lsn lsn{start_.vlf, block_, uint16_t(places_.size() + 1)};
    places_.push_back(uint32_t(records_.size()));
    records_.insert(records_.end(), record.begin(), record.end());
    records_.resize((records_.size() + 7) / 8 * 8);
    return lsn;
}

void LogWriter::end_block() {
    if (places_.empty()) return;
    size_t used = k_records_at + records_.size() + 2 * places_.size();
    // Every sector's true first byte moves to the block's end.
    size_t sectors = 1;
    while (sectors * (log::k_log_sector_size - 1) < used)
        ++sectors;
    Bytes block(sectors * log::k_log_sector_size);
    uint8_t* p = block.data();
    std::memcpy(p + k_records_at, records_.data(), records_.size());
    for (size_t i = 0; i < places_.size(); ++i)
        store_le<uint16_t>(p + used - 2 * (i + 1), uint16_t(k_records_at + places_[i]));
    store_le<uint16_t>(p + 0x02, uint16_t(places_.size()));
    store_le<uint16_t>(p + 0x04, uint16_t(used));
    store_le<uint16_t>(p + 0x06, uint16_t(block.size()));
    store_lsn(p + 0x0C, {start_.vlf, block_, 1});
    for (size_t i = 0; i < sectors; ++i) {
        uint8_t& first = p[i * log::k_log_sector_size];
        p[block.size() - 1 - i] = first;
        first = k_parity;
        if (i == 0) first |= log::k_frame_first_sector;
        if (i + 1 == sectors) first |= log::k_frame_last_sector;
    }
    store_le<uint32_t>(p + 0x18, sql_sum(block));
    done_.insert(done_.end(), block.begin(), block.end());
    block_ += uint32_t(sectors);
    records_.clear();
    places_.clear();
}

ByteSpan LogWriter::bytes_from(Lsn from) const {
    GANTRY_ASSERT(from.vlf == start_.vlf && from.block >= start_.block && from.block <= block_);
    return ByteSpan(done_).subspan(size_t(from.block - start_.block) * log::k_log_sector_size);
}

Bytes LogRecord::build(size_t fixed_length, bool has_elements) const {
    Bytes out(fixed_length);
    uint8_t* p = out.data();
    store_le<uint16_t>(p + 0x02, uint16_t(fixed_length));
    store_lsn(p + 0x04, previous);
    store_le<uint16_t>(p + 0x0E, transaction != 0 ? log::k_flag_transactional : uint16_t(0));
    store_le<uint32_t>(p + 0x10, uint32_t(transaction));
    store_le<uint16_t>(p + 0x14, uint16_t(transaction >> 32));
    p[0x16] = uint8_t(operation);
    p[0x17] = uint8_t(context);
    if (log::kind_of(uint8_t(operation)) != log::OperationKind::control) {
        store_page_id(p + 0x18, page);
        store_le<uint16_t>(p + 0x1E, slot);
        store_lsn(p + 0x24, previous_page_lsn);
    }
    for (const auto& [at, bytes] : fields)
        std::memcpy(p + at, bytes.data(), bytes.size());
    if (!has_elements) return out;
    Bytes count = le16(uint16_t(elements.size()));
    out.insert(out.end(), count.begin(), count.end());
    for (const Bytes& element : elements) {
        Bytes length = le16(uint16_t(element.size()));
        out.insert(out.end(), length.begin(), length.end());
    }
    for (const Bytes& element : elements) {
        out.resize((out.size() + 3) / 4 * 4);
        out.insert(out.end(), element.begin(), element.end());
    }
    return out;
}

Lsn LoggedPages::write(LogRecord record, size_t fixed_length, bool has_elements, bool apply) {
    bool of_page = log::kind_of(uint8_t(record.operation)) != log::OperationKind::control;
    uint8_t* page = of_page ? page_(record.page) : nullptr;
    if (of_page) record.previous_page_lsn = PageView(page).lsn();
    Transaction* transaction = nullptr;
    if (record.transaction != 0) {
        transaction = &transactions_[record.transaction];
        if (record.previous.is_null()) record.previous = transaction->last;
    }
    Bytes bytes = record.build(fixed_length, has_elements);
    Lsn lsn = writer_.append(bytes);
    if (transaction != nullptr) transaction->last = lsn;
    if (of_page && apply) {
        if (record.operation == log::Operation::format_page) std::memset(page, 0, k_page_size);
        applier_.redo(log::RecordView(lsn, bytes), page);
        if (transaction != nullptr) transaction->changes.push_back({lsn, std::move(bytes)});
    }
    return lsn;
}

log::TransactionId LoggedPages::begin(std::string_view name, log::LogTime time) {
    LogRecord record;
    record.operation = log::Operation::begin_transaction;
    record.transaction = next_id_++;
    record.fields[0x28] = time_bytes(time);
    record.elements = {utf8_to_utf16le(name), {}};
    log::TransactionId id = record.transaction;
    Lsn lsn = write(std::move(record), 0x40, true);
    transactions_[id].first = lsn;
    return id;
}

Lsn LoggedPages::oldest_open() const {
    Lsn out;
    for (const auto& [id, transaction] : transactions_) {
        if (out.is_null() || transaction.first < out) out = transaction.first;
    }
    return out;
}

void LoggedPages::end_transaction(log::TransactionId id, log::Operation operation,
                                  log::LogTime time) {
    LogRecord record;
    record.operation = operation;
    record.transaction = id;
    record.previous = transactions_.at(id).first;
    record.fields[0x18] = time_bytes(time);
    write(std::move(record), 0x30, true);
    transactions_.erase(id);
    writer_.end_block();
}

void LoggedPages::commit(log::TransactionId id, log::LogTime time) {
    end_transaction(id, log::Operation::commit_transaction, time);
}

void LoggedPages::abort(log::TransactionId id, log::LogTime time) {
    roll_back_to(id, 0);
    end_transaction(id, log::Operation::abort_transaction, time);
}

// Compensation records: the inverse, without the value that nobody will want back, their previous
// LSN that of the record before the one undone.
void LoggedPages::roll_back_to(log::TransactionId id, size_t kept) {
    while (transactions_.at(id).changes.size() > kept) {
        Transaction& transaction = transactions_.at(id);
        Change undone = std::move(transaction.changes.back());
        transaction.changes.pop_back();
        log::RecordView r(undone.lsn, undone.record);
        log::Elements elements;
        GANTRY_ASSERT(elements.parse(r));
        LogRecord record;
        record.context = r.cx();
        record.transaction = id;
        record.previous = r.previous();
        record.page = r.page();
        record.slot = r.slot();
        record.fields[0x30] = le64(r.u64(0x30));
        size_t before = transaction.changes.size();
        switch (r.op()) {
            case log::Operation::insert_rows:
                record.operation = log::Operation::delete_rows;
                record.elements = {{}, {}};
                break;
            case log::Operation::delete_rows:
                record.operation = log::Operation::insert_rows;
                record.elements = {Bytes(elements[0].begin(), elements[0].end()), {}, {}};
                break;
            case log::Operation::modify_row:
                record.operation = log::Operation::modify_row;
                record.fields[0x38] = le16(r.u16(0x38));
                record.fields[0x3A] = le16(uint16_t(elements[1].size()));
                record.elements = {{}, Bytes(elements[0].begin(), elements[0].end()), {}, {}};
                break;
            default:
                continue;
        }
        write(std::move(record), k_row_fixed, true);
        transactions_.at(id).changes.resize(before);  // never undone again
    }
}

Bytes LoggedPages::row_at(PageId page, uint16_t slot) {
    log::PageEditor editor(page_(page));
    auto record = editor.record(slot);
    return Bytes(record.begin(), record.end());
}

void LoggedPages::insert(log::TransactionId id, PageId page, uint16_t slot, ByteSpan row,
                         log::Context context, uint64_t rowset) {
    LogRecord record;
    record.operation = log::Operation::insert_rows;
    record.context = context;
    record.transaction = id;
    record.page = page;
    record.slot = slot;
    record.fields[0x30] = le64(rowset);
    record.elements = {Bytes(row.begin(), row.end()), {}, {}};
    write(std::move(record), k_row_fixed, true);
}

void LoggedPages::remove(log::TransactionId id, PageId page, uint16_t slot, log::Context context,
                         uint64_t rowset) {
    LogRecord record;
    record.operation = log::Operation::delete_rows;
    record.context = context;
    record.transaction = id;
    record.page = page;
    record.slot = slot;
    record.fields[0x30] = le64(rowset);
    record.elements = {row_at(page, slot), {}};
    write(std::move(record), k_row_fixed, true);
}

void LoggedPages::modify(log::TransactionId id, PageId page, uint16_t slot, uint16_t offset,
                         uint16_t old_size, ByteSpan bytes, log::Context context) {
    Bytes row = row_at(page, slot);
    GANTRY_ASSERT(size_t(offset) + old_size <= row.size());
    LogRecord record;
    record.operation = log::Operation::modify_row;
    record.context = context;
    record.transaction = id;
    record.page = page;
    record.slot = slot;
    record.fields[0x38] = le16(offset);
    record.fields[0x3A] = le16(old_size);
    record.elements = {Bytes(row.begin() + offset, row.begin() + offset + old_size),
                       Bytes(bytes.begin(), bytes.end()),
                       {},
                       {}};
    write(std::move(record), k_row_fixed, true);
}

void LoggedPages::format(log::TransactionId id, PageId page, PageType type, uint16_t pminlen,
                         uint64_t unit) {
    LogRecord record;
    record.operation = log::Operation::format_page;
    record.context = type == PageType::index ? log::Context::index_leaf : log::Context::clustered;
    record.transaction = id;
    record.page = page;
    record.slot = UINT16_MAX;
    Bytes object(4);
    store_le<uint32_t>(object.data(), uint32_t(unit >> 16));
    record.fields[0x20] = object;
    record.fields[0x2E] = le16(uint16_t(unit >> 48));
    record.fields[0x30] = {uint8_t(type), 4};
    record.fields[0x3A] = le16(pminlen);
    write(std::move(record), 0x50, true);
}

void LoggedPages::split(PageId page, uint16_t slot, PageId to, log::LogTime time) {
    log::TransactionId id = begin("SplitPage", time);
    PageView from(page_(page));
    format(id, to, from.type(), from.pminlen(), from.allocation_unit_id());
    LogRecord rows;
    rows.operation = log::Operation::insert_rows;
    rows.context = log::Context::clustered;
    rows.transaction = id;
    rows.page = to;
    for (uint16_t i = slot; i < from.slot_count(); ++i)
        rows.elements.push_back(row_at(page, i));
    uint16_t count = uint16_t(rows.elements.size());
    rows.elements.resize(rows.elements.size() + 2);
    write(std::move(rows), k_row_fixed, true);
    LogRecord cut;
    cut.operation = log::Operation::delete_split;
    cut.context = log::Context::clustered;
    cut.transaction = id;
    cut.page = page;
    cut.slot = slot;
    Bytes pointer(6);
    store_page_id(pointer.data(), to);
    cut.fields[0x30] = pointer;
    cut.fields[0x36] = le16(count);
    write(std::move(cut), 0x3C, false);
    commit(id, time);
}

}  // namespace gantry::storage
