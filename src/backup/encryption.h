#pragma once
// Databases and backups that cannot be read without a key: how they are told apart, and the error
// that says which key. Pure.
//
// Facts: FILELISTONLY has a column TDEThumbprint, so the file records of a set's metadata carry the
// thumbprint (SHA-1, 20 bytes) of the certificate that protects the database encryption key. In
// backups of unencrypted databases all bytes from 10E of those records to their texts are zero, in
// every sample; which of them the thumbprint takes is not published, so the first run of bytes
// there that has its size is taken.

#include <string>

#include "backup/backup_header.h"
#include "base/bytes.h"

namespace gantry::backup {

// "0x..." of the first file that has one; empty when none.
std::string tde_thumbprint_of(const BackupSetHeader& header);

// The thumbprint in the spare part of a file record; empty when there is none.
Bytes find_thumbprint(ByteSpan spare);

// FormatError 33111; `why` is how it was noticed.
[[noreturn]] void throw_encrypted_database(const std::string& database,
                                           const std::string& thumbprint, const std::string& why);
[[noreturn]] void throw_encrypted_backup(const std::string& device, const std::string& algorithm,
                                         const std::string& thumbprint);

}  // namespace gantry::backup
