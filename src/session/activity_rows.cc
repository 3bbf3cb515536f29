#include "session/activity_rows.h"

#include <fmt/chrono.h>
#include <fmt/core.h>
#include <openssl/sha.h>

#include <algorithm>
#include <limits>
#include <set>

#include "base/json_rows.h"
#include "base/utf.h"

namespace gantry::session {

namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

// What one text and all of them together may take in an answer.
constexpr size_t k_text_bytes_max = size_t(1) << 20;
constexpr size_t k_all_texts_bytes_max = size_t(16) << 20;

// Words after which a text may hold a secret. Whole words, without case.
constexpr std::string_view k_telling_words[] = {"password",
                                                "secret",
                                                "sp_addlogin",
                                                "sp_password",
                                                "sp_setapprole",
                                                "sp_addapprole",
                                                "sp_addlinkedsrvlogin",
                                                "sp_control_dbmasterkey_password",
                                                "opendatasource",
                                                "openrowset",
                                                "pwd",
                                                "encryption by",
                                                "credential",
                                                "sp_approlepassword"};

bool is_name_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '@' || c == '#' ||
           c == '$';
}

// The word of `lower` that made it suspect; empty when there is none.
std::string_view telling_word(std::string_view lower) {
    for (std::string_view word : k_telling_words) {
        for (size_t at = lower.find(word); at != std::string_view::npos;
             at = lower.find(word, at + 1)) {
            size_t end = at + word.size();
            bool begins = at == 0 || !is_name_char(lower[at - 1]);
            bool ends = end == lower.size() || !is_name_char(lower[end]);
            if (begins && ends) return word;
        }
    }
    // The signature of a URL.
    if (lower.find("sig=") != std::string_view::npos) return "sig=";
    return {};
}

std::string time_text(SystemTime time) {
    auto ms = duration_cast<milliseconds>(time.time_since_epoch());
    std::time_t seconds = std::time_t(ms.count() / 1000);
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}", fmt::gmtime(seconds), ms.count() % 1000);
}

int64_t ms_since(SystemTime time, SystemTime now) {
    int64_t ms = duration_cast<milliseconds>(now - time).count();
    return std::clamp<int64_t>(ms, 0, std::numeric_limits<int32_t>::max());
}

std::string hex(ByteSpan bytes) {
    std::string out;
    for (uint8_t b : bytes)
        out += fmt::format("{:02x}", b);
    return out;
}

// As sys.dm_exec_sessions.client_version counts versions of TDS.
int client_version(uint32_t tds_version) {
    switch (tds_version >> 24) {
        case 0x70:
            return 2;
        case 0x71:
            return 4;
        case 0x72:
            return 5;
        case 0x73:
            return 6;
        default:
            return 7;
    }
}

std::string_view text_of(const ActivityView& view) {
    if (view.unit != nullptr) return view.unit->parsed().text();
    return view.text;
}

// Offsets in bytes of UTF-16, the end that of the last character; -1: to the end of the text.
void add_offsets(JsonRows& row, const ActivityView& view, std::string_view text) {
    size_t begin = std::min<size_t>(view.statement_begin, text.size());
    size_t end = std::min<size_t>(view.statement_end, text.size());
    size_t last = text.find_last_not_of(" \t\r\n;");
    bool to_end = end == 0 || last == std::string_view::npos || end > last;
    row.add("sbeg", int64_t(utf16_length(text.substr(0, begin))) * 2);
    row.add("send", to_end ? -1 : int64_t(utf16_length(text.substr(0, end))) * 2 - 2);
}

void add_identity(JsonRows& row, const ActivityIdentity& identity) {
    row.add("sid", identity.session_id);
    row.add("bg", identity.is_background);
    row.add("login", identity.login);
    row.add("lsid", hex(identity.login_sid));
    row.add("ltime", time_text(identity.login_time));
    if (identity.is_background) return;
    row.add("host", identity.host);
    row.add("prog", identity.program);
    row.add("iface", identity.interface_name);
    row.add("pid", int32_t(identity.client_process_id));
    row.add("cver", client_version(identity.tds_version));
    row.add("tdsv", int32_t(identity.tds_version));
    row.add("enc", identity.encrypted);
    row.add("pkt", identity.packet_bytes);
    row.add("caddr", identity.client_address);
    row.add("cport", identity.client_port);
    row.add("laddr", identity.local_address);
    row.add("lport", identity.local_port);
    row.add("bpid", identity.backend_pid);
    row.add("cid", identity.connection_id);
}

void add_facts(JsonRows& row, const ActivityFacts& facts) {
    const engine::SessionSettings& s = facts.settings;
    row.add("db", facts.database_id);
    row.add("tsz",
            int32_t(std::min<int64_t>(facts.text_size, std::numeric_limits<int32_t>::max())));
    row.add("lang", s.language);
    row.add("dfmt", s.dateformat);
    row.add("dfst", s.datefirst);
    row.add("qi", s.quoted_identifier);
    row.add("aa", s.arithabort);
    row.add("nd", s.ansi_null_default);
    row.add("ad", facts.ansi_defaults);
    row.add("aw", s.ansi_warnings);
    row.add("ap", s.ansi_padding);
    row.add("an", s.ansi_nulls);
    row.add("cn", s.concat_null_yields_null);
    row.add("iso", facts.isolation_level);
    row.add("lto", facts.lock_timeout_ms);
    row.add("ctx", hex(facts.context_info));
}

void add_request(JsonRows& row, const ActivityView& view, SystemTime now) {
    row.add("run", view.running);
    row.add("kill", view.killed);
    row.add("rbeg", time_text(view.request_start));
    if (view.request_end) row.add("rend", time_text(*view.request_end));
    row.add("cmd", view.command);
    row.add("spent", ms_since(view.request_start, now));
    row.add("alive", ms_since(view.identity.login_time, now));
    row.add("pct", view.percent_complete);
    row.add("eta", view.remaining ? view.remaining->count() : 0);
    row.add("tcnt", view.transaction_count);
    row.add("tid", view.transaction_id);
    row.add("rows", view.row_count);
    row.add("err", view.last_error);
    row.add("nest", view.nest_level);
    row.add("reqs", int64_t(view.request_count));
    if (view.wait != ActivityWait::none) {
        row.add("wait", "WAITFOR");
        row.add("wms", ms_since(view.wait_start, now));
    }
}

// Reads and writes count pages of 8 KB.
void add_use(JsonRows& row, const ActivityView& view) {
    constexpr int64_t k_page_bytes = 8192;
    const auto ms = [](int64_t us) {
        return std::min<int64_t>(us / 1000, std::numeric_limits<int32_t>::max());
    };
    row.add("cpu", ms(view.used.cpu_us));
    row.add("rd", view.used.read_bytes / k_page_bytes);
    row.add("wr", view.used.written_bytes / k_page_bytes);
    if (!view.running) return;
    row.add("rcpu", ms(view.used_by_request.cpu_us));
    row.add("rrd", view.used_by_request.read_bytes / k_page_bytes);
    row.add("rwr", view.used_by_request.written_bytes / k_page_bytes);
}

std::vector<ActivityView> visible(const ActivityRegistry& registry, const Viewer& viewer) {
    std::vector<ActivityView> out;
    for (const ActivityPtr& activity : registry.all()) {
        if (viewer.sees_all || activity->session_id() == viewer.session_id) {
            out.push_back(activity->view());
        }
    }
    return out;
}

}  // namespace

std::string shown_text(std::string_view text) {
    std::string_view word = telling_word(ascii_lower(text));
    if (word.empty()) return std::string(text);
    return fmt::format(
        "-- '{}' was found in the text of this request.\n"
        "-- The text has been replaced with this comment for security reasons.",
        word);
}

std::string text_handle(std::string_view text) {
    uint8_t digest[SHA_DIGEST_LENGTH];
    SHA1(as_bytes(text).data(), text.size(), digest);
    // 0x02: a text of SQL; its hash; 20 bytes for what tells users apart, which is not needed.
    return "02000000" + hex(ByteSpan(digest, sizeof digest)) + std::string(40, '0');
}

std::string session_rows(const ActivityRegistry& registry, const Viewer& viewer) {
    SystemTime now = std::chrono::system_clock::now();
    JsonRows rows;
    for (const ActivityView& view : visible(registry, viewer)) {
        rows.begin();
        add_identity(rows, view.identity);
        add_facts(rows, view.facts);
        add_request(rows, view, now);
        add_use(rows, view);
        std::string_view text = text_of(view);
        if (!text.empty()) rows.add("hnd", text_handle(text));
        if (view.running) add_offsets(rows, view, text);
    }
    return rows.take();
}

std::string text_rows(const ActivityRegistry& registry, const Viewer& viewer) {
    JsonRows rows;
    std::set<std::string> seen;
    size_t bytes = 0;
    for (const ActivityView& view : visible(registry, viewer)) {
        std::string_view text = text_of(view);
        if (text.empty()) continue;
        std::string handle = text_handle(text);
        if (!seen.insert(handle).second) continue;
        std::string shown = shown_text(text);
        if (shown.size() > k_text_bytes_max) shown.resize(k_text_bytes_max);
        bytes += shown.size();
        if (bytes > k_all_texts_bytes_max) break;
        rows.begin();
        rows.add("hnd", handle);
        rows.add("txt", shown);
        rows.add("db", view.facts.database_id);
    }
    return rows.take();
}

}  // namespace gantry::session
