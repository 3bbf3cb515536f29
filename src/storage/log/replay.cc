#include "storage/log/replay.h"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "base/error.h"
#include "storage/allocation.h"

namespace gantry::storage::log {

std::string Replay::describe(const RecordView& r, const std::string& why) const {
    return fmt::format(
        "Could not redo log record ({}:{}:{}), for transaction ID ({}:{}), on page ({}:{}), "
        "database '{}': {} {}: {}",
        r.lsn().vlf, r.lsn().block, r.lsn().slot, r.transaction() >> 32, uint32_t(r.transaction()),
        r.page().file, r.page().page, database_, operation_name(r.operation()),
        context_name(r.context()), why);
}

namespace {

// Nothing that a reader of rows needs is in the page, or in what the record changes of it.
bool is_without_rows(PageView page, const RecordView& record) {
    if (!page || page.header_version() != 1) return false;
    switch (page.type()) {
        case PageType::gam:
        case PageType::sgam:
        case PageType::diff_map:
        case PageType::bulk_map:
        case PageType::boot:
        case PageType::file_header:
            return true;
        case PageType::pfs:
            return record.op() == Operation::set_free_space;
        default:
            return false;
    }
}

}  // namespace

void Replay::break_page(const RecordView& record, const std::string& why) {
    if (is_without_rows(pages_.peek(record.page()), record)) {
        ++counts_.passed_over;
        return;
    }
    pages_.set_broken(record.page(), describe(record, why));
}

void Replay::look(const LogReader& reader, bool second_pass) {
    constexpr uint64_t k_step = uint64_t(1) << 20;
    uint64_t passed = reader.bytes_passed();
    if (!look_ || passed < looked_at_ + k_step) return;
    looked_at_ = passed;
    uint64_t total = reader.bytes_total();
    look_(second_pass ? total + passed : passed, 2 * total);
}

void Replay::scan(LogReader& reader, Lsn from, Lsn to, const StopPoint& stop) {
    TransactionScan scan(stop);
    from_ = from;
    end_ = to;
    reader.seek(from);
    Lsn after;
    bool more = true;
    while (more && reader.next()) {
        look(reader, false);
        const BlockDecoder& block = reader.block();
        for (uint32_t i = 0; more && i < block.record_count(); ++i) {
            RecordView record = block.record(i);
            if (record.lsn() < from) continue;
            if (!to.is_null() && record.lsn() >= to) {
                more = false;
                break;
            }
            if (!record.has_header()) {
                throw FormatError(
                    fmt::format("log record {}:{}:{} has {} bytes", record.lsn().vlf,
                                record.lsn().block, record.lsn().slot, record.bytes().size()),
                    9004);
            }
            more = scan.take(record);
        }
        after = reader.reached();
    }
    stopped_ = scan.stopped();
    // Before the LSN that comes next is where the log ends anyway.
    bool ends_at_stop = stop.before_mark && !to.is_null() && parse_lsn_mark(stop.mark) == to;
    if (stopped_) {
        end_ = scan.stop_at();
    } else if (end_.is_null()) {
        end_ = after;
    } else if (more && after < to && !(after.vlf + 1 == to.vlf)) {
        throw FormatError(
            fmt::format("the log of database {} ends at LSN {}, it should reach LSN {}", database_,
                        to_string(after), to_string(to)),
            3203, "is the file that holds it whole?");
    }
    stopped_ = stopped_ || ends_at_stop;
    last_commit_ = scan.last_commit();
    counts_.records = scan.record_count();
    auto open = scan.open();
    counts_.open_transactions = open.size();
    open_ = std::make_unique<OpenChanges>(std::move(open));
    reader.seek(from);
    looked_at_ = 0;
    resume_ = 0;
}

// Could an operation that is in no list change a page? Numbers below 0x80 are of pages. Others do
// when what would be the page's LSN before them is that: any change that is missed here all the
// same breaks the chain of the page's next record.
bool Replay::changes_page(const RecordView& r) {
    constexpr uint8_t k_control_from = 0x80;
    if (r.operation() < k_control_from) return true;
    if (!r.has_page_fields() || r.previous_page_lsn().is_null()) return false;
    PageView page = pages_.peek(r.page());
    return page && page.lsn() == r.previous_page_lsn() && page.lsn() < r.lsn();
}

void Replay::note_unknown(const RecordView& r) {
    constexpr size_t k_notes_max = 16;
    if (!unknown_.insert(r.operation()).second || notes_.size() >= k_notes_max) return;
    notes_.push_back(fmt::format(
        "log record ({}:{}:{}) of database '{}' is of {}, which is not known; it changes no page",
        r.lsn().vlf, r.lsn().block, r.lsn().slot, database_, operation_name(r.operation())));
}

void Replay::redo_record(const RecordView& r) {
    if (!r.has_page_fields()) {
        throw FormatError(describe(r, "the record is too short"), 3456);
    }
    ++counts_.page_records;
    PageId id = r.page();
    if (!absent_files_.empty() && absent_files_.contains(id.file)) return;
    PageView page = pages_.peek(id);
    if (page && page.lsn() >= r.lsn()) return;
    bool formats = r.op() == Operation::format_page;
    if (!formats && pages_.is_broken(id)) return;
    OperationKind kind = kind_of(r.operation());
    if (kind != OperationKind::page) {
        return break_page(r, kind == OperationKind::unknown ? "no such operation is known"
                                                            : "how to redo it is not known");
    }
    if (!formats) {
        if (!page) return break_page(r, "the page is not there");
        if (page.lsn() != r.previous_page_lsn()) {
            return break_page(r,
                              fmt::format("the page is at LSN {}, the record follows LSN {}",
                                          to_string(page.lsn()), to_string(r.previous_page_lsn())));
        }
    }
    try {
        applier_.redo(r, formats ? pages_.fresh(id) : pages_.writable(id));
        ++counts_.redone;
    } catch (const FormatError& error) {
        break_page(r, error.what());
    }
}

void Replay::redo(LogReader& reader, Lsn until) {
    GANTRY_ASSERT(open_ != nullptr);
    Lsn end = until.is_null() || end_ < until ? end_ : until;
    while (resume_ != 0 || reader.next()) {
        look(reader, true);
        const BlockDecoder& block = reader.block();
        uint32_t first = std::exchange(resume_, 0);
        for (uint32_t i = first == 0 ? 0 : first - 1; i < block.record_count(); ++i) {
            RecordView record = block.record(i);
            if (record.lsn() < from_) continue;
            if (record.lsn() >= end) {
                resume_ = i + 1;
                return;
            }
            OperationKind kind = kind_of(record.operation());
            if (!open_->empty()) open_->follow(record, reader.position(i));
            if (kind == OperationKind::control) continue;
            if (kind == OperationKind::unknown && !changes_page(record)) {
                note_unknown(record);
                continue;
            }
            rows_.follow(record);
            redo_record(record);
        }
        if (reader.reached() >= end) return;
    }
}

void Replay::undo_change(LogReader& reader, size_t index, PageOverlay& target) {
    OpenChange& change = open_->changes()[index];
    if (absent_files_.contains(change.page.file)) return;
    RecordView record = reader.read_again(change.position);
    if (record.lsn() != change.lsn) {
        throw FormatError(fmt::format("log record {} cannot be read again", to_string(change.lsn)),
                          9004);
    }
    auto fail = [&](const std::string& why) {
        target.set_broken(
            change.page, describe(record, fmt::format("undo in slot {} of page {}: {}", change.slot,
                                                      to_string(change.page), why)));
    };
    if (target.is_broken(change.page) || pages_.is_broken(change.page)) return;
    if (!target.peek(change.page)) return fail("the page is not there");
    try {
        PageView moved_to;
        if (!change.moved_to.is_null()) moved_to = target.page(change.moved_to);
        int slot_change = applier_.undo_slot_change(record);
        uint32_t slot = change.slot;
        applier_.undo(record, slot, target.writable(change.page), moved_to, change.moved_slot);
        open_->moved_by_undo(index, slot_change, slot);
        rows_.follow(record, -1);
        ++counts_.undone;
    } catch (const FormatError& error) {
        fail(error.what());
    }
}

void Replay::undo(LogReader& reader, PageOverlay& target) {
    GANTRY_ASSERT(open_ != nullptr);
    auto& changes = open_->changes();
    for (size_t i = changes.size(); i-- > 0;) {
        if (!changes[i].undone) undo_change(reader, i, target);
    }
}

std::vector<std::string> broken_in_use(const PageOverlay& pages) {
    std::map<PageId, std::string> out;
    for (const auto& [id, reason] : pages.broken()) {
        // Of a page that its PFS page calls free nobody wants anything.
        bool in_use = true;
        try {
            PfsReader pfs(pages);
            in_use = pages.page(pfs_page_of(id)) ? pfs.is_allocated(id) : true;
        } catch (const FormatError&) {
        }
        if (in_use) out.emplace(id, reason);
    }
    std::vector<std::string> reasons;
    for (auto& [id, reason] : out)
        reasons.push_back(std::move(reason));
    return reasons;
}

}  // namespace gantry::storage::log
