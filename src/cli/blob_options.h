#pragma once
// How commands that talk to a blob service get its credential and settings. A secret comes from a
// file, from standard input or from the environment. A word of the command line can be read by
// every user of the machine: options take none, and only what reads blobs takes a signature in a
// URL.
//
//   --sas-file FILE   a shared access signature; '-' is standard input
//   --key-file FILE   the storage account's key
//   GANTRY_BLOB_SAS, then AZURE_STORAGE_SAS_TOKEN; GANTRY_BLOB_KEY, then AZURE_STORAGE_KEY
//
// Errors: UsageError, which never shows a secret.

#include <string>
#include <string_view>

#include "blob/client.h"

namespace CLI {
class App;
}

namespace gantry::cli {

struct BlobOptions {
    std::string sas_file;
    std::string key_file;
    std::string account;
    std::string ca_file;
    bool allow_http = false;
    unsigned retry_seconds = 300;
};

// `out` must live as long as the parser.
void add_blob_options(CLI::App& command, BlobOptions& out);
// For commands that read paths as well as URLs: in a group of their own.
void add_reading_blob_options(CLI::App& command, BlobOptions& out);

// A container or a prefix in it, or a blob.
blob::BlobUrl blob_url_of(std::string_view text, const BlobOptions& options);
blob::BlobCredential blob_credential_of(const BlobOptions& options, const blob::BlobUrl& url);
blob::BlobClientOptions blob_client_options_of(const BlobOptions& options);

// A URL with what proves that it may be read: the signature behind its '?', or the options'.
struct BlobPlace {
    blob::BlobUrl url;
    blob::BlobCredential credential;
};
BlobPlace blob_place_of(std::string_view text, const BlobOptions& options);

}  // namespace gantry::cli
