#pragma once
// Names without case, by hash: views into a text that outlives the set.

#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "base/utf.h"

namespace gantry::assess {

struct NameHash {
    size_t operator()(std::string_view name) const {
        size_t hash = 14695981039346656037u;  // FNV-1a
        for (const char c : name) {
            const auto byte = static_cast<unsigned char>(c);
            hash = (hash ^ (byte >= 'A' && byte <= 'Z' ? byte + 32u : byte)) * 1099511628211u;
        }
        return hash;
    }
};

struct NameEqual {
    bool operator()(std::string_view a, std::string_view b) const { return ascii_iequals(a, b); }
};

using NameSet = std::unordered_set<std::string_view, NameHash, NameEqual>;
template <class T>
using NameMap = std::unordered_map<std::string_view, T, NameHash, NameEqual>;

}  // namespace gantry::assess
