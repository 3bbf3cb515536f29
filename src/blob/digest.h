#pragma once
// MD5, as the blob service checks and keeps contents, and HMAC-SHA256, as it checks who asks.

#include <memory>

#include "base/bytes.h"

struct evp_md_ctx_st;

namespace gantry::blob {

// The digest of bytes that come in pieces. One thread.
class Md5 {
  public:
    Md5();
    ~Md5();
    Md5(const Md5&) = delete;
    Md5& operator=(const Md5&) = delete;

    void add(ByteSpan bytes);
    Bytes finish();  // 16 bytes; once

  private:
    struct Free {
        void operator()(evp_md_ctx_st* context) const;
    };
    std::unique_ptr<evp_md_ctx_st, Free> context_;
};

Bytes md5(ByteSpan bytes);
Bytes hmac_sha256(ByteSpan key, ByteSpan text);

}  // namespace gantry::blob
