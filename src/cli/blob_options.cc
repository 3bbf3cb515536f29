#include "cli/blob_options.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <optional>

#include "cli/command_line.h"

namespace gantry::cli {
namespace {

constexpr size_t k_secret_bytes_max = 8192;

// The first line without blanks around it.
std::string secret_of(std::istream& in, const std::string& name) {
    std::string line;
    std::getline(in, line);
    if (line.size() > k_secret_bytes_max) throw UsageError("'" + name + "' holds no secret");
    size_t first = line.find_first_not_of(" \t\r\xEF\xBB\xBF");
    if (first == std::string::npos) throw UsageError("'" + name + "' is empty");
    return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

std::string secret_of_file(const std::string& path) {
    if (path == "-") {
        // There is one line, and every URL of the command wants it.
        static const std::string once = secret_of(std::cin, "standard input");
        return once;
    }
    std::ifstream in(path);
    if (!in) throw UsageError(fmt::format("cannot read '{}'", path));
    return secret_of(in, path);
}

std::optional<std::string> from_environment(std::initializer_list<const char*> names) {
    for (const char* name : names) {
        const char* value = std::getenv(name);
        if (value != nullptr && *value != '\0') return value;
    }
    return std::nullopt;
}

blob::BlobCredential sas_of(std::string secret) {
    // Portals show it with the '?' of the URL.
    if (secret.starts_with('?')) secret.erase(0, 1);
    return blob::sas_credential(secret);
}

blob::BlobCredential key_of(const BlobOptions& options, const blob::BlobUrl& url,
                            const std::string& secret) {
    std::string account = options.account;
    if (account.empty()) account = url.account;
    if (account.empty()) account = from_environment({"AZURE_STORAGE_ACCOUNT"}).value_or("");
    if (account.empty())
        throw UsageError("the URL does not tell the storage account",
                         "name it: --account, --storage-account or AZURE_STORAGE_ACCOUNT");
    return blob::shared_key_credential(account, secret);
}

// `account`: the name of that option.
void add_options(CLI::App& command, const std::string& account, BlobOptions& out) {
    auto* sas = command.add_option("--sas-file", out.sas_file,
                                   "File with a shared access signature; '-' is standard input");
    command.add_option("--key-file", out.key_file, "File with the storage account's key")
        ->excludes(sas);
    command.add_option(account, out.account,
                       "Storage account of the key, when the URL does not tell it");
    command.add_option("--ca-file", out.ca_file,
                       "PEM file with the authority of a private service's certificate");
    command.add_flag("--allow-http", out.allow_http,
                     "Permit http:// to other machines: signature and data are readable there");
    command
        .add_option("--retry-seconds", out.retry_seconds,
                    "Try again for so long without progress before giving up")
        ->check(CLI::Range(0, 86400))
        ->capture_default_str();
}

}  // namespace

void add_blob_options(CLI::App& command, BlobOptions& out) {
    add_options(command, "--account", out);
}

void add_reading_blob_options(CLI::App& command, BlobOptions& out) {
    add_options(command, "--storage-account", out);
    for (const char* option : {"--sas-file", "--key-file", "--storage-account", "--ca-file",
                               "--allow-http", "--retry-seconds"}) {
        command.get_option(option)->group("For URLs of blobs");
    }
}

blob::BlobUrl blob_url_of(std::string_view text, const BlobOptions& options) {
    std::string hint =
        text.find('?') == std::string_view::npos
            ? ""
            : "leave out everything from the '?' on; a shared access signature comes from "
              "--sas-file FILE or GANTRY_BLOB_SAS";
    try {
        return blob::parse_container_url(
            text, options.allow_http ? blob::AllowHttp::yes : blob::AllowHttp::loopback_only);
    } catch (const FormatError& error) {
        throw UsageError(error.what(), hint.empty() ? error.hint() : hint);
    }
}

blob::BlobCredential blob_credential_of(const BlobOptions& options, const blob::BlobUrl& url) {
    try {
        if (!options.sas_file.empty()) return sas_of(secret_of_file(options.sas_file));
        if (!options.key_file.empty())
            return key_of(options, url, secret_of_file(options.key_file));
        if (auto sas = from_environment({"GANTRY_BLOB_SAS"})) return sas_of(*sas);
        if (auto key = from_environment({"GANTRY_BLOB_KEY"})) return key_of(options, url, *key);
        if (auto sas = from_environment({"AZURE_STORAGE_SAS_TOKEN"})) return sas_of(*sas);
        if (auto key = from_environment({"AZURE_STORAGE_KEY"})) return key_of(options, url, *key);
    } catch (const FormatError& error) {
        throw UsageError(error.what(), error.hint());
    }
    throw UsageError("no credential for the blob service is given",
                     "use --sas-file FILE, --key-file FILE, GANTRY_BLOB_SAS or GANTRY_BLOB_KEY");
}

BlobPlace blob_place_of(std::string_view text, const BlobOptions& options) {
    const size_t mark = text.find('?');
    BlobPlace out;
    out.url = blob_url_of(text.substr(0, mark), options);
    if (mark == std::string_view::npos || mark + 1 == text.size()) {
        out.credential = blob_credential_of(options, out.url);
        return out;
    }
    try {
        out.credential = blob::sas_credential(text.substr(mark + 1));
    } catch (const FormatError& error) {
        throw UsageError(
            fmt::format("behind the '?' of '{}': {}", blob::without_secrets(text), error.what()),
            error.hint());
    }
    return out;
}

blob::BlobClientOptions blob_client_options_of(const BlobOptions& options) {
    blob::BlobClientOptions out;
    out.ca_file = options.ca_file;
    if (!out.ca_file.empty() && !std::ifstream(out.ca_file))
        throw UsageError(fmt::format("cannot read '{}'", out.ca_file));
    out.retry_total = std::chrono::seconds(options.retry_seconds);
    return out;
}

}  // namespace gantry::cli
