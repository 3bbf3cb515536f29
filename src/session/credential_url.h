#pragma once
// Which credential fits a URL, and what is wrong with one: for warnings when it is made and for
// the reason when a backup cannot be opened. Pure functions of text; thread-safe.
//
// A credential is named after a container, https://account.blob.core.windows.net/container, or a
// folder in it, and stands for everything below at a '/': the longest name wins. Scheme and host
// are compared without case, paths with it (sql-docs, CREATE CREDENTIAL; SQL Server backup to
// URL). No text that these functions return contains a secret.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "blob/credential.h"
#include "engine/store/credentials.h"

namespace gantry::session {

using store::Credential;

// As CREATE CREDENTIAL's IDENTITY tells it.
enum class IdentityKind { shared_access_signature, managed_identity, account };
IdentityKind identity_kind(std::string_view identity);

// nullptr when none fits.
const Credential* credential_for_url(std::span<const Credential> credentials, std::string_view url);

// Why none fits: names those that nearly do and says what to change. One or more sentences.
std::string why_no_credential(std::span<const Credential> credentials, std::string_view url);

// What a request is signed with. FormatError, which says what is wrong with the secret, when its
// shape cannot be right: a leading '?', no signature, a key that is not base64, a managed identity.
// Without a secret a shared access signature stands for a public container.
blob::BlobCredential blob_credential(std::string_view identity, std::string_view secret);

// What an administrator should know when a credential is made or changed. `secret` is empty when
// none was given; `now` is in seconds since 1970.
std::vector<std::string> credential_warnings(std::string_view name, std::string_view identity,
                                             std::string_view secret, int64_t now);

// An error's text and hint, as a sentence behind another.
std::string as_sentence(const Error& error);

}  // namespace gantry::session
