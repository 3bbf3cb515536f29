#include "assess/html_text.h"

#include <openssl/evp.h>

#include <array>

namespace gantry::assess {

std::string escape_html(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 8);
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            case '\0':
                out += "\xEF\xBF\xBD";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::string escape_json_for_script(std::string_view json) {
    std::string out;
    out.reserve(json.size() + json.size() / 16);
    for (size_t i = 0; i < json.size(); ++i) {
        const std::string_view rest = json.substr(i);
        if (json[i] == '<') {
            out += "\\u003c";
        } else if (json[i] == '>') {
            out += "\\u003e";
        } else if (json[i] == '&') {
            out += "\\u0026";
        } else if (rest.starts_with("\xE2\x80\xA8")) {
            out += "\\u2028", i += 2;
        } else if (rest.starts_with("\xE2\x80\xA9")) {
            out += "\\u2029", i += 2;
        } else {
            out += json[i];
        }
    }
    return out;
}

std::string csp_hash(std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest = {};
    unsigned int size = 0;
    EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
    std::array<unsigned char, 2 * EVP_MAX_MD_SIZE> base64 = {};
    const int length = EVP_EncodeBlock(base64.data(), digest.data(), int(size));
    return "'sha256-" + std::string(base64.begin(), base64.begin() + length) + "'";
}

std::string fill_template(std::string_view page,
                          const std::map<std::string_view, std::string_view>& values) {
    std::string out;
    while (!page.empty()) {
        const size_t open = page.find("{{");
        const size_t close = open == page.npos ? page.npos : page.find("}}", open);
        if (close == page.npos) break;
        const auto value = values.find(page.substr(open + 2, close - open - 2));
        if (value == values.end()) {
            out += page.substr(0, open + 2);
            page.remove_prefix(open + 2);
            continue;
        }
        out += page.substr(0, open);
        out += value->second;
        page.remove_prefix(close + 2);
    }
    return out += page;
}

}  // namespace gantry::assess
