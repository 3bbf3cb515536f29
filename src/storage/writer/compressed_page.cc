#include "storage/writer/compressed_page.h"

#include <algorithm>

namespace gantry::storage {

using Kind = CompressedRecord::Kind;

namespace {

constexpr size_t k_anchor_candidates_max = 16;
constexpr size_t k_entries_max = 200;  // one byte names an entry
constexpr size_t k_one_byte_prefix_max = 127;

bool takes_part(const CompressedField& field) {
    return field.kind == Kind::bytes && !field.complex;
}

size_t common_prefix(const Bytes& a, const Bytes& b) {
    size_t most = std::min(a.size(), b.size());
    return size_t(std::mismatch(a.begin(), a.begin() + ptrdiff_t(most), b.begin()).first -
                  a.begin());
}

size_t record_size(const CompressedFields& fields) {
    Bytes record;
    build_compressed_record(k_cd_primary, fields, record);
    return record.size();
}

void append_u16(size_t value, Bytes& out) {
    out.push_back(uint8_t(value));
    out.push_back(uint8_t(value >> 8));
}

}  // namespace

void CompressedPage::clear() {
    active_ = false;
    anchor_.clear();
    entries_.clear();
    symbols_.clear();
    record_.clear();
}

// The value that saves the most bytes as an anchor; none when none does.
void CompressedPage::choose_anchor(const std::vector<CompressedFields>& rows, size_t column) {
    ptrdiff_t best = 0;
    size_t tried = 0;
    for (const CompressedFields& candidate : rows) {
        const CompressedField& anchor = candidate[column];
        if (!takes_part(anchor)) continue;
        if (++tried > k_anchor_candidates_max) break;
        ptrdiff_t saved = -ptrdiff_t(anchor.bytes.size());
        for (const CompressedFields& row : rows) {
            const CompressedField& field = row[column];
            if (field.complex || field.kind == Kind::null) continue;
            size_t prefix = common_prefix(anchor.bytes, field.bytes);
            bool equal = prefix == anchor.bytes.size() && prefix == field.bytes.size();
            saved += equal ? ptrdiff_t(prefix) : ptrdiff_t(prefix) - 1;
        }
        if (saved > best) {
            best = saved;
            anchor_[column] = anchor;
        }
    }
}

CompressedField CompressedPage::strip_anchor(const CompressedField& field, size_t column) const {
    const CompressedField& anchor = anchor_[column];
    bool has_value = field.kind == Kind::bytes || field.kind == Kind::empty;
    if (anchor.kind != Kind::bytes || !has_value || field.complex) return field;
    if (field.bytes == anchor.bytes) return {Kind::empty, false, {}};
    size_t prefix = common_prefix(anchor.bytes, field.bytes);
    CompressedField out{Kind::bytes, false, {}};
    if (prefix > k_one_byte_prefix_max) out.bytes.push_back(uint8_t(0x80 | prefix >> 8));
    out.bytes.push_back(uint8_t(prefix));
    out.bytes.insert(out.bytes.end(), field.bytes.begin() + ptrdiff_t(prefix), field.bytes.end());
    return out;
}

void CompressedPage::choose_dictionary(const std::vector<CompressedFields>& rows) {
    std::map<Bytes, size_t> uses;
    for (const CompressedFields& row : rows) {
        for (size_t i = 0; i < row.size(); ++i) {
            CompressedField field = strip_anchor(row[i], i);
            if (takes_part(field) && field.bytes.size() >= 2) ++uses[field.bytes];
        }
    }
    std::vector<std::pair<size_t, const Bytes*>> gains;
    for (const auto& [bytes, count] : uses) {
        size_t plain = count * bytes.size();
        size_t with = count + bytes.size() + 2;
        if (count > 1 && with < plain) gains.push_back({plain - with, &bytes});
    }
    std::sort(gains.begin(), gains.end(), [](const auto& a, const auto& b) {
        return a.first > b.first || (a.first == b.first && *a.second < *b.second);
    });
    if (gains.size() > k_entries_max) gains.resize(k_entries_max);
    for (const auto& [gain, bytes] : gains) {
        symbols_[*bytes] = uint8_t(entries_.size());
        entries_.push_back(*bytes);
    }
}

CompressedFields CompressedPage::encode(const CompressedFields& row) const {
    if (!active_) return row;
    CompressedFields out(row.size());
    for (size_t i = 0; i < row.size(); ++i) {
        out[i] = strip_anchor(row[i], i);
        if (!takes_part(out[i])) continue;
        auto symbol = symbols_.find(out[i].bytes);
        if (symbol != symbols_.end()) out[i] = {Kind::symbol, false, {symbol->second}};
    }
    return out;
}

void CompressedPage::build_record() {
    bool has_anchor = std::any_of(anchor_.begin(), anchor_.end(),
                                  [](const CompressedField& f) { return f.kind != Kind::null; });
    // SQL Server always writes an anchor record, if only of NULLs.
    Bytes anchor;
    build_compressed_record(k_cd_primary, anchor_, anchor);
    bool has_dictionary = !entries_.empty();
    active_ = has_anchor || has_dictionary;
    record_.assign({uint8_t(has_dictionary ? 0x06 : 0x02), 0, 0});
    size_t anchor_end = (has_dictionary ? 7 : 5) + anchor.size();
    append_u16(anchor_end, record_);
    size_t dictionary_size = 2 + 2 * entries_.size();
    for (const Bytes& entry : entries_)
        dictionary_size += entry.size();
    if (has_dictionary) append_u16(anchor_end + dictionary_size, record_);
    record_.insert(record_.end(), anchor.begin(), anchor.end());
    if (!has_dictionary) return;
    append_u16(entries_.size(), record_);
    size_t end = 2 + 2 * entries_.size();
    for (const Bytes& entry : entries_)
        append_u16(end += entry.size(), record_);
    for (const Bytes& entry : entries_)
        record_.insert(record_.end(), entry.begin(), entry.end());
}

bool CompressedPage::choose(const std::vector<CompressedFields>& rows) {
    clear();
    if (rows.empty()) return false;
    anchor_.assign(rows[0].size(), {});
    for (size_t i = 0; i < anchor_.size(); ++i)
        choose_anchor(rows, i);
    choose_dictionary(rows);
    build_record();
    size_t before = 0, after = record_.size();
    for (const CompressedFields& row : rows) {
        before += record_size(row);
        after += record_size(encode(row));
    }
    if (!active_ || after >= before) clear();
    return active_;
}

}  // namespace gantry::storage
