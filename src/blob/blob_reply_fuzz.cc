// Replies of a hostile blob service: lists, block lists, errors, headers; and URLs and signatures
// from anywhere. The first byte chooses.

#include "blob/credential.h"
#include "blob/read_range.h"
#include "blob/retry.h"
#include "blob/url.h"
#include "blob/xml.h"

using namespace gantry;
using namespace gantry::blob;

namespace {

void read_range(std::string_view text) {
    // Header lines up to an empty one, then the body in pieces of 7 bytes.
    HttpReply reply;
    reply.status = 206;
    while (!text.empty()) {
        size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty()) break;
        size_t colon = line.find(':');
        if (colon == std::string_view::npos) {
            reply.status = 200;
        } else {
            reply.headers.emplace_back(line.substr(0, colon), line.substr(colon + 1));
        }
    }
    RangeRead range(32, 64, {});
    for (int attempt = 0; attempt < 2; ++attempt) {
        HttpHeaders headers;
        range.begin_try(headers);
        for (size_t at = 0; at < text.size(); at += 7)
            if (!range.take(reply, as_bytes(text.substr(at, 7)))) break;
        range.fault(reply);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    std::string_view text = as_text({data + 1, size - 1});
    try {
        switch (data[0] % 6) {
            case 0:
                parse_list_xml(text);
                break;
            case 1:
                parse_block_list_xml(text);
                break;
            case 2:
                parse_error_xml(text);
                parse_http_date(text);
                parse_retry_after(text, 0);
                break;
            case 3:
                read_range(text);
                break;
            case 4:
                if (parse_blob_url(url_text(parse_blob_url(text))) != parse_blob_url(text)) abort();
                break;
            default:
                parse_sas(text);
                break;
        }
    } catch (const FormatError&) {
    }
    return 0;
}
