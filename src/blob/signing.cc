#include "blob/signing.h"

#include <algorithm>
#include <map>

#include "base/utf.h"
#include "blob/base64.h"
#include "blob/digest.h"

namespace gantry::blob {
namespace {

std::string_view header_of(const HttpHeaders& headers, std::string_view name) {
    for (const auto& [key, value] : headers)
        if (key == name) return value;
    return {};
}

}  // namespace

std::string string_to_sign(const SignedParts& parts) {
    std::string out(parts.method);
    out += '\n';
    // Content-Length stands third; Date stays empty because x-ms-date is sent.
    for (std::string_view name : {"content-encoding", "content-language", "content-length",
                                  "content-md5", "content-type", "date", "if-modified-since",
                                  "if-match", "if-none-match", "if-unmodified-since", "range"}) {
        if (name == "content-length") {
            if (parts.content_length != 0) out += std::to_string(parts.content_length);
        } else if (name != "date") {
            out += header_of(parts.headers, name);
        }
        out += '\n';
    }
    std::map<std::string, std::string> extra;
    for (const auto& [name, value] : parts.headers)
        if (name.starts_with("x-ms-")) extra[name] = value;
    for (const auto& [name, value] : extra)
        out += name + ":" + value + "\n";
    out += '/';
    out += parts.account;
    out += parts.path;
    std::map<std::string, std::vector<std::string>> query;
    for (const auto& [name, value] : parts.query)
        query[ascii_lower(name)].push_back(value);
    for (auto& [name, values] : query) {
        std::sort(values.begin(), values.end());
        out += "\n" + name + ":";
        for (size_t i = 0; i < values.size(); ++i)
            out += (i == 0 ? "" : ",") + values[i];
    }
    return out;
}

std::string shared_key_header(const SignedParts& parts, ByteSpan key) {
    std::string text = string_to_sign(parts);
    return "SharedKey " + std::string(parts.account) + ":" +
           to_base64(hmac_sha256(key, as_bytes(text)));
}

}  // namespace gantry::blob
