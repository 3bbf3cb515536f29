#include "catalog/verify/findings.h"

#include <algorithm>
#include <tuple>

namespace gantry::catalog {

const char* to_string(Severity severity) {
    switch (severity) {
        case Severity::note:
            return "note";
        case Severity::warning:
            return "warning";
        case Severity::error:
            return "error";
    }
    return "";
}

const char* to_string(CheckKind kind) {
    static constexpr const char* k_names[k_check_kinds] = {
        "media",  "container", "checksum", "allocation", "linkage",
        "record", "lob",       "count",    "catalog",    "log",
    };
    return k_names[size_t(kind)];
}

bool Findings::is_of_absent_file(const Finding& finding) const {
    if (absent_files_.empty() || finding.severity != Severity::error) return false;
    return finding.kind == CheckKind::count || absent_files_.contains(finding.page.file);
}

void Findings::add(Finding finding) {
    if (is_of_absent_file(finding)) {
        finding.severity = Severity::note;
        finding.what += " (files of the database are not in this set)";
    }
    std::lock_guard lock(mutex_);
    ++counts_[size_t(finding.severity)];
    uint64_t& kept = kept_of_[size_t(finding.kind)][size_t(finding.severity)];
    if (kept >= kept_max_) return;
    ++kept;
    kept_.push_back(std::move(finding));
}

void Findings::take(Findings& others) {
    std::array<uint64_t, 3> unkept = others.counts_;
    for (Finding& finding : others.kept_) {
        --unkept[size_t(finding.severity)];
        add(std::move(finding));
    }
    others.kept_.clear();
    std::lock_guard lock(mutex_);
    for (size_t i = 0; i < unkept.size(); ++i)
        counts_[i] += unkept[i];
}

uint64_t Findings::count(Severity severity) const {
    std::lock_guard lock(mutex_);
    return counts_[size_t(severity)];
}

uint64_t Findings::suppressed() const {
    std::lock_guard lock(mutex_);
    return counts_[0] + counts_[1] + counts_[2] - kept_.size();
}

std::vector<Finding> Findings::sorted() const {
    std::lock_guard lock(mutex_);
    std::vector<Finding> out = kept_;
    std::stable_sort(out.begin(), out.end(), [](const Finding& a, const Finding& b) {
        return std::tuple(-int(a.severity), int(a.kind), a.page, a.slot) <
               std::tuple(-int(b.severity), int(b.kind), b.page, b.slot);
    });
    return out;
}

}  // namespace gantry::catalog
