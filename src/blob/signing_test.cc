#include "blob/signing.h"

#include <gtest/gtest.h>

namespace gantry::blob {
namespace {

// The signatures were computed apart from this code, from the text that the documentation gives.
Bytes key() {
    Bytes out;
    for (int i = 0; i < 64; ++i)
        out.push_back(uint8_t(i));
    return out;
}

TEST(SharedKeySigning, ReadOfARange) {
    std::vector<std::pair<std::string, std::string>> query{{"restype", "container"},
                                                           {"comp", "list"},
                                                           {"Include", "snapshots"},
                                                           {"include", "metadata"}};
    HttpHeaders headers{{"x-ms-version", "2021-12-02"},
                        {"range", "bytes=0-99"},
                        {"user-agent", "gantry"},
                        {"if-match", "\"0x1\""},
                        {"x-ms-date", "Fri, 27 Nov 2026 08:22:16 GMT"}};
    SignedParts parts{"GET", "acct1", "/acct1/backups/a%20b.bak", query, headers, 0};
    EXPECT_EQ(string_to_sign(parts),
              "GET\n\n\n\n\n\n\n\n\"0x1\"\n\n\nbytes=0-99\n"
              "x-ms-date:Fri, 27 Nov 2026 08:22:16 GMT\nx-ms-version:2021-12-02\n"
              "/acct1/acct1/backups/a%20b.bak\ncomp:list\ninclude:metadata,snapshots\n"
              "restype:container");
    EXPECT_EQ(shared_key_header(parts, key()),
              "SharedKey acct1:N7DEXOZPIpahdVV5VnPdYOtF+84NN+9UjDbgDLeb97o=");
}

TEST(SharedKeySigning, WriteOfABlock) {
    std::vector<std::pair<std::string, std::string>> query{{"comp", "block"}};
    HttpHeaders headers{{"content-md5", "XUFAKrxLKna5cZ2REBfFkg=="},
                        {"content-type", "application/octet-stream"},
                        {"if-none-match", "*"},
                        {"x-ms-date", "Fri, 27 Nov 2026 08:22:16 GMT"}};
    SignedParts parts{"PUT", "acct1", "/backups/x", query, headers, 5};
    EXPECT_EQ(shared_key_header(parts, key()),
              "SharedKey acct1:/0RP3GXKmj9FOvp3h3UbM9st6WvRkUutGwed/UUvpI0=");
}

}  // namespace
}  // namespace gantry::blob
