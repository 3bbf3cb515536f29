#include "session/unit_cache.h"

#include <functional>

namespace gantry::session {

namespace {

constexpr size_t k_units_max = 2000;
constexpr size_t k_text_bytes_max = size_t(32) << 20;
// A text longer than this is parsed each time: a script of inserts does not come twice.
constexpr size_t k_cached_text_bytes_max = size_t(1) << 20;
constexpr size_t k_compiled_per_unit_max = 4096;

size_t mix(size_t seed, size_t value) {
    return seed ^ (value + 0x9E3779B97F4A7C15u + (seed << 6) + (seed >> 2));
}

tsql::ParseResult parse_as(std::string_view text, const tsql::ParseOptions& options,
                           Unit::Kind kind) {
    if (kind == Unit::Kind::parameter_list) return tsql::parse_parameter_list(text, options);
    return tsql::parse(text, options);
}

}  // namespace

size_t CompileKeyHash::operator()(const CompileKey& key) const {
    size_t out = std::hash<const void*>()(key.node);
    out = mix(out, key.purpose);
    out = mix(out, size_t(key.target.id));
    out = mix(out, key.catalog_version);
    out = mix(out, key.private_version);
    return mix(out, std::hash<std::string>()(key.context));
}

Unit::Unit(std::string_view text, const tsql::ParseOptions& options, Kind kind)
    : parsed_(parse_as(text, options, kind)), text_bytes_(text.size()) {}

void Unit::check() const {
    if (parsed_.ok()) return;
    const tsql::Diagnostic& first = parsed_.diagnostics.front();
    SqlError error(first.number, first.severity, first.state, first.message, first.hint);
    error.set_line(int(first.line));
    throw error;
}

engine::CompiledPtr Unit::find(const CompileKey& key) const {
    std::lock_guard lock(mutex_);
    auto found = compiled_.find(key);
    return found == compiled_.end() ? nullptr : found->second;
}

void Unit::store(const CompileKey& key, engine::CompiledPtr compiled) const {
    std::lock_guard lock(mutex_);
    if (compiled_.size() >= k_compiled_per_unit_max) compiled_.clear();
    compiled_[key] = std::move(compiled);
}

UnitPtr UnitCache::get(std::string_view text, const tsql::ParseOptions& options, Unit::Kind kind) {
    if (text.size() > k_cached_text_bytes_max) {
        return std::make_shared<Unit>(text, options, kind);
    }
    std::string key;
    key.reserve(text.size() + 4);
    key += char(kind);
    key += options.quoted_identifier ? 'q' : 'p';
    key += char(options.compatibility_level);
    key += text;
    {
        std::lock_guard lock(mutex_);
        auto found = by_key_.find(key);
        if (found != by_key_.end()) {
            order_.splice(order_.begin(), order_, found->second);
            return found->second->unit;
        }
    }
    auto unit = std::make_shared<Unit>(text, options, kind);
    if (!unit->parsed().ok()) return unit;
    std::lock_guard lock(mutex_);
    auto found = by_key_.find(key);
    if (found != by_key_.end()) return found->second->unit;  // another session was faster
    order_.push_front(Entry{std::move(key), unit});
    by_key_.emplace(order_.front().key, order_.begin());
    bytes_ += unit->text_bytes();
    trim();
    return unit;
}

void UnitCache::trim() {
    while (order_.size() > 1 && (order_.size() > k_units_max || bytes_ > k_text_bytes_max)) {
        bytes_ -= order_.back().unit->text_bytes();
        by_key_.erase(order_.back().key);
        order_.pop_back();
    }
}

}  // namespace gantry::session
