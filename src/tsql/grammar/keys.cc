// Keys and certificates: the encryption hierarchy, Always Encrypted, signatures and classification.

#include "tsql/grammar/statements.h"

namespace gantry::tsql {
namespace {

constexpr Syntax k_syntax[] = {
    {"$encrypting_password", "ENCRYPTION BY PASSWORD = <encrypting_password:string>"},
    {"$decrypting_password", "DECRYPTION BY PASSWORD = <decrypting_password:string>"},
    {"$key_file", "{FILE | URL} = <file:string>"},

    // Without a password in Azure SQL Database only.
    {"CREATE MASTER KEY", "[$encrypting_password]", 90},
    {"ALTER MASTER KEY",
     "[FORCE] REGENERATE WITH $encrypting_password"
     " | {ADD | DROP} ENCRYPTION BY {SERVICE MASTER KEY | PASSWORD = <password:string>}",
     90},
    {"OPEN MASTER KEY", "$decrypting_password", 90},
    {"CLOSE MASTER KEY|DROP MASTER KEY", "", 90},
    {"BACKUP MASTER KEY|BACKUP SERVICE MASTER KEY", "TO $key_file $encrypting_password", 90},
    {"RESTORE MASTER KEY", "FROM $key_file $decrypting_password $encrypting_password [FORCE]", 90},
    {"RESTORE SERVICE MASTER KEY", "FROM $key_file $decrypting_password [FORCE]", 90},
    {"ALTER SERVICE MASTER KEY",
     "[FORCE] REGENERATE | WITH OLD_ACCOUNT = <account:string> , OLD_PASSWORD = <password:string>"
     " | WITH NEW_ACCOUNT = <account:string> , NEW_PASSWORD = <password:string>",
     90},

    {"CREATE DATABASE ENCRYPTION KEY",
     "WITH ALGORITHM = $database_algorithm ENCRYPTION BY $server_encryptor", 100},
    {"ALTER DATABASE ENCRYPTION KEY",
     "REGENERATE WITH ALGORITHM = $database_algorithm [ENCRYPTION BY $server_encryptor]"
     " | ENCRYPTION BY $server_encryptor",
     100},
    {"DROP DATABASE ENCRYPTION KEY", "", 100},
    {"$database_algorithm", "AES_128 | AES_192 | AES_256 | TRIPLE_DES_3KEY"},
    {"$server_encryptor", "SERVER {CERTIFICATE <certificate> | ASYMMETRIC KEY <asymmetric_key>}"},

    {"CREATE CERTIFICATE",
     "<name> [AUTHORIZATION <owner>]"
     " { FROM { ASSEMBLY <assembly> | {[EXECUTABLE] FILE = <file:string> | BINARY = <bits:binary>}"
     " [WITH $key_container,...] }"
     " | [$encrypting_password] WITH $certificate_option,... }"
     " [ACTIVE FOR BEGIN_DIALOG = $on_off]",
     90},
    {"$key_container", "FORMAT = <format:string> | PRIVATE KEY ( $private_key_option,... )"},
    {"$private_key_option",
     "FILE = <key_file:string> | BINARY = <key_bits:binary> | $decrypting_password"
     " | $encrypting_password | ALGORITHM = <algorithm:string>"},
    {"$certificate_option",
     "SUBJECT = <subject:string> | START_DATE = <start:string> | EXPIRY_DATE = <expiry:string>"},
    {"ALTER CERTIFICATE",
     "<name> { REMOVE PRIVATE KEY | REMOVE ATTESTED OPTION | ATTESTED BY <file:string>"
     " | WITH PRIVATE KEY ( $private_key_option,... )"
     " | WITH ACTIVE FOR BEGIN_DIALOG = $on_off }",
     90},
    {"DROP CERTIFICATE", "<name>", 90},
    {"BACKUP CERTIFICATE",
     "<name> TO $key_file"
     " [WITH $key_container,...]",
     90},

    {"CREATE ASYMMETRIC KEY",
     "<name> [AUTHORIZATION <owner>]"
     " { FROM $asymmetric_source [WITH $key_option,...] | WITH $key_option,... }"
     " [$encrypting_password]",
     90},
    {"$asymmetric_source",
     "[EXECUTABLE] FILE = <file:string> | ASSEMBLY <assembly> | PROVIDER <provider>"},
    {"$key_option",
     "ALGORITHM = $key_algorithm | KEY_SOURCE = <key_source:string>"
     " | IDENTITY_VALUE = <identity_value:string> | PROVIDER_KEY_NAME = <provider_key:string>"
     " | CREATION_DISPOSITION = {CREATE_NEW | OPEN_EXISTING}"},
    {"$key_algorithm",
     "AES_128 | AES_192 | AES_256 | RSA_512 | RSA_1024 | RSA_2048 | RSA_3072 | RSA_4096"
     " | TRIPLE_DES_3KEY | TRIPLE_DES | DESX | DES | RC2 | RC4_128 | RC4"},
    {"ALTER ASYMMETRIC KEY",
     "<name> { REMOVE PRIVATE KEY | REMOVE ATTESTED OPTION | ATTESTED BY <file:string>"
     " | WITH PRIVATE KEY ( $private_key_option,... ) }",
     90},
    {"DROP ASYMMETRIC KEY|DROP SYMMETRIC KEY", "<name> [REMOVE PROVIDER KEY]", 90},
    {"CREATE SYMMETRIC KEY",
     "<name> [AUTHORIZATION <owner>]"
     " { FROM PROVIDER <provider> [WITH $key_option,...] [ENCRYPTION BY $key_encryptor,...]"
     " | WITH $key_option,... ENCRYPTION BY $key_encryptor,... }",
     90},
    {"$key_encryptor",
     "CERTIFICATE <certificate> | PASSWORD = <password:string> | SYMMETRIC KEY <symmetric_key>"
     " | ASYMMETRIC KEY <asymmetric_key>"},
    {"ALTER SYMMETRIC KEY", "<name> {ADD | DROP} ENCRYPTION BY $key_encryptor,...", 90},
    {"OPEN SYMMETRIC KEY",
     "<name> DECRYPTION BY { {CERTIFICATE <certificate> | ASYMMETRIC KEY <asymmetric_key>}"
     " [WITH PASSWORD = <password:string>]"
     " | SYMMETRIC KEY <symmetric_key> | PASSWORD = <password:string> }",
     90},
    {"CLOSE SYMMETRIC KEY", "<name>", 90},
    {"CLOSE ALL SYMMETRIC KEYS", "", 90},
    {"BACKUP SYMMETRIC KEY", "<name> TO $key_file $encrypting_password", 160},
    {"RESTORE SYMMETRIC KEY", "<name> FROM $key_file $decrypting_password $encrypting_password",
     160},

    {"CREATE COLUMN MASTER KEY",
     "<name> WITH ( { KEY_STORE_PROVIDER_NAME = <provider:string> | KEY_PATH = <path:string>"
     " | ENCLAVE_COMPUTATIONS ( SIGNATURE = <signature:binary> ) },... )",
     130},
    {"CREATE COLUMN ENCRYPTION KEY", "<name> WITH VALUES { ( $column_key_value,... ) },...", 130},
    {"ALTER COLUMN ENCRYPTION KEY", "<name> {ADD | DROP} VALUE ( $column_key_value,... )", 130},
    {"$column_key_value",
     "COLUMN_MASTER_KEY = <master_key> | ALGORITHM = <algorithm:string>"
     " | ENCRYPTED_VALUE = <encrypted:binary>"},
    {"DROP COLUMN MASTER KEY|DROP COLUMN ENCRYPTION KEY", "<name>", 130},
    {"CREATE CRYPTOGRAPHIC PROVIDER", "<name> FROM FILE = <file:string>", 100},
    {"ALTER CRYPTOGRAPHIC PROVIDER",
     "<name> { FROM FILE = <file:string> [ENABLE | DISABLE] | ENABLE | DISABLE }", 100},
    {"DROP CRYPTOGRAPHIC PROVIDER", "<name>", 100},

    {"ADD SIGNATURE|ADD COUNTER SIGNATURE",
     "TO $signed_module BY { $signer [WITH {PASSWORD = <password:string>"
     " | SIGNATURE = <signature:binary>}] },...",
     90},
    {"DROP SIGNATURE|DROP COUNTER SIGNATURE", "FROM $signed_module BY $signer,...", 90},
    {"$signed_module", "[{OBJECT | ASSEMBLY | DATABASE} ::] <name:object>"},
    {"$signer", "CERTIFICATE <certificate> | ASYMMETRIC KEY <asymmetric_key>"},

    {"ADD SENSITIVITY CLASSIFICATION",
     "TO <column:object>,... WITH ( { LABEL = <label:string> | LABEL_ID = <label_id:string>"
     " | INFORMATION_TYPE = <type:string> | INFORMATION_TYPE_ID = <type_id:string>"
     " | RANK = {NONE | LOW | MEDIUM | HIGH | CRITICAL} },... )",
     150},
    {"DROP SENSITIVITY CLASSIFICATION", "FROM <column:object>,...", 150},
};

}  // namespace

std::span<const Syntax> keys_syntax() {
    return k_syntax;
}

}  // namespace gantry::tsql
