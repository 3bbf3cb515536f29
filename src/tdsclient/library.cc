#include "tdsclient/library.h"

#include <fmt/format.h>
#include <sybdb.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <mutex>

namespace gantry::tdsclient {
namespace {

constexpr const char* k_section = "gantry";

thread_local Reports* t_reports = nullptr;

std::string text_of(const char* text) {
    return text == nullptr ? std::string() : text;
}

// The library names the server by its section of the settings.
std::string without_section(std::string text) {
    const std::string name = fmt::format(" ({})", k_section);
    if (text.ends_with(name)) text.resize(text.size() - name.size());
    return text;
}

// Of the library itself. Answers say what it does next.
int on_error(DBPROCESS*, int, int number, int system_number, char* text, char* system_text) {
    Reports* reports = t_reports;
    if (reports == nullptr) return INT_CANCEL;
    if (number == SYBETIME) {
        const bool cancelled = reports->cancelled != nullptr && reports->cancelled->load();
        reports->timed_out = !cancelled;
        return INT_TIMEOUT;
    }
    // "Check messages from the SQL Server" says no more than they do.
    if (number == SYBESMSG) return INT_CANCEL;
    if (reports->library_error == 0) {
        reports->library_error = number;
        reports->library_text = without_section(text_of(text));
        if (system_number > 0) reports->system_text = text_of(system_text);
    }
    return INT_CANCEL;
}

int on_message(DBPROCESS*, DBINT number, int state, int severity, char* text, char*,
               char* procedure, int line) {
    Reports* reports = t_reports;
    if (reports == nullptr) return 0;
    std::vector<ServerMessage>& into = severity > 10 ? reports->errors : reports->messages;
    if (into.size() >= Reports::k_messages_max) return 0;
    into.push_back({number, state, severity, line, text_of(text), text_of(procedure)});
    return 0;
}

void start_library() {
    static std::once_flag started;
    std::call_once(started, [] {
        if (dbinit() == FAIL) throw Error("the TDS client library does not start");
        dberrhandle(on_error);
        dbmsghandle(on_message);
        constexpr int k_connections_max = 4096;
        dbsetmaxprocs(k_connections_max);
    });
}

// A value of the library's settings: lines of "name = value" of bounded length.
std::string setting(std::string_view name, const std::string& value) {
    constexpr size_t k_value_bytes_max = 200;
    const bool fits =
        value.size() <= k_value_bytes_max && std::none_of(value.begin(), value.end(), [](char c) {
            return uint8_t(c) < 0x20 || c == ';' || c == '#' || c == '[' || c == ']';
        });
    if (!fits) throw Error(fmt::format("the connection's {} is not valid: {}", name, value));
    return value.empty() ? std::string() : fmt::format("{} = {}\n", name, value);
}

std::string settings_of(const ConnectOptions& options) {
    std::string out = fmt::format("[{}]\n", k_section);
    out += setting("host", options.host);
    if (options.instance.empty()) {
        out += fmt::format("port = {}\n", options.port);
    } else {
        out += setting("instance", options.instance);
    }
    out += "tds version = 7.4\nclient charset = UTF-8\n";
    switch (options.encryption) {
        case Encryption::off:
            out += "encryption = off\n";
            break;
        case Encryption::request:
            out += "encryption = request\n";
            break;
        case Encryption::require:
            out += "encryption = require\n";
            break;
    }
    if (!options.trust_certificate && options.encryption != Encryption::off) {
        out += setting("ca file", options.ca_file.empty() ? "system" : options.ca_file);
        out += "check certificate hostname = yes\n";
    }
    return out;
}

// TLS and named instances can be set by the library's settings file alone. It lies in memory, and
// takes the place of any that the user has, so that a connection is what its options say.
class SettingsFile {
  public:
    explicit SettingsFile(const std::string& text)
        : file_(memfd_create("gantry-tds", MFD_CLOEXEC)) {
        if (file_ < 0 || write(file_, text.data(), text.size()) != ssize_t(text.size())) {
            if (file_ >= 0) close(file_);
            throw IoError("the connection's settings could not be kept in memory");
        }
    }
    ~SettingsFile() { close(file_); }
    SettingsFile(const SettingsFile&) = delete;
    SettingsFile& operator=(const SettingsFile&) = delete;

    std::string path() const { return fmt::format("/proc/self/fd/{}", file_); }

  private:
    int file_;
};

struct LoginRelease {
    void operator()(LOGINREC* login) const { dbloginfree(login); }
};

void set_text(LOGINREC* login, const std::string& value, int which, const char* what) {
    if (value.empty()) return;
    if (dbsetlname(login, value.c_str(), which) == FAIL) {
        throw Error(fmt::format("the {} is not valid", what));
    }
}

}  // namespace

void Reports::clear() {
    errors.clear();
    messages.clear();
    library_error = 0;
    library_text.clear();
    system_text.clear();
    timed_out = false;
}

ReportScope::ReportScope(Reports& reports) : outer_(t_reports) {
    t_reports = &reports;
}
ReportScope::~ReportScope() {
    t_reports = outer_;
}

tds_dblib_dbprocess* open_process(const ConnectOptions& options, Reports& reports) {
    start_library();
    const std::unique_ptr<LOGINREC, LoginRelease> login(dblogin());
    if (!login) throw Error("the TDS client library has no memory for a login");
    set_text(login.get(), options.user, DBSETUSER, "user");
    set_text(login.get(), options.password, DBSETPWD, "password");
    set_text(login.get(), options.application, DBSETAPP, "application name");
    set_text(login.get(), options.database, DBSETDBNAME, "database");
    set_text(login.get(), "UTF-8", DBSETCHARSET, "character set");
    static std::mutex one_at_a_time;
    const std::lock_guard lock(one_at_a_time);
    const SettingsFile settings(settings_of(options));
    std::string path = settings.path();
    dbsetifile(path.data());
    dbsetlogintime(options.connect_timeout_s);
    const ReportScope scope(reports);
    return dbopen(login.get(), k_section);
}

}  // namespace gantry::tdsclient
