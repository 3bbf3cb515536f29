#include "cli/script_encoding.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "base/code_page.h"
#include "base/error.h"
#include "base/utf.h"
#include "tsql/batch.h"

namespace gantry::cli {
namespace {

std::string utf16(std::string_view text, bool big_endian) {
    Bytes bytes = utf8_to_utf16le(text);
    if (big_endian) {
        for (size_t i = 0; i + 1 < bytes.size(); i += 2)
            std::swap(bytes[i], bytes[i + 1]);
    }
    return std::string(as_text(bytes));
}

// Back through the table that reading uses.
std::string windows_1252(std::string_view text) {
    std::array<char32_t, 256> table{};
    for (size_t byte = 0; byte < 256; ++byte) {
        const uint8_t one[] = {uint8_t(byte)};
        const std::string decoded = code_page_to_utf8(one, 1252);
        size_t position = 0;
        table[byte] = decoded.empty() ? 0 : next_code_point(decoded, position);
    }
    std::string out;
    for (size_t position = 0; position < text.size();) {
        const char32_t c = next_code_point(text, position);
        size_t byte = c < 128 ? c : 128;
        while (byte < 256 && table[byte] != c)
            ++byte;
        if (byte == 256) throw Error(fmt::format("U+{:04X} is not in code page 1252", uint32_t(c)));
        out += static_cast<char>(byte);
    }
    return out;
}

}  // namespace

ScriptEncoding script_encoding(std::string_view bytes) {
    if (bytes.starts_with("\xEF\xBB\xBF")) return ScriptEncoding::utf8_mark;
    if (bytes.starts_with("\xFF\xFE")) return ScriptEncoding::utf16le_mark;
    if (bytes.starts_with("\xFE\xFF")) return ScriptEncoding::utf16be_mark;
    const std::string text = tsql::decode_script(as_bytes(bytes));
    const bool zeros = bytes.find('\0') != bytes.npos;
    if (!zeros && is_valid_utf8(bytes)) return ScriptEncoding::utf8;
    if (utf16(text, false) == bytes) return ScriptEncoding::utf16le;
    if (utf16(text, true) == bytes) return ScriptEncoding::utf16be;
    return ScriptEncoding::windows_1252;
}

std::string encode_script(std::string_view text, ScriptEncoding encoding) {
    switch (encoding) {
        case ScriptEncoding::utf8:
            break;
        case ScriptEncoding::utf8_mark:
            return "\xEF\xBB\xBF" + std::string(text);
        case ScriptEncoding::utf16le_mark:
            return "\xFF\xFE" + utf16(text, false);
        case ScriptEncoding::utf16be_mark:
            return "\xFE\xFF" + utf16(text, true);
        case ScriptEncoding::utf16le:
            return utf16(text, false);
        case ScriptEncoding::utf16be:
            return utf16(text, true);
        case ScriptEncoding::windows_1252:
            return windows_1252(text);
    }
    return std::string(text);
}

void replace_file(const std::string& path, std::string_view bytes) {
    std::error_code ignored;
    const std::filesystem::path canonical = std::filesystem::canonical(path, ignored);
    const std::string target = ignored ? path : canonical.string();
    std::string temporary = target + ".XXXXXX";
    const int fd = mkstemp(temporary.data());
    bool done = fd >= 0;
    struct stat old {};
    if (done && stat(target.c_str(), &old) == 0) done = fchmod(fd, old.st_mode & 07777) == 0;
    for (size_t written = 0; done && written < bytes.size();) {
        const ssize_t count = ::write(fd, bytes.data() + written, bytes.size() - written);
        if (count < 0 && errno == EINTR) continue;
        done = count > 0;
        if (done) written += size_t(count);
    }
    done = done && fsync(fd) == 0;
    int problem = errno;
    if (fd >= 0) close(fd);
    if (done && std::rename(temporary.c_str(), target.c_str()) == 0) return;
    if (done) problem = errno;
    if (fd >= 0) unlink(temporary.c_str());
    throw IoError(fmt::format("cannot write {}: {}", path, std::strerror(problem)));
}

}  // namespace gantry::cli
